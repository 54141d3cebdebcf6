package coupling

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var newModuleDependency = &changeRule{
	Rule: finding.Rule{
		ID:       "CPL006",
		Name:     "new-module-dependency",
		Promise:  "No module depends on one that it did not depend on before, nor at a stronger time than before.",
		Severity: finding.Warning,
	},
	topic: TopicDependency,
	check: checkNewModuleDependency,
}

// checkNewModuleDependency reports each pair of modules that is new, or stronger than at
// BASE. Test modules may depend on whatever they test. What a new module depends on is
// told once, as a note.
func checkNewModuleDependency(c *comparison, report reportFunc) {
	newcomers := map[int32][]*graph.ViewEdge{}
	for i := range c.head.Modules.Edges {
		e := &c.head.Modules.Edges[i]
		after := StrengthOf(e.Set)
		if c.head.Graph.Modules[e.From].Test || after == graph.NoStrength {
			continue
		}
		if c.isNew(e.From) {
			newcomers[e.From] = append(newcomers[e.From], e)
			continue
		}
		if before := c.strengthBefore(e); after > before && !c.carried(e) {
			c.reportDependency(e, before, report)
		}
	}
	for m := range int32(len(c.head.Modules.Nodes)) {
		if edges := newcomers[m]; len(edges) > 0 {
			c.reportNewcomer(m, edges, report)
		}
	}
}

// carried reports whether all that is new in a dependency are names that imports which BASE
// had lead to by now, because another module passes them on: nobody wrote a line for it,
// and where they are passed on it is told.
func (c *comparison) carried(e *graph.ViewEdge) bool {
	if StrengthOf(e.Set) != graph.LazyStrength {
		return false
	}
	for _, p := range e.FilePairs(graph.CouplingKinds) {
		if p.Kind != graph.Reexport || !c.hadImport(p) {
			return false
		}
	}
	return true
}

// hadImport reports whether the import at the site of a re-export is one that BASE had. The
// nodes of a file view are those of the graph: both are sorted by ID.
func (c *comparison) hadImport(p graph.FilePair) bool {
	edges := c.head.Files.Edges
	first, _ := slices.BinarySearchFunc(edges, p.From, func(e graph.ViewEdge, from int32) int { return cmp.Compare(e.From, from) })
	for i := first; i < len(edges) && edges[i].From == p.From; i++ {
		e := &edges[i]
		for _, s := range e.Sites {
			if s.Site == p.Site && !s.Kind.Derived() && c.fileStrength(e.From, e.To) != graph.NoStrength {
				return true
			}
		}
	}
	return false
}

func (c *comparison) reportDependency(e *graph.ViewEdge, before graph.Strength, report reportFunc) {
	after := StrengthOf(e.Set)
	site := c.firstSite(e, after)
	from, to := c.moduleName(e.From), c.moduleName(e.To)
	f := finding.Finding{Subject: from + " -> " + to, Contract: When(after)}
	at := c.place(site.Site)
	f.Head = &at
	target := c.head.Graph.Nodes[site.To].ID
	switch {
	case after == graph.TypeStrength:
		f.Severity = finding.Note
		f.Message = fmt.Sprintf("%s names %s for a type checker, which it did not before: %s; %s", from, to, target, c.kinds(e, graph.Kinds(graph.Type)))
	case before == graph.LazyStrength:
		f.Message = fmt.Sprintf("%s depends on %s at load time by now, before only at run time: %s; %s", from, to, target, c.kinds(e, graph.CouplingKinds))
	case before == graph.TypeStrength:
		f.Message = fmt.Sprintf("%s depends on %s, which it named before only for a type checker: %s; %s", from, to, target, c.kinds(e, graph.CouplingKinds))
	default:
		f.Message = fmt.Sprintf("%s depends on %s, which it did not before: %s; %s", from, to, target, c.kinds(e, graph.CouplingKinds))
	}
	f.Message += c.upward(e)
	report(f, &Pair{From: from, To: to, FromFile: c.head.Graph.Nodes[site.From].ID, ToFile: target, Kind: site.Kind})
}

// kinds says how many pairs of files are behind a dependency, and by which kinds.
func (c *comparison) kinds(e *graph.ViewEdge, set graph.KindSet) string {
	var words []string
	for k, n := range e.Kinds {
		if n > 0 && set.Has(graph.Kind(k)) {
			words = append(words, fmt.Sprintf("%s %d", graph.Kind(k), n))
		}
	}
	return fmt.Sprintf("%s (%s)", count(e.WeightOf(set), "file pair"), strings.Join(words, ", "))
}

// upward says that a dependency runs against the layers, "" where it does not.
func (c *comparison) upward(e *graph.ViewEdge) string {
	from, to := c.head.LayerOf[e.From], c.head.LayerOf[e.To]
	if from < 0 || to <= from || e.Set&graph.LayerKinds == 0 {
		return ""
	}
	return fmt.Sprintf("; against the layers: %s is above %s", c.head.Layers[to].Name, c.head.Layers[from].Name)
}

// reportNewcomer tells what a new module depends on.
func (c *comparison) reportNewcomer(m int32, edges []*graph.ViewEdge, report reportFunc) {
	var names, typing []string
	var first *graph.ViewEdge
	for _, e := range edges {
		name := c.moduleName(e.To)
		if StrengthOf(e.Set) == graph.TypeStrength {
			typing = append(typing, name)
			continue
		}
		names = append(names, name)
		if first == nil || StrengthOf(e.Set) > StrengthOf(first.Set) {
			first = e
		}
	}
	if first == nil {
		first = edges[0]
	}
	var words []string
	if len(names) > 0 {
		words = append(words, fmt.Sprintf("depends on %s: %s", count(len(names), "module"), strings.Join(names, ", ")))
	}
	if len(typing) > 0 {
		words = append(words, "for type checkers alone on "+strings.Join(typing, ", "))
	}
	site := c.firstSite(first, StrengthOf(first.Set))
	at := c.place(site.Site)
	report(finding.Finding{Subject: c.moduleName(m), Severity: finding.Note, Contract: "new module", Head: &at,
		Message: "new module; " + strings.Join(words, "; ")}, nil)
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
