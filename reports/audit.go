package reports

import (
	"slices"
	"strings"

	"plumbline/audit"
	"plumbline/internal/finding"
)

// Audit is a tree held against the Definition of Done, and where there is a BASE what differs.
type Audit struct {
	Tree    Tree // HEAD where there are two
	Base    *Tree
	Report  *audit.Report
	Changes []audit.Change // HEAD against BASE
	Row     string         // only this row, check or milestone; "" for all
}

// HasRow reports whether the audit has a row of this id.
func (a *Audit) HasRow(id string) bool {
	return slices.ContainsFunc(a.Report.Rows, func(r audit.Result) bool { return r.ID == id })
}

// rows are those that are asked for.
func (a *Audit) rows() []*audit.Result {
	var out []*audit.Result
	for i := range a.Report.Rows {
		if r := &a.Report.Rows[i]; a.Wants(r) {
			out = append(out, r)
		}
	}
	return out
}

// Wants reports whether a row is asked for: by its id, its check, or a milestone that it belongs to
// or that it sums up.
func (a *Audit) Wants(r *audit.Result) bool {
	if a.Row == "" || a.Row == r.ID || a.Row == r.Check {
		return true
	}
	if strings.HasPrefix(a.Row, "DOD-") {
		return false // rows made of this one say no more of it
	}
	for _, m := range strings.Split(r.Milestone+","+r.Of, ",") {
		if m == a.Row {
			return true
		}
	}
	return false
}

const metricColumns = "Metric|Baseline|Target|Measured|State"

// metricCells are the figures of the document as a table.
func metricCells(list []audit.Metric) [][]string {
	var rows [][]string
	for _, m := range list {
		measured := oneLine(m.Measured)
		if measured == "" {
			measured = "-"
		}
		rows = append(rows, []string{oneLine(m.Name), m.Baseline, m.Target, measured, stateWords(m.State)})
	}
	return rows
}

// auditPart is the rows of one part of the document.
type auditPart struct {
	name string
	rows []*audit.Result
}

// parts cuts rows by the first heading that they stand under, in the order of the document.
func (a *Audit) parts() []auditPart {
	var out []auditPart
	for _, r := range a.rows() {
		name, _, _ := strings.Cut(r.Section, " / ")
		if n := len(out); n == 0 || out[n-1].name != name {
			out = append(out, auditPart{name: name})
		}
		last := &out[len(out)-1]
		last.rows = append(last.rows, r)
	}
	return out
}

// partNote says how a part is read where its rows are not what shall be: "done" beside "any action is
// unpinned" is no contradiction.
func partNote(name string) string {
	if strings.HasPrefix(name, "Not Done Until") {
		return "Each row names a blocker: done means that it is gone, not done that it stands."
	}
	return ""
}

// auditStates are the states, the open ones first.
func auditStates() []audit.State {
	return []audit.State{audit.NotDone, audit.Partial, audit.Unseen, audit.Done}
}

// stateWords says a state as people read it.
func stateWords(s audit.State) string {
	switch s {
	case audit.NotDone:
		return "NOT DONE"
	case audit.Partial:
		return "PARTIAL"
	case audit.Unseen:
		return "CAN'T BE SEEN"
	}
	return "DONE"
}

// countStates counts rows by state.
func countStates(rows []*audit.Result) map[audit.State]int {
	n := map[audit.State]int{}
	for _, r := range rows {
		n[r.State]++
	}
	return n
}

// stateCounts says how many rows are in which state: "3 of 9 done, 2 partial, 4 not done".
func stateCounts(rows []*audit.Result) string {
	n := countStates(rows)
	parts := []string{thousands(n[audit.Done]) + " of " + thousands(len(rows)) + " done"}
	for _, s := range [...]struct {
		state audit.State
		words string
	}{{audit.Partial, "partial"}, {audit.NotDone, "not done"}, {audit.Unseen, "can't be seen from the tree"}} {
		if n[s.state] > 0 {
			parts = append(parts, thousands(n[s.state])+" "+s.words)
		}
	}
	return strings.Join(parts, ", ")
}

// RowSeverity is how much a row weighs that is not done: a blocker is an error, a row that is done
// in part a note, any other a warning. It is false for rows that are done or that no tree shows.
func RowSeverity(r *audit.Result) (finding.Severity, bool) {
	switch {
	case r.State == audit.Partial:
		return finding.Note, true
	case r.State != audit.NotDone:
		return finding.Note, false
	case strings.HasPrefix(r.ID, "DOD-BLK-"):
		return finding.Error, true
	}
	return finding.Warning, true
}

// evidencePlace is the place of a piece of evidence, "" where it is about the tree as a whole.
func evidencePlace(e *audit.Evidence) string {
	if e.Path == "" {
		return ""
	}
	return place{e.Path, e.Line}.String()
}

// inOrder lists the evidence of a row: what keeps it open first, unless it is done.
func inOrder(r *audit.Result) []audit.Evidence {
	var against, rest []audit.Evidence
	for _, e := range r.Evidence {
		if e.Against {
			against = append(against, e)
		} else {
			rest = append(rest, e)
		}
	}
	if r.State == audit.Done {
		return append(rest, against...)
	}
	return append(against, rest...)
}

// shownOf is the evidence of a row that a text shows, and how much more there is: all of it where the
// row was asked for. That of a row made of others is theirs, which stand above; what else is said of
// it (a person's word that is not used) has a place in a file.
func shownOf(r *audit.Result, whole bool) (shown []audit.Evidence, rest int) {
	shown = inOrder(r)
	if whole {
		return shown, 0
	}
	if r.Of != "" {
		shown = slices.DeleteFunc(shown, func(e audit.Evidence) bool { return e.Path == "" })
	}
	return firstN(shown, shownEvidence)
}
