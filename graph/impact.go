package graph

import (
	"cmp"
	"slices"
)

// Impacted is a file that depends on a changed one, at Distance links.
type Impacted struct {
	Node     int32
	Distance int
}

// ImpactKinds are the kinds that carry a change to dependents: all but type-only
// imports. Codegen counts the other way round: what is generated follows its generator
// and its template.
const ImpactKinds = LayerKinds

// Impact lists every node that depends on one of the start nodes over a set of kinds,
// by distance and then path; the start nodes themselves are left out.
func (g *Graph) Impact(start []int32, kinds KindSet) []Impacted {
	dist := make([]int32, len(g.Nodes))
	queue := make([]int32, 0, len(start))
	for _, n := range start {
		if dist[n] == 0 {
			dist[n] = 1
			queue = append(queue, n)
		}
	}
	t := g.trails(kinds)
	made := g.madeFrom()
	first := len(queue)
	reach := func(from, to int32) {
		if dist[to] == 0 {
			dist[to] = dist[from] + 1
			queue = append(queue, to)
		}
	}
	for head := 0; head < len(queue); head++ {
		n := queue[head]
		if g.Nodes[n].Kind == BindingNode && head >= first {
			continue // who uses it at all depends on nothing in particular
		}
		for _, k := range t.to(n) {
			reach(n, t.edges[k].From)
		}
		for _, to := range made[n] {
			reach(n, to)
		}
	}
	out := make([]Impacted, 0, len(queue)-first)
	for _, n := range queue[first:] {
		out = append(out, Impacted{Node: n, Distance: int(dist[n]) - 1})
	}
	sortImpacted(out)
	return out
}

// madeFrom maps generators, schemas and templates to what is generated from them.
func (g *Graph) madeFrom() map[int32][]int32 {
	made := map[int32][]int32{}
	for i := range g.Edges {
		e := &g.Edges[i]
		if e.Kind != Codegen || g.Nodes[e.To].Kind != GeneratedNode {
			continue
		}
		made[e.From] = append(made[e.From], e.To)
		for _, s := range e.Sites {
			if s.File != e.From {
				made[s.File] = append(made[s.File], e.To)
			}
		}
	}
	return made
}

func sortImpacted(list []Impacted) {
	slices.SortFunc(list, func(a, b Impacted) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Node, b.Node))
	})
}
