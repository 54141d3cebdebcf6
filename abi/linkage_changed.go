package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var linkageChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI043", Name: "linkage-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public function keeps its language linkage.",
	},
	check: checkLinkageChanged,
}

// checkLinkageChanged reports functions that became extern "C" or stopped being so: that
// decides whether the symbol is the plain name.
func checkLinkageChanged(d *Diff, report reportFunc) {
	d.eachChanged(changedLinkage, func(p *FunctionPair) {
		if !hasSymbol(p.Old) {
			return
		}
		i := functionIssue(p, binary)
		i.message = fmt.Sprintf("%s is extern \"C\" now", p.Old.Name)
		if p.Old.ExternC {
			i.message = fmt.Sprintf("%s is no longer extern \"C\"", p.Old.Name)
		}
		i.instead = "Add a function with the other linkage under another name."
		report(i)
	})
}
