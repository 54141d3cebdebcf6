package coupling

import (
	"cmp"
	"fmt"
	"slices"

	"plumbline/graph"
	"plumbline/internal/finding"
)

// Improvement is something that BASE has and HEAD no longer.
type Improvement struct {
	Kind    ImprovementKind
	Subject string
	Detail  string            // figures, or what was wrong
	Rule    string            // of a violation
	Base    *finding.Location // of a violation
}

// ImprovementKind says what got better.
type ImprovementKind string

// The kinds of improvement.
const (
	ViolationFixed   ImprovementKind = "violation-fixed"
	CycleGone        ImprovementKind = "cycle-gone"
	CycleShrunk      ImprovementKind = "cycle-shrunk"
	DependencyGone   ImprovementKind = "dependency-gone"
	DependencyWeaker ImprovementKind = "dependency-weaker" // no longer at load time, or for type checkers alone
	ScoreFell        ImprovementKind = "score-fell"        // by more than the tolerance
	CostFell         ImprovementKind = "cost-fell"         // by more than the tolerance
)

// better lists what got better, by kind and subject.
func (c *comparison) better(ch *Change, fixed []Violation) []Improvement {
	var out []Improvement
	for i := range fixed {
		v := &fixed[i]
		out = append(out, Improvement{Kind: ViolationFixed, Subject: v.Subject, Detail: v.Message, Rule: v.Rule, Base: v.Head})
	}
	for i := range ch.Cycles {
		x := &ch.Cycles[i]
		switch what := string(x.Level); {
		case x.After == 0:
			out = append(out, Improvement{Kind: CycleGone, Subject: some(x.Members), Detail: "a load cycle of " + count(x.Before, what)})
		case len(x.Left) > 0:
			out = append(out, Improvement{Kind: CycleShrunk, Subject: some(x.Members),
				Detail: fmt.Sprintf("the load cycle of %s lost %s", count(x.Before, what), some(x.Left))})
		}
	}
	out = append(out, c.lighter()...)
	for i := range ch.Scores {
		if s := &ch.Scores[i]; -s.Rise() > c.opt.ScoreTolerance {
			out = append(out, Improvement{Kind: ScoreFell, Subject: s.Module, Detail: fmt.Sprintf("%.2f -> %.2f", s.Before.Score, s.After.Score)})
		}
	}
	if p := c.cost; p.beyond(p.ReachNow, p.ReachBefore, c.opt.CostTolerance) {
		out = append(out, Improvement{Kind: CostFell, Subject: "propagation cost", Detail: fmt.Sprintf("%.2f%% -> %.2f%%", 100*p.Before(), 100*p.After())})
	}
	slices.SortStableFunc(out, func(a, b Improvement) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject))
	})
	return out
}

// lighter lists the dependencies between modules that are gone or weaker, where HEAD still
// has both modules: what goes with a module is told with that.
func (c *comparison) lighter() []Improvement {
	after := map[[2]int32]graph.Strength{} // by modules of BASE
	for i := range c.head.Modules.Edges {
		e := &c.head.Modules.Edges[i]
		key := [2]int32{c.before(e.From), c.before(e.To)}
		after[key] = max(after[key], StrengthOf(e.Set))
	}
	var out []Improvement
	for i := range c.base.Modules.Edges {
		e := &c.base.Modules.Edges[i]
		was, is := StrengthOf(e.Set), after[[2]int32{e.From, e.To}]
		if was < graph.LazyStrength || is >= was || c.modules.toHead[e.From] == none || c.modules.toHead[e.To] == none {
			continue
		}
		x := Improvement{Kind: DependencyGone, Subject: c.baseName(e.From) + " -> " + c.baseName(e.To),
			Detail: count(e.WeightOf(graph.CouplingKinds), "file pair")}
		if is > graph.NoStrength {
			x.Kind, x.Detail = DependencyWeaker, When(was)+" -> "+When(is)
		}
		out = append(out, x)
	}
	return out
}
