package reports

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// InventoryCSV writes what is deprecated as a head row and a row each.
func InventoryCSV(w io.Writer, in Inventory) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"subject", "state", "path", "line", "public", "since", "since_exact", "promised", "overdue", "overdue_by", "removable_in", "alternative", "category", "owners", "text"}}
	for i := range in.List {
		d := &in.List[i]
		rows = append(rows, []string{d.Subject, d.State, d.Path, strconv.Itoa(d.Line), strconv.FormatBool(d.Public), d.Since, strconv.FormatBool(d.SinceExact), d.Promised, strconv.FormatBool(d.Overdue),
			strconv.Itoa(d.OverdueBy), d.RemovableIn, d.Alternative, d.Category, strings.Join(d.Owners, " "), d.Text})
	}
	return out.WriteAll(rows)
}
