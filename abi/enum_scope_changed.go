package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var enumScopeChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI054", Name: "enum-scope-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No enumeration becomes scoped or unscoped.",
	},
	check: checkEnumScopeChanged,
}

// checkEnumScopeChanged reports enums whose enumerators moved into their scope or out of it.
func checkEnumScopeChanged(d *Diff, report reportFunc) {
	d.eachEnum(func(p *EnumPair) {
		if p.Old.Scoped == p.New.Scoped {
			return
		}
		i := d.enumIssue(p, source)
		i.message = fmt.Sprintf("%s is scoped now: its enumerators need its name before them, and no longer convert to integers", p.Old.Name)
		if p.Old.Scoped {
			i.message = fmt.Sprintf("%s is no longer scoped: its enumerators are names of the scope around it", p.Old.Name)
		}
		i.instead = "Add a new enumeration, and keep the old one for a deprecation cycle."
		i.witness = fmt.Sprintf("int number = %s{};", p.Old.Name)
		report(i)
	})
}
