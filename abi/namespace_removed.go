package abi

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

var namespaceRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI065", Name: "namespace-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public namespace stays.",
	},
	check: checkNamespaceRemoved,
}

// checkNamespaceRemoved reports namespaces that are gone with all that they had: one finding,
// with the functions that compiled clients no longer find.
func checkNamespaceRemoved(d *Diff, report reportFunc) {
	for _, old := range slices.Sorted(maps.Keys(d.vacated)) {
		o := d.Old.within(old)
		if o == nil {
			continue
		}
		i := issue{subject: old, axes: source, tier: o.Tier, base: o.Location(), oldText: "namespace " + old,
			instead: "Keep what it had for a deprecation cycle, defined in terms of what replaces it.",
			witness: fmt.Sprintf("using namespace %s;", old)}
		count := 0
		for k := range d.Functions {
			f := d.Functions[k].Old
			if f == nil || !f.Public || !strings.HasPrefix(f.Name, old+"::") {
				continue
			}
			count++
			if !f.Template {
				i.affected = append(i.affected, f.Name)
			}
			if hasSymbol(f) {
				i.axes |= binary
			}
			if tierRank(f.Tier) < tierRank(i.tier) {
				i.tier = f.Tier
			}
		}
		i.message = fmt.Sprintf("the namespace %s is gone, with %d functions", old, count)
		report(i)
	}
}
