package abi

import (
	"fmt"
	"maps"
	"slices"

	"plumbline/internal/finding"
)

var namespaceRenamed = &rule{
	Rule: finding.Rule{
		ID: "ABI064", Name: "namespace-renamed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every namespace keeps its name.",
	},
	check: checkNamespaceRenamed,
}

// checkNamespaceRenamed reports namespaces whose names are in another now: every symbol below
// is another one. Where the old name leads to the new one sources still compile.
func checkNamespaceRenamed(d *Diff, report reportFunc) {
	for _, old := range slices.Sorted(maps.Keys(d.renamed)) {
		o, n := d.Old.within(old), d.New.within(d.renamed[old])
		if o == nil {
			continue
		}
		i := issue{subject: old, axes: binary | source, tier: o.Tier, affected: d.Affected(old),
			base: o.Location(), oldText: "namespace " + old, newText: "namespace " + d.renamed[old],
			message: fmt.Sprintf("the namespace %s is called %s", old, d.renamed[old]),
			instead: fmt.Sprintf("Leave `namespace %s = %s;` for sources; clients have to be compiled again.", lastOf(old), d.renamed[old]),
			witness: fmt.Sprintf("using namespace %s;", old)}
		if n != nil {
			i.head = n.Location()
		}
		if d.leads(old, d.renamed[old]) {
			i.axes = binary
			i.message += ", and its old name leads there"
			i.instead = "Nothing for sources; clients have to be compiled again."
		}
		if len(i.affected) == 0 {
			i.axes &^= binary // nothing below has a symbol
		}
		if i.axes != 0 {
			report(i)
		}
	}
}
