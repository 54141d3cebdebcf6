package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listing is what git says of one work tree, with paths relative to the folder asked about.
type listing struct {
	all      bool              // no work tree, or one that ignores the folder: take everything
	files    map[string]byte   // path -> git's tag: H tracked, S sparse, ? untracked, M unmerged
	nested   []string          // submodules and repositories inside it
	modules  map[string]string // submodule -> commit in the index
	hollow   bool              // the folder is a submodule to the repository around it, and has none itself
	gitDir   bool              // the folder is a repository's storage: a bare one, or .git
	ignored  bool              // an outer repository ignores the folder
	unlisted error             // git could not be asked
}

// listWorkTree asks git which files of the work tree around dir lie below dir.
func listWorkTree(ctx context.Context, dir string) listing {
	out, err := runGit(ctx, dir, nil, "ls-files", "-z", "-t", "--stage", "--cached", "--others", "--exclude-standard")
	switch {
	case err != nil && says(err, "must be run in a work tree"):
		own, err := gitLine(ctx, dir, "rev-parse", "--absolute-git-dir")
		return listing{all: true, gitDir: err == nil && filepath.Clean(own) == dir}
	case err != nil && notRepository(err):
		return listing{all: true}
	case err != nil:
		return listing{all: true, unlisted: err}
	}
	l := parseListing(out)
	if l.foreign(ctx, dir) {
		return listing{all: true, ignored: true, hollow: l.hollow}
	}
	return l
}

// foreign reports whether the work tree around dir is not dir's own and has nothing to
// say about it: it ignores dir, or knows no file in it.
func (l *listing) foreign(ctx context.Context, dir string) bool {
	if len(l.files) == 0 && len(l.nested) == 0 {
		return true
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
		return false
	}
	_, err := runGit(ctx, dir, nil, "check-ignore", "-q", "--no-index", ".")
	return err == nil
}

// parseListing reads the output of git ls-files -z -t --stage --others: "? path" for an
// untracked file, "? path/" for a repository inside, "H mode id stage\tpath" for an entry
// of the index.
func parseListing(out []byte) listing {
	l := listing{files: make(map[string]byte, bytes.Count(out, []byte{0})), modules: map[string]string{}}
	for rec := range bytes.SplitSeq(out, []byte{0}) {
		if len(rec) < 3 {
			continue
		}
		tag, rest := rec[0], string(rec[2:])
		switch {
		case tag == '?' && strings.HasSuffix(rest, "/"):
			l.nested = append(l.nested, strings.TrimSuffix(rest, "/"))
		case tag == '?':
			l.files[rest] = tag
		default:
			mode, path, ok := strings.Cut(rest, "\t")
			if !ok {
				continue
			}
			switch {
			case path == "./": // the submodule that the folder itself is
				l.hollow = true
			case strings.HasPrefix(mode, modeSubmodule):
				l.nested = append(l.nested, path)
				if fields := strings.Fields(mode); len(fields) > 1 {
					l.modules[path] = fields[1]
				}
			default:
				l.files[path] = tag
			}
		}
	}
	return l
}

// region is a part of the directory under one set of ignore rules.
type region struct {
	prefix string // "" or the region's folder with a slash
	listing
}

// regions divides a directory: "" is the root's, deeper ones take over below their folder.
type regions struct {
	of      map[string]*region // folder ("." for the root) -> region
	hollow  []string           // submodules without content
	refused []*region          // those git could not be asked about
}

// splitRegions finds the work trees inside a directory, level by level, and lists each.
func splitRegions(ctx context.Context, w *walk, root listing, workers int) (*regions, error) {
	rs := &regions{of: map[string]*region{}}
	level := []*region{{listing: root}}
	if root.hollow && !w.filled["."] {
		rs.hollow = append(rs.hollow, ".")
	}
	rs.of["."] = level[0]
	for len(level) > 0 {
		var next []*region
		for _, r := range level {
			if r.unlisted != nil {
				rs.refused = append(rs.refused, r)
			}
			for _, dir := range r.inner(w) {
				switch {
				case rs.of[dir] != nil: // listed twice
				case !w.filled[dir]:
					rs.hollow = append(rs.hollow, dir)
				default:
					sub := &region{prefix: dir + "/"}
					rs.of[dir] = sub
					next = append(next, sub)
				}
			}
		}
		err := inParallel(ctx, len(next), workers, func(i int) error {
			dir := strings.TrimSuffix(next[i].prefix, "/")
			if !w.repos[dir] {
				next[i].all = true // a submodule's files without its repository
				return nil
			}
			next[i].listing = listNested(ctx, filepath.Join(w.root, dir))
			return nil
		})
		if err != nil {
			return nil, err
		}
		level = next
	}
	return rs, nil
}

