//go:build corpus

package abi_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"plumbline/abi"
	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// TestReleases compares the headers of two releases: known breaks are found, each once, and
// neither release differs from itself. PLUMBLINE_FINDINGS names a file to write all findings to.
func TestReleases(t *testing.T) {
	for _, kind := range []string{"sources", "installed"} {
		t.Run(kind, func(t *testing.T) {
			if kind == "sources" {
				compareReleases(t, sourceSurface(t, "v1.13.1"), sourceSurface(t, "v2.6.0"))
			} else {
				compareReleases(t, releaseSurface(t, "x113"), releaseSurface(t, "x26"))
			}
		})
	}
}

func compareReleases(t *testing.T, base, head *abi.Surface) {
	t.Helper()
	start := time.Now()
	r := abi.Compare(base, head, abi.Options{})
	t.Logf("compared in %v: %s, %d findings", time.Since(start), r.Verdict, len(r.Findings))
	counts := map[string]int{}
	var lines []string
	for _, f := range r.Findings {
		counts[fmt.Sprintf("%s %s %s", f.Rule, f.Name, f.Severity)]++
		lines = append(lines, fmt.Sprintf("%s %s %s [%s] %s {%d} | %s ==> %s @ %v %v", f.Rule, f.Severity, f.Subject, f.Change.Verdict, f.Message,
			len(f.Affected), f.Change.Old, f.Change.New, f.Base, f.Head))
	}
	var rules []string
	for rule := range counts {
		rules = append(rules, rule)
	}
	slices.Sort(rules)
	for _, rule := range rules {
		t.Logf("%5d %s", counts[rule], rule)
	}
	if out := os.Getenv("PLUMBLINE_FINDINGS"); out != "" {
		var text []byte
		for _, l := range lines {
			text = append(text, l+"\n"...)
		}
		if err := os.WriteFile(out+"."+filepath.Base(t.Name()), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []*abi.Surface{base, head} {
		if self := abi.Compare(s, s, abi.Options{}); self.Verdict != abi.Identical || len(self.Findings) > 0 {
			t.Errorf("a release differs from itself: %s, %d findings, first %+v", self.Verdict, len(self.Findings), self.Findings[0])
		}
	}
}

func releaseSurface(t *testing.T, release string) *abi.Surface {
	t.Helper()
	return abi.Build(headersBelow(t, filepath.Join(corpustest.Libtorch(t), release, "usr", "include"), "", "torch/csrc/api/include/"))
}

// sourceSurface is the surface of the public headers of a source tree.
func sourceSurface(t *testing.T, release string) *abi.Surface {
	t.Helper()
	dir := filepath.Join(corpustest.Dir(t), release)
	files := map[string][]byte{}
	for _, root := range []string{"c10", "aten/src/ATen", "torch/csrc"} {
		err := filepath.WalkDir(filepath.Join(dir, root), func(p string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || !parse.IsHeader(p) || strings.Contains(p, "/templates/") || strings.Contains(p, "/test/") {
				return err
			}
			src, err := os.ReadFile(p)
			rel, _ := filepath.Rel(dir, p)
			files[filepath.ToSlash(rel)] = src
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	in := input(files, []string{"", "aten/src/", "torch/csrc/api/include/"})
	in.Public = func(string) bool { return true }
	return abi.Build(in)
}
