//go:build corpus

package cpp

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// site is a line of testdata/corpus/warning_sites.py: an outside count of what warns.
type site struct {
	macro, place string
	words        bool // a literal in the call holds "deprecat"
}

func warningSites(t *testing.T, release string) []site {
	t.Helper()
	out, err := exec.Command("python3", "testdata/corpus/warning_sites.py", filepath.Join(corpustest.Dir(t), release)).Output()
	if err != nil {
		t.Fatalf("the count needs python3: %v", err)
	}
	var all []site
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		f := strings.Fields(s.Text())
		all = append(all, site{f[0], f[1], f[2] == "1"})
	}
	return all
}

// Every use of the macros that a plain tokenizer finds must be read, and no other; and so must
// the words in it.
func TestWarningsOfReleases(t *testing.T) {
	for _, release := range releases {
		files := sources(t, release)
		got := map[site]int{}
		read := 0
		for path, src := range files {
			for _, w := range readWarnings(src, func(*parse.CppWarning) bool { return true }) {
				read++
				got[site{w.Macro, fmt.Sprintf("%s:%d", path, w.Line), strings.Contains(strings.ToLower(w.Text), "deprecat")}]++
			}
		}
		count := map[string]int{}
		for _, s := range warningSites(t, release) {
			if strings.HasSuffix(s.macro, "attribute") {
				continue
			}
			count[s.macro]++
			other := s
			other.words = !s.words
			switch {
			case got[s] > 0:
				got[s]--
			case got[other] > 0:
				got[other]--
				t.Logf("%s: %s: %s: a literal in it holds \"deprecat\": %v, its text: %v", release, s.place, s.macro, s.words, other.words)
				if s.words {
					t.Errorf("%s: %s: %s: its text lacks its words", release, s.place, s.macro)
				}
			default:
				t.Errorf("%s: %s: %s is not read", release, s.place, s.macro)
			}
		}
		for s, n := range got {
			if _, counted := count[s.macro]; counted && n > 0 {
				t.Errorf("%s: %s: %s is none", release, s.place, s.macro)
			}
		}
		t.Logf("%s: %d calls read; by the count: %v", release, read, count)
	}
}

// The warnings of both releases, as they are told: a change here is to be judged line by line.
func TestWarningsGolden(t *testing.T) {
	for _, release := range releases {
		files := sources(t, release)
		var lines []string
		for _, path := range slices.Sorted(maps.Keys(files)) {
			for _, w := range Warnings(path, files[path]) {
				where := w.Function + w.Block
				if w.Definition != "" {
					where = "#define " + w.Definition
				}
				if w.Lambda {
					where += " [] " + w.Bound
				}
				lines = append(lines, fmt.Sprintf("%s:%05d %s %s | %s | %.90q", path, w.Line, w.Macro, where, w.Conditional, w.Text))
			}
		}
		heldAgainst(t, "warnings_"+release+".txt", lines)
		t.Logf("%s: %d warnings", release, len(lines))
	}
}

// Every deprecation attribute of the releases stands on a declared name: the next one that is
// declared behind it, or in the expansion of the macro whose definition it stands in.
func TestDeprecatedAttributesOfReleases(t *testing.T) {
	for _, release := range releases {
		tree := released(t, release)
		env := tree.environment()
		at := map[string][]int{}
		inMacro, sites := 0, 0
		for _, s := range warningSites(t, release) {
			if !strings.HasSuffix(s.macro, "attribute") || strings.HasPrefix(s.place, "c10/util/Deprecated.h:") {
				continue
			}
			sites++
			if s.macro == "macro-attribute" {
				inMacro++
				continue
			}
			path, line, _ := strings.Cut(s.place, ":")
			n := 0
			fmt.Sscan(line, &n)
			at[path] = append(at[path], n)
		}
		for path, lines := range at {
			var deprecated []int
			collectDeprecated(Declarations(path, tree.files[path], env).Decls, &deprecated)
			slices.Sort(deprecated)
			for _, l := range lines {
				i, _ := slices.BinarySearch(deprecated, l)
				if i == len(deprecated) || deprecated[i] > l+6 {
					t.Errorf("%s: %s:%d: the attribute is on no name: %v", release, path, l, deprecated)
				}
			}
		}
		t.Logf("%s: %d attributes, %d of them in macros", release, sites, inMacro)
	}
}

func collectDeprecated(decls []*parse.Decl, lines *[]int) {
	for _, d := range decls {
		if d.Deprecated != nil {
			*lines = append(*lines, d.Line)
		}
		collectDeprecated(d.Members, lines)
	}
}

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
