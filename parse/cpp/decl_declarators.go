package cpp

import "plumbline/parse"

// declaratorForm says whether a declarator has a name.
type declaratorForm uint8

const (
	named    declaratorForm = iota // must have one
	optional                       // of a parameter
	abstract                       // must not
)

// declared is what a declarator yields.
type declared struct {
	typ      *parse.Type
	name     *parse.Name // nil where it has none
	at       int         // token of the name
	pack     bool
	spec     specifiers // attributes in the declarator
	trailing functionTail
}

// functionTail is what follows the parameters of a function and is no part of its type.
type functionTail struct {
	override, final bool
	requires        string
}

// declarator reads a declarator around the type base ([dcl.decl]).
func (p *declParser) declarator(base *parse.Type, form declaratorForm) (declared, bool) {
	if !p.enter() {
		p.leave()
		return declared{}, false
	}
	defer p.leave()
	var d declared
	base = p.pointers(base, &d.spec)
	if p.is("...") && !p.isAt(3, ")") || form == optional && p.is("...") {
		p.pos += 3
		d.pack = true
	}
	p.attributes(&d.spec)
	if p.is("(") && p.isNested(form) {
		p.pos++
		hole := &parse.Type{}
		inner, ok := p.declarator(hole, form)
		if !ok || !p.take(")") {
			return d, false
		}
		t, ok := p.suffixes(base, &d)
		if !ok || t == nil { // nil: a constructor's declarator is never grouped
			return d, false
		}
		*hole = *t
		inner.trailing = d.trailing
		inner.pack = inner.pack || d.pack
		inner.spec.merge(&d.spec)
		return inner, true
	}
	if form != abstract && p.declaratorName(&d) {
		p.attributes(&d.spec)
	} else if form == named {
		return d, false
	}
	if d.name != nil && d.name.Last().Ident == "operator" { // a conversion function: its type is part of its name
		var s specifiers
		var none scopeContext
		if !p.specifiers(&s, &none, false) || s.typ == nil {
			return d, false
		}
		base = p.pointers(s.typ, &d.spec)
	}
	t, ok := p.suffixes(base, &d)
	d.typ = t
	return d, ok
}

// merge adds the attributes of another part of the declaration.
func (s *specifiers) merge(o *specifiers) {
	if s.export == "" {
		s.export = o.export
	}
	if s.deprecated == nil {
		s.deprecated = o.deprecated
	}
	s.hidden, s.packed, s.noUnique = s.hidden || o.hidden, s.packed || o.packed, s.noUnique || o.noUnique
	s.align = append(s.align, o.align...)
}

// declaratorName reads the name being declared, if one comes next.
func (p *declParser) declaratorName(d *declared) bool {
	if p.word() != "operator" && !p.is("~") && !p.is("::") && (p.word() == "" || isReserved(p.word())) {
		return false
	}
	start := p.pos
	n, ok := p.name(nameOfFunction)
	if !ok {
		p.pos = start
		return false
	}
	d.name, d.at = n, p.pos-1
	if last := n.Last().Ident; last[0] == '~' || len(last) > 8 && last[:8] == "operator" || n.Last().HasArgs {
		d.at = start
	}
	return true
}

// pointers reads pointer operators ([dcl.ptr], [dcl.ref], [dcl.mptr]).
func (p *declParser) pointers(base *parse.Type, s *specifiers) *parse.Type {
	for {
		p.attributes(s)
		switch {
		case p.take("*"):
			base = &parse.Type{Kind: parse.TypePointer, Elem: base}
			p.qualifiers(base, s)
		case p.is("&&"):
			p.pos += 2
			base = &parse.Type{Kind: parse.TypeRRef, Elem: base}
		case p.take("&"):
			base = &parse.Type{Kind: parse.TypeLRef, Elem: base}
		default:
			of := p.memberOf()
			if of == nil {
				return base
			}
			base = &parse.Type{Kind: parse.TypeMemberPtr, Elem: base, Class: of}
			p.qualifiers(base, s)
		}
	}
}

// qualifiers reads const and volatile behind a pointer.
func (p *declParser) qualifiers(t *parse.Type, s *specifiers) {
	for {
		p.attributes(s)
		switch {
		case p.take("const"), p.take("__const"):
			t.Const = true
		case p.take("volatile"):
			t.Volatile = true
		default:
			return
		}
	}
}

// memberOf reads `A::B::*`, nil where something else comes next.
func (p *declParser) memberOf() *parse.Name {
	if p.word() == "" && !p.is("::") || isReserved(p.word()) {
		return nil
	}
	if p.word() != "" && !p.isAt(1, "::") && !p.isAt(1, "<") {
		return nil
	}
	start := p.pos
	n, ok := p.name(nameOfType)
	if !ok || !p.is("::") || !p.isAt(1, "*") {
		p.pos = start
		return nil
	}
	p.pos += 2
	return n
}

// isNested reports whether the parenthesis here groups a declarator instead of opening a
// parameter list.
func (p *declParser) isNested(form declaratorForm) bool {
	switch next := p.peek(1); {
	case p.isAt(1, "*"), p.isAt(1, "&"):
		return true
	case p.isAt(1, "("):
		start := p.pos
		for p.pos-start < maxDeclDepth && p.isAt(1, "(") {
			p.pos++
		}
		nested := !p.isAt(1, "(") && p.isNested(form)
		p.pos = start
		return nested
	case next.kind == identifier && !isReserved(next.text):
		if form != abstract && p.isAt(2, ")") && (p.isAt(3, "(") || p.isAt(3, "[")) { // size_t (max)()
			return !builtinWords[next.text]
		}
		start := p.pos
		p.pos++
		of := p.memberOf()
		p.pos = start
		return of != nil
	case next.kind == identifier && (next.text == "__cdecl" || next.text == "__stdcall" || next.text == "__attribute__"):
		return true
	}
	return false
}

