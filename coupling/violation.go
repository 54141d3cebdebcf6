package coupling

import (
	"cmp"
	"slices"

	"plumbline/graph"
	"plumbline/internal/finding"
)

// Violation is a finding of a boundary rule.
type Violation struct {
	finding.Finding
	Topic Topic
	Pair  *Pair // what depends on what; nil where the rule is about one file
}

// Topic is the part of the structure that a rule is about: reports show a violation beside
// the figures that it comes from.
type Topic uint8

// The topics.
const (
	TopicDependency Topic = iota // a dependency, for itself
	TopicLayers                  // the direction between layers: Result.Direction
	TopicCycle                   // a cycle of modules: Result.Cycles
	TopicFanOut                  // what a single file depends on: Result.FanOut
	TopicRecord                  // an import or include that leads nowhere: graph.Coverage
)

// Pair is the dependency that a violation is about.
type Pair struct {
	From, To         string     // modules
	FromFile, ToFile string     // "" where the rule is about the modules as a whole
	Kind             graph.Kind // of the dependency between the files
}

// Target is a file with the number of violations that lead to it.
type Target struct {
	File  string
	Count int
}

// Targets counts the files that violations lead to, the most frequent first: they are the
// root cause of long lists.
func Targets(list []*Violation) []Target {
	counts := map[string]int{}
	for _, v := range list {
		if p := v.Pair; p != nil && p.ToFile != "" {
			counts[p.ToFile]++
		}
	}
	out := make([]Target, 0, len(counts))
	for file, n := range counts {
		out = append(out, Target{file, n})
	}
	slices.SortFunc(out, func(a, b Target) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.File, b.File))
	})
	return out
}
