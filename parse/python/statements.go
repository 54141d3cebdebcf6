package python

// simple reads the simple statements of tokens [i, end), which semicolons separate.
func (p *parser) simple(i, end int) {
	for i < end {
		j := p.find(opSemicolon, i, end)
		if j > i {
			p.begin(i, j)
			p.statement(i, j, p.top().scope)
		}
		i = j + 1
	}
}

// begin notes where the statement of tokens [i, end) stands.
func (p *parser) begin(i, end int) {
	p.stmtLine = p.toks[i].line
	p.stmtEnd = p.toks[end-1].end
}

// statement reads one simple statement in scope s.
func (p *parser) statement(i, end int, s int32) {
	switch p.toks[i].kind {
	case kwImport:
		p.importStatement(i, end, s)
	case kwFrom:
		p.fromStatement(i, end, s)
	case kwGlobal, kwNonlocal:
		how := bindGlobal
		if p.toks[i].kind == kwNonlocal {
			how = bindNonlocal
		}
		for k := i + 1; k < end; k++ {
			if p.toks[k].kind == tokName {
				p.bindToken(k, s, how)
			}
		}
	case kwDel:
		p.bindTargets(i+1, end, s, bindHidden)
		p.expr(i+1, end, s, false)
	case kwRaise:
		if p.find(opComma, i, end) < p.find(kwLambda, i, end) { // Python 2: raise E, "text"
			p.bad = true
		}
		p.expr(i+1, end, s, false)
	case kwStatement, tokConst, tokNumber, tokString, kwYield, kwAwait, opAt:
		p.expr(i, end, s, false)
	case tokName:
		if p.is(i, "type") && p.at(i+1) == tokName && i+1 < end {
			p.typeAlias(i, end, s)
			return
		}
		p.assignment(i, end, s)
	default:
		p.assignment(i, end, s)
	}
}

// assignment reads an expression statement or an assignment of any form.
func (p *parser) assignment(i, end int, s int32) {
	value := i // first token after the last target
	for k := i; k < end; k++ {
		switch p.toks[k].kind {
		case opAssign:
			p.bindTargets(value, k, s, bindName)
			value = k + 1
			continue
		case opAugmented:
			p.bindTargets(i, k, s, bindName)
			value = k + 1
		case tokOpen, tokFStart:
			k = p.closing(k, end)
			continue
		case opColon:
			if k == i+1 && p.toks[i].kind == tokName {
				p.bindToken(i, s, bindName)
			}
			continue
		case kwLambda:
		default:
			continue
		}
		break
	}
	if s == 0 {
		p.noteModuleAssignment(i, value, end)
	}
	p.expr(i, end, s, false)
}

// noteModuleAssignment remembers what later questions need of a module-level statement:
// the value of a plain variable, and whatever changes __all__.
func (p *parser) noteModuleAssignment(i, value, end int) {
	if p.toks[i].kind != tokName {
		return
	}
	whole := fragment{p.toks[i].start, p.toks[end-1].end}
	if p.is(i, "__all__") {
		p.exports = append(p.exports, whole)
	}
	if next := p.at(i + 1); value > i+1 && value < end && (next == opAssign || next == opColon) {
		name := fragment{p.toks[i].start, p.toks[i].end}
		p.assigns = append(p.assigns, assign{name, fragment{p.toks[value].start, whole.end}})
	}
	if value < end && p.at(i+1) == opDot && p.at(i+3) == opAugmented && p.is(i, "sys") && p.is(i+2, "path") {
		p.paths = append(p.paths, fragment{p.toks[value].start, whole.end})
	}
}

// typeAlias reads `type Name[T] = value` (PEP 695), whose value sees the parameters.
func (p *parser) typeAlias(i, end int, s int32) {
	p.bindToken(i+1, s, bindName)
	k, inner := p.typeParams(i+2, end, s)
	p.expr(k, end, inner, false)
}

// typeParams reads a list `[T: bound = default, *Ts, **P]` at i, if there is one, and
// returns the index after it and the scope that what follows is evaluated in.
func (p *parser) typeParams(i, end int, s int32) (int, int32) {
	if i >= end || p.toks[i].kind != tokOpen || p.src[p.toks[i].start] != '[' {
		return i, s
	}
	inner := p.newScope(s, scopeTypeParams)
	last := p.closing(i, end)
	p.parameters(i+1, last, inner, inner)
	return min(last+1, end), inner
}

// parameters reads tokens [i, end) of a parameter list: names are bound in inner,
// annotations and defaults are evaluated in outer.
func (p *parser) parameters(i, end int, inner, outer int32) {
	for i < end {
		switch p.toks[i].kind {
		case tokName:
			p.bindToken(i, inner, bindName)
			i++
		case opColon, opAssign:
			i = p.expr(i+1, end, outer, true)
		case tokOpen: // Python 2: def f(a, (b, c))
			p.bad = true
			i = p.closing(i, end) + 1
		default:
			i++
		}
	}
}
