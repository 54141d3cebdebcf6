package abi

import (
	"slices"
	"strings"
)

// told reports whether what is gone went with its class or its namespace, of which that is
// told.
func (d *Diff) told(e *Entity) bool { return d.ownerGone(e) || d.spaceVacated(e.Name) }

// ownerGone reports whether the class that a member belonged to is gone, is an alias now or
// only declared: that is told of the class.
func (d *Diff) ownerGone(e *Entity) bool {
	if e.Owner == nil {
		return false
	}
	p := d.Class(e.Owner.Name)
	return p != nil && (p.New == nil || d.opaque(p))
}

// stillNamed reports whether HEAD has anything else of a qualified name: sources that use it
// find that.
func (d *Diff) stillNamed(name string) bool {
	key := d.canonical(name)
	if d.newType(key) || len(d.newSets[key]) > 0 && slices.ContainsFunc(d.newSets[key], func(f *Function) bool { return f.Public }) {
		return true
	}
	if a := d.newAlias(key); a != nil && a.Public {
		return true
	}
	return d.newVariables[key]
}

// newType reports whether HEAD declares a class or enum of a canonical name.
func (d *Diff) newType(key string) bool { return d.newTypeEntity(key) != nil }

func (d *Diff) newTypeEntity(key string) *Entity {
	if p := d.classOf[key]; p != nil && p.New != nil {
		return &p.New.Entity
	}
	if p := d.enumOf[key]; p != nil && p.New != nil {
		return &p.New.Entity
	}
	return nil
}

// macroNamed reports whether HEAD defines a macro.
func (d *Diff) macroNamed(name string) bool { return d.newMacros[name] }

// anyNamed reports whether HEAD declares anything under a plain name at the top, where a use
// of a macro may lead to.
func (d *Diff) anyNamed(name string) bool { return d.stillNamed(name) }

// aliasTarget is what an alias means, as text.
func aliasTarget(a *Alias) string {
	if a.Type != nil {
		return a.Type.String()
	}
	return a.Using
}

// aliasFollows reports whether an alias means another type only because of another root
// cause: one that it goes through.
func (d *Diff) aliasFollows(p *AliasPair) bool {
	roots := d.aliasRoots(p)
	return len(roots) != 1 || roots[0] != p.Old.Name
}

// aliasRoots are the qualified names at BASE of what makes an alias mean another type: itself,
// or what its target names.
func (d *Diff) aliasRoots(p *AliasPair) []string {
	if roots, ok := d.roots[p]; ok {
		return roots
	}
	d.roots[p] = []string{p.Old.Name} // while it is being asked for: aliases may be cyclic
	d.roots[p] = d.findRoots(p)
	return d.roots[p]
}

func (d *Diff) findRoots(p *AliasPair) []string {
	self := []string{p.Old.Name}
	if p.New == nil {
		return self
	}
	if p.Old.Using != "" && p.New.Using != "" {
		// What it named is itself a using-declaration for the other now.
		a := d.newAlias(d.canonical(p.Old.Using))
		if a != nil && (a.Using == p.New.Using || a.Type != nil && a.Type.Name == p.New.Using) {
			return []string{p.Old.Using}
		}
	}
	if p.Old.Type == nil || p.New.Type == nil {
		return self
	}
	c := &typeComparer{d: d, oldParams: aliasParams(p.Old), newParams: aliasParams(p.New)}
	if c.same(p.Old.Type, p.New.Type) && len(c.causes) > 0 {
		return sortedUnique(c.causes)
	}
	return self
}

// classesVia are the public classes that hold a member through an alias and whose layout
// is another.
func (d *Diff) classesVia(alias string) (names []string) {
	key := d.canonical(alias)
	for _, p := range d.Classes {
		if p.Old == nil || p.New == nil || !p.Old.Public || sameLayout(p.Old.Layout, p.New.Layout) {
			continue
		}
		for _, f := range p.Old.Fields {
			if f.Type != nil && slices.ContainsFunc(f.Type.Via, func(v string) bool { return d.canonical(v) == key }) {
				names = append(append(names, p.Old.Name), d.followers(p.Old.Name)...)
				break
			}
		}
	}
	return names
}

// sameLayout reports whether two layouts are known and the same.
func sameLayout(o, n *Layout) bool {
	return o != nil && n != nil && o.Size == n.Size && o.Align == n.Align && slices.Equal(o.Fields, n.Fields)
}

