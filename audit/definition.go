package audit

import (
	_ "embed"
	"fmt"

	"go.yaml.in/yaml/v3"
)

//go:embed definition.yaml
var definition []byte

// Definition gives the rows of the built-in definition, in the order of the document.
func Definition() ([]Row, error) {
	var rows []Row
	if err := yaml.Unmarshal(definition, &rows); err != nil {
		return nil, fmt.Errorf("the built-in definition can't be read: %w", err)
	}
	return rows, nil
}
