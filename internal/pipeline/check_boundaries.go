package pipeline

import (
	"errors"
	"math"
	"slices"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/finding"
)

// Boundaries is how the structure changed between the trees of a check.
type Boundaries struct {
	Cells  []coupling.CellChange
	Scores []FigureChange // coupling scores by module
	System []FigureChange // of the whole tree, by name
	Better []coupling.Improvement
	Diff   *graph.ViewDiff    // of the modules
	Cycles []coupling.InCycle // by edge of Diff
	Known  int                // entries of HEAD's baseline that still stand; 0 without one
}

// FigureChange is a figure that differs; nil on the side that lacks what it is of.
type FigureChange struct {
	Name          string
	Before, After *float64
}

// boundaries runs the pass over the module graph.
func (r *checkRun) boundaries() {
	if !r.wants(PassBoundaries) {
		return
	}
	fail := func(err error) { r.add(PassResult{Name: PassBoundaries, Err: err}, nil, nil) }
	m, err := MapPair(r.ctx, *r.req)
	if err != nil {
		fail(err)
		return
	}
	change := coupling.Compare(m.Base.Result, m.Head.Result, coupling.CompareOptions{Renamed: m.Renamed,
		ScoreTolerance: m.Head.Config.Limits.ScoreRise, CostTolerance: m.Head.Config.Limits.PropagationRise / 100})
	today, err := m.Head.today(r.req.Today)
	if err != nil {
		fail(err)
		return
	}
	var own, list []finding.Finding
	for i := range change.Findings {
		f := change.Findings[i].Finding
		if slices.ContainsFunc(coupling.ChangeRules(), func(rule finding.Rule) bool { return rule.ID == f.Rule }) {
			own = append(own, f)
		} else {
			list = append(list, f) // has been through the configuration with HEAD's map
		}
	}
	kept, gate := applyConfig(own, asFinding, coupling.ChangeRules(), m.Head.Config, today)
	list = append(list, kept...)
	r.c.Boundaries = boundariesOf(change)
	r.c.Boundaries.Diff = graph.Diff(m.Base.Result.Modules, m.Head.Result.Modules, m.Renamed)
	r.c.Boundaries.Cycles = coupling.CyclesOf(r.c.Boundaries.Diff)
	stale, err := r.baseline(m, list)
	if err != nil {
		fail(err)
		return
	}
	r.renamed = m.Renamed
	for i := range m.Head.Result.Findings {
		r.standing = append(r.standing, m.Head.Result.Findings[i].Finding)
	}
	r.took(m.Head.Scan)
	r.c.Gate = append(r.c.Gate, gate...)
	verdict := "identical"
	if len(change.Cells)+len(change.Scores)+len(change.Modules)+len(change.Cycles)+len(list) > 0 {
		verdict = "compatible"
	}
	r.add(PassResult{Name: PassBoundaries, Verdict: verdict, Modules: [2]int{len(m.Base.Graph.Modules), len(m.Head.Graph.Modules)},
		Dependencies: [2]int{len(m.Base.Result.Modules.Edges), len(m.Head.Result.Modules.Edges)}}, append(list, stale...), nil)
}

// baseline holds HEAD against its own baseline, where it has one: findings that it allows are
// accepted, and what it allows without need is told.
func (r *checkRun) baseline(m *MappedPair, list []finding.Finding) (stale []finding.Finding, err error) {
	b, err := m.Head.readBaseline(r.ctx, &r.req.Request, "")
	var none *NoBaselineError
	switch {
	case errors.As(err, &none):
		return nil, nil
	case err != nil:
		return nil, err
	}
	r.c.Notes = append(r.c.Notes, b.Notes...)
	accepted := 0
	for i := range list {
		if f := &list[i]; f.Suppressed == nil && b.Knows(f) {
			reason := "in " + finding.BaselineName
			f.Suppressed = &reason
			accepted++
		}
	}
	drift := b.Compare(m.Head.Result.BaselineEntries())
	r.c.Boundaries.Known = len(b.Entries) - len(drift.Stale)
	stale = configured(staleEntries(finding.BaselineName, drift.Stale), m.Head.Config)
	for i := range stale {
		if r.strict {
			stale[i].Severity = finding.Error
		}
	}
	ofBase := r.req.ofBase()
	before, err := m.Base.readBaseline(r.ctx, &ofBase, "")
	if err != nil && !errors.As(err, &none) {
		r.c.Notes = append(r.c.Notes, "BASE's own baseline can't be read, so what HEAD's adds is not known: "+err.Error())
		return stale, nil
	}
	looser := baselineLoosened(before, b, finding.BaselineName)
	if before == nil && accepted == 0 {
		for i := range looser { // a first baseline that nothing new hides behind
			looser[i].Severity = finding.Note
		}
	}
	return append(stale, looser...), nil
}

// boundariesOf takes out of a change what reports show of it.
func boundariesOf(c *coupling.Change) *Boundaries {
	b := &Boundaries{Cells: c.Cells, Better: c.Better}
	for i := range c.Scores {
		s := &c.Scores[i]
		x := FigureChange{Name: s.Module}
		if s.Before != nil {
			x.Before = rounded(s.Before.Score, 100)
		}
		if s.After != nil {
			x.After = rounded(s.After.Score, 100)
		}
		if x.Before == nil || x.After == nil || *x.Before != *x.After {
			b.Scores = append(b.Scores, x)
		}
	}
	was, is := &c.Base.System, &c.Head.System
	for _, x := range [...]struct {
		name          string
		before, after float64
	}{
		{"propagation cost of modules", was.Module.PropagationCost, is.Module.PropagationCost},
		{"propagation cost of packages", was.Package.PropagationCost, is.Package.PropagationCost},
		{"propagation cost of files", was.File.PropagationCost, is.File.PropagationCost},
		{"NCCD of modules", was.Module.NCCD, is.Module.NCCD},
		{"modules in load cycles", float64(was.Module.InCycles), float64(is.Module.InCycles)},
		{"files in load cycles", float64(was.File.InCycles), float64(is.File.InCycles)},
		{"weight to cut until no module cycle is left", float64(was.Module.FeedbackWeight), float64(is.Module.FeedbackWeight)},
		{"modularity", was.Modularity, is.Modularity},
	} {
		if before, after := rounded(x.before, 10000), rounded(x.after, 10000); *before != *after {
			b.System = append(b.System, FigureChange{x.name, before, after})
		}
	}
	return b
}

// rounded is a figure to a number of parts of one, as reports show it.
func rounded(x, parts float64) *float64 {
	r := math.Round(x*parts) / parts
	return &r
}
