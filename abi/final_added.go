package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var finalAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI018", Name: "final-added", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "What clients may derive from or override stays open.",
	},
	check: checkFinalAdded,
}

// checkFinalAdded reports classes and virtual functions that became final. Functions of a
// class that is final are final with it.
func checkFinalAdded(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		if closed(o) {
			return
		}
		if closed(n) {
			report(issue{subject: o.Name, old: &o.Entity, new: &n.Entity, axes: source, witness: implement(o, ""),
				message: fmt.Sprintf("%s became final: no class can derive from it", o.Name),
				instead: "Leave it open, and deprecate deriving from it."})
			return
		}
		for _, f := range o.Methods {
			q := d.FunctionPair(f)
			if q == nil || q.Old != f || q.New == nil || !takesSlot(f) || f.Final || !q.New.Final || f.Untaken != q.New.Untaken {
				continue
			}
			i := d.virtualIssue(o, f, source)
			i.old, i.new, i.affected = &f.Entity, &q.New.Entity, nil
			i.message = fmt.Sprintf("%s became final: no class can override it", signature(f))
			i.instead, i.witness = "Leave it open, and deprecate overriding it.", implement(o, redeclared(f))
			report(i)
		}
	})
}
