package deprecation

import (
	"slices"
	"sort"
	"strings"

	"plumbline/parse"
)

// Path is a public dotted name and what it leads to.
type Path struct {
	Name string
	Ref  Ref
	// Listed says that __all__ has it, or that its module has none.
	Listed bool
	// Guards are the compound statements around the binding that makes it: what they ask
	// decides at run time whether it is there.
	Guards []parse.PyGuard
}

// decidePublic walks the public modules and notes by which paths each object is public.
func (s *Surface) decidePublic() {
	for _, m := range s.Modules {
		if !s.publicModule(m) {
			continue
		}
		m.Public, m.named = true, true
		for _, p := range s.Exports(m) {
			if p.Ref.Obj != nil {
				s.export(p.Ref.Obj, p.Name, 0)
			}
		}
	}
	s.exportInherited()
	s.each(func(o *Object) {
		sort.Strings(o.ExportedAs)
		o.ExportedAs = slices.Compact(o.ExportedAs)
	})
}

// publicModule reports whether a module is one that users may import: below the roots, no part
// with a leading underscore, and no script of the package (__main__).
func (s *Surface) publicModule(m *Object) bool {
	return publicPath(m.Name) && lastOf(m.Name) != "__main__" && s.inRoots(m.Name) && s.packaged(m) && !installs(m)
}

// installs reports whether a module is the script that installs a package.
func installs(m *Object) bool {
	return lastOf(m.Name) == "setup" && slices.ContainsFunc(m.Facts.Body, func(st *parse.PyStmt) bool {
		if st.Kind != parse.PyImported {
			return false
		}
		first, _, _ := strings.Cut(st.Import.Module, ".")
		return first == "setuptools" || first == "distutils"
	})
}

// packaged reports whether a module is part of its package: no folder between it and a regular
// package is without an __init__ (setuptools' find_packages passes over those: examples, tests,
// scripts). Where the outermost folder has none, it is a namespace (PEP 420).
func (s *Surface) packaged(m *Object) bool {
	gap := false
	for name := outerOf(m.Name); name != ""; name = outerOf(name) {
		switch o := s.byName[name]; {
		case o == nil:
			gap = true
		case gap:
			return false
		}
	}
	return true
}

// Exports are the public names of a public module, sorted.
func (s *Surface) Exports(m *Object) []Path {
	var out []Path
	for _, name := range s.exportedNames(m) {
		path := m.Name + "." + name
		r := s.moduleMember(m, name, nil)
		if r.known() && s.exports(m, name, &r) {
			out = append(out, Path{Name: path, Ref: r, Listed: true, Guards: guardsOf(&r)})
		}
	}
	return out
}

func guardsOf(r *Ref) []parse.PyGuard {
	if len(r.Through) > 0 {
		return r.Through[0].stmt.Guards
	}
	return nil
}

