package reports

import (
	"fmt"
	"io"
	"strings"

	"plumbline/audit"
)

// htmlEvidence bounds the evidence of a row on the page, which folds it.
const htmlEvidence = 100

// htmlAudit is what html/audit.gohtml shows.
type htmlAudit struct {
	htmlTop
	Summary    htmlTable
	Metrics    htmlTable
	Compared   string // the tree compared with; "" for one tree
	Changes    []htmlChange
	Parts      []htmlPart
	Score      htmlTable
	ScoreTitle string
	Silent     htmlTable
	Open       []htmlProof // dangerous places that nothing excuses
	References htmlTable
	Problems   []htmlProof
}

// htmlPart is a part of the definition.
type htmlPart struct {
	ID, Title, Counts string
	Groups            []htmlGroup
}

// htmlGroup is the rows under one heading of a part.
type htmlGroup struct {
	Title string
	Rows  []htmlRow
}

// htmlRow is a row, folded.
type htmlRow struct {
	State, Class string
	Text         []htmlWords
	Label, Needs string
	Evidence     []htmlProof
	More         string
}

// htmlWords are words of a row's text, code or not.
type htmlWords struct {
	Text string
	Code bool
}

type htmlProof struct {
	At, Text string
	Against  bool
}

// htmlChange is a row that differs between the two trees.
type htmlChange struct {
	Class, Was, Is string
	Row            htmlRow
}

// AuditHTML writes the scoreboard as one page that needs nothing else, as MapHTML does.
func AuditHTML(w io.Writer, in Audit) error {
	p := htmlAudit{Summary: htmlColumns("Part|Done>|Partial>|Not done>|Can't be seen>|Rows>")}
	var contents []htmlSection
	for i, part := range in.parts() {
		id := fmt.Sprintf("part-%d", i+1)
		p.Parts = append(p.Parts, newHTMLPart(id, &part))
		contents = append(contents, htmlSection{id, oneLine(part.name)})
		n := countStates(part.rows)
		p.Summary.add(htmlCell{Text: oneLine(part.name), Href: id}, htmlCount(n[audit.Done]), htmlCount(n[audit.Partial]),
			htmlCount(n[audit.NotDone]), htmlCount(n[audit.Unseen]), htmlCount(len(part.rows)))
	}
	if in.Base != nil {
		p.Compared = treeText(in.Base)
		contents = append([]htmlSection{{"changes", "Changes"}}, contents...)
	}
	for i := range in.Changes {
		c := &in.Changes[i]
		change := htmlChange{Was: stateWords(c.Before), Is: stateWords(c.Head.State), Row: newHTMLRow(c.Head)}
		if c.Lost() {
			change.Class = "lost"
		}
		p.Changes = append(p.Changes, change)
	}
	if in.Row == "" {
		p.rest(in.Report)
		contents = append(contents, htmlSection{"score", "Security posture"}, htmlSection{"workflows", "Workflows"})
	}
	var err error
	if p.htmlTop, err = newHTMLTop("Definition of Done", stateCounts(in.rows()), &in.Tree, contents); err != nil {
		return err
	}
	return writePage(w, "audit.gohtml", &p)
}

// rest is what stands below the rows: the score, and what could not be read.
func (p *htmlAudit) rest(r *audit.Report) {
	p.ScoreTitle = "Security posture: " + decimal(r.Score.Mean, 1) + " of 10, target " + decimal(r.Score.Target, 1)
	p.Score = htmlColumns("Check|Evidence|Points>|Of>")
	for _, c := range r.Score.Categories {
		p.Score.add(htmlCell{Text: oneLine(c.Name), Class: "strong"}, htmlText(""), htmlNum(decimal(c.Points, 1)), htmlNum("10"))
		for _, part := range c.Parts {
			shown, rest := firstN(part.Evidence, shownEvidence)
			cell := htmlCell{}
			for i := range shown {
				cell.Codes = append(cell.Codes, strings.TrimSpace(evidencePlace(&shown[i])+" "+oneLine(shown[i].Text)))
			}
			if rest > 0 {
				cell.More = thousands(rest) + " more"
			}
			p.Score.add(htmlText(oneLine(part.Name)), cell, htmlNum(decimal(part.Points, 1)), htmlNum(decimal(part.Weight, 1)))
		}
	}
	p.workflows(r)
	p.Metrics = htmlColumns(metricColumns)
	for _, cells := range metricCells(r.Metrics) {
		var row []htmlCell
		for _, c := range cells {
			row = append(row, htmlText(c))
		}
		p.Metrics.add(row...)
	}
	for _, e := range unique(r.Problems) {
		p.Problems = append(p.Problems, newHTMLProof(&e))
	}
}

// workflows shows what workflows pass over, and what they use.
func (p *htmlAudit) workflows(r *audit.Report) {
	p.Silent, p.References = htmlColumns(silentColumns), htmlColumns("Reference|Kind|Uses>|First")
	groups := silentGroups(r.Silent)
	for i := range groups {
		cells := []htmlCell{htmlText(string(groups[i].Kind))}
		for _, n := range groups[i].cells()[1:] {
			cells = append(cells, htmlNum(n))
		}
		p.Silent.add(cells...)
	}
	for i := range r.Silent {
		if s := &r.Silent[i]; s.Kind.Masks() && s.Class.Dangerous() && !s.Accepted() {
			p.Open = append(p.Open, htmlProof{At: place{s.Path, s.Line}.String(), Text: silentText(s), Against: true})
		}
	}
	refs := foreignReferences(r.Pins)
	for i := range refs {
		p.References.add(htmlText(oneLine(refs[i].Uses)), htmlText(referenceKind(&refs[i])), htmlCount(len(refs[i].Places)), htmlText(evidencePlace(&refs[i].Places[0])))
	}
}

func newHTMLPart(id string, part *auditPart) htmlPart {
	out := htmlPart{ID: id, Title: oneLine(part.name), Counts: stateCounts(part.rows)}
	title := "\x00"
	for _, r := range part.rows {
		_, under, _ := strings.Cut(r.Section, " / ")
		if under != title {
			title = under
			out.Groups = append(out.Groups, htmlGroup{Title: oneLine(under)})
		}
		g := &out.Groups[len(out.Groups)-1]
		g.Rows = append(g.Rows, newHTMLRow(r))
	}
	return out
}

func newHTMLRow(r *audit.Result) htmlRow {
	out := htmlRow{State: stateWords(r.State), Class: string(r.State), Label: r.ID, Needs: strings.TrimSuffix(oneLine(r.Needs), ".")}
	if r.Milestone != "" {
		out.Label += " · " + r.Milestone
	}
	// The text is the document's own Markdown: code in backticks, bold between stars.
	for i, words := range strings.Split(oneLine(r.Text), "`") {
		if code := i%2 == 1; code {
			out.Text = append(out.Text, htmlWords{words, true})
		} else if words = strings.ReplaceAll(words, "**", ""); words != "" {
			out.Text = append(out.Text, htmlWords{words, false})
		}
	}
	shown, rest := firstN(inOrder(r), htmlEvidence)
	for i := range shown {
		out.Evidence = append(out.Evidence, newHTMLProof(&shown[i]))
	}
	if rest > 0 {
		out.More = plural(rest, "more", "more") + "; --row " + r.ID + " shows all"
	}
	return out
}

func newHTMLProof(e *audit.Evidence) htmlProof {
	return htmlProof{At: evidencePlace(e), Text: oneLine(e.Text), Against: e.Against}
}
