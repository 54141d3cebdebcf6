package cpp

import "plumbline/parse"

// simple reads a simple declaration, a function definition or a member declaration
// ([dcl.dcl], [class.mem]): specifiers, then declarators with what follows them.
func (p *declParser) simple(ctx scopeContext) ([]*parse.Decl, bool) {
	var s specifiers
	for p.isUnknownAnnotation() { // no part of the text, wherever lines break
		if s.export == "" && looksLikeExport(p.word()) {
			s.export = p.word()
		}
		p.pos++
	}
	start := p.pos
	if !p.specifiers(&s, &ctx, true) {
		return nil, false
	}
	out := s.decls
	if p.take(";") {
		return p.nameless(out, &s, &ctx, start)
	}
	if s.friend && s.typ != nil && s.typ.Kind == parse.TypeNamed && p.is(",") { // friend A, B;
		return nil, false
	}
	first := len(out)
	for {
		d, done, ok := p.initDeclarator(&s, &ctx, start)
		if !ok {
			return nil, false
		}
		out = append(out, d)
		if done {
			break
		}
		if p.take(",") {
			continue
		}
		if !p.take(";") {
			return nil, false
		}
		break
	}
	if s.typedef {
		if nameByTypedef(out, first) {
			out = append(out[:first:first], out[first+1:]...)
		}
		out = ownNames(out, first)
	}
	return out, true
}

// nameless handles declarations without a declarator: of a class or enum, of a friend class,
// of an anonymous union or struct member.
func (p *declParser) nameless(out []*parse.Decl, s *specifiers, ctx *scopeContext, start int) ([]*parse.Decl, bool) {
	if s.typ == nil {
		return nil, p.pos-start <= 2 // stray specifiers
	}
	if s.friend {
		if s.typ.Kind != parse.TypeNamed {
			return nil, true
		}
		d := &parse.Decl{Kind: parse.DeclFriendClass, Name: s.typ.Name.Last().Ident, Target: s.typ.Name, Tag: s.typ.Tag,
			Templates: ctx.templates, Text: p.textOf(start, p.pos-1)}
		return append(out, p.place(d, &p.toks[start], ctx)), true
	}
	if s.defines {
		last := out[len(out)-1]
		last.Deprecated = orMessage(last.Deprecated, s.deprecated)
		if ctx.inClass && last.Kind == parse.DeclClass && last.Defined && isUnnamed(last.Name) {
			field := &parse.Decl{Kind: parse.DeclVariable, Type: s.typ, Text: last.Tag}
			return append(out, p.place(field, &p.toks[start], ctx)), true
		}
		return out, true
	}
	return out, true // `int;` declares nothing
}

func orMessage(a, b *string) *string {
	if a != nil {
		return a
	}
	return b
}

// isUnnamed reports whether a name is one that the parser made up for an unnamed class or
// enum: "$1", "$2" in the order of their scope.
func isUnnamed(name string) bool { return len(name) > 1 && name[0] == '$' }

// nameByTypedef gives an unnamed class or enum the name of its first typedef, for linkage
// ([dcl.typedef]); the typedef itself then says nothing more.
func nameByTypedef(decls []*parse.Decl, first int) bool {
	if first == 0 || len(decls) <= first {
		return false
	}
	tag, alias := decls[first-1], decls[first]
	t := alias.Type
	if t == nil || t.Kind != parse.TypeNamed || t.Const || t.Volatile || len(t.Name.Parts) != 1 ||
		!isUnnamed(tag.Name) || t.Name.Parts[0].Ident != tag.Name {
		return false
	}
	for _, d := range decls[first:] {
		renameIn(d.Type, tag.Name, alias.Name)
	}
	tag.Name = alias.Name
	return true
}

// ownNames turns what only repeats the name of a class or enum, `typedef struct X X`, into
// the declaration of it that it is; where the class is defined right there it says nothing.
func ownNames(decls []*parse.Decl, first int) []*parse.Decl {
	kept := decls[:first]
	for _, d := range decls[first:] {
		t := d.Type
		same := t != nil && t.Kind == parse.TypeNamed && !t.Const && !t.Volatile && len(t.Name.Parts) == 1 && t.Name.Parts[0].Ident == d.Name
		switch {
		case same && t.Tag == "" && first > 0 && decls[first-1].Name == d.Name:
		case same && t.Tag == "enum":
		case same && t.Tag != "":
			d.Kind, d.Tag, d.Type = parse.DeclClass, t.Tag, nil
			kept = append(kept, d)
		default:
			kept = append(kept, d)
		}
	}
	return kept
}

