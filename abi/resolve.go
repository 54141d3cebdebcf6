package abi

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// resolve gives the type that a written one means where it stands.
func (r *resolver) resolve(t *parse.Type, c *ctx) *Type {
	if t == nil {
		return nil
	}
	defer r.leave()
	if !r.enter() {
		return r.tooDeep(c)
	}
	switch t.Kind {
	case parse.TypeNamed:
		return withCV(r.elaboratedType(t, c), t.Const, t.Volatile)
	case parse.TypeBuiltin:
		return withCV(r.builtin(t.Text), t.Const, t.Volatile)
	case parse.TypePointer:
		return &Type{Kind: Pointer, Elem: r.resolve(t.Elem, c), Const: t.Const, Volatile: t.Volatile}
	case parse.TypeLRef, parse.TypeRRef:
		return reference(r.resolve(t.Elem, c), t.Kind == parse.TypeLRef)
	case parse.TypeArray:
		return withCV(r.array(t, c), t.Const, t.Volatile)
	case parse.TypeFunction:
		return r.functionType(t, c)
	case parse.TypeMemberPtr:
		m := &Type{Kind: MemberPointer, Elem: r.resolve(t.Elem, c), Const: t.Const, Volatile: t.Volatile}
		if t.Class != nil {
			m.Of = r.named(t.Class, c)
		}
		return m
	case parse.TypeDecltype:
		return withCV(r.decltype(t.Text, c), t.Const, t.Volatile)
	}
	return withCV(&Type{Kind: Unresolved, Name: t.Text}, t.Const, t.Volatile)
}

// maxWork bounds the steps that one declaration's types may take: templates that
// instantiate themselves twice would take forever.
const maxWork = 5_000

// maxTypeNodes bounds the nodes of one type: aliases that double what they name would fill
// memory.
const maxTypeNodes = 2_000

// enter counts one step of resolution, and reports whether it may be taken; leave ends it.
func (r *resolver) enter() bool {
	if r.depth == 0 {
		r.work = 0
	}
	r.depth++
	r.work++
	return r.depth <= maxNesting && r.work <= maxWork
}

func (r *resolver) leave() { r.depth-- }

// tooDeep is what stands for a type that was given up on.
func (r *resolver) tooDeep(c *ctx) *Type {
	r.spot("too-deep", c.path, c.line, "a type nests more than "+itoa(maxNesting)+" deep, or takes more than "+itoa(maxWork)+" steps")
	return &Type{Kind: Unresolved, Name: "..."}
}

// bounded counts the nodes of a type that was made of others, and gives up on too many.
func (r *resolver) bounded(t *Type, c *ctx) *Type {
	t.size = min(nodes(t), maxTypeNodes+1)
	if t.size > maxTypeNodes {
		r.spot("too-deep", c.path, c.line, "a type has more than "+itoa(maxTypeNodes)+" parts")
		return &Type{Kind: Unresolved, Name: t.Name}
	}
	return t
}

// nodes counts the nodes of a type, those that were counted before not again.
func nodes(t *Type) int32 {
	n := int32(1)
	for depth := 0; t != nil && depth < 2*maxNesting && n <= maxTypeNodes; depth++ {
		if t.size > 0 {
			return n + t.size
		}
		n++
		for i := range t.Args {
			if a := t.Args[i].Type; a != nil && n <= maxTypeNodes {
				n += nodes(a)
			}
		}
		for _, p := range t.Params {
			if n <= maxTypeNodes {
				n += nodes(p)
			}
		}
		for _, o := range [...]*Type{t.Outer, t.Of} {
			if o != nil {
				n += nodes(o)
			}
		}
		t = t.Elem
	}
	return n
}

// elaboratedType resolves a name; `struct X` passes over aliases of that name.
func (r *resolver) elaboratedType(t *parse.Type, c *ctx) *Type {
	if t.Name == nil || len(t.Name.Parts) == 0 {
		return &Type{Kind: Unresolved, Name: t.Text}
	}
	if t.Tag != "" && len(t.Name.Parts) == 1 && !t.Name.Global {
		p := &t.Name.Parts[0]
		if hit, ok := r.unqualified(c, slotName(p.Ident, c.path), wantType); ok && hit.slot != nil && hit.slot.class != nil {
			k := hit.slot.class
			return r.classType(k, r.outer(k.scope.parent, hit.via, c), p, c)
		}
	}
	return r.named(t.Name, c)
}

// builtin is a fundamental type, one node a name.
func (r *resolver) builtin(name string) *Type {
	if t := r.builtins[name]; t != nil {
		return t
	}
	t := &Type{Kind: Builtin, Name: name}
	r.builtins[name] = t
	return t
}

// withCV adds qualifiers: to the elements of an array ([dcl.array]/6), to nothing of
// references and functions ([dcl.ref]/1, [dcl.fct]/7).
func withCV(t *Type, c, v bool) *Type {
	if t == nil || (!c || t.Const) && (!v || t.Volatile) {
		return t
	}
	switch t.Kind {
	case LRef, RRef, FunctionType:
		return t
	case Array:
		u := *t
		u.Elem = withCV(t.Elem, c, v)
		return &u
	}
	u := *t
	u.Const = t.Const || c
	u.Volatile = t.Volatile || v
	return &u
}

