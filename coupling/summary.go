package coupling

import (
	"slices"

	"plumbline/graph"
)

// Summary are the figures of one tree that a history compares: small, and free of the graph
// that they were measured on.
type Summary struct {
	Files, Lines int // source files of the tree
	Dependencies int // between modules, coupling kinds
	Pairs        int // file pairs behind them
	System       System
	Modules      []ModuleSummary // by name
	// ModuleCycles are the groups of modules that all reach one another under the load policy,
	// by name, largest first.
	ModuleCycles [][]string
}

// ModuleSummary are the figures of one module in a Summary.
type ModuleSummary struct {
	Name         string
	Files, Lines int
	Ca, Ce       int
	CycleSize    int // modules in its load cycle, itself included; 1 for none
	Score, Risk  float64
	Test         bool
}

// Summarize takes the figures of a Result that a history compares.
func Summarize(r *Result) Summary {
	s := Summary{System: r.System}
	s.Dependencies, s.Pairs = r.Totals()
	for i := range r.Metrics {
		m, metrics := &r.Graph.Modules[r.Modules.Nodes[i].Module], &r.Metrics[i]
		s.Files += m.Files
		s.Lines += m.Lines
		s.Modules = append(s.Modules, ModuleSummary{Name: m.Name, Files: m.Files, Lines: m.Lines, Ca: metrics.Ca, Ce: metrics.Ce,
			CycleSize: metrics.CycleSize, Score: metrics.Score, Risk: metrics.Risk, Test: m.Test})
	}
	for _, c := range r.CyclesOf(graph.LoadPolicy) {
		s.ModuleCycles = append(s.ModuleCycles, memberNames(r.Modules, c))
	}
	return s
}

func memberNames(v *graph.View, c *Cycle) []string {
	names := make([]string, len(c.Members))
	for i, n := range c.Members {
		names[i] = v.Nodes[n].ID
	}
	slices.Sort(names)
	return names
}

// Score is a module's score, false where the tree has no such module.
func (s *Summary) Score(module string) (float64, bool) {
	i, ok := slices.BinarySearchFunc(s.Modules, module, func(m ModuleSummary, name string) int {
		switch {
		case m.Name < name:
			return -1
		case m.Name > name:
			return 1
		}
		return 0
	})
	if !ok {
		return 0, false
	}
	return s.Modules[i].Score, true
}
