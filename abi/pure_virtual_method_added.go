package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var pureVirtualMethodAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI015", Name: "pure-virtual-method-added", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No public class gains a pure virtual function.",
	},
	check: checkPureVirtualMethodAdded,
}

// checkPureVirtualMethodAdded reports pure virtual functions that classes add: apart from the
// table, every class that implements the interface becomes abstract.
func checkPureVirtualMethodAdded(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		for _, f := range d.newSlots(n) {
			if !f.Pure || f.Func == parse.FuncDestructor {
				continue
			}
			place, _ := d.slotPlace(o, n, f)
			i := d.virtualIssue(o, f, binary|source)
			i.new = &f.Entity
			i.possible = f.Untaken && !n.Untaken
			i.message = fmt.Sprintf("%s is a new pure virtual function, which classes that derive from %s lack: %s", signature(f), o.Name, place)
			i.instead = "Add it to a new interface that derives from this one, or give it a body that does without."
			i.witness = implement(o, "") + " Client object;"
			report(i)
		}
	})
}
