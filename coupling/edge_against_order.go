package coupling

import (
	"fmt"
	"strings"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var edgeAgainstOrder = &changeRule{
	Rule: finding.Rule{
		ID:       "CPL008",
		Name:     "edge-against-order",
		Promise:  "No module inside a cycle gains a dependency that runs against the order of the modules in it.",
		Severity: finding.Warning,
	},
	topic: TopicCycle,
	check: checkEdgeAgainstOrder,
}

// checkEdgeAgainstOrder reports each dependency between members of one cycle of BASE, over
// the coupling kinds, that BASE lacks and that runs against BASE's partition order: it
// would stand above the diagonal of BASE's matrix and adds to what is to be cut.
func checkEdgeAgainstOrder(c *comparison, report reportFunc) {
	m := &c.base.Matrix
	position := positions(m.Order)
	adj := c.base.Modules.Adjacency(m.Kinds)
	for i := range c.head.Modules.Edges {
		e := &c.head.Modules.Edges[i]
		from, to := c.modules.toBase[e.From], c.modules.toBase[e.To]
		if e.Set&m.Kinds == 0 || from == none || to == none || c.head.Graph.Modules[e.From].Test ||
			c.strengthBefore(e) >= graph.LazyStrength || c.carried(e) {
			continue
		}
		group := m.Group[position[from]]
		if group < 0 || group != m.Group[position[to]] || position[to] < position[from] {
			continue
		}
		size := 0
		for _, g := range m.Group {
			if g == group {
				size++
			}
		}
		back := shortestPath(adj, to, from)
		way := make([]string, len(back))
		for k, n := range back {
			way[k] = c.baseName(n)
		}
		site := c.firstSite(e, StrengthOf(e.Set))
		at := c.place(site.Site)
		pair := &Pair{From: c.moduleName(e.From), To: c.moduleName(e.To),
			FromFile: c.head.Graph.Nodes[site.From].ID, ToFile: c.head.Graph.Nodes[site.To].ID, Kind: site.Kind}
		report(finding.Finding{
			Subject: pair.From + " -> " + pair.To,
			Message: fmt.Sprintf("new inside a cycle of %d modules and against its order, in which %s stands above %s and depends on it (%s): %s more to cut",
				size, pair.To, pair.From, strings.Join(way, " -> "), c.kinds(e, m.Kinds)),
			Head: &at,
		}, pair)
	}
}
