package coupling

import (
	"cmp"
	"slices"

	"plumbline/graph"
)

// witness is a shortest closed path in a load cycle at HEAD that leads over a dependency
// that BASE lacks, and if there is one over a member that joined: what closed the cycle.
// Where nothing is new but the modules' bounds, it is any shortest closed path.
func (c *comparison) witness(g grain, groups loadGroups, k int, joined []int32) []Step {
	at := map[int32]int32{} // unit -> index
	for _, n := range groups.members[k] {
		if u := groups.unit[n]; u == n {
			at[u] = int32(len(at))
		}
	}
	newcomer := make([]bool, len(at))
	for _, n := range joined {
		if u := groups.unit[n]; u == n {
			newcomer[at[u]] = true
		}
	}
	adj := make([][]int32, len(at))
	edges := map[[2]int32]*graph.ViewEdge{}
	var fresh [][2]int32
	for i := range g.head.Edges {
		e := &g.head.Edges[i]
		from, okFrom := at[groups.unit[e.From]]
		to, okTo := at[groups.unit[e.To]]
		key := [2]int32{from, to}
		if !okFrom || !okTo || from == to || e.Set&graph.LoadKinds == 0 || groups.of[e.From] != k || edges[key] != nil {
			continue
		}
		edges[key] = e
		adj[from] = append(adj[from], to)
		if g.isNew(e) {
			fresh = append(fresh, key)
		}
	}
	path := shortestThrough(adj, fresh, newcomer)
	if path == nil {
		all := make([]weighted, 0, len(edges))
		for key := range edges {
			all = append(all, weighted{from: key[0], to: key[1], weight: 1})
		}
		path = shortestCycle(len(at), mergeParallel(all))
	}
	steps := make([]Step, len(path))
	for i, key := range path {
		steps[i] = c.step(g, edges[key])
	}
	return steps
}

// step describes a dependency at HEAD at its first site that counts under the policy load:
// of a new one, between files whose dependency is new.
func (c *comparison) step(g grain, e *graph.ViewEdge) Step {
	site := c.firstSite(e, graph.LoadStrength)
	return Step{From: g.head.Nodes[e.From].ID, To: g.head.Nodes[e.To].ID, Kind: site.Kind, At: c.place(site.Site), New: g.isNew(e)}
}

// maxSearches bounds how many new dependencies of one cycle are tried for the shortest
// closed path; a comparison of distant releases has thousands.
const maxSearches = 400

// shortestThrough is a closed path with the fewest steps that leads over one of some edges,
// before all others one that leads over a marked node; nil where there is no edge. It
// starts with that edge.
func shortestThrough(adj [][]int32, edges [][2]int32, marked []bool) [][2]int32 {
	slices.SortStableFunc(edges, func(a, b [2]int32) int {
		return cmp.Compare(number(marked[b[0]])+number(marked[b[1]]), number(marked[a[0]])+number(marked[a[1]]))
	})
	var best []int32
	bestMarked := false
	for i, e := range edges {
		if i >= maxSearches || bestMarked && len(best) == 2 {
			break
		}
		path := shortestPath(adj, e[1], e[0])
		if path == nil {
			continue
		}
		m := slices.ContainsFunc(path, func(n int32) bool { return marked[n] })
		if best == nil || m && !bestMarked || m == bestMarked && len(path) < len(best) {
			best, bestMarked = append([]int32{e[0]}, path[:len(path)-1]...), m
		}
	}
	var steps [][2]int32
	for i, v := range best {
		steps = append(steps, [2]int32{v, best[(i+1)%len(best)]})
	}
	return steps
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// shortestPath gives the nodes of a path with the fewest steps, both ends included; nil
// where there is none.
func shortestPath(adj [][]int32, from, to int32) []int32 {
	parent := make([]int32, len(adj))
	for i := range parent {
		parent[i] = none
	}
	parent[from] = from
	queue := []int32{from}
	for head := 0; head < len(queue) && parent[to] == none; head++ {
		for _, w := range adj[queue[head]] {
			if parent[w] == none {
				parent[w] = queue[head]
				queue = append(queue, w)
			}
		}
	}
	if parent[to] == none {
		return nil
	}
	path := []int32{to}
	for v := to; v != from; v = parent[v] {
		path = append(path, parent[v])
	}
	slices.Reverse(path)
	return path
}
