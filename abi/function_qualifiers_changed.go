package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var functionQualifiersChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI005", Name: "function-qualifiers-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public method keeps its const, volatile and reference qualifiers.",
	},
	check: checkFunctionQualifiersChanged,
}

// checkFunctionQualifiersChanged reports methods whose own qualifiers changed: they are part
// of the symbol.
func checkFunctionQualifiersChanged(d *Diff, report reportFunc) {
	d.eachChanged(changedQualifiers, func(p *FunctionPair) {
		o, n := p.Old, p.New
		i := functionIssue(p, 0)
		if hasSymbol(o) {
			i.axes |= binary
		}
		if o.Const && !n.Const || o.Volatile && !n.Volatile || o.Ref != n.Ref && n.Ref != "" && !(n.Ref == "&" && n.Const) || o.Virtual {
			i.axes |= source
		}
		if i.axes == 0 {
			return // clients hold their own copy, and every call still compiles
		}
		i.message = fmt.Sprintf("%s is %s instead of %s", o.Name, qualifierText(n), qualifierText(o))
		i.instead = "Add an overload with the new qualifiers and keep the old one."
		report(i)
	})
}

func qualifierText(f *Function) string {
	var words []string
	if f.Const {
		words = append(words, "const")
	}
	if f.Volatile {
		words = append(words, "volatile")
	}
	if f.Ref != "" {
		words = append(words, f.Ref)
	}
	if words == nil {
		return "unqualified"
	}
	return strings.Join(words, " ")
}
