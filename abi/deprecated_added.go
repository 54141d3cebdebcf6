package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var deprecatedAdded = &rule{
	Rule: finding.Rule{
		ID: "ABI047", Name: "deprecated-added", Invariant: "INV-002", Severity: finding.Note,
		Promise: "What clients use is not deprecated.",
	},
	check: checkDeprecatedAdded,
}

// checkDeprecatedAdded reports what is deprecated at HEAD and was not at BASE: no break, but
// the start of a deprecation cycle.
func checkDeprecatedAdded(d *Diff, report reportFunc) {
	tell := func(o, n *Entity) {
		if !d.judged(o) || o.Deprecated != nil || n.Deprecated == nil {
			return
		}
		i := issue{subject: o.Name, contract: o.Symbol, old: o, new: n, verdict: Compatible,
			message: fmt.Sprintf("%s is deprecated", o.Name), recompiled: "It compiles with a warning."}
		if *n.Deprecated != "" {
			i.message += ": " + strings.TrimRight(*n.Deprecated, ". ")
			i.instead = *n.Deprecated
		}
		report(i)
	}
	for k := range d.Functions {
		if p := &d.Functions[k]; p.Old != nil && p.New != nil {
			tell(&p.Old.Entity, &p.New.Entity)
		}
	}
	deprecated(d.Classes, classEntity, tell)
	deprecated(d.Enums, enumEntity, tell)
	deprecated(d.Variables, variableEntity, tell)
	deprecated(d.Aliases, aliasEntity, tell)
}

func deprecated[T any](pairs []Pair[T], entity func(*T) *Entity, tell func(o, n *Entity)) {
	for _, p := range pairs {
		if p.Old != nil && p.New != nil {
			tell(entity(p.Old), entity(p.New))
		}
	}
}
