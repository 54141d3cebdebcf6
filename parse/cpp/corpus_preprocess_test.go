//go:build corpus

package cpp

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// installed reads the headers that a real build installed.
func installed(tb testing.TB, release string) headerTree {
	return headers(tb, filepath.Join(corpustest.Libtorch(tb), release, "usr", "include"), "", "torch/csrc/api/include/")
}

// released reads the headers of a release's sources.
func released(tb testing.TB, release string) headerTree {
	return headers(tb, filepath.Join(corpustest.Dir(tb), release), "", "aten/src/", "torch/csrc/api/include/")
}

func headers(tb testing.TB, root string, roots ...string) headerTree {
	tb.Helper()
	t := headerTree{map[string][]byte{}, roots}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !parse.IsHeader(p) {
			return err
		}
		src, err := os.ReadFile(p)
		rel, _ := filepath.Rel(root, p)
		t.files[filepath.ToSlash(rel)] = src
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	if len(t.files) < 1000 {
		tb.Fatalf("%s holds %d headers: fetch it again", root, len(t.files))
	}
	return t
}

// public lists the headers that a release installs.
func (t headerTree) public() []string {
	var paths []string
	for _, p := range slices.Sorted(maps.Keys(t.files)) {
		for _, root := range [...]string{"c10/", "aten/src/ATen/", "ATen/", "torch/"} {
			if strings.HasPrefix(p, root) && strings.HasSuffix(p, ".h") {
				paths = append(paths, p)
				break
			}
		}
	}
	return paths
}

// Every public header of real releases is read whole, to the same includes as Scan finds.
func TestPreprocessReleases(t *testing.T) {
	for name, tree := range map[string]headerTree{
		"x113": installed(t, "x113"), "x26": installed(t, "x26"), "v1.13.1": released(t, "v1.13.1"), "v2.6.0": released(t, "v2.6.0"),
	} {
		start := time.Now()
		env := tree.environment()
		built := time.Since(start)
		paths := tree.public()
		bytes, tokens, unparsed := 0, 0, 0
		start = time.Now()
		for _, p := range paths {
			env.preprocess(p, tree.files[p])
		}
		read := time.Since(start)
		for _, p := range paths {
			unit, facts := env.preprocess(p, tree.files[p])
			if diff := cmp.Diff(Scan(p, tree.files[p]).Includes, facts.includes); diff != "" {
				t.Errorf("%s: %s: includes (-scan +preprocess):\n%s", name, p, diff)
			}
			checkUnit(t, tree.files[p], unit, facts)
			bytes += len(tree.files[p])
			tokens += len(unit.tokens)
			for _, s := range facts.unparsed {
				t.Errorf("%s: %s:%d: unparsed: %.80q", name, p, s.Line, tree.files[p][s.Start:s.End])
				unparsed += s.End - s.Start
			}
		}
		t.Logf("%s: %d headers, environment %v; %d public ones, %d bytes: %v, %d tokens, %d export macros",
			name, len(tree.files), built, len(paths), bytes, read, tokens, len(env.exports))
	}
}
