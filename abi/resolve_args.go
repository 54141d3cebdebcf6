package abi

import (
	"strings"

	"plumbline/parse"
)

// args are the arguments of a class template, defaults filled in as the mangled name has
// them ([temp.arg]/4).
func (r *resolver) args(k *class, list []parse.TemplateArg, c *ctx) []Arg {
	path := k.path()
	if path == "" {
		path = c.path
	}
	in := &ctx{scope: k.scope.parent, path: path, line: c.line}
	return r.fill(k.params, r.argList(k.params, in, list, c), in)
}

// looseArgs are the arguments of a template that the tree doesn't declare.
func (r *resolver) looseArgs(list []parse.TemplateArg, c *ctx) []Arg {
	return r.argList(nil, nil, list, c)
}

// argList resolves written arguments for a template's parameters; params is nil where they
// are not known. in is where the template is declared.
func (r *resolver) argList(params []parse.TemplateParam, in *ctx, list []parse.TemplateArg, c *ctx) []Arg {
	out := make([]Arg, 0, max(len(list), len(params)))
	pack := variadic(params)
	for i := range list {
		var p *parse.TemplateParam
		j := len(out)
		if pack >= 0 && j > pack {
			j = pack
		}
		if j < len(params) {
			p = &params[j]
		}
		a := &list[i]
		if a.Pack {
			if more, ok := r.expand(a.Type, a.Expr, c); ok {
				out = append(out, more...)
				continue
			}
		}
		var pc *ctx
		if p != nil && p.Kind == parse.ValueParam {
			pc = &ctx{scope: in.scope, path: in.path, line: in.line, frames: &frame{params: params, args: out, bound: true, pick: -1, next: in.frames}}
		}
		arg := r.arg(a, p, pc, c)
		arg.Pack = a.Pack
		out = append(out, arg)
	}
	return out
}

// fill adds default arguments.
func (r *resolver) fill(params []parse.TemplateParam, args []Arg, in *ctx) []Arg {
	for i := len(args); i < len(params); i++ {
		p := &params[i]
		if p.Default == nil || p.Pack {
			break
		}
		f := &frame{params: params, args: args, bound: true, pick: -1, next: in.frames}
		c := &ctx{scope: in.scope, path: in.path, line: in.line, frames: f}
		args = append(args, r.arg(p.Default, p, c, c))
	}
	return args
}

// arg resolves one argument for parameter p (nil where unknown), whose type is looked up in pc.
func (r *resolver) arg(a *parse.TemplateArg, p *parse.TemplateParam, pc, c *ctx) Arg {
	if a.Type == nil {
		return r.valueArg(r.constant(a.Expr, c), p, pc)
	}
	if p != nil && p.Kind == parse.ValueParam || p == nil && r.valueName(a.Type, c) {
		if a.Type.Kind == parse.TypeNamed && a.Type.Name != nil {
			return r.valueArg(r.namedValue(a.Type.Name, c), p, pc)
		}
		return Arg{Value: writtenType(a.Type, 0)}
	}
	return Arg{Type: r.resolve(a.Type, c)}
}

// valueName reports whether a name that may be either is a value.
func (r *resolver) valueName(t *parse.Type, c *ctx) bool {
	if t.Kind != parse.TypeNamed || t.Name == nil || t.Name.Global || t.Name.Last().HasArgs {
		return false
	}
	if len(t.Name.Parts) == 1 {
		if _, ok := r.unqualified(c, t.Name.Parts[0].Ident, wantType); ok {
			return false
		}
		_, ok := r.unqualified(c, t.Name.Parts[0].Ident, wantValue)
		return ok
	}
	if k := r.quiet(func() *Type { return r.named(t.Name, c) }).Kind; k != Unresolved && k != External && k != Dependent {
		return false
	}
	_, ok := r.valueSlot(t.Name, c)
	return ok
}

// valueArg prints a value as an argument for a parameter of some type: "3ul", "true",
// "(c10::DeviceType)1" (Itanium C++ ABI 5.1.4.1, <expr-primary>, as the GNU demangler prints it).
func (r *resolver) valueArg(v value, p *parse.TemplateParam, pc *ctx) Arg {
	if !v.known {
		return Arg{Value: v.text}
	}
	t := v.typ
	if p != nil && p.Type != nil && pc != nil {
		if d := withoutCV(r.resolve(p.Type, pc)); d.Kind == Builtin && d.Name != "auto" || d.Kind == EnumType || d.Kind == External {
			t = d
		}
	}
	return Arg{Value: printValue(v, t)}
}

