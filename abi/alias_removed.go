package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var aliasRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI061", Name: "alias-removed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every public alias stays.",
	},
	check: checkAliasRemoved,
}

// checkAliasRemoved reports aliases whose name means nothing any more.
func checkAliasRemoved(d *Diff, report reportFunc) {
	for k := range d.Aliases {
		p := &d.Aliases[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || p.Old.Using != "" || d.told(&p.Old.Entity) ||
			d.stillNamed(p.Old.Name) {
			continue
		}
		report(issue{subject: p.Old.Name, old: &p.Old.Entity, axes: source,
			message: fmt.Sprintf("the alias %s of %s is gone", p.Old.Name, aliasTarget(p.Old)),
			instead: "Keep the alias, deprecated.", witness: fmt.Sprintf("void f(%s value);", p.Old.Name)})
	}
}
