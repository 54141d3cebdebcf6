package coupling

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/graph"
	"plumbline/internal/finding"
)

// Grown makes findings of what goes beyond a baseline: findings of the tree as they are, the
// rest by rules of its own. file is what to call the baseline.
func (r *Result) Grown(list []finding.Growth, file string) []finding.Finding {
	var out []finding.Finding
	standing := map[[3]string]bool{}
	gained := map[string]bool{} // dependencies
	for i := range list {
		gained[list[i].Is.Dependency] = true
	}
	for i := range list {
		g := &list[i]
		switch e := &g.Is; {
		case e.Rule != "":
			standing[[3]string{e.Rule, e.Subject, e.Contract}] = true
		case e.Dependency != "":
			out = append(out, r.grownDependency(g))
		case len(e.Cycle) > 0:
			out = append(out, r.grownCycle(g, gained))
		default:
			out = append(out, grownFigure(g, file))
		}
	}
	for i := range r.Findings {
		if f := &r.Findings[i].Finding; f.Suppressed == nil && standing[[3]string{f.Rule, f.Subject, f.Contract}] {
			out = append(out, *f)
		}
	}
	finding.Sort(out)
	return out
}

func newFinding(rule *finding.Rule, subject, contract, message string, at *finding.Location) finding.Finding {
	return finding.Finding{Rule: rule.ID, Name: rule.Name, Severity: rule.Severity, Subject: subject, Contract: contract,
		Message: message, Head: at, Fingerprint: finding.Fingerprint(rule.ID, subject, contract)}
}

// linkWords say when a dependency is needed.
func linkWords(link string) string {
	switch linkStrength(link) {
	case graph.LoadStrength:
		return "when it loads"
	case graph.LazyStrength:
		return "when it runs"
	}
	return "for its types alone"
}

// grownDependency is at the first line that makes the dependency as strong as it is. One that
// typing alone needs is a note.
func (r *Result) grownDependency(g *finding.Growth) finding.Finding {
	e := r.edgeOf(g.Is.Dependency)
	kinds := kindsOf(linkStrength(g.Is.Kind))
	pairs := e.FilePairs(kinds)
	p := pairs[0]
	message := fmt.Sprintf("%s depends on %s %s", r.Modules.Nodes[e.From].ID, r.Modules.Nodes[e.To].ID, linkWords(g.Is.Kind))
	if g.Was != nil {
		message += ", where the baseline has it " + linkWords(g.Was.Kind)
	} else {
		message += ", which the baseline does not have"
	}
	message += ": " + r.Graph.Nodes[p.To].ID + " (" + p.Kind.String() + ")"
	switch n := len(pairs) - 1; {
	case n == 1:
		message += " and 1 more file pair"
	case n > 1:
		message += fmt.Sprintf(" and %d more file pairs", n)
	}
	f := newFinding(&newModuleDependency.Rule, g.Is.Dependency, "", message,
		&finding.Location{Path: r.Graph.Nodes[p.Site.File].ID, Line: int(p.Site.Line)})
	if linkStrength(g.Is.Kind) == graph.TypeStrength {
		f.Severity = finding.Note
	}
	return f
}

// edgeOf finds the edge of a dependency that BaselineEntries named.
func (r *Result) edgeOf(dependency string) *graph.ViewEdge {
	i := slices.IndexFunc(r.Modules.Edges, func(e graph.ViewEdge) bool { return r.dependency(&e) == dependency })
	return &r.Modules.Edges[i]
}

// grownCycle is at the step that closed the circle: a dependency that was gained, if one lies
// in the cycle; else of a cycle that grew what ties those that joined to the rest, and of a
// new one the first step of its shortest closed path.
func (r *Result) grownCycle(g *finding.Growth, gained map[string]bool) finding.Finding {
	i := slices.IndexFunc(r.Cycles, func(c Cycle) bool {
		return c.Policy == g.Is.Policy && slices.Equal(r.memberNames(&c), g.Is.Cycle)
	})
	c := &r.Cycles[i]
	names := g.Is.Cycle
	var joined []string
	message := fmt.Sprintf("%d modules depend on one another when they load, and the baseline has no such cycle; shortest circle %s", len(names), r.circle(c))
	if g.Was != nil {
		for _, name := range names {
			if _, ok := slices.BinarySearch(g.Was.Cycle, name); !ok {
				joined = append(joined, name)
			}
		}
		message = fmt.Sprintf("%s joined a cycle that has %d modules in the baseline, and %d now", strings.Join(joined, ", "), len(g.Was.Cycle), len(names))
	}
	site := firstSite(r.closing(c, joined, gained), c.Policy)
	return newFinding(&cycleGrew.Rule, cycleSubject(names), strings.Join(names, "\n"), message,
		&finding.Location{Path: r.Graph.Nodes[site.File].ID, Line: int(site.Line)})
}

// circle is the shortest closed path of a cycle in words.
func (r *Result) circle(c *Cycle) string {
	var path []string
	for _, step := range c.Witness {
		path = append(path, r.Modules.Nodes[step.From].ID)
	}
	return strings.Join(append(path, path[0]), " -> ")
}

// closing is the edge of a cycle that most likely closed it: one that was gained before the
// others, then one between the modules that joined and the rest, the lightest first.
func (r *Result) closing(c *Cycle, joined []string, gained map[string]bool) *graph.ViewEdge {
	kinds, _ := graph.Policy(c.Policy)
	in := func(n int32) bool { return slices.Contains(joined, r.Modules.Nodes[n].ID) }
	best, least := c.Witness[0].Edge, [3]int{1, 1, 0}
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		if e.Set&kinds == 0 || !slices.Contains(c.Members, e.From) || !slices.Contains(c.Members, e.To) {
			continue
		}
		rank := [3]int{1, 1, e.WeightOf(kinds)}
		if gained[r.dependency(e)] {
			rank[0] = 0
		}
		if in(e.From) != in(e.To) {
			rank[1] = 0
		}
		if slices.Compare(rank[:], least[:]) < 0 {
			best, least = e, rank
		}
	}
	return best
}

// grownFigure is at the line of the baseline that it goes beyond.
func grownFigure(g *finding.Growth, file string) finding.Finding {
	at := &finding.Location{Path: file, Line: g.Was.Line}
	if g.Is.Score != "" {
		return newFinding(&couplingWorse.Rule, g.Is.Score, "score",
			fmt.Sprintf("the coupling score is %.1f, and %.1f in the baseline: more than %.1f above it", g.Is.Value, g.Was.Value, g.Is.Slack), at)
	}
	return newFinding(&couplingWorse.Rule, strings.ReplaceAll(g.Is.System, "_", " "), "",
		fmt.Sprintf("it is %.3f, and %.3f in the baseline: more than %.3f above it, which is one more module that each reaches", g.Is.Value, g.Was.Value, g.Is.Slack), at)
}
