package reports

import (
	"io"
	"strings"
	"time"

	"plumbline/audit"
)

type (
	jsonEvidence struct {
		Path    optional `json:"path"`
		Line    int      `json:"line"`
		Text    string   `json:"text"`
		Against bool     `json:"against"`
	}
	jsonAttested struct {
		Who     string `json:"who"`
		When    string `json:"when"`
		Link    string `json:"link"`
		Expires string `json:"expires"`
	}
	jsonAuditRow struct {
		ID        string         `json:"id"`
		Phase     string         `json:"phase"`
		Section   optional       `json:"section"`
		Milestone optional       `json:"milestone"`
		Text      string         `json:"text"`
		Check     optional       `json:"check"`
		Of        []string       `json:"of"`
		State     string         `json:"state"`
		Evidence  []jsonEvidence `json:"evidence"`
		Needs     optional       `json:"needs"`
		Attested  *jsonAttested  `json:"attested"`
	}
	jsonScorePart struct {
		Name     string         `json:"name"`
		Weight   float64        `json:"weight"`
		Points   float64        `json:"points"`
		Evidence []jsonEvidence `json:"evidence"`
	}
	jsonScoreCategory struct {
		Name   string          `json:"name"`
		Points float64         `json:"points"`
		Parts  []jsonScorePart `json:"parts"`
	}
	jsonScore struct {
		Mean       float64             `json:"mean"`
		Target     float64             `json:"target"`
		Categories []jsonScoreCategory `json:"categories"`
	}
	jsonAuditChange struct {
		ID     string `json:"id"`
		Before string `json:"before"`
		After  string `json:"after"`
		Lost   bool   `json:"lost"`
	}
)

// AuditJSON writes an audit as one object of schema plumbline.audit/1.
func AuditJSON(w io.Writer, in Audit) error {
	s := newJSONStream(w, "plumbline.audit/1")
	s.field("tree", newJSONTree(&in.Tree))
	if in.Base != nil {
		s.field("base", newJSONTree(in.Base))
	} else {
		s.field("base", nil)
	}
	n := countStates(in.rows())
	s.field("summary", map[string]int{"done": n[audit.Done], "partial": n[audit.Partial], "not-done": n[audit.NotDone], "unseen": n[audit.Unseen]})
	s.list("rows")
	for _, r := range in.rows() {
		s.element(newJSONAuditRow(r))
	}
	s.endList()
	s.list("changes")
	for i := range in.Changes {
		c := &in.Changes[i]
		s.element(jsonAuditChange{c.ID, string(c.Before), string(c.Head.State), c.Lost()})
	}
	s.endList()
	s.list("metrics")
	for _, m := range in.Report.Metrics {
		s.element(jsonMetric{m.Row, m.Name, m.Baseline, m.Target, optional(m.Measured), string(m.State)})
	}
	s.endList()
	s.field("score", newJSONScore(&in.Report.Score))
	s.list("silent_failures")
	for i := range in.Report.Silent {
		s.element(newJSONSilent(&in.Report.Silent[i]))
	}
	s.endList()
	s.list("references")
	for _, r := range audit.References(in.Report.Pins) {
		s.element(newJSONReference(&r))
	}
	s.endList()
	s.list("problems")
	for _, e := range jsonEvidenceOf(unique(in.Report.Problems)) {
		s.element(e)
	}
	s.endList()
	return s.close()
}

// jsonMetric is a figure of the document.
type jsonMetric struct {
	Row      string   `json:"row"`
	Name     string   `json:"name"`
	Baseline string   `json:"baseline"`
	Target   string   `json:"target"`
	Measured optional `json:"measured"`
	State    string   `json:"state"`
}

// jsonSilent is a place where a workflow passes over a failure.
type jsonSilent struct {
	Path      string   `json:"path"`
	Line      int      `json:"line"`
	Kind      string   `json:"kind"`
	Level     string   `json:"level"`
	Job       optional `json:"job"`
	Step      optional `json:"step"`
	Text      string   `json:"text"`
	Class     string   `json:"class"`
	Reason    optional `json:"reason"`
	Justified bool     `json:"justified"`
	Handled   bool     `json:"handled"`
	Sometimes bool     `json:"sometimes"`
	Accepted  bool     `json:"accepted"`
	Critical  optional `json:"critical"`
	Generated bool     `json:"generated"`
}

func newJSONSilent(s *audit.SilentFailure) jsonSilent {
	return jsonSilent{s.Path, s.Line, string(s.Kind), s.Level, optional(s.Job), optional(s.Step), s.Text, string(s.Class), optional(s.Reason),
		s.Justified(), s.Handled, s.Sometimes, s.Accepted(), optional(s.Critical), s.Generated}
}

// jsonReference is what workflows use under one name, with the places.
type jsonReference struct {
	Uses   string           `json:"uses"`
	Kind   string           `json:"kind"`
	Own    bool             `json:"own"`
	Count  int              `json:"count"`
	Places []jsonAuditPlace `json:"places"`
}

type jsonAuditPlace struct {
	Path string `json:"path"`
	Line int    `json:"line"`
}

func newJSONReference(r *audit.Reference) jsonReference {
	out := jsonReference{Uses: r.Uses, Kind: string(r.Kind), Own: r.Own, Count: len(r.Places)}
	for _, p := range r.Places {
		out.Places = append(out.Places, jsonAuditPlace{p.Path, p.Line})
	}
	return out
}

func newJSONAuditRow(r *audit.Result) jsonAuditRow {
	phase, section, _ := strings.Cut(r.Section, " / ")
	row := jsonAuditRow{ID: r.ID, Phase: phase, Section: optional(section), Milestone: optional(r.Milestone), Text: r.Text, Check: optional(r.Check), Of: []string{},
		State: string(r.State), Evidence: jsonEvidenceOf(r.Evidence), Needs: optional(r.Needs)}
	if r.Of != "" {
		row.Of = strings.Split(r.Of, ",")
	}
	if a := r.Attested; a != nil {
		row.Attested = &jsonAttested{a.Who, a.When.Format(time.DateOnly), a.Link, a.Expires.Format(time.DateOnly)}
	}
	return row
}

func jsonEvidenceOf(in []audit.Evidence) []jsonEvidence {
	out := []jsonEvidence{}
	for _, e := range in {
		out = append(out, jsonEvidence{optional(e.Path), e.Line, e.Text, e.Against})
	}
	return out
}

func newJSONScore(in *audit.Score) jsonScore {
	s := jsonScore{Mean: in.Mean, Target: in.Target, Categories: []jsonScoreCategory{}}
	for _, c := range in.Categories {
		out := jsonScoreCategory{Name: c.Name, Points: c.Points, Parts: []jsonScorePart{}}
		for _, part := range c.Parts {
			out.Parts = append(out.Parts, jsonScorePart{part.Name, part.Weight, part.Points, jsonEvidenceOf(part.Evidence)})
		}
		s.Categories = append(s.Categories, out)
	}
	return s
}
