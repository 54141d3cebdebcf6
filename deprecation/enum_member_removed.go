package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

var enumMemberRemoved = &rule{
	Rule: finding.Rule{
		ID: "API031", Name: "enum-member-removed", Invariant: "INV-001", Severity: finding.Error,
		Promise: "Every member of a public enum stays.",
	},
	check: checkEnumMemberRemoved,
}

// checkEnumMemberRemoved reports members of enums that are gone.
func checkEnumMemberRemoved(d *Diff, report reportFunc) {
	members := d.enumMembers()
	for _, p := range d.Pairs {
		if !members[p.Old] || !p.Gone {
			continue
		}
		i := issue{subject: p.Old.Name, old: p.Old, effect: breaks, message: fmt.Sprintf("the enum member %s is gone", p.Old.Name),
			instead: "Keep it, as an alias of what replaces it.", witness: p.Old.Owner.Base() + "." + p.Old.Base()}
		for _, path := range p.Lost {
			if path != p.Old.Name {
				i.affected = append(i.affected, path)
			}
		}
		report(i)
	}
}
