package opschema

import (
	"fmt"
	"slices"
	"strings"
)

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

// Overload is one signature that Python accepts of a name.
type Overload struct {
	Name     string     // "torch.add", "torch.Tensor.add_", "torch.linalg.det"
	Args     []Argument // those of the schema; of a method without self
	Operator string     // the operator that a call of it runs: "add.Tensor"
}

// String is the signature: `torch.add(Tensor self, Scalar alpha, Tensor other)`.
func (o *Overload) String() string {
	s := Schema{Args: o.Args}
	text := s.String()
	return o.Name + text[:len(text)-len(" -> ()")]
}

// Overloads lists the signatures of Python names that the entry deprecates, one signature of
// each and not the name: those of torch or a module of it and of torch.Tensor, as the operators
// that take its arguments have them (load_deprecated_signatures of
// tools/autograd/gen_python_functions.py).
func (d *Deprecated) Overloads(native *Native) ([]Overload, error) {
	schema, err := ParseSchema(d.Schema)
	if err != nil {
		return nil, err
	}
	base, rest, ok := strings.Cut(d.Aten, "(")
	if !ok {
		return nil, fmt.Errorf("%q is no call: want name(arguments)", d.Aten)
	}
	call := split(strings.TrimSuffix(strings.TrimSpace(rest), ")"))
	base, isOut := strings.CutSuffix(strings.TrimSpace(base), "_out")
	var all []Overload
	for i := range native.Entries {
		e := &native.Entries[i]
		if e.Name.Base != base {
			continue
		}
		runs, err := e.Schema()
		if err != nil || !takes(schema, runs, call, isOut) {
			continue
		}
		all = append(all, overloads(schema, e)...)
	}
	return all, nil
}

// overloads are the Python names of an operator with the arguments of schema. All operators
// without a module may be methods, those of a module only functions (is_py_variable_method and
// is_py_torch_function).
func overloads(schema *Schema, e *Entry) []Overload {
	name := schema.Name.Base
	var all []Overload
	if e.PythonModule != "" {
		return append(all, Overload{Name: "torch." + e.PythonModule + "." + name, Args: schema.Args, Operator: e.Name.String()})
	}
	if slices.Contains(e.Variants, "function") {
		all = append(all, Overload{Name: "torch." + name, Args: schema.Args, Operator: e.Name.String()})
	}
	if slices.Contains(e.Variants, "method") {
		args := slices.DeleteFunc(slices.Clone(schema.Args), func(a Argument) bool { return a.Name == "self" })
		all = append(all, Overload{Name: "torch.Tensor." + name, Args: args, Operator: e.Name.String()})
	}
	return all
}

// takes reports whether the operator takes the arguments of call, by type: names of arguments
// of the deprecated schema, or the constant 1 (is_schema_compatible).
func takes(old, runs *Schema, call []string, isOut bool) bool {
	args := runs.Args
	if isOut {
		out := runs.OutIndex()
		args = append(slices.Clone(args[out:]), args[:out]...)
	}
	if len(call) > len(args) || len(old.Returns) != len(runs.Returns) {
		return false
	}
	for i := range args {
		if i >= len(call) {
			if !args[i].HasDefault {
				return false
			}
			continue
		}
		want := "Scalar"
		if call[i] != "1" {
			at := slices.IndexFunc(old.Args, func(a Argument) bool { return a.Name == call[i] })
			if at < 0 {
				return false
			}
			want = old.Args[at].Type.String()
		}
		if args[i].Type.String() != want {
			return false
		}
	}
	for i := range runs.Returns {
		if runs.Returns[i].Type.String() != old.Returns[i].Type.String() {
			return false
		}
	}
	return true
}
