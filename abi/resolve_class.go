package abi

import "plumbline/parse"

// typeOf is the type that a found name stands for, with the arguments written behind it.
func (r *resolver) typeOf(hit found, p *parse.NamePart, c *ctx) *Type {
	if hit.bind != nil {
		return r.paramType(hit.bind, hit.at, p, c)
	}
	if hit.typ != nil {
		if !p.HasArgs || hit.typ.decl == nil {
			return hit.typ
		}
		k := hit.typ.decl
		if k.primary != nil {
			k = k.primary
		}
		return r.classType(k, hit.typ.Outer, p, c)
	}
	return r.slotType(hit.slot, hit.via, p, c, 0)
}

// slotType is the type that a slot holds.
func (r *resolver) slotType(e *slot, via *Type, p *parse.NamePart, c *ctx, depth int) *Type {
	if e == nil || depth > maxNesting {
		return &Type{Kind: Unresolved, Name: p.Ident}
	}
	switch {
	case e.enum != nil:
		return r.enumType(e.enum, via, c)
	case e.class != nil && (len(e.aliases) == 0 || !e.class.ghost && (r.taken(e.class) || r.selfNamed(e))):
		return r.classType(e.class, r.outer(e.class.scope.parent, via, c), p, c)
	case len(e.aliases) > 0:
		return r.aliasType(r.chosen(e, c.path), via, p, c)
	}
	for _, u := range e.usings {
		if to := r.follow(u); to != nil && r.has(to, wantType) {
			v := u.via
			return r.slotType(to, v, p, c, depth+1)
		}
	}
	return &Type{Kind: Unresolved, Name: p.Ident}
}

// taken reports whether the tree defines a class in the branches taken.
func (r *resolver) taken(k *class) bool { return k.def != nil && !k.def.untaken }

// selfNamed reports whether the aliases of a slot only repeat its class: `typedef struct X X`.
func (r *resolver) selfNamed(e *slot) bool {
	for _, a := range e.aliases {
		t := a.decl.Type
		if t == nil || t.Tag == "" || t.Name == nil || t.Name.Last().Ident != e.class.name() {
			return false
		}
	}
	return true
}

// paramType is what a template parameter stands for.
func (r *resolver) paramType(f *frame, i int, p *parse.NamePart, c *ctx) *Type {
	if !f.bound {
		t := &Type{Kind: TemplateParam, Name: p.Ident}
		if p.HasArgs {
			t.Args, t.HasArgs = r.looseArgs(p.Args, c), true
		}
		return t
	}
	args := f.argument(i)
	k := 0
	if f.pick >= 0 && f.params[i].Pack {
		k = f.pick
	}
	if k >= len(args) {
		return &Type{Kind: Dependent, Name: p.Ident}
	}
	t := args[k].Type
	if t == nil {
		return &Type{Kind: Unresolved, Name: args[k].Value}
	}
	if p.HasArgs && !t.HasArgs {
		if t.decl != nil {
			return r.classType(t.decl, t.Outer, p, c)
		}
		u := *t
		u.Args, u.HasArgs = r.looseArgs(p.Args, c), true
		return &u
	}
	return t
}

// outer is the class type around a class-scope name, nil where its arguments don't matter.
func (r *resolver) outer(s *scope, via *Type, c *ctx) *Type {
	if s == nil || s.class == nil {
		return nil
	}
	var t *Type
	if via != nil && via.decl == s.class {
		t = via
	} else {
		t = r.selfType(s.class, framesFor(c, s))
	}
	if t.HasArgs {
		return withoutCV(t)
	}
	return t.Outer
}

// framesFor are the frames of a context from those of a scope on, nil where there are none.
func framesFor(c *ctx, s *scope) *frame {
	for f := c.frames; f != nil; f = f.next {
		if f.owner != nil && s.within(f.owner) {
			return f
		}
	}
	return nil
}

// selfType is the type of a class inside itself: its parameters stand for themselves, or
// for what the frames bind them to.
func (r *resolver) selfType(k *class, frames *frame) *Type {
	for f := frames; f != nil; f = f.next {
		if f.bound && f.owner != nil && k.scope.within(f.owner) {
			return r.boundSelf(k, frames)
		}
	}
	if k.self == nil {
		k.self = r.boundSelf(k, nil)
	}
	return k.self
}

func (r *resolver) boundSelf(k *class, frames *frame) *Type {
	t := &Type{Kind: ClassType, decl: k}
	r.describe(t, k)
	if s := k.scope.parent; s != nil && s.class != nil {
		if o := r.selfType(s.class, frames); o.HasArgs {
			t.Outer = o
		} else {
			t.Outer = o.Outer
		}
	}
	var own *frame
	for f := frames; f != nil; f = f.next {
		if f.owner == k.scope && f.bound {
			own = f
		}
	}
	switch {
	case k.isSpec && own != nil && len(k.params) > 0:
		f := *own
		f.owner = nil
		t.Args, t.HasArgs = r.args(k.primary, k.spec, &ctx{scope: k.scope.parent, frames: &f, path: k.path()}), true
	case k.isSpec:
		r.specArgs(k)
		t.Args, t.HasArgs = k.args, true
	case own != nil:
		t.Args, t.HasArgs = own.args, true
	case k.params != nil:
		t.Args, t.HasArgs = selfArgs(k.within()), true
	}
	return t
}

// path is where a class is declared.
func (k *class) path() string {
	if len(k.decls) == 0 {
		return ""
	}
	return k.decls[0].path
}

