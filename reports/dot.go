package reports

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"plumbline/graph"
)

// GraphDOT writes a graph in Graphviz's language, thinned as the picture of it is: boxes
// in bands by layer, filled by coupling score, arrows as wide as the dependency is heavy.
// dominikbraun/graph's own DOT has neither clusters nor a fixed order nor escaping, so
// the text is written here.
func GraphDOT(w io.Writer, in Graph) error {
	s, err := newSketch(in)
	if err != nil {
		return err
	}
	return writeDOT(w, in, s)
}

// Colours of the drawings. They are told apart by lightness too, for readers who can't
// tell red from grey.
const (
	inkEdge   = "#5b6b7c"
	inkFaint  = "#b8c2cc"
	inkCycle  = "#a85a5a"
	inkCut    = "#e5141b"
	inkUpward = "#d9730d"
	inkText   = "#1c2733"
	inkBand   = "#f3f5f7"
)

func writeDOT(out io.Writer, in Graph, s *sketch) error {
	return s.writeDOT(out, s.caption(in), func(w *bufio.Writer, i int) { s.writeEdge(w, &s.edges[i]) })
}

// writeDOT writes the graph under its caption, each edge as the caller does.
func (s *sketch) writeDOT(out io.Writer, caption []string, edge func(w *bufio.Writer, i int)) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "digraph plumbline {\n")
	fmt.Fprintf(w, "  graph [label=%s, labelloc=t, labeljust=l, fontname=Helvetica, fontsize=11, fontcolor=%q,\n",
		dotLines(caption), inkText)
	fmt.Fprintf(w, "    newrank=true, nodesep=0.22, ranksep=0.3, bgcolor=white, outputorder=edgesfirst];\n")
	fmt.Fprintf(w, "  node [shape=box, style=\"rounded,filled\", fontname=Helvetica, fontsize=11, fontcolor=%q,\n", inkText)
	fmt.Fprintf(w, "    color=%q, penwidth=0.8, height=0.4, margin=0];\n", "#7d8b99")
	fmt.Fprintf(w, "  edge [color=%q, arrowsize=0.6, fontname=Helvetica, fontsize=9];\n", inkEdge)
	if len(s.nodes) <= reducibleSize {
		s.writeBands(w)
	} else {
		for n := range s.nodes {
			s.writeNode(w, n)
		}
	}
	for i := range s.edges {
		edge(w, i)
	}
	fmt.Fprintf(w, "}\n")
	return w.Flush()
}

// writeBands writes the nodes in their bands. Every row holds an invisible node; a chain
// through these keeps the rows in order.
func (s *sketch) writeBands(w *bufio.Writer) {
	var rows [][]int
	for i, b := range s.bands() {
		if b.name != "" {
			fmt.Fprintf(w, "  subgraph \"cluster_%d\" {\n", i)
			fmt.Fprintf(w, "    label=%s; labelloc=t; labeljust=l; fontsize=12; fontname=\"Helvetica-Bold\"; style=filled; fillcolor=%q; color=%q;\n",
				dotLabel(b.name), inkBand, "#d5dbe1")
		}
		for _, nodes := range b.rows {
			for _, n := range nodes {
				s.writeNode(w, n)
			}
		}
		if b.name != "" {
			fmt.Fprintf(w, "  }\n")
		}
		rows = append(rows, b.rows...)
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "  { node [shape=point, width=0.01, height=0.01, style=invis]; edge [style=invis];\n    %s", rowID(0))
	for r := 1; r < len(rows); r++ {
		fmt.Fprintf(w, " -> %s", rowID(r))
	}
	fmt.Fprintf(w, ";\n  }\n")
	for r, nodes := range rows {
		fmt.Fprintf(w, "  { rank=same; %s;", rowID(r))
		for _, n := range nodes {
			fmt.Fprintf(w, " %s;", dotText(s.nodes[n].id))
		}
		fmt.Fprintf(w, " }\n")
	}
}

// rowID names the invisible node of a row; a drawable name has no tab.
func rowID(row int) string { return fmt.Sprintf("\"row\t%d\"", row) }

func (s *sketch) writeNode(w *bufio.Writer, n int) {
	node := &s.nodes[n]
	label, fill, text := dotLabel(s.nodeName(node)), "#ffffff", ""
	tip := node.id
	if node.score > 0 {
		label = strings.TrimSuffix(label, `"`) + `\n` + decimal(node.score, 1) + `"`
		fill, text = scoreColour(node.score)
		tip += ": coupling score " + decimal(node.score, 1) + " of 10"
	}
	fmt.Fprintf(w, "    %s [label=%s, width=%s, fillcolor=%q, tooltip=%s", dotText(node.id), label, decimal(boxWidth(s.nodeName(node)), 2), fill, dotLabel(tip))
	if text != "" {
		fmt.Fprintf(w, ", fontcolor=%q", text)
	}
	switch {
	case node.focus:
		fmt.Fprintf(w, ", penwidth=2.5, color=%q", inkText)
	case node.change == graph.Added:
		fmt.Fprintf(w, ", penwidth=2.5, color=%q", inkAdded)
	case node.change == graph.Removed:
		fmt.Fprintf(w, ", penwidth=1.5, color=%q, style=\"rounded,filled,dashed\"", inkRemoved)
	case node.test:
		fmt.Fprintf(w, ", style=\"rounded,filled,dashed\"")
	}
	fmt.Fprintf(w, "];\n")
}

// boxWidth is the width of a box in inches, generous: Graphviz has no fonts in here and
// guesses, and whoever opens the picture may have no Helvetica.
func boxWidth(label string) float64 {
	longest := 0
	for line := range strings.Lines(label) {
		longest = max(longest, utf8.RuneCountInString(line))
	}
	return max(0.55, 0.088*float64(longest)+0.2)
}

