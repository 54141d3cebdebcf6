package coupling

import (
	"plumbline/graph"
	"plumbline/internal/finding"
)

var unresolvedImport = &rule{
	Rule: finding.Rule{
		ID:        "CPL005",
		Name:      "unresolved-import",
		Invariant: "INV-050",
		Promise:   "Every import and include that means a file of the tree finds one.",
		Severity:  finding.Error,
	},
	topic: TopicRecord,
	check: checkUnresolvedImport,
}

// checkUnresolvedImport reports imports and includes inside the tree that lead nowhere
// and that the configuration does not explain.
func checkUnresolvedImport(r *Result, _ Contract, report reportFunc) {
	for i := range r.Graph.Coverage.Unresolved {
		u := &r.Graph.Coverage.Unresolved[i]
		if !unexplained(u) {
			continue
		}
		message := "no module of the tree has this name"
		switch {
		case u.Status == graph.Ambiguous:
			message = "several files of the tree fit and no include root decides; configure include_roots"
		case u.Include:
			message = "no include root leads to this header, and nothing says that the build makes it"
		}
		report(finding.Finding{
			Subject:  u.Target,
			Contract: u.Path,
			Message:  message,
			Head:     &finding.Location{Path: u.Path, Line: u.Line},
		}, nil)
	}
}
