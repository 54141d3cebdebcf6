package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var variableRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI070", Name: "variable-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public variable and constant stays.",
	},
	check: checkVariableRemoved,
}

// checkVariableRemoved reports variables, constants and static members that are gone.
func checkVariableRemoved(d *Diff, report reportFunc) {
	for k := range d.Variables {
		p := &d.Variables[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || d.told(&p.Old.Entity) || p.Old.Kind == "enumerator" ||
			d.specialisationOnly(&p.Old.Entity) {
			continue
		}
		o := p.Old
		i := issue{subject: o.Name, old: &o.Entity, message: fmt.Sprintf("%s is gone", o.Name),
			instead: "Keep it, deprecated.", witness: fmt.Sprintf("auto value = %s;", o.Name)}
		if inLibrary(o) {
			i.axes |= binary
		}
		if !d.stillNamed(o.Name) && !d.macroNamed(lastOf(o.Name)) {
			i.axes |= source
		}
		if i.axes != 0 {
			report(i)
		}
	}
}

// inLibrary reports whether clients refer to a variable's storage in the library.
func inLibrary(v *Variable) bool {
	if v.Inline || v.Constexpr || v.Template {
		return false
	}
	return v.Extern || v.Static && v.Owner != nil && v.Init == ""
}
