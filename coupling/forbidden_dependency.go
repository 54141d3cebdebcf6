package coupling

import (
	"fmt"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var forbiddenDependency = &rule{
	Rule: finding.Rule{
		ID:       "CPL002",
		Name:     "forbidden-dependency",
		Promise:  "No module depends on one that the configuration forbids it.",
		Severity: finding.Error,
	},
	check: checkForbiddenDependency,
}

// checkForbiddenDependency reports each pair of files behind a forbidden module
// dependency, under the first rule that forbids it.
func checkForbiddenDependency(r *Result, c Contract, report reportFunc) {
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		from, to := r.Modules.Nodes[e.From].ID, r.Modules.Nodes[e.To].ID
		for _, f := range c.Forbidden {
			if !f.Matches(from, to) {
				continue
			}
			for _, p := range e.FilePairs(graph.LayerKinds) {
				reportPair(r, e, p, report, fmt.Sprintf("%s must not depend on %s: %s (%s, %s)",
					from, to, f.Reason, r.Graph.Nodes[p.To].ID, p.Kind))
			}
			break
		}
	}
}
