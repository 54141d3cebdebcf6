package reports

import (
	"io"
	"strings"

	"plumbline/audit"
)

// AuditMarkdown writes the document's own checklist: a box is ticked where the row is done, and
// the evidence stands under it.
func AuditMarkdown(w io.Writer, in Audit) error {
	p := newPrinter(w)
	p.line("# Definition of Done")
	p.blank()
	p.line("%s. %s.", prose(treeText(&in.Tree)), stateCounts(in.rows()))
	if in.Base != nil {
		p.markdownChanges(&in)
	}
	section := ""
	for _, r := range in.rows() {
		if r.Section != section {
			p.auditHeadings(section, r.Section)
			section = r.Section
		}
		p.markdownCheckbox(r, in.Row != "")
	}
	if in.Row == "" {
		p.markdownMetrics(in.Report.Metrics)
		p.markdownScore(&in.Report.Score)
		p.markdownWorkflows(in.Report)
		if len(in.Report.Problems) > 0 {
			p.heading(2, "Could not be read")
			for _, e := range unique(in.Report.Problems) {
				p.line("- %s", evidenceMarkdown(&e))
			}
		}
	}
	return p.Flush()
}

// auditHeadings writes the headings of a section that the one before does not stand under.
func (p printer) auditHeadings(before, section string) {
	was, now := strings.Split(before, " / "), strings.Split(section, " / ")
	same := true
	for i, name := range now {
		if same = same && i < len(was) && was[i] == name; !same {
			p.heading(i+2, prose(name))
			if note := partNote(name); note != "" {
				p.line("%s", note)
				p.blank()
			}
		}
	}
}

// markdownCheckbox writes one checkbox.
func (p printer) markdownCheckbox(r *audit.Result, whole bool) {
	box, state := " ", ""
	if r.State == audit.Done {
		box = "x"
	} else {
		state = " **" + stateWords(r.State) + "**"
	}
	p.line("- [%s] %s (%s)%s", box, rowMarkdown(r), r.ID, state)
	if r.Needs != "" {
		p.line("  - needs %s", prose(r.Needs))
	}
	shown, rest := shownOf(r, whole)
	for i := range shown {
		p.line("  - %s", evidenceMarkdown(&shown[i]))
	}
	if rest > 0 {
		p.line("  - and %s more", thousands(rest))
	}
}

// rowMarkdown is a row's text: the definition's own Markdown, or what a tree's checklist says,
// which is taken as words.
func rowMarkdown(r *audit.Result) string {
	if audit.OwnRow(r.ID) {
		return prose(r.Text)
	}
	return oneLine(r.Text)
}

func evidenceMarkdown(e *audit.Evidence) string {
	text := prose(e.Text)
	if at := evidencePlace(e); at != "" {
		text = code(at) + " " + text
	}
	return text
}

func (p printer) markdownChanges(in *Audit) {
	p.heading(2, "Changed since "+prose(treeText(in.Base)))
	if len(in.Changes) == 0 {
		p.line("No row changed.")
		return
	}
	var rows [][]string
	for i := range in.Changes {
		c := &in.Changes[i]
		after := stateWords(c.Head.State)
		if c.Lost() {
			after = "**" + after + "**"
		}
		rows = append(rows, []string{c.ID, rowMarkdown(c.Head), stateWords(c.Before), after, prose(c.Head.Needs)})
	}
	p.markdownTable(columns("Row|Text|Was|Is|Needs"), rows)
}

func (p printer) markdownScore(s *audit.Score) {
	if len(s.Categories) == 0 {
		return
	}
	p.heading(2, "Security posture: "+decimal(s.Mean, 1)+" of 10, target "+decimal(s.Target, 1))
	var rows [][]string
	for _, c := range s.Categories {
		rows = append(rows, []string{"**" + prose(c.Name) + "**", "", "**" + decimal(c.Points, 1) + "**", "10"})
		for _, part := range c.Parts {
			var at []string
			for i := range part.Evidence {
				at = append(at, evidenceMarkdown(&part.Evidence[i]))
			}
			shown, rest := firstN(at, shownEvidence)
			text := strings.Join(shown, "; ")
			if rest > 0 {
				text += "; and " + thousands(rest) + " more"
			}
			rows = append(rows, []string{prose(part.Name), text, decimal(part.Points, 1), decimal(part.Weight, 1)})
		}
	}
	p.markdownTable(columns("Check|Evidence|Points>|Of>"), rows)
}

// markdownWorkflows lists what workflows pass over, the dangerous places one by one, and what they
// use, name by name.
func (p printer) markdownWorkflows(r *audit.Report) {
	if len(r.Silent) > 0 {
		p.heading(2, "Failures that workflows pass over")
		var rows [][]string
		groups := silentGroups(r.Silent)
		for i := range groups {
			rows = append(rows, groups[i].cells())
		}
		p.markdownTable(columns(silentColumns), rows)
		p.blank()
		for i := range r.Silent {
			if s := &r.Silent[i]; s.Kind.Masks() && s.Class.Dangerous() && !s.Accepted() {
				p.line("- %s %s", code(place{s.Path, s.Line}.String()), prose(silentText(s)))
			}
		}
	}
	if refs := foreignReferences(r.Pins); len(refs) > 0 {
		p.heading(2, "What workflows use")
		var rows [][]string
		for i := range refs {
			first := &refs[i].Places[0]
			rows = append(rows, []string{code(refs[i].Uses), referenceKind(&refs[i]), thousands(len(refs[i].Places)), code(evidencePlace(first))})
		}
		p.markdownTable(columns("Reference|Kind|Uses>|First"), rows)
	}
}

// markdownMetrics writes the figures of the document.
func (p printer) markdownMetrics(list []audit.Metric) {
	if len(list) == 0 {
		return
	}
	p.heading(2, "Metrics")
	rows := metricCells(list)
	for i := range rows {
		for k := range rows[i] {
			rows[i][k] = prose(rows[i][k])
		}
	}
	p.markdownTable(columns(metricColumns), rows)
}
