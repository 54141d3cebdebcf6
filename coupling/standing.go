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
	if v.Pair == nil || !v.Pair.Kind.Derived() {
		return false
	}
	from, to, ok := ends(c.head.Graph, v.Pair)
	if !ok {
		return false
	}
	e := c.fileEdge(from, to)
	return e != nil && e.Set&graph.LayerKinds != 0 &&
		c.sameModules(c.nodes.toBase[from], c.nodes.toBase[to], from, to)
}

// stands is stood the other way round: a violation of BASE whose dependency HEAD still has.
func (c *comparison) stands(v *Violation) bool {
	if v.Pair == nil || !v.Pair.Kind.Derived() {
		return false
	}
	from, to, ok := ends(c.base.Graph, v.Pair)
	if !ok {
		return false
	}
	hf, ht := c.nodes.toHead[from], c.nodes.toHead[to]
	e := edgeBetween(c.head.Files, hf, ht)
	return e != nil && e.Set&graph.LayerKinds != 0 && c.sameModules(from, to, hf, ht)
}

// sameModules reports whether two nodes of BASE lie in the modules that two of HEAD lie in.
func (c *comparison) sameModules(baseFrom, baseTo, headFrom, headTo int32) bool {
	b, h := c.base.Graph.Nodes, c.head.Graph.Nodes
	return c.modules.toHead[b[baseFrom].Module] == h[headFrom].Module && c.modules.toHead[b[baseTo].Module] == h[headTo].Module
}

// ends are the nodes that a violation is between.
func ends(g *graph.Graph, p *Pair) (from, to int32, ok bool) {
	from, okFrom := g.NodeByID(p.FromFile)
	to, okTo := g.NodeByID(p.ToFile)
	return from, to, okFrom && okTo
}
