package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// The modes of git's tree entries that need care; all others are regular files.
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// maxTarget is the longest target of a link, in bytes: PATH_MAX of Linux.
const maxTarget = 4096

// missingAdvice is what to do about objects that are not there.
const missingAdvice = "in a partial clone a checkout of the revision brings them, elsewhere `git fsck` tells what is damaged"

// OpenRevision opens a revision of the repository that repoDir lies in, straight from the
// object database: the whole tree of a commit, whatever folder of the repository repoDir
// is, or one folder of it as in "v2.6.0:torch". Nothing is checked out, changed or
// downloaded. An unknown revision is an OpenError.
func OpenRevision(ctx context.Context, repoDir, rev string, opt Options) (*Tree, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	if repoDir == "" {
		repoDir = "."
	}
	at, err := resolveRevision(ctx, repoDir, rev)
	if errors.Is(err, errNoRevision) {
		return nil, unknownRevision(ctx, repoDir, rev, "")
	}
	if err != nil {
		return nil, explain(rev, repoDir, err)
	}
	return openResolved(ctx, repoDir, rev, at, opt)
}

// resolved is a revision that exists.
type resolved struct {
	commit string // "" for a tree that was named by its id
	tree   string
	full   string // the full name of the reference, where the revision is the name of one
}

// errNoRevision says that git knows no such revision.
var errNoRevision = errors.New("no such revision")

// resolveRevision finds a commit or a tree by name. An error other than errNoRevision is
// the repository's.
func resolveRevision(ctx context.Context, repoDir, rev string) (resolved, error) {
	if rev == "" || strings.ContainsAny(rev, "\x00\n") {
		return resolved{}, errNoRevision
	}
	var at resolved
	commit, err := verify(ctx, repoDir, rev+"^{commit}")
	switch {
	case err == nil:
		at.commit = commit
		at.tree, err = verify(ctx, repoDir, commit+"^{tree}")
		if err != nil {
			return at, err
		}
		// Empty for everything but the name of a branch, tag or remote branch.
		at.full, _ = gitLine(ctx, repoDir, "rev-parse", "--verify", "--quiet", "--symbolic-full-name", "--end-of-options", rev)
		return at, nil
	case !errors.Is(err, errNoRevision):
		return at, err
	}
	object, err := verify(ctx, repoDir, rev)
	if err != nil {
		return at, err
	}
	return resolveObject(ctx, repoDir, rev, object)
}

// resolveObject finds the tree behind an object whose name takes no "^{commit}": a folder
// ("v2.6.0:torch"), a search (":/words", which yields a commit), or a tree named by its id.
func resolveObject(ctx context.Context, repoDir, rev, object string) (at resolved, err error) {
	at.tree, err = verify(ctx, repoDir, object+"^{tree}")
	if says(err, "expected tree type") {
		return at, &UsageError{rev, "names a single file", "give a commit, or a folder of one as in COMMIT:FOLDER"}
	}
	if err != nil {
		return at, err
	}
	of := object
	if before, ok := beforeColon(rev); ok {
		of = before
	}
	if commit, err := verify(ctx, repoDir, of+"^{commit}"); err == nil {
		at.commit = commit
	}
	return at, nil
}

