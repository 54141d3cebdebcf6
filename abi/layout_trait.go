package abi

import (
	"strings"

	"plumbline/parse"
)

// trait evaluates a type trait of the standard library ([meta.unary], [meta.rel]) that
// classes choose their bases and members by; ok is false where it is none of those, or the
// answer is not known.
func (l *layouter) trait(name string, args []Arg) (yes, ok bool) {
	if len(args) == 0 || args[0].Type == nil || args[0].Pack || !settled(args[0].Type) {
		return false, false
	}
	name = strings.TrimSuffix(strings.TrimPrefix(stdName(name), "std::"), "_v")
	t := args[0].Type
	if name == "is_base_of" {
		return l.baseOf(t, args)
	}
	if len(args) > 1 {
		return false, false
	}
	if yes, ok = kindTrait(name, t); ok {
		return yes, true
	}
	special := specialTrait(name)
	if special == nil {
		return l.shapeTrait(name, t)
	}
	for t.Kind == Array && t.Elem != nil {
		t = t.Elem
	}
	switch t.Kind {
	case Pointer, MemberPointer, Builtin, EnumType:
		return t.Name != "void" && (!t.Const || !strings.Contains(name, "assignable")), true
	case LRef, RRef:
		return !strings.Contains(name, "copyable") || false, !strings.Contains(name, "copyable")
	case ClassType, External:
		r := l.record(t)
		if r.why != "" {
			return false, false
		}
		return special(&r.traits) && (!t.Const || !strings.Contains(name, "assignable")), true
	}
	return false, false
}

// settled reports whether a type is one that traits can be asked about.
func settled(t *Type) bool {
	for n := 0; t != nil && n < maxTypeNesting; n++ {
		switch t.Kind {
		case TemplateParam, Dependent, Unresolved:
			return false
		case Array:
			t = t.Elem
			continue
		}
		return true
	}
	return false
}

// kindTrait is a trait that follows from what a type is made of.
func kindTrait(name string, t *Type) (yes, ok bool) {
	builtin := t.Kind == Builtin
	float := builtin && (t.Name == "float" || strings.HasSuffix(t.Name, "double") || strings.HasSuffix(t.Name, "float128"))
	integer := builtin && !float && t.Name != "void" && !strings.Contains(t.Name, "nullptr") && builtinSizes[t.Name] > 0
	known := t.Kind != External
	switch name {
	case "is_integral":
		return integer, known
	case "is_floating_point":
		return float, known
	case "is_arithmetic":
		return integer || float, known
	case "is_enum":
		return t.Kind == EnumType, known
	case "is_pointer":
		return t.Kind == Pointer, known
	case "is_array":
		return t.Kind == Array, known
	case "is_reference":
		return t.Kind == LRef || t.Kind == RRef, known
	case "is_class":
		return t.Kind == ClassType && (t.Class == nil || t.Class.Kind != "union"), known
	case "is_scalar":
		return integer || float || t.Kind == EnumType || t.Kind == Pointer || t.Kind == MemberPointer, known
	}
	return false, false
}

// specialTrait is a trait that follows from special member functions, nil for none.
func specialTrait(name string) func(*specials) bool {
	usable := func(s, instead memberState) bool {
		if s == absent {
			s = instead
		}
		return s == trivial || s == userDefined
	}
	simple := func(s, instead memberState) bool { return s == trivial || s == absent && instead == trivial }
	switch name {
	case "is_trivially_copyable":
		return (*specials).triviallyCopyable
	case "is_trivially_destructible":
		return func(t *specials) bool { return t.dtor == trivial }
	case "is_destructible":
		return func(t *specials) bool { return t.dtor != deleted }
	case "is_copy_constructible":
		return func(t *specials) bool { return usable(t.copyCtor, deleted) && t.dtor != deleted }
	case "is_move_constructible":
		return func(t *specials) bool { return usable(t.moveCtor, t.copyCtor) && t.dtor != deleted }
	case "is_copy_assignable":
		return func(t *specials) bool { return usable(t.copyAssign, deleted) }
	case "is_move_assignable":
		return func(t *specials) bool { return usable(t.moveAssign, t.copyAssign) }
	case "is_trivially_copy_constructible":
		return func(t *specials) bool { return t.copyCtor == trivial && t.dtor == trivial }
	case "is_trivially_move_constructible":
		return func(t *specials) bool { return simple(t.moveCtor, t.copyCtor) && t.dtor == trivial }
	case "is_trivially_copy_assignable":
		return func(t *specials) bool { return t.copyAssign == trivial }
	case "is_trivially_move_assignable":
		return func(t *specials) bool { return simple(t.moveAssign, t.copyAssign) }
	}
	return nil
}

// shapeTrait is a trait that follows from the layout.
func (l *layouter) shapeTrait(name string, t *Type) (yes, ok bool) {
	if name != "is_empty" && name != "is_polymorphic" {
		return false, false
	}
	if t.Kind != ClassType && t.Kind != External {
		return false, true
	}
	r := l.record(t)
	if r.why != "" {
		return false, false
	}
	if name == "is_empty" {
		return r.empty && (r.class == nil || r.class.Kind != "union"), true
	}
	return r.polymorphic, true
}

// baseOf is std::is_base_of.
func (l *layouter) baseOf(b *Type, args []Arg) (yes, ok bool) {
	if len(args) != 2 || args[1].Type == nil || !settled(args[1].Type) {
		return false, false
	}
	d := args[1].Type
	if b.Kind != ClassType || d.Kind != ClassType {
		return false, b.Kind != External && d.Kind != External
	}
	br, dr := l.record(b), l.record(d)
	if br == dr || br.key == dr.key {
		return true, true
	}
	if dr.baseWhy != "" {
		return false, false
	}
	return dr.derivesFrom(br, map[*record]bool{}), true
}

// traitValue is the value of a trait where a name asks for it: std::is_x<T>::value, or
// std::is_x_v<T>; ok is false for other names, and before layouts are made.
func (r *resolver) traitValue(n *parse.Name, c *ctx) (value, bool) {
	if r.layouts == nil || len(n.Parts) == 0 {
		return value{}, false
	}
	last := n.Last()
	front := n
	switch {
	case last.Ident == "value" && len(n.Parts) > 1:
		front = &parse.Name{Global: n.Global, Parts: n.Parts[:len(n.Parts)-1]}
	case !strings.HasSuffix(last.Ident, "_v"):
		return value{}, false
	}
	if p := front.Last(); !p.HasArgs || !strings.HasPrefix(p.Ident, "is_") {
		return value{}, false
	}
	t := r.quiet(func() *Type { return r.named(front, c) })
	if t.Kind != External {
		return value{}, false
	}
	yes, ok := r.layouts.trait(t.Name, t.Args)
	return value{known: ok, bits: int64(b2i(yes)), typ: boolType, width: 8}, ok
}

// sizeOfType is sizeof(T), or alignof(T), of a type that needs a layout.
func (r *resolver) sizeOfType(t *Type, alignment bool) (int64, bool) {
	if r.layouts == nil || !settled(t) {
		return 0, false
	}
	if t.Kind == LRef || t.Kind == RRef {
		return r.sizeOfType(t.Elem, alignment)
	}
	info, why := r.layouts.sizeOf(t)
	if why != "" {
		return 0, false
	}
	if alignment {
		return info.align, true
	}
	return info.size, true
}
