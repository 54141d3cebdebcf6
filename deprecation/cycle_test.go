package deprecation_test

import (
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/finding"
	"plumbline/internal/ruletest"
	"plumbline/parse/python"
)

// TestCycleRules runs the rules of the cycle on histories. Releases are those that a fixture has;
// head is the minor release after the last.
func TestCycleRules(t *testing.T) {
	ruletest.Histories(t, "cycle/rules", deprecation.CycleRules(), func(t *testing.T, releases []ruletest.Release, head *txtar.Archive) []finding.Finding {
		t.Helper()
		return append(judged(t, releases, head).Findings, standing(t, releases, head)...)
	})
}

// standing tells what is wrong with the markers of the head of a fixture and was not with those of
// its last release, and which warnings of that it has taken back.
func standing(t *testing.T, releases []ruletest.Release, head *txtar.Archive) []finding.Finding {
	t.Helper()
	known, statuses, place := history(t, releases)
	check := func(tree *txtar.Archive) []finding.Finding {
		s := fixtureSurface(t, tree)
		in := deprecation.CheckInput{Surface: s, Markers: s.Markers(), Releases: known, Now: place, Cycle: deprecation.Cycle{Releases: 2}}
		in.List = deprecation.Inventory(in.Markers, deprecation.SeenIn(statuses, s.NamesOf()), known, place, in.Cycle, false)
		deprecated := s.FindDeprecated(in.Markers)
		for _, f := range tree.Files {
			if m, ok := s.Lookup(moduleName(f.Name)); ok {
				uses, _ := deprecated.FindUses(m.Obj, python.Uses(f.Name, f.Data, deprecated.Names))
				in.Uses = append(in.Uses, uses...)
			}
		}
		return deprecation.CheckMarkers(in)
	}
	last := releases[len(releases)-1].Tree
	now := fixtureSurface(t, head)
	back := deprecation.TakenBack(now, fixtureSurface(t, last).Markers(), now.Markers(), statuses[len(statuses)-1])
	return append(back, deprecation.NewSince(check(last), check(head))...)
}

// history is what is known of the releases of a fixture, and the one that comes after them.
func history(t *testing.T, releases []ruletest.Release) (*deprecation.Releases, []*deprecation.Status, deprecation.Place) {
	t.Helper()
	pattern, err := deprecation.NewTagPattern("")
	if err != nil {
		t.Fatal(err)
	}
	var tags []deprecation.Tag
	for _, r := range releases {
		tags = append(tags, deprecation.Tag{Name: "v" + r.Version + ".0", Commit: r.Version})
	}
	known := deprecation.Fold(tags, pattern, deprecation.FoldOptions{})
	var statuses []*deprecation.Status
	names := deprecation.NewNames()
	for i, r := range releases {
		s := fixtureSurface(t, r.Tree)
		statuses = append(statuses, deprecation.Snapshot(known.List[i].ID, s, s.Markers(), names))
	}
	return known, statuses, deprecation.Place{ID: known.List[len(known.List)-1].ID.Next(), Known: true}
}

// judged holds what breaks between the last release of a fixture and its head against the cycle.
func judged(t *testing.T, releases []ruletest.Release, head *txtar.Archive) *deprecation.CycleResult {
	t.Helper()
	in := deprecation.CycleInput{Cycle: deprecation.Cycle{Releases: 2}, Silent: 4}
	in.Releases, in.Status, in.Landing = history(t, releases)
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
