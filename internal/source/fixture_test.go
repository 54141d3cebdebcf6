package source

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the want sections of testdata/*.txtar")

// TestFixtures runs testdata/*.txtar. The files of a fixture are unpacked into an empty
// folder; the lines of its comment then run there in order:
//
//	$ COMMAND                  in a shell, where git has a fixed identity and date
//	> dir PATH [OPTION...]     OpenDir
//	> rev REPO REV [OPTION...] OpenRevision
//	> open ARG REPO [OPTION..] Open
//	> archive [OPTION...]      FromArchive of the fixture itself
//	> staged REPO [OPTION...]  OpenIndex
//	> with GLOB                With on the tree opened last
//	> has PATH...              Has, HasDir and Canonical on the tree opened last
//	> read PATH                Read on the tree opened last
//	> tags REPO [want=GLOB]    ReadTags
//	> merged REPO REV          MergedTags of all tags
//	> checkout DIR             CheckedOut
//	> line REPO [RANGE]        ReadLine
//	> changes REPO [RANGE]     ReadChanges of a line
//	> kinship REPO A B         KinshipOf
//	> renames REPO BASE HEAD   FindRenames, each tree as Open takes it
//
// OPTION is want=GLOB, ignore=GLOB or max=BYTES. What the > lines show is held against
// the section "want".
func TestFixtures(t *testing.T) {
	fixtures, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range fixtures {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runFixture(t, path) })
	}
}

func runFixture(t *testing.T, path string) {
	path, err := filepath.Abs(path) // the fixture changes the working directory
	if err != nil {
		t.Fatal(err)
	}
	ar, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == "want" })
	if at < 0 {
		ar.Files = append(ar.Files, txtar.File{Name: "want"})
		at = len(ar.Files) - 1
	}
	tree := &txtar.Archive{Files: append(slices.Clone(ar.Files[:at]), ar.Files[at+1:]...)}
	work := workDir(t)
	for _, f := range tree.Files {
		name := filepath.Join(work, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := &fixture{archive: tree}
	for line := range strings.Lines(string(ar.Comment)) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "$ "):
			shell(t, line[2:])
		case strings.HasPrefix(line, "> "):
			fmt.Fprintln(&run.out, line)
			run.do(t, strings.Fields(line[2:]))
		}
	}
	got := bytes.ReplaceAll(run.out.Bytes(), []byte(work), []byte("$WORK"))
	if *update {
		ar.Files[at].Data = got
		if err := os.WriteFile(path, txtar.Format(ar), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(ar.Files[at].Data), string(got)); diff != "" {
		t.Errorf("-want +got (rewrite with -update):\n%s", diff)
	}
}

// workDir makes an empty folder the working directory, and gives git an identity, a date
// and no configuration but what the fixtures rely on.
func workDir(t *testing.T) string {
	t.Helper()
	work, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(work)
	for name, value := range map[string]string{
		"HOME": work, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": filepath.Dir(work),
		"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "2025-01-29T00:00:00Z",
		"GIT_COMMITTER_NAME": "c", "GIT_COMMITTER_EMAIL": "c@example.org", "GIT_COMMITTER_DATE": "2025-01-29T00:00:00Z",
		"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "init.defaultBranch", "GIT_CONFIG_VALUE_0": "main",
		"GIT_CONFIG_KEY_1": "protocol.file.allow", "GIT_CONFIG_VALUE_1": "always",
	} {
		t.Setenv(name, value)
	}
	return work
}

func shell(t *testing.T, command string) {
	t.Helper()
	if out, err := exec.Command("sh", "-e", "-c", command).CombinedOutput(); err != nil {
		t.Fatalf("$ %s\n%s%v", command, out, err)
	}
}

// fixture is a run of one fixture.
type fixture struct {
	archive *txtar.Archive
	tree    *Tree
	out     bytes.Buffer
}

func (f *fixture) do(t *testing.T, words []string) {
	ctx := context.Background()
	opt, args := options(t, words[1:])
	var err error
	switch words[0] {
	case "dir":
		f.tree, err = OpenDir(ctx, args[0], opt)
	case "rev":
		f.tree, err = OpenRevision(ctx, args[0], args[1], opt)
	case "open":
		f.tree, err = Open(ctx, args[0], args[1], opt)
	case "staged":
		f.tree, err = OpenIndex(ctx, args[0], opt)
	case "with":
		f.tree = f.tree.With(func(p string) bool { return doublestar.MatchUnvalidated(args[0], p) })
	case "archive":
		f.tree = FromArchive("fixture", f.archive, opt)
	case "has":
		for _, p := range args {
			real, _ := f.tree.Canonical(p)
			fmt.Fprintf(&f.out, "%q file=%v folder=%v real=%q\n", p, f.tree.Has(p), f.tree.HasDir(p), real)
		}
		return
	case "read":
		data, err := f.tree.Read(ctx, args[0])
		fmt.Fprintf(&f.out, "%q %s\n", data, kindOf(err))
		return
	case "tags", "merged", "checkout", "kinship":
		f.history(t, words[0], args, opt)
		return
	case "line", "changes":
		f.line(words[0], append(args, "")[:2])
		return
	case "renames":
		f.renames(t, args, opt)
		return
	default:
		t.Fatalf("unknown command %q", words[0])
	}
	if err != nil {
		fmt.Fprintln(&f.out, kindOf(err))
		return
	}
	f.dump(t)
}

// renames shows what FindRenames makes of two trees.
func (f *fixture) renames(t *testing.T, args []string, opt Options) {
	var trees [2]*Tree
	for i, arg := range args[1:] {
		var err error
		if trees[i], err = Open(context.Background(), arg, args[0], opt); err != nil {
			t.Fatal(err)
		}
	}
	r, err := FindRenames(context.Background(), trees[0], trees[1])
	for _, old := range slices.Sorted(maps.Keys(r.To)) {
		fmt.Fprintf(&f.out, "  %q -> %q\n", old, r.To[old])
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&f.out, "  note: %s\n", note)
	}
	fmt.Fprintln(&f.out, kindOf(err))
}

// history shows what a repository says of its tags, or of a directory.
func (f *fixture) history(t *testing.T, command string, args []string, opt Options) {
	ctx := context.Background()
	if command == "checkout" {
		at, err := CheckedOut(ctx, args[0])
		fmt.Fprintf(&f.out, "commit %q folder %q %s\n", at.Commit, at.Folder, kindOf(err))
		return
	}
	if command == "kinship" {
		var ids [2]string
		for i, rev := range args[1:] {
			at, err := resolveRevision(ctx, args[0], rev)
			if err != nil {
				t.Fatal(err)
			}
			ids[i] = at.commit
		}
		kinship, err := KinshipOf(ctx, args[0], ids[0], ids[1])
		fmt.Fprintf(&f.out, "%s %s\n", kinship, kindOf(err))
		return
	}
	tags, err := ReadTags(ctx, args[0], opt.Want)
	if err != nil {
		fmt.Fprintln(&f.out, kindOf(err))
		return
	}
	if command == "merged" {
		names, err := MergedTags(ctx, args[0], args[1], tags.List)
		fmt.Fprintf(&f.out, "%q %s\n", names, kindOf(err))
		return
	}
	fmt.Fprintln(&f.out, tags.History)
	for _, tag := range tags.List {
		fmt.Fprintf(&f.out, "  %s %.7s %s\n", tag.Name, tag.Commit, tag.Date.Format("2006-01-02"))
	}
	fmt.Fprintf(&f.out, "  others %q bare %q lost %q\n", tags.Others, tags.Bare, tags.Lost)
	for _, note := range tags.Notes() {
		fmt.Fprintf(&f.out, "  note: %s\n", note)
	}
}

// line shows the commits of a range, or what they changed.
func (f *fixture) line(command string, args []string) {
	ctx := context.Background()
	l, err := ReadLine(ctx, args[0], args[1])
	if err != nil {
		fmt.Fprintln(&f.out, kindOf(err))
		return
	}
	notes := l.Notes
	if command == "line" {
		fmt.Fprintf(&f.out, "%s to %.7s from %.7s\n", l.Range, l.To, l.From.Commit)
		for _, s := range l.Steps {
			fmt.Fprintf(&f.out, "  %.7s %s\n", s.Commit, s.Date.Format("2006-01-02"))
		}
	} else {
		changes, err := ReadChanges(ctx, args[0], l)
		if err != nil {
			fmt.Fprintln(&f.out, kindOf(err))
			return
		}
		notes = append(notes, changes.Notes...)
		for _, c := range changes.List {
			fmt.Fprintf(&f.out, "  %.7s merge=%v", c.Commit, c.Merge)
			for _, file := range c.Files {
				fmt.Fprintf(&f.out, " %q", file)
			}
			fmt.Fprintln(&f.out)
		}
	}
	for _, note := range notes {
		fmt.Fprintf(&f.out, "  note: %s\n", note)
	}
}

func options(t *testing.T, words []string) (opt Options, args []string) {
	for _, w := range words {
		name, value, ok := strings.Cut(w, "=")
		switch {
		case !ok:
			args = append(args, w)
		case name == "want":
			opt.Want = func(p string) bool { return doublestar.MatchUnvalidated(value, p) }
		case name == "ignore":
			opt.Ignore = append(opt.Ignore, value)
		case name == "max":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			opt.MaxBytes = n
		default:
			t.Fatalf("unknown option %q", w)
		}
	}
	return opt, args
}

// kindOf prefixes an error by what a command makes of it.
func kindOf(err error) string {
	var usage *UsageError
	var open *OpenError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &usage):
		return "usage error: " + err.Error()
	case errors.As(err, &open):
		return "open error: " + err.Error()
	}
	return "other error: " + err.Error()
}

// dump shows everything a tree says of itself, after reading all of it twice: the second
// time must change nothing.
func (f *fixture) dump(t *testing.T) {
	tree := f.tree
	fmt.Fprintf(&f.out, "%s %q", tree.Kind(), tree.Name())
	if date, ok := tree.Date(); ok {
		fmt.Fprintf(&f.out, " %s %s", tree.Commit(), date.Format("2006-01-02"))
	}
	fmt.Fprintln(&f.out)
	read := contents(t, tree)
	once := tree.Skips()
	contents(t, tree)
	if diff := cmp.Diff(once, tree.Skips()); diff != "" {
		t.Errorf("reading twice changes the skipped files (-once +twice):\n%s", diff)
	}
	for _, file := range tree.Files() {
		note := "not read"
		if b, ok := read[file.Path]; ok {
			note = b.ID[:7]
			if file.ID != "" && file.ID != b.ID {
				t.Errorf("%s: id %s when listed, %s when read", file.Path, file.ID, b.ID)
			}
		}
		fmt.Fprintf(&f.out, "  %q %d %s\n", file.Path, file.Size, note)
	}
	if len(tree.Paths()) > len(tree.Files()) {
		fmt.Fprintf(&f.out, "  of %q\n", tree.Paths())
	}
	for _, s := range once {
		fmt.Fprintf(&f.out, "  skipped %q %s\n", s.Path, s.Reason)
	}
	if len(once) > 0 {
		fmt.Fprintf(&f.out, "  counts %v\n", tree.Skipped())
	}
	for _, path := range slices.Sorted(maps.Keys(tree.Submodules())) {
		fmt.Fprintf(&f.out, "  submodule %q at %s\n", path, tree.Submodules()[path][:7])
	}
	for _, note := range tree.Notes() {
		fmt.Fprintf(&f.out, "  note: %s\n", note)
	}
}
