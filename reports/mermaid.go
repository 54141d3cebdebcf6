package reports

import (
	"fmt"
	"io"
	"strings"
)

// Bounds of a Mermaid diagram that GitHub draws: it refuses 500 edges and more than
// 50,000 characters, and is unreadable long before.
const (
	mermaidNodes = 120
	mermaidChars = 50000
)

// GraphMermaid writes a graph as a Mermaid flowchart for Markdown, thinned as drawings
// are. It returns a *TooLargeError for a graph beyond the bounds of a diagram.
func GraphMermaid(w io.Writer, in Graph) error {
	s, err := newSketch(in)
	if err != nil {
		return err
	}
	if len(s.nodes) > mermaidNodes || len(s.edges) > svgEdges {
		return &TooLargeError{Format: "mermaid", Nodes: len(s.nodes), Edges: len(s.edges), MaxNodes: mermaidNodes, MaxEdges: svgEdges}
	}
	text := s.mermaid(in)
	if len(text) > mermaidChars {
		return fmt.Errorf("the diagram has %s characters; GitHub draws at most %s: narrow the graph with --focus and --depth",
			thousands(len(text)), thousands(mermaidChars))
	}
	_, err = io.WriteString(w, text)
	return err
}

func (s *sketch) mermaid(in Graph) string {
	var b strings.Builder
	for _, l := range s.caption(in)[:2] {
		b.WriteString(mermaidComment(l))
	}
	b.WriteString("flowchart TB\n")
	for i, band := range s.bands() {
		if band.name != "" {
			fmt.Fprintf(&b, "subgraph L%d[%s]\n", i, mermaidText(band.name))
		}
		for _, row := range band.rows {
			for _, n := range row {
				node := &s.nodes[n]
				label := node.id
				if node.score > 0 {
					label += " · " + decimal(node.score, 1)
				}
				fmt.Fprintf(&b, "n%d[%s]\n", n, mermaidText(label))
			}
		}
		if band.name != "" {
			b.WriteString("end\n")
		}
	}
	s.mermaidEdges(&b)
	if left := s.total - len(s.edges); left > 0 {
		fmt.Fprintf(&b, "more[%s]\nstyle more stroke-dasharray:4\n",
			mermaidText(fmt.Sprintf("%s of %s not drawn", thousands(left), plural(s.total, "dependency", "dependencies"))))
	}
	return b.String()
}

// mermaidEdges writes the arrows with their weights, then the colours, by position.
func (s *sketch) mermaidEdges(b *strings.Builder) {
	colours := map[string][]string{}
	for i := range s.edges {
		e := &s.edges[i]
		style, colour := e.stroke()
		arrow := "-->"
		if style != "solid" {
			arrow = "-.->"
		}
		label := ""
		if e.weight > 0 {
			label = fmt.Sprintf("|%d|", e.weight)
		}
		fmt.Fprintf(b, "n%d%s%sn%d\n", e.from, arrow, label, e.to)
		colours[colour] = append(colours[colour], fmt.Sprint(i))
	}
	for _, c := range [...]string{inkCut, inkUpward, inkCycle, inkFaint} {
		if list := colours[c]; len(list) > 0 {
			fmt.Fprintf(b, "linkStyle %s stroke:%s\n", strings.Join(list, ","), c)
		}
	}
}

// mermaidComment is a line that is not drawn; braces would make it a directive.
func mermaidComment(s string) string {
	return "%% " + strings.NewReplacer("{", "(", "}", ")").Replace(drawable(s)) + "\n"
}

// mermaidText quotes a label. Mermaid reads entities as #name; and knows no backslash.
func mermaidText(s string) string {
	return `"` + strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "&", "#amp;",
		"`", "#96;").Replace(drawable(s)) + `"`
}