func renameIn(t *parse.Type, from, to string) {
	for ; t != nil; t = t.Elem {
		if t.Kind == parse.TypeNamed && len(t.Name.Parts) == 1 && t.Name.Parts[0].Ident == from {
			t.Name = &parse.Name{Parts: []parse.NamePart{{Ident: to}}}
		}
	}
}

// initDeclarator reads one declarator and what follows it. done says that it ended the
// declaration (a function body).
func (p *declParser) initDeclarator(s *specifiers, ctx *scopeContext, start int) (d *parse.Decl, done, ok bool) {
	form := named
	if ctx.inClass && p.is(":") { // an unnamed bit-field
		form = optional
	}
	at := p.pos
	decl, ok := p.declarator(typeOf(s), form)
	if !ok {
		return nil, false, false
	}
	if decl.name == nil {
		decl.at = at
	}
	d = &parse.Decl{Type: decl.typ, Templates: ctx.templates, Requires: ctx.requires}
	all := *s
	all.align = append([]string(nil), s.align...)
	all.merge(&decl.spec)
	all.apply(d)
	p.place(d, &p.toks[decl.at], ctx)
	p.nameDecl(d, decl.name)
	switch {
	case s.typedef:
		d.Kind = parse.DeclAlias
		d.Text = p.textOf(start, p.pos)
		return d, false, true
	case decl.typ != nil && decl.typ.Kind == parse.TypeFunction:
		d.Kind = parse.DeclFunction
		d.Override, d.Final = decl.trailing.override, decl.trailing.final
		if decl.trailing.requires != "" {
			d.Requires = decl.trailing.requires
		}
		if s.typ == nil && d.Func == parse.FuncOrdinary {
			if d.Func = p.funcWithoutType(d, ctx); d.Func == parse.FuncOrdinary {
				return nil, false, false
			}
		}
		if d.Func == parse.FuncConstructor || d.Func == parse.FuncDestructor {
			d.Type.Elem = nil
		}
		d.Text = p.functionText(start, p.pos)
		done, ok = p.functionEnd(d)
		return d, done, ok
	case s.typ == nil && d.Func != parse.FuncConversion:
		return nil, false, false
	}
	d.Kind = parse.DeclVariable
	ok = p.variableEnd(d, ctx)
	d.Text = p.functionText(start, p.pos)
	return d, false, ok
}

// typeOf is the type that a declarator builds on: its own copy, as declarators share it.
func typeOf(s *specifiers) *parse.Type {
	if s.typ == nil {
		return nil
	}
	t := *s.typ
	return &t
}

// functionText is the text of a declaration, without what a macro of attributes says.
func (p *declParser) functionText(from, to int) string {
	kept := make([]ppToken, 0, max(to-from, 0))
	for i := from; i < to; i++ {
		t := p.toks[i]
		if t.kind == identifier && (t.text == "__attribute__" || t.text == "__declspec") || t.text == "[" && i+1 < to && p.toks[i+1].text == "[" && !p.toks[i+1].space {
			here := p.pos
			p.pos = i
			if t.kind == identifier {
				p.pos++
			}
			p.skipBalanced()
			i = p.pos - 1
			p.pos = here
			continue
		}
		kept = append(kept, t)
	}
	return joinTokens(kept)
}

// nameDecl splits a declarator's name into the scope that it names and the name itself.
func (p *declParser) nameDecl(d *parse.Decl, n *parse.Name) {
	if n == nil {
		return
	}
	last := n.Last()
	d.Name = last.Ident
	if last.HasArgs {
		d.SpecArgs, d.Spec = last.Args, true
	}
	if k := len(d.Templates); k > 0 && len(d.Templates[k-1]) == 0 {
		d.Spec = true
	}
	if len(n.Parts) > 1 || n.Global {
		d.Scope = &parse.Name{Global: n.Global, Parts: n.Parts[:len(n.Parts)-1]}
	}
	switch {
	case d.Name == "operator":
		d.Func = parse.FuncConversion
	case d.Name[0] == '~':
		d.Func = parse.FuncDestructor
	case len(d.Name) > 8 && d.Name[:8] == "operator" && !isIdentByte(d.Name[8]):
		d.Func = parse.FuncOperator
	}
}

