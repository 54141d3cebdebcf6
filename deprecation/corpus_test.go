//go:build corpus

package deprecation

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/parse/opschema"
	"plumbline/parse/python"
)

// releases are the real releases that corpus tests measure.
var releases = []string{"v1.13.1", "v2.6.0"}

var corpusSurfaces sync.Map

// corpusSurface is the surface of one release, functions of operator schemas included; built
// once.
func corpusSurface(t *testing.T, release string) *Surface {
	t.Helper()
	if s, ok := corpusSurfaces.Load(release); ok {
		return s.(*Surface)
	}
	root := filepath.Join(corpustest.Dir(t), release)
	in := Input{Roots: []string{"torch", "torchgen", "functorch"}}
	in.Built = func(d string) bool { return within(d, "torch._C") || d == "torch.version" }
	for _, r := range in.Roots {
		err := filepath.WalkDir(filepath.Join(root, r), func(p string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() || !isPython(p) {
				return err
			}
			src, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, p)
			in.Files = append(in.Files, File{Module: dottedPath(filepath.ToSlash(rel)), Facts: python.Module(filepath.ToSlash(rel), src)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	const schemas, generator = "aten/src/ATen/native/native_functions.yaml", "tools/autograd/gen_python_functions.py"
	in.Native = NativeNames(opschema.ReadOperators(schemas, corpusFile(t, release, schemas)), python.Module(generator, corpusFile(t, release, generator)))
	s := Build(in)
	corpusSurfaces.Store(release, s)
	return s
}

func isPython(path string) bool {
	return strings.HasSuffix(path, ".py") || strings.HasSuffix(path, ".pyi") || strings.HasSuffix(path, ".pyi.in")
}

// corpusFile is one file of a release.
func corpusFile(t *testing.T, release, path string) []byte {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(corpustest.Dir(t), release, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return src
}
