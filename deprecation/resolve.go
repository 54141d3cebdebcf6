package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// Ref is what a name leads to.
type Ref struct {
	// Obj is the object, nil where the name leads out of the tree or can't be followed.
	Obj *Object
	// Outside is the dotted name that it has outside of the tree, or in what the build makes.
	Outside string
	// Opaque says that it is there, but what it is only the running program knows.
	Opaque bool
	// Through are the bindings that were followed, the first being that of the name asked for.
	Through []*binding
}

// known reports whether a name leads anywhere at all.
func (r *Ref) known() bool { return r.Obj != nil || r.Outside != "" || r.Opaque }

// maxHops bounds how many imports and aliases one name is followed through.
const maxHops = 64

// Lookup follows a dotted path as Python would after importing what it names. It is false
// where nothing has that name.
func (s *Surface) Lookup(path string) (Ref, bool) {
	r := s.lookup(path, nil)
	return r, r.known()
}

// lookupAs follows a path as Lookup does, but where a module and an attribute of its package
// share the name it gives what a user of that kind of object means: the module by its import,
// anything else as the package's attribute.
func (s *Surface) lookupAs(kind Kind, path string) Ref {
	if kind != ModuleKind && outerOf(path) != "" {
		if outer := s.lookup(outerOf(path), nil); outer.Obj != nil {
			if r := s.member(outer.Obj, lastOf(path), nil); r.known() {
				return r
			}
		}
	}
	return s.lookup(path, nil)
}

// trail is what is being looked up, so that circles end.
type trail []string

func (s *Surface) lookup(path string, seen trail) Ref {
	if len(seen) > maxHops || slices.Contains(seen, path) {
		return Ref{}
	}
	seen = append(slices.Clip(seen), path)
	if m := s.byName[path]; m != nil {
		return Ref{Obj: m}
	}
	if a, ok := s.aliases[path]; ok && a.value != nil {
		if r := s.resolveExpr(a.module, a.value, seen); r.known() {
			return r
		}
		return Ref{Opaque: true}
	}
	head := outerOf(path)
	if head == "" {
		return Ref{}
	}
	outer := s.lookup(head, seen)
	switch {
	case outer.Obj != nil:
		r := s.member(outer.Obj, lastOf(path), seen)
		r.Through = append(outer.Through, r.Through...)
		return r
	case outer.Outside != "":
		return Ref{Outside: outer.Outside + "." + lastOf(path), Through: outer.Through}
	case outer.Opaque:
		return outer
	}
	if s.built(path) || s.built(head) {
		return Ref{Outside: path}
	}
	return Ref{}
}

// member is what a module's or class's attribute is.
func (s *Surface) member(o *Object, name string, seen trail) Ref {
	switch o.Kind {
	case ModuleKind:
		return s.moduleMember(o, name, seen)
	case ClassKind:
		return s.classMember(o, name, seen)
	case AttributeKind:
		if o.Stmt != nil && o.Stmt.Value != nil && o.Stmt.Value.Kind == parse.ExprCall {
			return Ref{Opaque: true} // an object made at run time
		}
	}
	return Ref{}
}

func (s *Surface) moduleMember(m *Object, name string, seen trail) Ref {
	key := m.Name + ":" + name
	if len(seen) > maxHops || slices.Contains(seen, key) {
		return Ref{}
	}
	seen = append(slices.Clip(seen), key)
	if b := m.scope.names[name]; b != nil {
		if r := s.follow(m, b, seen); r.known() {
			return r
		}
		if sub := s.byName[m.Name+"."+name]; sub != nil {
			return Ref{Obj: sub}
		}
		return Ref{Opaque: b.kind == bindOpaque || b.kind == bindAlias, Through: []*binding{b}}
	}
	for i := len(m.scope.stars) - 1; i >= 0; i-- {
		b := m.scope.stars[i]
		if r := s.throughStar(m, b, name, seen); r.known() {
			r.Through = append([]*binding{b}, r.Through...)
			return r
		}
	}
	if sub := s.byName[m.Name+"."+name]; sub != nil {
		return Ref{Obj: sub}
	}
	if _, ok := s.aliases[m.Name+"."+name]; ok {
		return s.lookup(m.Name+"."+name, seen)
	}
	if o := s.Native[m.Name+"."+name]; o != nil {
		return Ref{Obj: o}
	}
	if !isDunder(name) && s.answers(m, name) {
		return s.lazyMember(m, name, seen)
	}
	return Ref{}
}

