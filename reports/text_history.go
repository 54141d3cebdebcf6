package reports

import "io"

// HistoryText writes the figures of a history as tables for a terminal.
func HistoryText(w io.Writer, h History) error {
	p := newPrinter(w)
	p.line("History of %s", oneLine(h.headline()))
	figures, scores, rest := h.historyTables()
	p.blank()
	p.plainTable(figures)
	p.blank()
	p.line("%s", figureWords)
	p.blank()
	p.line("%s", h.scoreTitle(rest))
	p.plainTable(scores)
	if len(h.Failed) > 0 {
		p.blank()
		p.line("Not measured:")
		for _, f := range h.Failed {
			p.line("  %s  %s  %s", oneLine(f.Name), day(f.Date), oneLine(f.Error))
		}
	}
	return p.Flush()
}

// figureWords says what the figures of the table are.
const figureWords = "Propagation cost and NCCD are over files; cycles are groups that load one another in circles; docs/metrics.md defines all."

// scoreTitle says what the table of scores holds.
func (h *History) scoreTitle(rest int) string {
	title := "Coupling score by module, 1 to 10, highest at the end first"
	if n := len(h.Revisions); n > shownScores {
		title += "; " + thousands(shownScores) + " of " + thousands(n) + " revisions"
	}
	if rest > 0 {
		title += "; " + plural(rest, "more module") + " in json and csv"
	}
	return title
}

// plainTable writes a table of cells for a terminal.
func (p printer) plainTable(t mapTable) {
	rows := make([][]string, len(t.rows))
	for i, cells := range t.rows {
		rows[i] = make([]string, len(cells))
		for k := range cells {
			rows[i][k] = oneLine(cells[k].text)
		}
	}
	p.textTable("", t.columns, rows)
}
