package reports

import (
	"cmp"
	"slices"
)

// band is a horizontal stripe of a drawing: the nodes of one layer, in rows from top to
// bottom.
type band struct {
	name string // "" for nodes without a layer
	rows [][]int
}

// rowWidth bounds the boxes beside one another, so that a layer of fifty modules becomes
// a block and no ribbon.
func rowWidth(nodes int) int {
	width := 5
	for width*width < 2*nodes {
		width++
	}
	return min(width, 11)
}

// bands arranges the nodes: the top layer on top, dependents above what they depend on
// as far as rows have room. Graphviz's own ranking would put all nodes that nothing
// depends on beside one another.
func (s *sketch) bands() []band {
	width := rowWidth(len(s.nodes))
	var out []band
	for layer := len(s.layers); layer >= 0; layer-- {
		var nodes []int
		for n := range s.nodes {
			if s.nodes[n].layer == layer {
				nodes = append(nodes, n)
			}
		}
		if len(nodes) == 0 {
			continue
		}
		b := band{rows: s.rows(nodes, width)}
		if layer < len(s.layers) {
			b.name = s.layers[layer]
		}
		out = append(out, b)
	}
	return out
}

// rows places the nodes of a band, dependents first, each into the first row below all
// its dependents that has room.
func (s *sketch) rows(nodes []int, width int) [][]int {
	in := make(map[int]bool, len(nodes))
	for _, n := range nodes {
		in[n] = true
	}
	dependents := make(map[int][]int)
	waiting := make(map[int]int)
	targets := make(map[int][]int)
	for _, e := range s.edges {
		if in[e.from] && in[e.to] && !e.back {
			dependents[e.to] = append(dependents[e.to], e.from)
			targets[e.from] = append(targets[e.from], e.to)
			waiting[e.to]++
		}
	}
	var ready []int
	for _, n := range nodes {
		if waiting[n] == 0 {
			ready = append(ready, n)
		}
	}
	height := s.heights(nodes, targets)
	row := make(map[int]int, len(nodes))
	var rows [][]int
	for len(ready) > 0 {
		// Those that most is stacked below come first: they decide how high the band is.
		slices.SortFunc(ready, func(a, b int) int {
			return cmp.Or(cmp.Compare(height[b], height[a]), cmp.Compare(a, b))
		})
		n := ready[0]
		ready = ready[1:]
		at := 0
		for _, d := range dependents[n] {
			at = max(at, row[d]+1)
		}
		for at < len(rows) && len(rows[at]) >= width {
			at++
		}
		for at >= len(rows) {
			rows = append(rows, nil)
		}
		rows[at] = append(rows[at], n)
		row[n] = at
		for _, t := range targets[n] {
			if waiting[t]--; waiting[t] == 0 {
				ready = append(ready, t)
			}
		}
	}
	return rows
}

// heights is, by node, the longest chain of edges below it. The edges are acyclic.
func (s *sketch) heights(nodes []int, targets map[int][]int) map[int]int {
	height := make(map[int]int, len(nodes))
	var visit func(n int) int
	visit = func(n int) int {
		if h, ok := height[n]; ok {
			return h
		}
		h := 0
		for _, t := range targets[n] {
			h = max(h, visit(t)+1)
		}
		height[n] = h
		return h
	}
	for _, n := range nodes {
		visit(n)
	}
	return height
}
