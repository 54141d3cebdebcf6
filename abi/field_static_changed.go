package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var fieldStaticChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI026", Name: "field-static-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Data members stay parts of each object, static ones of the class.",
	},
	check: checkFieldStaticChanged,
}

// checkFieldStaticChanged reports data members that became static, and static ones that
// became parts of each object.
func checkFieldStaticChanged(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		for _, f := range c.fields {
			if f.Old == nil {
				continue
			}
			static := staticNamed(c.pair.New, f.Old)
			if f.New != nil || static == nil {
				continue
			}
			i := d.fieldIssue(c, f, binary)
			i.new = &static.Entity
			i.message = fmt.Sprintf("%s became static (%s)", i.subject, sizes(c))
			i.instead = "Add a static member of another name."
			report(i)
		}
	})
}

// staticNamed is the static member of a class that has the name of a data member, nil for none.
func staticNamed(c *Class, f *Variable) *Variable {
	for _, s := range c.Statics {
		if f.Decl.Name != "" && s.Decl.Name == f.Decl.Name {
			return s
		}
	}
	return nil
}
