package python

// maxDepth bounds the recursion of expr: every bracket and every lambda is a level.
const maxDepth = 2 * maxNesting

// expr walks the expression tokens from i on in scope s and notes attribute chains,
// dynamic imports, walrus targets and inner scopes. With stop it ends before a comma,
// colon or = of its own bracket level, else at end; it returns where it ended.
func (p *parser) expr(i, end int, s int32, stop bool) int {
	p.depth++
	defer p.ascend()
	for i < end {
		switch p.toks[i].kind {
		case tokName:
			i = p.nameExpr(i, end, s)
		case tokOpen, tokFStart, tokFieldOpen:
			i = p.bracket(i, end, s)
		case kwLambda:
			if p.depth > maxDepth {
				p.bad = true
				i++
				continue
			}
			i = p.lambda(i, end, s)
		case opDot:
			i++
			if p.at(i) == tokName {
				i++
			}
		case opComma, opColon, opAssign:
			if stop {
				return i
			}
			i++
		default:
			i++
		}
	}
	return end
}

// ascend leaves one level of recursion.
func (p *parser) ascend() { p.depth-- }

// closing gives the index of the token that closes i, at most end.
func (p *parser) closing(i, end int) int { return min(int(p.toks[i].match), end) }

// nameExpr reads a name that is no attribute: a chain, a call, a walrus target or a plain name.
func (p *parser) nameExpr(i, end int, s int32) int {
	k := i + 1
	for k+1 < end && p.toks[k].kind == opDot && p.toks[k+1].kind == tokName {
		k += 2
	}
	if k > i+1 {
		p.noteChain(i, k, s)
	}
	if k < end {
		switch p.toks[k].kind {
		case tokOpen:
			p.call(i, k, end, s)
		case opWalrus:
			if k == i+1 {
				p.bindToken(i, p.walrusScope(s), bindName)
			}
		}
	}
	return k
}

// bracket walks a bracket pair, f-string or field from its opening token on and returns
// the index after it.
// A `for` directly inside makes all of it a comprehension: a scope of its own, but for
// the first iterable, which belongs to the scope around (reference, 6.2.4).
func (p *parser) bracket(i, end int, s int32) int {
	last := p.closing(i, end)
	if p.depth > maxDepth {
		p.bad = true
		return last + 1
	}
	if !p.toks[i].isFor {
		if last+2 < end && p.at(last+1) == opDot && p.at(last+2) == tokName && p.isGroupedName(i, last) {
			return p.groupedChain(i, last, end, s)
		}
		p.expr(i+1, last, s, false)
		return last + 1
	}
	inner := p.newScope(s, scopeComprehension)
	k := p.find(kwFor, i+1, last)
	p.expr(i+1, k, inner, false)
	for first := true; k < last; first = false {
		in := p.find(kwIn, k+1, last)
		p.bindTargets(k+1, in, inner, bindName)
		p.expr(k+1, in, inner, false)
		k = p.find(kwFor, in, last)
		stop := k
		if first {
			stop = min(k, p.find(kwIf, in, k))
			p.expr(in, stop, s, false)
		} else {
			stop = in
		}
		p.expr(stop, k, inner, false)
	}
	return last + 1
}

// isGroupedName tells whether the bracket pair (i, last) only groups one dotted name: it
// is no call and no subscript.
func (p *parser) isGroupedName(i, last int) bool {
	if p.at(i-1).endsOperand() || p.src[p.toks[i].start] != '(' {
		return false
	}
	for p.at(i+1) == tokOpen && int(p.toks[i+1].match) == last-1 && p.src[p.toks[i+1].start] == '(' {
		i, last = i+1, last-1
	}
	return p.isDottedName(i+1, last)
}

// groupedChain notes a chain whose first names stand in parentheses, `(torch.nn).Linear`,
// and returns the index after it.
func (p *parser) groupedChain(i, last, end int, s int32) int {
	k := last + 1
	for k+1 < end && p.toks[k].kind == opDot && p.toks[k+1].kind == tokName {
		k += 2
	}
	root := i
	for p.toks[root].kind == tokOpen {
		root++
	}
	var attrs []byte
	for n := root + 1; n < k; n++ {
		if p.toks[n].kind == tokName || p.toks[n].kind == opDot {
			attrs = append(attrs, p.text(n)...)
		}
	}
	t := &p.toks[root]
	p.spelled = append(p.spelled, string(attrs[1:]))
	p.chains = append(p.chains, chain{start: t.start, root: t.end, end: p.toks[k-1].end, line: t.line,
		scope: s, spelled: int32(len(p.spelled))})
	return k
}

// find gives the index of the first token of kind k in [i, end) outside inner brackets, or end.
func (p *parser) find(k kind, i, end int) int {
	for i < end {
		switch p.toks[i].kind {
		case k:
			return i
		case tokOpen, tokFStart, tokFieldOpen:
			i = p.closing(i, end)
		}
		i++
	}
	return end
}

// lambda walks `lambda params: body` and returns the index after it. Defaults are
// evaluated in the scope around, the body in one of its own.
func (p *parser) lambda(i, end int, s int32) int {
	inner := p.newScope(s, scopeFunction)
	i++
	for i < end && p.toks[i].kind != opColon {
		switch p.toks[i].kind {
		case tokName:
			p.bindToken(i, inner, bindName)
			i++
		case opAssign:
			i = p.expr(i+1, end, s, true)
		case tokOpen: // Python 2: lambda (a, b): a
			p.bad = true
			i = p.closing(i, end) + 1
		default:
			i++
		}
	}
	return p.expr(min(i+1, end), end, inner, true)
}

// bindTargets binds the names that an assignment to tokens [i, end) binds: plain names,
// also starred and in parentheses or lists, but none within attributes, subscripts and calls.
func (p *parser) bindTargets(i, end int, s int32, how bindKind) {
	p.depth++
	defer p.ascend()
	for i < end && p.depth <= maxDepth {
		switch p.toks[i].kind {
		case tokName:
			next := tokEnd
			if i+1 < end {
				next = p.toks[i+1].kind
			}
			if next == opDot || next == tokOpen {
				i = p.skipTrailers(i+1, end)
				continue
			}
			p.bindToken(i, s, how)
			i++
		case tokOpen:
			last := p.closing(i, end)
			if next := p.skipTrailers(last+1, end); next > last+1 { // (f)(x).y, [a, b][0]
				i = next
				continue
			}
			p.bindTargets(i+1, last, s, how)
			i = last + 1
		case tokFStart:
			i = p.closing(i, end) + 1
		case opDot:
			i = p.skipTrailers(i, end)
		case opColon: // a subscript's slice never comes here; `x: int` ends the target
			return
		default:
			i++
		}
	}
}

// skipTrailers skips attributes, subscripts and calls from i on.
func (p *parser) skipTrailers(i, end int) int {
	for i < end {
		switch p.toks[i].kind {
		case opDot:
			i += 2
		case tokOpen:
			i = p.closing(i, end) + 1
		default:
			return i
		}
	}
	return end
}
