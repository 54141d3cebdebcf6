package coupling

import (
	"cmp"
	"slices"
	"strings"

	"plumbline/graph"
)

// Cycle is a group of nodes that all depend on one another under a policy.
type Cycle struct {
	Policy  string
	Members []int32   // view nodes, sorted
	Witness []CutEdge // a shortest closed path through the group
	Cut     []CutEdge // edges whose removal leaves no cycle in the group, heaviest first
	Weight  int       // of all edges inside the group
}

// CutEdge is an edge of a view with its weight under the cycle's policy: how many file
// pairs have to be parted to cut it.
type CutEdge struct {
	From, To int32
	Weight   int
	Edge     *graph.ViewEdge
}

// CutTotal is the weight of the edges to cut.
func (c *Cycle) CutTotal() int { return CutWeight(c.Cut) }

// CutWeight is the weight of some edges to cut.
func CutWeight(cuts []CutEdge) int {
	sum := 0
	for _, e := range cuts {
		sum += e.Weight
	}
	return sum
}

// FindCycles lists the strongly connected groups of a view under a named policy, largest
// first. At file level a header and its X-inl.h or X_inl.h are one component, as Lakos
// counts them, and no cycle by themselves.
func FindCycles(v *graph.View, policy string) []Cycle {
	kinds, ok := graph.Policy(policy)
	if !ok {
		return nil
	}
	unit := units(v)
	d := make(digraph, len(v.Nodes))
	var edges []CutEdge
	for i := range v.Edges {
		e := &v.Edges[i]
		if e.Set&kinds == 0 || unit[e.From] == unit[e.To] {
			continue
		}
		d[unit[e.From]] = append(d[unit[e.From]], unit[e.To])
		edges = append(edges, CutEdge{From: e.From, To: e.To, Weight: max(1, e.WeightOf(kinds)), Edge: e})
	}
	for i := range d {
		slices.Sort(d[i])
		d[i] = slices.Compact(d[i])
	}
	comps := d.components()
	inside := make(map[int32][]CutEdge)
	for _, e := range edges {
		if c := comps.of[unit[e.From]]; c == comps.of[unit[e.To]] {
			inside[c] = append(inside[c], e)
		}
	}
	var cycles []Cycle
	for i, members := range comps.members {
		if len(members) < 2 {
			continue
		}
		cycles = append(cycles, newCycle(v, policy, unit, members, inside[int32(i)]))
	}
	slices.SortFunc(cycles, func(a, b Cycle) int {
		return cmp.Or(cmp.Compare(len(b.Members), len(a.Members)), cmp.Compare(a.Members[0], b.Members[0]))
	})
	return cycles
}

// units maps every node to the node that stands for its component: itself, or the X.h of
// an X-inl.h.
func units(v *graph.View) []int32 {
	unit := make([]int32, len(v.Nodes))
	for i := range v.Nodes {
		unit[i] = int32(i)
		if v.Level != graph.FileLevel {
			continue
		}
		id := v.Nodes[i].ID
		dot := strings.LastIndexByte(id, '.')
		if dot < 0 {
			continue
		}
		for _, suffix := range [...]string{"-inl", "_inl"} {
			if stem, ok := strings.CutSuffix(id[:dot], suffix); ok {
				if h, found := v.NodeByID(stem + id[dot:]); found {
					unit[i] = h
				}
			}
		}
	}
	return unit
}

// newCycle describes one group; members are the units in it.
func newCycle(v *graph.View, policy string, unit, members []int32, inside []CutEdge) Cycle {
	c := Cycle{Policy: policy}
	in := map[int32]int32{} // unit -> index in members
	for i, m := range members {
		in[m] = int32(i)
	}
	for i := range v.Nodes {
		if _, ok := in[unit[i]]; ok {
			c.Members = append(c.Members, int32(i))
		}
	}
	small := make([]weighted, 0, len(inside))
	first := map[[2]int32]*CutEdge{}
	for i := range inside {
		e := &inside[i]
		c.Weight += e.Weight
		key := [2]int32{in[unit[e.From]], in[unit[e.To]]}
		if first[key] == nil {
			first[key] = e
		}
		small = append(small, weighted{from: key[0], to: key[1], weight: e.Weight})
	}
	small = mergeParallel(small)
	_, cut := feedback(len(members), small)
	cutSet := map[[2]int32]bool{}
	for _, e := range cut {
		cutSet[[2]int32{e.from, e.to}] = true
	}
	for _, e := range inside {
		if cutSet[[2]int32{in[unit[e.From]], in[unit[e.To]]}] {
			c.Cut = append(c.Cut, e)
		}
	}
	slices.SortFunc(c.Cut, func(a, b CutEdge) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	for _, step := range shortestCycle(len(members), small) {
		c.Witness = append(c.Witness, *first[step])
	}
	return c
}

// mergeParallel adds up edges between the same ends.
func mergeParallel(edges []weighted) []weighted {
	slices.SortFunc(edges, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	var out []weighted
	for _, e := range edges {
		if n := len(out); n > 0 && out[n-1].from == e.from && out[n-1].to == e.to {
			out[n-1].weight += e.weight
			continue
		}
		out = append(out, e)
	}
	return out
}

// shortestCycle finds a closed path with the fewest edges by breadth-first search from
// every node; among equals the first by node order.
func shortestCycle(n int, edges []weighted) [][2]int32 {
	adj := make([][]int32, n)
	for _, e := range edges {
		adj[e.from] = append(adj[e.from], e.to)
	}
	var best []int32
	parent := make([]int32, n)
	for s := int32(0); int(s) < n && len(best) != 2; s++ {
		if path := cycleThrough(s, adj, parent, len(best)); path != nil {
			best = path
		}
	}
	var steps [][2]int32
	for i, v := range best {
		steps = append(steps, [2]int32{v, best[(i+1)%len(best)]})
	}
	return steps
}

// cycleThrough gives the nodes of a shortest cycle through s if it is shorter than
// limit nodes (0: no limit), else nil.
func cycleThrough(s int32, adj [][]int32, parent []int32, limit int) []int32 {
	for i := range parent {
		parent[i] = -1
	}
	depth := map[int32]int{s: 1}
	queue := []int32{s}
	for head := 0; head < len(queue); head++ {
		v := queue[head]
		if limit > 0 && depth[v] >= limit {
			return nil
		}
		for _, w := range adj[v] {
			if w == s {
				path := []int32{}
				for u := v; u != s; u = parent[u] {
					path = append(path, u)
				}
				path = append(path, s)
				slices.Reverse(path)
				return path
			}
			if depth[w] == 0 {
				depth[w] = depth[v] + 1
				parent[w] = v
				queue = append(queue, w)
			}
		}
	}
	return nil
}

// feedbackWeight is the weight of all edges to cut in a view under the load policy.
func feedbackWeight(v *graph.View) int {
	sum := 0
	for _, c := range FindCycles(v, graph.LoadPolicy) {
		sum += c.CutTotal()
	}
	return sum
}
