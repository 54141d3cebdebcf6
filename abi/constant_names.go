package abi

import "plumbline/parse"

// namedValue is what a name is worth that stands for a value: a constant, an enumerator, a
// template parameter's argument.
func (r *resolver) namedValue(n *parse.Name, c *ctx) value {
	text := written(n)
	defer r.leave()
	if !r.enter() {
		return value{text: text}
	}
	if v, ok := r.traitValue(n, c); ok {
		return v
	}
	hit, ok := r.valueSlot(n, c)
	if !ok {
		if len(n.Parts) > 1 {
			text = r.dependentValue(n, c)
		}
		return value{text: text}
	}
	if hit.bind != nil {
		return r.paramValue(hit.bind, hit.at, text)
	}
	var args []Arg
	if p := n.Last(); p.HasArgs {
		args = r.looseArgs(p.Args, c)
	}
	return r.slotValue(hit, args, text, c, 0)
}

// paramValue is what a value parameter of a template is bound to.
func (r *resolver) paramValue(f *frame, i int, text string) value {
	if !f.bound {
		return value{text: text}
	}
	args := f.argument(i)
	k := 0
	if f.pick >= 0 && f.params[i].Pack {
		k = f.pick
	}
	if k >= len(args) {
		return value{text: text}
	}
	return parsedValue(args[k].Value)
}

// parsedValue reads a value that was printed as an argument.
func parsedValue(text string) value {
	toks := lexConstant(text)
	negative := len(toks) == 2 && toks[0].text == "-"
	if negative {
		toks = toks[1:]
	}
	if len(toks) != 1 {
		return value{text: text}
	}
	v := value{text: text}
	switch {
	case toks[0].kind == tokNumber:
		v = number(toks[0].text)
	case toks[0].text == "true", toks[0].text == "false":
		v = value{known: true, bits: int64(b2i(toks[0].text == "true")), typ: boolType, width: 8}
	}
	if negative {
		v.bits = -v.bits
	}
	return v
}

// slotValue is the value that a slot holds; args are those of a variable template.
func (r *resolver) slotValue(hit found, args []Arg, text string, c *ctx, depth int) value {
	e := hit.slot
	if e == nil || depth > maxNesting {
		return value{text: text}
	}
	if len(e.enumerators) > 0 {
		best := e.enumerators[0]
		for _, o := range e.enumerators[1:] {
			if r.rank(o.enum.def, c.path) < r.rank(best.enum.def, c.path) {
				best = o
			}
		}
		return r.enumeratorValue(best, hit.via, c)
	}
	if len(e.variables) > 0 {
		best := e.variables[0]
		for _, o := range e.variables[1:] {
			if o.decl.HasInit && !best.decl.HasInit || o.decl.HasInit == best.decl.HasInit && r.rank(&o.origin, c.path) < r.rank(&best.origin, c.path) {
				best = o
			}
		}
		return r.variableValue(best, hit.via, args, text)
	}
	if len(e.functions) > 0 {
		return value{text: "&" + r.functionOwner(e.functions[0])}
	}
	for _, u := range e.usings {
		if to := r.follow(u); to != nil && r.has(to, wantValue) {
			return r.slotValue(found{slot: to, via: u.via}, args, text, c, depth+1)
		}
	}
	return value{text: text}
}

// functionOwner is the qualified name of a function.
func (r *resolver) functionOwner(f *function) string {
	return join(r.symbolScope(f.home()), f.decl.Name)
}

// enumeratorValue is the value of an enumerator.
func (r *resolver) enumeratorValue(o enumeratorOf, via *Type, c *ctx) value {
	r.values(o.enum)
	t := r.enumType(o.enum, via, c)
	en := &o.enum.out.Enumerators
	if o.index >= len(*en) || (*en)[o.index].Value == nil {
		return value{text: join(t.String(), o.enum.def.decl.Members[o.index].Name)}
	}
	v := value{known: true, bits: *(*en)[o.index].Value, typ: t, width: 32}
	if w, u, ok := integral(t); ok {
		v.width, v.unsigned = w, u
	}
	return v
}

