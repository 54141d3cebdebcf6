package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var usingDeclarationRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI062", Name: "using-declaration-removed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every name that a using-declaration offers is still offered.",
	},
	check: checkUsingDeclarationRemoved,
}

// inheritsConstructors reports whether a using-declaration names the constructors of a base.
func inheritsConstructors(a *Alias) bool {
	return a.Using != "" && lastOf(a.Using) == lastOf(scopeOf(a.Using))
}

// checkUsingDeclarationRemoved reports names that a namespace or class no longer takes over
// from another.
func checkUsingDeclarationRemoved(d *Diff, report reportFunc) {
	for k := range d.Aliases {
		p := &d.Aliases[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || p.Old.Using == "" || inheritsConstructors(p.Old) || d.told(&p.Old.Entity) ||
			d.stillNamed(p.Old.Name) {
			continue
		}
		report(issue{subject: p.Old.Name, old: &p.Old.Entity, axes: source,
			message: fmt.Sprintf("%s no longer names %s", p.Old.Name, p.Old.Using),
			instead: "Keep the using-declaration.", witness: fmt.Sprintf("using %s;", p.Old.Name)})
	}
}
