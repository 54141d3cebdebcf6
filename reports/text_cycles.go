package reports

import (
	"fmt"
	"io"
	"strings"

	"plumbline/coupling"
	"plumbline/graph"
)

// What the text and Markdown forms list of a cycle; the JSON form has the rest.
const (
	textMembers   = 60
	shownCuts     = 15
	shownCutSites = 3
)

// CyclesText writes each cycle with its members, its shortest closed path and the edges
// to cut, the heaviest first.
func CyclesText(w io.Writer, c Cycles) error {
	p := newPrinter(w)
	p.line("%s: %s of %ss under the %s", treeText(&c.Tree), plural(len(c.Cycles), "cycle"), c.View.Level, policyText(c.Policy))
	for i := range c.Cycles {
		p.blank()
		p.cycle(c.View, &c.Cycles[i], i+1)
	}
	return p.Flush()
}

// policyText names a policy with the kinds that it counts, where that is known here.
func policyText(policy string) string {
	kinds, ok := graph.Policy(policy)
	if policy == "coupling" {
		kinds, ok = graph.CouplingKinds, true
	}
	if !ok {
		return policy + " policy"
	}
	return policy + " policy (" + strings.Join(kindNames(kinds), ", ") + ")"
}

// cutSummary says what it takes to break a cycle up.
func cutSummary(c *coupling.Cycle) string {
	return fmt.Sprintf("cut %s, %s of %s inside, and no cycle is left", plural(len(c.Cut), "dependency", "dependencies"),
		thousands(c.CutTotal()), plural(c.Weight, "file pair"))
}

func (p printer) cycle(v *graph.View, c *coupling.Cycle, number int) {
	kinds, _ := graph.Policy(c.Policy)
	p.line("cycle %d: %s; %s", number, plural(len(c.Members), string(v.Level)), cutSummary(c))
	members, rest := firstN(nodeNames(v, c.Members), textMembers)
	for _, line := range wrap(members, textLineWide-4) {
		p.line("    %s", oneLine(line))
	}
	if rest > 0 {
		p.line("    … and %d more", rest)
	}
	p.line("  shortest closed path")
	for _, e := range c.Witness {
		p.line("    %s -> %s  %s", oneLine(v.Nodes[e.From].ID), oneLine(v.Nodes[e.To].ID), firstPlace(v, &e, kinds))
	}
	p.line("  to cut, heaviest first")
	cuts, rest := firstN(c.Cut, shownCuts)
	var cells [][]string
	for _, e := range cuts {
		cells = append(cells, []string{thousands(e.Weight), oneLine(v.Nodes[e.From].ID) + " -> " + oneLine(v.Nodes[e.To].ID), placesText(placesOf(v.Graph, e.Edge, kinds))})
	}
	p.textTable("    ", columns("file pairs>|dependency|sites"), cells)
	if rest > 0 {
		p.line("    … and %s of %s in all (all: --format json)", plural(rest, "lighter dependency", "lighter dependencies"), plural(coupling.CutWeight(c.Cut[shownCuts:]), "file pair"))
	}
}

func firstPlace(v *graph.View, e *coupling.CutEdge, kinds graph.KindSet) string {
	if places := placesOf(v.Graph, e.Edge, kinds); len(places) > 0 {
		return places[0].String()
	}
	return ""
}

// placesText lists the first places and counts the rest.
func placesText(places []place) string {
	shown, rest := firstN(places, shownCutSites)
	parts := make([]string, len(shown))
	for i, at := range shown {
		parts[i] = at.String()
	}
	text := strings.Join(parts, ", ")
	if rest > 0 {
		text += fmt.Sprintf(" and %s more", thousands(rest))
	}
	return text
}
