//go:build corpus

package cpp

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"plumbline/internal/corpustest"
)

// expansionStep takes every n-th installed header; PLUMBLINE_SAMPLE=all takes each.
const expansionStep = 25

// Every installed header gives the tokens that g++ gives for it when it is compiled on its
// own, all its includes read for real. Headers of the system stand empty, so that the only
// macros are those of the tree and those that are built in. Left out on both sides:
// attributes, which export macros stand for, and numbers that __COUNTER__ gives.
func TestPreprocessAgainstCompiler(t *testing.T) {
	for _, release := range [...]string{"x113", "x26"} {
		tree := installed(t, release)
		env := tree.environment()
		stubs := stubHeaders(t, tree, env)
		root := filepath.Join(corpustest.Libtorch(t), release, "usr", "include")
		var paths []string
		for i, p := range slices.DeleteFunc(tree.public(), generated) {
			if os.Getenv("PLUMBLINE_SAMPLE") == "all" || i%expansionStep == 0 {
				paths = append(paths, p)
			}
		}
		var total, borrowing atomic.Int64
		inParallel(paths, func(p string) {
			unit, facts := env.preprocess(p, tree.files[p])
			if len(facts.borrowed) > 0 { // it can't be compiled on its own
				borrowing.Add(1)
				return
			}
			want, err := compilerTokens(root, stubs, p, "-I.", "-Itorch/csrc/api/include")
			if err != nil && len(want) == 0 {
				t.Logf("%s %s: %v", release, p, err)
			}
			want = slices.DeleteFunc(want, func(k tok) bool { return env.IsExport(k.text) }) // in headers that lack the include
			total.Add(int64(len(want)))
			if diff := firstDifference(want, comparable(unit)); diff != "" {
				t.Errorf("%s %s: %s", release, p, diff)
			}
		})
		t.Logf("%s: %d headers, %d of them not self-contained; %d tokens", release, len(paths), borrowing.Load(), total.Load())
		if total.Load() < int64(100*len(paths)) {
			t.Errorf("%s: the compiler gave next to nothing", release)
		}
	}
}

// generated reports whether a header is one of the thousands that are all alike.
func generated(path string) bool { return strings.HasPrefix(path, "ATen/ops/") }

// stubHeaders makes a folder of empty files for all that the tree includes and has not.
func stubHeaders(t *testing.T, tree headerTree, env *Environment) string {
	dir := t.TempDir()
	stub := func(name string) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, nil, 0o644); err != nil {
			t.Logf("no stub for %s: %v", name, err)
		}
	}
	for name := range env.headers {
		stub(name)
	}
	writeBuiltins(t, dir)
	asked := strings.Builder{}
	for _, src := range tree.files {
		for line := range strings.Lines(string(src)) {
			if strings.Contains(line, "__has_include") {
				asked.WriteString(line)
			}
		}
	}
	for p, src := range tree.files {
		for _, d := range Directives(p, src).lines {
			if d.kind != dirInclude || d.include.Macro || strings.Contains(asked.String(), d.include.Target) {
				continue
			}
			if _, ok := tree.resolve(p, d.include); !ok && !strings.HasPrefix(d.include.Target, "/") {
				stub(d.include.Target)
			}
		}
	}
	return dir
}
