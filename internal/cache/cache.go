// Package cache keeps what was read of files between runs, by their content, so that a run reads
// only the files that no run before it has seen: on whatever branch, in whatever checkout. It
// exists because reading is most of the work of a large tree, and a change touches few files.
//
// Facts are kept in packs: a run writes what it had to read as one more file, and a pack that has
// not been of use for longest goes when there are too many. What one build of the program wrote
// is of no use to another, whose readers may see more. A pack that is damaged is as good as none.
//
// Concurrency: a Store may be used by any number of goroutines; facts are never changed once they
// are in it. Several processes may share a folder: packs are written beside and renamed.
package cache

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	magic    = "plumbline facts 1\n"
	suffix   = ".pack"
	blocks   = 16 // of a pack: what is read together, and apart from the others in parallel
	maxPacks = 24 // of a kind
	maxBytes = 256 << 20
	// flushAt is how many new facts are held before they are written: a run over a long history
	// reads more than fits into memory.
	flushAt = 16384
	// keepBuilds is how long what another build wrote may lie unused: two versions take turns for
	// as long as a change is tried out.
	keepBuilds = 14 * 24 * time.Hour
)

// Build names the program that runs, by the content of its file.
func Build() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// Key is a file by its path, of which its language and names follow, and its git blob id.
type Key struct{ Path, ID string }

func (k Key) block() int {
	h := fnv.New32a()
	io.WriteString(h, k.Path)
	return int(h.Sum32() % blocks)
}

// Store holds facts of one kind.
type Store[T any] struct {
	dir     string // of the packs of this build and kind
	bound   int64  // of the packs together, in bytes
	restore func(*T)
	load    sync.Once
	packs   []*pack[T]

	mu     sync.Mutex
	new    map[Key]*T
	failed error // of writing before the end
}

// Open is the store of a kind of facts below a folder; build names the program. restore, nil for
// nothing, is given each fact that comes from a pack: gob makes no difference between an empty
// list and none. Nothing is read yet. A nil Store keeps nothing.
func Open[T any](dir, build, kind string, restore func(*T)) *Store[T] {
	return &Store[T]{dir: filepath.Join(dir, "facts", build, kind), bound: maxBytes, restore: restore, new: map[Key]*T{}}
}

// Get gives what is known of a file, nil for nothing. The caller must not change it.
func (s *Store[T]) Get(k Key) *T {
	if s == nil || k.ID == "" {
		return nil
	}
	s.load.Do(s.open)
	s.mu.Lock()
	facts := s.new[k]
	s.mu.Unlock()
	if facts != nil {
		return facts
	}
	for _, p := range s.packs {
		if i, ok := p.index[k]; ok {
			if facts := p.get(k.block(), i); facts != nil {
				return facts
			}
		}
	}
	return nil
}

// Put keeps what was read of a file.
func (s *Store[T]) Put(k Key, facts *T) {
	if s == nil || k.ID == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.new[k] = facts; len(s.new) >= flushAt {
		s.failed = errors.Join(s.failed, s.flush())
	}
}

// flush writes what is new as a pack.
func (s *Store[T]) flush() error {
	facts := s.new
	s.new = map[Key]*T{}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	name, err := writePack(s.dir, facts)
	if err != nil {
		return fmt.Errorf("facts could not be kept: %w", err)
	}
	return s.tidy(name, time.Now())
}

// open reads the lists of the packs, the newest first. What can't be read is left out: it will be
// read anew, and written.
func (s *Store[T]) open() {
	names, err := filepath.Glob(filepath.Join(s.dir, "*"+suffix))
	if err != nil {
		return
	}
	for _, name := range names {
		if p, err := readPack(name, s.restore); err == nil {
			s.packs = append(s.packs, p)
		}
	}
	slices.SortFunc(s.packs, func(a, b *pack[T]) int {
		if c := b.used.Compare(a.used); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
}

// Save writes what is new as a pack, marks those that were of use, and takes out what has been
// of none for long. A store of which nothing was asked changes nothing.
func (s *Store[T]) Save() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	for _, p := range s.packs {
		if p.touched() {
			_ = os.Chtimes(p.name, now, now) // another process may have taken it out
			_ = os.Chtimes(filepath.Dir(s.dir), now, now)
		}
	}
	if len(s.new) == 0 {
		return s.failed
	}
	return errors.Join(s.failed, s.flush())
}

// tidy takes out the packs beyond the bounds on number and bytes, those unused for longest first, and what
// other builds left behind. The pack that was just written stays.
func (s *Store[T]) tidy(written string, now time.Time) error {
	names, err := filepath.Glob(filepath.Join(s.dir, "*"+suffix))
	if err != nil {
		return err
	}
	infos := map[string]fs.FileInfo{}
	for _, name := range names {
		if info, err := os.Stat(name); err == nil { // another process may have taken it out
			infos[name] = info
		}
	}
	names = slices.SortedFunc(maps.Keys(infos), func(a, b string) int {
		switch { // the pack that was just written first: clocks of file systems are coarse
		case a == written:
			return -1
		case b == written:
			return 1
		}
		return cmp.Or(infos[b].ModTime().Compare(infos[a].ModTime()), strings.Compare(a, b))
	})
	var errs []error
	size := int64(0)
	for i, name := range names {
		if size += infos[name].Size(); i == 0 || i < maxPacks && size <= s.bound {
			continue
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	build := filepath.Dir(s.dir)
	others, err := os.ReadDir(filepath.Dir(build))
	if err != nil {
		return err
	}
	for _, d := range others {
		info, err := d.Info()
		if err == nil && d.IsDir() && d.Name() != filepath.Base(build) && now.Sub(info.ModTime()) > keepBuilds {
			errs = append(errs, os.RemoveAll(filepath.Join(filepath.Dir(build), d.Name())))
		}
	}
	return errors.Join(errs...)
}

// encode gives a block: facts in the order of their keys.
func encode[T any](facts []*T) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(facts)
	return b.Bytes(), err
}
