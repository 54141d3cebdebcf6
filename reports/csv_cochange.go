package reports

import (
	"encoding/csv"
	"io"
	"strconv"
)

// CochangeCSV writes every pair as a row. The first four columns are those of code-maat's
// coupling: entity, coupled, degree in percent, floored, and mean changes, rounded up.
func CochangeCSV(w io.Writer, c Cochange) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"entity", "coupled", "degree", "average_revs", "shared", "revs_entity", "revs_coupled", "p", "q", "significant", "hidden", "dependency", "links", "end_entity", "end_coupled", "module_entity", "module_coupled"}}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		rows = append(rows, []string{p.A, p.B, strconv.Itoa(int(p.Degree)), strconv.Itoa((p.RevsA + p.RevsB + 1) / 2), strconv.Itoa(p.Shared),
			strconv.Itoa(p.RevsA), strconv.Itoa(p.RevsB), exponent(p.P), exponent(p.Q), strconv.FormatBool(p.Significant()), strconv.FormatBool(p.Hidden()),
			string(p.Tie), strconv.Itoa(p.Links), string(p.EndA), string(p.EndB), p.ModuleA, p.ModuleB})
	}
	return out.WriteAll(rows)
}

// exponent writes a probability with seven digits, which are the same on every machine.
func exponent(p float64) string { return strconv.FormatFloat(p, 'e', 6, 64) }