// describe fills name and kind of a class type.
func (r *resolver) describe(t *Type, k *class) {
	t.Name = join(r.qualifiedPlain(k.scope.parent), k.name())
	if k.known {
		t.Kind = External
	} else if !k.ghost {
		t.Class = k.out
	}
}

// qualifiedPlain is the name of a scope without template arguments of specialisations:
// those belong to Type.Outer.
func (r *resolver) qualifiedPlain(s *scope) string {
	if s.parent == nil {
		return ""
	}
	if s.class == nil {
		return r.qualified(s)
	}
	return join(r.qualifiedPlain(s.parent), s.class.name())
}

// specArgs resolves the arguments of a specialisation, once.
func (r *resolver) specArgs(k *class) {
	if k.argsOK != 0 {
		return
	}
	k.argsOK = 1
	c := &ctx{scope: k.scope.parent, path: k.path()}
	if len(k.decls) > 0 {
		c.line = k.decls[0].decl.Line
		c.scope = k.decls[0].scope
		c.frames = k.decls[0].names
	}
	if len(k.params) > 0 {
		c.frames = &frame{params: k.params, pick: -1, next: c.frames}
	}
	k.args = r.args(k.primary, k.spec, c)
	k.argsOK = 2
}

// classType is a class with the arguments written behind its name.
func (r *resolver) classType(k *class, outer *Type, p *parse.NamePart, c *ctx) *Type {
	if !p.HasArgs && outer == nil && k.params == nil && !k.isSpec {
		return r.selfType(k, nil)
	}
	t := &Type{Kind: ClassType, Outer: outer, decl: k}
	if p.HasArgs {
		t.Args, t.HasArgs = r.args(k, p.Args, c), true
		t.decl = r.specialised(k, t.Args)
		if t.decl == k {
			r.describe(t, k)
			return r.bounded(t, c)
		}
	}
	r.describe(t, t.decl)
	if k.known && t.decl.known {
		t.Kind = External
	}
	return r.bounded(t, c)
}

// specialised is the specialisation that arguments select ([temp.class.spec.match]): the
// full one, else the first partial one that matches and that no later match makes more
// special; the template itself for none.
func (r *resolver) specialised(k *class, args []Arg) *class {
	if len(k.specs) == 0 {
		return k
	}
	text := argsString(args)
	best := k
	for _, s := range k.specs {
		r.specArgs(s)
		if s.argsOK != 2 || s.merged {
			continue
		}
		if len(s.params) == 0 {
			if argsString(s.args) == text {
				return s
			}
			continue
		}
		if _, ok := r.deduce(s, args); ok && (best == k || weight(s.args) > weight(best.args)) {
			best = s
		}
	}
	return best
}

// weight is a measure of how special a pattern is: the longer spelled, the more.
func weight(args []Arg) int {
	n := 0
	for i := range args {
		if t := args[i].Type; t == nil || t.Kind != TemplateParam {
			n += len(args[i].text(0))
		}
	}
	return n
}

// framesOf binds the parameters of a class type, and of those around it, to its arguments.
func (r *resolver) framesOf(t *Type) *frame {
	if t == nil || t.decl == nil || t == t.decl.self {
		return nil
	}
	k := t.decl
	var next *frame
	if t.Outer != nil {
		next = r.framesOf(t.Outer)
	}
	if !t.HasArgs || k.params == nil {
		return next
	}
	f := &frame{owner: k.scope, params: k.within(), args: t.Args, bound: true, pick: -1, next: next}
	if k.isSpec {
		args, ok := r.deduce(k, t.Args)
		if !ok {
			return next
		}
		f.args = args
	}
	return f
}

// basesOf are the direct bases of a class type.
func (r *resolver) basesOf(t *Type) []Base {
	k := t.decl
	frames := r.framesOf(t)
	if frames == nil {
		if k.baseOK == 0 {
			k.baseOK = 1
			k.bases = r.resolveBases(k, nil)
			k.baseOK = 2
		}
		return k.bases
	}
	if r.work > maxWork || r.depth > maxNesting {
		return nil
	}
	key := t.String()
	if list, ok := k.bound[key]; ok {
		return list
	}
	if k.bound == nil {
		k.bound = map[string][]Base{}
	}
	k.bound[key] = nil // while they are being resolved
	list := r.resolveBases(k, frames)
	k.bound[key] = list
	return list
}

func (r *resolver) resolveBases(k *class, frames *frame) []Base {
	o := k.def
	if o == nil {
		for i := range k.decls {
			if k.decls[i].decl.Defined {
				o = &k.decls[i]
				break
			}
		}
		if o == nil {
			return nil
		}
	}
	var list []Base
	c := &ctx{scope: k.scope.parent, path: o.path, line: o.decl.Line}
	switch own := frames; {
	case own != nil && own.owner == k.scope:
		f := *own
		f.owner = nil
		c.frames = &f
	case frames != nil || k.params == nil:
		c.frames = frames
	default:
		c.frames = &frame{params: k.within(), pick: -1}
	}
	for i := range o.decl.Bases {
		b := &o.decl.Bases[i]
		types := []Arg{{}}
		expanded := false
		if b.Pack {
			if l, ok := r.expand(b.Type, "", c); ok {
				types, expanded = l, true
			}
		}
		if !expanded {
			types[0].Type = r.resolve(b.Type, c)
		}
		for _, a := range types {
			base := Base{Type: a.Type, Access: b.Access, Virtual: b.Virtual, Pack: b.Pack && !expanded}
			if a.Type != nil {
				base.Class = a.Type.Class
			}
			list = append(list, base)
		}
	}
	return list
}
