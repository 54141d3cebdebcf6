package deprecation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// Use is a place in a tree that uses what the tree deprecates.
type Use struct {
	Subject string // what is used: the subject of a marker
	By      string // the innermost class or function of a module that the place is in, or the module
	Path    string
	Line    int
}

// Deprecated are the subjects of a tree that warn who uses them, by what FindUses needs to know.
type Deprecated struct {
	s        *Surface
	whole    map[string]bool     // names of objects, modules aside
	modules  map[string]bool     // names of modules: a function may have the name of one
	params   map[string][]string // by the name of a function: parameters, with "=value" for one value of them
	inside   map[string]bool     // names that are deprecated or lie in what is: they may use one another
	unjudged map[string]bool     // last names of methods
	Names    map[string]bool     // for python.Uses: last components of all that may lead to a subject
}

// toWarn matches the names of functions that are there to warn.
var toWarn = regexp.MustCompile(`(?i)(?:^|_)warn(?:ings?)?(?:_|$)`)

// FindDeprecated collects what a surface warns of.
func (s *Surface) FindDeprecated(markers []Marker) *Deprecated {
	d := &Deprecated{s: s, whole: map[string]bool{}, modules: map[string]bool{}, params: map[string][]string{}, inside: map[string]bool{}, unjudged: map[string]bool{}, Names: map[string]bool{}}
	for i := range markers {
		m := &markers[i]
		if m.Class != MarkWarned && m.Class != MarkTombstone || m.Partly {
			continue
		}
		name, param, isParam := strings.Cut(m.Subject, "(")
		if m.Object != nil && m.Object.Func() != nil && toWarn.MatchString(lastOf(name)) {
			continue // it is there to warn: of what calls it
		}
		if isParam {
			d.params[name] = append(d.params[name], strings.TrimSuffix(param, ")"))
		} else if m.Object != nil && m.Object.Kind == ModuleKind && m.Object.Name == name {
			d.modules[name], d.inside[name] = true, true
		} else {
			d.whole[name], d.inside[name] = true, true
		}
		callee := name
		if n := lastOf(name); n == "__init__" || n == "__new__" || n == "__call__" {
			callee = outerOf(name) // a class is called by its own name
		}
		d.Names[lastOf(callee)] = true
		for _, p := range m.paths() {
			p, _, _ = strings.Cut(p, "(")
			if n := lastOf(p); n == "__init__" || n == "__new__" || n == "__call__" {
				p = outerOf(p)
			}
			d.Names[lastOf(p)] = true
		}
		if o := m.Object; o != nil && o.Owner != nil && o.Owner.Kind == ClassKind && !isDunder(o.Base()) && !isParam {
			d.unjudged[o.Base()] = true
		}
	}
	return d
}

// FindUses are the places of one module that use what is deprecated, and how many calls of methods
// bear the name of a deprecated one and could not be followed, for want of the class of an object.
// What is deprecated itself may use what is deprecated.
func (d *Deprecated) FindUses(m *Object, uses *parse.PyUses) (list []Use, unknown int) {
	u := &useReader{d: d, m: m, uses: uses, seen: map[Use]bool{}}
	u.collect(m, 0)
	u.statements()
	for i := range uses.Uses {
		u.use(&uses.Uses[i])
	}
	return u.out, u.unknown
}

// useReader finds the uses of one module.
type useReader struct {
	d       *Deprecated
	m       *Object
	uses    *parse.PyUses
	scopes  []*Object // classes and functions of the module, outer before inner
	seen    map[Use]bool
	out     []Use
	unknown int
}

// collect lists the classes and functions of a module.
func (u *useReader) collect(o *Object, depth int) {
	if depth > maxNesting {
		return
	}
	for _, own := range o.ownObjects() {
		for _, x := range append([]*Object{own}, u.others(own)...) {
			if x.Stmt != nil && (x.Stmt.Func != nil || x.Stmt.Class != nil) {
				u.scopes = append(u.scopes, x)
				u.collect(x, depth+1)
			}
		}
	}
}

func (u *useReader) others(o *Object) (out []*Object) {
	for _, st := range o.More {
		if st.Func != nil {
			out = append(out, withStmt(o, st))
		}
	}
	return out
}

