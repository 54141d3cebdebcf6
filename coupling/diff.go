package coupling

import (
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
