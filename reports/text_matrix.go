package reports

import (
	"fmt"
	"io"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"

	"plumbline/coupling"
	"plumbline/graph"
)

// exactWidth is the widest matrix, in characters, that is printed with exact numbers; a
// wider one gets one character a cell.
const exactWidth = 120

// MatrixText writes the coupling matrix with numbered columns. Rows depend on columns;
// cycles stand together, set off by rules; what lies above the diagonal runs against
// the order.
func MatrixText(w io.Writer, m Matrix) error {
	p := newPrinter(w)
	v := m.Matrix.View
	p.line("%s: coupling matrix of %s; rows depend on columns; file pairs, %s", treeText(&m.Tree),
		plural(len(m.Matrix.Order), string(v.Level)), "dependencies first")
	p.line("above the diagonal, against the order: %s", plural(m.Matrix.Above, "file pair"))
	if len(m.Matrix.Order) > 0 {
		p.blank()
		p.matrix(&m.Matrix)
		p.blank()
		p.kindTotals(&m.Matrix)
	}
	return p.Flush()
}

// matrixLayout is how a matrix fits into lines of text.
type matrixLayout struct {
	m      *coupling.Matrix
	labels []string
	label  int  // width of the widest label
	number int  // digits of the last column's number
	cell   int  // width of a cell, its space included
	exact  bool // weights as numbers, not as magnitudes
}

func layoutMatrix(m *coupling.Matrix) matrixLayout {
	l := matrixLayout{m: m, labels: nodeNames(m.View, m.Order), number: len(strconv.Itoa(len(m.Order)))}
	for i := range l.labels {
		l.labels[i] = oneLine(l.labels[i])
		l.label = max(l.label, utf8.RuneCountInString(l.labels[i]))
	}
	widest := l.number
	for _, row := range m.Weight {
		for _, n := range row {
			widest = max(widest, len(strconv.Itoa(n)))
		}
	}
	l.cell = widest + 1
	l.exact = l.label+l.number+2+l.cell*len(m.Order) <= exactWidth
	if !l.exact {
		l.cell = 1
	}
	return l
}

func (p printer) matrix(m *coupling.Matrix) {
	l := layoutMatrix(m)
	l.head(p)
	for i := range m.Order {
		if i > 0 && l.breaks(i) {
			p.WriteString(l.rule())
		}
		p.WriteString(l.row(i))
	}
	if !l.exact {
		p.blank()
		p.line(`\ diagonal, . none, else the magnitude of the weight: 1 is 1, 2 up to 3, 3 up to 7, 4 up to 15, 5 up to 31,`)
		p.line(`6 up to 63, 7 up to 127, 8 up to 255, 9 up to 511, * more; exact numbers: --format csv`)
	}
}

// breaks reports whether a cycle group starts or ends before position i.
func (l *matrixLayout) breaks(i int) bool {
	return l.m.Group[i] != l.m.Group[i-1]
}

func (l *matrixLayout) head(p printer) {
	margin := strings.Repeat(" ", l.label+1+l.number+1)
	if l.exact {
		p.WriteString(l.line(margin, func(j int) string { return strconv.Itoa(j + 1) }))
		return
	}
	for digit := range l.number {
		p.WriteString(l.line(margin, func(j int) string { return fmt.Sprintf("%*d", l.number, j+1)[digit : digit+1] }))
	}
}

func (l *matrixLayout) row(i int) string {
	pad := strings.Repeat(" ", l.label-utf8.RuneCountInString(l.labels[i]))
	margin := fmt.Sprintf("%s%s %*d ", l.labels[i], pad, l.number, i+1)
	return l.line(margin, func(j int) string { return l.text(i, j) })
}

// line joins the cells of a line, with a bar where a group starts or ends.
func (l *matrixLayout) line(margin string, cell func(j int) string) string {
	var b strings.Builder
	b.WriteString(margin)
	for j := range l.m.Order {
		if j > 0 && l.breaks(j) {
			b.WriteString(" |"[2-min(2, l.cell):])
		}
		fmt.Fprintf(&b, "%*s", l.cell, cell(j))
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}

// rule is the line between groups.
func (l *matrixLayout) rule() string {
	margin := strings.Repeat(" ", l.label+1+l.number+1)
	cells := l.line("", func(int) string { return strings.Repeat("-", l.cell) })
	return margin + strings.NewReplacer(" ", "-", "|", "+").Replace(cells)
}

func (l *matrixLayout) text(i, j int) string {
	n := l.m.Weight[i][j]
	switch {
	case i == j:
		return `\`
	case n == 0:
		return "."
	case l.exact:
		return strconv.Itoa(n)
	}
	if magnitude := bits.Len(uint(n)); magnitude <= 9 {
		return strconv.Itoa(magnitude)
	}
	return "*"
}

// kindTotals writes the sites of all cells by kind.
func (p printer) kindTotals(m *coupling.Matrix) {
	var total graph.ViewEdge
	for i := range m.View.Edges {
		for k, n := range kindsWithin(&m.View.Edges[i], m.Kinds) {
			total.Kinds[k] += n
		}
	}
	if text := kindsText(&total); text != "" {
		p.line("sites by kind: %s", text)
	}
}
