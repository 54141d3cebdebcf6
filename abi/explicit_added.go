package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var explicitAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI044", Name: "explicit-added", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every implicit conversion stays implicit.",
	},
	check: checkExplicitAdded,
}

// checkExplicitAdded reports constructors and conversions that no longer convert implicitly.
func checkExplicitAdded(d *Diff, report reportFunc) {
	for k := range d.Functions {
		p := &d.Functions[k]
		if !d.kept(p) || p.Old.Explicit || !p.New.Explicit || p.changed&(changedParameters|becameDeleted) != 0 {
			continue
		}
		i := functionIssue(p, source)
		i.message = fmt.Sprintf("%s is explicit now", signature(p.Old))
		i.instead = "Leave it implicit, or add an explicit overload beside it."
		if p.Old.Owner != nil {
			i.witness = fmt.Sprintf("void f(const %s&);\nvoid g() { f({}); }", p.Old.Owner.Name)
			if len(p.Old.Params) > 0 {
				i.witness = fmt.Sprintf("void f(const %s&);\nvoid g(%s value) { f(value); }", p.Old.Owner.Name, p.Old.Params[0].Type)
			}
		}
		report(i)
	}
}
