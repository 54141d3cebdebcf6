package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var enumUnderlyingTypeChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI053", Name: "enum-underlying-type-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every enumeration keeps its underlying type.",
	},
	check: checkEnumUnderlyingTypeChanged,
}

// checkEnumUnderlyingTypeChanged reports enums that are represented by another type.
func checkEnumUnderlyingTypeChanged(d *Diff, report reportFunc) {
	d.eachEnum(func(p *EnumPair) {
		o, n := p.Old, p.New
		if o.Underlying == nil || n.Underlying == nil || o.Underlying.key(0) == n.Underlying.key(0) || !o.Defined || !n.Defined {
			return
		}
		i := d.enumIssue(p, binary)
		i.silent = true
		if ranks[o.Underlying.Name] == ranks[n.Underlying.Name] {
			i.axes, i.silent, i.possible = behaviour, false, true // of the same size
		}
		i.message = fmt.Sprintf("%s is represented by %s instead of %s", o.Name, n.Underlying, o.Underlying)
		i.instead = "Fix the underlying type, and leave it."
		i.witness = fmt.Sprintf("struct Client { %s value; char after; };", o.Name)
		i.affected = append(i.affected, d.followers(o.Name)...)
		report(i)
	})
}
