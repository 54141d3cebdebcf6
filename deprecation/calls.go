package deprecation

import (
	"slices"

	"plumbline/parse"
)

// callPair is one way to call something at BASE and what the same call meets at HEAD.
type callPair struct {
	subject  string
	old, new *Object // functions; new is nil where only object's own constructor is left, old the class where BASE had that
	holder   *Object // where new is nil: the class at HEAD
	oldOf    []parse.PyParam
	newOf    []parse.PyParam
	match    *paramMatch
	blind    bool // what a decorator makes of the parameters is not known: a blind spot
}

// findCalls pairs the functions of two surfaces for all rules on signatures: those that both
// ends have, constructors that are gone, and methods that a class of HEAD overrides while that
// of BASE inherited them.
func (d *Diff) findCalls() []callPair {
	var out []callPair
	add := func(subject string, old, new *Object) {
		c := callPair{subject: subject, old: old, new: new, oldOf: called(old), newOf: called(new)}
		c.match = compareParams(c.oldOf, c.newOf)
		d.spellOut(&c)
		d.undecorate(&c)
		out = append(out, c)
	}
	for _, p := range d.Pairs {
		switch {
		case p.Old.Func() != nil && p.New != nil && p.New.Func() != nil:
			if comparable(p.Old, p.New) {
				add(p.Old.Name, p.Old, p.New)
			}
		case p.Old.Base() == "__init__" && p.Old.Func() != nil && !p.Ref.known() && !p.Gone && !p.Outer:
			if c, ok := d.withoutConstructor(p); ok {
				out = append(out, c)
			}
		case p.Old.Kind == ClassKind && p.New != nil && p.New.Kind == ClassKind:
			d.overridden(p, add)
			if c, ok := d.gainedConstructor(p); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

// comparable reports whether the parameters of two functions can be held against one another:
// both are called the same way, and overloads have a rule of their own.
func comparable(old, new *Object) bool {
	if (flavourOf(old) == property) != (flavourOf(new) == property) || flavourOf(old) == property {
		return false
	}
	return !onlyOverloads(old) && !onlyOverloads(new) && !isCommand(old) && !isCommand(new)
}

// isCommand reports whether a decorator makes a command of a function, which a command line calls
// and whose parameters are its options (click, typer).
func isCommand(o *Object) bool {
	list := o.Func().Decorators
	return decorated(list, "command", "group") && slices.ContainsFunc(list, func(d parse.PyExpr) bool { return d.Kind == parse.ExprCall })
}

// onlyOverloads reports whether a function has several signatures and no implementation that
// takes what all of them take: in a stub.
func onlyOverloads(o *Object) bool { return isOverload(o.Stmt) }

// withoutConstructor is the call of a class that has lost its __init__: what __new__ takes, or
// nothing; of a dataclass its fields. A class whose bases' constructor is made, that derives from elsewhere, or of which
// only a stub tells, is not judged.
func (d *Diff) withoutConstructor(p *Pair) (callPair, bool) {
	holder := d.pairOf[p.Old.Owner].New
	if isDataclass(holder) {
		c := callPair{subject: p.Old.Name, old: p.Old, holder: holder, oldOf: called(p.Old), newOf: fieldParams(d.Head.fields(holder))}
		c.match = compareParams(c.oldOf, c.newOf)
		return c, true
	}
	mro, whole := d.Head.linear(holder)
	if !whole || holder.Origin != FromSource || slices.ContainsFunc(mro, func(c *Object) bool { return isDataclass(c) || hasMetaclass(c) }) {
		return callPair{}, false
	}
	c := callPair{subject: p.Old.Name, old: p.Old, holder: holder, oldOf: called(p.Old)}
	if r := d.Head.classMember(holder, "__new__", nil); r.Obj != nil && r.Obj.Func() != nil {
		c.new, c.newOf = r.Obj, called(r.Obj)
	}
	c.match = compareParams(c.oldOf, c.newOf)
	return c, true
}

// gainedConstructor is the call of a class that took no arguments, for it had object's own
// constructor, or its fields, and has one of its own.
func (d *Diff) gainedConstructor(p *Pair) (callPair, bool) {
	b := p.New.scope.names["__init__"]
	if b == nil || b.obj == nil || b.obj.Func() == nil || p.Old.Origin != FromSource {
		return callPair{}, false // a stub may leave the constructor out
	}
	if isDataclass(p.Old) && p.Old.scope.names["__init__"] == nil {
		c := callPair{subject: p.Old.Name + ".__init__", old: p.Old, new: b.obj, oldOf: fieldParams(d.Base.fields(p.Old)), newOf: called(b.obj)}
		c.match = compareParams(c.oldOf, c.newOf)
		return c, true
	}
	mro, whole := d.Base.linear(p.Old)
	if !whole || slices.ContainsFunc(mro, func(c *Object) bool { return isDataclass(c) || hasMetaclass(c) }) {
		return callPair{}, false
	}
	for _, name := range []string{"__init__", "__new__"} {
		if r := d.Base.classMember(p.Old, name, nil); r.known() {
			return callPair{}, false
		}
	}
	c := callPair{subject: p.Old.Name + ".__init__", old: p.Old, new: b.obj, newOf: called(b.obj)}
	c.match = compareParams(nil, c.newOf)
	return c, true
}

// hasMetaclass reports whether what makes objects of a class is not plain type, or ABCMeta, which
// adds no arguments.
func hasMetaclass(o *Object) bool {
	return slices.ContainsFunc(o.Class().Keywords, func(k parse.PyExpr) bool { return k.Key == "metaclass" && lastOf(k.Text) != "ABCMeta" })
}

// overridden adds the methods that a class defines itself at HEAD and inherited at BASE.
func (d *Diff) overridden(p *Pair, add func(subject string, old, new *Object)) {
	for _, name := range p.New.members() {
		b := p.New.scope.names[name]
		if b == nil || b.obj == nil || b.obj.Func() == nil || isPrivate(name) || ofTestRunner(b.obj) || p.Old.scope.names[name] != nil || typeOnly(b.stmt.Guards) {
			continue
		}
		old := d.Base.classMember(p.Old, name, nil).Obj
		if old == nil || old.Func() == nil || !comparable(old, b.obj) {
			continue
		}
		add(p.Old.Name+"."+name, old, b.obj)
	}
}
