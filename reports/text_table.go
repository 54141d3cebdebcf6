package reports

import (
	"strings"
	"unicode/utf8"
)

// column is a table column; numbers stand right.
type column struct {
	head  string
	right bool
}

// columns reads a short description: names separated by "|", a trailing ">" for columns
// that stand right.
func columns(spec string) []column {
	var cs []column
	for _, name := range strings.Split(spec, "|") {
		head, right := strings.CutSuffix(name, ">")
		cs = append(cs, column{head, right})
	}
	return cs
}

// textTable writes aligned columns, two spaces apart, every line behind an indent.
func (p printer) textTable(indent string, cs []column, rows [][]string) {
	width := make([]int, len(cs))
	head := make([]string, len(cs))
	for i, c := range cs {
		head[i] = c.head
		width[i] = utf8.RuneCountInString(c.head)
		for _, row := range rows {
			width[i] = max(width[i], utf8.RuneCountInString(row[i]))
		}
	}
	p.textRow(indent, cs, width, head)
	for _, row := range rows {
		p.textRow(indent, cs, width, row)
	}
}

func (p printer) textRow(indent string, cs []column, width []int, row []string) {
	var b strings.Builder
	b.WriteString(indent)
	for i, cell := range row {
		if i > 0 {
			b.WriteString("  ")
		}
		pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
		if cs[i].right {
			b.WriteString(pad + cell)
		} else {
			b.WriteString(cell + pad)
		}
	}
	p.WriteString(strings.TrimRight(b.String(), " "))
	p.WriteByte('\n')
}

// markdownTable writes a Markdown table; cells are Markdown already, but for bars, which
// GitHub wants escaped inside tables even in code.
func (p printer) markdownTable(cs []column, rows [][]string) {
	head := make([]string, len(cs))
	for i, c := range cs {
		head[i] = c.head
	}
	p.markdownRow(head)
	for _, c := range cs {
		if c.right {
			p.WriteString("|---:")
		} else {
			p.WriteString("|---")
		}
	}
	p.WriteString("|\n")
	for _, row := range rows {
		p.markdownRow(row)
	}
}

func (p printer) markdownRow(cells []string) {
	for _, cell := range cells {
		p.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
	}
	p.WriteString("|\n")
}
