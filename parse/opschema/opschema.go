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

// list parses a YAML document that is a list of mappings, the shape of all these files.
func list(path string, src []byte) ([]*yaml.Node, error) {
	nodes, err := entries(path, src)
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		if n.Kind != yaml.MappingNode {
			return nil, fmt.Errorf("%s:%d: want an entry of keys and values", path, n.Line)
		}
	}
	return nodes, nil
}

// entries parses a YAML document that is a list of anything.
func entries(path string, src []byte) ([]*yaml.Node, error) {
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

// boolean is the value of a node that must be true or false, as YAML 1.1 spells them.
func boolean(path, key string, n *yaml.Node) (bool, error) {
	switch strings.ToLower(n.Value) {
	case "true", "yes", "on":
		return true, nil
	case "false", "no", "off":
		return false, nil
	}
	return false, fmt.Errorf("%s:%d: %s: want True or False", path, n.Line, key)
}

// strs is the value of a node that is one value, a list of them, or a mapping of them,
// whose items read "key: value".
func strs(path, key string, n *yaml.Node) ([]string, error) {
	if n.Kind == yaml.ScalarNode {
		return []string{n.Value}, nil
	}
	var all []string
	for i := 0; i < len(n.Content); i++ {
		text, err := scalar(path, key, n.Content[i])
		if err != nil {
			return nil, err
		}
		if n.Kind == yaml.MappingNode {
			i++
			value, err := scalar(path, key, n.Content[i])
			if err != nil {
				return nil, err
			}
			text += ": " + value
		}
		all = append(all, text)
	}
	return all, nil
}
