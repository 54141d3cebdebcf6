package reports

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"plumbline/graph"
)

// textEdges is how many edges the text form lists; the JSON form has all.
const textEdges = 200

// GraphText writes the dependencies of a graph, heaviest first, each with its sites by
// kind and the first of them.
func GraphText(w io.Writer, g Graph) error {
	p := newPrinter(w)
	edges := g.keptEdges()
	nodes := 0
	for i := range g.View.Nodes {
		if g.keeps(int32(i)) {
			nodes++
		}
	}
	title := treeText(&g.Tree)
	if g.Focus != "" {
		title += ", around " + oneLine(g.Focus)
	}
	p.line("%s: %s, %s", title, plural(nodes, string(g.View.Level)), plural(len(edges), "dependency", "dependencies"))
	if len(edges) == 0 {
		return p.Flush()
	}
	p.blank()
	shown, rest := firstN(edges, textEdges)
	var cells [][]string
	for _, e := range shown {
		first := place{g.View.Graph.Nodes[e.Sites[0].File].ID, int(e.Sites[0].Line)}
		cells = append(cells, []string{oneLine(g.View.Nodes[e.From].ID), oneLine(g.View.Nodes[e.To].ID), thousands(e.Weight), kindsText(e), first.String()})
	}
	p.textTable("", columns("from|to|file pairs>|sites by kind|first site"), cells)
	if rest > 0 {
		p.line("… and %s with less weight (all: --format json; fewer: --focus)", plural(rest, "dependency", "dependencies"))
	}
	return p.Flush()
}

// keptEdges lists the edges between kept nodes, heaviest first.
func (g *Graph) keptEdges() []*graph.ViewEdge {
	var edges []*graph.ViewEdge
	for i := range g.View.Edges {
		if e := &g.View.Edges[i]; g.keeps(e.From) && g.keeps(e.To) {
			edges = append(edges, e)
		}
	}
	slices.SortStableFunc(edges, func(a, b *graph.ViewEdge) int { return cmp.Compare(b.Weight, a.Weight) })
	return edges
}

// kindsText lists the sites of an edge by kind: "load 3, lazy 1".
func kindsText(e *graph.ViewEdge) string {
	var parts []string
	for k, n := range e.Kinds {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", graph.Kind(k), thousands(n)))
		}
	}
	return strings.Join(parts, ", ")
}
