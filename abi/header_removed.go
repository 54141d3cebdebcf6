package abi

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

var headerRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI090", Name: "header-removed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every public header can still be included.",
	},
	check: checkHeaderRemoved,
}

// checkHeaderRemoved reports headers that are gone or no longer installed.
func checkHeaderRemoved(d *Diff, report reportFunc) {
	for k := range d.Headers {
		p := &d.Headers[k]
		if p.Old == nil || !p.Old.Public || p.New != nil && p.New.Public {
			continue
		}
		if p.New == nil && d.includedStill(p.Old.Path) {
			continue
		}
		i := issue{subject: p.Old.Path, base: location(p.Old), head: location(p.New), axes: source, tier: TierHeader,
			message: fmt.Sprintf("the header %s is gone", p.Old.Path),
			instead: "Leave a header there that includes what replaces it.",
			witness: fmt.Sprintf("#include <%s>", p.Old.Path)}
		if p.New != nil {
			i.message = fmt.Sprintf("the header %s is no longer public", p.Old.Path)
		} else if d.Options.SameFile != nil {
			if to := d.Options.SameFile(p.Old.Path); to != "" && to != p.Old.Path {
				i.message += ": it is " + to + " now"
				i.head = &finding.Location{Path: to, Line: 1}
			}
		}
		report(i)
	}
}

// includedStill reports whether what clients write to include a header of BASE finds a public
// header at HEAD that lies elsewhere in its tree: one tree may be sources, the other installed.
func (d *Diff) includedStill(old string) bool {
	if d.Options.SameInclude == nil {
		return false
	}
	to := d.Options.SameInclude(old)
	return to != "" && slices.ContainsFunc(d.New.Headers, func(h *Header) bool { return h.Path == to && h.Public })
}
