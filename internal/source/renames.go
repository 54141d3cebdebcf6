package source

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// renameLimit bounds git's search for files that were renamed and changed at once: it compares
// every file that went with every one that came while their product is at most the square of
// this (git's diff.renameLimit, whose default of 1000 is half as much): half a second. Files
// that kept their content or their base name are found beyond it too.
const renameLimit = 2000

// Renames are the files that one tree has under another path than an earlier tree.
type Renames struct {
	To    map[string]string // path in the earlier tree -> path in the later one; one to one
	Notes []string          // what was not looked at
}

// FindRenames pairs the files that base alone has with those that head alone has. Between two
// revisions of one repository it is git's own detection: same content, or at least half of it
// the same (git diff -M); so it is between a revision and the work tree at its top, for the
// files that git tracks there. Everywhere else a renamed file is one of the same content; see
// sameContent.
func FindRenames(ctx context.Context, base, head *Tree) (Renames, error) {
	r := Renames{To: map[string]string{}}
	gone, come := base.lacking(head), head.lacking(base)
	if len(gone) == 0 || len(come) == 0 {
		return r, nil
	}
	of, ok := base.store.(*objects)
	if with, ok2 := head.store.(*objects); ok && ok2 && of.repo == with.repo {
		err := r.askGit(ctx, of.repo, gone, come, "diff-tree", base.root, head.root)
		if err == nil || context.Cause(ctx) != nil {
			return r, context.Cause(ctx)
		}
		// A partial clone lacks what git would compare; ids are known without it.
		r.Notes = append(r.Notes, "Renamed files are told by their whole content only: "+firstLine(err))
	}
	if with, ok2 := head.store.(*disk); ok && ok2 && isTop(ctx, with.root) {
		// Another repository than the revision's knows no such tree: then content decides alone.
		if err := r.askGit(ctx, with.root, gone, come, "diff-index", base.root); err != nil && context.Cause(ctx) != nil {
			return r, context.Cause(ctx)
		}
		taken := map[string]bool{}
		for _, p := range r.To {
			taken[p] = true
		}
		gone = slices.DeleteFunc(gone, func(p string) bool { return r.To[p] != "" })
		come = slices.DeleteFunc(come, func(p string) bool { return taken[p] })
	}
	return r, r.sameContent(ctx, base, head, gone, come)
}

// isTop reports whether a directory is the top of a git work tree.
func isTop(ctx context.Context, dir string) bool {
	prefix, err := gitLine(ctx, dir, "rev-parse", "--is-inside-work-tree", "--show-prefix")
	return err == nil && strings.TrimSpace(prefix) == "true"
}

// lacking lists the wanted files whose path is no file of another tree.
func (t *Tree) lacking(other *Tree) []string {
	var paths []string
	for _, f := range t.wanted {
		if !other.Has(f.Path) {
			paths = append(paths, f.Path)
		}
	}
	return paths
}

// askGit lets one of git's plumbing commands for differences detect the renames between trees;
// gone and come, sorted, are the files that count.
func (r *Renames) askGit(ctx context.Context, repo string, gone, come []string, command string, trees ...string) error {
	args := []string{command, "-r", "-z", "-M50%", "-l" + strconv.Itoa(renameLimit), "--no-ext-diff", "--diff-filter=R", "--name-status"}
	out, warnings, err := runGitBoth(ctx, repo, nil, append(args, trees...)...)
	if err != nil {
		return err
	}
	fields := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	for len(fields) >= 3 && strings.HasPrefix(fields[0], "R") {
		_, isGone := slices.BinarySearch(gone, fields[1])
		if _, isNew := slices.BinarySearch(come, fields[2]); isGone && isNew {
			r.To[fields[1]] = fields[2]
		}
		fields = fields[3:]
	}
	if bytes.Contains(warnings, []byte("rename detection was skipped")) {
		r.Notes = append(r.Notes, fmt.Sprintf("Too many files came and went between the trees to compare each with each (more than %d of both): "+
			"a file that changed its name, its base name too, and its content counts as gone and new.", renameLimit))
	}
	return nil
}

// sameContent pairs files of the same content; of several with one content, as closest does.
func (r *Renames) sameContent(ctx context.Context, base, head *Tree, gone, come []string) error {
	sizes := map[int64]bool{}
	for _, p := range gone {
		sizes[base.all[base.index[p]].Size] = true
	}
	come = slices.DeleteFunc(come, func(p string) bool { return !sizes[head.all[head.index[p]].Size] })
	olds, err := base.byContent(ctx, gone)
	if err != nil {
		return err
	}
	news, err := head.byContent(ctx, come)
	if err != nil {
		return err
	}
	for id, from := range olds {
		for _, pair := range closest(from, news[id]) {
			r.To[pair[0]] = pair[1]
		}
	}
	return nil
}

// byContent groups files by the SHA-1 blob id of their content, each group in order of path.
// Files that can't be read are in none, and counted as skipped.
func (t *Tree) byContent(ctx context.Context, paths []string) (map[string][]string, error) {
	ids := make([]string, len(paths))
	err := t.Each(ctx, paths, func(i int, b Blob) error {
		ids[i] = BlobID(b.Data)
		return nil
	})
	groups := map[string][]string{}
	for i, p := range paths {
		if ids[i] != "" {
			groups[ids[i]] = append(groups[ids[i]], p)
		}
	}
	return groups, err
}

// closest pairs old paths with new ones, each at most once: those that share the most trailing
// folders and the base name first, then those that share fewer, at last in order of path.
func closest(olds, news []string) [][2]string {
	depth := 0
	for _, p := range slices.Concat(olds, news) {
		depth = max(depth, strings.Count(p, "/")+1)
	}
	var pairs [][2]string
	for ; depth >= 0 && len(olds) > 0 && len(news) > 0; depth-- {
		waiting := map[string][]string{}
		for _, n := range news {
			waiting[pathEnd(n, depth)] = append(waiting[pathEnd(n, depth)], n)
		}
		taken := map[string]bool{}
		olds = slices.DeleteFunc(slices.Clone(olds), func(o string) bool {
			end := pathEnd(o, depth)
			if len(waiting[end]) == 0 {
				return false
			}
			n := waiting[end][0]
			waiting[end], taken[n] = waiting[end][1:], true
			pairs = append(pairs, [2]string{o, n})
			return true
		})
		news = slices.DeleteFunc(slices.Clone(news), func(n string) bool { return taken[n] })
	}
	return pairs
}

// pathEnd is the last n parts of a path, all of it where it has fewer.
func pathEnd(path string, n int) string {
	for i := len(path); n > 0; n-- {
		if i = strings.LastIndexByte(path[:i], '/'); i < 0 {
			return path
		}
		if n == 1 {
			return path[i+1:]
		}
	}
	return ""
}

// firstLine is the first line of an error.
func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
