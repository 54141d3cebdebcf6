package deprecation_test

import (
	"testing"

	"plumbline/deprecation"
	"plumbline/internal/finding"
)

// TestCycleNative holds that C++ and operators are judged by the cycle where they have a history of
// deprecation, and left alone where they have none; and that days are held too.
func TestCycleNative(t *testing.T) {
	var statuses []*deprecation.Status
	known := &deprecation.Releases{}
	for minor := range 3 {
		id := deprecation.ReleaseID{Major: 1, Minor: minor}
		known.List = append(known.List, deprecation.Release{ID: id})
		st := deprecation.NewStatus(id, nil)
		if minor > 0 {
			st.Mark([]deprecation.Marker{{Subject: "at::symeig", Class: deprecation.MarkWarned}, {Subject: "aten::symeig", Class: deprecation.MarkWarned},
				{Subject: "torch.symeig", Class: deprecation.MarkWarned}, {Subject: "c10::Old", Class: deprecation.MarkWarned}})
		}
		if minor == 2 {
			st.Mark([]deprecation.Marker{{Subject: "c10::young", Class: deprecation.MarkWarned}})
		}
		statuses = append(statuses, st)
	}
	in := deprecation.CycleInput{Releases: known, Landing: deprecation.Place{ID: deprecation.ReleaseID{Major: 1, Minor: 3}, Known: true}, Status: statuses,
		Cycle: deprecation.Cycle{Releases: 2}, Silent: 4}
	for _, f := range []struct{ rule, subject string }{{"ABI001", "at::symeig"}, {"OPS001", "aten::symeig.e"}, {"API001", "torch.symeig"},
		{"ABI020", "c10::Old::size"}, {"ABI001", "c10::young"}, {"ABI001", "c10::never"}} {
		in.Findings = append(in.Findings, finding.Finding{Rule: f.rule, Subject: f.subject, Severity: finding.Error, Change: &finding.Change{},
			Fingerprint: f.rule + f.subject})
	}
	r := deprecation.Judge(in)
	for _, excused := range []string{"ABI001at::symeig", "OPS001aten::symeig.e", "API001torch.symeig", "ABI020c10::Old::size"} {
		if r.Excused[excused] != "deprecated since 1.1: the cycle is complete" {
			t.Errorf("%s is excused by %q", excused, r.Excused[excused])
		}
	}
	if len(r.Findings) != 1 || r.Findings[0].Rule != "DEP002" || r.Findings[0].Subject != "c10::young" {
		t.Errorf("found %v, want DEP002 of c10::young", r.Findings)
	}
	in.Cycle.Days = 180
	r = deprecation.Judge(in)
	if len(r.Excused) != 0 || len(r.BlindSpots) == 0 {
		t.Errorf("without dates nothing tells whether 180 days have passed: excused %v, blind spots %v", r.Excused, r.BlindSpots)
	}
}
