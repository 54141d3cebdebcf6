package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var baseClassRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI010", Name: "base-class-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every base of a public class stays.",
	},
	check: checkBaseClassRemoved,
}

// checkBaseClassRemoved reports direct bases that are gone altogether; one that the class now
// has through another is a base that changed. A private base concerns nobody but for its room.
func checkBaseClassRemoved(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		pairs := d.matchBases(o, n)
		for _, p := range pairs {
			if p.new != nil || d.inherits(n, p.old.Type.Name) != "" {
				continue
			}
			i := issue{subject: o.Name, contract: p.old.Type.String(), old: &o.Entity, new: &n.Entity, axes: binary | source, silent: true,
				affected: d.followers(o.Name), witness: fmt.Sprintf("%s& f(%s& object) { return object; }", p.old.Type, o.Name),
				message: fmt.Sprintf("%s no longer derives from %s", o.Name, p.old.Type),
				instead: "Leave the base, empty if need be."}
			if p.old.Access == parse.AccessPrivate {
				i.axes = binary
			}
			if emptyBase(p.old, 0) && unmoved(o, n, pairs) {
				i.axes &^= binary
			}
			if i.axes != 0 {
				report(i)
			}
		}
	})
}
