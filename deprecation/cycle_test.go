package deprecation_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/ruletest"
)

// TestCycleRules runs the rules of the cycle on histories. Releases are those that a fixture has;
// head is the minor release after the last.
func TestCycleRules(t *testing.T) {
	ruletest.Histories(t, "cycle/rules", deprecation.CycleRules(), func(t *testing.T, releases []ruletest.Release, head *txtar.Archive) []finding.Finding {
		t.Helper()
		return judged(t, releases, head).Findings
	})
}

// judged holds what breaks between the last release of a fixture and its head against the cycle.
func judged(t *testing.T, releases []ruletest.Release, head *txtar.Archive) *deprecation.CycleResult {
	t.Helper()
	pattern, err := deprecation.NewTagPattern("")
	if err != nil {
		t.Fatal(err)
	}
	in := deprecation.CycleInput{Cycle: deprecation.Cycle{Releases: 2}, Silent: 4}
	var tags []deprecation.Tag
	for _, r := range releases {
		tags = append(tags, deprecation.Tag{Name: "v" + r.Version + ".0", Commit: r.Version})
	}
	in.Releases = deprecation.Fold(tags, pattern, deprecation.FoldOptions{})
	for i, r := range releases {
		in.Status = append(in.Status, deprecation.NewStatus(in.Releases.List[i].ID, fixtureSurface(t, r.Tree)))
	}
	last := in.Releases.List[len(in.Releases.List)-1]
	in.Landing = deprecation.Place{ID: last.ID.Next(), Known: true}
	base := fixtureSurface(t, releases[len(releases)-1].Tree)
	in.Names = base.NamesOf()
	in.Findings = deprecation.Compare(base, fixtureSurface(t, head), deprecation.Options{}).Findings
	return deprecation.Judge(in)
}

// TestCycleComplete holds that a break whose cycle is complete is excused, and a young name too.
func TestCycleComplete(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/cycle_complete.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var releases []ruletest.Release
	var head *txtar.Archive
	for _, version := range []string{"1.0", "1.1", "1.2", "head"} {
		tree := &txtar.Archive{}
		for _, f := range ar.Files {
			if len(f.Name) > len(version) && f.Name[:len(version)+1] == version+"/" {
				tree.Files = append(tree.Files, txtar.File{Name: f.Name[len(version)+1:], Data: f.Data})
			}
		}
		if version == "head" {
			head = tree
		} else {
			releases = append(releases, ruletest.Release{Version: version, Tree: tree})
		}
	}
	r := judged(t, releases, head)
	for _, f := range r.Findings {
		t.Errorf("found %s %s: %s", f.Rule, f.Subject, f.Message)
	}
	if len(r.Excused) != 5 {
		t.Errorf("%d findings are excused, want 5: %v", len(r.Excused), r.Excused)
	}
	for _, why := range r.Excused {
		if why != "deprecated since 1.1: the cycle is complete" {
			t.Errorf("excused for %q", why)
		}
	}
}
