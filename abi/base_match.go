package abi

import "slices"

// basePair is a direct base of a class at either end; nil where it has none.
type basePair struct {
	old, new       *Base
	oldAt, newAt   int
	otherArguments bool // the same template with other arguments
}

// matchBases pairs the direct bases of a class: by type, then by the template that they are
// of. Pairs are in BASE's order, what HEAD adds last.
//
// A class whose heading reads the same at both ends has no change of its own: what differs
// follows from an alias, a constant or a name elsewhere, and is told there.
func (d *Diff) matchBases(o, n *Class) (pairs []basePair) {
	if o.Decl != nil && n.Decl != nil && o.Decl.Text == n.Decl.Text {
		return nil
	}
	used := make([]bool, len(n.Bases))
	found := make([]int, len(o.Bases))
	for i := range found {
		found[i] = -1
	}
	for _, alike := range []func(a, b *Base) bool{
		func(a, b *Base) bool { return a.Type.key(0) == b.Type.key(0) },
		func(a, b *Base) bool { return d.sameBase(o, n, a, b) },
		func(a, b *Base) bool { return d.canonical(a.Type.Name) == d.canonical(b.Type.Name) },
	} {
		for i := range o.Bases {
			for j := range n.Bases {
				if found[i] < 0 && !used[j] && o.Bases[i].Type != nil && n.Bases[j].Type != nil && alike(&o.Bases[i], &n.Bases[j]) {
					found[i], used[j] = j, true
				}
			}
		}
	}
	for i, j := range found {
		if o.Bases[i].Type == nil {
			continue
		}
		p := basePair{old: &o.Bases[i], oldAt: i, newAt: j}
		if j >= 0 {
			p.new = &n.Bases[j]
			p.otherArguments = p.old.Type.key(0) != p.new.Type.key(0) && !d.sameBase(o, n, p.old, p.new)
		}
		pairs = append(pairs, p)
	}
	for j := range n.Bases {
		if !used[j] && n.Bases[j].Type != nil {
			pairs = append(pairs, basePair{new: &n.Bases[j], oldAt: -1, newAt: j})
		}
	}
	return pairs
}

// sameBase reports whether two bases are the same apart from what follows from a root cause.
// A class that is gone explains nothing here: what derived from it no longer does.
func (d *Diff) sameBase(o, n *Class, a, b *Base) bool {
	c := &typeComparer{d: d, oldParams: classTemplateParams(o), newParams: classTemplateParams(n)}
	if !c.same(a.Type, b.Type) || a.Pack != b.Pack {
		return false
	}
	return !slices.ContainsFunc(c.causes, func(name string) bool { _, gone := d.goneType(name); return gone })
}

// classTemplateParams numbers the template parameters of a class and of those around it.
func classTemplateParams(c *Class) map[string]int {
	out := map[string]int{}
	for level := 0; c != nil && level < maxNesting; level++ {
		for i, p := range c.Params {
			if _, inner := out[p.Name]; !inner {
				out[p.Name] = 1000*level + i
			}
		}
		c = c.Owner
	}
	return out
}

// inherits reports whether a class has another of a name among its bases, the direct ones
// left out.
func (d *Diff) inherits(c *Class, name string) (through string) {
	for _, b := range c.Bases {
		if b.Class != nil && d.derivesFrom(b.Class, d.canonical(name), map[*Class]bool{}) {
			return b.Class.Name
		}
	}
	return ""
}

// derivesFrom reports whether a class has a base of a canonical name.
func (d *Diff) derivesFrom(c *Class, name string, seen map[*Class]bool) bool {
	for _, b := range c.Bases {
		if b.Type != nil && d.canonical(b.Type.Name) == name {
			return true
		}
		if b.Class == nil || seen[b.Class] || len(seen) > maxBases {
			continue
		}
		seen[b.Class] = true
		if d.derivesFrom(b.Class, name, seen) {
			return true
		}
	}
	return false
}

// unmoved reports whether nothing in the objects of a class lies elsewhere, and its virtual
// table has the same slots: both have to be known. Of a template, which has no layout, it
// says that the bases of both ends are the same ones, an empty one aside.
func unmoved(o, n *Class, pairs []basePair) bool {
	a, b := o.Layout, n.Layout
	if o.Template && n.Template && a == nil && b == nil {
		return keptInOrder(pairs) && dynamicClass(o, map[*Class]bool{}) == dynamicClass(n, map[*Class]bool{})
	}
	if a == nil || b == nil || a.Size != b.Size || a.Align != b.Align || a.DataSize != b.DataSize || a.Trivial != b.Trivial ||
		!slices.Equal(a.Fields, b.Fields) || !sameSlots(o, n) {
		return false
	}
	for _, p := range pairs {
		if p.old == nil || p.new == nil {
			continue
		}
		if p.oldAt >= len(a.Bases) || p.newAt >= len(b.Bases) || a.Bases[p.oldAt].Offset != b.Bases[p.newAt].Offset {
			return false
		}
	}
	return true
}

// keptInOrder reports whether the bases that both ends have are the same, in the same order,
// and those that only one has hold nothing.
func keptInOrder(pairs []basePair) bool {
	last := -1
	for _, p := range pairs {
		switch {
		case p.old == nil:
			if !emptyBase(p.new, 0) {
				return false
			}
		case p.new == nil:
			if !emptyBase(p.old, 0) {
				return false
			}
		case p.newAt < last || p.otherArguments || p.old.Virtual != p.new.Virtual:
			return false
		default:
			last = p.newAt
		}
	}
	return true
}

// sameSlots reports whether two classes have the same virtual tables, or none.
func sameSlots(o, n *Class) bool {
	if o.Vtable == nil || n.Vtable == nil {
		return !dynamicClass(o, map[*Class]bool{}) && !dynamicClass(n, map[*Class]bool{})
	}
	same := func(a, b Slot) bool { return a.Key == b.Key && a.Dtor == b.Dtor }
	return slices.EqualFunc(o.Vtable.Slots, n.Vtable.Slots, same) &&
		slices.EqualFunc(o.Vtable.Secondary, n.Vtable.Secondary, func(a, b SecondaryVtable) bool {
			return a.Offset == b.Offset && slices.EqualFunc(a.Slots, b.Slots, same)
		})
}

// emptyBase reports whether a base is known to hold nothing, no virtual table either.
func emptyBase(b *Base, depth int) bool {
	c := b.Class
	if c == nil && !b.Virtual && b.Type != nil && b.Type.Kind == External {
		return slices.Contains(stdTable()[stdName(b.Type.Name)].flags, "empty")
	}
	if b.Virtual || c == nil || !c.Defined || depth > maxNesting || len(c.Fields) > 0 {
		return false
	}
	if depth == 0 && dynamicClass(c, map[*Class]bool{}) {
		return false
	}
	for i := range c.Bases {
		if !emptyBase(&c.Bases[i], depth+1) {
			return false
		}
	}
	return true
}

// descends reports whether a class has another among its bases.
func descends(c, base *Class, seen map[*Class]bool) bool {
	for _, b := range c.Bases {
		if b.Class == nil || seen[b.Class] || len(seen) > maxBases {
			continue
		}
		seen[b.Class] = true
		if b.Class == base || descends(b.Class, base, seen) {
			return true
		}
	}
	return false
}
