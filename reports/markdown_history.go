package reports

import "io"

// HistoryMarkdown writes the figures of a history as tables.
func HistoryMarkdown(w io.Writer, h History) error {
	p := newPrinter(w)
	p.line("# History")
	p.blank()
	p.line("%s.", prose(h.headline()))
	figures, scores, rest := h.historyTables()
	p.blank()
	p.mapTable(figures)
	p.blank()
	p.line("%s", figureWords)
	p.heading(2, "Coupling scores")
	p.line("%s.", h.scoreTitle(rest))
	p.blank()
	for i := range scores.columns {
		scores.columns[i].head = prose(scores.columns[i].head)
	}
	p.mapTable(scores)
	if len(h.Failed) > 0 {
		p.heading(2, "Not measured")
		for _, f := range h.Failed {
			p.line("- %s (%s): %s", code(f.Name), day(f.Date), prose(f.Error))
		}
	}
	p.markdownNotes(h.Notes)
	return p.Flush()
}

// markdownNotes lists what the reader should know of a run.
func (p printer) markdownNotes(notes []string) {
	if len(notes) == 0 {
		return
	}
	p.heading(2, "Notes")
	for _, n := range notes {
		p.line("- %s", prose(n))
	}
}
