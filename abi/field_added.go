package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var fieldAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI020", Name: "field-added", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No class gains a data member.",
	},
	check: checkFieldAdded,
}

// checkFieldAdded reports data members that HEAD adds: the class grows, or what lies behind
// the new member moves, and what a compiled client constructs in place lacks it.
func checkFieldAdded(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		if c.reuses() || c.pair.Old.Kind == "union" && c.sameSize() {
			return
		}
		for _, f := range c.fields {
			if f.Old != nil || f.New.Decl.Name == "" && f.New.IsBits {
				continue
			}
			i := d.fieldIssue(c, f, binary)
			i.message = fmt.Sprintf("%s gained the data member %s (%s)", c.pair.Old.Name, fieldWord(f.New), sizes(c))
			i.instead = "Keep it behind a pointer that is there, or in room that was reserved."
			report(i)
		}
	})
}

// fieldWord names a data member in a message.
func fieldWord(f *Variable) string {
	if f.Decl.Name == "" {
		return "without a name"
	}
	return f.Decl.Name
}
