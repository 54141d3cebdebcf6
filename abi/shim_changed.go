package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var shimChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI093", Name: "shim-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "A declaration of the C shim stays as it is, to the letter.",
	},
	check: checkShimChanged,
}

// checkShimChanged reports declarations of the shim tier that read otherwise, where no other
// rule tells of it: names of parameters aside, nothing there may change but by an addition
// under a version guard.
func checkShimChanged(d *Diff, report reportFunc) {
	for k := range d.Functions {
		p := &d.Functions[k]
		if p.Old == nil || p.New == nil || p.Old.Tier != TierShim || !p.Old.Public || p.changed != 0 {
			continue
		}
		lost := gone(versionGuards(p.Old.Guards), versionGuards(p.New.Guards))
		if lost == nil && (p.Old.Untaken != p.New.Untaken || shimText(p.Old) == shimText(p.New)) {
			continue
		}
		i := functionIssue(p, source)
		i.message = fmt.Sprintf("the declaration of %s changed, which the shim promises not to do", p.Old.Name)
		if lost != nil {
			i.message = fmt.Sprintf("%s no longer stands under `%s`", p.Old.Name, strings.Join(lost, " && "))
		}
		i.instead = "Leave the declaration, and add another under a version guard."
		report(i)
	}
}

// shimText is what a declaration of the shim promises: types, linkage and attributes.
func shimText(f *Function) string {
	noThrow := ""
	if promisesNoThrow(f) {
		noThrow = "noexcept"
	}
	return strings.Join([]string{f.Export, noThrow, f.Return.key(0), parameterList(f), strings.Join(versionGuards(f.Guards), "&&")}, "|")
}
