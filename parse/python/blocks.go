package python

import "plumbline/parse"

// frame is one open block. The last part describes the compound statement that stands
// last in the block, for the elif, else and except that may follow it.
type frame struct {
	col, alt int32 // indentation, tabs as 8 and as 1
	scope    int32
	typeOnly bool  // reached only when TYPE_CHECKING is true
	guard    int32 // function depth at which a `with suppress(ImportError)` stands, -1 for none
	match    bool  // the lines of the block are cases
	broken   bool  // its header could not be read: a missing body is no second error
	getattr  int32 // start of the body of a module-level __getattr__, -1 for other blocks

	last             statementKind
	taken            bool // a branch of the if chain is always taken at run time
	tryFrom, tryTo   int32
	tryOpen, guarded bool // imports may still belong to the try body; its imports are marked already
}

// statementKind tells the compound statements that clauses can follow.
type statementKind uint8

const (
	stmtOther statementKind = iota
	stmtIf
	stmtTry
)

// top is the innermost open block.
func (p *parser) top() *frame { return &p.frames[len(p.frames)-1] }

// leave closes the innermost block, which ends at offset end.
func (p *parser) leave(end int32) {
	if f := p.top(); f.getattr >= 0 {
		p.getattrs = append(p.getattrs, fragment{f.getattr, end})
	}
	p.frames = p.frames[:len(p.frames)-1]
}

// logicalLine reads the line in p.toks: places it in its block, then reads the header of
// a compound statement or simple statements.
func (p *parser) logicalLine() {
	if len(p.toks) == 0 { // a stray continuation
		p.bad = true
		return
	}
	p.place()
	n := len(p.toks)
	last := p.toks[n-1]
	span := parse.Span{Start: int(p.toks[0].start), End: int(last.end), Line: int(p.toks[0].line)}
	colon := p.headerColon()
	if colon < 0 {
		p.simple(0, n)
	} else {
		p.begin(0, min(colon+1, n))
		inner := p.compound(colon)
		inner.broken = p.bad
		if colon+1 < n {
			p.frames = append(p.frames, inner)
			p.simple(colon+1, n)
			p.leave(last.end)
		} else {
			inner.broken = p.bad
			p.body, p.header = &inner, span
		}
	}
	if p.bad {
		p.markUnparsed(span)
	}
}

// place opens and closes blocks by the indentation of the line.
func (p *parser) place() {
	t := p.top()
	if p.body != nil {
		body := *p.body
		p.body = nil
		if p.col > t.col {
			body.col, body.alt = p.col, p.alt
			p.bad = p.bad || p.alt <= t.alt
			p.frames = append(p.frames, body)
			return
		}
		if !body.broken {
			p.markUnparsed(p.header) // a header without a body
		}
	}
	if p.col > t.col { // unexpected: the line stays in the block it seems to belong to
		p.bad = true
		p.reopen(*t)
		return
	}
	popped := *t
	for p.col < p.top().col {
		popped = *p.top()
		p.leave(p.toks[0].start)
	}
	t = p.top()
	if p.col > t.col { // dedent to a column that no block has
		p.bad = true
		p.reopen(popped)
		return
	}
	p.bad = p.bad || p.alt != t.alt
}

// reopen continues a block at an indentation that is not its own.
func (p *parser) reopen(f frame) {
	f.col, f.alt, f.getattr, f.last = p.col, p.alt, -1, stmtOther
	p.frames = append(p.frames, f)
}

// headerColon gives the index of the colon that ends the header of a compound statement,
// the line's length when a broken header has none, or -1 for simple statements.
func (p *parser) headerColon() int {
	n := len(p.toks)
	switch p.toks[0].kind {
	case kwIf, kwElif, kwElse, kwFor, kwWhile, kwTry, kwExcept, kwFinally, kwWith, kwDef, kwClass, kwAsync:
	case tokName:
		soft := p.top().match && p.is(0, "case") ||
			n > 2 && p.toks[n-1].kind == opColon && p.is(0, "match")
		if !soft {
			return -1
		}
	default:
		return -1
	}
	lambdas := 0
	for i := 0; i < n; i++ {
		switch p.toks[i].kind {
		case tokOpen, tokFStart:
			i = p.closing(i, n)
		case kwLambda:
			lambdas++
		case opColon:
			if lambdas == 0 {
				return i
			}
			lambdas--
		}
	}
	p.bad = true
	return n
}

