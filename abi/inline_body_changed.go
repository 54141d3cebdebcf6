package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var inlineBodyChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI045", Name: "inline-body-changed", Invariant: "INV-002", Severity: finding.Note,
		Promise: "The body that clients compiled in is the one that the headers have.",
	},
	check: checkInlineBodyChanged,
}

// checkInlineBodyChanged reports functions that clients hold a copy of whose body changed:
// a program may run both.
func checkInlineBodyChanged(d *Diff, report reportFunc) {
	for k := range d.Functions {
		p := &d.Functions[k]
		if !d.kept(p) || p.Old.BodyPlain == p.New.BodyPlain || p.Old.BodyPlain == 0 || p.New.BodyPlain == 0 ||
			p.changed&^changedReturn != 0 || len(p.Causes) > 0 || p.Old.Untaken != p.New.Untaken ||
			p.Old.Untaken && p.Old.Path != p.New.Path { // several headers define it, each for its own configuration
			continue
		}
		i := functionIssue(p, behaviour)
		i.possible = true
		i.message = fmt.Sprintf("the body of %s changed, and clients hold copies of the old one", p.Old.Name)
		i.compiled = "It goes on with the old body, or, where the linker chose so, gets the new one."
		i.instead = "See that both bodies work on the same objects; move the function out of line where they don't."
		report(i)
	}
}
