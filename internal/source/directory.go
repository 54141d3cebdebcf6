package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// OpenDir opens a directory. Inside a git work tree it is what git would take: tracked
// files and untracked ones that .gitignore does not name, each submodule by its own rules.
// A directory that is in no work tree, or that an outer repository ignores, is everything
// in it except .git. Paths are relative to dir, even if dir is a subfolder of a work tree.
//
// An empty directory is a tree without files. A directory of which nothing can be read is
// an OpenError; single folders that can't be read are counted and noted.
func OpenDir(ctx context.Context, dir string, opt Options) (*Tree, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	root, err := realDir(dir)
	if err != nil {
		return nil, err
	}
	t := &Tree{kind: Directory, name: dir, opt: opt, skips: newLedger(), reads: newLedger(), store: &disk{root, opt.MaxBytes}}
	// git lists while the folders are walked: neither needs the other, and each takes as long.
	listed := make(chan listing, 1)
	go func() { listed <- listWorkTree(ctx, root) }()
	w, err := walkDir(ctx, root, opt)
	rootListing := <-listed
	if cause := context.Cause(ctx); cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, unreadable(dir, err)
	}
	if rootListing.gitDir {
		return nil, &UsageError{dir, "is a git repository's own storage, which holds no source files as such",
			"give it with -C and name a revision as the tree"}
	}
	regions, err := splitRegions(ctx, w, rootListing, opt.Workers)
	if err != nil {
		return nil, err
	}
	entries := regions.sift(w, t)
	if len(entries) == 0 && len(w.unread) > 0 {
		return nil, unreadable(dir, w.unreadAs)
	}
	t.modules = rootListing.modules
	t.notes = append(regions.notes(), unreadNote(w)...)
	return assemble(t, entries, escapeThrough(root)), nil
}

// realDir checks that a directory is one, and gives its absolute path without links.
func realDir(dir string) (string, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return "", unreadable(dir, err)
	}
	if !info.IsDir() {
		return "", &UsageError{dir, "is a file", "name a directory or a git revision"}
	}
	root, err := filepath.Abs(dir)
	if err == nil {
		root, err = filepath.EvalSymlinks(root)
	}
	if err != nil {
		return "", unreadable(dir, err)
	}
	return root, nil
}

// unreadable explains why a directory can't be opened at all.
func unreadable(dir string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &OpenError{dir, "does not exist", "check the path", err}
	case errors.Is(err, fs.ErrPermission):
		return &OpenError{dir, "can't be read: permission denied", "check the permissions of the directory and of those above it", err}
	}
	return &OpenError{dir, "can't be read: " + err.Error(), "", err}
}

func unreadNote(w *walk) []string {
	if len(w.unread) == 0 {
		return nil
	}
	first := w.unread[0]
	for _, dir := range w.unread {
		first = min(first, dir)
	}
	return []string{fmt.Sprintf("Folders that could not be read: %d, the first is %q; check their permissions.", len(w.unread), first)}
}

// escapeThrough lets links of the directory at root name it by absolute path, or by
// climbing out and coming back.
func escapeThrough(root string) func(link, target string) (string, bool) {
	return func(link, target string) (string, bool) {
		target = filepath.FromSlash(target)
		if !filepath.IsAbs(target) {
			target = filepath.Join(root, filepath.Dir(filepath.FromSlash(link)), target)
		}
		rel, err := filepath.Rel(root, target)
		if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return "", false
		}
		return filepath.ToSlash(rel), true
	}
}

// disk reads files below a directory.
type disk struct {
	root string
	max  int64
}

func (d *disk) load(ctx context.Context, files []File, workers int, give giveFunc) error {
	return inParallel(ctx, len(files), workers, func(i int) error {
		data, skip := d.read(files[i].Path)
		return give(i, data, skip)
	})
}

// read gives a file's content as it is now, which need not be what the walk saw: it may
// be gone, have grown beyond the bound, or be a fifo. O_NONBLOCK keeps the open of a fifo
// from waiting for a writer.
func (d *disk) read(path string) (data []byte, skip string) {
	f, err := os.OpenFile(filepath.Join(d.root, path), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			return nil, SkipDeleted
		}
		return nil, SkipUnreadable
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, SkipUnreadable
	case !info.Mode().IsRegular():
		return nil, SkipSpecial
	case info.Size() > d.max:
		return nil, SkipTooLarge
	}
	data, err = readAll(f, int(info.Size()), d.max)
	switch {
	case err != nil:
		return nil, SkipUnreadable
	case int64(len(data)) > d.max:
		return nil, SkipTooLarge
	}
	return data, ""
}

// readAll reads to the end, or to one byte beyond limit, expecting size bytes.
func readAll(r io.Reader, size int, limit int64) ([]byte, error) {
	data := make([]byte, 0, size+1) // one more, so that the read that meets the end needs no growth
	for {
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF || int64(len(data)) > limit {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}
