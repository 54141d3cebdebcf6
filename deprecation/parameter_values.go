package deprecation

import (
	"regexp"
	"strings"

	"plumbline/parse"
)

// changedDefaults tells of the defaults of one call that mean another value. A default that
// stands for "not given", and that the body makes the old one or warns of, is told as mild, and so is a
// collection with the elements of the old one: () for [].
func (d *Diff) changedDefaults(c *callPair) (out []paramChange) {
	for i := range c.oldOf {
		j := c.match.mate[i]
		if j < 0 || c.new == nil {
			continue
		}
		o, n := &c.oldOf[i], &c.newOf[j]
		if o.Default == nil || n.Default == nil || isPrivate(o.Name) || standsForRequired(o.Default) || unsaid(c.old, o.Default) || unsaid(c.new, n.Default) {
			continue
		}
		old, new := d.Base.valueOf(c.old.Owner, o.Default), d.Head.valueOf(c.new.Owner, n.Default)
		if old == new || respelt(old, new) || unchanged(o.Default, n.Default, old, new) {
			continue
		}
		ch := paramChange{kind: paramDefault, old: o, new: n, note: oneLine(n.Default.Text) + " instead of " + oneLine(o.Default.Text)}
		if d.sameElements(c.old, c.new, o.Default, n.Default) {
			ch.mild = true
			ch.note += ": a collection with the same elements"
		} else {
			d.judgeSentinel(c, &ch, old)
		}
		out = append(out, ch)
	}
	return out
}

// unchanged reports whether two defaults that read the same are the same object although its
// definition has moved: a call, or a name that stands for no spelled-out value.
func unchanged(o, n *parse.PyExpr, old, new string) bool {
	if spelling(o.Text) != spelling(n.Text) {
		return false
	}
	return o.Kind == parse.ExprCall || lastOf(old) == lastOf(dotted(o)) && lastOf(new) == lastOf(dotted(n))
}

// unsaid reports whether a default is the ... by which a stub, or what stands for type checkers
// only, leaves it open.
func unsaid(o *Object, e *parse.PyExpr) bool {
	return isEllipsis(e) && (o.Origin == FromStub || typeOnly(o.Stmt.Guards))
}

// respelt reports whether two dotted names are the same object by two paths that the tree does
// not tell to be one: they end in the same two words, or in the name of one constant.
func respelt(old, new string) bool {
	last := lastOf(old)
	if last == "" || last != lastOf(new) || outerOf(old) == "" || outerOf(new) == "" || !wordByte(last[len(last)-1]) {
		return false
	}
	return lastOf(outerOf(old)) == lastOf(outerOf(new)) || strings.ToUpper(last) == last && strings.ToLower(last) != last
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
	if d.warnsOf(c.new, ch.new.Name) {
		ch.mild = true
		ch.note += ": not given, and the body warns where it is"
		return
	}
	if tested {
		ch.note += ": a sentinel that the body resolves"
	}
}

// warnsOf reports whether HEAD warns of a parameter as deprecated, whatever it is given, and says of no
// other default.
func (d *Diff) warnsOf(f *Object, param string) bool {
	if d.warned == nil {
		d.warned = map[string]bool{}
		for _, m := range d.Head.Markers() {
			if m.Class == MarkWarned && !m.Partly && !otherDefault.MatchString(m.Text) {
				d.warned[m.Subject] = true
			}
		}
	}
	return d.warned[f.Name+"("+param+")"]
}

// otherDefault is how a text says that a default is another one.
var otherDefault = regexp.MustCompile(`(?i)\bdefaults to\b|\bdefault (?:is|was|has|will)\b`)

// changedTypes tells of the parameters of one call whose annotation takes less than before.
func (d *Diff) changedTypes(c *callPair) (out []paramChange) {
	for i := range c.oldOf {
		j := c.match.mate[i]
		if j < 0 || c.new == nil {
			continue
		}
		o, n := &c.oldOf[i], &c.newOf[j]
		if o.Type == nil || n.Type == nil || sameType(typeOf(o.Type), typeOf(n.Type)) {
			continue
		}
		old, new := d.in(d.Base, c.old).optional(o), d.in(d.Head, c.new).optional(n)
		switch relate(old, new) {
		case typeNarrowed, typeOther:
			out = append(out, paramChange{kind: paramType, old: o, new: n, note: oneLine(n.Type.Text) + " instead of " + oneLine(o.Type.Text)})
		}
	}
	return out
}

// optional is the type that a parameter takes: one with the default None takes None, whatever
// its annotation says (PEP 484 before 2018, and code since).
func (a *annotation) optional(p *parse.PyParam) typ {
	t := a.typeIn(p.Type)
	if p.Default != nil && p.Default.Kind == parse.ExprConst && p.Default.Name == "None" && t.name != "Any" {
		return unionOf(append([]typ{{name: "None"}}, t.members()...))
	}
	return t
}

// relate compares the annotations of two objects.
func (d *Diff) relate(o, n *Object, old, new *parse.PyExpr) typeRelation {
	if sameType(typeOf(old), typeOf(new)) {
		return typeSame // what a name in it stands for may have changed: that is a change of the name
	}
	return relate(d.in(d.Base, o).typeIn(old), d.in(d.Head, n).typeIn(new))
}
