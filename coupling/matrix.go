package coupling

import (
	"plumbline/graph"
)

// Matrix is the coupling matrix (design structure matrix) of a view: Weight[i][j] is the
// weight with which Order[i] depends on Order[j]. The order is partitioned: modules that
// nothing ties together stand dependencies first, so that all weight lies below the
// diagonal; the members of a cycle stand together, ordered so that the weight above the
// diagonal is small.
type Matrix struct {
	View   *graph.View
	Kinds  graph.KindSet
	Order  []int32 // view nodes
	Weight [][]int
	Group  []int // by position: which cycle group it is in, -1 for none
	Above  int   // weight above the diagonal
}

// BuildMatrix partitions a view over a set of kinds.
func BuildMatrix(v *graph.View, kinds graph.KindSet) Matrix {
	m := Matrix{View: v, Kinds: kinds}
	comps := digraph(v.Adjacency(kinds)).components()
	inside := map[int32][]weighted{}
	at := make([]int32, len(v.Nodes)) // index within its component
	for _, members := range comps.members {
		for i, n := range members {
			at[n] = int32(i)
		}
	}
	for i := range v.Edges {
		e := &v.Edges[i]
		if c := comps.of[e.From]; e.Set&kinds != 0 && c == comps.of[e.To] {
			inside[c] = append(inside[c], weighted{at[e.From], at[e.To], e.WeightOf(kinds)})
		}
	}
	groups := 0
	for i, members := range comps.members {
		group := -1
		if len(members) > 1 {
			group = groups
			groups++
		}
		order, _ := feedback(len(members), inside[int32(i)])
		for _, k := range order {
			m.Order = append(m.Order, members[k])
			m.Group = append(m.Group, group)
		}
	}
	m.fill(v, kinds)
	return m
}

func (m *Matrix) fill(v *graph.View, kinds graph.KindSet) {
	position := positions(m.Order)
	m.Weight = make([][]int, len(m.Order))
	for i := range m.Weight {
		m.Weight[i] = make([]int, len(m.Order))
	}
	for i := range v.Edges {
		e := &v.Edges[i]
		w := e.WeightOf(kinds)
		from, to := position[e.From], position[e.To]
		m.Weight[from][to] = w
		if to > from {
			m.Above += w
		}
	}
}
