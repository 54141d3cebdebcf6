package opschema

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Native is what one native_functions.yaml declares.
type Native struct {
	Path    string
	Entries []Entry // in source order
}

// Entry is one `- func:` of native_functions.yaml, whose format its README describes
// (aten/src/ATen/native/README.md).
type Entry struct {
	Line               int
	Func               string // the schema as written
	Name               Name
	Structured         bool
	StructuredDelegate string   // the out variant whose kernel this one uses
	Variants           []string // "function", "method"; the default, function alone, is written out
	Autogen            []string // variants that the build makes from this one
	Dispatch           []Dispatch
	PythonModule       string // "nn", "linalg", ...; "" is torch itself
}

// Dispatch says which kernel serves which dispatch keys: one line of `dispatch:`.
type Dispatch struct {
	Line   int
	Keys   []string // "CPU", "CUDA"
	Kernel string   // may be qualified: "at::native::add"
}

// ReadNative reads native_functions.yaml, or another file of that format. Keys that it
// has no use for are passed over; a schema that has no name is an error with its line.
func ReadNative(path string, src []byte) (*Native, error) {
	nodes, err := list(path, src)
	if err != nil {
		return nil, err
	}
	n := &Native{Path: path, Entries: make([]Entry, 0, len(nodes))}
	for _, node := range nodes {
		e, err := readEntry(path, node)
		if err != nil {
			return nil, err
		}
		n.Entries = append(n.Entries, e)
	}
	return n, nil
}

func readEntry(path string, node *yaml.Node) (Entry, error) {
	e := Entry{Line: node.Line, Variants: []string{"function"}}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		if err := e.set(path, key, value); err != nil {
			return Entry{}, err
		}
	}
	if e.Func == "" {
		return Entry{}, fmt.Errorf("%s:%d: the entry has no func", path, node.Line)
	}
	name, err := ParseName(e.Func)
	if err != nil {
		return Entry{}, fmt.Errorf("%s:%d: func: %w", path, e.Line, err)
	}
	e.Name = name
	return e, nil
}

// set takes over one key of an entry.
func (e *Entry) set(path, key string, value *yaml.Node) error {
	text := ""
	var err error
	switch key {
	case "func", "structured", "structured_delegate", "variants", "autogen", "python_module":
		if text, err = scalar(path, key, value); err != nil {
			return err
		}
	}
	switch key {
	case "func":
		e.Func = text
	case "structured":
		e.Structured = strings.EqualFold(text, "true")
	case "structured_delegate":
		e.StructuredDelegate = text
	case "variants":
		e.Variants = split(text)
	case "autogen":
		e.Autogen = split(text)
	case "python_module":
		e.PythonModule = text
	case "dispatch":
		e.Dispatch, err = readDispatch(path, value)
	}
	return err
}

func readDispatch(path string, node *yaml.Node) ([]Dispatch, error) {
	if node.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: dispatch: want dispatch keys and their kernels", path, node.Line)
	}
	var table []Dispatch
	for i := 0; i+1 < len(node.Content); i += 2 {
		kernel, err := scalar(path, "dispatch", node.Content[i+1])
		if err != nil {
			return nil, err
		}
		table = append(table, Dispatch{Line: node.Content[i].Line, Keys: split(node.Content[i].Value), Kernel: kernel})
	}
	return table, nil
}

// OpNames lists the operators for which the build writes ATen/ops/<name>.h, <name>_ops.h
// and <name>_native.h, sorted: the root names of all entries and of what autogen makes of
// them (gen_per_operator_headers of torchgen/gen.py).
func OpNames(n *Native) []string {
	seen := map[string]bool{}
	for _, e := range n.Entries {
		seen[e.Name.Root()] = true
		for _, variant := range e.Autogen {
			if name, err := ParseName(variant); err == nil {
				seen[name.Root()] = true
			}
		}
	}
	names := make([]string, 0, len(seen))
	for name := range seen {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
