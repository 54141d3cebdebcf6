package coupling

import (
	"plumbline/graph"
)

// StrengthOf is the strength of a dependency as rules and baselines count it: that of its kinds,
// but that generated code is nobody's line. A pair of modules has that of the strongest kind
// between their files; where it rises, the pair is new in that strength.
func StrengthOf(kinds graph.KindSet) graph.Strength {
	return (kinds &^ graph.Kinds(graph.Codegen)).Strength()
}

// When says in messages and reports when a dependency of a strength is needed.
func When(s graph.Strength) string {
	return [...]string{"none", "type", "run time", "load time"}[s]
}

// kindsOf are the kinds that give a dependency a strength.
func kindsOf(s graph.Strength) graph.KindSet {
	switch s {
	case graph.LoadStrength:
		return graph.LoadKinds
	case graph.LazyStrength:
		return graph.CouplingKinds &^ graph.LoadKinds
	case graph.TypeStrength:
		return graph.Kinds(graph.Type)
	}
	return 0
}

// strengthOfEdge is that of an edge of a view; none for no edge.
func strengthOfEdge(e *graph.ViewEdge) graph.Strength {
	if e == nil {
		return graph.NoStrength
	}
	return StrengthOf(e.Set)
}

// allStrengths are the kinds that give a dependency any strength.
const allStrengths = graph.CouplingKinds | 1<<graph.Type
