package abi

import "plumbline/parse"

// memberState is the state of a special member function.
type memberState uint8

// The states, those that matter more later: of two constructors that could copy, the worse
// counts.
const (
	trivial memberState = iota
	absent              // not declared, copying does instead
	deleted
	userDefined // not trivial
)

// specials are what the special member functions of a class are like ([class.prop]).
type specials struct {
	copyCtor, moveCtor, copyAssign, moveAssign, dtor memberState

	complex bool // it, or a part of it, has a copy or move function that is not trivial

	nonAggregate bool // as far as it matters to POD (GCC's CLASSTYPE_NON_AGGREGATE)
	userAssign   bool
	userDtor     bool

	declared struct{ copyCtor, moveCtor, copyAssign, moveAssign, dtor bool }
	sub      struct{ copyCtor, moveCtor, copyAssign, moveAssign, dtor memberState } // of bases and members
}

// trivialForCalls is Itanium 1.1: such a class is passed in registers, or on the stack.
func (t *specials) trivialForCalls() bool {
	if t.dtor == userDefined || t.copyCtor == userDefined || t.moveCtor == userDefined {
		return false
	}
	return t.copyCtor == trivial || t.moveCtor == trivial
}

// triviallyCopyable is [class.prop]/1 as GCC reads it: that all of them are deleted doesn't
// matter, and a nontrivial one of a member does even where the class deletes its own.
func (t *specials) triviallyCopyable() bool {
	return !t.complex && t.dtor == trivial
}

// userProvided reports whether a special function is the program's own: neither defaulted
// nor deleted where it is first declared ([dcl.fct.def.default]/5).
func userProvided(f *Function) bool {
	if f.Decl != nil && f.Decl.Scope != nil { // the definition outside speaks for it
		for _, d := range f.Others {
			if d.Scope == nil {
				return !d.Defaulted && !d.Deleted
			}
		}
		return true
	}
	if f.Decl != nil && len(f.Others) > 0 { // a definition outside may say default too
		return !f.Decl.Defaulted && !f.Decl.Deleted
	}
	return !f.Defaulted && !f.Deleted
}

// declaredTraits reads the declarations of special member functions.
func declaredTraits(c *Class) specials {
	t := specials{}
	for _, f := range c.Methods {
		if len(f.TemplateParams) > 0 && f.Func != parse.FuncConstructor || f.Static || f.Untaken {
			continue
		}
		state := trivial
		switch {
		case f.Deleted:
			state = deleted
		case userProvided(f):
			state = userDefined
		}
		switch {
		case f.Func == parse.FuncConstructor:
			t.constructor(c, f, state)
		case f.Func == parse.FuncDestructor:
			t.declared.dtor = true
			t.dtor = max(t.dtor, state)
			t.userDtor = t.userDtor || state == userDefined
			if f.Virtual {
				t.dtor = max(t.dtor, userDefined)
			}
		case f.Func == parse.FuncOperator && memberName(f) == "operator=" && len(f.Params) == 1:
			t.assignment(c, f, state)
		}
	}
	return t
}

func (t *specials) constructor(c *Class, f *Function, state memberState) {
	if state == userDefined || f.Explicit {
		t.nonAggregate = true
	}
	if len(f.TemplateParams) > 0 || len(f.Params) == 0 {
		return
	}
	for _, p := range f.Params[1:] {
		if p.Default == "" && !p.Pack {
			return
		}
	}
	switch selfReference(c, f.Params[0].Type) {
	case LRef:
		t.copyCtor = max(t.copyCtor, state)
		t.declared.copyCtor = true
	case RRef:
		t.moveCtor = max(t.moveCtor, state)
		t.declared.moveCtor = true
	}
}

func (t *specials) assignment(c *Class, f *Function, state memberState) {
	switch selfReference(c, f.Params[0].Type) {
	case LRef, ClassType:
		t.copyAssign = max(t.copyAssign, state)
		t.declared.copyAssign = true
		t.userAssign = t.userAssign || state == userDefined
	case RRef:
		t.moveAssign = max(t.moveAssign, state)
		t.declared.moveAssign = true
		t.userAssign = t.userAssign || state == userDefined
	}
}

