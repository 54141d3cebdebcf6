package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/parse/opschema"
)

// generated is an operator with what decides on its C++ functions.
type generated struct {
	*opschema.Schema
	functions, methods bool
	fallback           bool // the functions are called __dispatch_...
	constRef           bool // tensors that are written to are taken by const reference
	listRef            bool // tensor lists are taken as at::ITensorListRef
}

// spelling writes C++ types as a demangler prints them.
type spelling struct{ opts CppOptions }

// form is one of the ways in which a schema becomes a signature (CppSignature of
// torchgen/api/types/signatures.py).
type form struct {
	method   bool
	faithful bool // as the schema has it: out arguments last, tensor options apart
	symint   bool // SymInt stays SymInt, else it is int
}

// signatures lists the symbols of the C++ functions that the build generates, sorted:
// functions, methods, those in at::symint, and the entry into the dispatcher
// (ComputeFunction, ComputeTensorMethod, ComputeOperators of torchgen/gen.py).
// Redispatch functions are left out: they are no API.
func (sp *spelling) signatures(g *generated) ([]string, error) {
	if !derivable(g.Schema) {
		return nil, fmt.Errorf("it takes or returns any number of values")
	}
	symint := slices.ContainsFunc(g.Args[:g.OutIndex()], func(a opschema.Argument) bool { return a.Type.Mentions("SymInt") }) ||
		sp.opts.Torchgen.SymintReturns && slices.ContainsFunc(g.Returns, func(a opschema.Argument) bool { return a.Type.Mentions("SymInt") })
	var all []string
	for _, f := range forms(g, symint) {
		params, err := sp.params(g, f)
		if err != nil {
			return nil, err
		}
		name := g.cppName(f)
		switch {
		case f.method && g.methods:
			all = append(all, "at::Tensor::"+name+params+" const")
		case !f.method && g.functions:
			all = append(all, "at::"+name+params)
		}
		if !f.method && symint && sp.opts.Torchgen.SymintNamespace {
			f.symint = false // the suffix goes; params are those of f as it was
			all = append(all, "at::symint::"+g.cppName(f)+params)
		}
	}
	params, err := sp.params(g, form{faithful: true, symint: true})
	if err != nil {
		return nil, err
	}
	all = append(all, "at::_ops::"+unambiguous(g.Name)+"::call"+params)
	slices.Sort(all)
	return slices.Compact(all), nil
}

// forms lists the signatures of a schema (CppSignatureGroup of
// torchgen/api/types/signatures.py).
func forms(g *generated, symint bool) []form {
	var all []form
	twice := tensorOptions(g.Schema) >= 0 || g.OutIndex() < len(g.Args)
	for _, f := range []form{{}, {faithful: true}, {symint: true}, {faithful: true, symint: true}} {
		if f.faithful && !twice || f.symint && !symint {
			continue
		}
		all = append(all, f)
		if f.method = true; g.methods {
			all = append(all, f)
		}
	}
	return all
}

// cppName is the name of a function without its scope (name of torchgen/api/cpp.py).
func (g *generated) cppName(f form) string {
	name := g.Name.Base
	if f.symint {
		name += "_symint"
	}
	if g.OutIndex() < len(g.Args) {
		if f.faithful {
			name += "_outf"
		} else {
			name += "_out"
		}
	}
	if g.fallback {
		name = "__dispatch_" + name
	}
	return name
}

// unambiguous is the name of the operator's struct in at::_ops.
func unambiguous(n opschema.Name) string {
	if n.Overload != "" {
		return n.Base + "_" + n.Overload
	}
	return n.Base
}

// params writes the parameter list (arguments of torchgen/api/cpp.py).
func (sp *spelling) params(g *generated, f form) (string, error) {
	out, options, self := g.OutIndex(), tensorOptions(g.Schema), -1
	if f.method {
		self = selfIndex(g.Schema)
	}
	var types []string
	add := func(from, to int) error {
		for i := from; i < to; i++ {
			switch {
			case i == self:
			case !f.faithful && i == options:
				types = append(types, sp.resolve("at::TensorOptions"))
				i += len(optionNames) - 1
			default:
				t, err := sp.argument(&g.Args[i], g, f.symint)
				if err != nil {
					return fmt.Errorf("%s: %w", g.Args[i].Name, err)
				}
				types = append(types, t)
			}
		}
		return nil
	}
	ranges := [][2]int{{out, len(g.Args)}, {0, out}}
	if f.faithful {
		slices.Reverse(ranges)
	}
	for _, r := range ranges {
		if err := add(r[0], r[1]); err != nil {
			return "", err
		}
	}
	return "(" + strings.Join(types, ", ") + ")", nil
}
