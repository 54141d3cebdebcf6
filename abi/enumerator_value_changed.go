package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

// maxShifts is how many enumerators a message names.
const maxShifts = 10

var enumeratorValueChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI050", Name: "enumerator-value-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every enumerator keeps its value.",
	},
	check: checkEnumeratorValueChanged,
}

// checkEnumeratorValueChanged reports enumerators that stand for another number. Compiled
// clients hold the old one. One enumerator is told by its own name; when several shift, that
// is one change to their enum.
func checkEnumeratorValueChanged(d *Diff, report reportFunc) {
	d.eachEnum(func(p *EnumPair) {
		var shifts, names []string
		var at int
		for _, m := range enumerators(p.Old, p.New) {
			o, n := m.Old, m.New
			if o == nil || n == nil || o.Value == nil || n.Value == nil || *o.Value == *n.Value {
				continue
			}
			shifts = append(shifts, fmt.Sprintf("%s %d to %d", o.Name, *o.Value, *n.Value))
			names = append(names, enumeratorName(p.Old, o.Name))
			at = n.Line
		}
		if shifts == nil {
			return
		}
		i := d.enumIssue(p, binary|behaviour)
		i.silent = true
		i.message = fmt.Sprintf("the values of %d enumerators of %s changed: %s", len(shifts), p.Old.Name, strings.Join(shifts[:min(len(shifts), maxShifts)], ", "))
		if more := len(shifts) - maxShifts; more > 0 {
			i.message += fmt.Sprintf(" and %d more", more)
		}
		if len(names) == 1 {
			i.subject, i.head = names[0], &finding.Location{Path: p.New.Path, Line: at}
			i.message = "the value of an enumerator changed: " + shifts[0]
		} else {
			i.affected = names
		}
		i.compiled = "It goes on with the old number, which means something else now."
		i.recompiled = "It compiles; numbers that it stored mean something else."
		i.instead = "Append new enumerators, and give those that exist a value of their own."
		i.witness = fmt.Sprintf("switch (value) { case %s: return true; }", names[0])
		report(i)
	})
}
