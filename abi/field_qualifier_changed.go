package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

var fieldQualifierChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI025", Name: "field-qualifier-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Data members stay as writable as they were.",
	},
	check: checkFieldQualifierChanged,
}

// checkFieldQualifierChanged reports data members that became const or volatile, or are no
// longer mutable: the bytes stay where they are.
func checkFieldQualifierChanged(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		for _, f := range c.fields {
			if f.Old == nil || f.New == nil || f.Renamed || f.Old.Type == nil || f.New.Type == nil {
				continue
			}
			o, n := f.Old, f.New
			qualified := sameBare(o.Type, n.Type) && (o.Type.Const != n.Type.Const || o.Type.Volatile != n.Type.Volatile)
			if !qualified && o.Mutable == n.Mutable {
				continue
			}
			i := d.fieldIssue(c, f, 0)
			i.silent, i.affected = false, nil
			if !o.Type.Const && n.Type.Const || !o.Type.Volatile && n.Type.Volatile || o.Mutable && !n.Mutable {
				i.axes = source
			}
			if !open(o) {
				i.axes = 0
			}
			i.message = fmt.Sprintf("%s is %s instead of %s", i.subject, qualifiersOf(n), qualifiersOf(o))
			i.instead = "Keep it as it was, and guard it with an accessor."
			i.witness = fmt.Sprintf("void f(%s& object) { object.%s = {}; }", c.pair.Old.Name, o.Decl.Name)
			report(i)
		}
	})
}

func qualifiersOf(f *Variable) string {
	var words []string
	for word, on := range map[string]bool{"const": f.Type.Const, "volatile": f.Type.Volatile, "mutable": f.Mutable} {
		if on {
			words = append(words, word)
		}
	}
	if len(words) == 0 {
		return "unqualified"
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}
