package opschema

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Derivative is one `- name:` of derivatives.yaml, whose format the head of that file
// describes (tools/autograd/derivatives.yaml).
type Derivative struct {
	Line  int
	Name  Name
	Calls []string // free functions that its formulas call, unqualified; sorted, unique
}

// ReadDerivatives reads derivatives.yaml.
func ReadDerivatives(path string, src []byte) ([]Derivative, error) {
	nodes, err := list(path, src)
	if err != nil {
		return nil, err
	}
	all := make([]Derivative, 0, len(nodes))
	for _, node := range nodes {
		d := Derivative{Line: node.Line}
		schema := ""
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i].Value, node.Content[i+1]
			if key == "name" {
				if schema, err = scalar(path, key, value); err != nil {
					return nil, err
				}
				continue
			}
			d.formulas(value)
		}
		if d.Name, err = ParseName(schema); err != nil {
			return nil, fmt.Errorf("%s:%d: name: %w", path, node.Line, err)
		}
		slices.Sort(d.Calls)
		d.Calls = slices.Compact(d.Calls)
		all = append(all, d)
	}
	return all, nil
}

// formulas collects the calls of a value: a formula, or one per dispatch key.
func (d *Derivative) formulas(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		d.Calls = append(d.Calls, calls(n.Value)...)
		return
	}
	for i, child := range n.Content {
		if n.Kind != yaml.MappingNode || i%2 == 1 {
			d.formulas(child)
		}
	}
}

// calls lists the names that a C++ expression calls as functions: a name before a "(",
// template arguments between them allowed, that is no method (behind "." or "->").
func calls(formula string) []string {
	var names []string
	for i := 0; i < len(formula); {
		if !isLetter(formula[i]) {
			if formula[i] == '"' {
				i = stringEnd(formula, i)
				continue
			}
			i++
			continue
		}
		start := i
		for i < len(formula) && (isLetter(formula[i]) || isDigit(formula[i])) {
			i++
		}
		name := formula[start:i]
		if start > 0 && isDigit(formula[start-1]) { // a suffix: 1e3
			continue
		}
		if opensCall(formula[i:]) && !isMember(formula[:start]) && !isKeyword(name) {
			names = append(names, name)
		}
	}
	return names
}

// opensCall reports whether rest starts with "(", maybe behind template arguments.
func opensCall(rest string) bool {
	i := skipSpace(rest, 0)
	if i < len(rest) && rest[i] == '<' {
		i = skipSpace(rest, templateEnd(rest, i))
	}
	return i < len(rest) && rest[i] == '('
}

// templateEnd gives the index behind the template arguments that open at i, or i when
// the "<" compares.
func templateEnd(s string, i int) int {
	depth := 0
	for j := i; j < len(s); j++ {
		switch c := s[j]; {
		case c == '<':
			depth++
		case c == '>':
			if depth--; depth == 0 {
				return j + 1
			}
		case !isLetter(c) && !isDigit(c) && !strings.ContainsRune(":, *&", rune(c)):
			return i
		}
	}
	return i
}

func skipSpace(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n') {
		i++
	}
	return i
}

// isMember reports whether what stands before a name makes it a member of an object.
func isMember(before string) bool {
	i := len(before)
	for i > 0 && (before[i-1] == ' ' || before[i-1] == '\n') {
		i--
	}
	return i > 0 && before[i-1] == '.' || i > 1 && before[i-2:i] == "->"
}

func stringEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(s)
}

// isKeyword reports whether a word before a parenthesis is part of the language.
func isKeyword(word string) bool {
	switch word {
	case "if", "for", "while", "switch", "return", "sizeof", "not", "and", "or",
		"static_cast", "const_cast", "dynamic_cast", "reinterpret_cast", "decltype":
		return true
	}
	return false
}

func isLetter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