// throughStar is what `from x import *` brings of a name.
func (s *Surface) throughStar(m *Object, b *binding, name string, seen trail) Ref {
	from := s.absolute(m, b.stmt.Import)
	target := s.lookup(from, seen)
	if target.Obj == nil {
		if target.Outside != "" && !isPrivate(name) && s.inRoots(from) {
			return Ref{} // what the build makes: its stub would say
		}
		return Ref{}
	}
	if target.Obj.Kind != ModuleKind {
		return Ref{}
	}
	if all := s.findExports(target.Obj); all != nil && all.computed == nil {
		if _, ok := all.names[name]; !ok {
			return Ref{}
		}
	} else if all == nil && strings.HasPrefix(name, "_") {
		return Ref{}
	}
	if target.Obj.scope.names[name] == nil && len(target.Obj.scope.stars) == 0 && s.byName[from+"."+name] == nil && !s.answers(target.Obj, name) {
		return Ref{}
	}
	return s.moduleMember(target.Obj, name, seen)
}

// follow is what a binding in the scope of a module or class leads to.
func (s *Surface) follow(scope *Object, b *binding, seen trail) Ref {
	r := Ref{}
	switch b.kind {
	case bindObject:
		return Ref{Obj: b.obj, Through: []*binding{b}}
	case bindOpaque:
		return Ref{Opaque: true, Through: []*binding{b}}
	case bindImport:
		r = s.imported(moduleOf(scope), b.stmt.Import, seen)
	case bindAlias:
		r = s.resolveExpr(scope, b.stmt.Value, seen)
		if r.Obj == nil || r.Obj.Kind == AttributeKind {
			r = Ref{Obj: b.obj} // of a value that is no definition of its own: an attribute
		}
	}
	if !r.known() {
		for _, other := range b.more {
			if r = s.follow(scope, other, seen); r.known() {
				break
			}
		}
	}
	r.Through = append([]*binding{b}, r.Through...)
	return r
}

func moduleOf(o *Object) *Object {
	for o.Owner != nil {
		o = o.Owner
	}
	return o
}

// absolute is the dotted name of the module that an import names.
func (s *Surface) absolute(m *Object, imp *parse.Import) string {
	if imp.Level == 0 {
		return imp.Module
	}
	pkg := m.Name
	up := imp.Level
	if isPackage(m.Path) {
		up--
	}
	for ; up > 0 && pkg != ""; up-- {
		pkg = outerOf(pkg)
	}
	switch {
	case imp.Module == "":
		return pkg
	case pkg == "":
		return imp.Module
	}
	return pkg + "." + imp.Module
}

// importedModule is the module that `from x import ...` names, nil where it is not of the tree.
func (s *Surface) importedModule(m *Object, imp *parse.Import) *Object {
	if r := s.lookup(s.absolute(m, imp), nil); r.Obj != nil && r.Obj.Kind == ModuleKind {
		return r.Obj
	}
	return nil
}

// imported is what one name of an import statement is.
func (s *Surface) imported(m *Object, imp *parse.Import, seen trail) Ref {
	from := s.absolute(m, imp)
	if imp.Name == "" { // import a.b binds a, import a.b as c binds a.b
		if imp.As == "" {
			from, _, _ = strings.Cut(from, ".")
		}
		if r := s.lookup(from, seen); r.known() {
			return r
		}
		return s.outside(from)
	}
	full := from + "." + imp.Name
	r := s.lookup(from, seen)
	if r.Obj != nil {
		if x := s.member(r.Obj, imp.Name, seen); x.known() {
			return x
		}
		return Ref{}
	}
	if r.known() {
		return Ref{Outside: full, Opaque: r.Opaque}
	}
	return s.outside(full)
}

