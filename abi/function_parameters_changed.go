package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var functionParametersChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI002", Name: "function-parameters-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public function takes the parameters it took at BASE.",
	},
	check: checkFunctionParametersChanged,
}

// checkFunctionParametersChanged reports functions that take other types, another order or
// fewer parameters. Parameters that are merely added are told by ABI003.
func checkFunctionParametersChanged(d *Diff, report reportFunc) {
	d.eachChanged(changedParameters, func(p *FunctionPair) {
		o, n := p.Old, p.New
		i := functionIssue(p, callAxes(o))
		i.axes |= d.callsAfter(o, n)
		if i.axes == 0 {
			return // clients hold their own copy, and every call still compiles
		}
		// The linker sees no difference where the name does not encode the parameters, nor
		// does a call through the virtual table.
		i.silent = o.ExternC || o.Virtual
		i.message = fmt.Sprintf("the parameters of %s changed from (%s) to (%s)", o.Name, parameterList(o), parameterList(n))
		i.instead = "Add an overload with the new parameters and keep the old one."
		report(i)
	})
}
