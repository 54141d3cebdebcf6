package cpp

import (
	"strconv"

	"plumbline/parse"
)

// classSpecifier reads `class X`, a declaration of it or a definition ([class.pre]).
func (p *declParser) classSpecifier(s *specifiers, ctx *scopeContext, define bool) bool {
	head := p.pos
	tag := p.word()
	p.pos++
	d := &parse.Decl{Kind: parse.DeclClass, Tag: tag, Templates: ctx.templates, Requires: ctx.requires}
	own := specifiers{deprecated: s.deprecated}
	name, t, ok := p.tagName(&own, head)
	if !ok {
		return false
	}
	final := (p.word() == "final" || p.word() == "sealed") && (p.isAt(1, "{") || p.isAt(1, ":"))
	if final {
		p.pos++
	}
	own.apply(d)
	d.Final = final
	d.Pack = p.packBound()
	d.Packed = d.Packed || d.Pack == 1
	p.place(d, t, ctx)
	p.nameDecl(d, name)
	if d.Func != parse.FuncOrdinary {
		return false
	}
	defined := p.is("{") || p.is(":") && !p.isAt(0, "::") && name != nil
	switch {
	case defined && define:
		return p.classBody(s, d, name, ctx, head)
	case defined || name == nil:
		return false
	case p.is(";") && define && !s.friend && !s.typedef:
		d.Text = p.textOf(head, p.pos)
		s.decls, s.defines = append(s.decls, d), true
	}
	s.typ = &parse.Type{Kind: parse.TypeNamed, Name: name, Tag: tag}
	return true
}

// tagName reads what stands between the word class or enum and the rest: attributes,
// annotations and the name, nil for none. t is the token of the name.
func (p *declParser) tagName(own *specifiers, head int) (name *parse.Name, t *ppToken, ok bool) {
	p.attributes(own)
	for p.isClassAnnotation() {
		if own.export == "" && looksLikeExport(p.word()) {
			own.export = p.word()
		}
		p.pos++
		if p.is("(") {
			p.skipBalanced()
		}
		p.attributes(own)
	}
	t = p.at()
	if w := p.word(); w != "" && !isReserved(w) || p.is("::") {
		if name, ok = p.name(nameOfType); !ok {
			return nil, nil, false
		}
		if t = &p.toks[p.pos-1]; name.Last().HasArgs {
			t = &p.toks[head]
		}
	}
	p.attributes(own)
	return name, t, true
}

// isClassAnnotation reports whether a macro that nothing defines stands between the tag and
// the name of a class: another name follows it, or a parenthesis and a name.
func (p *declParser) isClassAnnotation() bool {
	if p.word() == "" || isReserved(p.word()) {
		return false
	}
	next := p.wordAt(1)
	if next == "final" {
		return p.isAt(2, "final")
	}
	if next != "" && !isReserved(next) {
		return isShouting(p.word())
	}
	return isShouting(p.word()) && p.isAt(1, "(")
}

// classBody reads base clause and members.
func (p *declParser) classBody(s *specifiers, d *parse.Decl, name *parse.Name, ctx *scopeContext, head int) bool {
	if !p.enter() {
		p.leave()
		return false
	}
	defer p.leave()
	if name == nil {
		p.unnamed++
		d.Name = "$" + strconv.Itoa(p.unnamed)
		name = &parse.Name{Parts: []parse.NamePart{{Ident: d.Name}}}
	}
	if p.take(":") && !p.bases(d) {
		return false
	}
	d.Text = p.functionText(head, p.pos)
	if !p.take("{") {
		return false
	}
	access := parse.AccessPrivate
	if d.Tag != "class" {
		access = parse.AccessPublic
	}
	outer := p.unnamed
	p.unnamed = 0
	d.Members = p.scope(scopeContext{class: d.Name, inClass: true, access: &access})
	p.unnamed = outer
	if !p.take("}") {
		return false
	}
	d.Defined = true
	var after specifiers
	p.attributes(&after)
	if after.deprecated != nil {
		d.Deprecated = after.deprecated
	}
	d.Packed = d.Packed || after.packed
	d.Align = append(d.Align, after.align...)
	s.decls, s.defines = append(s.decls, d), true
	s.typ = &parse.Type{Kind: parse.TypeNamed, Name: name}
	return true
}