// declarations are all pairs that BASE declares at namespace scope, or as a method.
func (d *Diff) declarations() (out []Pair[Entity]) {
	out = entities(out, d.Classes, classEntity)
	out = entities(out, d.Enums, enumEntity)
	out = entities(out, d.Variables, variableEntity)
	out = entities(out, d.Aliases, aliasEntity)
	for _, p := range d.Functions {
		if p.Old != nil && (p.New == nil || p.Same) {
			out = append(out, Pair[Entity]{&p.Old.Entity, entityOf(p.New, functionEntity)})
		}
	}
	return slices.DeleteFunc(out, func(p Pair[Entity]) bool { return p.Old == nil })
}

// additions are all that HEAD declares and BASE does not.
func (d *Diff) additions() (out []*Entity) {
	var all []Pair[Entity]
	all = entities(all, d.Classes, classEntity)
	all = entities(all, d.Enums, enumEntity)
	all = entities(all, d.Variables, variableEntity)
	all = entities(all, d.Aliases, aliasEntity)
	for _, p := range d.Functions {
		if p.Old == nil {
			all = append(all, Pair[Entity]{nil, &p.New.Entity})
		}
	}
	for _, p := range all {
		if p.Old == nil {
			out = append(out, p.New)
		}
	}
	return out
}

func entities[T any](out []Pair[Entity], pairs []Pair[T], entity func(*T) *Entity) []Pair[Entity] {
	for _, p := range pairs {
		out = append(out, Pair[Entity]{entityOf(p.Old, entity), entityOf(p.New, entity)})
	}
	return out
}

func entityOf[T any](x *T, entity func(*T) *Entity) *Entity {
	if x == nil {
		return nil
	}
	return entity(x)
}

// movedOut are the headers that public declarations of a header moved to and that it does
// not bring along.
func (d *Diff) movedOut(path string) []string { return d.moved[path] }

// moves finds, for each header of BASE that is still there, where its declarations went that
// it does not bring along any more.
func (d *Diff) moves() map[string][]string {
	out := map[string][]string{}
	for _, p := range d.declarations() {
		if p.New == nil || !p.Old.Public || p.Old.Path == p.New.Path || p.Old.Untaken || p.New.Untaken || p.Old.Owner != nil {
			continue
		}
		if h := d.includes.headers[p.Old.Path]; h == nil || d.includes.reaches(p.Old.Path, p.New.Path) || d.redeclared(p) {
			continue
		}
		out[p.Old.Path] = append(out[p.Old.Path], p.New.Path)
	}
	return out
}

// redeclared reports whether the old header still declares what is defined elsewhere now, or
// the declaration was in more headers than one.
func (d *Diff) redeclared(p Pair[Entity]) bool {
	if p.New.Kind == "class" || p.New.Kind == "struct" || p.New.Kind == "enum" {
		return len(p.New.Others) > 0
	}
	return len(p.New.Others) > 0 || len(p.Old.Others) > 0
}

// versionGuards are the conditions of a stack that ask for the version that a client targets.
func versionGuards(guards []string) (out []string) {
	for _, g := range guards {
		for _, w := range strings.FieldsFunc(g, func(c rune) bool { return c > 127 || !identByte(byte(c)) }) {
			if isVersionMacro(w) {
				out = append(out, g)
				break
			}
		}
	}
	return out
}

// versionGuard describes the first version guard of a stack, "" for none.
func versionGuard(guards []string) string {
	if v := versionGuards(guards); len(v) > 0 {
		return "version guard `" + v[0] + "`"
	}
	return ""
}

// isVersionMacro reports whether a macro says which version of the interface a client
// targets: TORCH_FEATURE_VERSION, TORCH_TARGET_VERSION, TORCH_ABI_VERSION and the like.
func isVersionMacro(name string) bool {
	for _, end := range []string{"_FEATURE_VERSION", "_TARGET_VERSION", "_ABI_VERSION"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// versionMacro is the version macro that BASE defines, "" for none.
func (d *Diff) versionMacro() string {
	for _, end := range []string{"_FEATURE_VERSION", "_TARGET_VERSION", "_ABI_VERSION"} {
		for _, m := range d.Old.Macros {
			if strings.HasSuffix(m.Name, end) {
				return m.Name
			}
		}
	}
	return ""
}