// suffixes reads array bounds and parameter lists behind a declarator's core, and wraps base
// in what they say: the first one read is the outermost.
func (p *declParser) suffixes(base *parse.Type, d *declared) (*parse.Type, bool) {
	if p.depth > maxDeclDepth {
		return nil, false
	}
	switch {
	case p.is("["):
		if p.isAt(1, "[") {
			p.attributes(&d.spec)
			return p.suffixes(base, d)
		}
		from, to := p.group()
		extent := p.textOf(from, to)
		p.depth++
		elem, ok := p.suffixes(base, d)
		p.depth--
		return &parse.Type{Kind: parse.TypeArray, Elem: elem, Text: extent}, ok
	case p.is("("):
		start := p.pos
		f, ok := p.parameters()
		if !ok {
			p.pos = start
			return base, true // an initialiser, as far as this declarator is concerned
		}
		f.Elem = base
		return p.functionSuffix(f, d)
	}
	return base, true
}

// functionSuffix reads what follows the parameters ([dcl.fct]): qualifiers, exception
// specification, trailing return type, virt-specifiers.
func (p *declParser) functionSuffix(f *parse.Type, d *declared) (*parse.Type, bool) {
	for {
		p.attributes(&d.spec)
		switch {
		case p.take("const"):
			f.FnConst = true
		case p.take("volatile"):
			f.FnVol = true
		case p.is("&&"):
			p.pos += 2
			f.Ref = "&&"
		case p.take("&"):
			f.Ref = "&"
		case p.word() == "noexcept":
			p.pos++
			f.Noexcept = "true"
			if p.is("(") {
				from, to := p.group()
				f.Noexcept = p.textOf(from, to)
			}
		case p.word() == "throw" || isAsm(p.word()):
			isThrow := p.word() == "throw"
			p.pos++
			if isThrow && p.is("(") && p.isAt(1, ")") {
				f.Noexcept = "true"
			}
			if p.is("(") {
				p.skipBalanced()
			}
		case p.take("override"):
			d.trailing.override = true
		case p.take("final"):
			d.trailing.final = true
		case p.take("->"):
			t, ok := p.typeID()
			if !ok {
				return nil, false
			}
			f.Elem = t
		case p.word() == "requires":
			p.pos++
			from := p.pos
			if !p.constraint() {
				return nil, false
			}
			d.trailing.requires = p.textOf(from, p.pos)
		case p.is("(") && f.Elem != nil: // a function that returns a function: no such thing, an initialiser
			return f, true
		case p.is("["):
			if p.isAt(1, "[") {
				continue
			}
			return f, true
		default:
			return f, true
		}
	}
}

func isAsm(word string) bool { return word == "asm" || word == "__asm__" || word == "__asm" }

// parameters reads a parameter list, brackets included; false where it can't be one.
func (p *declParser) parameters() (*parse.Type, bool) {
	start := p.pos
	if p.paramMemo[start] || !p.enter() {
		if !p.paramMemo[start] {
			p.leave()
		}
		return nil, false
	}
	defer p.leave()
	f := &parse.Type{Kind: parse.TypeFunction}
	if p.parameterList(f) {
		return f, true
	}
	if p.paramMemo == nil {
		p.paramMemo = map[int]bool{}
	}
	p.paramMemo[start] = true
	return nil, false
}

func (p *declParser) parameterList(f *parse.Type) bool {
	p.pos++
	if p.take(")") {
		return true
	}
	if p.word() == "void" && p.isAt(1, ")") {
		p.pos += 2
		return true
	}
	for {
		if p.is("...") {
			p.pos += 3
			f.Variadic = true
			return p.take(")")
		}
		param, ok := p.parameter()
		if !ok {
			return false
		}
		f.Params = append(f.Params, param)
		switch {
		case p.take(","):
		case p.take(")"):
			return true
		case p.is("...") && p.isAt(3, ")"): // C varargs without a comma
			p.pos += 4
			f.Variadic = true
			return true
		default:
			return false
		}
	}
}

func (p *declParser) parameter() (parse.Param, bool) {
	var s specifiers
	var none scopeContext
	if !p.specifiers(&s, &none, false) || s.typ == nil {
		return parse.Param{}, false
	}
	d, ok := p.declarator(s.typ, optional)
	if !ok {
		return parse.Param{}, false
	}
	param := parse.Param{Type: d.typ, Pack: d.pack}
	if d.name != nil {
		if len(d.name.Parts) != 1 {
			return param, false
		}
		param.Name = d.name.Last().Ident
	}
	if p.take("=") {
		from := p.pos
		if p.is("{") {
			p.skipBalanced()
		} else if !p.expression(",)", true) {
			return param, false
		}
		param.Default = p.textOf(from, p.pos)
	}
	return param, p.is(",") || p.is(")") || p.is("...")
}

// constraint passes a constraint-logical-or-expression ([temp.pre]).
func (p *declParser) constraint() bool {
	for {
		p.take("!")
		switch {
		case p.is("("):
			p.skipBalanced()
		case p.word() == "requires":
			p.pos++
			if p.is("(") {
				p.skipBalanced()
			}
			if !p.is("{") {
				return false
			}
			p.skipBalanced()
		default:
			if _, ok := p.name(nameOfType); !ok {
				return false
			}
			if p.is("(") {
				p.skipBalanced()
			}
		}
		if p.is("&&") || p.is("||") {
			p.pos += 2
			continue
		}
		return true
	}
}
