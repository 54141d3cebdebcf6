package abi

import (
	"cmp"
	"fmt"
	"slices"

	"plumbline/parse/opschema"
)

// CppOptions say how the tree at hand spells and generates the C++ of operators.
type CppOptions struct {
	Torchgen Torchgen // the zero value is the newest release's
	// Resolve gives what a demangler prints for a type or a template that torchgen names
	// ("at::IntArrayRef", "c10::optional"); false where the tree tells nothing. nil knows none.
	Resolve func(name string) (string, bool)
}

// AddOperators fills in what concerns operators while a surface is built; resolve is that
// of CppOptions.
func (s *Surface) AddOperators(in *Input, resolve func(name string) (string, bool)) {
	var spots []BlindSpot
	s.Operators, spots = Operators(in.Native, CppOptions{Torchgen: in.Torchgen, Resolve: resolve})
	s.BlindSpots = append(s.BlindSpots, spots...)
	s.Allow, s.Upgraders = in.Allow, in.Upgraders
}

// Operators lists the operators that native_functions.yaml declares and those that their
// autogen: makes, sorted by name, each with the C++ functions that the build generates for
// it. What can't be read or derived is a blind spot with its place.
func Operators(n *opschema.Native, opts CppOptions) ([]*Operator, []BlindSpot) {
	if n == nil {
		return nil, nil
	}
	if opts.Torchgen.Optional == "" {
		opts.Torchgen = TorchgenOf(func(string) []byte { return nil })
	}
	d := &deriver{path: n.Path, spelling: spelling{opts: opts}}
	for _, p := range n.Problems {
		d.blind(p.Line, "%s", p.Text)
	}
	schemas := make([]*opschema.Schema, len(n.Entries))
	for i := range n.Entries {
		e := &n.Entries[i]
		schema, err := e.Schema()
		if err != nil {
			d.blind(e.Line, "the schema of %s can't be read: %v", qualified(e.Name), err)
			d.unread(e)
			continue
		}
		schemas[i] = schema
	}
	for i, complete := range completedGroups(n.Entries, schemas, &opts.Torchgen) {
		if schemas[i] != nil {
			d.entry(&n.Entries[i], schemas[i], complete)
		}
	}
	slices.SortStableFunc(d.ops, func(a, b *Operator) int {
		// An entry of its own comes before one that autogen: makes.
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.From, b.From), cmp.Compare(a.Line, b.Line))
	})
	d.ops = slices.CompactFunc(d.ops, func(a, b *Operator) bool {
		if a.Name == b.Name && b.From == "" {
			d.blind(b.Line, "%s is declared in line %d already", b.Name, a.Line)
		}
		return a.Name == b.Name
	})
	return d.ops, d.blinds
}

// deriver collects what one schema file gives.
type deriver struct {
	path     string
	spelling spelling
	ops      []*Operator
	blinds   []BlindSpot
}

func (d *deriver) blind(line int, format string, args ...any) {
	d.blinds = append(d.blinds, BlindSpot{Kind: "operator-schema", Path: d.path, Line: line, Text: fmt.Sprintf(format, args...)})
}

// entry derives one entry, and what its autogen: makes of it where the build completes its
// group.
func (d *deriver) entry(e *opschema.Entry, schema *opschema.Schema, complete bool) {
	g := generated{Schema: schema, methods: slices.Contains(e.Variants, "method") && selfIndex(schema) >= 0,
		functions: slices.Contains(e.Variants, "function"), fallback: e.ManualCppBinding,
		constRef: e.ConstRefForMutable, listRef: e.Structured || e.StructuredDelegate != ""}
	d.add(e, &g, "", e.Tags)
	if !complete {
		return
	}
	for _, text := range e.Autogen {
		name, err := opschema.ParseName(text)
		if err == nil {
			name.Namespace = cmp.Or(name.Namespace, e.Name.Namespace)
		}
		made := autogenSchema(schema, name)
		if err != nil || made == nil {
			d.blind(e.Line, "autogen: %s can't be derived from %s", text, schema.Name)
			if err == nil {
				d.ops = append(d.ops, &Operator{Name: qualified(name), Path: d.path, Line: e.Line, From: qualified(e.Name)})
			}
			continue
		}
		// generate_function of torchgen/native_function_generation.py: a function only.
		g := generated{Schema: made, functions: true, constRef: e.ConstRefForMutable}
		d.add(e, &g, qualified(e.Name), nil)
	}
}

// unread keeps the names of what has no schema that can be read: it is there all the same.
func (d *deriver) unread(e *opschema.Entry) {
	d.ops = append(d.ops, &Operator{Name: qualified(e.Name), Schema: e.Func, Path: d.path, Line: e.Line, Tags: e.Tags})
	for _, text := range e.Autogen {
		if name, err := opschema.ParseName(text); err == nil {
			name.Namespace = cmp.Or(name.Namespace, e.Name.Namespace)
			d.ops = append(d.ops, &Operator{Name: qualified(name), Path: d.path, Line: e.Line, From: qualified(e.Name)})
		}
	}
}

func (d *deriver) add(e *opschema.Entry, g *generated, from string, tags []string) {
	op := &Operator{Name: qualified(g.Name), Schema: g.String(), Path: d.path, Line: e.Line,
		From: from, Parsed: g.Schema, Tags: tags}
	var err error
	if op.Cpp, err = d.spelling.signatures(g); err != nil {
		d.blind(e.Line, "the C++ of %s can't be derived: %v", op.Name, err)
	}
	d.ops = append(d.ops, op)
}

// qualified is the name of an operator with its namespace: "aten::add.Tensor".
func qualified(n opschema.Name) string {
	n.Namespace = cmp.Or(n.Namespace, "aten")
	return n.String()
}
