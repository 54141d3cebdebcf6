package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// packed compresses entries that are written with "|" for the NUL.
func packed(entries string) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write([]byte(strings.ReplaceAll(entries, "|", "\x00")))
	z.Close()
	return out.Bytes()
}

// snapshotFile writes a file of one record and a snapshot.
func snapshotFile(t *testing.T, s *Snapshot) string {
	t.Helper()
	line, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "tree.jsonl")
	if err := os.WriteFile(file, []byte("{}\n"+string(line)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestSnapshotHoldsWhatWasRead: a tree from a snapshot has the same paths, and the content of
// the files that were read; the rest is known by name only.
func TestSnapshotHoldsWhatWasRead(t *testing.T) {
	ctx := context.Background()
	ar := txtar.Parse([]byte("-- a/read.h --\nint a;\n-- a/other.h --\nint b;\n-- also --\nx\n-- empty.h --\n"))
	tree := FromArchive("tree", ar, Options{})
	for _, p := range []string{"a/read.h", "empty.h"} {
		if _, err := tree.Read(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	s, err := tree.Snapshot(ctx, "also", "nowhere")
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenSnapshot(snapshotFile(t, s), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(again.Paths()), fmt.Sprint(tree.Paths()); got != want {
		t.Errorf("paths are %s, want %s", got, want)
	}
	for _, p := range []string{"a/read.h", "also", "empty.h"} {
		want, _ := tree.Read(ctx, p)
		if got, err := again.Read(ctx, p); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is %q, %v; want %q", p, got, err, want)
		}
	}
	if _, err := again.Read(ctx, "a/other.h"); err == nil || !strings.Contains(err.Error(), SkipNotHeld) {
		t.Errorf("a/other.h can be read, or for another reason not: %v", err)
	}
}

// TestHostileSnapshots: whatever a snapshot's data is, it gives an error that names the file.
func TestHostileSnapshots(t *testing.T) {
	for name, data := range map[string][]byte{
		"not compressed": []byte("file 1 a|x"),
		"cut off":        packed("file 1 a|x" + strings.Repeat("y", 4000))[:40],
		"short content":  packed("file 9 a|x"),
		"long target":    packed("link 5000 a|" + strings.Repeat("x", 5000)),
		"no size":        packed("file x a|x"),
		"negative size":  packed("name -1 a|"),
		"no end":         packed("name 1 a"),
		"unknown word":   packed("fifo 1 a|"),
		"no path":        packed("name 1 |"),
		"absolute":       packed("name 1 /etc/passwd|"),
		"outside":        packed("name 1 ../a|"),
		"twice":          packed("name 1 a|name 1 a|"),
		"bomb":           packed(strings.Repeat("file 1 a|x", 1) + strings.Repeat("z", maxSnapshot)),
	} {
		file := snapshotFile(t, &Snapshot{Name: "x", Kind: SnapshotKind, Format: snapshotFormat, Data: data})
		_, err := OpenSnapshot(file, Options{})
		var open *OpenError
		if !errors.As(err, &open) || open.Arg != file || open.Advice == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzUnpack: no data makes the reader of snapshots panic, and what it gives stays in the tree.
func FuzzUnpack(f *testing.F) {
	f.Add("file 1 a|xlink 1 b|aname 7 c/d|")
	f.Add("file 99999999999999999999 a|")
	f.Fuzz(func(t *testing.T, entries string) {
		list, content, err := unpack(packed(entries))
		if err != nil {
			return
		}
		for _, e := range list {
			if !inTree(e.Path) || !e.link && content[e.Path] != nil && int64(len(content[e.Path])) != e.Size {
				t.Errorf("%+v", e)
			}
		}
		s := &Snapshot{Name: "x", Format: snapshotFormat, Data: packed(entries)}
		if _, err := s.tree(Options{}); err != nil {
			t.Error(err)
		}
	})
}
