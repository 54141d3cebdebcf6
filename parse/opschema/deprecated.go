package opschema

import "fmt"

// Deprecated is one `- name:` of tools/autograd/deprecated.yaml: an old order of arguments
// that Python still accepts. The build makes no C++ function of it.
type Deprecated struct {
	Line   int
	Name   Name
	Schema string // as written
	Aten   string // the call that it stands for: "add(self, other, alpha)"
}

// ReadDeprecated reads deprecated.yaml.
func ReadDeprecated(path string, src []byte) ([]Deprecated, error) {
	nodes, err := list(path, src)
	if err != nil {
		return nil, err
	}
	all := make([]Deprecated, 0, len(nodes))
	for _, node := range nodes {
		d := Deprecated{Line: node.Line}
		for i := 0; i+1 < len(node.Content); i += 2 {
			into := &d.Schema
			switch node.Content[i].Value {
			case "name":
			case "aten":
				into = &d.Aten
			default:
				continue
			}
			if *into, err = scalar(path, node.Content[i].Value, node.Content[i+1]); err != nil {
				return nil, err
			}
		}
		if d.Name, err = ParseName(d.Schema); err != nil {
			return nil, fmt.Errorf("%s:%d: name: %w", path, node.Line, err)
		}
		all = append(all, d)
	}
	return all, nil
}
