package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var headerNoLongerIncluded = &rule{
	Rule: finding.Rule{
		ID: "ABI091", Name: "header-no-longer-included", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "What a header brings along it still brings along.",
	},
	check: checkHeaderNoLongerIncluded,
}

// checkHeaderNoLongerIncluded reports umbrella headers (they declare nothing themselves) that
// dropped a header, and headers that no longer bring along what moved out of them.
func checkHeaderNoLongerIncluded(d *Diff, report reportFunc) {
	declares := map[string]bool{}
	for _, p := range d.declarations() {
		declares[p.Old.Path] = true
	}
	for k := range d.Headers {
		p := &d.Headers[k]
		if p.Old == nil || p.New == nil || !p.Old.Public || !p.New.Public {
			continue
		}
		dropped := d.movedOut(p.Old.Path)
		if !declares[p.Old.Path] {
			for _, inc := range p.Old.Includes {
				if h := d.includes.headers[inc]; h != nil && h.Public && declares[inc] && !d.includes.reaches(p.New.Path, inc) {
					dropped = append(dropped, inc)
				}
			}
		}
		if dropped = sortedUnique(dropped); len(dropped) == 0 {
			continue
		}
		report(issue{subject: p.Old.Path, base: location(p.Old), head: location(p.New), axes: source, tier: TierHeader,
			message: fmt.Sprintf("%s no longer includes %s", p.Old.Path, strings.Join(dropped, ", ")),
			instead: "Include it still.",
			witness: fmt.Sprintf("#include <%s>\n// uses what %s declares", p.Old.Path, dropped[0])})
	}
}