// bases reads a base-clause ([class.derived]).
func (p *declParser) bases(d *parse.Decl) bool {
	def := parse.AccessPrivate
	if d.Tag != "class" {
		def = parse.AccessPublic
	}
	for {
		b := parse.Base{Access: def}
		var s specifiers
		for {
			p.attributes(&s)
			if isAccess(p.word()) {
				b.Access = accessOf(p.word())
				p.pos++
			} else if !p.take("virtual") {
				break
			} else {
				b.Virtual = true
			}
		}
		p.take("typename")
		if p.word() == "decltype" {
			if !p.decltype(&s) {
				return false
			}
			b.Type = s.typ
		} else {
			n, ok := p.name(nameOfType)
			if !ok {
				return false
			}
			b.Type = &parse.Type{Kind: parse.TypeNamed, Name: n}
		}
		b.Pack = p.take("...")
		d.Bases = append(d.Bases, b)
		if !p.take(",") {
			return p.is("{")
		}
	}
}

// enumSpecifier reads an enum, its declaration or definition ([dcl.enum]).
func (p *declParser) enumSpecifier(s *specifiers, ctx *scopeContext, define bool) bool {
	head := p.pos
	p.pos++
	d := &parse.Decl{Kind: parse.DeclEnum, Tag: "enum"}
	if w := p.word(); w == "class" || w == "struct" {
		d.Tag += " " + w
		p.pos++
	}
	own := specifiers{deprecated: s.deprecated}
	name, t, ok := p.tagName(&own, head)
	if !ok {
		return false
	}
	own.apply(d)
	p.place(d, t, ctx)
	p.nameDecl(d, name)
	if define && p.is(":") && !p.isAt(0, "::") {
		start := p.pos
		p.pos++
		underlying, ok := p.typeID()
		if ok && (p.is("{") || p.is(";")) {
			d.Type = underlying
		} else if p.pos = start; name == nil {
			return false
		}
	}
	d.Text = p.functionText(head, p.pos)
	switch {
	case define && p.is("{"):
		if name == nil {
			p.unnamed++
			d.Name = "$" + strconv.Itoa(p.unnamed)
			name = &parse.Name{Parts: []parse.NamePart{{Ident: d.Name}}}
		}
		p.pos++
		d.Members = p.enumerators(ctx)
		if !p.take("}") {
			return false
		}
		d.Defined = true
		var after specifiers
		p.attributes(&after)
		s.decls, s.defines = append(s.decls, d), true
	case name == nil:
		return false
	case p.is(";") && define && !s.typedef:
		s.decls, s.defines = append(s.decls, d), true
	}
	s.typ = &parse.Type{Kind: parse.TypeNamed, Name: name, Tag: "enum"}
	return true
}

// enumerators reads the enumerators of an enum, those of untaken branches too. What can't
// be read up to the next comma is noted.
func (p *declParser) enumerators(ctx *scopeContext) []*parse.Decl {
	var out []*parse.Decl
	for {
		for p.branch < len(p.unit.branches) && p.unit.branches[p.branch].at <= p.pos {
			b := p.unit.branches[p.branch]
			p.branch++
			if b.at < p.pos || p.depth > maxDeclDepth {
				continue
			}
			sub := &declParser{src: p.src, text: p.text, offset: p.offset, unit: b.unit, toks: b.unit.tokens, untaken: true, depth: p.depth + 1}
			out = append(out, sub.enumerators(ctx)...)
		}
		if p.is("}") || p.at().kind == eof {
			return out
		}
		if p.take(",") {
			continue
		}
		start := p.pos
		d, ok := p.enumerator(ctx)
		if !ok {
			for !p.is(",") && !p.is("}") && p.at().kind != eof {
				if p.is("(") || p.is("{") || p.is("[") {
					p.skipBalanced()
				} else {
					p.pos++
				}
			}
			p.fail(start, p.pos)
			continue
		}
		out = append(out, d)
	}
}

func (p *declParser) enumerator(ctx *scopeContext) (*parse.Decl, bool) {
	t := p.at()
	if t.kind != identifier || isReserved(t.text) {
		return nil, false
	}
	start := p.pos
	p.pos++
	var s specifiers
	p.attributes(&s)
	d := p.place(&parse.Decl{Kind: parse.DeclEnumerator, Name: t.text, Deprecated: s.deprecated}, t, &scopeContext{access: ctx.access})
	if p.take("=") {
		from := p.pos
		for !p.is(",") && !p.is("}") {
			switch {
			case p.at().kind == eof:
				if !p.untaken {
					return nil, false
				}
			case p.is("("), p.is("["), p.is("{"):
				p.skipBalanced()
				continue
			case p.at().kind == identifier && p.isAt(1, "<") && !p.isAt(1, "<<") && !p.isAt(1, "<="):
				p.pos++
				if _, ok := p.templateArgs(); !ok {
					p.pos++
				}
				continue
			}
			if p.at().kind == eof {
				break
			}
			p.pos++
		}
		d.HasInit, d.Init = true, p.textOf(from, p.pos)
	}
	d.Text = p.textOf(start, p.pos)
	return d, p.is(",") || p.is("}") || p.at().kind == eof
}