// listNested lists a work tree inside another. If all of its files are ignored by itself
// then that is how it is; but if its .git is no repository, git answers for the outer one.
func listNested(ctx context.Context, dir string) listing {
	l := listWorkTree(ctx, dir)
	if l.ignored {
		above, err := gitLine(ctx, dir, "rev-parse", "--show-prefix")
		if err == nil && above == "" {
			return listing{files: map[string]byte{}}
		}
	}
	return l
}

// inner lists the folders in which a region gives way to another: those git names or,
// where git has no say, the topmost ones that hold a .git.
func (r *region) inner(w *walk) []string {
	var dirs []string
	if !r.all {
		for _, dir := range r.nested {
			dirs = append(dirs, r.prefix+dir)
		}
		slices.Sort(dirs)
		return dirs
	}
	for dir := range w.repos {
		if dir != "." && strings.HasPrefix(dir, r.prefix) {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	top := dirs[:0]
	for _, dir := range dirs {
		if len(top) == 0 || !strings.HasPrefix(dir, top[len(top)-1]+"/") {
			top = append(top, dir)
		}
	}
	return top
}

// at finds the region that a folder lies in.
func (rs *regions) at(dir string) *region {
	for {
		if r := rs.of[dir]; r != nil {
			return r
		}
		slash := strings.LastIndexByte(dir, '/')
		if slash < 0 {
			return rs.of["."]
		}
		dir = dir[:slash]
	}
}

// sift keeps the entries that are part of the tree, and counts those that are not. It
// uses the listings up.
func (rs *regions) sift(w *walk, t *Tree) []entry {
	kept := w.entries[:0]
	lastDir, r := ".", rs.of["."]
	part := func(path string) bool {
		dir := "."
		if slash := strings.LastIndexByte(path, '/'); slash >= 0 {
			dir = path[:slash]
		}
		if dir != lastDir {
			lastDir, r = dir, rs.at(dir)
		}
		if r.all {
			return true
		}
		rel := path[len(r.prefix):]
		_, listed := r.files[rel]
		delete(r.files, rel)
		return listed
	}
	for _, e := range w.entries {
		if part(e.Path) {
			kept = append(kept, e)
		} else if t.opt.Want(e.Path) {
			t.skips.add(e.Path, SkipIgnored)
		}
	}
	for _, path := range w.special { // git lists no such files, so they can't be told from ignored ones
		if t.opt.Want(path) {
			t.skips.add(path, SkipSpecial)
		}
		part(path)
	}
	for _, dir := range w.unread {
		t.skips.add(dir, SkipUnreadable)
	}
	for _, dir := range rs.hollow {
		t.skips.add(dir, SkipSubmodule)
	}
	rs.countGone(w, t)
	return kept
}

// countGone counts the wanted files that git knows and the walk did not meet.
func (rs *regions) countGone(w *walk, t *Tree) {
	for _, r := range rs.of {
		for rel, tag := range r.files {
			path := r.prefix + rel
			if !t.opt.Want(path) {
				continue
			}
			reason := SkipDeleted
			if tag == 'S' {
				reason = SkipSparse
			}
			for _, dir := range w.unread {
				if strings.HasPrefix(path, dir+"/") {
					reason = SkipUnreadable
				}
			}
			t.skips.add(path, reason)
		}
	}
}

// notes says where .gitignore had no say although it could have been expected to.
func (rs *regions) notes() []string {
	var notes []string
	if root := rs.of["."]; root.ignored && !root.hollow {
		notes = append(notes, "The git repository around this directory ignores it or knows no file in it, so everything in it is read.")
	}
	if n := len(rs.hollow); n > 0 {
		notes = append(notes, fmt.Sprintf("Submodules without content: %d, the first is %q; `git submodule update --init --recursive` brings them.", n, slices.Min(rs.hollow)))
	}
	if len(rs.refused) == 0 {
		return notes
	}
	dir := strings.TrimSuffix(rs.refused[0].prefix, "/")
	if dir == "" {
		dir = "."
	}
	err := rs.refused[0].unlisted
	if gitMissing(err) {
		return append(notes, "git is not installed or not in PATH, so .gitignore is not honoured and everything is read.")
	}
	advice := err.Error()
	if open := (*OpenError)(nil); errors.As(explain(dir, dir, err), &open) {
		advice = open.Error()
	}
	return append(notes, fmt.Sprintf("Work trees that git could not list, so that .gitignore is not honoured there and everything is read: %d; %s", len(rs.refused), advice))
}
