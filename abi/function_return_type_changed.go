package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var functionReturnTypeChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI004", Name: "function-return-type-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public function returns the type it returned at BASE.",
	},
	check: checkFunctionReturnTypeChanged,
}

// checkFunctionReturnTypeChanged reports functions that return another type. The symbol of
// an ordinary function does not encode it (Itanium C++ ABI 5.1.5.3), so neither linker nor
// loader notices.
func checkFunctionReturnTypeChanged(d *Diff, report reportFunc) {
	d.eachChanged(changedReturn, func(p *FunctionPair) {
		o, n := p.Old, p.New
		i := functionIssue(p, callAxes(o))
		i.silent = true
		if sameRepresentation(o.Return, n.Return) || isVoidType(o.Return) && inRegister(n.Return) {
			i.axes = 0 // what a compiled caller reads is where it was
		}
		switch {
		case o.Virtual:
			i.axes |= source
		case numbers(n.Return, o.Return), sameWords(o, n), converts(n.Return, o.Return), isVoidType(o.Return):
		default:
			i.axes |= source
		}
		if i.axes == 0 {
			i.axes, i.possible = behaviour, true
		}
		i.message = fmt.Sprintf("%s returns %s instead of %s", o.Name, n.Return, o.Return)
		i.instead = "Add a function of another name that returns the new type."
		report(i)
	})
}

// sameWords reports whether two declarations read the same: a constant that a type depends
// on changed, which sources name as the declaration does.
func sameWords(o, n *Function) bool {
	return o.Decl != nil && n.Decl != nil && o.Decl.Text == n.Decl.Text
}

func isVoidType(t *Type) bool { return t.Kind == Builtin && t.Name == "void" && !t.Const }

// inRegister reports whether a value comes back in registers, so that a caller that expects
// none loses nothing.
func inRegister(t *Type) bool {
	switch t.Kind {
	case Builtin:
		return t.Name != "long double"
	case EnumType, Pointer, LRef, RRef:
		return true
	}
	return false
}

// sameRepresentation reports whether two types differ only in what the compiler checks: what
// is pointed or referred to gained or lost a qualifier, or a reference became a pointer.
func sameRepresentation(o, n *Type) bool {
	indirect := func(t *Type) bool { return t.Kind == Pointer || t.Kind == LRef || t.Kind == RRef }
	if indirect(o) && indirect(n) {
		return o.Elem.bare() == n.Elem.bare()
	}
	return o.bare() == n.bare()
}
