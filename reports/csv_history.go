package reports

import (
	"encoding/csv"
	"io"
	"time"
)

// HistoryCSV writes a row a revision: the figures of the whole tree, then the coupling score of
// every module ("score torch/nn"), empty where the revision has no such module.
func HistoryCSV(w io.Writer, h History) error {
	out := csv.NewWriter(w)
	head := []string{"revision", "commit", "date"}
	for _, f := range historyFigures() {
		head = append(head, f.key)
	}
	modules := h.historyModules()
	for _, m := range modules {
		head = append(head, "score "+m)
	}
	rows := [][]string{head}
	for i := range h.Revisions {
		r := &h.Revisions[i]
		row := []string{r.Name, r.Commit, stamp(r.Date)}
		for _, f := range historyFigures() {
			row = append(row, f.exact(&r.Summary))
		}
		for _, m := range modules {
			row = append(row, h.scoreTexts(m, []int{i}, figureText)...)
		}
		rows = append(rows, row)
	}
	return out.WriteAll(rows)
}

// stamp writes a date for machines, "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
