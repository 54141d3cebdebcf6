package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var classLayoutChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI029", Name: "class-layout-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No class has another layout without a reason in the tree.",
	},
	check: checkClassLayoutChanged,
}

// checkClassLayoutChanged reports classes that lie otherwise although neither their text nor
// that of any part of the tree explains it: a macro, a constant or a type from elsewhere does.
func checkClassLayoutChanged(d *Diff, report reportFunc) {
	for _, c := range d.effects.unrooted {
		if !d.judged(&c.pair.Old.Entity) || d.told(&c.pair.Old.Entity) {
			continue
		}
		i := d.classIssue(c, binary)
		i.message = fmt.Sprintf("%s lies otherwise (%s)", c.pair.Old.Name, movedWord(c))
		i.instead = "Find what decides on its size: a constant, a macro or an alias."
		report(i)
	}
}

// movedWord tells what moved first.
func movedWord(c *classChange) string {
	o, n := c.pair.Old.Layout, c.pair.New.Layout
	if o.Size != n.Size {
		return sizes(c)
	}
	for i := range o.Fields {
		if i < len(n.Fields) && o.Fields[i].Offset != n.Fields[i].Offset {
			return fmt.Sprintf("%s at %d instead of %d", n.Fields[i].Name, n.Fields[i].Offset, o.Fields[i].Offset)
		}
	}
	return sizes(c)
}
