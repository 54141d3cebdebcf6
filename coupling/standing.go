package coupling

import (
	"plumbline/graph"
)

// violations compares what the rules on one tree find: what BASE had and HEAD lacks, and
// what HEAD has and BASE lacked, by identity.
func (c *comparison) violations() (fixed, added []Violation) {
	before, after := map[string]bool{}, map[string]bool{}
	for i := range c.base.Findings {
		before[c.identity(&c.base.Findings[i], true)] = true
	}
	for i := range c.head.Findings {
		v := &c.head.Findings[i]
		if v.Rule == moduleCycle.ID {
			continue // a cycle that formed or grew is CPL007's
		}
		id := c.identity(v, false)
		after[id] = true
		if !before[id] && !c.stood(v) {
			added = append(added, *v)
		}
	}
	for i := range c.base.Findings {
		v := &c.base.Findings[i]
		if v.Rule != moduleCycle.ID && !after[c.identity(v, true)] && !c.stands(v) {
			fixed = append(fixed, *v)
		}
	}
	return fixed, added
}

// identity is what tells a violation from others: of a dependency the pair of files, else
// rule, subject and contract. Paths of BASE are given as HEAD has them.
func (c *comparison) identity(v *Violation, atBase bool) string {
	name := func(path string) string {
		if n, ok := c.base.Graph.NodeByID(path); atBase && ok && c.nodes.toHead[n] != none {
			return c.head.Graph.Nodes[c.nodes.toHead[n]].ID
		}
		return path
	}
	if p := v.Pair; p != nil && p.FromFile != "" {
		return v.Rule + "\x00" + name(p.FromFile) + "\x00" + name(p.ToFile)
	}
	subject, contract := v.Subject, v.Contract
	if v.Topic == TopicFanOut {
		subject = name(subject)
	}
	if v.Topic == TopicRecord {
		contract = name(contract)
	}
	return v.Rule + "\x00" + subject + "\x00" + contract
}

// stood reports whether BASE has a violation at HEAD that follows from others at its place
// (an implicit parent, a re-export): where it did at BASE too, it was left out there.
func (c *comparison) stood(v *Violation) bool {
	return follows(v, c.head.Graph, c.base, c.nodes.toBase, c.modules.toBase)
}

// stands is stood the other way round: a violation of BASE whose dependency HEAD still has.
func (c *comparison) stands(v *Violation) bool {
	return follows(v, c.base.Graph, c.head, c.nodes.toHead, c.modules.toHead)
}

// follows reports whether what a violation of one graph follows from is there in another result,
// between the same modules; nodes and modules lead from the graph to that result.
func follows(v *Violation, g *graph.Graph, other *Result, nodes, modules []int32) bool {
	if v.Pair == nil || !v.Pair.Kind.Derived() {
		return false
	}
	from, to, ok := ends(g, v.Pair)
	if !ok {
		return false
	}
	there := [2]int32{nodes[from], nodes[to]}
	e := edgeBetween(other.Files, there[0], there[1])
	if e == nil || e.Set&graph.LayerKinds == 0 {
		return false
	}
	is := other.Graph.Nodes
	return modules[g.Nodes[from].Module] == is[there[0]].Module && modules[g.Nodes[to].Module] == is[there[1]].Module
}

// ends are the nodes that a violation is between.
func ends(g *graph.Graph, p *Pair) (from, to int32, ok bool) {
	from, okFrom := g.NodeByID(p.FromFile)
	to, okTo := g.NodeByID(p.ToFile)
	return from, to, okFrom && okTo
}
