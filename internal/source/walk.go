package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// walk is what lies below a directory, as found: nothing is judged yet.
type walk struct {
	root string
	want func(string) bool

	mu       sync.Mutex
	entries  []entry         // files and links; sizes of wanted files only
	special  []string        // fifos, sockets, devices
	repos    map[string]bool // folders that hold a .git, "." for the root
	filled   map[string]bool // folders that hold a file or link at any depth
	unread   []string        // folders that could not be read
	unreadAs error           // why the first of them could not
}

// walkDir reads all folders below root with several goroutines. It fails only if the root
// itself can't be read or ctx is done. It never enters .git and never follows links, so
// it ends whatever the links look like.
func walkDir(ctx context.Context, root string, opt Options) (*walk, error) {
	w := &walk{root: root, want: opt.Want, repos: map[string]bool{}, filled: map[string]bool{}}
	var group sync.WaitGroup
	slots := make(chan struct{}, opt.Workers)
	var visit func(dir string)
	visit = func(dir string) {
		if ctx.Err() != nil {
			return
		}
		for _, sub := range w.read(dir) {
			select {
			case slots <- struct{}{}:
				group.Go(func() {
					defer func() { <-slots }()
					visit(sub)
				})
			default:
				visit(sub)
			}
		}
	}
	visit(".")
	group.Wait()
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	if len(w.unread) > 0 && w.unread[0] == "." {
		return nil, w.unreadAs
	}
	for _, e := range w.entries {
		addFolders(w.filled, e.Path)
	}
	return w, nil
}

// read lists one folder and returns its subfolders.
func (w *walk) read(dir string) []string {
	var subs, special []string
	var entries []entry
	var repo bool
	list, err := readDir(filepath.Join(w.root, dir))
	for _, d := range list {
		if d.Name() == ".git" {
			repo = true
			continue
		}
		path := d.Name()
		if dir != "." {
			path = dir + "/" + path
		}
		switch {
		case d.IsDir():
			subs = append(subs, path)
		case d.Type()&fs.ModeSymlink != 0:
			target, err := os.Readlink(filepath.Join(w.root, path))
			if err == nil {
				entries = append(entries, entry{File: File{Path: path}, link: true, target: filepath.ToSlash(target)})
			}
		case d.Type().IsRegular():
			entries = append(entries, entry{File: File{Path: path, Size: w.size(d, path)}})
		default:
			special = append(special, path)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entries = append(w.entries, entries...)
	w.special = append(w.special, special...)
	if repo {
		w.repos[dir] = true
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) || err != nil && dir == "." {
		w.unread = append(w.unread, dir)
		if w.unreadAs == nil {
			w.unreadAs = err
		}
	}
	return subs
}

// size asks for the size of files that somebody wants: one system call each.
func (w *walk) size(d fs.DirEntry, path string) int64 {
	if !w.want(path) {
		return 0
	}
	info, err := d.Info()
	if err != nil {
		return 0 // gone again: reading it will tell
	}
	return info.Size()
}

// readDir is os.ReadDir without the sorting. It gives what could be read beside an error.
func readDir(dir string) ([]fs.DirEntry, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}
