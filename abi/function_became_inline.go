package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var functionBecameInline = &rule{
	Rule: finding.Rule{
		ID: "ABI007", Name: "function-became-inline", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every function that the library exports stays in the library.",
	},
	check: checkFunctionBecameInline,
}

// checkFunctionBecameInline reports functions that left the library for the header.
func checkFunctionBecameInline(d *Diff, report reportFunc) {
	d.eachChanged(becameInline, func(p *FunctionPair) {
		o, n := p.Old, p.New
		i := functionIssue(p, binary)
		i.message = fmt.Sprintf("%s is defined in the header now: the library may no longer have its symbol", o.Name)
		// The virtual table, and with it what it points to, is emitted where the first virtual
		// function that is neither pure nor inline is defined (Itanium C++ ABI 5.2.3).
		i.possible = n.Virtual && n.Owner != nil && keyFunction(n.Owner)
		i.instead = "Keep the definition out of line, or keep an out-of-line copy in the library."
		report(i)
	})
}

// keyFunction reports whether a class has a virtual function that fixes where its table is.
func keyFunction(c *Class) bool {
	for _, m := range c.Methods {
		if m.Virtual && !m.Pure && !m.Inline && !m.Defaulted {
			return true
		}
	}
	return false
}
