package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var fieldRenamed = &rule{
	Rule: finding.Rule{
		ID: "ABI024", Name: "field-renamed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Data members that clients can name keep their names.",
	},
	check: checkFieldRenamed,
}

// checkFieldRenamed reports data members of the same place and type under another name. A
// private one is nobody's business, and a reserved one that is put to use is what it is for.
func checkFieldRenamed(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		for _, f := range c.fields {
			if !f.Renamed || !open(f.Old) || reservedName.MatchString(f.Old.Decl.Name) {
				continue
			}
			i := d.fieldIssue(c, f, source)
			i.silent, i.affected = false, nil
			i.message = fmt.Sprintf("%s is called %s", i.subject, f.New.Decl.Name)
			i.instead = "Keep the name, or add an accessor of the new one."
			i.witness = fmt.Sprintf("void f(%s& object) { (void)object.%s; }", c.pair.Old.Name, f.Old.Decl.Name)
			report(i)
		}
	})
}
