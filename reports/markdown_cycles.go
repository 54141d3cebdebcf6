package reports

import (
	"fmt"
	"io"

	"plumbline/coupling"
	"plumbline/graph"
)

// cycleSection shows the module cycles under every policy, and of those at load time how
// to cut them.
func (p printer) cycleSection(r *coupling.Result) {
	p.heading(2, "Cycles")
	p.line("Groups of modules that all depend on one another. At load time they cannot be imported, built or tested apart; the wider policies show what lazy imports and conditional includes hide.")
	p.blank()
	p.mapTable(policyTable(r))
	for i, c := range r.CyclesOf(graph.LoadPolicy) {
		p.heading(3, fmt.Sprintf("Load-time cycle %d: %s", i+1, plural(len(c.Members), "module")))
		p.markdownCycle(r.Modules, c)
	}
}

// markdownCycle shows one cycle: members, shortest closed path, edges to cut.
func (p printer) markdownCycle(v *graph.View, c *coupling.Cycle) {
	kinds, _ := graph.Policy(c.Policy)
	members, rest := firstN(nodeNames(v, c.Members), textMembers)
	text := codes(members)
	if rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	p.line("%s.", text)
	p.blank()
	p.line("Shortest closed path:")
	p.blank()
	for i, e := range c.Witness {
		p.line("%d. %s at %s", i+1, code(v.Nodes[e.From].ID+" -> "+v.Nodes[e.To].ID), code(firstPlace(v, &e, kinds)))
	}
	p.blank()
	p.line("To break it up: %s. The heaviest first:", cutSummary(c))
	p.blank()
	cuts, rest := firstN(c.Cut, shownCuts)
	var cells [][]string
	for _, e := range cuts {
		cells = append(cells, []string{code(v.Nodes[e.From].ID + " -> " + v.Nodes[e.To].ID), thousands(e.Weight),
			markdownPlaces(placesOf(v.Graph, e.Edge, kinds))})
	}
	p.markdownTable(columns("Dependency|File pairs>|Sites"), cells)
	if rest > 0 {
		p.blank()
		p.line("… and %s of %s in all: `map.json` has them.", plural(rest, "lighter dependency", "lighter dependencies"),
			plural(coupling.CutWeight(c.Cut[shownCuts:]), "file pair"))
	}
}

// markdownPlaces lists the first places as code and counts the rest.
func markdownPlaces(places []place) string {
	shown, rest := firstN(places, shownCutSites)
	names := make([]string, len(shown))
	for i, at := range shown {
		names[i] = at.String()
	}
	text := codes(names)
	if rest > 0 {
		text += fmt.Sprintf(" and %s more", thousands(rest))
	}
	return text
}

// CyclesMarkdown writes each cycle with its members, its shortest closed path and the
// edges to cut.
func CyclesMarkdown(w io.Writer, c Cycles) error {
	p := newPrinter(w)
	p.line("# Cycles of %s", prose(treeText(&c.Tree)))
	p.blank()
	p.line("%s of %ss under the %s.", plural(len(c.Cycles), "cycle"), c.View.Level, prose(policyText(c.Policy)))
	for i := range c.Cycles {
		p.heading(2, fmt.Sprintf("Cycle %d: %s", i+1, plural(len(c.Cycles[i].Members), string(c.View.Level))))
		p.markdownCycle(c.View, &c.Cycles[i])
	}
	return p.Flush()
}
