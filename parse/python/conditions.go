package python

// ifHeader judges the test of an if or elif. A branch is type-only when its test is false
// at run time because of TYPE_CHECKING, or when an earlier branch is always taken.
func (p *parser) ifHeader(outer, inner *frame, i, colon int) {
	if p.toks[i].kind == kwIf || outer.last != stmtIf {
		outer.last, outer.taken = stmtIf, false
	}
	t := condition{p: p, end: colon}
	v := t.or(i + 1)
	if t.pos < colon {
		v = unknown
	}
	if outer.taken || v == never {
		inner.typeOnly = true
	}
	if v == always {
		outer.taken = true
	}
	if p.scopes[outer.scope].parent < 0 && p.isMainTest(i+1, colon) {
		p.script = true
	}
}

// isMainTest tells whether a test compares __name__ with "__main__".
func (p *parser) isMainTest(i, end int) bool {
	for ; i+2 < end; i++ {
		if p.toks[i+1].kind != opEqual {
			continue
		}
		name, text := i, i+2
		if p.toks[name].kind == tokString {
			name, text = text, name
		}
		if !p.is(name, "__name__") || p.toks[text].kind != tokString {
			continue
		}
		if v, ok := p.literal(text, text+1); ok && v == "__main__" {
			return true
		}
	}
	return false
}

// verdict is what is known at run time of a test, where TYPE_CHECKING is false.
type verdict uint8

const (
	unknown verdict = iota
	never
	always
)

// condition evaluates a test in three-valued logic: TYPE_CHECKING is false, everything
// else but not, and, or and parentheses is unknown.
type condition struct {
	p        *parser
	pos, end int
	depth    int
}

// or reads an or-test from i on; pos is left at the first token it does not understand.
func (c *condition) or(i int) verdict {
	v := c.and(i)
	for c.pos < c.end && c.p.toks[c.pos].kind == kwOr {
		w := c.and(c.pos + 1)
		switch {
		case v == always || w == always:
			v = always
		case v == unknown || w == unknown:
			v = unknown
		}
	}
	return v
}

func (c *condition) and(i int) verdict {
	v := c.not(i)
	for c.pos < c.end && c.p.toks[c.pos].kind == kwAnd {
		w := c.not(c.pos + 1)
		switch {
		case v == never || w == never:
			v = never
		case v == unknown || w == unknown:
			v = unknown
		}
	}
	return v
}

func (c *condition) not(i int) verdict {
	negate := false
	for i < c.end && c.p.toks[i].kind == kwNot {
		negate = !negate
		i++
	}
	v := c.operand(i)
	if negate && v != unknown {
		v = never + always - v
	}
	return v
}

// operand reads one operand of not, and, or: everything up to the next of these. A
// conditional expression or a lambda makes the rest of the test unknown.
func (c *condition) operand(i int) verdict {
	v, k := c.atom(i)
	c.pos = k
	for c.pos < c.end {
		switch c.p.toks[c.pos].kind {
		case kwAnd, kwOr:
			return v
		case kwIf, kwLambda:
			return unknown
		case tokOpen, tokFStart:
			c.pos = c.p.closing(c.pos, c.end)
		}
		v = unknown
		c.pos++
	}
	return v
}

// atom judges a parenthesised test or a dotted name at i and returns the index after it.
func (c *condition) atom(i int) (verdict, int) {
	p := c.p
	if i >= c.end {
		return unknown, i
	}
	switch p.toks[i].kind {
	case tokOpen:
		last := p.closing(i, c.end)
		if p.src[p.toks[i].start] != '(' || p.toks[i].isFor || c.depth >= maxNesting {
			return unknown, last + 1
		}
		inner := condition{p: p, end: last, depth: c.depth + 1}
		v := inner.or(i + 1)
		if inner.pos < last {
			v = unknown
		}
		return v, last + 1
	case tokName:
		k := i + 1
		for k+1 < c.end && p.toks[k].kind == opDot && p.toks[k+1].kind == tokName {
			k += 2
		}
		if p.is(k-1, "TYPE_CHECKING") || k == i+1 && p.known.has(typeChecking, p.text(i)) {
			return never, k
		}
		return unknown, k
	}
	return unknown, i
}

// exceptHeader ends the body of the try before it; when the clause catches ImportError,
// the imports of the body are guarded, but for those in functions defined there.
func (p *parser) exceptHeader(outer *frame, i, colon int) {
	if outer.last != stmtTry {
		return
	}
	if outer.tryOpen {
		outer.tryOpen, outer.tryTo = false, int32(len(p.imports))
	}
	if p.toks[i].kind == kwFinally {
		return
	}
	k := i + 1
	if p.at(k) == opStar {
		k++
	}
	as := p.find(kwAs, k, colon)
	if as+1 < colon {
		p.bindToken(as+1, outer.scope, bindHidden)
	}
	if p.find(opComma, k, as) < as { // Python 2: except E, e
		p.bad = true
	}
	if outer.guarded || k < as && !p.namesImportError(k, as) {
		return
	}
	outer.guarded = true
	depth := p.scopes[outer.scope].depth
	for n := outer.tryFrom; n < outer.tryTo; n++ {
		if note := &p.imports[n]; p.scopes[note.scope].depth == depth {
			note.Guarded = true
		}
	}
}

// namesImportError tells whether tokens [i, end) are an exception that catches
// ImportError, dotted or not, or a tuple that holds one.
func (p *parser) namesImportError(i, end int) bool {
	p.depth++
	defer p.ascend()
	for i < end && p.depth <= maxDepth {
		stop := p.find(opComma, i, end)
		switch {
		case i == stop:
		case p.toks[i].kind == tokOpen && p.closing(i, stop) == stop-1 && p.src[p.toks[i].start] == '(':
			if p.namesImportError(i+1, stop-1) {
				return true
			}
		case p.isDottedName(i, stop):
			switch string(p.text(stop - 1)) {
			case "ImportError", "ModuleNotFoundError", "Exception", "BaseException":
				return true
			}
		}
		i = stop + 1
	}
	return false
}

// isDottedName tells whether tokens [i, end) are one name, dotted or not.
func (p *parser) isDottedName(i, end int) bool {
	if i >= end || p.toks[i].kind != tokName {
		return false
	}
	for i++; i+1 < end && p.toks[i].kind == opDot && p.toks[i+1].kind == tokName; i += 2 {
	}
	return i == end
}

// suppresses tells whether an item of the with header [i, end) is contextlib.suppress of
// ImportError or a class above it.
func (p *parser) suppresses(i, end int) bool {
	for ; i+1 < end; i++ {
		if p.toks[i].kind != tokName || p.toks[i+1].kind != tokOpen {
			continue
		}
		var is bool
		if p.at(i-1) == opDot {
			is = p.is(i, "suppress") && p.at(i-3) != opDot &&
				(p.is(i-2, "contextlib") || p.at(i-2) == tokName && p.known.has(contextlib, p.text(i-2)))
		} else {
			is = p.is(i, "suppress") || p.known.has(suppress, p.text(i))
		}
		if is && p.namesImportError(i+2, p.closing(i+1, end)) {
			return true
		}
	}
	return false
}
