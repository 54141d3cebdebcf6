package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
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
// called.
func checkMethodKindChanged(d *Diff, report reportFunc) {
	for _, p := range d.Pairs {
		o, n := p.Old, p.New
		if n == nil || o.Owner == nil || o.Owner.Kind != ClassKind || n.Owner == nil || n.Owner.Kind != ClassKind || o.Func() == nil || n.Func() == nil {
			continue
		}
		old, new := flavourOf(o), flavourOf(n)
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
