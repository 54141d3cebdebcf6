package deprecation

import (
	"bytes"
	"fmt"
	"slices"
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

// TestHandWrittenNames takes functions from tables of C++ that stand in the files known for them.
func TestHandWrittenNames(t *testing.T) {
	files := []*parse.File{
		{Path: "tools/autograd/templates/python_variable_methods.cpp", PyNames: []parse.PyName{{Line: 3, Name: "to", How: "PyMethodDef"}, {Line: 4, Name: "x", How: "def"}}},
		{Path: "torch/csrc/autograd/python_torch_functions_manual.cpp", PyNames: []parse.PyName{{Line: 5, Name: "as_tensor", How: "PyMethodDef"}}},
		{Path: "torch/csrc/Module.cpp", PyNames: []parse.PyName{{Line: 6, Name: "_abort", How: "PyMethodDef"}}},
	}
	var got []string
	for _, n := range HandWrittenNames(files) {
		got = append(got, fmt.Sprintf("%s %s:%d", n.Name, n.Path, n.Line))
	}
	want := []string{"torch.Tensor.to tools/autograd/templates/python_variable_methods.cpp:3",
		"torch.as_tensor torch/csrc/autograd/python_torch_functions_manual.cpp:5"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !HandWritten(files[0].Path) || HandWritten(files[2].Path) {
		t.Error("the files with tables")
	}
}

// TestStatedModule: a name that says of itself that it is of the module that exports it is public
// there, wherever it is defined.
func TestStatedModule(t *testing.T) {
	var in Input
	for path, text := range map[string]string{
		"pkg/__init__.py":      "",
		"pkg/func/__init__.py": "from pkg._impl import grad, other, told, elsewhere\ntold.__module__ = __name__\n",
		"pkg/_impl.py":         "from u import exposed_in\n@exposed_in('pkg.func')\ndef grad(): ...\ndef other(): ...\ndef told(): ...\ndef elsewhere(): ...\nelsewhere.__module__ = 'pkg.x'\n",
	} {
		in.Files = append(in.Files, File{Module: dottedPath(path), Facts: python.Module(path, []byte(text))})
	}
	s := Build(in)
	for name, want := range map[string]bool{"grad": true, "other": false, "told": true, "elsewhere": false} {
		if got := s.byName["pkg._impl"].scope.names[name].obj.Public; got != want {
			t.Errorf("%s is public: %v, want %v", name, got, want)
		}
	}
}
