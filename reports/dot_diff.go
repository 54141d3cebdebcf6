package reports

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	graphviz "github.com/goccy/go-graphviz"

	"plumbline/coupling"
	"plumbline/graph"
)

// diffEdges is how many dependencies the picture of a difference holds: each is there to be read.
const diffEdges = 100

// GraphDiffDOT writes a difference in Graphviz's language as the picture of it is: both graphs where they
// are small, else what changed, as far as there is room, the cut told.
func GraphDiffDOT(w io.Writer, in GraphDiff) error {
	return in.sketch(svgNodes, diffEdges).writeDOT(w)
}

// GraphDiffSVG draws a difference, laid out by Graphviz.
func GraphDiffSVG(w io.Writer, in GraphDiff, opt Options) error {
	var dot bytes.Buffer
	if err := GraphDiffDOT(&dot, in); err != nil {
		return err
	}
	svg, err := cachedSVG(dot.Bytes(), opt.CacheDir)
	if err != nil {
		return err
	}
	_, err = w.Write(svg)
	return err
}

// GraphDiffPNG draws a difference as a bitmap, which has less room.
func GraphDiffPNG(w io.Writer, in GraphDiff, _ Options) error {
	var dot bytes.Buffer
	if err := in.sketch(pngNodes, diffEdges).writeDOT(&dot); err != nil {
		return err
	}
	png, err := layoutDOT(dot.Bytes(), graphviz.PNG)
	if err != nil {
		return err
	}
	_, err = w.Write(png)
	return err
}

func (d *diffSketch) writeDOT(w io.Writer) error {
	s := d.boxes()
	s.order()
	labels := len(d.edges) <= wholeEdges
	return s.writeDOT(w, d.caption(), func(w *bufio.Writer, i int) { d.writeEdge(w, s, i, labels) })
}

// boxes are the nodes and dependencies as the drawing of one tree has them, in the same order.
func (d *diffSketch) boxes() *sketch {
	s := &sketch{level: d.in.level()}
	if r := d.in.HeadResult; r != nil {
		for _, l := range r.Layers {
			s.layers = append(s.layers, l.Name)
		}
	}
	at := map[int32]int{}
	taken := map[string]bool{}
	for i, n := range d.nodes {
		node := &d.in.Diff.Nodes[n]
		box := sketchNode{id: drawable(node.ID), layer: len(s.layers), test: d.in.isTest(n), focus: node.ID == d.in.Focus}
		if change := node.Change(); change != graph.Same {
			box.change = change
		}
		for taken[box.id] { // two names that differ in what can't be drawn
			box.id += "′"
		}
		taken[box.id] = true
		d.measured(node, &box)
		at[n] = i
		s.nodes = append(s.nodes, box)
	}
	for _, i := range d.edges {
		e := &d.in.Diff.Edges[i]
		was, is := e.Weights()
		base, head := e.Sets()
		s.edges = append(s.edges, sketchEdge{from: at[e.From], to: at[e.To], set: base | head, weight: max(was, is)})
	}
	return s
}

// measured gives a module its layer, and the score that it has at HEAD, else had at BASE.
func (d *diffSketch) measured(node *graph.DiffNode, box *sketchNode) {
	var r *coupling.Result
	n := node.Head
	if r = d.in.HeadResult; n < 0 {
		r, n = d.in.BaseResult, node.Base
	}
	if r == nil {
		return
	}
	box.score = r.Metrics[n].Score
	if l := r.LayerOf[n]; l >= 0 && l < box.layer { // both trees have the layers of one configuration
		box.layer = l
	}
}

// writeEdge writes one dependency: green and solid where it is new, red and dashed where it is gone, thick
// in a load cycle.
func (d *diffSketch) writeEdge(w *bufio.Writer, s *sketch, i int, labels bool) {
	e := &s.edges[i]
	from, to := s.nodes[e.from].id, s.nodes[e.to].id
	change, cycle := d.drawnAs(d.edges[i])
	width, ink := 1.4, changeInk(change)
	switch {
	case cycle.Inside:
		width = 2.6
	case change == graph.Same:
		width, ink = 0.8, inkFaint
	}
	label := d.label(d.edges[i])
	tip := from + " depends on " + to
	if label != "" {
		tip += ": " + label
	}
	fmt.Fprintf(w, "  %s -> %s [penwidth=%s, color=%q, tooltip=%s", dotText(from), dotText(to), decimal(width, 1), ink, dotLabel(tip))
	if change == graph.Removed {
		fmt.Fprintf(w, ", style=dashed")
	}
	if labels && label != "" {
		fmt.Fprintf(w, ", label=%s, fontcolor=%q", dotLabel(room(label)+label+room(label)), ink)
	}
	if e.back {
		fmt.Fprintf(w, ", constraint=false")
	}
	fmt.Fprintf(w, "];\n")
}

// room is the width by which a text may be broader than Graphviz guesses, which has no fonts here.
func room(text string) string { return strings.Repeat(" ", 2+len(text)/5) }

// caption says what is drawn, what is not, and how to read it, in short lines.
func (d *diffSketch) caption() []string {
	c := d.in.counts()
	words := c.changeWords()
	if words == "" {
		words = "none changed"
	}
	lines := []string{d.title(), words + "; " + thousands(c.edges[graph.Same]) + " unchanged"}
	if !d.whole {
		lines = append(lines, "Drawn: what changed, and of what closes a load-time cycle the shortest way back")
	}
	if cut := d.cut(); cut != "" {
		lines = append(lines, cut+": cycles come first, then product code, then the heaviest; one in five is for the better")
	}
	if d.in.HeadResult != nil {
		lines = append(lines, "Box: module with its coupling score, 1 to 10; darker is higher")
	}
	lines = append(lines, "Bold green box: new; dashed red box: gone",
		"Arrow: depends on; thick: inside a load-time cycle; grey: unchanged",
		"Green: added (+) or firmer (↑); load is firmer than lazy, lazy than type",
		"Red: removed (-, dashed) or less firm (↓)")
	for i := range lines {
		lines[i] += room(lines[i])
	}
	return lines
}
