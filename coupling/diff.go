package coupling

import (
	"cmp"
	"slices"

	"plumbline/graph"
)

// InCycle tells of a changed or unchanged dependency whether a load cycle holds it.
type InCycle struct {
	Inside bool // at HEAD it lies in a cycle: it is of the load policy, and its ends reach each other
	// Closes says that it is new to the load policy and that its ends shared no cycle at BASE: with it a
	// cycle formed or grew.
	Closes bool
}

// CyclesOf places every dependency of a difference, by index, in the load cycles of both trees.
func CyclesOf(d *graph.ViewDiff) []InCycle {
	before, _ := groupNumbers(d.Base)
	after, unit := groupNumbers(d.Head)
	out := make([]InCycle, len(d.Edges))
	for i := range d.Edges {
		e := &d.Edges[i]
		if e.Head == nil || e.Head.Set&graph.LoadKinds == 0 || unit[e.Head.From] == unit[e.Head.To] {
			continue
		}
		if g := after[e.Head.From]; g < 0 || g != after[e.Head.To] {
			continue
		}
		out[i].Inside = true
		if e.Base != nil && e.Base.Set&graph.LoadKinds != 0 {
			continue
		}
		from, to := d.Nodes[e.From].Base, d.Nodes[e.To].Base
		out[i].Closes = from < 0 || to < 0 || before[from] < 0 || before[from] != before[to]
	}
	return out
}

// groupNumbers is, by node of a view, the number of its load cycle, -1 for none, and the component
// that it counts for, both as in FindCycles.
func groupNumbers(v *graph.View) (group, unit []int32) {
	unit = units(v)
	d := make(digraph, len(v.Nodes))
	for i := range v.Edges {
		if e := &v.Edges[i]; e.Set&graph.LoadKinds != 0 && unit[e.From] != unit[e.To] {
			d[unit[e.From]] = append(d[unit[e.From]], unit[e.To])
		}
	}
	comps := d.components()
	group = make([]int32, len(v.Nodes))
	for n := range group {
		group[n] = comps.of[unit[n]]
		if len(comps.members[group[n]]) < 2 {
			group[n] = -1
		}
	}
	return group, unit
}

// WaysBack gives for each of some dependencies that lie in a load cycle at HEAD, by index, a shortest
// way from where it leads to where it comes from: dependencies of the load policy at HEAD, by index, in
// order; among ways of one length the first by node order. nil for one that lies in no cycle. A step between a
// header and its X-inl.h, which count as one, is told where it is a dependency.
func WaysBack(d *graph.ViewDiff, edges []int) [][]int {
	unit := units(d.Head)
	out := make([][]int, len(d.Head.Nodes)) // unit -> dependencies of the load policy that leave it
	for i := range d.Edges {
		e := d.Edges[i].Head
		if e != nil && e.Set&graph.LoadKinds != 0 && unit[e.From] != unit[e.To] {
			out[unit[e.From]] = append(out[unit[e.From]], i)
		}
	}
	ways := make([][]int, len(edges))
	for i, at := range edges {
		e := d.Edges[at].Head
		if e == nil || e.Set&graph.LoadKinds == 0 || unit[e.From] == unit[e.To] {
			continue
		}
		if way := shortestWay(d, out, unit, unit[e.To], unit[e.From]); way != nil {
			ways[i] = joined(d, at, way)
		}
	}
	return ways
}

// shortestWay is a breadth-first search over units, nil where there is no way.
func shortestWay(d *graph.ViewDiff, out [][]int, unit []int32, from, to int32) []int {
	via := map[int32]int{from: -1} // unit -> the dependency that it was reached by
	for queue := []int32{from}; len(queue) > 0; queue = queue[1:] {
		for _, i := range out[queue[0]] {
			next := unit[d.Edges[i].Head.To]
			if _, seen := via[next]; seen {
				continue
			}
			via[next] = i
			if next != to {
				queue = append(queue, next)
				continue
			}
			var way []int
			for u := to; u != from; u = unit[d.Edges[via[u]].Head.From] {
				way = append(way, via[u])
			}
			slices.Reverse(way)
			return way
		}
	}
	return nil
}

// joined puts into a way, which starts and ends at the dependency first, what joins two files of a unit.
func joined(d *graph.ViewDiff, first int, way []int) []int {
	var out []int
	at := d.Edges[first].To
	for _, i := range append(way, first) {
		if from := d.Edges[i].From; from != at {
			step, ok := slices.BinarySearchFunc(d.Edges, [2]int32{at, from}, func(e graph.DiffEdge, ends [2]int32) int {
				return cmp.Or(cmp.Compare(e.From, ends[0]), cmp.Compare(e.To, ends[1]))
			})
			if ok && d.Edges[step].Head != nil {
				out = append(out, step)
			}
		}
		if i != first {
			out = append(out, i)
		}
		at = d.Edges[i].To
	}
	return out
}
