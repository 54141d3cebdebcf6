package coupling

import (
	"math"
	"math/rand/v2"

	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"

	"plumbline/graph"
)

// modularity compares the declared modules with the best partition of the packages that
// the Louvain method finds (Blondel et al. 2008, gonum's community.Modularize): Newman's
// Q of both, over the undirected coupling weights between packages, and the number of
// communities found. The random source is seeded, so that equal graphs give equal
// figures; they are rounded to six digits, below which the order of summation shows.
func modularity(v *graph.View) (declared, best float64, communities int) {
	g := simple.NewWeightedUndirectedGraph(0, 0)
	for i := range v.Nodes {
		g.AddNode(simple.Node(i))
	}
	total := 0.0
	for i := range v.Edges {
		e := &v.Edges[i]
		if e.Weight == 0 {
			continue
		}
		f, t := int64(e.From), int64(e.To)
		w := float64(e.Weight)
		if old, ok := g.Weight(f, t); ok && g.HasEdgeBetween(f, t) {
			w += old
		}
		total += float64(e.Weight)
		g.SetWeightedEdge(simple.WeightedEdge{F: simple.Node(f), T: simple.Node(t), W: w})
	}
	if total == 0 {
		return 0, 0, 0
	}
	groups := map[int32][]gonum.Node{}
	for i := range v.Nodes {
		m := v.Nodes[i].Module
		groups[m] = append(groups[m], simple.Node(i))
	}
	var parts [][]gonum.Node
	for m := range int32(len(v.Graph.Modules)) {
		if len(groups[m]) > 0 {
			parts = append(parts, groups[m])
		}
	}
	declared = community.Q(g, parts, 1)
	reduced := community.Modularize(g, 1, rand.NewPCG(1, 2))
	found := reduced.Communities()
	best = community.Q(g, found, 1)
	return round6(declared), round6(math.Max(best, declared)), len(found)
}

// round6 rounds to six digits; zero has no sign.
func round6(x float64) float64 { return math.Round(x*1e6)/1e6 + 0 }
