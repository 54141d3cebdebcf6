package cpp

import (
	"math"

	"plumbline/parse"
)

// Declarations reads what a header declares, under an environment of macros: the file is
// preprocessed as a compiler would, then its declarations are parsed; bodies and
// initialisers are passed over, and a branch of an #if that is not taken is read on its own
// where it holds whole declarations. What could not be read is in Header.Unparsed.
//
// The grammar is that of C++17 with the parts of C++20 that headers use ([gram.dcl],
// [gram.class], [gram.temp]). A name is a type where a declaration needs one: which names
// are types is decided later, by lookup.
func Declarations(path string, src []byte, env *Environment) *parse.Header {
	h := &parse.Header{Path: path, Bytes: len(src)}
	if len(src) > math.MaxInt32 {
		h.Unparsed = []parse.Span{{Start: 0, End: len(src), Line: 1}}
		return h
	}
	unit, facts := env.preprocess(path, src)
	h.Macros, h.Includes, h.Unparsed = facts.macros, facts.includes, facts.unparsed
	h.Standard, h.StandardLine = facts.standard[0], facts.standard[1]
	p := &declParser{src: src, text: unit.src.text, unit: unit, toks: unit.tokens, offset: unit.src.offset}
	h.Decls = p.topLevel(scopeContext{})
	for i := range h.Includes {
		h.Includes[i].Scope = p.scopeAt(h.Includes[i].Line)
	}
	h.Unparsed = mergeSpans(append(h.Unparsed, p.unparsed...))
	return h
}

// declParser parses the tokens of one unit: a header, or an untaken branch of one. It moves
// front to back; where the grammar is ambiguous it tries one reading and goes back, with the
// outcome of such trials remembered so that nesting costs no more than length.
type declParser struct {
	src    []byte
	text   []byte           // what ppToken.at and end are positions of
	offset func(at int) int // turns such a position into one of the file
	unit   *ppUnit
	toks   []ppToken
	pos    int
	branch int // first of unit.branches not yet passed

	untaken  bool // reading an untaken branch
	depth    int  // of nested scopes and types
	pack     []string
	unnamed  int // unnamed classes and enums so far in this scope
	unparsed []parse.Span
	within   []string         // names of the namespaces being read, outermost first
	spaces   []namespaceLines // bodies of namespaces, in the order they end

	values    map[string]int   // value parameters of the templates being read, with how many have the name
	argMemo   map[int]argTrial // template arguments tried, by position of the '<'
	paramMemo map[int]bool     // positions of '(' where no parameter list is
}

// namespaceLines says which lines the body of a namespace covers.
type namespaceLines struct {
	from, to int
	name     string // qualified
}

// scopeAt is the qualified name of the namespace around a line; inner ones end first.
func (p *declParser) scopeAt(line int) string {
	for _, s := range p.spaces {
		if s.from <= line && line <= s.to {
			return s.name
		}
	}
	return ""
}

// scopeContext is where declarations stand.
type scopeContext struct {
	class     string // unqualified name of the class whose members they are, "" at namespace scope
	inClass   bool
	access    *parse.Access // of the members that follow
	externC   bool
	templates [][]parse.TemplateParam
	requires  string
}

// maxDeclDepth bounds how deep scopes, types and template arguments nest: real headers stay
// below 30. What lies deeper is noted as unparsed.
const maxDeclDepth = 200

// topLevel reads declarations up to the end of the unit.
func (p *declParser) topLevel(ctx scopeContext) []*parse.Decl {
	var out []*parse.Decl
	for {
		out = append(out, p.scope(ctx)...)
		if p.at().kind == eof {
			return out
		}
		p.fail(p.pos, p.pos+1) // a brace that closes nothing
		p.pos++
	}
}

// scope reads declarations up to the brace that closes the scope, or the end.
func (p *declParser) scope(ctx scopeContext) []*parse.Decl {
	var out []*parse.Decl
	for {
		out = append(out, p.branches(ctx)...)
		if p.at().kind == eof || p.is("}") {
			return out
		}
		start := p.pos
		decls, ok := p.declaration(ctx)
		if ok {
			out = append(out, decls...)
			continue
		}
		p.pos = start
		p.fail(start, p.recover(ctx))
	}
}

// branches reads the untaken branches that stand before the current token, each as
// declarations of this scope; one that does not hold whole declarations is left out.
func (p *declParser) branches(ctx scopeContext) []*parse.Decl {
	var out []*parse.Decl
	for p.branch < len(p.unit.branches) && p.unit.branches[p.branch].at <= p.pos {
		b := p.unit.branches[p.branch]
		p.branch++
		if b.at < p.pos || p.depth > maxDeclDepth {
			continue
		}
		sub := &declParser{src: p.src, text: p.text, offset: p.offset, unit: b.unit, toks: b.unit.tokens, untaken: true,
			depth: p.depth + 1, pack: p.pack, unnamed: p.unnamed + 1000}
		branchCtx := ctx
		if ctx.access != nil {
			access := *ctx.access
			branchCtx.access = &access
		}
		decls := sub.scope(branchCtx)
		if sub.at().kind == eof {
			out = append(out, decls...)
		}
	}
	return out
}

