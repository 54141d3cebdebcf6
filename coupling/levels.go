package coupling

import (
	"slices"

	"plumbline/graph"
)

// Levels orders the nodes of a view bottom to top: a node is one level above the highest
// that it depends on over a set of kinds, and the members of a cycle share a level
// (Lakos's levelization over strongly connected components).
func Levels(v *graph.View, kinds graph.KindSet) [][]int32 {
	d := digraph(v.Adjacency(kinds))
	c := d.components()
	level := make([]int, len(c.members))
	var out [][]int32
	for i, members := range c.members { // dependencies come first
		for _, u := range members {
			for _, w := range d[u] {
				if to := c.of[w]; to != int32(i) {
					level[i] = max(level[i], level[to]+1)
				}
			}
		}
		for len(out) <= level[i] {
			out = append(out, nil)
		}
		out[level[i]] = append(out[level[i]], members...)
	}
	for _, l := range out {
		slices.Sort(l)
	}
	return out
}
