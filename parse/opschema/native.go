package opschema

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Native is what one native_functions.yaml declares.
type Native struct {
	Path     string
	Entries  []Entry   // in source order
	Problems []Problem `json:",omitempty"` // what could not be read, in source order
	Remarks  []Remark  `json:",omitempty"` // comments that speak of deprecation, but above and in no entry
}

// Problem is a place of a file that could not be read, and why.
type Problem struct {
	Line int
	Text string
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

	Deprecated *Remark `json:",omitempty"` // the comment above or in the entry that speaks of deprecation or removal

	StructuredInherits   string   `json:",omitempty"` // the base of the meta class
	Tags                 []string `json:",omitempty"` // "core", "inplace_view", ...
	CppNoDefaultArgs     []string `json:",omitempty"` // arguments whose default C++ does not get
	Precomputed          []string `json:",omitempty"`
	UfuncInnerLoop       []string `json:",omitempty"` // "Generic: add (AllAndComplex, BFloat16)"
	DeviceCheck          string   `json:",omitempty"`
	CategoryOverride     string   `json:",omitempty"`
	NoDeviceGuard        bool     `json:",omitempty"` // device_guard: False
	ManualCppBinding     bool     `json:",omitempty"` // the generated C++ functions are called __dispatch_...
	ManualKernel         bool     `json:",omitempty"` // manual_kernel_registration
	ConstRefForMutable   bool     `json:",omitempty"` // use_const_ref_for_mutable_tensors
	DispatchedImplicitly bool     `json:",omitempty"` // no dispatch table: one kernel of its own name serves all
}

// Schema parses the schema of the entry.
func (e *Entry) Schema() (*Schema, error) { return ParseSchema(e.Func) }

// Dispatch says which kernel serves which dispatch keys: one line of `dispatch:`.
type Dispatch struct {
	Line   int
	Keys   []string // "CPU", "CUDA"; empty where one kernel serves all
	Kernel string   // may be qualified: "at::native::add"
}

// ReadNative reads native_functions.yaml, or another file of that format. Keys that it
// has no use for are passed over; an entry that cannot be named is an error with its line.
func ReadNative(path string, src []byte) (*Native, error) {
	nodes, err := list(path, src)
	if err != nil {
		return nil, err
	}
	n := &Native{Path: path, Entries: make([]Entry, 0, len(nodes))}
	for _, node := range nodes {
		e, err := n.readEntry(node)
		if err != nil {
			return nil, err
		}
		n.Entries = append(n.Entries, e)
	}
	n.readRemarks(src)
	return n, nil
}

// ReadOperators reads what ReadNative reads, but what is wrong with one entry never costs
// another: it becomes a problem of the result, and reading goes on.
func ReadOperators(path string, src []byte) *Native {
	n := &Native{Path: path}
	nodes, err := entries(path, src)
	if err != nil {
		n.Problems = []Problem{{Line: 1, Text: strings.TrimPrefix(err.Error(), path+": ")}}
		return n
	}
	for _, node := range nodes {
		if node.Kind != yaml.MappingNode {
			n.problem(node.Line, errors.New("want an entry of keys and values"))
			continue
		}
		e, err := n.readEntry(node)
		if err != nil {
			n.problem(node.Line, err)
			continue
		}
		n.Entries = append(n.Entries, e)
	}
	n.readRemarks(src)
	return n
}

// problem records an error; one that names its place speaks for itself.
func (n *Native) problem(line int, err error) {
	text := err.Error()
	if rest, ok := strings.CutPrefix(text, n.Path+":"); ok {
		number, why, _ := strings.Cut(rest, ": ")
		if at, err := strconv.Atoi(number); err == nil {
			line, text = at, why
		}
	}
	n.Problems = append(n.Problems, Problem{Line: line, Text: text})
}

func (n *Native) readEntry(node *yaml.Node) (Entry, error) {
	path := n.Path
	e := Entry{Line: node.Line, Variants: []string{"function"}, DispatchedImplicitly: true}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i].Value, node.Content[i+1]
		if err := e.set(path, key, value); err != nil {
			return Entry{}, err
		}
		if err := e.setMore(path, key, value); err != nil {
			n.problem(value.Line, err)
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
	if e.Structured || e.StructuredDelegate != "" {
		e.DispatchedImplicitly = false
	}
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
		e.DispatchedImplicitly = false
		e.Dispatch, err = readDispatch(path, value)
	}
	return err
}

// setMore takes over the keys that say how C++ is generated. A value of the wrong shape
// costs that key alone.
func (e *Entry) setMore(path, key string, value *yaml.Node) error {
	var err error
	switch key {
	case "structured_inherits":
		e.StructuredInherits, err = scalar(path, key, value)
	case "device_check":
		e.DeviceCheck, err = scalar(path, key, value)
	case "category_override":
		e.CategoryOverride, err = scalar(path, key, value)
	case "device_guard":
		var guard bool
		guard, err = boolean(path, key, value)
		e.NoDeviceGuard = err == nil && !guard
	case "manual_cpp_binding":
		e.ManualCppBinding, err = boolean(path, key, value)
	case "manual_kernel_registration":
		e.ManualKernel, err = boolean(path, key, value)
	case "use_const_ref_for_mutable_tensors":
		e.ConstRefForMutable, err = boolean(path, key, value)
	case "tags":
		e.Tags, err = strs(path, key, value)
	case "cpp_no_default_args":
		e.CppNoDefaultArgs, err = strs(path, key, value)
	case "precomputed":
		e.Precomputed, err = strs(path, key, value)
	case "ufunc_inner_loop":
		e.UfuncInnerLoop, err = strs(path, key, value)
	}
	return err
}

func readDispatch(path string, node *yaml.Node) ([]Dispatch, error) {
	if node.Kind == yaml.ScalarNode && node.Tag != "!!null" {
		return []Dispatch{{Line: node.Line, Kernel: node.Value}}, nil // up to 1.5: one kernel for all keys
	}
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
