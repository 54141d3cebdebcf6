package cpp

import (
	"strconv"
	"strings"

	"plumbline/parse"
)

// declaration reads one declaration of any kind; false where it can't be read. A
// declaration may yield several records (int a, b;) or none (static_assert).
func (p *declParser) declaration(ctx scopeContext) ([]*parse.Decl, bool) {
	if done, ok := p.nothing(&ctx); done {
		return nil, ok
	}
	switch p.word() {
	case "namespace":
		return p.namespace(ctx)
	case "inline":
		if p.wordAt(1) == "namespace" {
			return p.namespace(ctx)
		}
	case "extern":
		if p.wordAt(1) == "template" {
			p.pos++
			return p.instantiation(ctx)
		}
		if p.peek(1).kind == stringLiteral {
			return p.linkage(ctx)
		}
	case "template":
		if p.isAt(1, "<") {
			return p.template(ctx)
		}
		return p.instantiation(ctx)
	case "using":
		return p.using(ctx)
	case "__extension__":
		p.pos++
		return p.declaration(ctx)
	case "static_assert", "_Static_assert", "asm", "__asm__", "__asm":
		p.pos++
		if !p.is("(") {
			return nil, false
		}
		p.skipBalanced()
		return nil, p.take(";")
	case "concept":
		return nil, p.skipPast(";")
	}
	if end := p.unknownCall(&ctx); end > 0 {
		p.fail(p.pos, end)
		p.pos = end
		return p.declaration(ctx)
	}
	return p.simple(ctx)
}

// unknownLine reports whether a macro that nothing defines stands on a line of its own, with
// something behind it that begins a declaration or ends the scope: one that opens and closes
// a namespace, as libraries have them, whose header isn't there.
func (p *declParser) unknownLine() bool {
	here, next := p.at(), p.peek(1)
	if !isShouting(p.word()) || next.line == here.line || p.pos > 0 && p.toks[p.pos-1].line == here.line {
		return false
	}
	switch next.text {
	case "namespace", "template", "using", "typedef", "class", "struct", "union", "enum", "extern", "inline", "static", "constexpr", "}", "":
		return true
	}
	return isShouting(next.text)
}

// unknownCall gives the end of a use of a macro that nothing defines, with a declaration
// behind it; 0 for anything else.
func (p *declParser) unknownCall(ctx *scopeContext) int {
	if !isShouting(p.word()) || !p.isAt(1, "(") || p.isConstructor(ctx) {
		return 0
	}
	start := p.pos
	defer func() { p.pos = start }()
	p.pos++
	p.skipBalanced()
	if p.at().kind != identifier {
		return 0
	}
	return p.pos
}

// nothing passes what declares nothing of a C++ surface: an empty declaration, an access
// specifier, a pragma, Objective-C, a macro that nothing defines on a line of its own. done is
// false where something else comes next.
func (p *declParser) nothing(ctx *scopeContext) (done, ok bool) {
	switch t := p.at(); {
	case t.kind == pragmaPack:
		p.packing(t.text)
		p.pos++
	case p.take(";"):
	case p.is("@"):
		return true, p.objectiveC()
	case ctx.inClass && isAccess(p.word()) && p.isAt(1, ":") && !p.isAt(1, "::"):
		*ctx.access = accessOf(p.word())
		p.pos += 2
	case len(ctx.templates) == 0 && p.unknownLine(): // behind a template header it is part of what that is for
		p.fail(p.pos, p.pos+1)
		p.pos++
	default:
		return false, false
	}
	return true, true
}

func isAccess(word string) bool {
	return word == "public" || word == "protected" || word == "private"
}

func accessOf(word string) parse.Access {
	switch word {
	case "protected":
		return parse.AccessProtected
	case "private":
		return parse.AccessPrivate
	}
	return parse.AccessPublic
}

// skipPast passes everything up to and including the next token of this text at this depth.
func (p *declParser) skipPast(text string) bool {
	for p.at().kind != eof && !p.is("}") {
		switch {
		case p.take(text):
			return true
		case p.is("("), p.is("["), p.is("{"):
			p.skipBalanced()
		default:
			p.pos++
		}
	}
	return false
}

// packing follows #pragma pack: the top of the stack is the alignment in force, "" for the
// natural one.
func (p *declParser) packing(args string) {
	args = strings.Trim(args, "()")
	fields := strings.Split(args, ",")
	n := len(p.pack)
	stack := append([]string(nil), p.pack...)
	last := fields[len(fields)-1]
	isNumber := last != "" && last[0] >= '0' && last[0] <= '9'
	switch {
	case fields[0] == "push":
		top := ""
		if n > 0 {
			top = stack[n-1]
		}
		if isNumber {
			top = last
		}
		stack = append(stack, top)
	case fields[0] == "pop":
		if n > 0 {
			stack = stack[:n-1]
		}
	default:
		if !isNumber {
			last = ""
		}
		if n == 0 {
			stack = append(stack, last)
		} else {
			stack[n-1] = last
		}
	}
	p.pack = stack
}

