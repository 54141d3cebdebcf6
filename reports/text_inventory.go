package reports

import "io"

// InventoryText writes what is deprecated as a table for a terminal.
func InventoryText(w io.Writer, in Inventory) error {
	p := newPrinter(w)
	title := "Deprecations of " + treeText(&in.Tree)
	if in.Release != "" {
		title += ", release " + in.Release
	}
	p.line("%s", title)
	p.line("%s", in.headline())
	if wrong := in.wrong(); wrong != "" {
		p.line("wrong with them: %s (--findings lists them)", wrong)
	}
	if len(in.List) > 0 {
		p.blank()
		var rows [][]string
		for _, d := range in.overdueFirst() {
			rows = append(rows, []string{oneLine(d.Subject), d.State, d.sinceText(), d.dueText(), dash(d.RemovableIn),
				dash(oneLine(clipped(d.Alternative, shownAlternative))), dash(d.Category), d.place()})
		}
		p.textTable("", columns("subject|state|since|promised|removable in|use instead|category|place"), rows)
	}
	f := Findings{BlindSpots: in.BlindSpots}
	p.textBlind(&f)
	return p.Flush()
}

// shownAlternative bounds what a table shows of an alternative, in characters.
const shownAlternative = 60
