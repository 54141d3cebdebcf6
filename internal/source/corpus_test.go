//go:build corpus

package source

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

func wantSource(path string) bool { return parse.LanguageOf(path) != "" }

// asStored leaves out the files whose line endings git itself rewrites on the way into the
// corpus repository: 1.13.1's .gitattributes says `*.bat text eol=crlf`.
func asStored(path string) bool { return !strings.HasSuffix(path, ".bat") }

// TestCorpusRevisionEqualsDirectory holds the two ways to read a release against each
// other: a git tag, and the same tree unpacked. Nothing of the one reader is used by the
// other, so equal paths, sizes, links and contents speak for both.
func TestCorpusRevisionEqualsDirectory(t *testing.T) {
	dir := corpustest.Dir(t)
	ctx := context.Background()
	for _, tag := range []string{"v1.13.1", "v2.6.0"} {
		t.Run(tag, func(t *testing.T) {
			unpacked, err := OpenDir(ctx, filepath.Join(dir, tag), Options{Want: asStored})
			if err != nil {
				t.Fatal(err)
			}
			revision, err := OpenRevision(ctx, filepath.Join(dir, "repo"), tag, Options{Want: asStored})
			if err != nil {
				t.Fatal(err)
			}
			if len(revision.Files()) == 0 {
				t.Fatal("the revision has no files")
			}
			sameTree(t, unpacked, revision)
		})
	}
}

// TestCorpusWorkTreeEqualsTag: the work tree of the corpus repository is v2.6.0 with
// nothing changed, so git's listing must give what the tag holds; files that .gitignore
// names but git tracks are in.
func TestCorpusWorkTreeEqualsTag(t *testing.T) {
	repo := filepath.Join(corpustest.Dir(t), "repo")
	ctx := context.Background()
	workTree, err := OpenDir(ctx, repo, Options{Want: asStored})
	if err != nil {
		t.Fatal(err)
	}
	revision, err := OpenRevision(ctx, repo, "v2.6.0", Options{Want: asStored})
	if err != nil {
		t.Fatal(err)
	}
	sameTree(t, workTree, revision)
	folder, err := OpenDir(ctx, filepath.Join(repo, "torch"), Options{Want: asStored})
	if err != nil {
		t.Fatal(err)
	}
	part, err := OpenRevision(ctx, repo, "v2.6.0:torch", Options{Want: asStored})
	if err != nil {
		t.Fatal(err)
	}
	sameTree(t, folder, part)
}

// benchmarkRead opens a tree and reads every source file in it.
func benchmarkRead(b *testing.B, open func() (*Tree, error)) {
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		tree, err := open()
		if err != nil {
			b.Fatal(err)
		}
		paths := make([]string, len(tree.Files()))
		for i, f := range tree.Files() {
			paths[i] = f.Path
		}
		var total atomic.Int64
		err = tree.Each(ctx, paths, func(_ int, blob Blob) error {
			total.Add(int64(len(blob.Data)))
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(total.Load())
	}
}

func BenchmarkDirectory(b *testing.B) {
	dir := filepath.Join(corpustest.Dir(b), "v2.6.0")
	benchmarkRead(b, func() (*Tree, error) { return OpenDir(context.Background(), dir, Options{Want: wantSource}) })
}

func BenchmarkWorkTree(b *testing.B) {
	dir := filepath.Join(corpustest.Dir(b), "repo")
	benchmarkRead(b, func() (*Tree, error) { return OpenDir(context.Background(), dir, Options{Want: wantSource}) })
}

func BenchmarkRevision(b *testing.B) {
	dir := filepath.Join(corpustest.Dir(b), "repo")
	benchmarkRead(b, func() (*Tree, error) {
		return OpenRevision(context.Background(), dir, "v2.6.0", Options{Want: wantSource})
	})
}

func BenchmarkOpenRevision(b *testing.B) {
	dir := filepath.Join(corpustest.Dir(b), "repo")
	for b.Loop() {
		if _, err := OpenRevision(context.Background(), dir, "v2.6.0", Options{Want: wantSource}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenWorkTree(b *testing.B) {
	dir := filepath.Join(corpustest.Dir(b), "repo")
	for b.Loop() {
		if _, err := OpenDir(context.Background(), dir, Options{Want: wantSource}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestCorpusTags: the corpus repository holds two releases that have nothing in common but
// their tags, and its work tree is the later one.
func TestCorpusTags(t *testing.T) {
	repo := filepath.Join(corpustest.Dir(t), "repo")
	ctx := context.Background()
	tags, err := ReadTags(ctx, repo, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(tags.List) != 2 || tags.List[0].Name != "v1.13.1" || tags.List[1].Name != "v2.6.0" || tags.History != WholeHistory {
		t.Fatalf("got %+v", tags)
	}
	at, err := CheckedOut(ctx, filepath.Join(repo, "torch", "nn"))
	if err != nil || at.Commit != tags.List[1].Commit || at.Folder != "torch/nn" {
		t.Errorf("the work tree is at %+v, %v", at, err)
	}
	merged, err := MergedTags(ctx, repo, at.Commit, tags.List)
	if err != nil || len(merged) == 0 || merged[len(merged)-1] != "v2.6.0" {
		t.Errorf("merged %q, %v", merged, err)
	}
}
