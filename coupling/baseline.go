package coupling

import (
	"math"
	"slices"

	"plumbline/graph"
	"plumbline/internal/finding"
)

// The figures that a baseline holds, and by how much they may move before that counts.
const (
	// CostEntry is the name of the module level's propagation cost in a baseline. It may
	// move by what one more module reached by each, on average, would make: 1/modules. Any less
	// is what a single accepted dependency does, and every branch would touch the line.
	CostEntry = "propagation_cost"
	// ScoreSlack is by how much a coupling score may move, of 1 to 10: more than any single
	// dependency can raise it (breadth 0.13, mutual 0.17, fan-out 0.02, and what it drags in),
	// for a new dependency is told by itself. What adds up over many changes is told by this.
	ScoreSlack = 0.5
)

// BaselineEntries is what a baseline of the tree would have to allow: the findings that no
// exception covers, the dependencies of product modules by their strongest kind, the load
// cycles of any product module, the scores of product modules and the propagation cost. CPL003
// is left out, for the cycles stand there by themselves, where one that shrinks stays known.
func (r *Result) BaselineEntries() []finding.Entry {
	var out []finding.Entry
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed == nil && f.Rule != moduleCycle.ID {
			out = append(out, finding.Entry{Rule: f.Rule, Subject: f.Subject, Contract: f.Contract})
		}
	}
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		if kind := linkOf(e.Set); kind != "" && !r.testModule(e.From) {
			out = append(out, finding.Entry{Dependency: r.dependency(e), Kind: kind})
		}
	}
	for i := range r.Cycles {
		if c := &r.Cycles[i]; c.Policy == graph.LoadPolicy && slices.ContainsFunc(c.Members, func(n int32) bool { return !r.testModule(n) }) {
			out = append(out, finding.Entry{Cycle: r.memberNames(c), Policy: c.Policy})
		}
	}
	for n := range r.Modules.Nodes {
		if !r.testModule(int32(n)) {
			out = append(out, finding.Entry{Score: r.Modules.Nodes[n].ID, Value: rounded(r.Metrics[n].Score, 10), Slack: ScoreSlack})
		}
	}
	return append(out, finding.Entry{System: CostEntry, Value: rounded(r.System.Module.PropagationCost, 1000),
		Slack: 1 / float64(max(1, len(r.Modules.Nodes)))})
}

func rounded(x, parts float64) float64 { return math.Round(x*parts) / parts }

// testModule reports whether a module of the view is test code, which may depend on whatever
// it tests.
func (r *Result) testModule(n int32) bool {
	m := r.Modules.Nodes[n].Module
	return m >= 0 && r.Graph.Modules[m].Test
}

func (r *Result) dependency(e *graph.ViewEdge) string {
	return r.Modules.Nodes[e.From].ID + " -> " + r.Modules.Nodes[e.To].ID
}

// memberNames lists the modules of a cycle, sorted.
func (r *Result) memberNames(c *Cycle) []string {
	names := make([]string, len(c.Members))
	for i, n := range c.Members {
		names[i] = r.Modules.Nodes[n].ID
	}
	slices.Sort(names)
	return names
}

// linkOf is the strongest link that kinds of dependency make, by the name that baselines have for
// it (finding.Links); "" for none that counts.
func linkOf(kinds graph.KindSet) string {
	if s := StrengthOf(kinds); s > graph.NoStrength {
		return s.String()
	}
	return ""
}

// linkStrength is the strength that a baseline names.
func linkStrength(link string) graph.Strength {
	return graph.Strength(slices.Index(finding.Links(), link) + 1)
}
