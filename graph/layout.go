package graph

// Layout is what a tree's configuration says about its structure. Its functions are
// pure; the graph never asks how they decide.
type Layout struct {
	// Module is the module that owns a path, "" when nothing says; an error when two
	// modules claim it.
	Module func(path string) (string, error)
	// TestModule is the submodule that takes a test file of a module, the module itself
	// where all of it is test code, "" when the path is no test code.
	TestModule func(module, path string) string
	// Top reports whether a module is test suites, benchmarks or tools: what it loads does
	// not become product code.
	Top func(module string) bool

	ImportRoots  []Root
	IncludeRoots []Root
	InferRoots   bool   // add include roots where unresolved targets turn out to lie
	Folder       string // name of the folder that the tree is the content of, "" when unknown
	Bindings     string // dotted name of the compiled binding module, "" for none
	Generated    []GeneratedHeader
	Built        []BuiltModule

	// AbsentImport and AbsentInclude give the reason why a name that leads nowhere is
	// expected to, "" when it is not.
	AbsentImport, AbsentInclude func(name string) string
	// ExternalImport and ExternalInclude report names that belong to other projects though
	// they look like the tree's own.
	ExternalImport, ExternalInclude func(name string) bool
}

// Root is a folder that imports or includes resolve from. With a Name it provides only
// that first component and what lies below: name/y is Dir/y, and name itself is Dir,
// which may then be a header, or a module without its extension.
type Root struct {
	Name string
	Dir  string // "." for the tree itself
	For  string // folder whose files alone use this root, "" for all
}

// GeneratedHeader is a header that the build makes.
type GeneratedHeader struct {
	Root     string // include root in which it appears
	Target   string // as it is included; the node's ID
	Template string // file that it is made from, "" where there is none
	By       string // the generator's file, "" where there is none
	Op       string // base name of the operator it is for, "" when it is for none alone
}

// BuiltModule is a Python module that the build makes or compiles; it covers what lies
// below it.
type BuiltModule struct {
	Module string
	File   string // virtual path, "" for a compiled one
	From   string // what it is made from; a Python file without a File is the module itself, under another name
}
