package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var noexceptChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI039", Name: "noexcept-changed", Invariant: "INV-002", Severity: finding.Note,
		Promise: "Every public function that promised not to throw still does.",
	},
	check: checkNoexceptChanged,
}

// checkNoexceptChanged reports functions that may throw now, and virtual ones that may not:
// overriders in clients have to follow those.
func checkNoexceptChanged(d *Diff, report reportFunc) {
	for k := range d.Functions {
		p := &d.Functions[k]
		if !d.kept(p) || p.Old.Deleted || p.New.Deleted {
			continue
		}
		o, n := promisesNoThrow(p.Old), promisesNoThrow(p.New)
		i := functionIssue(p, behaviour)
		i.possible = true
		switch {
		case o == n:
			continue
		case o:
			i.message = fmt.Sprintf("%s may throw now", p.Old.Name)
			i.recompiled = "It compiles, unless it relies on noexcept; what it does not catch ends the program."
			i.instead = "Keep noexcept."
		case p.New.Virtual && !p.New.Final:
			i.axes, i.possible = source, false
			i.message = fmt.Sprintf("%s promises not to throw now: every overrider has to as well", p.Old.Name)
			i.instead = "Leave the promise to a new function."
		default:
			continue
		}
		report(i)
	}
}

// promisesNoThrow reports whether a function is declared not to throw; destructors and what
// is defaulted in place promise what their members do.
func promisesNoThrow(f *Function) bool {
	if f.Func == parse.FuncDestructor || f.Defaulted {
		return f.Noexcept != "false"
	}
	return f.Noexcept != "" && f.Noexcept != "false"
}
