package finding

import (
	"reflect"
	"slices"
	"testing"
)

// TestFingerprintIgnoresThePlace: a finding keeps its fingerprint when code moves, and
// rule, subject and contract all tell findings apart, wherever their texts are cut.
func TestFingerprintIgnoresThePlace(t *testing.T) {
	base := Fingerprint("CPL001", "c10 -> aten", "a.h -> b.h")
	if base != Fingerprint("CPL001", "c10 -> aten", "a.h -> b.h") {
		t.Error("the same finding has two fingerprints")
	}
	seen := map[string]bool{base: true}
	for _, other := range [][3]string{
		{"CPL002", "c10 -> aten", "a.h -> b.h"}, {"CPL001", "c10 -> torch", "a.h -> b.h"},
		{"CPL001", "c10 -> aten", "a.h -> c.h"}, {"CPL001", "c10 -> atena.h", " -> b.h"},
		{"CPL001c10", " -> aten", "a.h -> b.h"},
	} {
		f := Fingerprint(other[0], other[1], other[2])
		if seen[f] {
			t.Errorf("%q shares a fingerprint", other)
		}
		seen[f] = true
	}
}

// TestSortIsTotal: any order of input comes out the same, findings without a place first.
func TestSortIsTotal(t *testing.T) {
	want := []Finding{
		{Rule: "A", Subject: "x", Contract: "1"},
		{Rule: "A", Subject: "x", Head: &Location{"a.py", 2}},
		{Rule: "A", Subject: "x", Head: &Location{"a.py", 10}},
		{Rule: "A", Subject: "x", Head: &Location{"b.py", 1}, Contract: "1"},
		{Rule: "A", Subject: "x", Head: &Location{"b.py", 1}, Contract: "2"},
		{Rule: "A", Subject: "y"},
		{Rule: "B", Subject: "a"},
	}
	for shift := range want {
		got := append(slices.Clone(want[shift:]), want[:shift]...)
		slices.Reverse(got)
		Sort(got)
		for i := range want {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Fatalf("shift %d: position %d holds %+v, want %+v", shift, i, got[i], want[i])
			}
		}
	}
}

func TestSeverityNames(t *testing.T) {
	for _, s := range []Severity{Note, Warning, Error, Error + 1} {
		got, err := ParseSeverity(s.String())
		if err != nil || got != s {
			t.Errorf("%v reads back as %v, %v", s, got, err)
		}
	}
	if _, err := ParseSeverity("fatal"); err == nil {
		t.Error("an unknown severity is accepted")
	}
}
