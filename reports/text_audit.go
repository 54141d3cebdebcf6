package reports

import (
	"io"
	"slices"
	"strings"

	"plumbline/audit"
)

// shownEvidence bounds the evidence of a row in texts; --row shows all.
const shownEvidence = 4

// AuditText writes the scoreboard for a terminal: part by part, the open rows first.
func AuditText(w io.Writer, in Audit) error {
	p := newPrinter(w)
	p.line("Definition of Done: %s", treeText(&in.Tree))
	if in.Base != nil {
		p.line("compared with %s", treeText(in.Base))
		p.blank()
		p.auditChanges(&in)
		if in.Row == "" {
			return p.Flush()
		}
	}
	parts := in.parts()
	p.line("%s", stateCounts(in.rows()))
	if in.Row == "" {
		p.blank()
		var rows [][]string
		for _, part := range parts {
			n := countStates(part.rows)
			row := []string{oneLine(part.name)}
			for _, s := range [...]audit.State{audit.Done, audit.Partial, audit.NotDone, audit.Unseen} {
				row = append(row, thousands(n[s]))
			}
			rows = append(rows, append(row, thousands(len(part.rows))))
		}
		p.textTable("", columns("Part|Done>|Partial>|Not done>|Can't be seen>|Rows>"), rows)
	}
	if in.Row == "" && len(in.Report.Metrics) > 0 {
		p.blank()
		p.textTable("", columns(metricColumns), metricCells(in.Report.Metrics))
	}
	for _, part := range parts {
		p.blank()
		p.line("%s: %s", oneLine(part.name), stateCounts(part.rows))
		if note := partNote(part.name); note != "" {
			p.line("  %s", note)
		}
		for _, s := range auditStates() {
			for _, r := range part.rows {
				if r.State == s {
					p.auditRow(r, in.Row != "")
				}
			}
		}
	}
	if in.Row == "" {
		p.auditScore(&in.Report.Score)
		p.auditWorkflows(in.Report)
		p.auditProblems(in.Report.Problems)
	}
	return p.Flush()
}

// auditRow writes a row, its evidence and what is missing.
func (p printer) auditRow(r *audit.Result, whole bool) {
	id := r.ID
	if r.Milestone != "" {
		id += " (" + r.Milestone + ")"
	}
	p.line("  %-13s  %s  %s", stateWords(r.State), id, oneLine(r.Text))
	const indent = "                 "
	if r.Needs != "" {
		p.line("%sneeds %s", indent, oneLine(r.Needs))
	}
	shown, rest := shownOf(r, whole)
	for i := range shown {
		e := &shown[i]
		text := oneLine(e.Text)
		if at := evidencePlace(e); at != "" {
			text = at + "  " + text
		}
		p.line("%s%s %s", indent, mark(e), text)
	}
	if rest > 0 {
		p.line("%s  and %s; --row %s shows all", indent, plural(rest, "more", "more"), r.ID)
	}
}

// mark tells what speaks for a row from what speaks against it.
func mark(e *audit.Evidence) string {
	if e.Against {
		return "-"
	}
	return "+"
}

// auditChanges writes what differs between the two trees.
func (p printer) auditChanges(in *Audit) {
	lost := 0
	for i := range in.Changes {
		if in.Changes[i].Lost() {
			lost++
		}
	}
	if len(in.Changes) == 0 {
		p.line("No row changed.")
		return
	}
	p.line("%s changed, %d lost", plural(len(in.Changes), "row"), lost)
	for i := range in.Changes {
		c := &in.Changes[i]
		word := "      "
		if c.Lost() {
			word = "LOST  "
		}
		p.line("%s%s -> %s", word, stateWords(c.Before), stateWords(c.Head.State))
		p.auditRow(c.Head, false)
	}
}

// auditScore writes the security posture.
func (p printer) auditScore(s *audit.Score) {
	if len(s.Categories) == 0 {
		return
	}
	p.blank()
	p.line("Security posture: %s of 10, target %s", decimal(s.Mean, 1), decimal(s.Target, 1))
	for _, c := range s.Categories {
		p.line("  %4s  %s", decimal(c.Points, 1), oneLine(c.Name))
		for _, part := range c.Parts {
			p.line("        %4s of %s  %s", decimal(part.Points, 1), decimal(part.Weight, 1), oneLine(part.Name))
		}
	}
}

// auditWorkflows counts what workflows pass over and what they use; --format json lists each.
func (p printer) auditWorkflows(r *audit.Report) {
	if len(r.Silent) > 0 {
		p.blank()
		p.line("Failures that workflows pass over: %s (each: --format json)", plural(len(r.Silent), "place"))
		var rows [][]string
		groups := silentGroups(r.Silent)
		for i := range groups {
			rows = append(rows, groups[i].cells())
		}
		p.textTable("  ", columns(silentColumns), rows)
	}
	if refs := audit.References(r.Pins); len(refs) > 0 {
		p.blank()
		p.line("What workflows use: %s (each: --format json)", plural(len(refs), "name"))
		var rows [][]string
		groups := pinGroups(refs)
		for i := range groups {
			rows = append(rows, groups[i].cells())
		}
		p.textTable("  ", columns(pinColumns), rows)
	}
}

func (p printer) auditProblems(list []audit.Evidence) {
	if len(list) == 0 {
		return
	}
	p.blank()
	p.line("Could not be read:")
	for _, e := range unique(list) {
		p.line("  %s", strings.TrimSpace(evidencePlace(&e)+"  "+oneLine(e.Text)))
	}
}

// unique lists each problem once, in order.
func unique(list []audit.Evidence) []audit.Evidence {
	var out []audit.Evidence
	for _, e := range list {
		if !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}
