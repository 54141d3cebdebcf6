package deprecation

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

var fieldReordered = &rule{
	Rule: finding.Rule{
		ID: "API034", Name: "field-reordered", Invariant: "INV-001", Severity: finding.Warning,
		Promise: "Fields of dataclasses and named tuples keep their places, and new ones stand behind them.",
	},
	check: checkFieldReordered,
}

// checkFieldReordered reports fields that stand elsewhere, and new optional ones in front of
// old ones: calls by place, and unpacking of named tuples, give others.
func checkFieldReordered(d *Diff, report reportFunc) {
	d.eachFields(func(p *Pair, old, new []field) {
		var places []int
		var which []field
		last := -1
		for _, o := range old {
			j := slices.IndexFunc(new, func(n field) bool { return n.obj.Base() == o.obj.Base() })
			if o.byName || j < 0 || new[j].byName {
				continue
			}
			places, which = append(places, j), append(which, o)
			last = max(last, j)
		}
		for _, k := range outOfOrder(places) {
			if d.toldAbove(p, &new[places[k]]) {
				continue
			}
			report(issue{subject: which[k].obj.Name, old: which[k].obj, new: new[places[k]].obj, effect: silent,
				message: fmt.Sprintf("the field %s of %s has another place", which[k].obj.Base(), p.Old.Name),
				instead: "Keep the order of fields."})
		}
		for j, n := range new {
			added := !slices.ContainsFunc(old, func(o field) bool { return o.obj.Base() == n.obj.Base() })
			if added && !n.byName && !n.required && j < last && !d.renamedField(p, old, new, &n) {
				report(issue{subject: p.Old.Name + "." + n.obj.Base(), new: n.obj, base: p.Old.Location(), oldText: statementText(p.Old), effect: silent,
					message: fmt.Sprintf("the new field %s of %s stands in front of old ones, which move", n.obj.Base(), p.Old.Name),
					instead: "Add it at the end, or keyword-only."})
			}
		}
	})
}