// at is the innermost class or function around a line, or the module.
func (u *useReader) at(line int) *Object {
	best := u.m
	for _, o := range u.scopes {
		if o.Stmt.Line <= line && line <= o.Stmt.EndLine && (best == u.m || o.Stmt.Line >= best.Stmt.Line) {
			best = o
		}
	}
	return best
}

// statements finds uses by imports, bases and decorators.
func (u *useReader) statements() {
	for _, st := range slices.Concat(u.m.Facts.Body, u.uses.Lazy) {
		if st.Kind != parse.PyImported || typeOnly(st.Guards) {
			continue
		}
		i := st.Import
		target := u.d.s.absolute(u.m, i)
		if ref := u.d.s.lookup(target, nil); ref.Obj != nil && ref.Obj.Kind == ModuleKind {
			u.imports(ref.Obj, st.Line)
		}
		if i.Name == "" || i.Name == "*" {
			continue
		}
		if ref := u.d.s.imported(u.m, i, nil); ref.Obj != nil && ref.Obj.Kind == ModuleKind {
			u.imports(ref.Obj, st.Line)
		} else if u.answered(target + "." + i.Name) {
			u.found(target+"."+i.Name, st.Line) // a module's __getattr__ warns when it is imported
		}
	}
	for _, o := range u.scopes {
		var list []parse.PyExpr
		if o.Stmt.Class != nil {
			list = slices.Concat(o.Stmt.Class.Decorators, o.Stmt.Class.Bases)
		} else {
			list = o.Stmt.Func.Decorators
		}
		for i := range list {
			name := decoratorName(&list[i])
			if name == "" {
				continue
			}
			if ref := u.d.s.resolveIn(scopeOf(o), name); ref.Obj != nil && ref.Obj.Kind != ModuleKind {
				u.found(ref.Obj.Name, list[i].Line)
			}
		}
	}
}

// answered reports whether a name is one that a module's __getattr__ warns of.
func (u *useReader) answered(name string) bool {
	outer, ok := u.d.s.Lookup(outerOf(name))
	return u.d.whole[name] && ok && outer.Obj != nil && outer.Obj.Kind == ModuleKind && outer.Obj.scope.names[lastOf(name)] == nil
}

// imports notes the import of a module, if that warns.
func (u *useReader) imports(m *Object, line int) {
	if u.d.modules[m.Name] {
		u.note(m.Name, line)
	}
}

// found notes a use of a name, if that is deprecated and the place is not.
func (u *useReader) found(subject string, line int) {
	name, _, isParam := strings.Cut(subject, "(")
	if isParam || u.d.whole[name] {
		u.note(subject, line)
	}
}

// note notes a use, unless it is in what is deprecated itself.
func (u *useReader) note(subject string, line int) {
	by := u.at(line)
	for o := by; o != nil; o = o.Owner {
		if u.d.inside[o.Name] {
			return
		}
	}
	use := Use{Subject: subject, By: by.Name, Path: u.m.Path, Line: line}
	if !u.seen[use] {
		u.seen[use] = true
		u.out = append(u.out, use)
	}
}

// use judges one name or call in an expression.
func (u *useReader) use(x *parse.PyUse) {
	by := u.at(x.Line)
	ref, hidden := u.resolve(by, x)
	if hidden {
		return
	}
	if ref.Obj == nil {
		if full, ok := u.full(by, x.Name); ok && u.answered(full) {
			u.found(full, x.Line)
		} else if x.Call != nil && strings.Contains(x.Name, ".") && u.d.unjudged[lastOf(x.Name)] && ref.Outside == "" {
			u.unknown++
		}
		return
	}
	o := ref.Obj
	switch {
	case o.Kind == ModuleKind:
		return // its import is the use
	case x.Call == nil:
		if o.Func() != nil && flavourOf(o) == property {
			u.found(o.Name, x.Line)
		}
		return
	}
	if givesPrivate(x.Call) {
		return
	}
	u.found(o.Name, x.Line)
	u.arguments(by, o, x)
	for _, n := range []string{"__init__", "__new__"} {
		if o.Kind != ClassKind {
			break
		}
		if r := u.d.s.classMember(o, n, nil); r.Obj != nil && r.Obj.Func() != nil {
			u.arguments(by, r.Obj, x)
		}
	}
}

