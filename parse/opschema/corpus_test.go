//go:build corpus

package opschema

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
)

const (
	nativePath      = "aten/src/ATen/native/native_functions.yaml"
	derivativesPath = "tools/autograd/derivatives.yaml"
)

func corpusFile(tb testing.TB, release, path string) []byte {
	tb.Helper()
	src, err := os.ReadFile(filepath.Join(corpustest.Dir(tb), release, path))
	if err != nil {
		tb.Fatal(err)
	}
	return src
}

// The names must be exactly those of the headers that a real build installed.
func TestOpNamesAreInstalledHeaders(t *testing.T) {
	headers := corpustest.Libtorch(t)
	for release, build := range map[string]string{"v1.13.1": "x113", "v2.6.0": "x26"} {
		native, err := ReadNative(nativePath, corpusFile(t, release, nativePath))
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(headers, build, "usr/include/ATen/ops/*.h"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no installed operator headers: %v", build, err)
		}
		installed, roots := map[string]bool{}, map[string]bool{}
		for _, f := range files {
			installed[filepath.Base(f)] = true
			if root, ok := strings.CutSuffix(filepath.Base(f), "_ops.h"); ok {
				roots[root] = true
			}
		}
		names := OpNames(native)
		for _, name := range names {
			for _, suffix := range []string{".h", "_ops.h", "_native.h"} {
				if !installed[name+suffix] {
					t.Errorf("%s: %s%s is not installed", release, name, suffix)
				}
			}
			delete(roots, name)
		}
		for root := range roots {
			t.Errorf("%s: ATen/ops/%s_ops.h is installed but not named", release, root)
		}
		t.Logf("%s: %d entries, %d names", release, len(native.Entries), len(names))
	}
}

func TestDerivativesOfReleases(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		src := corpusFile(t, release, derivativesPath)
		all, err := ReadDerivatives(derivativesPath, src)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(src), "\n")
		count, calls := 0, 0
		for _, l := range lines {
			if strings.HasPrefix(l, "- name:") {
				count++
			}
		}
		if count != len(all) {
			t.Errorf("%s: %d entries, the file has %d", release, len(all), count)
		}
		for _, d := range all {
			calls += len(d.Calls)
			if l := lines[d.Line-1]; !strings.HasPrefix(strings.Join(strings.Fields(l), " "), "- name: "+d.Name.String()+"(") {
				t.Errorf("%s:%d: %s is not there: %s", release, d.Line, d.Name, l)
			}
		}
		t.Logf("%s: %d entries, %d calls", release, len(all), calls)
	}
}

// torchgen holds every schema of the file to be what it prints again; so it must be here.
func TestSchemasOfReleases(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		n := ReadOperators(nativePath, corpusFile(t, release, nativePath))
		for _, p := range n.Problems {
			t.Errorf("%s:%d: %s", release, p.Line, p.Text)
		}
		for _, e := range n.Entries {
			s, err := e.Schema()
			if err != nil {
				t.Errorf("%s:%d: %v", release, e.Line, err)
			} else if got := s.String(); got != e.Func {
				t.Errorf("%s:%d: printed as %s, written as %s", release, e.Line, got, e.Func)
			}
		}
		const path = "tools/autograd/deprecated.yaml"
		old, err := ReadDeprecated(path, corpusFile(t, release, path))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range old {
			if s, err := ParseSchema(d.Schema); err != nil || s.String() != d.Schema {
				t.Errorf("%s: %s:%d: %v, %v", release, path, d.Line, s, err)
			}
		}
		t.Logf("%s: %d schemas, %d deprecated ones", release, len(n.Entries), len(old))
	}
}

func BenchmarkParseSchemas(b *testing.B) {
	n := ReadOperators(nativePath, corpusFile(b, "v2.6.0", nativePath))
	for b.Loop() {
		for _, e := range n.Entries {
			if _, err := e.Schema(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkReadNative(b *testing.B) {
	src := corpusFile(b, "v2.6.0", nativePath)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadNative(nativePath, src); err != nil {
			b.Fatal(err)
		}
	}
}
