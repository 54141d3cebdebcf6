package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/parse/opschema"
)

// autogenSchema derives the variant of that name from a schema, as generate_function of
// torchgen/native_function_generation.py does; nil when torchgen would not make it.
func autogenSchema(s *opschema.Schema, name opschema.Name) *opschema.Schema {
	if !derivable(s) {
		return nil
	}
	for _, derive := range []func(*opschema.Schema) *opschema.Schema{outVariant, functionalVariant} {
		if made := derive(s); made != nil && made.Name == name {
			return made
		}
	}
	return nil
}

// completedGroups says for every entry whether the build makes the variants that its
// autogen: names. Entries that are variants of one another form a group, and groups of
// views, of hand-written bindings and of what is only composed of other operators are left
// as they are (add_generated_native_functions of torchgen/native_function_generation.py).
// An entry without schema has no group.
func completedGroups(entries []opschema.Entry, schemas []*opschema.Schema, g *Torchgen) []bool {
	groups := map[string][]int{}
	for i, s := range schemas {
		if s != nil && derivable(s) {
			key := signatureKey(s)
			groups[key] = append(groups[key], i)
		}
	}
	complete := make([]bool, len(entries))
	for _, members := range groups {
		manual, composite, core, view, outOnly := true, true, false, false, len(members) == 1
		for _, i := range members {
			e := &entries[i]
			manual = manual && e.ManualCppBinding
			composite = composite && isComposite(e)
			core = core || g.CoreVariants && slices.Contains(e.Tags, "core")
			view = view || isView(e, schemas[i], g)
			outOnly = outOnly && kindOf(schemas[i]) == outKind
		}
		for _, i := range members {
			complete[i] = !manual && !view && !outOnly && (!composite || core)
		}
	}
	return complete
}

// signatureKey is the same for all variants of an operator (FunctionSchema.signature of
// torchgen/model.py).
func signatureKey(s *opschema.Schema) string {
	key := opschema.Schema{Args: signatureArguments(s), Returns: returnsOf(s, false)}
	key.Name = opschema.Name{Namespace: s.Name.Namespace, Base: functionalBase(s.Name.Base)}
	text := key.String()
	if s.Name.Base == "bernoulli" && s.Name.Overload == "p" { // Note [bernoulli.p schema]
		text = strings.Replace(text, "float p", "float p=0.5", 1)
	}
	return text
}

// isComposite reports whether one kernel, written in terms of other operators, serves all.
func isComposite(e *opschema.Entry) bool {
	return e.DispatchedImplicitly || slices.ContainsFunc(e.Dispatch, func(d opschema.Dispatch) bool {
		return slices.Contains(d.Keys, "CompositeImplicitAutograd")
	})
}

// isView reports whether what is returned aliases an argument (is_view_op of
// torchgen/model.py).
func isView(e *opschema.Entry, s *opschema.Schema, g *Torchgen) bool {
	if slices.Contains(g.SpareBases, e.Name.Base) {
		return false
	}
	for i := range s.Returns {
		if a := s.Returns[i].Type.Annotation(); a != nil && !a.Write {
			return true
		}
	}
	for i := range s.Args {
		if a := s.Args[i].Type.Annotation(); a != nil && slices.Contains(a.After, "*") {
			return true
		}
	}
	name := e.Name
	name.Namespace = ""
	return slices.Contains(e.Tags, "inplace_view") && !slices.Contains(g.NoViews, name.String())
}

// derivable reports whether torchgen's model can hold the schema.
func derivable(s *opschema.Schema) bool { return !s.VarArgs && !s.VarReturns }

// schemaKind is what kind of function a schema is of (SchemaKind of torchgen/model.py).
type schemaKind uint8

const (
	functional schemaKind = iota
	inplace
	outKind
	mutable
)

func kindOf(s *opschema.Schema) schemaKind {
	switch {
	case isInplace(s.Name.Base):
		return inplace
	case s.OutIndex() < len(s.Args):
		return outKind
	}
	for i := selfIndex(s) + 1; i < len(s.Args); i++ {
		if s.Args[i].Writes() {
			return mutable
		}
	}
	return functional
}

// isInplace reports whether a base name is that of an in-place variant: "add_", "__iadd__".
func isInplace(base string) bool {
	if isDunder(base) {
		return strings.HasPrefix(base, "__i") && "__"+(opschema.Name{Base: base}).Root()+"__" != base
	}
	return strings.HasSuffix(base, "_")
}

func isDunder(base string) bool {
	return len(base) > 4 && strings.HasPrefix(base, "__") && strings.HasSuffix(base, "__")
}

// functionalBase is the base name of the functional variant: "add" of "add_".
func functionalBase(base string) string {
	root := (opschema.Name{Base: base}).Root()
	if isDunder(base) {
		return "__" + root + "__"
	}
	return root
}

// selfIndex is the index of the positional argument self, -1 for none.
func selfIndex(s *opschema.Schema) int {
	return slices.IndexFunc(s.Args, func(a opschema.Argument) bool { return a.Name == "self" && !a.KwOnly })
}

