package graph

import (
	"math"
	"slices"
	"strings"
)

// Step is one link of a dependency chain, with its first site.
type Step struct {
	From, To int32 // graph nodes
	Kind     Kind
	Site     Site
}

// Chains are the shortest dependency chains from one set of files to another.
type Chains struct {
	Length int      // links per chain; 0 when there is none
	Total  uint64   // number of shortest chains; saturates at the largest uint64
	Listed [][]Step // the first ones, ordered by the paths they go through
}

// Select finds the nodes that a name means: a module (the files that it owns itself), a
// file, a folder, a dotted Python module, or a virtual node. A slash at the end means the
// folder even where a module has its name.
func (g *Graph) Select(name string) []int32 {
	folder, asFolder := strings.CutSuffix(name, "/")
	if i, ok := g.byModule[name]; ok && !asFolder {
		return g.selectWhere(func(n *Node) bool { return n.Module == i })
	}
	if i, ok := g.byID[name]; ok {
		return []int32{i}
	}
	if found := g.selectWhere(func(n *Node) bool { return strings.HasPrefix(n.ID, folder+"/") }); len(found) > 0 {
		return found
	}
	return g.selectDotted(name)
}

func (g *Graph) selectDotted(name string) []int32 {
	if strings.ContainsAny(name, "/") {
		return nil
	}
	p := strings.ReplaceAll(name, ".", "/")
	for _, id := range [...]string{p + "/__init__.py", p + ".py", p + ".pyi"} {
		if i, ok := g.byID[id]; ok {
			return []int32{i}
		}
	}
	return nil
}

func (g *Graph) selectWhere(keep func(*Node) bool) (out []int32) {
	for i := range g.Nodes {
		if keep(&g.Nodes[i]) {
			out = append(out, int32(i))
		}
	}
	return out
}

// ShortestChains lists up to limit of the shortest chains from any node of from to any
// node of to over a set of kinds, and counts the rest. Nodes in both sets are no chain.
func (g *Graph) ShortestChains(from, to []int32, kinds KindSet, limit int) Chains {
	const unseen = math.MaxInt32
	goal := make([]bool, len(g.Nodes))
	for _, n := range to {
		goal[n] = true
	}
	dist := make([]int32, len(g.Nodes)) // links to the nearest goal
	for i := range dist {
		dist[i] = unseen
	}
	queue := slices.Clone(to)
	for _, n := range to {
		dist[n] = 0
	}
	t := g.trails(kinds)
	for head := 0; head < len(queue); head++ {
		n := queue[head]
		if g.Nodes[n].Kind == BindingNode && !goal[n] {
			if !slices.Contains(from, n) {
				dist[n] = unseen
			}
			continue
		}
		for _, k := range t.to(n) {
			if e := &t.edges[k]; dist[e.From] == unseen {
				dist[e.From] = dist[n] + 1
				queue = append(queue, e.From)
			}
		}
	}
	best := int32(unseen)
	for _, n := range from {
		if !goal[n] && dist[n] < best {
			best = dist[n]
		}
	}
	if best == unseen {
		return Chains{}
	}
	w := &chainWalker{g: g, trails: t, dist: dist, limit: limit, count: map[int32]uint64{}}
	c := Chains{Length: int(best)}
	for _, n := range from {
		if !goal[n] && dist[n] == best {
			c.Total = saturatingAdd(c.Total, w.chains(n))
			w.list(n, nil)
		}
	}
	c.Listed = w.listed
	return c
}

type chainWalker struct {
	g      *Graph
	trails *trails
	dist   []int32
	limit  int
	count  map[int32]uint64
	listed [][]Step
}

// next gives the first edge to each node one link nearer to the goal.
func (w *chainWalker) next(n int32, visit func(*Edge)) {
	out := w.trails.from(n)
	last := noNode
	for i := range out {
		e := &out[i]
		if w.dist[e.To] != w.dist[n]-1 || e.To == last {
			continue
		}
		last = e.To
		visit(e)
	}
}

func (w *chainWalker) chains(n int32) uint64 {
	if w.dist[n] == 0 {
		return 1
	}
	if c, ok := w.count[n]; ok {
		return c
	}
	var total uint64
	w.next(n, func(e *Edge) { total = saturatingAdd(total, w.chains(e.To)) })
	w.count[n] = total
	return total
}

func (w *chainWalker) list(n int32, steps []Step) {
	if len(w.listed) >= w.limit {
		return
	}
	if w.dist[n] == 0 {
		w.listed = append(w.listed, slices.Clone(steps))
		return
	}
	w.next(n, func(e *Edge) {
		w.list(e.To, append(steps, Step{From: e.From, To: e.To, Kind: e.Kind, Site: w.g.shownSite(e)}))
	})
}

// shownSite is the first site of an edge that lies in product code, if one does.
func (g *Graph) shownSite(e *Edge) Site {
	for _, s := range e.Sites {
		if !g.Nodes[s.File].Test {
			return s
		}
	}
	return e.Sites[0]
}

func saturatingAdd(a, b uint64) uint64 {
	if a > math.MaxUint64-b {
		return math.MaxUint64
	}
	return a + b
}
