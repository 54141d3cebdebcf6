package abi

import (
	"maps"
	"slices"
)

// classEffects tells which classes follow from changes to others: a class whose base or
// member grew has another layout, one whose base has another virtual function another table.
type classEffects struct {
	changes  []*classChange
	byName   map[string]*classChange    // by canonical name
	layout   map[string]map[string]bool // the root causes that the layout of a class follows from
	table    map[string]map[string]bool // those that its virtual table follows from
	busy     map[string]bool
	alone    map[string]bool     // classes that moved although no class or enum that they are made of explains it
	follows  map[string][]string // root cause to the classes that follow, sorted
	unrooted []*classChange      // other layouts that no cause in the tree explains
}

// followers are the qualified names of the classes whose layout or virtual table follows
// from a change to the class of that name at BASE.
func (d *Diff) followers(name string) []string { return d.effects.follows[d.canonical(name)] }

// findEffects follows the changes of classes to those made of them.
func (d *Diff) findEffects() *classEffects {
	e := &classEffects{changes: d.classChanges(), byName: map[string]*classChange{}, layout: map[string]map[string]bool{},
		table: map[string]map[string]bool{}, busy: map[string]bool{}, alone: map[string]bool{}, follows: map[string][]string{}}
	for _, c := range e.changes {
		e.byName[d.canonical(c.pair.Old.Name)] = c
	}
	for _, c := range e.changes {
		name := d.canonical(c.pair.Old.Name)
		e.follow(d, name, 0)
		roots := maps.Clone(e.layout[name])
		if roots == nil {
			roots = map[string]bool{}
		}
		maps.Copy(roots, e.table[name])
		for root := range roots {
			if root != name {
				e.follows[root] = append(e.follows[root], c.pair.Old.Name)
			}
		}
		if e.alone[name] {
			e.unrooted = append(e.unrooted, c)
		}
	}
	for root := range e.follows {
		slices.Sort(e.follows[root])
		e.follows[root] = slices.Compact(e.follows[root])
	}
	return e
}

// follow finds the roots of one class, those of its parts first.
func (e *classEffects) follow(d *Diff, name string, depth int) {
	c := e.byName[name]
	if c == nil || e.layout[name] != nil || e.busy[name] || depth > maxHierarchy {
		return
	}
	e.busy[name] = true
	layout, table := map[string]bool{}, map[string]bool{}
	for _, side := range []*Class{c.pair.Old, c.pair.New} {
		for _, b := range side.Bases {
			e.take(d, b.Type, layout, table, depth)
		}
		for _, f := range side.Fields {
			e.take(d, f.Type, layout, nil, depth)
		}
	}
	if c.layout() {
		layout[name] = true
	}
	for _, cause := range c.causes {
		layout[d.canonical(cause)] = true
	}
	if c.virtuals || c.bases {
		table[name] = true
	}
	if c.stays() {
		clear(layout)
	} else if len(layout) == 0 && c.moved() {
		if maps.Copy(layout, table); len(layout) == 0 { // else its first virtual function brings a pointer
			e.alone[name], layout[name] = true, true
		}
	}
	if c.tableStays() {
		clear(table)
	}
	e.layout[name], e.table[name] = layout, table
	delete(e.busy, name)
}

// take adds the roots of the classes that a part of this type consists of.
func (e *classEffects) take(d *Diff, t *Type, layout, table map[string]bool, depth int) {
	for ; t != nil && t.Kind == Array && depth < maxHierarchy; depth++ {
		t = t.Elem
	}
	switch {
	case t == nil || depth > maxHierarchy:
		return
	case t.Kind == ClassType:
		name := d.canonical(t.Name)
		e.follow(d, name, depth+1)
		maps.Copy(layout, e.layout[name])
		if table != nil {
			maps.Copy(table, e.table[name])
		}
	case t.Kind == EnumType:
		if p := d.enumOf[d.canonical(t.Name)]; p != nil && p.Old != nil && p.New != nil && p.Old.Underlying != nil && p.New.Underlying != nil &&
			p.Old.Underlying.key(0) != p.New.Underlying.key(0) {
			layout[d.canonical(t.Name)] = true
		}
		return
	case t.Kind != External || !holdsArguments[t.Name]:
		return
	}
	for _, a := range t.Args {
		if a.Type != nil && (t.Kind == External || holdsInside(t.Class)) {
			e.take(d, a.Type, layout, nil, depth+1)
		}
	}
}

// holdsArguments are the templates of the standard library that hold what their arguments
// name inside themselves, not behind a pointer.
var holdsArguments = map[string]bool{"std::optional": true, "std::pair": true, "std::tuple": true, "std::array": true,
	"std::variant": true, "std::atomic": true, "std::complex": true}

// holdsInside reports whether a class template of the tree holds, or derives from, what a
// parameter names.
func holdsInside(c *Class) bool {
	if c == nil {
		return false
	}
	inside := func(t *Type) bool {
		for ; t != nil && t.Kind == Array; t = t.Elem {
		}
		return t != nil && (t.Kind == TemplateParam || t.Kind == External && holdsArguments[t.Name])
	}
	return slices.ContainsFunc(c.Fields, func(f *Variable) bool { return inside(f.Type) }) ||
		slices.ContainsFunc(c.Bases, func(b Base) bool { return inside(b.Type) })
}

// stays reports whether the layout is known at both ends and the same: whatever its parts
// did, a client sees nothing of it.
func (c *classChange) stays() bool {
	o, n := c.pair.Old.Layout, c.pair.New.Layout
	return o != nil && n != nil && !c.moved()
}

// sameSize reports whether size and alignment are known at both ends and the same: of a union
// that is all there is to its layout.
func (c *classChange) sameSize() bool {
	o, n := c.pair.Old.Layout, c.pair.New.Layout
	return o != nil && n != nil && o.Size == n.Size && o.Align == n.Align
}

// moved reports whether the layout is known at both ends and another.
func (c *classChange) moved() bool {
	o, n := c.pair.Old.Layout, c.pair.New.Layout
	if o == nil || n == nil {
		return false
	}
	if o.Size != n.Size || o.Align != n.Align || o.DataSize != n.DataSize || len(o.Fields) != len(n.Fields) {
		return true
	}
	for i := range o.Fields {
		if o.Fields[i].Offset != n.Fields[i].Offset || o.Fields[i].Bit != n.Fields[i].Bit {
			return true
		}
	}
	return !slices.EqualFunc(o.Bases, n.Bases, func(a, b BaseOffset) bool { return a.Offset == b.Offset && a.Virtual == b.Virtual })
}

// tableStays reports whether the virtual tables are known at both ends and hold the same
// functions in the same order.
func (c *classChange) tableStays() bool {
	o, n := c.pair.Old.Vtable, c.pair.New.Vtable
	if o == nil || n == nil {
		return o == nil && n == nil && c.pair.Old.Layout != nil && c.pair.New.Layout != nil &&
			!c.pair.Old.Layout.Polymorphic && !c.pair.New.Layout.Polymorphic
	}
	same := func(a, b Slot) bool { return entryText(a) == entryText(b) }
	if !slices.EqualFunc(o.Slots, n.Slots, same) {
		return false
	}
	return slices.EqualFunc(o.Secondary, n.Secondary, func(a, b SecondaryVtable) bool {
		return a.Offset == b.Offset && slices.EqualFunc(a.Slots, b.Slots, same)
	})
}

func entryText(s Slot) string {
	if s.Function == nil || s.Dtor != "" {
		return s.Key + s.Dtor
	}
	return virtualName(s.Function)
}
