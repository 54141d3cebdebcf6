package audit

import "fmt"

// Metric is a figure of the document: what it was, what it is to be, and what it is.
type Metric struct {
	Row, Name        string
	Baseline, Target string // as the document has them
	Measured         string // "" where nothing tells
	State            State
}

// metrics are the figures, in the order of the document.
func (f *facts) metrics(rows []Result) []Metric {
	var out []Metric
	for i := range rows {
		r := &rows[i]
		if r.Metric == "" {
			continue
		}
		m := Metric{Row: r.ID, Name: r.Metric, Baseline: r.Baseline, Target: r.Target, Measured: f.figure(r.Check), State: r.State}
		if m.Measured == "" && r.Attested != nil {
			m.Measured = "attested by " + r.Attested.Who
		}
		out = append(out, m)
	}
	return out
}

// figure is what the check of a figure measures, in the document's unit; "" where nothing tells.
func (f *facts) figure(check string) string {
	switch check {
	case "security-score":
		return fmt.Sprintf("%.1f/10", f.score().Mean)
	case "torch-coupling":
		if s := f.in.Structure; s != nil {
			if score, ok := s.Scores["torch"]; ok {
				return fmt.Sprintf("%.1f/10", score)
			}
		}
	case "invariant-coverage":
		if held, all, _ := f.invariantsHeld(); all > 0 {
			return fmt.Sprintf("P0: %d%% as required", held*100/all)
		}
	case "coverage-enforced":
		if at, threshold := f.coverageThreshold(f.workflowsThatRun(coverageRun)); at.Path != "" {
			return fmt.Sprintf("%g%% as threshold", threshold)
		}
	}
	return ""
}