// withoutCV drops top-level qualifiers.
func withoutCV(t *Type) *Type {
	if t == nil || !t.Const && !t.Volatile || t.Kind == FunctionType {
		return t
	}
	u := *t
	u.Const, u.Volatile = false, false
	return &u
}

// reference makes a reference, those to references collapsed ([dcl.ref]/6).
func reference(t *Type, left bool) *Type {
	if t != nil && (t.Kind == LRef || t.Kind == RRef && !left) {
		return t
	}
	if t != nil && t.Kind == RRef {
		t = t.Elem
	}
	if left {
		return &Type{Kind: LRef, Elem: t}
	}
	return &Type{Kind: RRef, Elem: t}
}

// array resolves an array and its extent.
func (r *resolver) array(t *parse.Type, c *ctx) *Type {
	a := &Type{Kind: Array, Elem: r.resolve(t.Elem, c), Len: -1, Extent: t.Text}
	if t.Text != "" {
		v := r.constant(t.Text, c)
		if v.known {
			a.Len, a.Extent = v.bits, ""
		} else if v.text != "" {
			a.Extent = v.text
		}
	}
	return a
}

// functionType resolves a function type, its parameters adjusted.
func (r *resolver) functionType(t *parse.Type, c *ctx) *Type {
	f := &Type{
		Kind: FunctionType, Elem: r.resolve(t.Elem, c), Variadic: t.Variadic,
		FnConst: t.FnConst, Volatile: t.FnVol, Ref: t.Ref, Noexcept: t.Noexcept == "true",
	}
	if t.Noexcept != "" && !f.Noexcept {
		if v := r.constant(t.Noexcept, c); v.known {
			f.Noexcept = v.bits != 0
		}
	}
	for i := range t.Params {
		for _, p := range r.param(&t.Params[i], c) {
			f.Params = append(f.Params, p.Type)
		}
	}
	if len(f.Params) == 1 && isVoid(f.Params[0]) {
		f.Params = nil
	}
	return r.bounded(f, c)
}

func isVoid(t *Type) bool { return t != nil && t.Kind == Builtin && t.Name == "void" && !t.Const }

// param resolves one parameter, its type adjusted ([dcl.fct]/5): arrays and functions
// decay, top-level qualifiers go. A pack whose elements are known gives one each.
func (r *resolver) param(p *parse.Param, c *ctx) []Param {
	if !p.Pack {
		return []Param{{Name: p.Name, Type: adjusted(r.resolve(p.Type, c)), Default: p.Default}}
	}
	if list, ok := r.expand(p.Type, "", c); ok {
		out := make([]Param, len(list))
		for i := range list {
			out[i] = Param{Name: p.Name, Type: adjusted(list[i].Type)}
		}
		return out
	}
	return []Param{{Name: p.Name, Type: adjusted(r.resolve(p.Type, c)), Default: p.Default, Pack: true}}
}

func adjusted(t *Type) *Type {
	if t == nil {
		return nil
	}
	switch t.Kind {
	case Array:
		return &Type{Kind: Pointer, Elem: t.Elem}
	case FunctionType:
		return &Type{Kind: Pointer, Elem: t}
	}
	return withoutCV(t)
}

// quiet runs f without counting the names that it does not find.
func (r *resolver) quiet(f func() *Type) *Type {
	r.muted++
	t := f()
	r.muted--
	return t
}

// named resolves a name that stands for a type.
func (r *resolver) named(n *parse.Name, c *ctx) *Type {
	defer r.leave()
	if !r.enter() {
		return r.tooDeep(c)
	}
	first := &n.Parts[0]
	if len(n.Parts) == 1 && unnamed(first.Ident) {
		first = &parse.NamePart{Ident: slotName(first.Ident, c.path)}
	}
	if n.Global {
		if t := r.inside(r.global, n.Parts, c); t != nil {
			return t
		}
		return r.outside(n, c)
	}
	w := wantScope
	if len(n.Parts) == 1 {
		w = wantType
	}
	hit, ok := r.unqualified(c, first.Ident, w)
	if !ok {
		return r.outside(n, c)
	}
	if s := r.slotSpace(hit.slot); s != nil && len(n.Parts) > 1 {
		if t := r.inside(s, n.Parts[1:], c); t != nil {
			return t
		}
		// Merged headers hold inner namespaces that this one does not see: try outer ones.
		for o := s.parent; o != nil; o = o.parent {
			if o.class != nil {
				continue
			}
			e := r.slotSpace(r.inSpace(o, first.Ident, wantSpace, nil))
			if e == nil || e == s {
				continue
			}
			if t := r.inside(e, n.Parts[1:], c); t != nil {
				return t
			}
		}
		return r.outsideOf(r.qualified(s), s.known, n, 1, c)
	}
	return r.rest(r.typeOf(hit, first, c), n, 1, c)
}

