package abi

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// functionEntities makes the functions of the surface: declarations of one function become
// one.
func (r *resolver) functionEntities(s *Surface) {
	groups := map[string][]*function{}
	var order []string
	for _, f := range r.functions {
		if f.path == knownPath || r.dropped(f.scope) {
			continue
		}
		key := r.functionOf(f)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], f)
	}
	for _, key := range order {
		f := r.mergeFunctions(groups[key])
		s.Functions = append(s.Functions, f)
		if f.Owner != nil {
			f.Owner.Methods = append(f.Owner.Methods, f)
		}
	}
}

// dropped reports whether a scope is one that another speaks for.
func (r *resolver) dropped(s *scope) bool {
	for ; s != nil; s = s.parent {
		if s.class != nil && s.class.merged {
			return true
		}
	}
	return false
}

// home is the scope that a function belongs to.
func (f *function) home() *scope {
	if f.hidden {
		return f.scope.namespace()
	}
	return f.scope
}

// functionOf resolves one declaration and gives the key that redeclarations share.
func (r *resolver) functionOf(f *function) string {
	d := f.decl
	x := &Function{}
	f.out = x
	home := f.home()
	c := &ctx{scope: f.scope, frames: f.names, path: f.path, line: d.Line}
	own := innermost(f.rest)
	if len(own) > 0 {
		c.frames = &frame{params: own, pick: -1, next: c.frames}
		x.TemplateParams = own
	}
	r.signatureOf(x, d, c)
	name := functionName(d, x.Return)
	full := join(r.qualified(home), name)
	r.entity(&x.Entity, functionKind(d, home), full, &f.origin, ownerOf(home))
	f.flags(x)
	x.Template = len(own) > 0 || inTemplate(f.scope)
	switch {
	case d.Func == parse.FuncDeduction:
		return "guide " + full + x.signature()
	case d.ExternC && home.class == nil:
		x.Symbol = d.Name
	default:
		x.Symbol = join(r.symbolScope(home), name) + r.ownArgs(d, own, name, c) + x.signature()
	}
	if d.Func == parse.FuncConversion || d.Func == parse.FuncConstructor || d.Func == parse.FuncDestructor {
		if d.Func != parse.FuncConversion {
			x.Return = nil
		}
	}
	if x.Template {
		return r.templateKey(f, full, own)
	}
	return x.Symbol
}

// signatureOf resolves return type, parameters and qualifiers.
func (r *resolver) signatureOf(x *Function, d *parse.Decl, c *ctx) {
	t := d.Type
	if t == nil {
		return
	}
	if t.Kind != parse.TypeFunction { // a function through a typedef: `Fn f;`
		if ft := r.resolve(t, c); ft != nil && ft.Kind == FunctionType {
			x.Return, x.Variadic, x.Const, x.Ref = ft.Elem, ft.Variadic, ft.FnConst, ft.Ref
			for _, p := range ft.Params {
				x.Params = append(x.Params, Param{Type: p})
			}
		}
		return
	}
	if t.Elem != nil {
		x.Return = r.resolve(t.Elem, c)
	}
	for i := range t.Params {
		x.Params = append(x.Params, r.param(&t.Params[i], c)...)
	}
	if len(x.Params) == 1 && isVoid(x.Params[0].Type) && !x.Params[0].Pack {
		x.Params = nil
	}
	x.Variadic = t.Variadic
	x.Const, x.Volatile, x.Ref, x.Noexcept = t.FnConst, t.FnVol, t.Ref, t.Noexcept
}

// ownArgs prints the template arguments behind a function's name: those of a specialisation,
// or the parameters of a template.
func (r *resolver) ownArgs(d *parse.Decl, own []parse.TemplateParam, name string, c *ctx) string {
	var s string
	switch {
	case d.SpecArgs != nil:
		s = argsString(r.looseArgs(d.SpecArgs, c))
	case len(own) > 0:
		s = headerArgs(own)
	default:
		return ""
	}
	if strings.HasSuffix(name, "<") {
		return " " + s
	}
	return s
}

// functionKind is the surface kind of a function.
func functionKind(d *parse.Decl, home *scope) string {
	switch {
	case d.Func == parse.FuncConstructor:
		return "constructor"
	case d.Func == parse.FuncDestructor:
		return "destructor"
	case home.class != nil:
		return "method"
	}
	return "function"
}

