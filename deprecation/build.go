package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// Input is what the surface of a tree is built from.
type Input struct {
	// Files are the modules and stubs that were read, with the dotted names that they are
	// imported by.
	Files []File
	// Roots are the packages and modules whose names are the surface; empty: all of Files.
	Roots []string
	// Allow is what the tree says of names that look public and are not.
	Allow AllowList
	// Built reports whether the build makes or compiles a module; nil for none.
	Built func(dotted string) bool
	// Native are the functions that operator schemas define for Python.
	Native []NativeFunction
	// Project are names that the project goes by besides those of its packages.
	Project []string
	// Spelled gives the names that the sources of compiled modules spell (AddSpelled); nil for
	// none. It is asked where stubs differ.
	Spelled func() map[string]bool
}

// File is one module or stub.
type File struct {
	Module string // dotted
	Facts  *parse.Module
}

// NativeFunction is a function of Python that an operator schema defines, without source in
// Python.
type NativeFunction struct {
	Name string // dotted: torch.add, torch.Tensor.add_, torch.special.erf
	Path string
	Line int
}

// AllowList is what a tree says of names whose being public is known to be unclear: PyTorch's
// test/allowlist_for_publicAPI.json.
type AllowList struct {
	// Names are not public in the module, though they look it.
	Names map[string][]string
	// Migrated maps modules to those that define what they offer.
	Migrated map[string]string
}

// Build makes the surface: every name bound, every import followed, what is public decided.
func Build(in Input) *Surface {
	s := &Surface{byName: map[string]*Object{}, aliases: map[string]alias{}, roots: in.Roots, allow: in.Allow,
		built: in.Built, Native: map[string]*Object{}, spelled: in.Spelled}
	if s.built == nil {
		s.built = func(string) bool { return false }
	}
	s.files = slices.Clone(in.Files)
	slices.SortStableFunc(s.files, func(a, b File) int { return moduleOrder(a, b) })
	for _, f := range s.files {
		s.addModule(f)
	}
	s.own = namesOfProject(slices.Concat(in.Project, s.tops()))
	for _, m := range s.byName {
		s.Modules = append(s.Modules, m)
	}
	slices.SortFunc(s.Modules, func(a, b *Object) int { return strings.Compare(a.Name, b.Name) })
	for _, m := range s.Modules {
		s.findExports(m)
	}
	s.addNative(in.Native)
	s.decidePublic()
	return s
}

// tops are the packages and modules at the top of the surface.
func (s *Surface) tops() (out []string) {
	if len(s.roots) > 0 {
		return s.roots
	}
	for name := range s.byName {
		if !strings.Contains(name, ".") {
			out = append(out, name)
		}
	}
	return out
}

// moduleOrder puts sources before stubs, and a package before the plain module that it
// shadows (the import system finds the package first).
func moduleOrder(a, b File) int {
	if c := strings.Compare(a.Module, b.Module); c != 0 {
		return c
	}
	rank := func(f File) int {
		switch {
		case f.Facts.Stub:
			return 2
		case isPackage(f.Facts.Path):
			return 0
		}
		return 1
	}
	if c := rank(a) - rank(b); c != 0 {
		return c
	}
	return strings.Compare(a.Facts.Path, b.Facts.Path)
}

func isPackage(path string) bool {
	return path == "__init__.py" || strings.HasSuffix(path, "/__init__.py") || strings.HasSuffix(path, "/__init__.pyi") ||
		strings.HasSuffix(path, "/__init__.pyi.in")
}

// addModule makes an object of a module. A stub beside a source adds the names that the
// source does not bind.
func (s *Surface) addModule(f File) {
	m := s.byName[f.Module]
	switch {
	case m != nil && f.Facts.Stub:
		s.addStub(m, f.Facts)
		return
	case m != nil:
		s.BlindSpots = append(s.BlindSpots, BlindSpot{Kind: "shadowed-module", Path: f.Facts.Path, Line: 1,
			Text: "is never imported: " + m.Path + " has the same name " + f.Module})
		return
	}
	m = &Object{Name: f.Module, Kind: ModuleKind, Path: f.Facts.Path, Line: 1, Facts: f.Facts}
	if f.Facts.Stub {
		m.Origin = FromStub
	}
	for _, u := range f.Facts.Unparsed {
		s.BlindSpots = append(s.BlindSpots, BlindSpot{Kind: "unparsed", Path: f.Facts.Path, Line: u.Line, Text: "could not be read"})
	}
	s.byName[f.Module] = m
	m.scope = s.newScope(m, f.Facts.Body, m.Origin)
}

