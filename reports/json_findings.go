package reports

import (
	"io"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

// FindingsJSON writes findings whole, as one object of schema plumbline.findings/1.
func FindingsJSON(w io.Writer, f Findings) error {
	s := newJSONStream(w, "plumbline.findings/1")
	var base any
	if f.Base != nil {
		base = newJSONTree(f.Base)
	}
	s.field("base", base)
	s.field("head", newJSONTree(&f.Head))
	s.field("verdict", optional(f.Verdict))
	s.list("findings")
	for i := range f.Findings {
		s.element(newJSONFinding(&f.Findings[i]))
	}
	s.endList()
	s.field("summary", newJSONSummary(&f))
	s.list("blind_spots")
	for _, b := range f.BlindSpots {
		s.element(jsonBlindSpot{b.Kind, optional(b.Path), b.Line, b.Text})
	}
	s.endList()
	if f.Gate != nil {
		s.field("gate", newJSONGate(f.Gate))
	}
	return s.close()
}

type jsonBlindSpot struct {
	Kind string   `json:"kind"`
	Path optional `json:"path"`
	Line int      `json:"line"`
	Text string   `json:"text"`
}

// newJSONFinding is a finding with lists that are never null and sorted names.
func newJSONFinding(x *finding.Finding) finding.Finding {
	c := *x
	c.Axes = list(c.Axes)
	c.Affected = slices.Clone(list(c.Affected))
	slices.Sort(c.Affected)
	return c
}

type jsonSummary struct {
	Errors     int                `json:"errors"`
	Warnings   int                `json:"warnings"`
	Notes      int                `json:"notes"`
	Suppressed int                `json:"suppressed"`
	Rules      map[string]int     `json:"rules"`
	Compared   map[string]jsonTwo `json:"compared"`
}

type jsonTwo struct {
	Base int `json:"base"`
	Head int `json:"head"`
}

func newJSONSummary(f *Findings) jsonSummary {
	t := f.tally()
	s := jsonSummary{t.errors, t.warnings, t.notes, t.suppressed, map[string]int{}, map[string]jsonTwo{}}
	for i := range f.Findings {
		s.Rules[f.Findings[i].Rule]++
	}
	for _, c := range f.Counts {
		s.Compared[strings.ReplaceAll(c.Name, " ", "_")] = jsonTwo{c.Base, c.Head}
	}
	return s
}
