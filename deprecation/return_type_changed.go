package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

var returnTypeChanged = &rule{
	Rule: finding.Rule{
		ID: "API021", Name: "return-type-changed", Invariant: "INV-001", Severity: finding.Note,
		Promise: "Every function returns what it was declared to return, or less.",
	},
	check: checkReturnTypeChanged,
}

// checkReturnTypeChanged reports return annotations that allow what the old one did not, and
// those that are gone. A property's is that of an attribute.
func checkReturnTypeChanged(d *Diff, report reportFunc) {
	judge := func(subject string, o, n *Object, own bool) {
		old, new := o.Func().Returns, n.Func().Returns
		if old == nil || typeOf(old).name == "Any" {
			return
		}
		i := issue{subject: subject, old: o, new: n, effect: typing, instead: "Return what was declared, or a part of it."}
		if new == nil && !own {
			return // it overrides what was inherited, and has no annotations of its own
		}
		if new == nil {
			i.message = fmt.Sprintf("%s no longer declares that it returns %s", subject, oneLine(old.Text))
			report(i)
			return
		}
		if r := d.relate(o, n, old, new); r == typeWidened || r == typeOther {
			i.message = fmt.Sprintf("%s returns %s instead of %s", subject, oneLine(new.Text), oneLine(old.Text))
			report(i)
		}
	}
	d.eachCall(func(c *callPair) { judge(c.subject, c.old, c.new, c.subject == c.old.Name) })
	d.both(FunctionKind, func(p *Pair) {
		if p.Old.Func() != nil && p.New.Func() != nil && flavourOf(p.Old) == property && flavourOf(p.New) == property {
			judge(p.Old.Name, p.Old, p.New, true)
		}
	})
}
