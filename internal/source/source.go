// Package source gives the rest of the program one view of a source tree, whatever the
// tree is: a directory, a git revision read straight from the object database, a snapshot
// of either in a file, or a txtar archive in a test. It exists so that no other package needs to know about file
// systems, links, .gitignore or git; it is the only one that runs git.
//
// Concurrency: a Tree never changes once opened, apart from its ledgers of files that were
// skipped and read, which are guarded. All methods may be called from any number of goroutines at once.
// Tree.Each calls its function from several goroutines itself.
package source

import (
	"crypto/sha1"
	"encoding/hex"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
)

// Kind says what a tree was opened from.
type Kind string

// The kinds of tree.
const (
	Directory Kind = "directory"
	Revision  Kind = "revision"
	Archive   Kind = "archive"
	// Snapshotted is a tree of a snapshot: named and dated as what it was taken of.
	Snapshotted Kind = "snapshot"
)

// DefaultMaxBytes bounds a file's size where Options does not: 8 MiB, about four times
// the largest source file in PyTorch. What is larger is data, whatever its name says.
const DefaultMaxBytes = 8 << 20

// Options says what the caller wants of a tree. The zero value wants everything.
type Options struct {
	// Want tells which files the caller could use, by path; nil wants all. Files that
	// are not wanted can still be found and read, but are never counted as skipped.
	Want func(path string) bool
	// Ignore holds glob patterns in doublestar's syntax, matched against a file's whole
	// path. A file that matches one is no part of the tree.
	Ignore []string
	// MaxBytes bounds the size of a file; 0 means DefaultMaxBytes.
	MaxBytes int64
	// Snapshots lets Open take a file with a snapshot for a tree. A snapshot holds no more
	// than one pass reads: only that pass can use it.
	Snapshots bool
	// Workers bounds how many files are read at once; 0 means one per available CPU.
	Workers int
}