// exportedNames are the names that may be public in a module: those of __all__, or all that it
// binds or star-imports; sorted.
func (s *Surface) exportedNames(m *Object) []string {
	seen := map[string]bool{}
	all := m.scope.all
	if all != nil {
		for n := range all.names {
			seen[n] = true
		}
	}
	if all == nil || all.computed != nil {
		for _, n := range m.scope.order {
			seen[n] = true
		}
		s.starNames(m, seen, nil)
	}
	names := make([]string, 0, len(seen))
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// starNames adds the names that the star imports of a module bring.
func (s *Surface) starNames(m *Object, into map[string]bool, seen []*Object) {
	if slices.Contains(seen, m) || len(seen) > maxHops {
		return
	}
	seen = append(seen, m)
	for _, b := range m.scope.stars {
		from := s.importedModule(m, b.stmt.Import)
		if from == nil {
			continue
		}
		if all := s.findExports(from); all != nil {
			for n := range all.names {
				into[n] = true
			}
			if !all.open {
				continue
			}
		}
		for _, n := range from.scope.order {
			if !isUnderscored(n) {
				into[n] = true
			}
		}
		s.starNames(from, into, seen)
	}
}

func isUnderscored(name string) bool { return name != "" && name[0] == '_' }

// exports reports whether a name of a public module is public there. What __all__ lists is.
// Otherwise it has no leading underscore and is the module's own: defined in it or below it,
// or imported under its own name on purpose (`from .x import y as y`, the convention of
// typing's stubs). Other imports are how the module works, not what it offers.
func (s *Surface) exports(m *Object, name string, r *Ref) bool {
	all := m.scope.all
	if all != nil {
		if _, ok := all.names[name]; ok {
			return true
		}
		if all.computed == nil {
			return false
		}
	}
	if isUnderscored(name) || slices.Contains(s.allow.Names[m.Name], name) {
		return false
	}
	if r.Obj == nil {
		return len(r.Through) == 0 || r.Through[0].kind != bindImport || r.Outside == "" && !r.Through[0].stmt.Import.Lazy
	}
	if r.Obj.Kind == ModuleKind {
		return within(r.Obj.Name, m.Name)
	}
	if isPlumbing(r.Obj) || r.Obj.Kind == AttributeKind && len(r.Through) > 0 && r.Through[len(r.Through)-1].scratch() {
		return false
	}
	if all != nil && r.Obj.Kind == AttributeKind && r.Obj.Owner == m {
		return false // a variable that __all__ does not spell
	}
	if len(r.Through) > 0 && r.Through[0].kind == bindImport {
		imp := r.Through[0].stmt.Import
		if imp.As == name && imp.Name == name || all != nil && imp.Name == "*" {
			return true
		}
		if told := statedModule(m, name, r.Obj); told != "" {
			return within(told, m.Name)
		}
		home := moduleOf(r.Obj).Name
		return within(home, m.Name) || s.allow.Migrated[m.Name] != "" && within(home, s.allow.Migrated[m.Name])
	}
	return true
}

// statedModule is the module that an object is said to be of, wherever it is defined: by the
// decorator exposed_in("torch.func") (torch/utils/_exposed_in.py), or by an assignment to its
// __module__ in its own module or in the one that exports it as name; "" where nothing says so.
func statedModule(m *Object, name string, o *Object) string {
	for _, d := range o.decorators() {
		if d.Kind == parse.ExprCall && lastOf(dotted(&d.Args[0])) == "exposed_in" && len(d.Args) == 2 && d.Args[1].Kind == parse.ExprStr {
			return d.Args[1].Str
		}
	}
	for _, at := range []struct {
		home  *Object
		local string
	}{{m, name}, {moduleOf(o), o.Base()}} {
		home, local := at.home, at.local
		if home.Facts == nil {
			continue
		}
		for _, st := range home.Facts.Body {
			t, v := st.Target, st.Value
			if t == nil || v == nil || t.Kind != parse.ExprAttr || t.Name != "__module__" || t.Args[0].Kind != parse.ExprName || t.Args[0].Name != local {
				continue
			}
			switch {
			case v.Kind == parse.ExprStr:
				return v.Str
			case v.Kind == parse.ExprName && v.Name == "__name__":
				return home.Name
			}
		}
	}
	return ""
}

// isPlumbing reports whether a module variable serves the module's own text: type variables,
// loggers.
func isPlumbing(o *Object) bool {
	if o.Kind != AttributeKind || o.Stmt == nil || o.Stmt.Value == nil || o.Stmt.Value.Kind != parse.ExprCall || o.Owner.Kind != ModuleKind {
		return false
	}
	name := lastOf(dotted(&o.Stmt.Value.Args[0]))
	return name == "TypeVar" || name == "ParamSpec" || name == "TypeVarTuple" || strings.HasSuffix(strings.ToLower(name), "logger")
}

// export notes a public path of an object and of the public members of a class.
func (s *Surface) export(o *Object, path string, depth int) {
	if depth > maxNesting || ofTestRunner(o) {
		return
	}
	o.Public = true
	if path == o.Name {
		o.named = true
	} else if slices.Contains(o.ExportedAs, path) {
		return
	} else {
		o.ExportedAs = append(o.ExportedAs, path)
	}
	if o.Kind != ClassKind {
		return
	}
	for _, name := range o.members() {
		if b := o.scope.names[name]; !isPrivate(name) && b.kind == bindObject && !b.scratch() {
			s.export(b.obj, path+"."+name, depth+1)
		}
	}
}

// exportInherited makes members of classes that are not public themselves public by the
// public classes that inherit them.
func (s *Surface) exportInherited() {
	var classes []*Object
	s.each(func(o *Object) {
		if o.Kind == ClassKind && o.Public {
			classes = append(classes, o)
		}
	})
	for _, c := range classes {
		mro, _ := s.linear(c)
		have := map[string]bool{}
		for _, n := range c.members() {
			have[n] = true
		}
		for _, owner := range mro[1:] {
			for _, name := range owner.members() {
				b := owner.scope.names[name]
				if have[name] || isPrivate(name) || b.kind != bindObject {
					continue
				}
				have[name] = true
				if owner.Public {
					continue // public where it is defined
				}
				for _, path := range c.paths() {
					s.export(b.obj, path+"."+name, 0)
				}
			}
		}
	}
}

// paths are all public names of an object.
func (o *Object) paths() []string {
	if !o.named {
		return o.ExportedAs
	}
	return append([]string{o.Name}, o.ExportedAs...)
}

// each visits every object of the surface, outer ones first, in the order of names.
func (s *Surface) each(visit func(o *Object)) {
	for _, m := range s.Modules {
		s.eachIn(m, 0, visit)
	}
	names := make([]string, 0, len(s.Native))
	for n := range s.Native {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		visit(s.Native[n])
	}
}

func (s *Surface) eachIn(o *Object, depth int, visit func(o *Object)) {
	visit(o)
	if o.scope == nil || depth > maxNesting {
		return
	}
	names := slices.Clone(o.scope.order)
	sort.Strings(names)
	for _, n := range names {
		b := o.scope.names[n]
		if b == nil {
			continue
		}
		if b.obj != nil && b.kind == bindObject && b.obj.Owner == o {
			s.eachIn(b.obj, depth+1, visit)
		}
	}
}
