package graph

import (
	"cmp"
	"slices"
)

// trails are the edges that chains and impact follow. They are the graph's own, but for
// the binding node: a Python file that uses torch._C.x depends on the C++ that defines x
// and not on all that anybody uses of torch._C. So each site of a binding edge is a link
// from the file that it lies in straight to the C++ file, and a search that reaches the
// binding node goes no further.
type trails struct {
	edges []Edge // sorted by From, To, Kind
	out   []int32
	in    []int32 // offsets into back
	back  []int32 // edge indices sorted by To
}

func (t *trails) from(n int32) []Edge { return t.edges[t.out[n]:t.out[n+1]] }

func (t *trails) to(n int32) []int32 { return t.back[t.in[n]:t.in[n+1]] }

// trails builds the edges to follow over a set of kinds.
func (g *Graph) trails(kinds KindSet) *trails {
	t := &trails{out: make([]int32, len(g.Nodes)+1), in: make([]int32, len(g.Nodes)+1)}
	for i := range g.Edges {
		e := &g.Edges[i]
		if !kinds.Has(e.Kind) {
			continue
		}
		t.edges = append(t.edges, *e)
		if e.Kind == Binding && g.Nodes[e.From].Kind == BindingNode {
			for k, s := range e.Sites {
				t.edges = append(t.edges, Edge{From: s.File, To: e.To, Kind: Binding, Sites: e.Sites[k : k+1]})
			}
		}
	}
	slices.SortStableFunc(t.edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Kind, b.Kind))
	})
	for _, e := range t.edges {
		t.out[e.From+1]++
		t.in[e.To+1]++
	}
	for i := range g.Nodes {
		t.out[i+1] += t.out[i]
		t.in[i+1] += t.in[i]
	}
	t.back = make([]int32, len(t.edges))
	next := slices.Clone(t.in)
	for i, e := range t.edges {
		t.back[next[e.To]] = int32(i)
		next[e.To]++
	}
	return t
}
