package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var classBecameOpaque = &rule{
	Rule: finding.Rule{
		ID: "ABI031", Name: "class-became-opaque", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every class that is defined in a public header stays defined there.",
	},
	check: checkClassBecameOpaque,
}

// checkClassBecameOpaque reports classes of which only a declaration is left in the public
// headers. Members go with the definition.
func checkClassBecameOpaque(d *Diff, report reportFunc) {
	d.eachWhole(func(p *ClassPair) {
		if !d.opaque(p) || d.told(&p.Old.Entity) {
			return
		}
		i := d.wholeIssue(p, source)
		i.message = fmt.Sprintf("only a declaration of %s is left in the public headers", p.Old.Name)
		i.instead = "Keep the definition in a public header."
		i.compiled = "It goes on working as long as the class stays what it was, of which nothing is known."
		i.witness = p.Old.Name + "* object = new " + p.Old.Name + ";"
		if p.Old.Template {
			i.witness = objectOf(p.Old)
		}
		i.affected, _, _ = d.goesWith([]*Class{p.Old})
		report(i)
	})
}

// opaque reports whether a class that BASE defines is only declared for clients of HEAD: its
// definition is gone, or in a header that is not public and that they do not come by.
func (d *Diff) opaque(p *ClassPair) bool {
	o, n := p.Old, p.New
	switch {
	case o == nil || n == nil || !o.Defined:
		return false
	case !n.Defined:
		return true
	}
	return o.Path != n.Path && n.Access == o.Access && !n.Public && n.Owner == nil && len(n.Others) > 0 &&
		!d.includes.reaches(o.Path, n.Path)
}