// withDefaults fills in what the caller left open, and reports a malformed pattern.
func (o Options) withDefaults() (Options, error) {
	if o.Want == nil {
		o.Want = func(string) bool { return true }
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	for _, pattern := range o.Ignore {
		if !doublestar.ValidatePattern(pattern) {
			return o, &UsageError{Arg: pattern, Problem: "is no valid ignore pattern",
				Advice: "check its brackets and braces, and escape them with a backslash where they are meant literally"}
		}
	}
	return o, nil
}

// ignores reports whether one of the patterns matches the path.
func (o *Options) ignores(path string) bool {
	for _, pattern := range o.Ignore {
		if doublestar.MatchUnvalidated(pattern, path) {
			return true
		}
	}
	return false
}

// File is one wanted regular file of a tree.
type File struct {
	Path string // relative to the root of the tree, with slashes; not necessarily UTF-8
	Size int64  // bytes
	ID   string // git blob id where it is known without reading the file, else ""
}

// Blob is the content of one file. Data must not be changed.
type Blob struct {
	Path string
	ID   string // git blob id: SHA-1, or git's own for a revision of a SHA-256 repository
	Data []byte
}

// BlobID is the id that git gives to a blob with this content in a SHA-1 repository:
// the hash of "blob", its length in decimal, a NUL and the data.
func BlobID(data []byte) string {
	header := strconv.AppendInt([]byte("blob "), int64(len(data)), 10)
	h := sha1.New()
	h.Write(append(header, 0))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// Tree is an opened source tree. See the package comment for its concurrency contract.
type Tree struct {
	kind   Kind
	name   string
	commit string
	root   string // of a revision the id of its tree object
	date   time.Time

	opt     Options
	all     []File         // every regular file, sorted by path
	index   map[string]int // path -> index into all
	wanted  []File
	paths   []string
	folder  map[string]bool
	links   *links
	notes   []string
	skips   *ledger
	reads   *ledger // the files that Each and Read gave
	modules map[string]string
	store   store

	folderName string // of a snapshot
}

// Kind says what the tree was opened from.
func (t *Tree) Kind() Kind { return t.kind }

// Name is the tree's argument as the user wrote it.
func (t *Tree) Name() string { return t.name }

// Commit is the full id of the revision's commit; "" for other kinds, and for a tree
// object that was named by its id.
func (t *Tree) Commit() string { return t.commit }

// Folder is the name of the folder that a snapshot was taken of, "" where that had none and
// for other kinds of tree.
func (t *Tree) Folder() string { return t.folderName }

// Date is the committer date of the revision, if there is one.
func (t *Tree) Date() (time.Time, bool) { return t.date, !t.date.IsZero() }

// Files lists the wanted regular files in bytewise order of their paths, without those
// known to be skipped. The caller must not change the slice.
func (t *Tree) Files() []File { return t.wanted }

// Paths lists every regular file, wanted or not, in bytewise order. The caller must not
// change the slice.
func (t *Tree) Paths() []string { return t.paths }

// Submodules gives the commit of each submodule by its path: of a revision its own, of a directory
// that of git's index. It is empty where git does not tell. The caller must not change the map.
func (t *Tree) Submodules() map[string]string { return t.modules }

// Has reports whether the path names a regular file of the tree, wanted or not, directly
// or through links inside the tree. Ignored files are no part of the tree.
func (t *Tree) Has(path string) bool {
	_, ok := t.Canonical(path)
	return ok
}

// Canonical follows links inside the tree, in any component of the path, and gives the
// path of the real file. It is false where the path names no regular file of the tree.
// Paths are relative to the root and clean in the sense of path.Clean.
func (t *Tree) Canonical(path string) (string, bool) {
	if _, ok := t.index[path]; ok {
		return path, true
	}
	real, end := t.links.follow(path)
	if end != inside {
		return "", false
	}
	if _, ok := t.index[real]; !ok {
		return "", false
	}
	return real, true
}

// HasDir reports whether the path names a folder that holds at least one regular file at
// any depth, directly or through links inside the tree. The root is ".".
func (t *Tree) HasDir(path string) bool {
	if t.folder[path] {
		return true
	}
	real, end := t.links.follow(path)
	return end == inside && t.folder[real]
}

// Notes are sentences about how the tree was read that its reader should know, in a
// fixed order. The caller must not change the slice.
func (t *Tree) Notes() []string { return t.notes }

// Skipped counts the files that were left out, by reason; see the Skip constants. Files
// that turn out unusable when read are added by Each, once however often they are read.
func (t *Tree) Skipped() map[string]int { return t.skips.counts() }

// Skips lists what Skipped counts, sorted by path.
func (t *Tree) Skips() []Skip { return t.skips.list() }

// lookup finds files by path, through links.
func (t *Tree) lookup(paths []string) ([]int, error) {
	files := make([]int, len(paths))
	for i, p := range paths {
		real, ok := t.Canonical(p)
		if !ok {
			return nil, &OpenError{Arg: p, Problem: "is no file of " + t.name, Advice: "check the path; ignored files are no part of a tree"}
		}
		files[i] = t.index[real]
	}
	return files, nil
}

// entry is what a kind of tree knows of one of its files or links before a Tree is made.
type entry struct {
	File
	link   bool
	target string // of a link
}

// assemble makes a tree of entries in any order. Files that the options ignore are left
// out, links are checked, and everything skipped goes into the ledger.
func assemble(t *Tree, entries []entry, escape func(link, target string) (string, bool)) *Tree {
	t.links = &links{targets: map[string]string{}, escape: escape}
	t.folder = map[string]bool{}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	for _, e := range entries {
		switch {
		case len(t.opt.Ignore) > 0 && t.opt.ignores(e.Path):
			if e.link || t.opt.Want(e.Path) {
				t.skips.add(e.Path, SkipIgnored)
			}
		case e.link && e.target == "": // no system makes one, but a git tree may hold it
			t.skips.add(e.Path, SkipLinkBroken)
		case e.link:
			t.links.targets[e.Path] = e.target
		default:
			t.all = append(t.all, e.File)
		}
	}
	t.index = make(map[string]int, len(t.all))
	t.paths = make([]string, len(t.all))
	for i, f := range t.all {
		t.index[f.Path] = i
		t.paths[i] = f.Path
		addFolders(t.folder, f.Path)
		if !t.opt.Want(f.Path) {
			continue
		}
		if f.Size > t.opt.MaxBytes {
			t.skips.add(f.Path, SkipTooLarge)
			continue
		}
		t.wanted = append(t.wanted, f)
	}
	t.checkLinks()
	return t
}

// checkLinks counts the links that lead to nothing in the tree, and makes folders known
// that hold nothing but links to files.
func (t *Tree) checkLinks() {
	good := make([]string, 0, len(t.links.targets))
	for link := range t.links.targets {
		real, end := t.links.follow(link)
		switch {
		case end == outside:
			t.skips.add(link, SkipLinkOutside)
		case end == loop:
			t.skips.add(link, SkipLinkLoop)
		case t.folder[real] || t.hasFile(real):
			good = append(good, link)
		default:
			t.skips.add(link, SkipLinkBroken)
		}
	}
	for _, link := range good {
		addFolders(t.folder, link)
	}
}

func (t *Tree) hasFile(path string) bool {
	_, ok := t.index[path]
	return ok
}

// addFolders adds all folders above a path, the root included.
func addFolders(folders map[string]bool, path string) {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] != '/' {
			continue
		}
		if folders[path[:i]] {
			return
		}
		folders[path[:i]] = true
	}
	folders["."] = true
}