// packBound is the alignment that #pragma pack allows at most here, 0 for no bound.
func (p *declParser) packBound() int {
	if n := len(p.pack); n > 0 {
		if bound, err := strconv.Atoi(p.pack[n-1]); err == nil && bound > 0 && bound <= 16 && bound&(bound-1) == 0 {
			return bound
		}
	}
	return 0
}

// objectiveC passes an Objective-C declaration, which is no part of a C++ surface: from
// @interface, @protocol or @implementation to @end, or from another @ to the semicolon.
func (p *declParser) objectiveC() bool {
	switch p.wordAt(1) {
	case "interface", "protocol", "implementation":
		for p.at().kind != eof {
			if p.is("@") && p.wordAt(1) == "end" {
				p.pos += 2
				return true
			}
			p.pos++
		}
		return false
	}
	return p.skipPast(";")
}

// namespace reads a namespace definition or alias ([namespace.def], [namespace.alias]).
func (p *declParser) namespace(ctx scopeContext) ([]*parse.Decl, bool) {
	inline := p.take("inline")
	head := p.pos
	p.pos++ // namespace
	var spec specifiers
	p.attributes(&spec)
	var outer, inner *parse.Decl
	for {
		nested := p.take("inline")
		name := &parse.Decl{Kind: parse.DeclNamespace, IsInline: inline || nested}
		t := p.at()
		if t.kind == identifier {
			name.Name = t.text
			p.pos++
		}
		p.attributes(&spec)
		p.unknownAttribute()
		p.place(name, t, &ctx)
		name.Deprecated, name.ExternC = spec.deprecated, false
		name.Hidden, name.Export = spec.hidden, spec.export
		if inner == nil {
			outer = name
		} else {
			inner.Members = []*parse.Decl{name}
		}
		inner, inline = name, false
		if !p.take("::") {
			break
		}
	}
	if p.take("=") {
		return p.namespaceAlias(ctx, outer)
	}
	if !p.is("{") || !p.enter() {
		return nil, false
	}
	defer p.leave()
	inner.Text = p.textOf(head, p.pos)
	from, outside := int(p.at().line), len(p.within)
	p.pos++
	for d := outer; d != nil; d = firstMember(d, inner) {
		p.within = append(p.within, d.Name)
	}
	inner.Members = p.scope(scopeContext{externC: ctx.externC})
	p.spaces = append(p.spaces, namespaceLines{from, int(p.at().line), strings.Join(p.within, "::")})
	p.within = p.within[:outside]
	if !p.take("}") && !p.untaken {
		p.fail(head, head+1) // never closed
	}
	return []*parse.Decl{outer}, true
}

// unknownAttribute passes a macro that nothing defines, behind the name of a namespace: what
// else could stand there says nothing of what the namespace declares.
func (p *declParser) unknownAttribute() {
	if !isShouting(p.word()) || !p.isAt(1, "(") && !p.isAt(1, "{") {
		return
	}
	from := p.pos
	p.pos++
	if p.is("(") {
		p.skipBalanced()
	}
	p.fail(from, p.pos)
}

// firstMember is the namespace that d holds as its only member in namespace a::b, nil behind
// the innermost one.
func firstMember(d, innermost *parse.Decl) *parse.Decl {
	if d == innermost {
		return nil
	}
	return d.Members[0]
}

func (p *declParser) namespaceAlias(ctx scopeContext, d *parse.Decl) ([]*parse.Decl, bool) {
	target, ok := p.name(nameOfType)
	if !ok {
		return nil, false
	}
	d.Kind, d.Target = parse.DeclNamespaceAlias, target
	return []*parse.Decl{d}, p.take(";")
}

// linkage reads extern "C" { ... } and extern "C" declaration.
func (p *declParser) linkage(ctx scopeContext) ([]*parse.Decl, bool) {
	ctx.externC = p.peek(1).text == `"C"`
	if !p.isAt(2, "{") {
		p.pos += 2
		start := p.pos
		decls, ok := p.declaration(ctx)
		for _, d := range decls {
			if d.Kind == parse.DeclVariable && !d.HasInit {
				d.Extern = true
			}
		}
		return decls, ok && p.pos > start
	}
	if !p.enter() {
		p.leave()
		return nil, false
	}
	defer p.leave()
	head := p.pos
	p.pos += 3
	decls := p.scope(ctx)
	if !p.take("}") && !p.untaken {
		p.fail(head, head+1)
	}
	return decls, true
}

