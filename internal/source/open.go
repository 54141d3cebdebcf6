package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"plumbline/internal/spelling"
)

// Open opens what an argument names: a directory (relative to the working directory of
// the process) or a revision of the repository that repoDir lies in; with
// Options.Snapshots, also a file with a snapshot. An argument that is absolute, or starts
// with a dot component, can be no revision. One that names both
// is an AmbiguousError, any other file a UsageError, one that names neither an OpenError that
// tells both attempts and names that come near.
func Open(ctx context.Context, arg, repoDir string, opt Options) (*Tree, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	if arg == "" {
		return nil, &UsageError{arg, "names no tree", "give a directory or a git revision"}
	}
	info, statErr := os.Stat(arg)
	isDir := statErr == nil && info.IsDir()
	isSnapshot := opt.Snapshots && statErr == nil && info.Mode().IsRegular()
	if isPath(arg) && isSnapshot {
		return OpenSnapshot(arg, opt)
	}
	if isPath(arg) {
		return OpenDir(ctx, arg, opt)
	}
	if repoDir == "" {
		repoDir = "."
	}
	at, revErr := resolveRevision(ctx, repoDir, arg)
	switch {
	case isDir && revErr == nil, isSnapshot && revErr == nil && looksLikeRecords(arg):
		return nil, ambiguous(arg, at, isDir)
	case isDir:
		return OpenDir(ctx, arg, opt)
	case revErr == nil:
		return openResolved(ctx, repoDir, arg, at, opt)
	case context.Cause(ctx) != nil:
		return nil, context.Cause(ctx)
	case isSnapshot:
		return OpenSnapshot(arg, opt)
	case statErr == nil:
		return nil, &UsageError{arg, "is a file", "name a directory or a git revision"}
	case errors.Is(revErr, errNoRevision) || says(revErr, "not a git repository"):
		return nil, unknownRevision(ctx, repoDir, arg, "no directory and ")
	}
	return nil, explain(arg, repoDir, revErr)
}

// isPath reports whether an argument is a path by its form: no revision starts like this.
func isPath(arg string) bool {
	first, _, _ := strings.Cut(filepath.ToSlash(arg), "/")
	return first == "." || first == ".." || filepath.IsAbs(arg)
}

// ambiguous spells out both meanings of an argument.
func ambiguous(arg string, at resolved, isDir bool) error {
	id := cmp.Or(at.commit, at.tree)
	revision := cmp.Or(at.full, id)
	if revision == arg {
		revision = id
	}
	if revision == arg {
		revision = id + "^{tree}"
	}
	return &AmbiguousError{Arg: arg, File: !isDir, Directory: "./" + filepath.ToSlash(arg), Revision: revision}
}

// unknownRevision says what was looked for, what comes near and what may help.
func unknownRevision(ctx context.Context, repoDir, arg, also string) error {
	where := "the repository at " + repoDir
	refs, err := gitLine(ctx, repoDir, "for-each-ref", "--format=%(refname:short)")
	if err != nil {
		where = repoDir + ", which is in no git repository"
	}
	problem := fmt.Sprintf("is %sno revision of %s", also, where)
	names := strings.Fields(refs)
	if also != "" {
		names = append(names, siblings(arg)...)
	}
	var advice []string
	if near := spelling.Near(arg, names, 3); len(near) > 0 {
		advice = append(advice, "did you mean "+strings.Join(near, " or ")+"?")
	}
	switch {
	case strings.Contains(arg, ".."):
		advice = append(advice, "a tree is one revision, not a range")
	case err != nil:
		advice = append(advice, "check the path, or name the repository with -C")
	case shallow(ctx, repoDir):
		advice = append(advice, "the repository is a shallow clone, `git fetch --unshallow --tags` brings its older commits and tags")
	default:
		advice = append(advice, "if it is a tag or branch of the remote, `git fetch --tags` may bring it")
	}
	return &OpenError{Arg: arg, Problem: problem, Advice: strings.Join(advice, " "), Err: errNoRevision}
}

// siblings lists the folders beside a path that does not exist.
func siblings(path string) []string {
	parent := filepath.Dir(path)
	list, err := os.ReadDir(parent)
	if err != nil {
		return nil
	}
	var names []string
	for _, d := range list {
		if d.IsDir() {
			names = append(names, filepath.ToSlash(filepath.Join(parent, d.Name())))
		}
	}
	return names
}
