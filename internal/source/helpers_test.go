package source

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// contents reads every file of a tree: path -> blob.
func contents(t *testing.T, tree *Tree) map[string]Blob {
	t.Helper()
	paths := make([]string, len(tree.Files()))
	for i, f := range tree.Files() {
		paths[i] = f.Path
	}
	got := map[string]Blob{}
	var mu sync.Mutex
	err := tree.Each(context.Background(), paths, func(i int, b Blob) error {
		mu.Lock()
		defer mu.Unlock()
		if b.Path != paths[i] {
			t.Errorf("blob %d is of %q, want %q", i, b.Path, paths[i])
		}
		if _, twice := got[b.Path]; twice {
			t.Errorf("%q was given twice", b.Path)
		}
		got[b.Path] = b
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// ids reads every file of a tree: path -> blob id.
func ids(t *testing.T, tree *Tree) map[string]string {
	t.Helper()
	out := map[string]string{}
	for path, b := range contents(t, tree) {
		if b.ID != BlobID(b.Data) {
			t.Errorf("%s: id %s is not that of its data, %s", path, b.ID, BlobID(b.Data))
		}
		out[path] = b.ID
	}
	return out
}

// sameTree holds two trees against each other: files, sizes, contents, skips, folders.
func sameTree(t *testing.T, a, b *Tree) {
	t.Helper()
	type sized struct {
		Path string
		Size int64
	}
	list := func(tree *Tree) (out []sized) {
		for _, f := range tree.Files() {
			out = append(out, sized{f.Path, f.Size})
		}
		return out
	}
	if diff := cmp.Diff(list(a), list(b)); diff != "" {
		t.Errorf("files (-%s +%s):\n%s", a.Name(), b.Name(), diff)
	}
	if diff := cmp.Diff(a.Paths(), b.Paths()); diff != "" {
		t.Errorf("paths (-%s +%s):\n%s", a.Name(), b.Name(), diff)
	}
	if diff := cmp.Diff(ids(t, a), ids(t, b)); diff != "" {
		t.Errorf("contents (-%s +%s):\n%s", a.Name(), b.Name(), diff)
	}
	if diff := cmp.Diff(a.Skips(), b.Skips()); diff != "" {
		t.Errorf("skips (-%s +%s):\n%s", a.Name(), b.Name(), diff)
	}
	if diff := cmp.Diff(a.folder, b.folder); diff != "" {
		t.Errorf("folders (-%s +%s):\n%s", a.Name(), b.Name(), diff)
	}
}