// addStub adds the names of a stub that its module does not bind itself.
func (s *Surface) addStub(m *Object, facts *parse.Module) {
	stub := &Object{Name: m.Name, Kind: ModuleKind, Path: facts.Path, Line: 1, Facts: facts, Origin: FromStub}
	s.mergeStub(m, s.newScope(stub, facts.Body, FromStub), stub)
}

// mergeStub adds what only a stub's scope binds; classes that both have are merged likewise.
func (s *Surface) mergeStub(o *Object, stub *scope, from *Object) {
	for _, name := range stub.order {
		b := stub.names[name]
		own := o.scope.names[name]
		if own == nil {
			if b.kind == bindObject && !isPrivate(name) && !(o.Kind == ClassKind && o.setsOnSelf(name)) {
				b.obj.Owner = o
				o.scope.bind(b)
			}
			continue
		}
		if own.kind != bindObject || b.kind != bindObject {
			continue
		}
		switch {
		case own.obj.scope != nil && b.obj.scope != nil:
			s.mergeStub(own.obj, b.obj.scope, b.obj)
		case own.obj.Func() != nil && b.obj.Func() != nil:
			s.stubbed = append(s.stubbed, stubPair{own.obj, b.obj})
		}
	}
}

// newScope binds what the statements of a module or class bind.
func (s *Surface) newScope(owner *Object, body []*parse.PyStmt, origin Origin) *scope {
	c := &scope{names: map[string]*binding{}}
	for _, st := range body {
		s.bindStatement(c, owner, st, origin)
	}
	return c
}

// addNative adds the functions of operator schemas that no source and no stub defines.
func (s *Surface) addNative(list []NativeFunction) {
	for _, n := range list {
		key := n.Name
		if outer, ok := s.Lookup(outerOf(n.Name)); ok && outer.Obj != nil {
			key = outer.Obj.Name + "." + lastOf(n.Name) // torch.Tensor is a class of another module
		}
		if s.Native[key] != nil {
			continue
		}
		if r, ok := s.Lookup(n.Name); ok && (r.Obj != nil || r.Outside != "") {
			continue
		}
		s.Native[key] = &Object{Name: n.Name, Kind: FunctionKind, Origin: FromSchema, Path: n.Path, Line: n.Line,
			Public: publicPath(n.Name), named: true}
	}
}

// isPrivate reports whether a name has a leading underscore. Dunder names are not private:
// they are how a class is used.
func isPrivate(name string) bool {
	return strings.HasPrefix(name, "_") && !isDunder(name)
}

// isDunder reports whether a name is one of Python's own: __init__.
func isDunder(name string) bool {
	return len(name) > 4 && strings.HasPrefix(name, "__") && strings.HasSuffix(name, "__")
}

// publicPath reports whether no component of a dotted path has a leading underscore, dunder
// names aside.
func publicPath(dotted string) bool {
	for part := range strings.SplitSeq(dotted, ".") {
		if isPrivate(part) {
			return false
		}
	}
	return true
}

// lastOf is the last component of a dotted name.
func lastOf(dotted string) string { return dotted[strings.LastIndexByte(dotted, '.')+1:] }

// outerOf is a dotted name without its last component, "" for one that has no dot.
func outerOf(dotted string) string {
	if i := strings.LastIndexByte(dotted, '.'); i >= 0 {
		return dotted[:i]
	}
	return ""
}

// within reports whether a dotted name is another one or lies below it.
func within(dotted, root string) bool {
	return dotted == root || strings.HasPrefix(dotted, root) && dotted[len(root)] == '.'
}

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		out[word] = true
	}
	return out
}
