//go:build corpus

package pipeline_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/internal/corpustest"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
)

// pullsOn is the revision that the pull requests of testdata/pulls are made on.
const pullsOn = "v2.6.0"

// TestPullRequests checks synthetic pull requests on PyTorch 2.6.0, one a file of
// testdata/pulls and each a commit of its own, as `plumbline check v2.6.0 COMMIT` does. The
// comment of a file says what the pull request does and which findings it must have:
//
//	want RULE "subject"   one of the findings; a change has all that its file lists and no other
//	silent                none of any severity
//
// Its sections are the edits, in order:
//
//	-- replace PATH --    pairs of old and new text; old must be in the file once
//	-- every PATH --      the same for all places of old, which may be part of a line; there must be one
//	-- add PATH --        a new file
//	-- move OLD NEW --    a file under another name, as it is
//	-- delete PATH --     a file taken away
func TestPullRequests(t *testing.T) {
	paths, err := filepath.Glob("testdata/pulls/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no pull requests: %v", err)
	}
	repo := pullRepo{t.TempDir()}
	repo.git(t, nil, "clone", "--quiet", "--bare", "--shared", filepath.Join(corpustest.Dir(t), "repo"), ".")
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) { checkPull(t, repo, p) })
	}
}

// checkPull holds what a check says of one pull request against what its file wants.
func checkPull(t *testing.T, repo pullRepo, file string) {
	ar, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := wantedOfPull(t, string(ar.Comment))
	head := repo.commit(t, ar)
	c, err := pipeline.Check(context.Background(), pipeline.PairRequest{Request: pipeline.Request{Arg: head, Repo: repo.dir}, Base: pullsOn}, pipeline.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Passes {
		if p.Err != nil || p.Nothing != "" {
			t.Errorf("pass %s compared nothing: %v %s", p.Name, p.Err, p.Nothing)
		}
	}
	var got, messages []string
	refused := false
	for i := range c.Findings {
		f := &c.Findings[i]
		got = append(got, fmt.Sprintf("%s %q", f.Rule, f.Subject))
		messages = append(messages, fmt.Sprintf("%s: %s %s: %s", f.Severity, f.Rule, f.Subject, f.Message))
		refused = refused || f.Severity >= finding.Warning && f.Suppressed == nil
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s\n%s", diff, strings.Join(messages, "\n"))
	}
	if len(want) > 0 && !refused {
		t.Error("only notes: the gate lets it pass")
	}
}

var wantLine = regexp.MustCompile(`^want ([A-Z]+[0-9]+) ("(?:[^"\\]|\\.)*")$`)

// wantedOfPull reads the findings that the comment of a pull request lists, sorted.
func wantedOfPull(t *testing.T, comment string) (want []string) {
	t.Helper()
	silent := false
	for _, line := range strings.Split(comment, "\n") {
		switch m := wantLine.FindStringSubmatch(line); {
		case m != nil:
			subject, err := strconv.Unquote(m[2])
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			want = append(want, fmt.Sprintf("%s %q", m[1], subject))
		case strings.HasPrefix(line, "want"):
			t.Fatalf("%s: not of the form want RULE \"subject\"", line)
		case line == "silent":
			silent = true
		}
	}
	if silent == (len(want) > 0) {
		t.Fatal("a pull request has lines `want RULE \"subject\"` or the line `silent`")
	}
	slices.Sort(want)
	return want
}

// pullRepo is a bare repository that shares the objects of the corpus.
type pullRepo struct{ dir string }

// git runs a command of git in the repository, with an index and a clock of its own.
func (r pullRepo) git(t *testing.T, stdin []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = r.dir, bytes.NewReader(stdin)
	cmd.Env = append(os.Environ(), "GIT_INDEX_FILE="+filepath.Join(r.dir, "pull.index"),
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_AUTHOR_DATE=2025-02-01T00:00:00Z",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org", "GIT_COMMITTER_DATE=2025-02-01T00:00:00Z")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return out
}

// line is what a command prints, without the end of its line.
func (r pullRepo) line(t *testing.T, stdin []byte, args ...string) string {
	t.Helper()
	return strings.TrimSpace(string(r.git(t, stdin, args...)))
}

// commit makes the commit of a pull request and returns its id.
func (r pullRepo) commit(t *testing.T, pull *txtar.Archive) string {
	t.Helper()
	r.git(t, nil, "read-tree", pullsOn)
	for _, f := range pull.Files {
		verb, rest, _ := strings.Cut(f.Name, " ")
		switch verb {
		case "replace", "every":
			r.put(t, rest, edited(t, f, verb == "every", string(r.git(t, nil, "cat-file", "blob", ":"+rest))))
		case "add":
			r.put(t, rest, string(f.Data))
		case "move":
			from, to, _ := strings.Cut(rest, " ")
			text := string(r.git(t, nil, "cat-file", "blob", ":"+from))
			r.remove(t, from)
			r.put(t, to, text)
		case "delete":
			r.remove(t, rest)
		default:
			t.Fatalf("section %q: %q is none of replace, every, add, move, delete", f.Name, verb)
		}
	}
	tree := r.line(t, nil, "write-tree")
	return r.line(t, nil, "commit-tree", "-p", pullsOn, "-m", "pull request", tree)
}

// put gives a file of the index its text.
func (r pullRepo) put(t *testing.T, path, text string) {
	t.Helper()
	id := r.line(t, []byte(text), "hash-object", "-w", "--stdin")
	r.git(t, nil, "update-index", "--add", "--cacheinfo", "100644,"+id+","+path)
}

// remove takes a file out of the index.
func (r pullRepo) remove(t *testing.T, path string) {
	t.Helper()
	id := r.line(t, nil, "rev-parse", "--verify", ":"+path)
	r.git(t, []byte("0 "+strings.Repeat("0", len(id))+"\t"+path+"\n"), "update-index", "--index-info")
}

// edited is a text after the pairs of an edit: each is old text after a line of <, new text
// after a line of =, ended by a line of >.
func edited(t *testing.T, edit txtar.File, every bool, text string) string {
	t.Helper()
	rest := string(edit.Data)
	for rest != "" {
		pair, after, ended := strings.Cut(rest, ">>>>>>>\n")
		old, new, parted := strings.Cut(pair, "=======\n")
		old, begun := strings.CutPrefix(old, "<<<<<<<\n")
		if !begun || !parted || !ended {
			t.Fatalf("%s: a pair of old and new text stands between lines <<<<<<<, ======= and >>>>>>>", edit.Name)
		}
		if every {
			old, new = strings.TrimSuffix(old, "\n"), strings.TrimSuffix(new, "\n")
		}
		if n := strings.Count(text, old); n == 0 || n > 1 && !every {
			t.Fatalf("%s: the old text is in the file %d times:\n%s", edit.Name, n, old)
		}
		text, rest = strings.ReplaceAll(text, old, new), after
	}
	return text
}
