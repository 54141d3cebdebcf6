// Package opschema reads the files that PyTorch's operators are generated from
// (native_functions.yaml, derivatives.yaml). It exists because much of what Python and
// C++ code names - operators, their headers, their kernels - is written nowhere else.
//
// Concurrency: every function is pure; what it returns is never changed afterwards.
package opschema

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// list parses a YAML document that is a list of mappings, the shape of both files.
func list(path string, src []byte) ([]*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.SequenceNode {
		return nil, fmt.Errorf("%s:%d: want a list of entries", path, root.Line)
	}
	for _, n := range root.Content {
		if n.Kind != yaml.MappingNode {
			return nil, fmt.Errorf("%s:%d: want an entry of keys and values", path, n.Line)
		}
	}
	return root.Content, nil
}

// split cuts a comma-separated value into its trimmed parts; an empty one has none.
func split(value string) []string {
	var parts []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// scalar is the value of a node that must be one plain value.
func scalar(path, key string, n *yaml.Node) (string, error) {
	if n.Kind != yaml.ScalarNode {
		return "", fmt.Errorf("%s:%d: %s: want a single value", path, n.Line, key)
	}
	return n.Value, nil
}
