package deprecation

import (
	"plumbline/internal/finding"
	"plumbline/parse"
)

// Kind is what an object of the Python surface is, in the words of the surface format.
type Kind string

// The kinds of object.
const (
	ModuleKind    Kind = "module"
	ClassKind     Kind = "class"
	FunctionKind  Kind = "function"
	AttributeKind Kind = "attribute"
)

// Origin says what an object is known from.
type Origin uint8

// The origins, strongest first: source decides, the others add only names that no source
// defines.
const (
	FromSource Origin = iota
	FromStub          // .pyi, .pyi.in
	FromSchema        // native_functions.yaml
)

// Surface is what the Python modules of a tree offer to their users. It is never changed once
// Build has returned it.
type Surface struct {
	Modules []*Object // all, sorted by name
	byName  map[string]*Object
	aliases map[string]alias // dotted names that sys.modules gives to another module

	files   []File // all that were read, shadowed ones too
	roots   []string
	allow   AllowList
	built   func(dotted string) bool
	own     projectNames       // of the project and its packages
	Native  map[string]*Object // functions that only operator schemas define, by the name of what they are members of and theirs
	stubbed []stubPair         // functions that both a source and a stub define
	spelled func() map[string]bool
	// BlindSpots are what could not be judged: modules that share a name, a computed __all__.
	BlindSpots []BlindSpot
}

// BlindSpot is a place that could not be judged, and why.
type BlindSpot struct {
	Kind string // "computed-all", "shadowed-module", "unparsed", ...
	Path string
	Line int
	Text string
}

// Object is a module, class, function or attribute under the name that its place in the files
// gives it: module path and nesting.
type Object struct {
	Name   string
	Kind   Kind
	Origin Origin
	Path   string
	Line   int // of def, class or the statement; 1 for modules

	Owner *Object         // the class or module that it is a member of, nil for modules
	Stmt  *parse.PyStmt   // the definition that counts at run time, nil for modules and schemas
	More  []*parse.PyStmt // its other definitions: overloads, setters, other branches; source order
	Facts *parse.Module   // of a module

	// Public says that users may name it by at least one path (PyTorch's wiki, "Public API
	// definition and documentation"): no part with a leading underscore, and in __all__ where
	// there is one.
	Public bool
	// ExportedAs are the public paths that reach it, its own name aside; sorted. Of a class
	// member those that its classes inherit it by are among them.
	ExportedAs []string
	// named says that its own name is such a path.
	named bool

	scope *scope // of modules and classes
}

// Func is the definition of a function, nil for other objects.
func (o *Object) Func() *parse.PyFunc {
	if o == nil || o.Stmt == nil {
		return nil
	}
	return o.Stmt.Func
}

// Class is the definition of a class, nil for other objects.
func (o *Object) Class() *parse.PyClass {
	if o.Stmt == nil {
		return nil
	}
	return o.Stmt.Class
}

// Location is where it is defined.
func (o *Object) Location() *finding.Location {
	return &finding.Location{Path: o.Path, Line: o.Line}
}

// Base is the last component of its name.
func (o *Object) Base() string { return lastOf(o.Name) }

// scope is what the statements of a module or class bind.
type scope struct {
	names map[string]*binding
	order []string // names in the order of their first binding
	stars []*binding
	all   *exportList // of a module that has __all__, else nil
}

// bindKind tells what a name is bound to.
type bindKind uint8

const (
	bindObject bindKind = iota // a definition or assignment in this scope
	bindImport                 // an import
	bindAlias                  // name = other.name
	bindOpaque                 // a loop variable and the like
)

// binding is one name of a scope.
type binding struct {
	kind bindKind
	name string
	obj  *Object // bindObject
	stmt *parse.PyStmt
	more []*binding // what the name is bound to otherwise: in other branches, or before
}

// alias is where a name of sys.modules leads: an expression in a module.
type alias struct {
	module *Object
	value  *parse.PyExpr
	stmt   *parse.PyStmt
}
