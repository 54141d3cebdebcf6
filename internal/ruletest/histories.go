package ruletest

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/internal/finding"
)

// Release is one release of a fixture: its version and its tree.
type Release struct {
	Version string
	Tree    *txtar.Archive
}

// CheckHistory runs all rules of an analysis on a history: its releases in the order of the
// fixture, and the tree that comes after them. Findings are about what the last release has.
type CheckHistory func(t *testing.T, releases []Release, head *txtar.Archive) []finding.Finding

// Histories runs an analysis of releases on the fixtures of dir: each has a tree below the name
// of every release (1.0/, 1.1/, ...) and one below head/. Wanted are the findings between the
// last release and head, below head/ where it has what they are about, else below the last
// release. Without a change, head being the last release, nothing is found.
func Histories(t *testing.T, dir string, rules []finding.Rule, check CheckHistory) {
	t.Helper()
	for stem, rule := range Validate(t, dir, rules) {
		t.Run(stem, func(t *testing.T) {
			ar, err := txtar.ParseFile(filepath.Join(dir, stem+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			releases, head := History(ar)
			if len(releases) == 0 || len(head.Files) == 0 {
				t.Fatalf("%s.txtar needs files below the names of releases and below head/", stem)
			}
			last := releases[len(releases)-1]
			want := append(below("old/", wanted(t, last.Tree)), below("new/", wanted(t, head))...)
			if !slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(w, rule.ID+" ") }) {
				t.Errorf("%s.txtar wants no finding of its own rule %s", stem, rule.ID)
			}
			compare(t, "last release to head", "new/", want, check(t, releases, head))
			compare(t, "last release to itself", "new/", nil, check(t, releases, last.Tree))
		})
	}
}

// History takes an archive apart: a tree below the name of every release, in the order of the
// archive, and one below head/.
func History(ar *txtar.Archive) (releases []Release, head *txtar.Archive) {
	for _, f := range ar.Files {
		version, _, ok := strings.Cut(f.Name, "/")
		if ok && version != "head" && !slices.ContainsFunc(releases, func(r Release) bool { return r.Version == version }) {
			releases = append(releases, Release{version, Tree(ar, version+"/")})
		}
	}
	return releases, Tree(ar, "head/")
}
