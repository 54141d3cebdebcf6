package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var virtualMethodRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI013", Name: "virtual-method-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every virtual function of a public class stays.",
	},
	check: checkVirtualMethodRemoved,
}

// checkVirtualMethodRemoved reports virtual functions that classes introduced and that are
// gone, private ones included. One that a base took over is told there. A private one that
// takes other parameters now is another one: clients can override it but not call it, so no
// rule on functions tells of it.
func checkVirtualMethodRemoved(d *Diff, report reportFunc) {
	const another = changedParameters | addedParameters | changedQualifiers | changedReturn
	d.eachHierarchy(func(o, n *Class) {
		for _, f := range o.Methods {
			q := d.FunctionPair(f)
			if q == nil || !introduces(o, f) {
				continue
			}
			i := d.virtualIssue(o, f, binary|source)
			i.old = &f.Entity
			switch {
			case q.New == nil:
				if _, how := overriddenIn(n, f); how != overridesNone {
					continue
				}
				i.message = fmt.Sprintf("%s is gone, and with it its slot", signature(f))
				if f.Func == parse.FuncDestructor {
					i.axes, i.message = binary, fmt.Sprintf("the destructor of %s is no longer virtual", o.Name)
				}
			case !d.judged(&f.Entity) && takesSlot(q.New) && q.changed&another != 0:
				i.new = &q.New.Entity
				i.message = fmt.Sprintf("%s is now %s: its slot holds another function", signature(f), signature(q.New))
			default:
				continue
			}
			i.possible = f.Untaken && !o.Untaken
			i.instead = "Keep it, with a body that says that it is not used any more."
			i.witness = implement(o, redeclared(f))
			report(i)
		}
	})
}
