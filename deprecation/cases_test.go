package deprecation_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/finding"
)

// testCase is one small pair of trees and what is found between them.
type testCase struct {
	name     string
	old, new txtar.Archive
	want     []string // "API010 m.f(x)", with " note" where the severity is not the rule's own
}

// TestCases compares the pairs of testdata/cases. A section is called "NAME / old" for the file
// m.py of BASE, "NAME / new" for that of HEAD, or has a path after old/ and new/; "NAME / want"
// holds one finding a line. A case without it wants none.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		stem := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for _, c := range readCases(t, path) {
			t.Run(stem+"/"+c.name, func(t *testing.T) { c.hold(t) })
		}
	}
}

// readCases reads the cases of an archive, in the order of their first sections.
func readCases(t *testing.T, path string) []*testCase {
	t.Helper()
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var cases []*testCase
	for _, f := range ar.Files {
		name, part, ok := strings.Cut(f.Name, " / ")
		if !ok {
			t.Fatalf("%s: section %q is not called NAME / PART", path, f.Name)
		}
		i := slices.IndexFunc(cases, func(c *testCase) bool { return c.name == name })
		if i < 0 {
			i = len(cases)
			cases = append(cases, &testCase{name: name})
		}
		end, file, ok := strings.Cut(part, "/")
		if !ok {
			file = "m.py"
		}
		switch end {
		case "old":
			cases[i].old.Files = append(cases[i].old.Files, txtar.File{Name: file, Data: f.Data})
		case "new":
			cases[i].new.Files = append(cases[i].new.Files, txtar.File{Name: file, Data: f.Data})
		case "want":
			cases[i].want = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		default:
			t.Fatalf("%s: section %q", path, f.Name)
		}
	}
	return cases
}

// hold compares the trees of a case, and each with itself.
func (c *testCase) hold(t *testing.T) {
	t.Helper()
	severities := map[string]finding.Severity{}
	for _, r := range deprecation.Rules() {
		severities[r.ID] = r.Severity
	}
	found := func(base, head *txtar.Archive) (got []string) {
		for _, f := range compareTrees(t, base, head).Findings {
			line := f.Rule + " " + f.Subject
			if f.Severity != severities[f.Rule] {
				line += " " + f.Severity.String()
			}
			got = append(got, line)
		}
		return got
	}
	got := found(&c.old, &c.new)
	slices.Sort(got)
	slices.Sort(c.want)
	if diff := cmp.Diff(c.want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, tree := range []*txtar.Archive{&c.old, &c.new} {
		if same := found(tree, tree); same != nil {
			t.Errorf("a tree differs from itself: %v", same)
		}
	}
}
