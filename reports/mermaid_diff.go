package reports

import (
	"fmt"
	"io"
	"strings"

	"plumbline/graph"
)

// MermaidDiff is a difference as a Mermaid flowchart of what it touches alone: the dependencies that changed, their
// ends, and of one that closes a load cycle the shortest way back. It is empty where nothing
// changed, and holds no more than can be read, which is less than what GitHub draws; what is left out is told in a box.
func MermaidDiff(in GraphDiff) string { return in.mermaid(diffEdges, mermaidChars) }

// mermaid is the flowchart with at most so many dependencies and characters.
func (in *GraphDiff) mermaid(edges, chars int) string {
	sketches := in.sketches(edges)
	if sketches.most == 0 {
		return ""
	}
	return sketches.largest(func(d *diffSketch) bool {
		return len(d.edges) <= edges && len(d.mermaid()) <= chars
	}).mermaid()
}

// GraphDiffMermaid writes a difference as a Mermaid flowchart: both graphs where they are small, else as
// MermaidDiff does; where nothing changed, a box says so.
func GraphDiffMermaid(w io.Writer, in GraphDiff) error {
	text := ""
	if d := in.wholeSketch(); len(d.edges) <= wholeEdges && len(d.nodes) <= mermaidNodes && len(d.edges) > 0 {
		text = d.mermaid()
	}
	if text == "" || len(text) > mermaidChars {
		text = MermaidDiff(in)
	}
	if text == "" {
		text = "flowchart LR\nnone[" + mermaidText(in.title()+": no dependency between "+string(in.level())+"s changed") + "]\n"
	}
	_, err := io.WriteString(w, text)
	return err
}

func (d *diffSketch) mermaid() string {
	var b strings.Builder
	b.WriteString(mermaidComment(d.title()))
	b.WriteString("flowchart LR\n")
	classes := map[graph.Change][]string{}
	for _, n := range d.nodes {
		node := &d.in.Diff.Nodes[n]
		change := node.Change()
		fmt.Fprintf(&b, "n%d[%s]\n", n, mermaidText(changeSign(change)+node.ID))
		classes[change] = append(classes[change], fmt.Sprintf("n%d", n))
	}
	d.mermaidEdges(&b)
	if cut := d.cut(); cut != "" {
		fmt.Fprintf(&b, "more[%s]\nstyle more stroke-dasharray:4\n", mermaidText(cut))
	}
	for _, c := range [...]struct {
		change graph.Change
		style  string
	}{{graph.Added, "stroke:" + inkAdded + ",stroke-width:3px"}, {graph.Removed, "stroke:" + inkRemoved + ",stroke-dasharray:4"}} {
		if list := classes[c.change]; len(list) > 0 {
			fmt.Fprintf(&b, "classDef %s %s\nclass %s %s\n", c.change, c.style, strings.Join(list, ","), c.change)
		}
	}
	return b.String()
}

// mermaidEdges writes the arrows, then their styles by position: removed dashed, in a load cycle thick.
func (d *diffSketch) mermaidEdges(b *strings.Builder) {
	styles := map[string][]string{}
	for at, i := range d.edges {
		e := &d.in.Diff.Edges[i]
		change, cycle := d.drawnAs(i)
		arrow, width := "-->", "2px"
		if change == graph.Same && !cycle.Inside {
			width = "1px"
		}
		switch {
		case change == graph.Removed:
			arrow = "-.->"
		case cycle.Inside:
			arrow, width = "==>", "4px"
		}
		if label := d.label(i); label != "" {
			arrow += "|" + mermaidText(label) + "|"
		}
		fmt.Fprintf(b, "n%d %s n%d\n", e.From, arrow, e.To)
		style := changeInk(change) + ",stroke-width:" + width
		styles[style] = append(styles[style], fmt.Sprint(at))
	}
	for _, ink := range [...]string{inkAdded, inkRemoved, inkEdge} {
		for _, width := range [...]string{"1px", "2px", "4px"} {
			if list := styles[ink+",stroke-width:"+width]; len(list) > 0 {
				fmt.Fprintf(b, "linkStyle %s stroke:%s,stroke-width:%s\n", strings.Join(list, ","), ink, width)
			}
		}
	}
}

// Colours of what changed. Raised is drawn as added, lowered as removed: the signs tell them apart.
const (
	inkAdded   = "#1a7f37"
	inkRemoved = "#cf222e"
)

// changeInk is the colour of a dependency.
func changeInk(c graph.Change) string {
	switch c {
	case graph.Added, graph.Raised:
		return inkAdded
	case graph.Removed, graph.Lowered:
		return inkRemoved
	}
	return inkEdge
}
