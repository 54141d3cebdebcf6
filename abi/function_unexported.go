package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var functionUnexported = &rule{
	Rule: finding.Rule{
		ID: "ABI009", Name: "function-unexported", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public function that the library exports stays exported.",
	},
	check: checkFunctionUnexported,
}

// checkFunctionUnexported reports functions that lost their export macro or became hidden.
// What they lost with their class is told there.
func checkFunctionUnexported(d *Diff, report reportFunc) {
	d.eachChanged(becameHidden, func(p *FunctionPair) {
		if d.throughClass(p) {
			return
		}
		i := functionIssue(p, binary)
		i.message = fmt.Sprintf("%s is no longer exported from the library", signature(p.Old))
		i.instead = "Keep " + orWord(p.Old.Export, "its export macro") + " on it."
		report(i)
	})
}

func orWord(word, otherwise string) string {
	if word == "" {
		return otherwise
	}
	return word
}
