package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var bitFieldWidthChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI027", Name: "bit-field-width-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every bit-field keeps its width.",
	},
	check: checkBitFieldWidthChanged,
}

// checkBitFieldWidthChanged reports bit-fields of another width, and members that became or
// are no longer bit-fields. One that grows into room that was reserved moves nothing.
func checkBitFieldWidthChanged(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		for _, f := range c.fields {
			if f.Old == nil || f.New == nil || f.Old.IsBits == f.New.IsBits && f.Old.Bits == f.New.Bits {
				continue
			}
			if reservedName.MatchString(f.Old.Decl.Name) && c.reuses() {
				continue
			}
			i := d.fieldIssue(c, f, binary)
			i.message = fmt.Sprintf("%s takes %s instead of %s", i.subject, width(f.New), width(f.Old))
			i.instead = "Keep the width; take another bit-field for more."
			report(i)
		}
	})
}

func width(f *Variable) string {
	switch {
	case !f.IsBits:
		return "no bit-field"
	case f.Bits < 0:
		return "an unknown number of bits"
	}
	return fmt.Sprintf("%d bits", f.Bits)
}
