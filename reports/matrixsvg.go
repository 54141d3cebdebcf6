package reports

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

// matrixSVGNodes bounds the picture of a matrix: beyond it cells are smaller than dots.
const matrixSVGNodes = 400

// Measures of the matrix picture, in pixels.
const (
	cell       = 13
	matrixFont = 10
	charWidth  = 5.9 // of matrixFont, on average
	matrixGap  = 6
	matrixHead = 46 // title above the labels
)

// MatrixSVG draws a coupling matrix as a design structure matrix: rows depend on columns,
// dependencies first, so that what lies above the diagonal (red) runs against the order.
// Cells darken with the logarithm of their weight, cycle groups are outlined, and every
// cell says what it stands for when pointed at. It returns a *TooLargeError beyond 400
// nodes.
func MatrixSVG(w io.Writer, in Matrix) error {
	m := &in.Matrix
	if n := len(m.Order); n > matrixSVGNodes {
		return &TooLargeError{Format: "svg", Nodes: n, Edges: len(m.View.Edges), MaxNodes: matrixSVGNodes, MaxEdges: len(m.View.Edges)}
	}
	d := newMatrixDrawing(in)
	out := bufio.NewWriter(w)
	d.begin(out)
	d.labels(out)
	d.grid(out)
	d.cells(out)
	d.groups(out)
	fmt.Fprintf(out, "</svg>\n")
	return out.Flush()
}

type matrixDrawing struct {
	in       Matrix
	names    []string
	margin   float64 // room for labels, left and above
	size     float64 // of the square
	heaviest int
}

func newMatrixDrawing(in Matrix) *matrixDrawing {
	d := &matrixDrawing{in: in, size: float64(cell * len(in.Matrix.Order))}
	longest := 0
	for _, n := range in.Matrix.Order {
		name := drawable(in.Matrix.View.Nodes[n].ID)
		longest = max(longest, utf8.RuneCountInString(name))
		d.names = append(d.names, name)
	}
	for _, row := range in.Matrix.Weight {
		for _, weight := range row {
			d.heaviest = max(d.heaviest, weight)
		}
	}
	d.margin = math.Ceil(float64(longest)*charWidth) + matrixGap + 4
	return d
}

// x and y are the left and upper edge of a position.
func (d *matrixDrawing) x(i int) float64 { return d.margin + float64(i*cell) }
func (d *matrixDrawing) y(i int) float64 { return d.margin + matrixHead + float64(i*cell) }

func (d *matrixDrawing) begin(w io.Writer) {
	m := &d.in.Matrix
	width, height := max(d.margin+d.size+2, 480), d.margin+d.size+matrixHead+2
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" class="dsm" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" font-family="Helvetica,Arial,sans-serif" font-size="%d" fill="currentColor">`+"\n",
		width, height, width, height, matrixFont)
	fmt.Fprintf(w, "<title>Coupling matrix of %s</title>\n", xmlText(treeName(d.in.Tree)))
	fmt.Fprintf(w, `<text x="0" y="14" font-size="13" font-weight="bold">Coupling matrix of the %ss of %s</text>`+"\n",
		m.View.Level, xmlText(treeName(d.in.Tree)))
	fmt.Fprintf(w, `<text x="0" y="30">Rows depend on columns, in file pairs. Red: against the order, %s in all. Outlined: cycles.</text>`+"\n",
		plural(m.Above, "file pair"))
}

func (d *matrixDrawing) labels(w io.Writer) {
	for i, name := range d.names {
		mid := float64(cell)/2 + matrixFont*0.36
		fmt.Fprintf(w, `<text x="%.1f" y="%.1f" text-anchor="end">%s</text>`+"\n", d.margin-matrixGap, d.y(i)+mid, xmlText(name))
		fmt.Fprintf(w, `<text transform="translate(%.1f %.1f) rotate(-90)">%s</text>`+"\n", d.x(i)+mid, d.y(0)-matrixGap, xmlText(name))
	}
}

// grid draws the frame, a line every fifth row and column, and the diagonal.
func (d *matrixDrawing) grid(w io.Writer) {
	var lines strings.Builder
	n := len(d.names)
	for i := 0; i <= n; i++ {
		if i%5 == 0 || i == n {
			fmt.Fprintf(&lines, "M%.0f %.0fv%.0fM%.0f %.0fh%.0f", d.x(i), d.y(0), d.size, d.x(0), d.y(i), d.size)
		}
	}
	fmt.Fprintf(w, `<path d="%s" stroke="#8896a3" stroke-opacity="0.35" stroke-width="0.6" fill="none"/>`+"\n", lines.String())
	fmt.Fprintf(w, `<g fill="#8896a3" fill-opacity="0.45">`+"\n")
	for i := range n {
		fmt.Fprintf(w, `<rect x="%.0f" y="%.0f" width="%d" height="%d"><title>%s: %s inside</title></rect>`+"\n",
			d.x(i), d.y(i), cell, cell, xmlText(d.names[i]), plural(d.in.Matrix.View.Internal[d.in.Matrix.Order[i]], "file pair"))
	}
	fmt.Fprintf(w, "</g>\n")
}

// cells draws the weights: those below the diagonal follow the order, those above don't.
func (d *matrixDrawing) cells(w io.Writer) {
	for _, side := range [...]struct {
		class, fill string
		above       bool
	}{{"below", "#2b6cb0", false}, {"above", "#e5141b", true}} {
		fmt.Fprintf(w, `<g class="%s" fill="%s">`+"\n", side.class, side.fill)
		for i, row := range d.in.Matrix.Weight {
			for j, weight := range row {
				if weight == 0 || i == j || side.above != (j > i) {
					continue
				}
				fmt.Fprintf(w, `<rect x="%.1f" y="%.1f" width="%d" height="%d" fill-opacity="%.2f"><title>%s depends on %s: %s</title></rect>`+"\n",
					d.x(j)+0.5, d.y(i)+0.5, cell-1, cell-1, d.shade(weight), xmlText(d.names[i]), xmlText(d.names[j]), plural(weight, "file pair"))
			}
		}
		fmt.Fprintf(w, "</g>\n")
	}
}

// shade is the opacity of a weight: even the smallest is seen.
func (d *matrixDrawing) shade(weight int) float64 {
	if d.heaviest <= 1 {
		return 1
	}
	return 0.3 + 0.7*math.Log(float64(weight))/math.Log(float64(d.heaviest))
}

// groups outlines the cycle groups, which stand together on the diagonal.
func (d *matrixDrawing) groups(w io.Writer) {
	group := d.in.Matrix.Group
	for i := 0; i < len(group); {
		j := i + 1
		for j < len(group) && group[j] == group[i] {
			j++
		}
		if group[i] >= 0 {
			side := float64((j - i) * cell)
			fmt.Fprintf(w, `<rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" fill="none" stroke="#e5141b" stroke-width="1.5"/>`+"\n",
				d.x(i), d.y(i), side, side)
			i = j
			continue
		}
		i++
	}
}

// xmlText escapes text for XML.
func xmlText(s string) string { return html.EscapeString(drawable(s)) }
