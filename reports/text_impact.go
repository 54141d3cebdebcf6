package reports

import (
	"fmt"
	"io"
)

// What the text and Markdown forms list of an impact; the JSON form has the rest.
const (
	shownImpactModules = 40
	shownDependents    = 40
	distanceColumns    = 4
)

// ImpactText writes what depends on changed files: a table by module and distance, the
// files that depend on them directly, and the tests among all.
func ImpactText(w io.Writer, m Impact) error {
	p := newPrinter(w)
	sum := summarize(&m)
	p.line("%s", impactSentence(&m, &sum))
	for _, path := range m.Unknown {
		p.line("not in the graph: %s", oneLine(path))
	}
	if len(sum.Modules) > 0 {
		p.blank()
		shown, rest := firstN(sum.Modules, shownImpactModules)
		p.textTable("", columns(impactColumns), impactCells(shown, oneLine))
		if rest > 0 {
			p.line("… and %s (all: --format json)", plural(rest, "module"))
		}
	}
	p.pathList("depend directly", sum.Direct)
	p.pathList("tests, nearest first", sum.TestIDs)
	return p.Flush()
}

func (p printer) pathList(title string, paths []string) {
	if len(paths) == 0 {
		return
	}
	p.blank()
	p.line("%s (%s)", title, thousands(len(paths)))
	shown, rest := firstN(paths, shownDependents)
	for _, path := range shown {
		p.line("  %s", oneLine(path))
	}
	if rest > 0 {
		p.line("  … and %s more (all: --format json)", thousands(rest))
	}
}

// impactSentence sums an impact up.
func impactSentence(m *Impact, sum *impactSummary) string {
	if len(m.Start) == 0 {
		return "none of the paths given is in the graph, so nothing is known to depend on them"
	}
	start := plural(len(m.Start), "path")
	if len(m.Start) == 1 {
		start = oneLine(m.Start[0])
	}
	verb := " depend on "
	if sum.Files == 1 {
		verb = " depends on "
	}
	text := fmt.Sprintf("%s in %s%s%s, directly or through others: %s among them", plural(sum.Files, "file"),
		plural(len(sum.Modules), "module"), verb, start, plural(sum.Tests, "test file"))
	if sum.Made > 0 {
		text += fmt.Sprintf("; %s on the way", plural(sum.Made, "generated or compiled file"))
	}
	return text
}

const impactColumns = "module|files>|tests>|direct>|at 2>|at 3>|further>"

// impactCells makes the rows of the module table.
func impactCells(rows []impactRow, name func(string) string) [][]string {
	var cells [][]string
	for _, row := range rows {
		line := []string{name(row.Name), thousands(row.Files), thousands(row.Tests)}
		var at [distanceColumns]int
		for i, n := range row.ByDistance {
			at[min(i, distanceColumns-1)] += n
		}
		for _, n := range at {
			line = append(line, countOrDash(n))
		}
		cells = append(cells, line)
	}
	return cells
}

// countOrDash keeps tables of mostly zeros readable.
func countOrDash(n int) string {
	if n == 0 {
		return "–"
	}
	return thousands(n)
}