// printValue prints an integral value of a type.
func printValue(v value, t *Type) string {
	n := itoa64(v.bits)
	if t == nil {
		return n
	}
	if t.Kind == Builtin {
		switch t.Name {
		case "bool":
			if v.bits != 0 {
				return "true"
			}
			return "false"
		case "int":
			return n
		case "long":
			return n + "l"
		case "long long":
			return n + "ll"
		case "unsigned int", "unsigned":
			return utoa(uint64(uint32(v.bits))) + "u"
		case "unsigned long":
			return utoa(uint64(v.bits)) + "ul"
		case "unsigned long long":
			return utoa(uint64(v.bits)) + "ull"
		}
	}
	return "(" + t.String() + ")" + n
}

// expand gives the elements of a pack expansion, where the packs in it are bound.
func (r *resolver) expand(t *parse.Type, expr string, c *ctx) ([]Arg, bool) {
	names := map[string]bool{}
	if t != nil {
		mentioned(t, names, 0)
	} else {
		for _, tok := range lexConstant(expr) {
			if tok.kind == tokName {
				names[tok.text] = true
			}
		}
	}
	_, n := packsAt(c.frames, names, 0)
	if n < 0 {
		return nil, false
	}
	out := make([]Arg, 0, n)
	for i := 0; i < n && i < maxPack; i++ {
		frames, _ := packsAt(c.frames, names, i)
		at := &ctx{scope: c.scope, frames: frames, path: c.path, line: c.line}
		if t == nil {
			out = append(out, r.valueArg(r.constant(expr, at), nil, nil))
		} else {
			out = append(out, r.arg(&parse.TemplateArg{Type: t}, nil, nil, at))
		}
	}
	return out, true
}

// maxPack bounds the elements of a pack that are spelled out.
const maxPack = 1000

// packsAt is a chain of frames in which the packs that are named stand for their element
// i, and how many elements they have: -1 where none of them is bound.
func packsAt(f *frame, names map[string]bool, i int) (*frame, int) {
	if f == nil {
		return nil, -1
	}
	next, n := packsAt(f.next, names, i)
	pack := variadic(f.params)
	if pack < 0 || !f.bound || f.pick >= 0 || !names[f.params[pack].Name] {
		if next == f.next {
			return f, n
		}
		g := *f
		g.next = next
		return &g, n
	}
	args := f.argument(pack)
	if len(args) == 1 && args[0].Pack { // stands for another pack
		return f, -1
	}
	g := *f
	g.pick, g.next = i, next
	return &g, len(args)
}

// mentioned collects the identifiers of a type.
func mentioned(t *parse.Type, names map[string]bool, depth int) {
	if t == nil || depth > maxNesting {
		return
	}
	mentionedName(t.Name, names, depth)
	mentionedName(t.Class, names, depth)
	mentioned(t.Elem, names, depth+1)
	for i := range t.Params {
		mentioned(t.Params[i].Type, names, depth+1)
	}
}

func mentionedName(n *parse.Name, names map[string]bool, depth int) {
	if n == nil {
		return
	}
	for i := range n.Parts {
		names[n.Parts[i].Ident] = true
		for j := range n.Parts[i].Args {
			a := &n.Parts[i].Args[j]
			mentioned(a.Type, names, depth+1)
			if a.Type == nil {
				for _, tok := range lexConstant(a.Expr) {
					if tok.kind == tokName {
						names[tok.text] = true
					}
				}
			}
		}
	}
}

// aliasType is what an alias stands for. Aliases of the tree that are resolved on the way
// are listed in Via.
func (r *resolver) aliasType(a *alias, via *Type, p *parse.NamePart, c *ctx) *Type {
	var frames *frame
	if a.scope.class != nil {
		if via != nil && via.decl == a.scope.class {
			frames = r.framesOf(via)
		} else {
			frames = framesFor(c, a.scope)
		}
	}
	plain := frames == nil && a.params == nil
	if plain && a.memo != nil {
		return a.memo
	}
	// A member of a template may lead to itself with other arguments, for a while.
	if a.busy > 0 && frames == nil || a.busy > maxNesting/4 {
		r.spot("cyclic-alias", a.path, a.decl.Line, a.decl.Name+" leads back to itself")
		return &Type{Kind: Unresolved, Name: p.Ident}
	}
	in := &ctx{scope: a.scope, frames: frames, path: a.path, line: a.decl.Line}
	if a.params != nil {
		if !p.HasArgs {
			return &Type{Kind: External, Name: join(r.qualified(a.scope), a.decl.Name)}
		}
		args := r.fill(a.params, r.argList(a.params, in, p.Args, c), in)
		in.frames = &frame{params: a.params, args: args, bound: true, pick: -1, next: frames}
	}
	a.busy++
	t := r.resolve(a.decl.Type, in)
	a.busy--
	if t == nil {
		t = &Type{Kind: Unresolved, Name: p.Ident}
	}
	if !a.known {
		u := *t
		u.Via = append([]string{join(r.qualified(a.scope), a.decl.Name)}, t.Via...)
		t = &u
	}
	if plain {
		a.memo = t
	}
	return t
}

