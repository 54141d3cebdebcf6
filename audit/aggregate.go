package audit

import (
	"fmt"
	"slices"
	"strings"
)

// aggregate decides the rows that are the worst of others: of rows by their ids, or of all rows
// of a milestone. Rows of rows come out whatever their order is; the definition has no circle,
// which its test holds.
func aggregate(rows []Result) {
	decided := map[int]bool{}
	for i := range rows {
		decide(rows, i, decided)
	}
}

func decide(rows []Result, i int, decided map[int]bool) {
	r := &rows[i]
	if r.Of == "" || decided[i] {
		return
	}
	decided[i] = true
	r.State, r.Needs = Done, ""
	var open []string
	for _, k := range members(rows, i) {
		decide(rows, k, decided)
		part := &rows[k]
		r.State = worse(r.State, part.State)
		if part.State != Done {
			open = append(open, part.ID)
		}
		r.Evidence = append(r.Evidence, Evidence{Text: fmt.Sprintf("%s is %s: %s", part.ID, part.State.words(), part.Text), Against: part.State != Done})
	}
	if len(open) > 0 {
		r.Needs = strings.Join(open, ", ") + " done"
	}
}

// members are the indices of the rows that a row is the worst of.
func members(rows []Result, of int) []int {
	var out []int
	for _, name := range strings.Split(rows[of].Of, ",") {
		for k := range rows {
			if k != of && (rows[k].ID == name || slices.Contains(strings.Split(rows[k].Milestone, ","), name)) {
				out = append(out, k)
			}
		}
	}
	return out
}
