package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var enumeratorRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI051", Name: "enumerator-removed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every enumerator stays.",
	},
	check: checkEnumeratorRemoved,
}

// checkEnumeratorRemoved reports enumerators that are gone, with no other name for their
// value in their place.
func checkEnumeratorRemoved(d *Diff, report reportFunc) {
	d.namelessRemoved(report)
	d.eachEnum(func(p *EnumPair) {
		renamed := renamedEnumerators(p.Old, p.New)
		for _, m := range enumerators(p.Old, p.New) {
			if m.Old == nil || m.New != nil || renamed[m.Old] != nil {
				continue
			}
			i := d.enumeratorIssue(p, m.Old)
			i.message = fmt.Sprintf("%s is gone", i.subject)
			i.instead = "Keep it, deprecated."
			report(i)
		}
	})
}
