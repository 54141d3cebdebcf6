package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var virtualMethodAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI012", Name: "virtual-method-added", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No public class gains a virtual function.",
	},
	check: checkVirtualMethodAdded,
}

// checkVirtualMethodAdded reports virtual functions that classes add: each takes a slot of
// the table, two for a destructor (Itanium C++ ABI 2.5.2), and moves what comes after it, in
// derived classes too.
func checkVirtualMethodAdded(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		for _, f := range d.newSlots(n) {
			if f.Pure && f.Func != parse.FuncDestructor {
				continue
			}
			place, last := d.slotPlace(o, n, f)
			i := d.virtualIssue(o, f, binary)
			i.new = &f.Entity
			i.possible = last && closed(o) || f.Untaken && !n.Untaken
			i.message = fmt.Sprintf("%s is a new virtual function: %s", signature(f), place)
			i.instead = "Add a function that is not virtual, or a new interface that derives from this one."
			i.witness = implement(o, "virtual void own();")
			report(i)
		}
	})
}
