package coupling

import (
	"cmp"
	"slices"

	"plumbline/graph"
)

// Totals counts module dependencies and the file pairs behind them, coupling kinds.
func (r *Result) Totals() (dependencies, pairs int) {
	for i := range r.Modules.Edges {
		if e := &r.Modules.Edges[i]; e.Set&graph.CouplingKinds != 0 {
			dependencies++
			pairs += e.Weight
		}
	}
	return dependencies, pairs
}

// LayerTotals sums the direction table: file pairs between different layers, and those of
// them that point upward.
func (r *Result) LayerTotals() (between, upward int) {
	for from, row := range r.Direction {
		for to, n := range row {
			if from != to {
				between += n
			}
			if to > from {
				upward += n
			}
		}
	}
	return between, upward
}

// LayerSize counts the files and lines of a layer's modules; -1 stands for those of none.
func (r *Result) LayerSize(layer int) (files, lines int) {
	for n, l := range r.LayerOf {
		if l == layer {
			m := &r.Graph.Modules[r.Modules.Nodes[n].Module]
			files += m.Files
			lines += m.Lines
		}
	}
	return files, lines
}

// UpwardPair is a module dependency against the layers.
type UpwardPair struct {
	From, To string
	Weight   int // file pairs over the kinds that layers count
}

// UpwardPairs lists the module dependencies against the layers, heaviest first.
func (r *Result) UpwardPairs() []UpwardPair {
	var out []UpwardPair
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		from, to := r.LayerOf[e.From], r.LayerOf[e.To]
		if from < 0 || to <= from {
			continue
		}
		if w := e.WeightOf(graph.LayerKinds); w > 0 {
			out = append(out, UpwardPair{r.Modules.Nodes[e.From].ID, r.Modules.Nodes[e.To].ID, w})
		}
	}
	slices.SortStableFunc(out, func(a, b UpwardPair) int { return cmp.Compare(b.Weight, a.Weight) })
	return out
}

// CyclesOf selects the module cycles found under a policy, largest first.
func (r *Result) CyclesOf(policy string) []*Cycle {
	var out []*Cycle
	for i := range r.Cycles {
		if r.Cycles[i].Policy == policy {
			out = append(out, &r.Cycles[i])
		}
	}
	return out
}

// CycleTotals are the figures of all module cycles under a policy.
type CycleTotals struct {
	Cycles  int
	Members int // modules in any of them
	Largest int // modules in the largest
	Edges   int // dependencies to cut until none is left
	Weight  int // file pairs behind these
}

// CycleTotals sums up the module cycles found under a policy.
func (r *Result) CycleTotals(policy string) CycleTotals {
	var t CycleTotals
	for _, c := range r.CyclesOf(policy) {
		t.Cycles++
		t.Members += len(c.Members)
		t.Largest = max(t.Largest, len(c.Members))
		t.Edges += len(c.Cut)
		t.Weight += c.CutTotal()
	}
	return t
}

// Unexplained counts the imports and includes inside the tree that lead nowhere and that
// the configuration does not explain: what CPL005 is about.
func (r *Result) Unexplained() int {
	n := 0
	for i := range r.Graph.Coverage.Unresolved {
		if unexplained(&r.Graph.Coverage.Unresolved[i]) {
			n++
		}
	}
	return n
}

func unexplained(u *graph.UnresolvedRecord) bool { return u.Reason == "" }
