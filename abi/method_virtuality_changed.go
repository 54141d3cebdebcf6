package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var methodVirtualityChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI016", Name: "method-virtuality-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public class's function stays virtual, pure or neither.",
	},
	check: checkMethodVirtualityChanged,
}

// checkMethodVirtualityChanged reports functions that became virtual or stopped being so,
// and virtual ones that became pure or stopped being so. One that follows a base in this is
// told there.
func checkMethodVirtualityChanged(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		for _, f := range o.Methods {
			q := d.FunctionPair(f)
			if q == nil || q.Old != f || q.New == nil || q.New.Owner != n || !possibleSlot(f) || f.Untaken != q.New.Untaken {
				continue
			}
			if i, ok := d.virtualityIssue(o, n, q); ok {
				i.old, i.new = &f.Entity, &q.New.Entity
				report(i)
			}
		}
	})
}

// virtualityIssue says what became of one function, false for nothing.
func (d *Diff) virtualityIssue(o, n *Class, q *FunctionPair) (issue, bool) {
	f, g := q.Old, q.New
	switch {
	case !takesSlot(f) && introduces(n, g):
		i := d.virtualIssue(o, f, binary)
		place, last := d.slotPlace(o, n, g)
		i.message = fmt.Sprintf("%s became virtual: %s", signature(f), place)
		i.possible = last && closed(o)
		if g.Pure && g.Func != parse.FuncDestructor {
			i.axes |= source
			i.message = fmt.Sprintf("%s became pure virtual: %s", signature(f), place)
		}
		i.instead = "Add another function that is virtual, in a new interface that derives from this one."
		i.witness = implement(o, "virtual void own();")
		return i, true
	case !takesSlot(g) && introduces(o, f):
		i := d.virtualIssue(o, f, binary|source)
		i.message = fmt.Sprintf("%s is no longer virtual", signature(f))
		i.instead = "Leave it virtual."
		i.witness = implement(o, redeclared(f))
		return i, true
	case !takesSlot(f) || !takesSlot(g) || f.Pure == g.Pure:
		return issue{}, false
	case f.Func == parse.FuncDestructor:
		if f.Pure {
			return issue{}, false
		}
		i := d.virtualIssue(o, f, source)
		i.message = fmt.Sprintf("%s became pure: no object of %s can be made", signature(f), o.Name)
		i.instead, i.witness = "Leave it as it was.", o.Name+" object;"
		return i, true
	case g.Pure:
		i := d.virtualIssue(o, f, binary|source)
		i.message = fmt.Sprintf("%s became pure: classes that derive from %s lack it", signature(f), o.Name)
		i.instead, i.witness = "Leave it with a body.", implement(o, "")+" Client object;"
		return i, true
	}
	i := d.virtualIssue(o, f, behaviour)
	i.possible = true
	i.message = fmt.Sprintf("%s is no longer pure: classes that derive from %s may do without it", signature(f), o.Name)
	i.instead, i.witness = "Nothing: classes that implement it go on doing so.", implement(o, redeclared(f))
	i.compiled = "It goes on working: what implements the function keeps its slot."
	return i, true
}
