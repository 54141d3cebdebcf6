package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var languageStandardRaised = &rule{
	Rule: finding.Rule{
		ID: "ABI095", Name: "language-standard-raised", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Public headers go on compiling under the C++ standard that they compiled under.",
	},
	check: checkLanguageStandardRaised,
}

// checkLanguageStandardRaised reports public headers that refuse, with an #error under a test
// of __cplusplus, a C++ standard that they took at BASE.
func checkLanguageStandardRaised(d *Diff, report reportFunc) {
	for _, p := range d.Headers {
		if p.Old == nil || p.New == nil || !p.Old.Public || p.New.Standard <= p.Old.Standard {
			continue
		}
		before := "any"
		if p.Old.Standard > 0 {
			before = fmt.Sprint(p.Old.Standard, " or later")
		}
		i := issue{subject: p.Old.Path, axes: source, tier: TierHeader, base: location(p.Old),
			head:    &finding.Location{Path: p.New.Path, Line: p.New.StandardLine},
			message: fmt.Sprintf("%s asks for a __cplusplus of %d or later instead of %s", p.Old.Path, p.New.Standard, before),
			instead: "Keep what the older standard needs, or raise it with a major release.",
			witness: fmt.Sprintf("#include <%s>  // under the older standard", p.Old.Path)}
		if p.Old.StandardLine > 0 {
			i.base = &finding.Location{Path: p.Old.Path, Line: p.Old.StandardLine}
		}
		report(i)
	}
}