// enumType is the type of an enumeration.
func (r *resolver) enumType(e *enum, via *Type, c *ctx) *Type {
	outer := r.outer(e.scope, via, c)
	if outer == nil && e.typ != nil {
		return e.typ
	}
	t := &Type{Kind: EnumType, Name: join(r.qualifiedPlain(e.scope), e.name()), Outer: outer}
	if e.known {
		t.Kind = External
	} else {
		t.Enum = e.out
	}
	if outer == nil {
		e.typ = t
	}
	return t
}

// name is the name of an enumeration.
func (e *enum) name() string {
	if n := e.decls[0].decl.Name; n != "" {
		return n
	}
	return unnamedType
}

// deduce binds the parameters of a partial specialisation so that its arguments become
// those given ([temp.class.spec.match]).
func (r *resolver) deduce(k *class, args []Arg) ([]Arg, bool) {
	r.specArgs(k)
	if k.argsOK != 2 {
		return nil, false
	}
	u := unifier{params: k.params, bound: map[string][]Arg{}}
	if !u.list(k.args, args, 0) {
		return nil, false
	}
	var out []Arg
	for i := range k.params {
		b, ok := u.bound[k.params[i].Name]
		if !ok && !k.params[i].Pack {
			return nil, false
		}
		out = append(out, b...)
	}
	return out, true
}

// unifier matches patterns with types.
type unifier struct {
	params []parse.TemplateParam
	bound  map[string][]Arg
}

func (u *unifier) param(name string) bool {
	for i := range u.params {
		if u.params[i].Name == name && name != "" {
			return true
		}
	}
	return false
}

func (u *unifier) list(pattern, args []Arg, depth int) bool {
	for i := range pattern {
		p := &pattern[i]
		if p.Pack {
			name := p.text(0)
			name = strings.TrimSuffix(name, "...")
			if !u.param(name) || i != len(pattern)-1 || i > len(args) {
				return false
			}
			u.bound[name] = append([]Arg{}, args[i:]...)
			return true
		}
		if i >= len(args) || !u.arg(p, &args[i], depth) {
			return false
		}
	}
	return len(pattern) == len(args)
}

func (u *unifier) arg(p, a *Arg, depth int) bool {
	if p.Type != nil {
		return a.Type != nil && u.match(p.Type, a.Type, depth)
	}
	if u.param(p.Value) {
		return a.Type == nil && u.bind(p.Value, *a)
	}
	return a.Type == nil && p.Value == a.Value
}

func (u *unifier) bind(name string, a Arg) bool {
	if old, ok := u.bound[name]; ok {
		return len(old) == 1 && old[0].text(0) == a.text(0)
	}
	u.bound[name] = []Arg{a}
	return true
}

func (u *unifier) match(p, t *Type, depth int) bool {
	if p == nil || t == nil || depth > maxNesting {
		return p == t
	}
	if p.Kind == TemplateParam && !p.HasArgs && u.param(p.Name) {
		if p.Const && !t.Const || p.Volatile && !t.Volatile {
			return false
		}
		v := *t
		v.Const, v.Volatile = t.Const && !p.Const, t.Volatile && !p.Volatile
		return u.bind(p.Name, Arg{Type: &v})
	}
	if p.Kind == TemplateParam && t.HasArgs && u.param(p.Name) {
		v := *t
		v.Args, v.HasArgs = nil, false
		return u.bind(p.Name, Arg{Type: &v}) && u.list(p.Args, t.Args, depth+1)
	}
	if p.Kind != t.Kind || p.Const != t.Const || p.Volatile != t.Volatile || p.Name != t.Name ||
		p.HasArgs != t.HasArgs || p.Variadic != t.Variadic || p.FnConst != t.FnConst || p.Ref != t.Ref {
		return false
	}
	if len(p.Params) != len(t.Params) || p.Kind == Array && (p.Len != t.Len || p.Extent != t.Extent) {
		return false
	}
	for i := range p.Params {
		if !u.match(p.Params[i], t.Params[i], depth+1) {
			return false
		}
	}
	return u.list(p.Args, t.Args, depth+1) && u.match(p.Elem, t.Elem, depth+1) &&
		u.match(p.Of, t.Of, depth+1) && u.match(p.Outer, t.Outer, depth+1)
}
