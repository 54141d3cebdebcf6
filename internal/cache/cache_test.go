package cache

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

type facts struct {
	Names []string
	Deep  map[string]*facts
}

func names(dir string) []string {
	list, _ := filepath.Glob(filepath.Join(dir, "facts", "*", "*", "*"))
	return list
}

func some(n, from int) map[Key]*facts {
	out := map[Key]*facts{}
	for i := from; i < from+n; i++ {
		out[Key{fmt.Sprintf("f%d.py", i), fmt.Sprintf("%040x", i)}] = &facts{Names: []string{fmt.Sprint(i)}, Deep: map[string]*facts{"x": {}}}
	}
	return out
}

func put(t *testing.T, dir, build string, list map[Key]*facts) {
	t.Helper()
	s := Open[facts](dir, build, "kind", nil)
	for k, f := range list {
		s.Put(k, f)
	}
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
}

// TestStore keeps facts over runs by path and content, for one build alone.
func TestStore(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "b1", some(100, 0))
	put(t, dir, "b1", some(3, 100))
	s := Open(dir, "b1", "kind", func(f *facts) { f.Names = append(f.Names, "restored") })
	for k, want := range some(103, 0) {
		got := s.Get(k)
		if got == nil || len(got.Names) != 2 || got.Names[0] != want.Names[0] || got.Names[1] != "restored" || got.Deep["x"] == nil {
			t.Fatalf("%v: %+v", k, got)
		}
		if s.Get(Key{k.Path, "other"}) != nil || s.Get(Key{"other", k.ID}) != nil || s.Get(Key{k.Path, ""}) != nil {
			t.Errorf("%v stands for another file", k)
		}
		if Open[facts](dir, "b2", "kind", nil).Get(k) != nil || Open[facts](dir, "b1", "kind2", nil).Get(k) != nil {
			t.Errorf("%v is believed of another reader", k)
		}
	}
	var none *Store[facts]
	none.Put(Key{"a", "b"}, &facts{})
	if none.Get(Key{"a", "b"}) != nil || none.Save() != nil {
		t.Error("no store keeps something")
	}
}

// TestNothingNew leaves the folder as it is.
func TestNothingNew(t *testing.T) {
	dir := t.TempDir()
	if err := Open[facts](dir, "b", "kind", nil).Save(); err != nil || len(names(dir)) != 0 {
		t.Errorf("%v, %v", err, names(dir))
	}
}

// TestBounds holds the number of packs, keeps those that are of use, and takes out what another
// build has left behind.
func TestBounds(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "old", some(1, 0))
	past := time.Now().Add(-keepBuilds - time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "facts", "old"), past, past); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "recent", some(1, 0))
	put(t, dir, "b", some(1, 0))
	for _, name := range names(dir) {
		if err := os.Chtimes(name, past, past); err != nil {
			t.Fatal(err)
		}
	}
	for i := 1; i <= maxPacks+3; i++ {
		s := Open[facts](dir, "b", "kind", nil)
		for k := range some(1, 0) {
			if s.Get(k) == nil {
				t.Fatalf("run %d: what every run uses is gone", i)
			}
		}
		for k, f := range some(1, i) {
			s.Put(k, f)
		}
		if err := s.Save(); err != nil {
			t.Fatal(err)
		}
	}
	if packs, _ := filepath.Glob(filepath.Join(dir, "facts", "b", "kind", "*")); len(packs) != maxPacks {
		t.Errorf("%d packs, want %d", len(packs), maxPacks)
	}
	if _, err := os.Stat(filepath.Join(dir, "facts", "old")); err == nil {
		t.Error("what an old build left is still there")
	}
	if _, err := os.Stat(filepath.Join(dir, "facts", "recent")); err != nil {
		t.Error("what another build needs is gone")
	}
}

// TestBoundOnBytes takes out what has been of no use for longest, and keeps the newest whatever its size.
func TestBoundOnBytes(t *testing.T) {
	dir := t.TempDir()
	for i := range 3 {
		put(t, dir, "b", some(1, i))
	}
	s := Open[facts](dir, "b", "kind", nil)
	s.bound = 1
	for k, f := range some(1, 3) {
		s.Put(k, f)
	}
	if err := s.Save(); err != nil || len(names(dir)) != 1 {
		t.Errorf("%v, %v", err, names(dir))
	}
	for k := range some(1, 3) {
		if Open[facts](dir, "b", "kind", nil).Get(k) == nil {
			t.Error("the newest is gone")
		}
	}
}

// TestManyAtOnce reads and writes from many goroutines and stores of one folder.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "b", some(50, 0))
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			s := Open[facts](dir, "b", "kind", nil)
			var inner sync.WaitGroup
			for k, f := range some(100, 0) {
				inner.Go(func() {
					if s.Get(k) == nil {
						s.Put(k, f)
					}
				})
			}
			inner.Wait()
			if err := s.Save(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	s := Open[facts](dir, "b", "kind", nil)
	for k := range some(100, 0) {
		if s.Get(k) == nil {
			t.Errorf("%v is lost", k)
		}
	}
}

// TestUnwritable tells where nothing can be kept.
func TestUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := Open[facts](file, "b", "kind", nil)
	s.Put(Key{"a", "b"}, &facts{})
	if err := s.Save(); err == nil {
		t.Error("no error")
	}
}

// FuzzPack holds that a damaged pack never gives other facts than those it was made of.
func FuzzPack(f *testing.F) {
	dir := f.TempDir()
	list := some(40, 0)
	if _, err := writePack(dir, list); err != nil {
		f.Fatal(err)
	}
	packs, _ := filepath.Glob(filepath.Join(dir, "*"+suffix))
	whole, err := os.ReadFile(packs[0])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(0, byte(0), 0)
	f.Add(len(magic)+3, byte(1), 0)
	f.Add(len(magic)+33, byte(1), 0)
	f.Add(len(whole)-1, byte(1), 0)
	f.Add(len(whole)/2, byte(7), 0)
	f.Add(0, byte(0), len(whole)/2)
	f.Add(0, byte(0), 10)
	f.Fuzz(func(t *testing.T, at int, flip byte, cut int) {
		data := append([]byte{}, whole...)
		if at >= 0 && at < len(data) {
			data[at] ^= flip
		}
		if cut > 0 && cut < len(data) {
			data = data[:cut]
		}
		name := filepath.Join(t.TempDir(), "x"+suffix)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := readPack[facts](name, nil)
		if err != nil {
			return
		}
		for k, i := range p.index {
			if got := p.get(k.block(), i); got != nil && got.Names[0] != list[k].Names[0] {
				t.Errorf("%v: %+v", k, got)
			}
		}
	})
}

// TestManyFacts holds that a run that reads more than fits into memory writes in between, and loses
// nothing of it.
func TestManyFacts(t *testing.T) {
	dir := t.TempDir()
	s := Open[facts](dir, "b", "kind", nil)
	for i := range flushAt + 5 {
		s.Put(Key{fmt.Sprintf("f%d.py", i), "0"}, &facts{Names: []string{fmt.Sprint(i)}})
	}
	if len(s.new) != 5 {
		t.Errorf("%d facts are held", len(s.new))
	}
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	again := Open[facts](dir, "b", "kind", nil)
	for _, i := range []int{0, flushAt - 1, flushAt, flushAt + 4} {
		if f := again.Get(Key{fmt.Sprintf("f%d.py", i), "0"}); f == nil || f.Names[0] != fmt.Sprint(i) {
			t.Errorf("%d: %+v", i, f)
		}
	}
}
