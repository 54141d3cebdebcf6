package coupling

import (
	"fmt"
	"strings"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var moduleCycle = &rule{
	Rule: finding.Rule{
		ID:       "CPL003",
		Name:     "module-cycle",
		Promise:  "Modules do not depend on one another in a circle when they load.",
		Severity: finding.Warning,
	},
	topic: TopicCycle,
	check: checkModuleCycle,
}

// namedMembers is how many members of a cycle its subject spells out.
const namedMembers = 4

// cycleSubject names a cycle by its first members.
func cycleSubject(names []string) string {
	if len(names) <= namedMembers {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s, and %d more", strings.Join(names[:namedMembers], ", "), len(names)-namedMembers)
}

// checkModuleCycle reports each group of modules in a load-time cycle once, at the first
// site of the first step of its shortest closed path. Its identity is its members.
func checkModuleCycle(r *Result, _ Contract, report reportFunc) {
	for i := range r.Cycles {
		c := &r.Cycles[i]
		if c.Policy != graph.LoadPolicy {
			continue
		}
		names := make([]string, len(c.Members))
		for k, n := range c.Members {
			names[k] = r.Modules.Nodes[n].ID
		}
		var path []string
		for _, step := range c.Witness {
			path = append(path, r.Modules.Nodes[step.From].ID)
		}
		step := c.Witness[0]
		site := firstSite(step.Edge, graph.LoadPolicy)
		report(finding.Finding{
			Subject:  cycleSubject(names),
			Contract: strings.Join(names, "\n"),
			Message: fmt.Sprintf("%d modules depend on one another at load time; shortest circle %s -> %s; %d edges to cut, weight %d",
				len(names), strings.Join(path, " -> "), path[0], len(c.Cut), c.CutTotal()),
			Head: &finding.Location{Path: r.Graph.Nodes[site.File].ID, Line: int(site.Line)},
		}, &Pair{From: r.Modules.Nodes[step.From].ID, To: r.Modules.Nodes[step.To].ID})
	}
}
