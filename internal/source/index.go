package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Staged is a tree of what the index holds: what a commit made now would hold.
const Staged Kind = "index"

// OpenIndex opens what is staged in the repository that repoDir lies in: the whole index,
// whatever folder of the repository repoDir is. Nothing is written, the index is not refreshed.
// An index with unmerged paths is an OpenError: nobody can say yet what it will hold.
func OpenIndex(ctx context.Context, repoDir string, opt Options) (*Tree, error) {
	const arg = "staged"
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	if repoDir == "" {
		repoDir = "."
	}
	top, err := gitLine(ctx, repoDir, "rev-parse", "--show-toplevel")
	if says(err, "must be run in a work tree") {
		return nil, &OpenError{arg, "names the index of a repository, and " + repoDir + " has none: it is bare", "compare two revisions", err}
	}
	if err != nil {
		return nil, explain(arg, repoDir, err)
	}
	out, err := listIndex(ctx, top)
	if err != nil {
		return nil, explain(arg, repoDir, err)
	}
	listed, unmerged, err := parseIndex(out)
	if err != nil {
		return nil, err
	}
	if len(unmerged) > 0 {
		return nil, &OpenError{Arg: arg, Problem: fmt.Sprintf("is not decided: %s in the middle of a merge", unmergedWords(unmerged)),
			Advice: "resolve the conflicts and `git add` the files", Err: errUnmerged}
	}
	if err := sizes(ctx, top, listed, nil); err != nil {
		return nil, explain(arg, repoDir, err)
	}
	db := &objects{repo: top, max: opt.MaxBytes}
	t := &Tree{kind: Staged, name: arg, opt: opt, skips: newLedger(), reads: newLedger(), store: db}
	entries, err := t.treeEntries(ctx, db, listed)
	if err != nil {
		return nil, explain(arg, repoDir, err)
	}
	t.notes = append(t.notes, revisionNotes(ctx, top, t)...)
	return assemble(t, entries, noEscape), nil
}

// listIndex lists the index of the work tree at top. While git commits, it keeps what it is
// about to commit in an index of its own and names that to hooks in GIT_INDEX_FILE (githooks(5));
// one that lies in another repository's storage belongs to the hook of that one.
func listIndex(ctx context.Context, top string) ([]byte, error) {
	args := []string{"ls-files", "-z", "--stage", "--full-name"}
	file := os.Getenv("GIT_INDEX_FILE")
	if file == "" {
		return runGit(ctx, top, nil, args...)
	}
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	storage, err := gitLine(ctx, top, "rev-parse", "--absolute-git-dir")
	if err != nil {
		return nil, err
	}
	if filepath.Dir(file) != filepath.Clean(storage) {
		return runGit(ctx, top, nil, args...)
	}
	return runGitWith(ctx, top, []string{"GIT_INDEX_FILE=" + file}, args...)
}

// errUnmerged says that the index holds several versions of a path.
var errUnmerged = errors.New("unmerged paths")

func unmergedWords(paths []string) string {
	if len(paths) == 1 {
		return paths[0] + " is"
	}
	return fmt.Sprintf("%s and %d more are", paths[0], len(paths)-1)
}

// parseIndex reads the output of git ls-files -z --stage: "mode id stage\tpath" and a NUL.
func parseIndex(out []byte) (entries []treeEntry, unmerged []string, err error) {
	for rec := range bytes.SplitSeq(out, []byte{0}) {
		if len(rec) == 0 {
			continue
		}
		head, path, ok := strings.Cut(string(rec), "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) != 3 {
			return nil, nil, fmt.Errorf("git ls-files printed %q, which is no entry of an index", rec)
		}
		if fields[2] != "0" {
			unmerged = append(unmerged, path)
			continue
		}
		entries = append(entries, treeEntry{mode: fields[0], id: fields[1], path: path, size: -1})
	}
	return entries, slices.Compact(unmerged), nil
}

// sizes asks git for the sizes of the entries' objects, but for those known to be missing.
func sizes(ctx context.Context, repoDir string, listed []treeEntry, missing map[string]bool) error {
	var ask strings.Builder
	for _, e := range listed {
		if e.mode != modeSubmodule && !missing[e.id] {
			ask.WriteString(e.id + "\n")
		}
	}
	answers, err := runGit(ctx, repoDir, strings.NewReader(ask.String()), "cat-file", "--buffer", "--batch-check=%(objectname) %(objectsize)")
	if err != nil {
		return err
	}
	known := map[string]int64{}
	for line := range strings.Lines(string(answers)) {
		id, size, _ := strings.Cut(strings.TrimSpace(line), " ")
		if n, err := strconv.ParseInt(size, 10, 64); err == nil {
			known[id] = n
		}
	}
	for i := range listed {
		size, ok := known[listed[i].id]
		if !ok {
			size = -1
		}
		listed[i].size = size
	}
	return nil
}