// verify asks git for the id of one object. It tells a name that means nothing, which
// --quiet turns into exit code 1 without a word, from a repository that can't be read.
func verify(ctx context.Context, repoDir, name string) (string, error) {
	id, err := gitLine(ctx, repoDir, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
	var g *gitError
	if errors.As(err, &g) && !gitMissing(err) && nameless(g) {
		return "", errNoRevision
	}
	// Some versions of git print the option that ends the options.
	return strings.TrimPrefix(id, "--end-of-options\n"), err
}

// nameless reports whether git failed for the name alone. Even with --quiet it complains
// about names that it can parse in part.
func nameless(g *gitError) bool {
	if strings.TrimSpace(g.stderr) == "" {
		return true
	}
	for _, words := range []string{"Needed a single revision", "does not exist in", "exists on disk, but not in", "invalid object name",
		"not a valid object name", "ambiguous argument", "bad revision", "expected commit type", "is ambiguous", "log for", "is in the index",
		"relative path syntax", "outside repository"} {
		if strings.Contains(g.stderr, words) {
			return true
		}
	}
	return false
}

// beforeColon splits "rev:path" at the first colon outside of braces ("HEAD^{/fix: x}:path").
func beforeColon(rev string) (string, bool) {
	depth := 0
	for i := range len(rev) {
		switch rev[i] {
		case '{':
			depth++
		case '}':
			depth--
		case ':':
			if depth == 0 {
				return rev[:i], i > 0
			}
		}
	}
	return "", false
}

// openResolved reads the tree of a resolved revision.
func openResolved(ctx context.Context, repoDir, rev string, at resolved, opt Options) (*Tree, error) {
	db := &objects{repo: repoDir, max: opt.MaxBytes}
	t := &Tree{kind: Revision, name: rev, commit: at.commit, root: at.tree, opt: opt, skips: newLedger(), reads: newLedger(), store: db}
	if at.commit != "" {
		seconds, err := gitLine(ctx, repoDir, "log", "-1", "--no-show-signature", "--format=%ct", at.commit)
		if err != nil {
			return nil, explain(rev, repoDir, err)
		}
		n, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil {
			return nil, &OpenError{rev, "has a commit without a readable date", "check the repository with `git fsck`", err}
		}
		t.date = time.Unix(n, 0).UTC()
	}
	listed, err := listTree(ctx, repoDir, at.tree)
	if err != nil {
		return nil, explain(rev, repoDir, err)
	}
	entries, err := t.treeEntries(ctx, db, listed)
	if err != nil {
		return nil, explain(rev, repoDir, err)
	}
	t.notes = append(t.notes, revisionNotes(ctx, repoDir, t)...)
	return assemble(t, entries, noEscape), nil
}

// treeEntries turns git's list into entries: submodules and missing files are counted,
// the targets of links read.
func (t *Tree) treeEntries(ctx context.Context, db *objects, listed []treeEntry) ([]entry, error) {
	entries := make([]entry, 0, len(listed))
	var linkAt []int
	var linkFiles []File
	for _, e := range listed {
		switch {
		case e.mode == modeSubmodule:
			t.skips.add(e.path, SkipSubmodule)
			if t.modules == nil {
				t.modules = map[string]string{}
			}
			t.modules[e.path] = e.id
			continue
		case e.size < 0:
			if e.mode == modeLink || t.opt.Want(e.path) {
				t.skips.add(e.path, SkipMissing)
			}
			continue
		case e.mode == modeLink:
			linkAt = append(linkAt, len(entries))
			linkFiles = append(linkFiles, File{e.path, e.size, e.id})
		}
		entries = append(entries, entry{File: File{e.path, e.size, e.id}, link: e.mode == modeLink})
	}
	// What is longer than a path can be is no target, whatever the bound on files is.
	targets := &objects{db.repo, maxTarget}
	err := targets.load(ctx, linkFiles, 1, func(i int, data []byte, _ string) error {
		entries[linkAt[i]].target = string(data)
		return nil
	})
	return entries, err
}

// revisionNotes says what is not whole about a revision.
func revisionNotes(ctx context.Context, repoDir string, t *Tree) []string {
	var notes []string
	counts := t.skips.counts()
	if n := counts[SkipMissing]; n > 0 {
		notes = append(notes, fmt.Sprintf("Files that are not in the object database: %d; %s.", n, missingAdvice))
	}
	if n := counts[SkipSubmodule]; n > 0 {
		notes = append(notes, fmt.Sprintf("Submodules, whose content is no part of the revision: %d.", n))
	}
	if shallow(ctx, repoDir) {
		notes = append(notes, "The repository is a shallow clone: older revisions are not there (`git fetch --unshallow` brings them).")
	}
	return notes
}

// shallow reports whether the repository's history is cut off.
func shallow(ctx context.Context, repoDir string) bool {
	answer, err := gitLine(ctx, repoDir, "rev-parse", "--is-shallow-repository")
	return err == nil && answer == "true"
}

// treeEntry is one line of git ls-tree. size is -1 where the object is not in the database.
type treeEntry struct {
	mode, id, path string
	size           int64
}

// listTree lists a tree with sizes. --full-tree matters: without it ls-tree shows only
// what lies below the current folder.
func listTree(ctx context.Context, repoDir, tree string) ([]treeEntry, error) {
	out, err := runGit(ctx, repoDir, nil, "ls-tree", "-r", "-z", "--long", "--full-tree", tree)
	if err != nil && (says(err, "promisor") || says(err, "lazy fetching")) {
		return listPartialTree(ctx, repoDir, tree)
	}
	if err != nil {
		return nil, err
	}
	return parseTree(out)
}

// listPartialTree lists a tree of a partial clone, where ls-tree stops at the first object
// whose size it can't know. rev-list is the one command that steps over missing objects.
func listPartialTree(ctx context.Context, repoDir, tree string) ([]treeEntry, error) {
	out, err := runGit(ctx, repoDir, nil, "ls-tree", "-r", "-z", "--full-tree", tree)
	if err != nil {
		return nil, err
	}
	listed, err := parseTree(out)
	if err != nil {
		return nil, err
	}
	present, err := runGit(ctx, repoDir, nil, "rev-list", "--objects", "--missing=print", "--no-walk", tree)
	if err != nil {
		return nil, err
	}
	missing := map[string]bool{}
	for line := range strings.Lines(string(present)) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "?"); ok {
			missing[id] = true
		}
	}
	return listed, sizes(ctx, repoDir, listed, missing)
}

// parseTree reads the output of git ls-tree -z, with or without --long:
// "mode type id [size]\tpath" and a NUL, the size padded with blanks, "-" for submodules
// and "BAD" for missing objects.
func parseTree(out []byte) ([]treeEntry, error) {
	entries := make([]treeEntry, 0, bytes.Count(out, []byte{0}))
	for rec := range bytes.SplitSeq(out, []byte{0}) {
		if len(rec) == 0 {
			continue
		}
		head, path, ok := strings.Cut(string(rec), "\t")
		fields := strings.Fields(head)
		if !ok || len(fields) < 3 {
			return nil, fmt.Errorf("git ls-tree printed %q, which is no tree entry: %w", rec, io.ErrUnexpectedEOF)
		}
		e := treeEntry{mode: fields[0], id: fields[2], path: path, size: -1}
		if len(fields) > 3 {
			if n, err := strconv.ParseInt(fields[3], 10, 64); err == nil && n >= 0 {
				e.size = n
			}
		}
		entries = append(entries, e)
	}
	return entries, nil
}
