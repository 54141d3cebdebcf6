//go:build corpus

package cpp

import (
	"maps"
	"slices"
	"testing"
)

// BenchmarkWarnings reads a whole release on one core; its unit that counts is MB/s.
func BenchmarkWarnings(b *testing.B) {
	files := sources(b, "v2.6.0")
	size := 0
	for _, src := range files {
		size += len(src)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for p, src := range files {
			Warnings(p, src)
		}
	}
}

func TestDumpWarnings(t *testing.T) {
	for _, r := range releases {
		files := sources(t, r)
		for _, p := range slices.Sorted(maps.Keys(files)) {
			for _, w := range Warnings(p, files[p]) {
				t.Logf("%s %s:%d %s[%s] fn=%q@%d block=%q def=%q lambda=%v bound=%q\n     %q\n     conds=%q cond=%q params=%q", r, p, w.Line, w.Macro, w.Category, w.Function, w.FunctionLine, w.Block, w.Definition, w.Lambda, w.Bound, w.Text, w.Conditions, w.Conditional, w.Params)
			}
		}
	}
}
