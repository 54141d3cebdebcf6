package deprecation

import (
	"plumbline/parse"
)

// changedDefaults tells of the defaults of one call that mean another value. A default that
// stands for "not given", and that the body makes the old one or warns of, is told as mild.
func (d *Diff) changedDefaults(c *callPair) (out []paramChange) {
	for i := range c.oldOf {
		j := c.match.mate[i]
		if j < 0 || c.new == nil {
			continue
		}
		o, n := &c.oldOf[i], &c.newOf[j]
		if o.Default == nil || n.Default == nil || isPrivate(o.Name) || unsaid(c.old, o.Default) || unsaid(c.new, n.Default) {
			continue
		}
		old, new := d.Base.valueOf(c.old.Owner, o.Default), d.Head.valueOf(c.new.Owner, n.Default)
		if old == new || respelt(old, new) {
			continue
		}
		ch := paramChange{kind: paramDefault, old: o, new: n, note: oneLine(n.Default.Text) + " instead of " + oneLine(o.Default.Text)}
		d.judgeSentinel(c, &ch, old)
		out = append(out, ch)
	}
	return out
}

// unsaid reports whether a default is the ... by which a stub leaves it open.
func unsaid(o *Object, e *parse.PyExpr) bool { return o.Origin == FromStub && isEllipsis(e) }

func isEllipsis(e *parse.PyExpr) bool { return e.Kind == parse.ExprConst && e.Text == "..." }

// respelt reports whether two names end in the same two words: one object by two paths that
// the tree does not tell to be one.
func respelt(old, new string) bool {
	tail := func(s string) string { return lastOf(outerOf(s)) + "." + lastOf(s) }
	return outerOf(old) != "" && outerOf(new) != "" && wordByte(old[len(old)-1]) && tail(old) == tail(new) && tail(old) != "."
}

// judgeSentinel says what a new default that stands for "not given" comes to.
func (d *Diff) judgeSentinel(c *callPair, ch *paramChange, old string) {
	sentinel, deprecated := isSentinel(ch.new.Default)
	if deprecated {
		ch.mild = true
		ch.note += ": a mark that the parameter is deprecated"
		return
	}
	if !sentinel {
		return
	}
	f := c.new.Func()
	tested := false
	for i := range f.Tests {
		t := &f.Tests[i]
		if t.Param != ch.new.Name || t.With != nil && d.Head.valueOf(c.new.Owner, t.With) != d.Head.valueOf(c.new.Owner, ch.new.Default) {
			continue
		}
		tested = true
		if t.Value != nil && d.Head.valueOf(c.new.Owner, t.Value) == old {
			ch.mild = true
			ch.note += ": a sentinel, for which the body takes the old default"
			return
		}
	}
	if tested {
		ch.note += ": a sentinel that the body resolves"
	}
}

// changedTypes tells of the parameters of one call whose annotation takes less than before.
func (d *Diff) changedTypes(c *callPair) (out []paramChange) {
	for i := range c.oldOf {
		j := c.match.mate[i]
		if j < 0 || c.new == nil {
			continue
		}
		o, n := &c.oldOf[i], &c.newOf[j]
		if o.Type == nil || n.Type == nil {
			continue
		}
		old, new := optional(o), optional(n)
		switch relate(old, new, d.supers) {
		case typeNarrowed, typeOther:
			out = append(out, paramChange{kind: paramType, old: o, new: n, note: oneLine(n.Type.Text) + " instead of " + oneLine(o.Type.Text)})
		}
	}
	return out
}

// optional is the type that a parameter takes: one with the default None takes None, whatever
// its annotation says (PEP 484 before 2018, and code since).
func optional(p *parse.PyParam) typ {
	t := typeOf(p.Type)
	if p.Default != nil && p.Default.Kind == parse.ExprConst && p.Default.Name == "None" && t.name != "Any" {
		return unionOf(append([]typ{{name: "None"}}, t.members()...))
	}
	return t
}

// relate compares the annotations of two objects.
func (d *Diff) relate(o, n *Object, old, new *parse.PyExpr) typeRelation {
	return relate(typeOf(old), typeOf(new), d.supers)
}

// supers are the names of the bases of a class of HEAD that has a name, where only one has it.
func (d *Diff) supers(name string) []string {
	o := d.classNamed(name)
	if o == nil {
		return nil
	}
	var out []string
	for _, b := range d.Head.bases(o) {
		switch {
		case b.ref.Obj != nil:
			out = append(out, b.ref.Obj.Base())
		case b.ref.Outside != "":
			out = append(out, lastOf(b.ref.Outside))
		}
	}
	return out
}

// classNamed is the class of HEAD that has a last name alone; nil for none and for several.
func (d *Diff) classNamed(name string) *Object { return d.headClasses[name] }

// classesByName indexes the classes of a surface by their last name; those that share one are
// left out.
func classesByName(s *Surface) map[string]*Object {
	out := map[string]*Object{}
	s.each(func(o *Object) {
		if o.Kind != ClassKind {
			return
		}
		if _, ok := out[o.Base()]; ok {
			out[o.Base()] = nil
			return
		}
		out[o.Base()] = o
	})
	return out
}
