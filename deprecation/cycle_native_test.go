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

// TestCycleContract holds that what a rule on contracts repeats is excused with it, and only if all
// of it is.
func TestCycleContract(t *testing.T) {
	in := deprecation.CycleInput{Releases: &deprecation.Releases{}, Landing: deprecation.Place{ID: deprecation.ReleaseID{Major: 1, Minor: 2}, Known: true},
		Cycle: deprecation.Cycle{Releases: 2}, Silent: 4}
	for minor := range 2 {
		id := deprecation.ReleaseID{Major: 1, Minor: minor}
		in.Releases.List = append(in.Releases.List, deprecation.Release{ID: id})
		in.Status = append(in.Status, deprecation.NewStatus(id, []deprecation.Marker{{Subject: "torch.nn.functional.old(x)", Class: deprecation.MarkWarned}}))
	}
	add := func(rule, subject string) {
		in.Findings = append(in.Findings, finding.Finding{Rule: rule, Subject: subject, Severity: finding.Error, Change: &finding.Change{}, Fingerprint: rule + subject})
	}
	add("API010", "torch.nn.functional.old(x)")
	add("API052", "torch.nn.functional.old")
	if r := deprecation.Judge(in); r.Excused["API052torch.nn.functional.old"] == "" {
		t.Errorf("the contract is not excused: %v", r.Excused)
	}
	add("API010", "torch.nn.functional.old(y)")
	if r := deprecation.Judge(in); r.Excused["API052torch.nn.functional.old"] != "" {
		t.Errorf("the contract is excused, and y is gone without a warning: %v", r.Excused)
	}
}
