//go:build corpus

package abi_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"plumbline/abi"
	"plumbline/internal/corpustest"
)

// TestChangedClassesAreReported holds the classes that g++ lays out otherwise in two releases
// against the findings: each is the subject of one, the class of a subject, or affected. And
// what the dump shows unchanged is hardly ever called affected: only members that moved within
// the same size, which it does not show, may be. Template instances are left out, and the dump
// has no parameter types of virtual functions.
func TestChangedClassesAreReported(t *testing.T) {
	base, head := releaseDump(t, "x113"), releaseDump(t, "x26")
	named, affected := map[string]bool{}, map[string]bool{}
	for _, f := range abi.Compare(releaseSurface(t, "x113"), releaseSurface(t, "x26"), abi.Options{}).Findings {
		named[f.Subject], named[parentOf(f.Subject)] = true, true
		for _, a := range f.Affected {
			named[a], affected[a] = true, true
		}
	}
	total, found := 0, 0
	for _, name := range slices.Sorted(maps.Keys(base)) {
		o, n := base[name], head[name]
		ours := slices.ContainsFunc([]string{"at::", "c10::", "c10d::", "torch::"}, func(p string) bool { return strings.HasPrefix(name, p) })
		if !ours || n == nil || strings.ContainsAny(name, "<{") || o.Size == 0 || n.Size == 0 || reflect.DeepEqual(o, n) {
			continue
		}
		total++
		if named[name] {
			found++
			continue
		}
		t.Errorf("missed %s: %d to %d bytes, tables same %v", name, o.Size, n.Size, reflect.DeepEqual(o.Tables, n.Tables))
	}
	t.Logf("%d of %d changed classes are reported", found, total)
	same := 0
	for name := range affected {
		if o, n := base[name], head[name]; o != nil && n != nil && o.Size > 0 && n.Size > 0 && reflect.DeepEqual(o, n) {
			same++
			t.Logf("affected, and the same size and tables: %s", name)
		}
	}
	if most := total / 20; same > most {
		t.Errorf("%d affected classes are the same in size and tables, more than %d", same, most)
	}
}

// releaseDump is what g++ says of the classes in the installed headers of a release.
func releaseDump(t *testing.T, release string) map[string]*abi.GCCClass {
	t.Helper()
	root := filepath.Join(corpustest.Libtorch(t), release, "usr", "include")
	list, err := os.ReadFile("testdata/layout_headers_" + release + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, h := range strings.Fields(string(list)) {
		fmt.Fprintf(&text, "#include <%s>\n", h)
	}
	return abi.CompileDump(t, text.String(), "-DNDEBUG", "-I", root, "-I", filepath.Join(root, "torch/csrc/api/include"))
}
