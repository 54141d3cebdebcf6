package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// SnapshotKind is what marks a snapshot among the records of a file.
const SnapshotKind = "snapshot"

// snapshotFormat is the version of Snapshot.Data; a reader refuses later ones.
const snapshotFormat = 1

// maxSnapshot bounds the unpacked size of a snapshot, in bytes: several times the headers
// of the largest trees, and what a hostile file may cost in memory.
const maxSnapshot = 256 << 20

// Snapshot is a tree in one record: what was read of it, and the names of the rest, so that
// reading the same things again gives the same results.
type Snapshot struct {
	Name   string     `json:"name"` // of the tree that was read
	Kind   string     `json:"kind"` // SnapshotKind
	Format int        `json:"format"`
	Commit *string    `json:"commit"` // nil for none
	Date   *time.Time `json:"date"`   // the commit's
	Folder string     `json:"folder"` // see Tree.Folder
	// Data is the compressed (gzip) sequence of the tree's entries in order of their paths,
	// each "WORD SIZE PATH", a NUL, and what is held: after "file" the SIZE bytes of its
	// content, after "link" the SIZE bytes of its target, after "name", a file of SIZE bytes
	// whose content is not held, nothing.
	Data []byte `json:"data"`
}

// The words of a snapshot's entries.
const (
	entryFile = "file"
	entryName = "name"
	entryLink = "link"
)

// Snapshot packs the tree with the content of every file that was read so far, and of those
// of also that it has. Links that lead out of the tree or to nothing are left out.
func (t *Tree) Snapshot(ctx context.Context, also ...string) (*Snapshot, error) {
	held, err := t.contents(ctx, also)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	size := 0
	write := func(word string, length int64, p string, content []byte) {
		head := fmt.Sprintf("%s %d %s\x00", word, length, p)
		size += len(head) + len(content)
		z.Write([]byte(head)) // into memory: it can't fail
		z.Write(content)
	}
	links := t.innerLinks()
	for _, p := range slices.Sorted(maps.Keys(links)) {
		write(entryLink, int64(len(links[p])), p, []byte(links[p]))
	}
	for _, f := range t.all {
		if data, ok := held[f.Path]; ok {
			write(entryFile, int64(len(data)), f.Path, data)
		} else {
			write(entryName, f.Size, f.Path, nil)
		}
	}
	if size > maxSnapshot {
		return nil, &OpenError{Arg: t.name, Problem: fmt.Sprintf("has more than a snapshot may hold (%d bytes of %d)", size, maxSnapshot),
			Advice: "leave out what is no part of its surface, with ignore in plumbline.yaml"}
	}
	s := &Snapshot{Name: t.name, Kind: SnapshotKind, Format: snapshotFormat, Folder: t.folderName}
	if t.commit != "" {
		s.Commit = &t.commit
	}
	if !t.date.IsZero() {
		s.Date = &t.date
	}
	err = z.Close()
	s.Data = out.Bytes()
	return s, err
}

// contents reads again what was read before, and some other files that need not exist.
func (t *Tree) contents(ctx context.Context, also []string) (map[string][]byte, error) {
	paths := t.reads.paths()
	for _, p := range also {
		if real, ok := t.Canonical(p); ok && !slices.Contains(paths, real) {
			paths = append(paths, real)
		}
	}
	held := make(map[string][]byte, len(paths))
	var mu sync.Mutex
	err := t.Each(ctx, paths, func(_ int, b Blob) error {
		mu.Lock()
		defer mu.Unlock()
		held[b.Path] = b.Data
		return nil
	})
	return held, err
}

// innerLinks gives the links that lead to something in the tree, with targets that are
// relative and hold no other link.
func (t *Tree) innerLinks() map[string]string {
	out := map[string]string{}
	for link := range t.links.targets {
		if real, end := t.links.follow(link); end == inside && (t.folder[real] || t.hasFile(real)) {
			out[link] = strings.Repeat("../", strings.Count(link, "/")) + real
		}
	}
	return out
}

// tree opens a snapshot.
func (s *Snapshot) tree(opt Options) (*Tree, error) {
	opt, err := opt.withDefaults()
	if err != nil {
		return nil, err
	}
	if s.Format != snapshotFormat {
		return nil, &OpenError{Arg: s.Name, Problem: fmt.Sprintf("is a snapshot of format %d, and this version reads format %d", s.Format, snapshotFormat),
			Advice: "write it again with this version, or read it with the one that wrote it"}
	}
	entries, content, err := unpack(s.Data)
	if err != nil {
		return nil, &OpenError{Arg: s.Name, Problem: "is a snapshot that is damaged: " + err.Error(),
			Advice: "write it again: plumbline surface TREE --lang cpp --all -o FILE", Err: err}
	}
	t := &Tree{kind: Snapshotted, name: s.Name, folderName: s.Folder, opt: opt,
		skips: newLedger(), reads: newLedger(), store: &memory{content, opt.MaxBytes}}
	if s.Commit != nil {
		t.commit = *s.Commit
	}
	if s.Date != nil {
		t.date = *s.Date
	}
	return assemble(t, entries, noEscape), nil
}

// errTooLarge says that a snapshot unpacks to more than maxSnapshot.
var errTooLarge = fmt.Errorf("it unpacks to more than %d bytes", maxSnapshot)

// unpack reads the entries of a snapshot, and the contents that it holds by path. Contents
// share one buffer.
func unpack(packed []byte) ([]entry, map[string][]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(z, maxSnapshot+1))
	switch {
	case len(data) > maxSnapshot:
		return nil, nil, errTooLarge
	case err != nil:
		return nil, nil, err
	}
	var entries []entry
	content, known := map[string][]byte{}, map[string]bool{}
	for len(data) > 0 {
		e, word, rest, err := unpackEntry(data)
		if err != nil {
			return nil, nil, err
		}
		if known[e.Path] {
			return nil, nil, fmt.Errorf("%q stands in it twice", e.Path)
		}
		known[e.Path] = true
		data = rest
		if word != entryName {
			held := data[:e.Size:e.Size]
			data = data[e.Size:]
			if e.link = word == entryLink; e.link {
				e.target = string(held)
			} else {
				content[e.Path], e.ID = held, BlobID(held)
			}
		}
		entries = append(entries, e)
	}
	return entries, content, nil
}

var errEntry = errors.New("an entry of it can't be read")

// unpackEntry reads the head of one entry, and gives what follows it.
func unpackEntry(data []byte) (e entry, word string, rest []byte, err error) {
	head, rest, ok := bytes.Cut(data, []byte{0})
	fields := strings.SplitN(string(head[:min(len(head), 2*maxTarget)]), " ", 3)
	if !ok || len(fields) < 3 {
		return e, "", nil, errEntry
	}
	word, e.Path = fields[0], fields[2]
	if e.Size, err = strconv.ParseInt(fields[1], 10, 64); err != nil || e.Size < 0 {
		return e, "", nil, errEntry
	}
	switch word {
	case entryFile, entryLink:
		if e.Size > int64(len(rest)) {
			return e, "", nil, io.ErrUnexpectedEOF
		}
	case entryName:
	default:
		return e, "", nil, errEntry
	}
	if word == entryLink && e.Size > maxTarget || !inTree(e.Path) {
		return e, "", nil, errEntry
	}
	return e, word, rest, nil
}

// inTree reports whether a path is clean, relative and stays inside a tree; unlike
// fs.ValidPath it takes names that are not UTF-8.
func inTree(p string) bool {
	return p != "" && p != "." && p == path.Clean(p) && p[0] != '/' && p != ".." && !strings.HasPrefix(p, "../")
}