// using reads using-directives, using-declarations and alias declarations.
func (p *declParser) using(ctx scopeContext) ([]*parse.Decl, bool) {
	start := p.pos
	p.pos++
	if p.take("namespace") {
		t := p.at()
		target, ok := p.name(nameOfType)
		if !ok {
			return nil, false
		}
		d := p.place(&parse.Decl{Kind: parse.DeclUsingNamespace, Target: target, Text: p.textOf(start, p.pos)}, t, &ctx)
		return []*parse.Decl{d}, p.take(";")
	}
	if p.at().kind == identifier && (p.isAt(1, "=") || p.isAt(1, "[") || p.wordAt(1) == "__attribute__" || p.peek(1).kind == annotation) {
		return p.alias(ctx, start)
	}
	p.take("enum")
	var out []*parse.Decl
	for {
		p.take("typename")
		t := p.at()
		target, ok := p.name(nameOfFunction)
		if !ok {
			return nil, false
		}
		if target.Last().Ident == "operator" { // a conversion function
			if _, ok := p.typeID(); !ok {
				return nil, false
			}
		}
		p.take("...")
		d := p.place(&parse.Decl{Kind: parse.DeclUsing, Target: target, Templates: ctx.templates,
			Text: "using " + joinTokens(p.toks[start+1:p.pos])}, t, &ctx)
		d.Name = target.Last().Ident
		out = append(out, d)
		if !p.take(",") {
			return out, p.take(";")
		}
	}
}

func (p *declParser) alias(ctx scopeContext, start int) ([]*parse.Decl, bool) {
	t := p.at()
	p.pos++
	var spec specifiers
	p.attributes(&spec)
	if !p.take("=") {
		return nil, false
	}
	var members []*parse.Decl
	target, ok := p.typeIDWith(&members, &ctx)
	if !ok {
		return nil, false
	}
	d := p.place(&parse.Decl{Kind: parse.DeclAlias, Name: t.text, Type: target, Templates: ctx.templates,
		Deprecated: spec.deprecated, Export: spec.export, Text: p.textOf(start, p.pos), Requires: ctx.requires}, t, &ctx)
	return append(members, d), p.take(";")
}

// template reads a template header and the declaration it belongs to.
func (p *declParser) template(ctx scopeContext) ([]*parse.Decl, bool) {
	p.pos++
	params, ok := p.templateParams()
	if !ok || !p.enter() {
		return nil, false
	}
	defer p.leave()
	p.values = countValues(p.values, params, 1)
	defer countValues(p.values, params, -1)
	ctx.templates = append(ctx.templates[:len(ctx.templates):len(ctx.templates)], params)
	if p.take("requires") {
		from := p.pos
		if !p.constraint() {
			return nil, false
		}
		ctx.requires = strings.TrimSpace(ctx.requires + " " + p.textOf(from, p.pos))
	}
	return p.declaration(ctx)
}

// countValues adds to how many value parameters have a name.
func countValues(values map[string]int, params []parse.TemplateParam, by int) map[string]int {
	if values == nil {
		values = map[string]int{}
	}
	for _, param := range params {
		if param.Kind == parse.ValueParam {
			values[param.Name] += by
		}
	}
	return values
}

// instantiation reads an explicit instantiation ([temp.explicit]); `extern` is passed.
func (p *declParser) instantiation(ctx scopeContext) ([]*parse.Decl, bool) {
	start := p.pos
	p.pos++ // template
	var spec specifiers
	p.attributes(&spec)
	switch p.word() {
	case "class", "struct", "union":
		tag := p.word()
		p.pos++
		p.attributes(&spec)
		t := p.at()
		target, ok := p.name(nameOfType)
		if !ok {
			return nil, false
		}
		d := p.place(&parse.Decl{Kind: parse.DeclInstantiation, Name: target.Last().Ident, Target: target, Tag: tag,
			Export: spec.export, Text: p.textOf(start, p.pos)}, t, &ctx)
		d.Extern = start > 0 && p.toks[start-1].text == "extern"
		return []*parse.Decl{d}, p.take(";")
	}
	decls, ok := p.simple(ctx)
	if !ok || len(decls) != 1 {
		return nil, false
	}
	d := decls[0]
	d.Extern = start > 0 && p.toks[start-1].text == "extern"
	target := &parse.Name{}
	if d.Scope != nil {
		target.Global, target.Parts = d.Scope.Global, append(target.Parts, d.Scope.Parts...)
	}
	target.Parts = append(target.Parts, parse.NamePart{Ident: d.Name, Args: d.SpecArgs, HasArgs: d.SpecArgs != nil})
	d.Kind, d.Target = parse.DeclInstantiation, target
	return decls, true
}