// recover moves behind what could not be read: to the next semicolon, or behind the next
// braced group, at this depth. It always moves, and gives where what is lost ends: the body
// behind a macro that nothing defines is a body all the same.
func (p *declParser) recover(ctx scopeContext) (lost int) {
	if isShouting(p.word()) && p.isAt(1, "(") { // what follows may be whole
		p.pos++
		p.skipBalanced()
		lost = p.pos
		if p.is("{") {
			p.skipBalanced()
		}
		p.take(";")
		return lost
	}
	for first := true; ; first = false {
		t := p.at()
		switch {
		case t.kind == eof, p.is("}"):
			return p.pos
		case p.is(";"):
			p.pos++
			return p.pos
		case p.is("{"):
			p.skipBalanced()
			if p.is(";") {
				p.pos++
			}
			return p.pos
		case p.is("("), p.is("["):
			p.skipBalanced()
		case !first && ctx.inClass && t.kind == identifier && isAccess(t.text) && p.isAt(1, ":"):
			return p.pos
		default:
			p.pos++
		}
	}
}

// fail notes that toks[from:to] yielded nothing.
func (p *declParser) fail(from, to int) {
	if p.untaken || from >= to {
		return
	}
	first, last := p.toks[from], p.toks[to-1]
	if first.kind == eof {
		return
	}
	p.unparsed = append(p.unparsed, parse.Span{Start: p.offset(int(first.at)), End: p.offset(int(last.end)), Line: int(first.line)})
}

// at is the current token; the last one is eof and is never passed.
func (p *declParser) at() *ppToken { return p.peek(0) }

func (p *declParser) peek(n int) *ppToken {
	if i := p.pos + n; i < len(p.toks) {
		return &p.toks[i]
	}
	return &p.toks[len(p.toks)-1]
}

// is reports whether the current token is this word or operator. An operator of several
// bytes, "&&" or "...", is as many tokens without white space between them.
func (p *declParser) is(text string) bool { return p.isAt(0, text) }

func (p *declParser) isAt(n int, text string) bool {
	t := p.peek(n)
	if t.kind != punct {
		return t.kind == identifier && t.text == text
	}
	if t.text == text {
		return true
	}
	if len(text) < 2 || len(t.text) != 1 || t.text[0] != text[0] {
		return false
	}
	for i := 1; i < len(text); i++ {
		u := p.peek(n + i)
		if u.kind != punct || u.space || len(u.text) != 1 || u.text[0] != text[i] {
			return false
		}
	}
	return true
}

// take passes a word or operator if it comes next.
func (p *declParser) take(text string) bool {
	if !p.is(text) {
		return false
	}
	if t := p.at(); t.text == text {
		p.pos++
	} else {
		p.pos += len(text)
	}
	return true
}

// word is the current identifier, "" for any other token.
func (p *declParser) word() string { return p.wordAt(0) }

func (p *declParser) wordAt(n int) string {
	if t := p.peek(n); t.kind == identifier {
		return t.text
	}
	return ""
}

// skipBalanced passes the bracketed group that opens here, up to its closing bracket or the
// end. Brackets of other kinds inside are matched too.
func (p *declParser) skipBalanced() {
	depth := 0
	for {
		t := p.at()
		if t.kind == eof {
			return
		}
		if t.kind == punct {
			switch t.text {
			case "(", "[", "{":
				depth++
			case ")", "]", "}":
				depth--
			}
		}
		p.pos++
		if depth <= 0 {
			return
		}
	}
}

// group passes the bracketed group that opens here and gives the range of tokens between
// its brackets.
func (p *declParser) group() (from, to int) {
	from = p.pos + 1
	p.skipBalanced()
	return from, max(from, p.pos-1)
}

// enter goes one level deeper; false where that is too deep.
func (p *declParser) enter() bool {
	p.depth++
	return p.depth <= maxDeclDepth
}

func (p *declParser) leave() { p.depth-- }

// place fills in what every declaration has from the token that names it.
func (p *declParser) place(d *parse.Decl, t *ppToken, ctx *scopeContext) *parse.Decl {
	d.Line, d.Macro = int(t.line), t.macro
	if int(t.guard) < len(p.unit.guards) {
		d.Guards = p.unit.guards[t.guard]
	}
	d.Untaken = p.untaken
	d.ExternC = d.ExternC || ctx.externC
	if ctx.access != nil {
		d.Access = *ctx.access
	}
	return d
}
