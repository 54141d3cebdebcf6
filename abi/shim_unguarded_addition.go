package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var shimUnguardedAddition = &rule{
	Rule: finding.Rule{
		ID: "ABI094", Name: "shim-unguarded-addition", Invariant: "INV-002", Severity: finding.Error,
		Promise: "What the C shim gains stands under a version guard.",
	},
	check: checkShimUnguardedAddition,
}

// checkShimUnguardedAddition reports additions to the shim outside a version guard, where
// BASE has such guards: a client that targets an older release could not tell that the
// addition is not there.
func checkShimUnguardedAddition(d *Diff, report reportFunc) {
	macro := d.versionMacro()
	if macro == "" {
		return
	}
	for _, n := range d.additions() {
		if n.Tier != TierShim || !n.Public || versionGuard(n.Guards) != "" || n.Owner != nil {
			continue
		}
		report(issue{subject: n.Name, contract: n.Symbol, new: n, axes: source, verdict: Risk,
			message:    fmt.Sprintf("%s is added outside `#if %s >= ...`", n.Name, macro),
			compiled:   "It goes on working.",
			recompiled: "It compiles, and then fails to load with the release that it targets.",
			instead:    fmt.Sprintf("Put it under `#if %s >= ` the release that first has it.", macro),
			witness:    fmt.Sprintf("#define TORCH_TARGET_VERSION older\nauto use = &%s;", n.Name)})
	}
}
