// Package ruletest runs the fixtures of rules: one txtar a rule, whose comment is the
// rule's document and whose files are trees with `want` comments where a finding is
// expected. It exists so that every analysis is held to the same: every rule runs on
// every fixture, nothing unexpected is found, and good trees are silent.
//
// Concurrency: fixtures run one after another in the calling test.
package ruletest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/internal/finding"
)

// Check runs all rules of an analysis on one tree.
type Check func(t *testing.T, tree *txtar.Archive) []finding.Finding

// wantComment matches `want RULE "subject"` at the end of a line's comment.
var wantComment = regexp.MustCompile(`want ([A-Z]+\d+) ("(?:[^"\\]|\\.)*")`)

// Trees runs a one-tree analysis on the fixtures of dir: each has a bad/ tree, in which
// exactly the wanted findings appear, and a good/ tree, in which none does.
func Trees(t *testing.T, dir string, rules []finding.Rule, check Check) {
	t.Helper()
	stems := Validate(t, dir, rules)
	for stem, rule := range stems {
		t.Run(stem, func(t *testing.T) {
			ar, err := txtar.ParseFile(filepath.Join(dir, stem+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			bad, good := Tree(ar, "bad/"), Tree(ar, "good/")
			if len(bad.Files) == 0 || len(good.Files) == 0 {
				t.Fatalf("%s.txtar needs files below bad/ and below good/", stem)
			}
			want := wanted(t, bad)
			if !slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(w, rule.ID+" ") }) {
				t.Errorf("%s.txtar wants no finding of its own rule %s", stem, rule.ID)
			}
			compare(t, "bad", "", want, check(t, bad))
			compare(t, "good", "", nil, check(t, good))
		})
	}
}

// CheckPair runs all rules of an analysis on two trees.
type CheckPair func(t *testing.T, base, head *txtar.Archive) []finding.Finding

// Pairs runs a two-tree analysis on the fixtures of dir: each has an old/ and a new/ tree,
// between which exactly the wanted findings appear, and neither differs from itself. A
// finding on something that HEAD has is wanted where HEAD has it, below new/; one on
// something that is gone where it was, below old/.
func Pairs(t *testing.T, dir string, rules []finding.Rule, check CheckPair) {
	t.Helper()
	pairs(t, dir, rules, check, true)
}

// Standing is Pairs for rules that speak of what BASE may have as well: a tree may differ from
// itself.
func Standing(t *testing.T, dir string, rules []finding.Rule, check CheckPair) {
	t.Helper()
	pairs(t, dir, rules, check, false)
}

func pairs(t *testing.T, dir string, rules []finding.Rule, check CheckPair, silent bool) {
	t.Helper()
	stems := Validate(t, dir, rules)
	for stem, rule := range stems {
		t.Run(stem, func(t *testing.T) {
			ar, err := txtar.ParseFile(filepath.Join(dir, stem+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			base, head := Tree(ar, "old/"), Tree(ar, "new/")
			if len(base.Files) == 0 && len(head.Files) == 0 {
				t.Fatalf("%s.txtar needs files below old/ or below new/", stem)
			}
			want := append(below("old/", wanted(t, base)), below("new/", wanted(t, head))...)
			if !slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(w, rule.ID+" ") }) {
				t.Errorf("%s.txtar wants no finding of its own rule %s", stem, rule.ID)
			}
			compare(t, "old to new", "new/", want, check(t, base, head))
			if !silent {
				return
			}
			compare(t, "old to old", "new/", nil, check(t, base, base))
			compare(t, "new to new", "new/", nil, check(t, head, head))
		})
	}
}

// below puts a folder before the paths of wanted findings.
func below(folder string, want []string) []string {
	for i, w := range want {
		rule, rest, _ := strings.Cut(w, " ")
		want[i] = rule + " " + folder + rest
	}
	return want
}

// Validate holds the rule list against the documents: one file a rule and back, IDs of
// the right form, ascending and unique, every rule with a promise and a severity.
func Validate(t *testing.T, dir string, rules []finding.Rule) map[string]finding.Rule {
	t.Helper()
	stems := map[string]finding.Rule{}
	id := regexp.MustCompile(`^[A-Z]{3}\d{3}$`)
	for i, r := range rules {
		switch {
		case !id.MatchString(r.ID):
			t.Errorf("rule ID %q is not three letters and three digits", r.ID)
		case i > 0 && r.ID <= rules[i-1].ID:
			t.Errorf("rule %s is not after %s", r.ID, rules[i-1].ID)
		case r.Promise == "" || !strings.HasSuffix(r.Promise, "."):
			t.Errorf("rule %s: its promise is no sentence: %q", r.ID, r.Promise)
		case r.Severity < finding.Note || r.Severity > finding.Error:
			t.Errorf("rule %s has no severity", r.ID)
		case r.Doc == "":
			t.Errorf("rule %s has no document", r.ID)
		}
		stems[strings.ReplaceAll(r.Name, "-", "_")] = r
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if _, ok := stems[strings.TrimSuffix(f.Name(), ".txtar")]; !ok {
			t.Errorf("%s belongs to no rule", filepath.Join(dir, f.Name()))
		}
	}
	return stems
}

// Tree is the part of an archive below a folder, paths relative to it.
func Tree(ar *txtar.Archive, prefix string) *txtar.Archive {
	out := &txtar.Archive{}
	for _, f := range ar.Files {
		if name, ok := strings.CutPrefix(f.Name, prefix); ok {
			out.Files = append(out.Files, txtar.File{Name: name, Data: f.Data})
		}
	}
	return out
}

// wanted collects the want comments of a tree as `RULE path:line "subject"`. Those of a file that
// can have no comments stand in x.want beside it, on the same lines.
func wanted(t *testing.T, ar *txtar.Archive) (want []string) {
	for _, f := range ar.Files {
		for i, line := range strings.Split(string(f.Data), "\n") {
			for _, m := range wantComment.FindAllStringSubmatch(line, -1) {
				subject, err := strconv.Unquote(m[2])
				if err != nil {
					t.Fatalf("%s:%d: %v", f.Name, i+1, err)
				}
				want = append(want, key(m[1], strings.TrimSuffix(f.Name, ".want"), i+1, subject))
			}
		}
	}
	return want
}

func key(rule, path string, line int, subject string) string {
	return fmt.Sprintf("%s %s:%d %q", rule, path, line, subject)
}

// compare holds what was found against what is wanted; head is the folder that the paths of
// HEAD are below in a fixture of several trees, "" in one of a single tree.
func compare(t *testing.T, tree, head string, want []string, found []finding.Finding) {
	t.Helper()
	var got []string
	for _, f := range found {
		path, line := "?", 0
		switch {
		case f.Head != nil:
			path, line = head+f.Head.Path, f.Head.Line
		case f.Base != nil:
			path, line = "old/"+f.Base.Path, f.Base.Line
		}
		got = append(got, key(f.Rule, path, line, f.Subject))
		if f.Message == "" || f.Fingerprint == "" {
			t.Errorf("%s: finding without message or fingerprint: %+v", tree, f)
		}
	}
	for _, w := range want {
		if i := slices.Index(got, w); i >= 0 {
			got = slices.Delete(got, i, i+1)
		} else {
			t.Errorf("%s: missing finding: %s", tree, w)
		}
	}
	for _, g := range got {
		t.Errorf("%s: unexpected finding: %s", tree, g)
	}
}
