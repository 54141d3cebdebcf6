//go:build corpus

package abi_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plumbline/abi"
	"plumbline/internal/corpustest"
)

// TestLayoutsOfReleases holds layouts and virtual tables of the classes that installed
// headers define against those that g++ gives them.
func TestLayoutsOfReleases(t *testing.T) {
	for _, release := range []string{"x113", "x26"} {
		root := filepath.Join(corpustest.Libtorch(t), release, "usr", "include")
		list, err := os.ReadFile("testdata/layout_headers_" + release + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, h := range strings.Fields(string(list)) {
			fmt.Fprintf(&text, "#include <%s>\n", h)
		}
		dump := abi.CompileDump(t, text.String(), "-DNDEBUG", "-I", root, "-I", filepath.Join(root, "torch/csrc/api/include"))
		s := abi.Build(headersBelow(t, root, "", "torch/csrc/api/include/"))
		known, unknown, unseen, wrong := 0, 0, 0, 0
		why := map[string]int{}
		for _, c := range s.Classes {
			want := dump[c.Name]
			switch {
			case c.Template || !c.Defined || c.Untaken || strings.Contains(c.Name, "{"):
				continue
			case want == nil || want.Size == 0:
				unseen++
				continue
			case c.Layout == nil:
				unknown++
				why[lastReason(c.LayoutWhy)]++
				if os.Getenv("PLUMBLINE_UNKNOWN") != "" {
					t.Logf("%s:%d %s: %s", c.Path, c.Line, c.Name, c.LayoutWhy)
				}
			default:
				known++
			}
			if text := deviation(c, want); text != "" {
				wrong++
				t.Errorf("%s:%d %s %s", c.Path, c.Line, c.Name, text)
			}
		}
		t.Logf("%s: %d layouts known, %d not known, %d wrong; %d classes that g++ did not see", release, known, unknown, wrong, unseen)
		reasons := slices.Collect(maps.Keys(why))
		slices.SortFunc(reasons, func(a, b string) int { return why[b] - why[a] })
		for _, r := range reasons[:min(len(reasons), 40)] {
			t.Logf("%4d %s", why[r], r)
		}
	}
}

// lastReason is the innermost of the reasons in a chain.
func lastReason(why string) string {
	if i := strings.LastIndex(why, ": "); i >= 0 {
		return why[i+2:]
	}
	return why
}