// outside is a name that no module of the tree has: of another project, or of what the build
// makes. A name of the tree's own packages that nothing has is unknown.
func (s *Surface) outside(dotted string) Ref {
	first, _, _ := strings.Cut(dotted, ".")
	if s.byName[first] == nil || s.built(dotted) {
		return Ref{Outside: dotted}
	}
	return Ref{}
}

// resolveIn follows a dotted name that code in a module or class uses.
func (s *Surface) resolveIn(scope *Object, name string) Ref { return s.resolveName(scope, name, nil) }

func (s *Surface) resolveExpr(scope *Object, e *parse.PyExpr, seen trail) Ref {
	if name := dotted(e); name != "" {
		return s.resolveName(scope, name, seen)
	}
	return Ref{}
}

func (s *Surface) resolveName(scope *Object, name string, seen trail) Ref {
	first, rest, more := strings.Cut(name, ".")
	var r Ref
	if scope.Kind == ClassKind {
		if b := scope.scope.names[first]; b != nil && !slices.Contains(seen, scope.Name+":"+first) {
			r = s.follow(scope, b, append(slices.Clip(seen), scope.Name+":"+first))
		}
	}
	if !r.known() {
		r = s.moduleMember(moduleOf(scope), first, seen)
	}
	if !r.known() {
		return Ref{}
	}
	for more {
		first, rest, more = strings.Cut(rest, ".")
		switch {
		case r.Obj != nil:
			through := r.Through
			r = s.member(r.Obj, first, seen)
			r.Through = append(through, r.Through...)
		case r.Outside != "":
			r.Outside += "." + first
		}
		if !r.known() {
			return Ref{}
		}
	}
	return r
}

// inRoots reports whether a dotted name lies in the packages whose names are the surface.
func (s *Surface) inRoots(dotted string) bool {
	if len(s.roots) == 0 {
		return true
	}
	return slices.ContainsFunc(s.roots, func(root string) bool { return within(dotted, root) })
}

// answers reports whether a module's __getattr__ (PEP 562) knows a name, by a string that it
// compares its parameter with or a table that it looks it up in.
func (s *Surface) answers(m *Object, name string) bool {
	b := m.scope.names["__getattr__"]
	if b == nil || b.obj == nil || b.obj.Func() == nil {
		return false
	}
	if len(b.obj.Func().Answers) == 0 {
		return true // it computes what it answers
	}
	for i := range b.obj.Func().Answers {
		if s.answer(m, &b.obj.Func().Answers[i], name) {
			return true
		}
	}
	return false
}

func (s *Surface) answer(m *Object, e *parse.PyExpr, name string) bool {
	switch e.Kind {
	case parse.ExprStr:
		return e.Str == name
	case parse.ExprList, parse.ExprTuple, parse.ExprSet:
		return slices.ContainsFunc(e.Args, func(a parse.PyExpr) bool { return a.Kind == parse.ExprStr && a.Str == name })
	case parse.ExprDict:
		for i := 0; i < len(e.Args); i += 2 {
			if e.Args[i].Kind == parse.ExprStr && e.Args[i].Str == name {
				return true
			}
		}
	case parse.ExprName:
		if e.Name == allName {
			all := s.findExports(m)
			return all != nil && all.names[name] != nil
		}
		if b := m.scope.names[e.Name]; b != nil && b.stmt.Value != nil && b.stmt.Value.Kind != parse.ExprName {
			return s.answer(m, b.stmt.Value, name)
		}
	}
	return false
}

// lazyMember is what a module's __getattr__ gives for a name that it knows.
func (s *Surface) lazyMember(m *Object, name string, seen trail) Ref {
	if sub := s.byName[m.Name+"."+name]; sub != nil {
		return Ref{Obj: sub}
	}
	return Ref{Opaque: true}
}
