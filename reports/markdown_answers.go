package reports

import (
	"cmp"
	"io"
	"slices"
)

// MatrixMarkdown writes the coupling matrix: what runs against the order as a table, the
// matrix itself as text.
func MatrixMarkdown(w io.Writer, m Matrix) error {
	p := newPrinter(w)
	x := &m.Matrix
	p.line("# Coupling matrix of %s", prose(treeText(&m.Tree)))
	p.blank()
	p.line("Rows depend on columns; the figures are file pairs. Dependencies come first, cycles stand together: what lies above the diagonal runs against the order (%s of %s).",
		thousands(x.Above), plural(matrixTotal(x.Weight), "file pair"))
	p.blank()
	p.line("```text")
	p.matrix(x)
	p.line("```")
	names := nodeNames(x.View, x.Order)
	type cell struct{ row, column, weight int }
	var above []cell
	for i, row := range x.Weight {
		for j := i + 1; j < len(row); j++ {
			if row[j] > 0 {
				above = append(above, cell{i, j, row[j]})
			}
		}
	}
	if len(above) == 0 {
		return p.Flush()
	}
	slices.SortStableFunc(above, func(a, b cell) int { return cmp.Compare(b.weight, a.weight) })
	p.heading(2, "Against the order")
	shown, rest := firstN(above, shownAbove)
	var cells [][]string
	for _, c := range shown {
		cells = append(cells, []string{code(names[c.row] + " -> " + names[c.column]), thousands(c.weight), thousands(x.Weight[c.column][c.row])})
	}
	p.markdownTable(columns("Dependency|File pairs>|The other way>"), cells)
	if rest > 0 {
		p.blank()
		p.line("… and %s: the CSV and JSON forms have all.", plural(rest, "lighter cell"))
	}
	return p.Flush()
}

// shownAbove bounds the list of cells above the diagonal.
const shownAbove = 40

func matrixTotal(weight [][]int) int {
	sum := 0
	for _, row := range weight {
		for _, n := range row {
			sum += n
		}
	}
	return sum
}

// WhyMarkdown writes the shortest chains as numbered lists.
func WhyMarkdown(w io.Writer, y Why) error {
	p := newPrinter(w)
	p.line("# Why %s depends on %s", prose(y.From), prose(y.To))
	p.blank()
	p.line("%s.", prose(whySummary(&y)))
	for i, chain := range y.Chains.Listed {
		p.blank()
		p.line("Chain %d:", i+1)
		p.blank()
		for k, step := range chain {
			p.line("%d. %s (%s)", k+1, code(stepEnds(y.Graph, step)), step.Kind)
		}
	}
	if rest := y.Chains.Total - uint64(len(y.Chains.Listed)); rest > 0 {
		p.blank()
		p.line("… and %s as short.", chainCount(rest, "more chain"))
	}
	return p.Flush()
}

// ImpactMarkdown writes what depends on changed files, fit for a pull request comment.
func ImpactMarkdown(w io.Writer, m Impact) error {
	p := newPrinter(w)
	sum := summarize(&m)
	p.line("# What depends on these files")
	p.blank()
	p.line("%s.", prose(impactSentence(&m, &sum)))
	if len(m.Unknown) > 0 {
		p.blank()
		p.line("Not in the graph: %s.", codes(m.Unknown))
	}
	if len(sum.Modules) > 0 {
		p.blank()
		shown, rest := firstN(sum.Modules, shownImpactModules)
		p.markdownTable(columns(impactColumns), impactCells(shown, code))
		if rest > 0 {
			p.blank()
			p.line("… and %s.", plural(rest, "more module"))
		}
	}
	p.foldedPaths("Depend directly", sum.Direct)
	p.foldedPaths("Tests, nearest first", sum.TestIDs)
	return p.Flush()
}

func (p printer) foldedPaths(title string, paths []string) {
	if len(paths) == 0 {
		return
	}
	p.blank()
	p.details(title, ": "+plural(len(paths), "file"))
	shown, rest := firstN(paths, shownDependents)
	for _, path := range shown {
		p.line("- %s", code(path))
	}
	if rest > 0 {
		p.line("- … and %s more", thousands(rest))
	}
	p.endDetails()
}
