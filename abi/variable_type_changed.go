package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var variableTypeChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI071", Name: "variable-type-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public variable keeps its type.",
	},
	check: checkVariableTypeChanged,
}

// checkVariableTypeChanged reports variables of another type: the symbol of a variable of a
// namespace does not encode it (Itanium C++ ABI 5.1.2).
func checkVariableTypeChanged(d *Diff, report reportFunc) {
	for k := range d.Variables {
		p := &d.Variables[k]
		if p.Old == nil || p.New == nil || !d.judged(&p.Old.Entity) || !p.New.Public {
			continue
		}
		o, n := p.Old, p.New
		cmpr := &typeComparer{d: d}
		if o.Type == nil || n.Type == nil || cmpr.same(o.Type, n.Type) || !knownType(o.Type) || !knownType(n.Type) ||
			(o.Constexpr || n.Constexpr) && o.Type.bare() == n.Type.bare() { // constexpr implies const
			continue
		}
		i := issue{subject: o.Name, old: &o.Entity, new: &n.Entity, silent: true,
			message: fmt.Sprintf("%s is of type %s instead of %s", o.Name, n.Type, o.Type),
			instead: "Add a variable of another name.", witness: fmt.Sprintf("auto& value = %s;", o.Name)}
		if inLibrary(o) && (o.Type.bare() != n.Type.bare() || !o.Type.Const && n.Type.Const) {
			i.axes |= binary // a constant may lie where it can't be written, or in each client
		}
		if !converts(n.Type, o.Type) || !o.Type.Const && n.Type.Const {
			i.axes |= source
		}
		if i.axes == 0 {
			i.axes, i.possible = behaviour, true
		}
		report(i)
	}
}
