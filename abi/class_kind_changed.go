package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var classKindChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI032", Name: "class-kind-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "A union stays a union, a class or struct stays one.",
	},
	check: checkClassKindChanged,
}

// checkClassKindChanged reports classes that became unions and unions that became classes.
// Whether a class says class or struct changes nothing but default access.
func checkClassKindChanged(d *Diff, report reportFunc) {
	users := d.byValue()
	d.eachWhole(func(p *ClassPair) {
		if !kindChanged(p) {
			return
		}
		i := d.wholeIssue(p, binary|source)
		i.silent, i.unreached = true, !d.Reached(p.Old.Name)
		i.message = fmt.Sprintf("%s is a %s instead of a %s", p.Old.Name, p.New.Kind, p.Old.Kind)
		i.instead = "Add a type of another name."
		i.affected = append(i.affected, users[d.canonical(p.Old.Name)]...)
		report(i)
	})
}

// kindChanged reports whether exactly one end of a pair is a union.
func kindChanged(p *ClassPair) bool {
	return p.Old != nil && p.New != nil && isUnion(p.Old) != isUnion(p.New)
}
