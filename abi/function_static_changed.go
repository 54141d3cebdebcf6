package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var functionStaticChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI006", Name: "function-static-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No public method becomes static or stops being so.",
	},
	check: checkFunctionStaticChanged,
}

// checkFunctionStaticChanged reports methods that gained or lost their object: the arguments
// of a compiled call shift by one, under the same symbol.
func checkFunctionStaticChanged(d *Diff, report reportFunc) {
	d.eachChanged(changedStatic, func(p *FunctionPair) {
		o, n := p.Old, p.New
		i := functionIssue(p, callAxes(o))
		i.silent = o.Symbol == n.Symbol
		i.message = fmt.Sprintf("%s became static", o.Name)
		if o.Static {
			i.axes |= source
			i.message = fmt.Sprintf("%s is no longer static", o.Name)
		}
		if i.axes == 0 {
			return
		}
		i.instead = "Add a function of another name, and let the old one call it."
		report(i)
	})
}
