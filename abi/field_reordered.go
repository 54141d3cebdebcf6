package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var fieldReordered = &rule{
	Rule: finding.Rule{
		ID: "ABI022", Name: "field-reordered", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Data members keep their order.",
	},
	check: checkFieldReordered,
}

// checkFieldReordered reports classes whose data members lie in another order.
func checkFieldReordered(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		if !c.reordered || c.pair.Old.Kind == "union" && c.sameSize() {
			return
		}
		i := d.classIssue(c, binary)
		i.message = fmt.Sprintf("the data members of %s lie in another order: %s", c.pair.Old.Name, strings.Join(keptOrder(c), ", "))
		i.instead = "Keep the order; add new members behind the old ones of a class that may grow."
		report(i)
	})
}

// keptOrder lists the members that both ends have in the order of HEAD.
func keptOrder(c *classChange) (names []string) {
	for _, n := range liveFields(c.pair.New) {
		for _, f := range c.fields {
			if f.New == n && f.Old != nil {
				names = append(names, fieldWord(n))
			}
		}
	}
	return names
}
