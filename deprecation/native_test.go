package deprecation

import (
	"bytes"
	"fmt"
	"testing"

	"plumbline/parse"
	"plumbline/parse/opschema"
	"plumbline/parse/python"
)

// TestNativeNames lists the Python names of an operator file: "names" with the generator's list
// of what gets none, "all" without.
func TestNativeNames(t *testing.T) {
	fixtures(t, "native", func(t *testing.T, out *bytes.Buffer, files map[string]string, words []string) {
		var generator *parse.Module
		if words[0] == "names" {
			generator = python.Module("gen_python_functions.py", []byte(files["gen_python_functions.py"]))
		}
		for _, n := range NativeNames(opschema.ReadOperators("native_functions.yaml", []byte(files["native_functions.yaml"])), generator) {
			fmt.Fprintf(out, "%s:%d %s\n", n.Path, n.Line, n.Name)
		}
	})
}

// TestNativeInSurface looks names up in a surface that has functions of operator schemas.
func TestNativeInSurface(t *testing.T) {
	in := Input{Native: []NativeFunction{{Name: "pkg.add", Path: "ops.yaml", Line: 1}, {Name: "pkg.Tensor.add_", Path: "ops.yaml", Line: 1},
		{Name: "pkg.Tensor.own", Path: "ops.yaml", Line: 2}}}
	for path, text := range map[string]string{
		"pkg/__init__.py": "from pkg._tensor import Tensor\n",
		"pkg/_tensor.py":  "class Tensor:\n    def own(self): pass\n\nclass Parameter(Tensor): pass\n",
	} {
		in.Files = append(in.Files, File{Module: dottedPath(path), Facts: python.Module(path, []byte(text))})
	}
	s := Build(in)
	for name, want := range map[string]string{
		"pkg.add": "pkg.add", "pkg.Tensor.add_": "pkg.Tensor.add_", "pkg._tensor.Parameter.add_": "pkg.Tensor.add_",
		"pkg.Tensor.own": "pkg._tensor.Tensor.own", "pkg.Tensor.sub_": "",
	} {
		got := ""
		if r, ok := s.Lookup(name); ok && r.Obj != nil {
			got = r.Obj.Name
		}
		if got != want {
			t.Errorf("%s leads to %q, want %q", name, got, want)
		}
	}
}
