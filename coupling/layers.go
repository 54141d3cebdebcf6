package coupling

import (
	"plumbline/graph"
)

// layersOf asks the contract for the layer of every module.
func layersOf(v *graph.View, c Contract) []int {
	of := make([]int, len(v.Nodes))
	for n := range v.Nodes {
		of[n] = c.LayerOf(v.Nodes[n].ID)
	}
	return of
}

// direction counts, for each pair of layers, the file pairs over the kinds that layers
// count.
func direction(r *Result) [][]int {
	table := make([][]int, len(r.Layers))
	for i := range table {
		table[i] = make([]int, len(r.Layers))
	}
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		from, to := r.LayerOf[e.From], r.LayerOf[e.To]
		if from >= 0 && to >= 0 {
			table[from][to] += e.WeightOf(graph.LayerKinds)
		}
	}
	return table
}
