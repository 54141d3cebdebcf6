package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var functionDeleted = &rule{
	Rule: finding.Rule{
		ID: "ABI008", Name: "function-deleted", Invariant: "INV-002", Severity: finding.Error,
		Promise: "No public function becomes deleted.",
	},
	check: checkFunctionDeleted,
}

// checkFunctionDeleted reports functions that may no longer be called.
func checkFunctionDeleted(d *Diff, report reportFunc) {
	d.eachChanged(becameDeleted, func(p *FunctionPair) {
		o := p.Old
		i := functionIssue(p, source)
		if hasSymbol(o) {
			i.axes |= binary
		}
		i.message = fmt.Sprintf("%s is deleted", signature(o))
		i.instead = "Deprecate it, and delete it once its deprecation cycle is complete."
		report(i)
	})
}