// givesPrivate reports whether a call gives a keyword that is not for users, as `_internal=True` is: how a
// tree tells its own code apart, which is then not warned.
func givesPrivate(call *parse.PyExpr) bool {
	return slices.ContainsFunc(call.Args[1:], func(a parse.PyExpr) bool { return isPrivate(a.Key) })
}

// full is the dotted name that a name used in a module has there, where its first part is an import
// of a module.
func (u *useReader) full(by *Object, name string) (string, bool) {
	outer := outerOf(name)
	if outer == "" {
		return "", false
	}
	ref, _ := u.resolve(by, &parse.PyUse{Name: outer})
	if ref.Obj == nil || ref.Obj.Kind != ModuleKind {
		return "", false
	}
	return ref.Obj.Name + "." + lastOf(name), true
}

// resolve follows a name from the place that uses it: through imports of the function around it, as
// a member of the class around a method, else as a name of the module. It is hidden where the
// function binds the name itself.
func (u *useReader) resolve(by *Object, x *parse.PyUse) (ref Ref, hidden bool) {
	first, rest, more := strings.Cut(x.Name, ".")
	if f := by.Func(); f != nil {
		if more && by.Owner.Kind == ClassKind && len(f.Params) > 0 && f.Params[0].Name == first {
			ref = u.d.s.classMember(by.Owner, rest, nil)
			return ref, strings.Contains(rest, ".")
		}
		if slices.ContainsFunc(f.Params, func(p parse.PyParam) bool { return p.Name == first }) {
			return Ref{}, !more
		}
		inside := func(line int) bool { return by.Stmt.Line <= line && line <= by.Stmt.EndLine }
		for _, st := range u.uses.Lazy {
			if st.Name != first || !inside(st.Line) {
				continue
			}
			ref = u.d.s.imported(u.m, st.Import, nil)
			for more && ref.Obj != nil {
				first, rest, more = strings.Cut(rest, ".")
				ref = u.d.s.member(ref.Obj, first, nil)
			}
			return ref, false
		}
		if slices.ContainsFunc(u.uses.Bound, func(b parse.PyHiding) bool { return b.Name == first && inside(b.Line) }) {
			return Ref{}, !more
		}
	}
	scope := by
	if by.Func() != nil || by.Kind == ModuleKind {
		scope = moduleOf(by)
	}
	return u.d.s.resolveIn(scope, x.Name), false
}

// arguments finds deprecated parameters that a call gives.
func (u *useReader) arguments(by, callee *Object, x *parse.PyUse) {
	list := u.d.params[callee.Name]
	if len(list) == 0 {
		return
	}
	params := called(callee)
	for i := range x.Call.Args[1:] {
		a := &x.Call.Args[i+1]
		name := a.Key
		if name == "" && a.Kind != parse.ExprStar && i < len(params) && !isVariadic(&params[i]) {
			name = params[i].Name
		}
		for _, p := range list {
			param, value, _ := strings.Cut(p, "=")
			if param != name || value != "" && spelling(value) != spelling(a.Text) || u.handsOn(by, a, params, name) || isDefault(params, name, a) {
				continue
			}
			u.found(fmt.Sprintf("%s(%s)", callee.Name, p), a.Line)
		}
	}
}

// handsOn reports whether an argument is a parameter of the caller's own that is deprecated too, or that has
// the same default: then only who gave it to the caller meets a warning.
func (u *useReader) handsOn(by *Object, a *parse.PyExpr, params []parse.PyParam, name string) bool {
	if a.Kind != parse.ExprName || by.Func() == nil {
		return false
	}
	if slices.Contains(u.d.params[by.Name], a.Name) {
		return true
	}
	return slices.ContainsFunc(by.Func().Params, func(p parse.PyParam) bool {
		return p.Name == a.Name && p.Default != nil && isDefault(params, name, p.Default)
	})
}

// isDefault reports whether an argument is spelled as the default of its parameter is.
func isDefault(params []parse.PyParam, name string, a *parse.PyExpr) bool {
	return slices.ContainsFunc(params, func(p parse.PyParam) bool {
		return p.Name == name && p.Default != nil && spelling(p.Default.Text) == spelling(a.Text)
	})
}