// nodeName breaks the path of a package or file before its last part.
func (s *sketch) nodeName(n *sketchNode) string {
	name := changeSign(n.change) + n.id
	if i := strings.LastIndexByte(name, '/'); i > 0 && s.level != graph.ModuleLevel {
		return name[:i+1] + "\n" + name[i+1:]
	}
	return name
}

// scoreColour shades a box from 1, nearly white, to 10, deep blue; text stays readable.
func scoreColour(score float64) (fill, text string) {
	t := min(1, max(0, (score-1)/9))
	mix := func(from, to float64) int { return int(math.Round(from + (to-from)*t)) }
	fill = fmt.Sprintf("#%02x%02x%02x", mix(0xf7, 0x1f), mix(0xfb, 0x5f), mix(0xff, 0xa8))
	if t > 0.6 {
		return fill, "#ffffff"
	}
	return fill, ""
}

func (s *sketch) writeEdge(w *bufio.Writer, e *sketchEdge) {
	from, to := s.nodes[e.from].id, s.nodes[e.to].id
	style, colour := e.stroke()
	fmt.Fprintf(w, "  %s -> %s [penwidth=%s, tooltip=%s", dotText(from), dotText(to), decimal(e.width(), 1),
		dotLabel(from+" depends on "+to+": "+e.describe()))
	if style != "solid" {
		fmt.Fprintf(w, ", style=%s", style)
	}
	if colour != inkEdge {
		fmt.Fprintf(w, ", color=%q", colour)
	}
	if e.back {
		fmt.Fprintf(w, ", constraint=false")
	}
	fmt.Fprintf(w, "];\n")
}

// stroke is how an edge is drawn: red inside a load cycle, orange up the layers, and by
// its strongest kind dashed, dotted or faint.
func (e *sketchEdge) stroke() (style, colour string) {
	style, colour = "solid", inkEdge
	late := graph.Kinds(graph.Lazy, graph.Dynamic)
	switch {
	case e.set&graph.CouplingKinds&^late != 0:
	case e.set&late != 0:
		style = "dashed"
	case e.set.Has(graph.Codegen):
		style = "dotted"
	default: // type checking or an implicit parent
		colour = inkFaint
	}
	switch {
	case e.cut:
		colour = inkCut
	case e.upward:
		colour = inkUpward
	case e.cyclic:
		colour = inkCycle
	}
	return style, colour
}

// width grows with the logarithm of the weight, in points.
func (e *sketchEdge) width() float64 {
	w := 0.7 + 0.8*math.Log10(float64(max(1, e.weight)))
	if e.cut {
		w++
	}
	return w
}

// describe says in words what an edge rests on.
func (e *sketchEdge) describe() string {
	var kinds []string
	for k := graph.Kind(0); k < graph.NumKinds; k++ {
		if e.set.Has(k) {
			kinds = append(kinds, k.String())
		}
	}
	text := plural(e.weight, "file pair") + ", " + plural(e.sites, "site") + " (" + strings.Join(kinds, ", ") + ")"
	switch {
	case e.cut:
		text += "; to cut: it closes a load-time cycle"
	case e.cyclic:
		text += "; inside a load-time cycle"
	}
	if e.upward {
		text += "; against the layers"
	}
	return text
}

// caption says what is drawn, what is not, and how to read it, in short lines.
func (s *sketch) caption(in Graph) []string {
	title := "Dependencies between the " + string(s.level) + "s of " + treeName(in.Tree)
	if in.Focus != "" {
		title += ", around " + drawable(in.Focus)
	}
	lines := []string{title, s.drawn()}
	if len(s.edges) < s.total {
		lines = append(lines, "Not drawn: what follows from longer paths, the lightest, type checking, implicit parents")
	}
	if in.Result != nil {
		lines = append(lines, "Box: module with its coupling score, 1 to 10; darker is higher")
	}
	lines = append(lines, "Arrow: depends on; width grows with the logarithm of the file pairs",
		"Bright red: to cut, it closes a load-time cycle; dark red: inside one")
	if len(s.layers) > 0 {
		lines = append(lines, "Orange: from a layer to a higher one")
	}
	return append(lines, "Dashed: lazy or dynamic only; dotted: code generation; pale: type checking, implicit parent")
}

// drawn counts what is drawn and what is not.
func (s *sketch) drawn() string {
	text := fmt.Sprintf("%s of %s drawn", thousands(len(s.edges)), plural(s.total, "dependency", "dependencies"))
	if s.folded > 0 {
		text += "; " + plural(s.folded, "test module") + " in one box"
	}
	return text
}

// treeName is the tree as a title shows it, with its commit.
func treeName(t Tree) string {
	switch {
	case t.Commit != "" && t.Name == t.Commit:
		return t.Commit[:min(12, len(t.Commit))]
	case t.Commit == "" || strings.HasPrefix(t.Commit, t.Name):
		return drawable(t.Name)
	}
	return drawable(t.Name) + " (" + t.Commit[:min(12, len(t.Commit))] + ")"
}

// dotText quotes a drawable name as DOT reads it. Graphviz passes HTML entities on, in
// names too, where a picture's title shows them.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(s) + `"`
}

// dotLabel quotes a text of several lines.
func dotLabel(s string) string { return strings.ReplaceAll(dotText(s), "\n", `\n`) }

// dotLines quotes lines, each set to the left.
func dotLines(lines []string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, l := range lines {
		q := dotLabel(l)
		b.WriteString(q[1:len(q)-1] + `\l`)
	}
	b.WriteByte('"')
	return b.String()
}