// variableValue is the value of an integral constant: constexpr, or const with an initialiser.
func (r *resolver) variableValue(v *variable, via *Type, args []Arg, text string) value {
	d := v.decl
	own := innermost(v.rest)
	if v.busy || len(own) > 0 && len(args) == 0 || !d.HasInit || d.Type == nil || !d.Constexpr && !d.Type.Const {
		return value{text: text}
	}
	c := &ctx{scope: v.scope, path: v.path, line: d.Line}
	if via != nil {
		c.frames = r.framesOf(via)
	}
	plain := c.frames == nil && len(own) == 0
	if plain && v.done {
		return v.worth.or(text)
	}
	v.busy = true
	w := r.initialValue(v, own, args, c)
	v.busy = false
	if plain {
		v.worth, v.done = w, true
	}
	return w.or(text)
}

// or gives a value that is not known its text.
func (v value) or(text string) value {
	if v.known {
		return v
	}
	return value{text: text}
}

// initialValue evaluates the initialiser of a constant.
func (r *resolver) initialValue(v *variable, own []parse.TemplateParam, args []Arg, c *ctx) value {
	d := v.decl
	if len(own) > 0 {
		c.frames = &frame{params: own, args: r.fill(own, args, c), bound: true, pick: -1, next: c.frames}
	}
	w := r.constant(initialiser(d.Init), c)
	if !w.known {
		return w
	}
	if t := withoutCV(r.resolve(d.Type, c)); t != nil && t.Name != "auto" {
		w = convert(w, t)
	}
	return w
}

// initialiser is the expression in an initialiser: `= x`, `{x}`, `(x)`.
func initialiser(s string) string {
	toks := lexConstant(s)
	if len(toks) > 0 && toks[0].text == "=" {
		s = s[1:]
		toks = toks[1:]
		for len(s) > 0 && (s[0] == ' ' || s[0] == '=') {
			s = s[1:]
		}
	}
	if len(toks) > 1 && toks[0].text == "{" && toks[len(toks)-1].text == "}" {
		return s[1 : len(s)-1]
	}
	return s
}

// valueSlot looks up a name that stands for a value.
func (r *resolver) valueSlot(n *parse.Name, c *ctx) (found, bool) {
	name := n.Last().Ident
	if len(n.Parts) == 1 {
		if n.Global {
			e := r.inSpace(r.global, name, wantValue, nil)
			return found{slot: e}, e != nil
		}
		return r.unqualified(c, name, wantValue)
	}
	from := c
	if n.Global {
		from = &ctx{scope: r.global, path: c.path, line: c.line}
	}
	front := n.Parts[:len(n.Parts)-1]
	if s := r.spaceNamed(from, front); s != nil {
		if e := r.inSpace(s, name, wantValue, nil); e != nil {
			return found{slot: e}, true
		}
	}
	t := r.quiet(func() *Type { return r.named(&parse.Name{Global: n.Global, Parts: front}, c) })
	if t.Kind == EnumType && t.Enum != nil {
		e := r.enumOf[t.Enum]
		if i, ok := e.inner[name]; ok {
			return found{slot: &slot{enumerators: []enumeratorOf{{e, i}}}, via: t.Outer}, true
		}
		return found{}, false
	}
	if t.decl == nil || r.openEnded(t, c) {
		return found{}, false
	}
	return r.member(t, name, wantValue, 0)
}

// dependentValue is the text of a qualified value that is not known, its class resolved.
func (r *resolver) dependentValue(n *parse.Name, c *ctx) string {
	front := &parse.Name{Global: n.Global, Parts: n.Parts[:len(n.Parts)-1]}
	t := r.quiet(func() *Type { return r.named(front, c) })
	if t.Kind == Unresolved {
		return written(n)
	}
	return withoutCV(t).String() + "::" + n.Last().Ident
}

