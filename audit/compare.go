package audit

import "slices"

// Change is a row whose state differs between two trees.
type Change struct {
	ID     string
	Before State
	Head   *Result
}

// Lost reports whether the row was done and is done no longer: what a gate refuses.
func (c *Change) Lost() bool { return c.Before == Done && c.Head.State != Done }

// Gained reports whether the row is done now.
func (c *Change) Gained() bool { return c.Before != Done && c.Head.State == Done }

// rank orders the changes: rows lost, rows that got worse, rows that got better, rows won.
func (c *Change) rank() int {
	switch {
	case c.Lost():
		return 0
	case c.Gained():
		return 3
	case worse(c.Before, c.Head.State) == c.Head.State:
		return 1
	}
	return 2
}

// Compare lists the rows of HEAD whose state differs from BASE's: the rows lost first, and within
// a kind in the order of the document. Both reports are of one definition.
func Compare(base, head *Report) []Change {
	before := map[string]State{}
	for i := range base.Rows {
		before[base.Rows[i].ID] = base.Rows[i].State
	}
	var out []Change
	for i := range head.Rows {
		r := &head.Rows[i]
		if was, ok := before[r.ID]; ok && was != r.State {
			out = append(out, Change{ID: r.ID, Before: was, Head: r})
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return a.rank() - b.rank() })
	return out
}
