package coupling

import (
	"plumbline/graph"
)

// Strength says when a dependency holds. A pair of modules has that of the strongest kind
// between their files; where it rises, the pair is new in that strength.
type Strength uint8

// The strengths, least first.
const (
	NoDependency Strength = iota // none, or only codegen and parent, which are nobody's line
	TypeOnly                     // only a type checker needs it
	RunTime                      // when code runs, or in some builds: every coupling kind outside the policy load
	LoadTime                     // when a file loads: the policy load
)

// String is the name used in messages and formats.
func (s Strength) String() string {
	return [...]string{"none", "type", "run time", "load time"}[s]
}

// MarshalText renders a strength by its name.
func (s Strength) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// StrengthOf is the strength of a dependency over these kinds.
func StrengthOf(kinds graph.KindSet) Strength {
	switch {
	case kinds&graph.LoadKinds != 0:
		return LoadTime
	case kinds&graph.CouplingKinds != 0:
		return RunTime
	case kinds.Has(graph.Type):
		return TypeOnly
	}
	return NoDependency
}

// kinds are those that give a dependency this strength.
func (s Strength) kinds() graph.KindSet {
	switch s {
	case LoadTime:
		return graph.LoadKinds
	case RunTime:
		return graph.CouplingKinds &^ graph.LoadKinds
	case TypeOnly:
		return graph.Kinds(graph.Type)
	}
	return 0
}

// strengthOfEdge is that of an edge of a view; none for no edge.
func strengthOfEdge(e *graph.ViewEdge) Strength {
	if e == nil {
		return NoDependency
	}
	return StrengthOf(e.Set)
}

// allStrengths are the kinds that give a dependency any strength.
const allStrengths = graph.CouplingKinds | 1<<graph.Type
