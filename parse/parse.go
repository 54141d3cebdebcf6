// Package parse holds the facts that one source file yields, and nothing about how
// files relate: resolution is the job of package graph. It exists so that the readers
// (parse/python, parse/cpp, parse/opschema) and their consumers share plain data.
//
// Concurrency: every type here is plain data. A reader fills a File that only it can
// see; once returned, a File is never changed, so any number of goroutines may read it.
package parse

import (
	"path"
	"strings"
)

// Language is the family a source file is read as; its values are those of the facts format.
type Language string

// The languages of the facts format. C counts as Cpp, HIP as Cuda, Metal (a C++ dialect) as Cpp.
const (
	Python Language = "python"
	Cpp    Language = "cpp"
	Cuda   Language = "cuda"
	ObjC   Language = "objc"
)

// Languages lists every language in the order reports show them.
var Languages = [...]Language{Python, Cpp, Cuda, ObjC}

// LanguageOf tells the language of a path by its extension (case-sensitive, as compilers
// and CPython treat it), or "" when the file is no source file.
func LanguageOf(p string) Language {
	switch strings.TrimPrefix(path.Ext(p), ".") {
	case "py", "pyi":
		return Python
	case "h", "hpp", "hh", "inl", "inc", "c", "cc", "cpp", "cxx", "metal":
		return Cpp
	case "cu", "cuh", "hip":
		return Cuda
	case "m", "mm":
		return ObjC
	}
	return ""
}

// IsHeader reports whether a C-family path is a header by its extension: a file that is
// read by being included rather than compiled on its own.
func IsHeader(p string) bool {
	switch strings.TrimPrefix(path.Ext(p), ".") {
	case "h", "hpp", "hh", "inl", "inc", "cuh":
		return true
	}
	return false
}

// Span is a half-open byte range [Start, End) of a file; Line is the 1-based line of Start.
type Span struct {
	Start, End int
	Line       int
}

// File is everything that reading one source file yields.
type File struct {
	Path     string
	Language Language
	Bytes    int
	Lines    int    // newline-terminated lines, a last unterminated one included
	Unparsed []Span // regions no fact could be read from, sorted, disjoint

	// Python only.
	Imports     []Import // in source order
	Uses        []Use    // attribute chains that start at an imported name, by position
	Names       []string // module-level names bound by def, class or assignment; sorted, unique
	All         []string // literal entries of __all__ in source order; nil when there is none
	AllFrom     []string // dotted names whose own __all__ is added to this one (`__all__ += sub.__all__`)
	LazyModules []string // module names in the tables that a module-level __getattr__ imports from; a leading dot is relative to the package
	LazyLine    int      // line of that __getattr__, 0 when LazyModules is empty
	Script      bool     // has an `if __name__ == "__main__"` at module level
	PathEntries []string // literal folders that the file appends to sys.path, relative to its own folder

	// C family only.
	Includes  []Include  // in source order
	Macros    []Macro    // object-like macros whose value is a header name
	PyNames   []PyName   // names this file gives to Python
	PyImports []PyImport // Python modules this file imports at run time
	Libraries []Library  // operator libraries it defines, extends or implements
	Stubs     []Stub     // dispatch stubs it declares, defines or registers kernels for
	Functions []Function // functions it defines at namespace scope
}

// UnparsedBytes is the total length of the regions that no fact could be read from.
func (f *File) UnparsedBytes() int {
	n := 0
	for _, s := range f.Unparsed {
		n += s.End - s.Start
	}
	return n
}

// Import is one name bound by an import statement, or one dynamic import with a literal
// argument: `from a import b, c` gives two, `import a.b` has an empty Name, `*` is a name.
type Import struct {
	Line         int    // first line of the statement
	Level        int    // leading dots
	Module       string // as written, dots of Level removed; "" in `from . import x`
	Name         string // the imported name, "" for plain and dynamic imports
	As           string // the alias, "" when there is none
	Lazy         bool   // inside a function body
	TypeChecking bool   // reached only when TYPE_CHECKING is true
	Guarded      bool   // in a try body that catches ImportError, or under contextlib.suppress of it
	Dynamic      bool   // importlib.import_module("lit"), __import__("lit")
	InClass      bool   // bound in a class body, so no module-level name
	Computed     bool   // a dynamic import relative to a package that is computed at run time
}

// Binds is the local name the import binds in its scope: "" for a dynamic or star import.
func (i *Import) Binds() string {
	switch {
	case i.Dynamic || i.Name == "*":
		return ""
	case i.As != "":
		return i.As
	case i.Name != "":
		return i.Name
	}
	head, _, _ := strings.Cut(i.Module, ".")
	return head
}

// Use is an attribute chain whose root is a name bound by Imports[Import] in a scope
// visible at that place, and not shadowed there.
type Use struct {
	Line   int
	Import int    // index into File.Imports
	Attrs  string // what follows the root: "distributed.rpc.x" for torch.distributed.rpc.x
}

// Include is one #include, #import or #include_next that some configuration reads
// (those under `#if 0` are none).
type Include struct {
	Line        int    // line of the '#'
	Target      string // between the delimiters, or the macro's name
	Angled      bool   // <...>
	Conditional bool   // under an #if other than the include guard
	Next        bool   // #include_next
	Macro       bool   // the target is a macro's name
	// Scope is the namespace that the directive stands in, "torch::detail": what it brings is
	// declared there. Only a reading of declarations tells.
	Scope string
}

// Macro is an object-like macro whose replacement is a header name: `#define CFG "cfg.h"`.
type Macro struct {
	Line   int
	Name   string
	Target string
	Angled bool
}

// PyName is a name that C++ code gives to Python: a module or submodule, or a class,
// function or attribute in one.
type PyName struct {
	Line   int
	Module string // dotted module path as far as the file tells ("_distributed_c10d", "torch._C"); "" when it doesn't
	Name   string // the name within Module; "" when the record defines Module itself
	How    string // the construct: PYBIND11_MODULE, def_submodule, class_, enum_, def, attr, PyMethodDef, PyModuleDef, PyModule_AddObject, tp_name
}

// PyImport is a Python module that C++ code imports at run time.
type PyImport struct {
	Line   int
	Module string // dotted, as written in the literal
}

// Library is one TORCH_LIBRARY, TORCH_LIBRARY_FRAGMENT or TORCH_LIBRARY_IMPL.
type Library struct {
	Line      int
	Namespace string
	How       string // the macro
	Key       string // dispatch key, TORCH_LIBRARY_IMPL only
	// Ops are the base names of the operators that its block defines, or implements, in
	// source order, each once; none where the block does not name them.
	Ops []string
}

// Stub is one DECLARE_DISPATCH, DEFINE_DISPATCH or REGISTER_*DISPATCH.
type Stub struct {
	Line int
	Name string
	How  string // the macro
}

// Function is a function defined (with a body) at namespace scope, or through a macro
// that stands for such a definition (TORCH_IMPL_FUNC).
type Function struct {
	Line int
	Name string // unqualified
}
