package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var enumeratorRenamed = &rule{
	Rule: finding.Rule{
		ID: "ABI052", Name: "enumerator-renamed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every enumerator keeps its name.",
	},
	check: checkEnumeratorRenamed,
}

// checkEnumeratorRenamed reports enumerators whose value has another name that BASE lacked.
func checkEnumeratorRenamed(d *Diff, report reportFunc) {
	d.eachEnum(func(p *EnumPair) {
		renamed := renamedEnumerators(p.Old, p.New)
		for _, m := range enumerators(p.Old, p.New) {
			if m.Old == nil || m.New != nil || renamed[m.Old] == nil {
				continue
			}
			n := renamed[m.Old]
			i := d.enumeratorIssue(p, m.Old)
			i.head, i.newText = &finding.Location{Path: p.New.Path, Line: n.Line}, n.Name
			i.message = fmt.Sprintf("%s is called %s", i.subject, n.Name)
			i.instead = fmt.Sprintf("Keep the old name beside the new one: %s = %s.", m.Old.Name, n.Name)
			report(i)
		}
	})
}
