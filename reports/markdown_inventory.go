package reports

import (
	"io"
	"strings"
)

// InventoryMarkdown writes what is deprecated as a table.
func InventoryMarkdown(w io.Writer, in Inventory) error {
	p := newPrinter(w)
	p.line("# Deprecations")
	p.blank()
	line := prose(treeText(&in.Tree))
	if in.Release != "" {
		line += ", release " + prose(in.Release)
	}
	p.line("%s. %s.", line, in.headline())
	if len(in.List) > 0 {
		p.blank()
		var rows [][]string
		for _, d := range in.overdueFirst() {
			rows = append(rows, []string{code(d.Subject), prose(d.State), prose(d.sinceText()), prose(d.dueText()), prose(dash(d.RemovableIn)),
				prose(dash(clipped(oneLine(d.Alternative), shownAlternative))), prose(dash(d.Category)), code(d.place()), prose(dash(strings.Join(d.Owners, " ")))})
		}
		p.markdownTable(columns("Subject|State|Since|Promised|Removable in|Use instead|Category|Place|Owners"), rows)
	}
	f := Findings{BlindSpots: in.BlindSpots}
	p.markdownBlind(&f)
	return p.Flush()
}