// selfReference tells whether t is a reference to c, or c itself; 0 for neither.
func selfReference(c *Class, t *Type) TypeKind {
	if t == nil {
		return 0
	}
	kind := t.Kind
	if kind == LRef || kind == RRef {
		t = t.Elem
	}
	if t == nil || t.Kind != ClassType || t.Class != c && (t.Class == nil || t.Class.Name != c.Name || t.Class.Path != c.Path || t.Class.Line != c.Line) {
		return 0
	}
	return kind
}

// member takes a non-static data member into account.
func (t *specials) member(f *Variable, info typeInfo) {
	if f.Access == parse.AccessPrivate || f.Access == parse.AccessProtected {
		t.nonAggregate = true
	}
	s := &t.sub
	reference := f.Type.Kind == LRef || f.Type.Kind == RRef
	if reference || f.Type.Const {
		s.copyAssign, s.moveAssign = max(s.copyAssign, deleted), max(s.moveAssign, deleted)
	}
	if info.rec != nil {
		t.part(&info.rec.traits)
	}
}

// part takes a base or a member of class type into account: what is absent there copies.
func (t *specials) part(o *specials) {
	s := &t.sub
	t.complex = t.complex || o.complex
	s.copyCtor = max(s.copyCtor, o.copyCtor)
	s.copyAssign = max(s.copyAssign, o.copyAssign)
	s.dtor = max(s.dtor, o.dtor)
	moveCtor, moveAssign := o.moveCtor, o.moveAssign
	if moveCtor == absent {
		moveCtor = o.copyCtor
	}
	if moveAssign == absent {
		moveAssign = o.copyAssign
	}
	s.moveCtor, s.moveAssign = max(s.moveCtor, moveCtor), max(s.moveAssign, moveAssign)
}

// unknownMember makes everything that a member of unknown type could change nontrivial.
func (t *specials) unknownMember() {
	s := &t.sub
	s.copyCtor, s.moveCtor, s.copyAssign, s.moveAssign, s.dtor = userDefined, userDefined, userDefined, userDefined, userDefined
}

// finish derives the implicit and defaulted functions from bases and members
// ([class.copy.ctor], [class.copy.assign], [class.dtor]).
func (t *specials) finish(r *record, c *Class) {
	for _, b := range r.bases {
		t.part(&b.rec.traits)
	}
	union := c.Kind == "union" || c.Decl != nil && c.Decl.Tag == "union"
	sub := t.sub
	if union {
		for _, s := range []*memberState{&sub.copyCtor, &sub.moveCtor, &sub.copyAssign, &sub.moveAssign, &sub.dtor} {
			if *s == userDefined {
				*s = deleted
			}
		}
	}
	d := t.declared
	if r.dynamic {
		sub.copyCtor, sub.moveCtor = max(sub.copyCtor, userDefined), max(sub.moveCtor, userDefined)
		sub.copyAssign, sub.moveAssign = max(sub.copyAssign, userDefined), max(sub.moveAssign, userDefined)
	}
	moved := d.moveCtor || d.moveAssign
	owned := d.copyCtor || d.copyAssign || d.dtor
	t.copyCtor = implicit(t.copyCtor, sub.copyCtor, d.copyCtor, moved, deleted)
	t.copyAssign = implicit(t.copyAssign, sub.copyAssign, d.copyAssign, moved, deleted)
	t.moveCtor = implicit(t.moveCtor, sub.moveCtor, d.moveCtor, owned || d.moveAssign, absent)
	t.moveAssign = implicit(t.moveAssign, sub.moveAssign, d.moveAssign, owned || d.moveCtor, absent)
	if !d.moveCtor && t.moveCtor == deleted {
		t.moveCtor = absent // a defaulted move that would be deleted is ignored
	}
	if !d.moveAssign && t.moveAssign == deleted {
		t.moveAssign = absent
	}
	t.settle()
	if t.dtor == trivial {
		t.dtor = sub.dtor
	}
	if t.dtor == deleted && sub.dtor == userDefined {
		t.dtor = deleted
	}
}

// settle notes whether the class has a copy or move function that is not trivial.
func (t *specials) settle() {
	t.complex = t.complex || max(t.copyCtor, t.moveCtor, t.copyAssign, t.moveAssign) == userDefined
}

// implicit is the state of a special function: as declared, a defaulted one as its parts
// are, an implicit one suppressed by others to instead.
func implicit(own, sub memberState, declared, suppressed bool, instead memberState) memberState {
	switch {
	case !declared && suppressed:
		return instead
	case own == trivial:
		return sub
	}
	return own
}