// inside resolves the parts of a name in a namespace; nil where they name nothing.
func (r *resolver) inside(s *scope, parts []parse.NamePart, c *ctx) *Type {
	for i := range parts {
		p := &parts[i]
		if i < len(parts)-1 {
			if to := r.slotSpace(r.inSpace(s, p.Ident, wantSpace, nil)); to != nil {
				s = to
				continue
			}
		}
		e := r.inSpace(s, p.Ident, wantType, nil)
		if e == nil {
			return nil
		}
		return r.rest(r.typeOf(found{slot: e}, p, c), &parse.Name{Parts: parts}, i+1, c)
	}
	return nil
}

// rest resolves what follows in a name after a type: its members.
func (r *resolver) rest(t *Type, n *parse.Name, i int, c *ctx) *Type {
	for ; i < len(n.Parts); i++ {
		p := &n.Parts[i]
		if t.decl == nil || t.decl.ghost {
			return r.nested(t, n, i, c)
		}
		if r.openEnded(t, c) {
			return r.dependentMember(t, n, i, c)
		}
		hit, ok := r.member(t, p.Ident, wantType, 0)
		if !ok {
			return r.nested(t, n, i, c)
		}
		t = r.typeOf(hit, p, c)
	}
	return t
}

// nested is a member that lookup cannot find in t: of a dependent type, or one that the
// tree doesn't define.
func (r *resolver) nested(t *Type, n *parse.Name, i int, c *ctx) *Type {
	kind := t.Kind
	switch {
	case r.dependent(t, 0):
		kind = Dependent
	case kind == ClassType, kind == EnumType:
		kind = Unresolved
		r.missing(t.String()+"::"+n.Parts[i].Ident, c)
	case kind != External && kind != Unresolved && kind != Dependent:
		kind = Dependent
	}
	var b strings.Builder
	b.WriteString(withoutCV(t).String())
	var args []Arg
	has := false
	for j := i; j < len(n.Parts); j++ {
		if has {
			b.WriteString(argsString(args))
		}
		b.WriteString("::" + n.Parts[j].Ident)
		if has = n.Parts[j].HasArgs; has {
			args = r.looseArgs(n.Parts[j].Args, c)
		}
	}
	return r.bounded(&Type{Kind: kind, Name: b.String(), Args: args, HasArgs: has}, c)
}

// dependentMember is a member of a specialisation that is not known before instantiation:
// it stays as written, its class resolved ([temp.dep.type]/5).
func (r *resolver) dependentMember(t *Type, n *parse.Name, i int, c *ctx) *Type {
	u := *r.nested(t, n, i, c)
	u.Kind = Dependent
	return &u
}

// openEnded reports whether members of t wait for instantiation: its arguments depend on
// template parameters, it isn't the class around, and specialisations might differ.
func (r *resolver) openEnded(t *Type, c *ctx) bool {
	p := t.decl
	if p.primary != nil {
		p = p.primary
	}
	if len(p.specs) == 0 || !t.HasArgs || !r.dependent(t, 0) {
		return false
	}
	if !c.scope.within(t.decl.scope) {
		return true
	}
	self := r.selfType(t.decl, framesFor(c, t.decl.scope))
	return t != self && argsString(t.Args) != argsString(self.Args)
}

// outside is a name whose first component lookup does not find.
func (r *resolver) outside(n *parse.Name, c *ctx) *Type {
	return r.outsideOf("", false, n, 0, c)
}

// outsideOf is a name that a namespace does not hold: one of the standard library or of a
// third party is external, one that the tree should hold is unresolved.
func (r *resolver) outsideOf(space string, known bool, n *parse.Name, from int, c *ctx) *Type {
	t := &Type{Kind: External}
	if len(n.Parts) == 1 || space != "" && !known {
		t.Kind = Unresolved
	}
	name := space
	for i := from; i < len(n.Parts); i++ {
		if t.HasArgs {
			name += argsString(t.Args)
		}
		name = join(name, n.Parts[i].Ident)
		t.Args, t.HasArgs = nil, n.Parts[i].HasArgs
		if t.HasArgs {
			t.Args = r.looseArgs(n.Parts[i].Args, c)
		}
	}
	t.Name = name
	if t.Kind == Unresolved {
		r.missing(name, c)
	}
	return r.bounded(t, c)
}

// dependent reports whether a type depends on template parameters.
func (r *resolver) dependent(t *Type, depth int) bool {
	if t == nil || depth > maxNesting {
		return false
	}
	if t.Kind == TemplateParam || t.Kind == Dependent {
		return true
	}
	for i := range t.Args {
		a := &t.Args[i]
		if a.Pack || a.Type != nil && r.dependent(a.Type, depth+1) || a.Type == nil && !literal(a.Value) {
			return true
		}
	}
	return r.dependent(t.Elem, depth+1) || r.dependent(t.Outer, depth+1) ||
		slices.ContainsFunc(t.Params, func(p *Type) bool { return r.dependent(p, depth+1) })
}

// literal reports whether the printed value of an argument is one, not an expression.
func literal(v string) bool {
	return v == "true" || v == "false" || v != "" && (v[0] == '(' || v[0] == '-' || v[0] == '&' || v[0] >= '0' && v[0] <= '9')
}
