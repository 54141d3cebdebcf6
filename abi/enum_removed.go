package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var enumRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI055", Name: "enum-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public enumeration stays.",
	},
	check: checkEnumRemoved,
}

// checkEnumRemoved reports enums that are gone, unless an alias of their name is left. What
// names them in its signature follows.
func checkEnumRemoved(d *Diff, report reportFunc) {
	for k := range d.Enums {
		p := &d.Enums[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || nameless(p.Old.Name) || d.told(&p.Old.Entity) ||
			d.stillNamed(p.Old.Name) {
			continue
		}
		i := issue{subject: p.Old.Name, old: &p.Old.Entity, axes: source, tier: d.causeTier(&p.Old.Entity), affected: d.Affected(p.Old.Name),
			unreached: !d.Reached(p.Old.Name), message: fmt.Sprintf("%s is gone", p.Old.Name),
			instead: "Keep it for a deprecation cycle.", witness: fmt.Sprintf("%s value{};", p.Old.Name)}
		if len(i.affected) > 0 {
			i.axes |= binary
		}
		report(i)
	}
}