// functionNamed is the qualified name of what an address is taken of.
func (r *resolver) functionNamed(n *parse.Name, c *ctx) string {
	name := n.Last().Ident
	if len(n.Parts) == 1 {
		for s := c.scope; s != nil; s = s.parent {
			if s.class == nil && r.inSpace(s, name, wantValue, nil) != nil || s.class != nil && s.slots[name] != nil {
				return join(r.qualified(s), name)
			}
		}
		return name
	}
	front := n.Parts[:len(n.Parts)-1]
	if s := r.spaceNamed(c, front); s != nil {
		return join(r.qualified(s), name)
	}
	return r.dependentValue(n, c)
}

// values computes the enumerators of an enumeration, once ([dcl.enum]/2).
func (r *resolver) values(e *enum) {
	if e.valued != 0 || e.def == nil {
		return
	}
	e.valued = 1
	d := e.def.decl
	c := &ctx{scope: e.scope, path: e.def.path, line: d.Line}
	if e.inner == nil {
		e.index()
	}
	next := value{known: true}
	for i, m := range d.Members {
		v := next
		if m.Init != "" {
			v = r.constant(m.Init, &ctx{scope: e.within(), path: c.path, line: m.Line})
		}
		out := Enumerator{
			Name: m.Name, Line: m.Line, Text: m.Init, Deprecated: m.Deprecated, Macro: m.Macro,
			Guards: m.Guards, Untaken: m.Untaken || e.def.untaken,
		}
		if v.known {
			n := v.bits
			out.Value = &n
		}
		e.out.Enumerators = append(e.out.Enumerators, out)
		if !m.Untaken || e.def.untaken || i == 0 {
			next = value{known: v.known, bits: v.bits + 1, unsigned: v.unsigned, width: v.width}
		}
	}
	r.underlying(e, c)
	e.valued = 2
}

// within is a scope in which the enumerators themselves are found before what is around.
func (e *enum) within() *scope {
	if e.body == nil {
		e.body = &scope{parent: e.scope, slots: map[string]*slot{}}
		for name, i := range e.inner {
			e.body.slots[name] = &slot{enumerators: []enumeratorOf{{e, i}}}
		}
	}
	return e.body
}

// index notes where each enumerator stands.
func (e *enum) index() {
	e.inner = map[string]int{}
	if e.def == nil {
		return
	}
	for i, m := range e.def.decl.Members {
		if j, ok := e.inner[m.Name]; !ok || e.def.decl.Members[j].Untaken && !m.Untaken {
			e.inner[m.Name] = i
		}
	}
}

// underlying is the type that an enumeration is kept in: what is written, int for scoped
// ones, else the first of unsigned int, int, unsigned long, long that holds all values, as
// GCC chooses ([dcl.enum]/7).
func (r *resolver) underlying(e *enum, c *ctx) {
	d := e.def.decl
	e.out.Fixed = d.Type != nil
	switch {
	case d.Type != nil:
		e.out.Underlying = withoutCV(r.resolve(d.Type, c))
		return
	case d.Tag != "enum":
		e.out.Fixed = true
		e.out.Underlying = intType
		return
	}
	negative, wide, unsigned := false, false, false
	for i := range e.out.Enumerators {
		v := e.out.Enumerators[i].Value
		if v == nil || e.out.Enumerators[i].Untaken {
			continue
		}
		negative = negative || *v < 0
		wide = wide || *v > 0xffffffff || *v < -0x80000000
		unsigned = unsigned || *v > 0x7fffffff
	}
	switch {
	case negative && (wide || unsigned):
		e.out.Underlying = longType
	case negative:
		e.out.Underlying = intType
	case wide:
		e.out.Underlying = ulongType
	default:
		e.out.Underlying = uintType
	}
}
