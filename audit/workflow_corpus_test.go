//go:build corpus

package audit

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/corpustest"
)

// corpusTree is the part of a release that is about its continuous integration.
func corpusTree(t *testing.T, release string) (Input, string) {
	t.Helper()
	root := filepath.Join(corpustest.Dir(t), release)
	in := Input{Settings: DefaultSettings()}
	in.Tree.Read = func(p string) ([]byte, error) { return os.ReadFile(filepath.Join(root, p)) }
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			rel, _ := filepath.Rel(root, p)
			in.Tree.Paths = append(in.Tree.Paths, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(in.Tree.Paths)
	return in, root
}

// TestCountedByHand: three workflows of v1.13.1 were counted by hand: a search for the words, and each hit read
// where it stands.
func TestCountedByHand(t *testing.T) {
	in, _ := corpusTree(t, "v1.13.1")
	f := newFacts(in)
	type count map[string]int
	want := map[string]count{
		"lint.yml": {"continue-on-error": 1, "always()": 7, "set +e": 1, "retry": 1, "| without pipefail": 1,
			"own branch": 7, "tag": 7, "commit without version comment": 1},
		"_rocm-test.yml": {"continue-on-error": 1, "always()": 6, "|| true": 3, "fail-fast: false": 1,
			"own branch": 2, "local": 4},
		"upload-test-stats.yml": {"continue-on-error": 1, "always()": 1, "own branch": 1, "tag": 1},
	}
	got := map[string]count{}
	add := func(p, what string) {
		if name := filepath.Base(p); want[name] != nil {
			if got[name] == nil {
				got[name] = count{}
			}
			got[name][what]++
		}
	}
	for _, s := range f.ci().silent {
		add(s.Path, string(s.Kind))
	}
	for _, p := range f.ci().pins {
		what := string(p.Kind)
		if p.Own {
			what = "own " + what
		}
		add(p.Path, what)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(f.problems) > 0 || len(f.find(workflowGlobs...)) != 61 {
		t.Errorf("%d workflows, problems %v", len(f.find(workflowGlobs...)), f.problems)
	}
}

// grepped are patterns that a search over all workflows and actions counts, line by line.
var grepped = map[SilentKind]*regexp.Regexp{
	SilentContinue: regexp.MustCompile(`^\s*continue-on-error: true`),
	SilentAlways:   regexp.MustCompile(`^\s*if: .*always\(\)`),
	SilentFailFast: regexp.MustCompile(`^\s*fail-fast: false`),
	SilentSwallow:  regexp.MustCompile(`\|\| true`),
	SilentErrexit:  regexp.MustCompile(`^\s*set \+e`),
}

// TestGrepped: what a plain search finds in v1.13.1 is what the program finds, line for line.
func TestGrepped(t *testing.T) {
	in, _ := corpusTree(t, "v1.13.1")
	f := newFacts(in)
	for kind, pattern := range grepped {
		var want, got []Evidence
		for _, w := range f.ci().workflows {
			for i, l := range w.lines {
				if pattern.MatchString(l) {
					want = append(want, Evidence{Path: w.Path, Line: i + 1})
				}
			}
		}
		for _, s := range f.ci().silent {
			if s.Kind == kind {
				got = append(got, Evidence{Path: s.Path, Line: s.Line})
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", kind, d)
		}
		t.Logf("%s: %d", kind, len(got))
	}
}

// TestActionlintsOwn: the built-in linter says of v1.13.1 what actionlint's own command says. The
// command names local actions by their place on the disk, and reports a broken one where one of
// its goroutines meets it first.
func TestActionlintsOwn(t *testing.T) {
	in, root := corpusTree(t, "v1.13.1")
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, ".github"), os.DirFS(filepath.Join(root, ".github"))); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "actionlint")
	if out, err := exec.Command("go", "build", "-o", bin, "github.com/rhysd/actionlint/cmd/actionlint").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(bin, "-shellcheck=", "-pyflakes=", "-oneline", "-no-color")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err == nil || len(out) == 0 {
		t.Fatalf("actionlint finds nothing: %v", err)
	}
	broken := regexp.MustCompile(`^\S+ could not parse action metadata`)
	var want, got []string
	for _, l := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		want = append(want, broken.ReplaceAllString(strings.ReplaceAll(l, dir+"/", ""), "could not parse action metadata"))
	}
	for _, l := range newFacts(in).lint() {
		e := Evidence{Path: l.path, Line: l.line}
		got = append(got, broken.ReplaceAllString(strings.Join([]string{place(e, l.column), l.message, "[" + l.kind + "]"}, " "), "could not parse action metadata"))
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	t.Logf("%d findings", len(got))
}

func place(e Evidence, column int) string {
	return fmt.Sprintf("%s:%d:%d:", e.Path, e.Line, column)
}