// outVariant derives the out variant of a functional, in-place or mutable schema.
func outVariant(s *opschema.Schema) *opschema.Schema {
	made := &opschema.Schema{Name: s.Name}
	made.Name.Base = functionalBase(s.Name.Base)
	made.Name.Overload = "out"
	if s.Name.Overload != "" {
		made.Name.Overload = s.Name.Overload + "_out"
	}
	switch self := selfIndex(s); kindOf(s) {
	case inplace: // self_to_out_signature
		if self < 0 {
			return nil
		}
		made.Args = slices.Clone(s.Args)
		made.Args[self].Type = s.Args[self].Type.Plain()
		made.Args = append(made.Args, opschema.Argument{Name: "out", Type: s.Args[self].Type, KwOnly: true})
		made.Returns = s.Returns
	case functional: // functional_to_out_signature
		returns, outs := outArguments(s)
		made.Args, made.Returns = append(signatureArguments(s), outs...), returns
	case mutable: // mutable_to_out_signature
		returns, outs := outArguments(s)
		made.Args, made.Returns = append(slices.Clone(s.Args), outs...), returns
	default:
		return nil
	}
	if made.OutIndex() == len(made.Args) {
		return nil
	}
	return made
}

// functionalVariant derives the functional variant of any other schema: what is written to
// is returned (FunctionSchema.signature of torchgen/model.py).
func functionalVariant(s *opschema.Schema) *opschema.Schema {
	kind := kindOf(s)
	if kind == functional {
		return nil
	}
	made := &opschema.Schema{Name: s.Name, Args: signatureArguments(s)}
	made.Name.Base = functionalBase(s.Name.Base)
	if kind == mutable {
		made.Name.Base += "_functional"
	}
	made.Returns = returnsOf(s, true)
	return made
}

// returnsOf lists what the functional variant returns: what the schema does, then what it
// writes to and does not return.
func returnsOf(s *opschema.Schema, named bool) []opschema.Argument {
	var all []opschema.Argument
	add := func(name string, t *opschema.Type) {
		if !named {
			name = ""
		}
		all = append(all, opschema.Argument{Name: name, Type: t.Plain()})
	}
	returned := map[string]bool{}
	for _, r := range s.Returns {
		add(r.Name, r.Type)
		if a := r.Type.Annotation(); a != nil {
			returned[a.String()] = true
		}
	}
	for _, i := range writtenOrder(s) {
		a := &s.Args[i]
		if a.Writes() && !returned[a.Type.Annotation().String()] {
			add(a.Name+"_out", a.Type)
		}
	}
	return all
}

// writtenOrder lists the indexes of the arguments in the order in which written ones are
// returned: self, out arguments, the positional ones behind self.
func writtenOrder(s *opschema.Schema) []int {
	self, out := selfIndex(s), s.OutIndex()
	var order []int
	if self >= 0 {
		order = append(order, self)
	}
	for i := out; i < len(s.Args); i++ {
		order = append(order, i)
	}
	for i := self + 1; i < out; i++ {
		if !s.Args[i].KwOnly {
			order = append(order, i)
		}
	}
	return order
}

// signatureArguments are the arguments that all variants share: annotations gone, tensor
// options and out arguments dropped (Arguments.signature of torchgen/model.py).
func signatureArguments(s *opschema.Schema) []opschema.Argument {
	options := tensorOptions(s)
	var args []opschema.Argument
	for i := range s.OutIndex() {
		if options >= 0 && i >= options && i < options+len(optionNames) {
			continue
		}
		a := s.Args[i]
		a.Type = a.Type.Plain()
		args = append(args, a)
	}
	return args
}

// optionNames and optionTypes are the four arguments in a row that C++ takes as one
// at::TensorOptions (Arguments.parse of torchgen/model.py).
var (
	optionNames = [...]string{"dtype", "layout", "device", "pin_memory"}
	optionTypes = [...]string{"ScalarType", "Layout", "Device", "bool"}
)

// tensorOptions is the index of the first of the four, -1 for none.
func tensorOptions(s *opschema.Schema) int {
	for i := 0; i+len(optionNames) <= s.OutIndex(); i++ {
		match := true
		for j := range optionNames {
			a := &s.Args[i+j]
			t := a.Type
			if t.Kind == opschema.Optional {
				t = t.Elems[0]
			}
			match = match && a.KwOnly && a.Name == optionNames[j] && t.Is(optionTypes[j])
		}
		if match {
			return i
		}
	}
	return -1
}

// outArguments makes an out argument of every tensor that is returned, and what is
// returned then (generate_out_args_from_schema of torchgen/native_function_generation.py).
func outArguments(s *opschema.Schema) (returns, outs []opschema.Argument) {
	used := ""
	for i := range s.Args {
		if a := s.Args[i].Type.Annotation(); a != nil {
			used += strings.Join(a.Before, "")
		}
	}
	free := strings.Map(func(r rune) rune {
		if strings.ContainsRune(used, r) {
			return -1
		}
		return r
	}, "abcdefghijklmnopqrstuvwxyz")
	plain := !slices.ContainsFunc(s.Returns, func(r opschema.Argument) bool { return !r.Type.Is("Tensor") })
	for i, r := range s.Returns {
		if !r.Type.Mentions("Tensor") || i >= len(free) {
			returns = append(returns, r)
			continue
		}
		out := opschema.Argument{Name: "out", Type: annotate(r.Type, &opschema.Alias{Before: []string{free[i : i+1]}, Write: true}), KwOnly: true}
		if len(s.Returns) > 1 {
			out.Name = fmt.Sprintf("out%d", i)
		}
		outs = append(outs, out)
		if plain {
			returns = append(returns, opschema.Argument{Type: out.Type})
		}
	}
	return returns, outs
}

// annotate is the type with that annotation on its innermost element.
func annotate(t *opschema.Type, alias *opschema.Alias) *opschema.Type {
	out := *t
	if t.Elem() == nil {
		out.Alias = alias
	} else {
		out.Elems = []*opschema.Type{annotate(t.Elems[0], alias)}
	}
	return &out
}