// compound reads the header in tokens [0, colon) and returns the block it opens.
func (p *parser) compound(colon int) frame {
	outer := p.top()
	s := outer.scope
	inner := frame{scope: s, typeOnly: outer.typeOnly, guard: outer.guard, getattr: -1}
	first := 0
	if p.toks[0].kind == kwAsync {
		first = 1
	}
	switch p.at(first) {
	case kwIf, kwElif:
		p.ifHeader(outer, &inner, first, colon)
		p.expr(first+1, colon, s, false)
	case kwElse:
		if outer.last == stmtIf && outer.taken {
			inner.typeOnly = true
		}
	case kwTry:
		outer.last, outer.tryOpen, outer.guarded = stmtTry, true, false
		outer.tryFrom = int32(len(p.imports))
	case kwExcept, kwFinally:
		p.exceptHeader(outer, first, colon)
		p.expr(first+1, colon, s, false)
	case kwDef:
		p.function(&inner, first, colon, s)
		outer.last = stmtOther
	case kwClass:
		p.class(&inner, first, colon, s)
		outer.last = stmtOther
	case kwWith:
		outer.last = stmtOther
		if p.suppresses(first+1, colon) {
			inner.guard = p.scopes[s].depth
		}
		p.expr(first+1, colon, s, false)
		p.bindAs(first+1, colon, s)
	case kwFor:
		outer.last = stmtOther
		in := p.find(kwIn, first, colon)
		p.bindTargets(first+1, in, s, bindName)
		p.expr(first+1, colon, s, false)
	default: // while, match, case
		outer.last = stmtOther
		inner.match = p.is(first, "match")
		if p.is(first, "case") {
			p.pattern(first+1, colon, s)
		}
		p.expr(first+1, colon, s, false)
	}
	return inner
}

// function reads `def name[T](params) -> result`.
func (p *parser) function(inner *frame, i, colon int, s int32) {
	getattr := s == 0 && p.is(i+1, "__getattr__")
	i++
	if p.at(i) == tokName && i < colon {
		p.bindToken(i, s, bindName)
		i++
	}
	i, around := p.typeParams(i, colon, s)
	inner.scope = p.newScope(around, scopeFunction)
	if i < colon && p.toks[i].kind == tokOpen {
		last := p.closing(i, colon)
		p.parameters(i+1, last, inner.scope, around)
		i = min(last+1, colon)
	}
	p.expr(i, colon, around, false)
	if getattr {
		inner.getattr = p.stmtEnd
	}
}

// class reads `class Name[T](bases)`.
func (p *parser) class(inner *frame, i, colon int, s int32) {
	i++
	if p.at(i) == tokName && i < colon {
		p.bindToken(i, s, bindName)
		i++
	}
	i, around := p.typeParams(i, colon, s)
	p.expr(i, colon, around, false)
	inner.scope = p.newScope(around, scopeClass)
}

// bindAs binds the targets of `as` in a with header, parenthesised or not.
func (p *parser) bindAs(i, end int, s int32) {
	for ; i < end; i++ {
		if p.toks[i].kind != kwAs {
			continue
		}
		k := i + 1
		for k < end && p.toks[k].kind != opComma && p.toks[k].kind != tokClose {
			if p.toks[k].kind == tokOpen {
				k = p.closing(k, end)
			}
			k++
		}
		p.bindTargets(i+1, min(k, end), s, bindName)
	}
}

// pattern binds the captures of a case pattern (PEP 634): names that are no attribute,
// no class, no keyword and not the wildcard.
func (p *parser) pattern(i, end int, s int32) {
	for ; i < end && p.toks[i].kind != kwIf; i++ {
		if p.toks[i].kind != tokName || p.at(i-1) == opDot || p.is(i, "_") {
			continue
		}
		switch p.at(i + 1) {
		case opDot, tokOpen, opAssign:
			continue
		}
		p.bindToken(i, s, bindName)
	}
}