// flags copies what the declaration says.
func (f *function) flags(x *Function) {
	d := f.decl
	x.Func = d.Func
	x.Virtual = d.Virtual || d.Override || d.Final && f.scope.class != nil || d.Pure
	x.Pure, x.Override, x.Final = d.Pure, d.Override, d.Final
	x.Static, x.Explicit, x.Deleted, x.Defaulted = d.Static, d.Explicit, d.Deleted, d.Defaulted
	x.ExternC, x.Friend = d.ExternC, f.hidden
	x.BodyHash, x.BodyPlain = d.BodyHash, d.BodyPlain
	x.Inline = f.inline()
}

// inline reports whether clients hold their own copy of the function.
func (f *function) inline() bool {
	d := f.decl
	switch {
	case d.Inline, d.Constexpr:
		return true
	case len(innermost(f.rest)) > 0 || inTemplate(f.scope):
		return true
	case f.hidden || f.scope.class != nil && !f.outside:
		return d.HasBody || d.Defaulted || d.Deleted
	}
	return d.Deleted
}

// templateKey is the key of a template: its parameters by place, not by name, so that
// redeclarations with other names meet ([temp.over.link]).
func (r *resolver) templateKey(f *function, full string, own []parse.TemplateParam) string {
	d := f.decl
	c := &ctx{scope: f.scope, path: f.path, line: d.Line}
	level := 0
	var owners []*scope
	for s := f.scope; s != nil && s.class != nil; s = s.parent {
		if s.class.params != nil {
			owners = append(owners, s)
		}
	}
	slices.Reverse(owners)
	for _, s := range owners {
		params := s.class.within()
		for n := f.names; n != nil; n = n.next {
			if n.owner == s && len(n.params) == len(params) {
				params = n.params
			}
		}
		c.frames = &frame{owner: s, params: params, args: placeArgs(params, level), bound: true, pick: -1, next: c.frames}
		level++
	}
	if len(own) > 0 {
		c.frames = &frame{params: own, args: placeArgs(own, level), bound: true, pick: -1, next: c.frames}
	}
	x := &Function{}
	r.muted++
	r.signatureOf(x, d, c)
	key := full
	for i := range own {
		key += "|" + string('0'+rune(own[i].Kind))
		if own[i].Type != nil {
			key += r.resolve(own[i].Type, c).String()
		}
	}
	r.muted--
	if d.SpecArgs != nil {
		key += writtenArgs(d.SpecArgs)
	}
	key += x.signature()
	if len(own) > 0 && x.Return != nil {
		key += x.Return.String()
	}
	return key
}

// placeArgs are stand-ins for the parameters of a template, named by place.
func placeArgs(params []parse.TemplateParam, level int) []Arg {
	args := make([]Arg, len(params))
	for i := range params {
		name := "$" + itoa(level) + "." + itoa(i)
		if params[i].Kind == parse.ValueParam {
			args[i] = Arg{Value: name, Pack: params[i].Pack}
		} else {
			args[i] = Arg{Type: &Type{Kind: TemplateParam, Name: name}, Pack: params[i].Pack}
		}
	}
	return args
}

// mergeFunctions makes one function of its declarations: in a class its declaration there
// speaks, in a namespace its definition; those in branches not taken only where there are
// no others.
func (r *resolver) mergeFunctions(list []*function) *Function {
	best := list[0]
	for _, f := range list[1:] {
		if f.weight() < best.weight() {
			best = f
		}
	}
	x := best.out
	hidden := best.decl.Hidden
	for _, f := range list {
		if f == best {
			continue
		}
		x.join(&f.origin)
		hidden = hidden || f.decl.Hidden
		if f.untaken && !best.untaken {
			continue
		}
		o := f.out
		x.Inline = x.Inline || o.Inline
		x.Friend = x.Friend && o.Friend
		x.ExternC = x.ExternC || o.ExternC
		x.Static = x.Static || o.Static
		x.Deleted = x.Deleted || o.Deleted
		x.Defaulted = x.Defaulted || o.Defaulted
		if x.Noexcept == "" {
			x.Noexcept = o.Noexcept
		}
		if x.BodyHash == 0 {
			x.BodyHash, x.BodyPlain = o.BodyHash, o.BodyPlain
		}
		for i := range x.Params {
			if i < len(o.Params) && x.Params[i].Default == "" {
				x.Params[i].Default = o.Params[i].Default
			}
		}
	}
	x.exports(hidden)
	x.Public = r.reachable(&x.Entity)
	return x
}

// weight orders the declarations of one function, that which speaks for it first.
func (f *function) weight() int {
	n := 0
	if f.untaken {
		n += 8
	}
	if f.hidden || f.outside && f.scope.class != nil {
		n += 4
	}
	if !f.decl.HasBody && f.scope.class == nil {
		n += 2
	}
	return n
}
