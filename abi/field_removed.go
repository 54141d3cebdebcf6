package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var fieldRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI021", Name: "field-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every data member stays.",
	},
	check: checkFieldRemoved,
}

// checkFieldRemoved reports data members that are gone.
func checkFieldRemoved(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		reuse := c.reuses()
		for _, f := range c.fields {
			if f.New != nil || reuse || staticNamed(c.pair.New, f.Old) != nil || f.Old.Decl.Name == "" && f.Old.IsBits {
				continue
			}
			i := d.fieldIssue(c, f, accessAxes(f.Old))
			i.message = fmt.Sprintf("%s lost the data member %s (%s)", c.pair.Old.Name, fieldWord(f.Old), sizes(c))
			i.instead = "Leave it in its place, unused."
			report(i)
		}
	})
}
