package abi

import (
	"slices"
	"strings"
)

// functionIssue starts what is told of a function that both ends have.
func functionIssue(p *FunctionPair, a axes) issue {
	return issue{subject: p.Old.Name, contract: p.Old.Symbol, old: &p.Old.Entity, new: &p.New.Entity, axes: a, witness: callOf(p.Old),
		affected: p.overriders}
}

// callAxes is the binary axis where compiled clients call a function through the library or
// a virtual table, else none.
func callAxes(f *Function) axes {
	if hasSymbol(f) || f.Virtual && !f.Template {
		return binary
	}
	return 0
}

// kept reports whether both ends have a public function.
func (d *Diff) kept(p *FunctionPair) bool {
	return p.Old != nil && p.New != nil && d.judged(&p.Old.Entity) && p.New.Public
}

// eachChanged visits the public functions that a change happened to.
func (d *Diff) eachChanged(c functionChange, visit func(p *FunctionPair)) {
	for i := range d.Functions {
		if p := &d.Functions[i]; p.changed&c != 0 && d.judged(&p.Old.Entity) {
			visit(p)
		}
	}
}

// parameterList is the parameters of a function as types.
func parameterList(f *Function) string {
	list := make([]string, 0, len(f.Params)+1)
	for _, p := range f.Params {
		list = append(list, p.Type.String())
	}
	if f.Variadic {
		list = append(list, "...")
	}
	return strings.Join(list, ", ")
}

// callsAfter says on which axes calls of the old function break when they are compiled
// against the new one: none where each surely is a call of it; behaviour where a number
// converts to another type of number, and no overload competes.
func (d *Diff) callsAfter(o, n *Function) (a axes) {
	if o.Virtual || o.Variadic != n.Variadic || len(o.Params) > len(n.Params) {
		return source
	}
	cmpr := d.compareTypes(o, n)
	for i, p := range n.Params {
		switch {
		case i >= len(o.Params):
			if p.Default == "" {
				return source
			}
		case o.Params[i].Default != "" && p.Default == "":
			return source
		case converts(o.Params[i].Type, p.Type), takesValues(p.Type) && cmpr.near(o.Params[i].Type, p.Type):
		case numbers(o.Params[i].Type, p.Type) && !d.competed(n, len(o.Params)):
			a = behaviour
		default:
			return source
		}
	}
	return a
}

// takesValues reports whether a parameter takes any value of its type.
func takesValues(t *Type) bool {
	return t != nil && t.Kind != RRef && (t.Kind != LRef || t.Elem != nil && t.Elem.Const)
}

// competed reports whether another overload of HEAD takes as many arguments, on the same
// kind of object: which of the two a conversion leads to can't be told.
func (d *Diff) competed(n *Function, args int) bool {
	return slices.ContainsFunc(d.newSets[d.canonical(n.Name)], func(f *Function) bool {
		return f != n && f.Const == n.Const && required(f) <= args && len(f.Params) >= args
	})
}
