//go:build corpus

package opschema

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The deprecated signatures must be those that the releases' own torchgen makes: see
// testdata/corpus/deprecated_python.py.
func TestDeprecatedOverloadsOfReleases(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		want, err := os.ReadFile(filepath.Join("testdata", "corpus", "deprecated_python_"+release+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		const path = "tools/autograd/deprecated.yaml"
		old, err := ReadDeprecated(path, corpusFile(t, release, path))
		if err != nil {
			t.Fatal(err)
		}
		native := ReadOperators(nativePath, corpusFile(t, release, nativePath))
		var lines []string
		for _, d := range old {
			overloads, err := d.Overloads(native)
			if err != nil || len(overloads) == 0 {
				t.Errorf("%s:%d: no Python name: %v", path, d.Line, err)
			}
			for _, o := range overloads {
				lines = append(lines, o.String()+" "+o.Operator+"\n")
			}
		}
		slices.Sort(lines)
		if diff := cmp.Diff(string(want), strings.Join(slices.Compact(lines), "")); diff != "" {
			t.Errorf("%s (-torchgen +got):\n%s", release, diff)
		}
		t.Logf("%s: %d entries, %d signatures", release, len(old), len(lines))
	}
}

// Every comment of native_functions.yaml that speaks of deprecation is told: with the operator
// that it stands above, or as one of none.
func TestRemarksOfReleases(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		n := ReadOperators(nativePath, corpusFile(t, release, nativePath))
		var lines []string
		for _, e := range n.Entries {
			if r := e.Deprecated; r != nil {
				lines = append(lines, e.Name.String()+": "+strconv.FormatBool(!r.Wish)+": "+r.Text+"\n")
			}
		}
		for _, r := range n.Remarks {
			lines = append(lines, "of no operator: "+r.Text+"\n")
		}
		path := filepath.Join("testdata", "corpus", "remarks_"+release+".txt")
		got := strings.Join(lines, "")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}
