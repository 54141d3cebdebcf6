package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

var attributeTypeChanged = &rule{
	Rule: finding.Rule{
		ID: "API005", Name: "attribute-type-changed", Invariant: "INV-001", Severity: finding.Note,
		Promise: "Every public attribute and field keeps its declared type.",
	},
	check: checkAttributeTypeChanged,
}

// checkAttributeTypeChanged reports attributes and fields whose annotation means another type.
// Both ways count: code reads an attribute and may set it.
func checkAttributeTypeChanged(d *Diff, report reportFunc) {
	d.both(AttributeKind, func(p *Pair) {
		o, n := p.Old, p.New
		if o.Stmt.Type == nil || n.Stmt.Type == nil || typeOf(o.Stmt.Type).name == "Any" || typeOf(n.Stmt.Type).name == "Any" {
			return
		}
		if d.relate(o, n, o.Stmt.Type, n.Stmt.Type) == typeSame {
			return
		}
		report(issue{subject: o.Name, old: o, new: n, effect: typing,
			message: fmt.Sprintf("%s is declared %s instead of %s", o.Name, oneLine(n.Stmt.Type.Text), oneLine(o.Stmt.Type.Text)),
			instead: "Keep the type, or widen it only where code sets the attribute and never reads it."})
	})
}
