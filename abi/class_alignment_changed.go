package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

var classAlignmentChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI028", Name: "class-alignment-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Alignment and packing stay.",
	},
	check: checkClassAlignmentChanged,
}

// checkClassAlignmentChanged reports classes whose alignas, packing or no_unique_address
// changed. What gives the same layout at both ends is no change.
func checkClassAlignmentChanged(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		o, n := c.pair.Old.Decl, c.pair.New.Decl
		if c.stays() || o == nil || n == nil {
			return
		}
		what := ""
		switch {
		case !slices.Equal(o.Align, n.Align):
			what = fmt.Sprintf("is aligned by %s instead of %s", alignWord(n.Align), alignWord(o.Align))
		case o.Packed != n.Packed && n.Packed:
			what = "became packed"
		case o.Packed != n.Packed:
			what = "is no longer packed"
		}
		for _, f := range c.fields {
			if what != "" || f.Old == nil || f.New == nil {
				continue
			}
			switch {
			case !slices.Equal(f.Old.Align, f.New.Align):
				what = fmt.Sprintf("has the member %s aligned by %s instead of %s", fieldWord(f.New), alignWord(f.New.Align), alignWord(f.Old.Align))
			case f.Old.NoUnique != f.New.NoUnique:
				what = fmt.Sprintf("has the member %s with another no_unique_address", fieldWord(f.New))
			}
		}
		if what == "" {
			return
		}
		i := d.classIssue(c, binary)
		i.message = fmt.Sprintf("%s %s (%s)", c.pair.Old.Name, what, sizes(c))
		i.instead = "Keep the alignment."
		report(i)
	})
}

func alignWord(list []string) string {
	if len(list) == 0 {
		return "its members"
	}
	return strings.Join(list, ", ")
}