func isIdentByte(c byte) bool { return classes[c] >= clsIdent }

// funcWithoutType tells what a function is that has no return type.
func (p *declParser) funcWithoutType(d *parse.Decl, ctx *scopeContext) parse.FuncKind {
	switch {
	case d.Scope == nil && ctx.inClass && d.Name == ctx.class:
		return parse.FuncConstructor
	case d.Scope != nil && len(d.Scope.Parts) > 0 && d.Scope.Last().Ident == d.Name:
		return parse.FuncConstructor
	case d.Type.Elem != nil: // an arrow
		return parse.FuncDeduction
	}
	return parse.FuncOrdinary
}

// functionEnd reads what ends a function's declaration: a body, = 0, = default, = delete or
// the semicolon, which is left for the caller. done: there was a body.
func (p *declParser) functionEnd(d *parse.Decl) (done, ok bool) {
	if p.take("=") {
		switch t := p.at(); t.text {
		case "0":
			d.Pure = true
		case "default":
			d.Defaulted = true
		case "delete":
			d.Deleted = true
		default:
			return false, false
		}
		p.pos++
		if d.Deleted && p.is("(") {
			p.skipBalanced()
		}
		return false, p.is(";")
	}
	if p.is(";") || p.is(",") {
		return false, true
	}
	from := p.pos
	p.take("try")
	if p.is(":") && !p.memberInitialisers() {
		return false, false
	}
	if !p.is("{") {
		return false, false
	}
	p.skipBalanced()
	for p.word() == "catch" {
		p.pos++
		if p.is("(") {
			p.skipBalanced()
		}
		if p.is("{") {
			p.skipBalanced()
		}
	}
	d.HasBody = true
	d.BodyHash = p.bodyHash(from, p.pos)
	d.BodyPlain = p.bodyPlain(from, p.pos)
	return true, true
}

// memberInitialisers passes a ctor-initializer ([class.base.init]) up to the body.
func (p *declParser) memberInitialisers() bool {
	p.pos++
	for {
		if _, ok := p.name(nameOfType); !ok {
			if p.word() != "decltype" {
				return false
			}
			p.pos++
			p.skipBalanced()
		}
		if !p.is("(") && !p.is("{") {
			return false
		}
		p.skipBalanced()
		p.take("...")
		if !p.take(",") {
			return p.is("{")
		}
	}
}

// variableEnd reads the width of a bit-field and the initialiser of a variable, up to the
// comma or semicolon.
func (p *declParser) variableEnd(d *parse.Decl, ctx *scopeContext) bool {
	if ctx.inClass && p.take(":") {
		from := p.pos
		for !p.is(";") && !p.is(",") && !p.is("=") && !p.is("{") {
			if t := p.at(); t.kind == eof || t.text == "}" {
				return false
			}
			if p.is("(") {
				p.skipBalanced()
				continue
			}
			if p.is("==") || p.is("<=") || p.is(">=") {
				p.pos++
			}
			p.pos++
		}
		d.IsBits, d.Bits = true, p.textOf(from, p.pos)
	}
	for isAsm(p.word()) {
		p.pos++
		p.skipBalanced()
	}
	from := p.pos
	switch {
	case p.take("="):
		from = p.pos
		if !p.initialiser() {
			return false
		}
	case p.is("{"), p.is("("):
		p.skipBalanced()
	default:
		return p.is(";") || p.is(",")
	}
	d.HasInit, d.Init = true, p.textOf(from, p.pos)
	return p.is(";") || p.is(",")
}

// initialiser passes an initialiser up to the comma or semicolon that ends it.
func (p *declParser) initialiser() bool {
	for {
		t := p.at()
		switch {
		case t.kind == eof || p.is(")") || p.is("}") || p.is("]"):
			return false
		case p.is(";"), p.is(","):
			return true
		case p.is("("), p.is("["), p.is("{"):
			p.skipBalanced()
		case t.kind == identifier:
			p.pos++
			if p.is("<") && !p.is("<<") && !p.is("<=") {
				p.templateArgs()
			}
		default:
			p.pos++
		}
	}
}
