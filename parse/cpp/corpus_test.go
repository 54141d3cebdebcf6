//go:build corpus

package cpp

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// releases are the folders of the corpus.
var releases = [...]string{"v1.13.1", "v2.6.0"}

// sources reads all C-family files of a release.
func sources(tb testing.TB, release string) map[string][]byte {
	tb.Helper()
	root := filepath.Join(corpustest.Dir(tb), release)
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		lang := parse.LanguageOf(p)
		if lang == "" || lang == parse.Python {
			return nil
		}
		src, err := os.ReadFile(p)
		rel, _ := filepath.Rel(root, p)
		files[filepath.ToSlash(rel)] = src
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	if len(files) < 1000 {
		tb.Fatalf("%s holds %d C-family files: fetch the corpus again", root, len(files))
	}
	return files
}

// inParallel calls check for every path, on all cores.
func inParallel(paths []string, check func(path string)) {
	var group sync.WaitGroup
	work := make(chan string)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for p := range work {
				check(p)
			}
		})
	}
	for _, p := range paths {
		work <- p
	}
	close(work)
	group.Wait()
}

// heldAgainst compares lines with a golden file, which -update rewrites.
func heldAgainst(t *testing.T, name string, lines []string) {
	t.Helper()
	path := filepath.Join("testdata", "corpus", name)
	slices.Sort(lines)
	var got bytes.Buffer
	for _, l := range lines {
		got.WriteString(l + "\n")
	}
	if *update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// What is promised of any input holds for every real file, and no file is unread.
func TestPlacesInReleases(t *testing.T) {
	for _, release := range releases {
		files := sources(t, release)
		for _, p := range slices.Sorted(maps.Keys(files)) {
			f := Scan(p, files[p])
			checkPlaces(t, f, len(files[p]))
			if len(f.Unparsed) > 0 {
				t.Errorf("%s: unparsed %+v", p, f.Unparsed)
			}
		}
	}
}

// BenchmarkScan reads a whole release on one core; its unit that counts is MB/s.
func BenchmarkScan(b *testing.B) {
	files := sources(b, "v2.6.0")
	size := 0
	for _, src := range files {
		size += len(src)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for p, src := range files {
			Scan(p, src)
		}
	}
}
