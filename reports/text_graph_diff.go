package reports

import (
	"fmt"
	"io"

	"plumbline/graph"
)

// GraphDiffText writes the dependencies that changed between two trees, each with a place that
// shows it: at HEAD, of a removed one at BASE.
func GraphDiffText(w io.Writer, in GraphDiff) error {
	p := newPrinter(w)
	c := in.counts()
	level := string(in.level())
	changed := in.changes()
	if len(changed) == 0 {
		p.line("%s: no dependency between %ss changed; %s unchanged", in.title(), level, thousands(c.edges[graph.Same]))
	} else {
		p.line("%s: dependencies between %ss: %s; %s unchanged", in.title(), level, c.changeWords(), thousands(c.edges[graph.Same]))
		p.diffCycles(&c)
	}
	p.diffRest(&in, &c)
	if len(changed) == 0 {
		return p.Flush()
	}
	p.blank()
	shown := in.leading(changed, textEdges)
	var cells [][]string
	for _, i := range shown {
		e := &in.Diff.Edges[i]
		cells = append(cells, []string{string(e.Change), oneLine(in.Diff.Nodes[e.From].ID), oneLine(in.Diff.Nodes[e.To].ID), kindChange(e),
			weightChange(e), cycleWords(in.Cycles[i]), in.firstSite(e).String()})
	}
	p.textTable("", columns("change|from|to|kind|file pairs>|load cycle|first site"), cells)
	if rest := len(changed) - len(shown); rest > 0 {
		p.line("… and %s more (all: --format json; fewer: --focus)", thousands(rest))
	}
	return p.Flush()
}

// weightChange is the number of file pairs before and after.
func weightChange(e *graph.DiffEdge) string {
	was, is := e.Weights()
	if was == is {
		return thousands(is)
	}
	return fmt.Sprintf("%s → %s", thousands(was), thousands(is))
}

// diffCycles says how many of the changed dependencies lie in load cycles.
func (p printer) diffCycles(c *diffCounts) {
	switch {
	case c.closing > 0:
		p.line("%s inside a load cycle of HEAD; with %s a cycle formed or grew", lie(c.cyclic), thousands(c.closing))
	case c.cyclic > 0:
		p.line("%s inside a load cycle of HEAD, which BASE has too", lie(c.cyclic))
	}
}

func lie(n int) string {
	if n == 1 {
		return "1 lies"
	}
	return thousands(n) + " lie"
}

// diffRest tells what changed beside the dependencies that are listed.
func (p printer) diffRest(in *GraphDiff, c *diffCounts) {
	level := string(in.level())
	if n := c.nodes[graph.Added]; n > 0 {
		p.line("new: %s", plural(n, level))
	}
	if n := c.nodes[graph.Removed]; n > 0 {
		p.line("gone: %s", plural(n, level))
	}
	if n := len(in.Renamed); n > 0 {
		p.line("under another path: %s", plural(n, "file"))
	}
	if c.weights > 0 {
		p.line("of more or fewer file pairs than before: %s (--format json lists them)", plural(c.weights, "unchanged dependency", "unchanged dependencies"))
	}
	if c.implied > 0 {
		p.line("not listed, nothing but the package of another import: %s (--format json has them)", plural(c.implied, "change"))
	}
}
