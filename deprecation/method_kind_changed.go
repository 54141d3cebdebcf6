package deprecation

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var methodKindChanged = &rule{
	Rule: finding.Rule{
		ID: "API023", Name: "method-kind-changed", Invariant: "INV-001", Severity: finding.Error,
		Promise: "A property stays a property, a method a method, a static method a static method.",
	},
	check: checkMethodKindChanged,
}

// checkMethodKindChanged reports members of classes that are used in another way. A method that
// became static, or a class method, is called through an object as before; not the other way
// round, for code that calls it through the class. An attribute that became a method must be
// called. A property that has lost its setter can't be set.
func checkMethodKindChanged(d *Diff, report reportFunc) {
	for _, p := range d.Pairs {
		o, n := p.Old, p.New
		if n == nil || o.Owner == nil || o.Owner.Kind != ClassKind || n.Owner == nil || n.Owner.Kind != ClassKind || o.Func() == nil || n.Func() == nil {
			continue
		}
		old, new := flavourOf(o), flavourOf(n)
		if old == property && new == property && settable(o) && !settable(n) {
			report(issue{subject: o.Name, old: o, new: n, effect: breaks, message: o.Name + " can't be set any more",
				oldText: "property with a setter", newText: "property without a setter",
				instead: "Keep the setter, with a warning.", witness: "x." + o.Base() + " = ..."})
		}
		if old == new || old == method && new != property || old == staticMethod && new == classMethod || old == classMethod && new == staticMethod {
			continue
		}
		i := issue{subject: o.Name, old: o, new: n, effect: breaks,
			message: fmt.Sprintf("%s is a %s instead of a %s", o.Name, new, old),
			oldText: fmt.Sprintf("%s %s", old, signatureText(o)), newText: fmt.Sprintf("%s %s", new, signatureText(n)),
			instead: "Add a member of another name."}
		switch {
		case new == property:
			i.witness = fmt.Sprintf("%s.%s(...)", o.Owner.Base(), o.Base())
		case old == property:
			i.witness = fmt.Sprintf("x.%s  # the method itself, not its result", o.Base())
		default:
			i.witness = fmt.Sprintf("%s.%s(...)", o.Owner.Base(), o.Base())
		}
		report(i)
	}
}

// settable reports whether code may set a property: it has a setter, or is none of Python's own.
func settable(o *Object) bool {
	if !decorated(o.Func().Decorators, "property", "abstractproperty", "setter", "getter", "deleter") {
		return true
	}
	return slices.ContainsFunc(append(slices.Clone(o.More), o.Stmt), func(st *parse.PyStmt) bool {
		return st.Func != nil && decorated(st.Func.Decorators, "setter")
	})
}
