package python

import (
	"plumbline/parse"
)

// wholeExpression reads tokens [i, end) as one expression, commas making a tuple; nil where
// there is none.
func (r *moduleReader) wholeExpression(i, end int) *parse.PyExpr {
	if i >= end {
		return nil
	}
	e, k := r.tuple(i, end)
	if k < end {
		r.bad = true
		e = parse.PyExpr{Kind: parse.ExprOther, Line: int(r.toks[i].line), Text: r.slice(r.toks[i].start, r.toks[end-1].end)}
	}
	return &e
}

// node is an expression of tokens [i, k) with its operands.
func (r *moduleReader) node(kind parse.PyExprKind, i, k int, args ...parse.PyExpr) parse.PyExpr {
	e := parse.PyExpr{Kind: kind, Args: args}
	if i < len(r.toks) && k > i {
		e.Line = int(r.toks[i].line)
		e.Text = r.slice(r.toks[i].start, r.toks[min(k, len(r.toks))-1].end)
	}
	return e
}

// tuple reads expressions that commas join, starred ones included.
func (r *moduleReader) tuple(i, end int) (parse.PyExpr, int) {
	first, k := r.starred(i, end)
	if k >= end || r.toks[k].kind != opComma {
		return first, k
	}
	args := []parse.PyExpr{first}
	for k < end && r.toks[k].kind == opComma {
		if k+1 >= end || !r.startsExpression(k+1) {
			k++
			break
		}
		var e parse.PyExpr
		e, k = r.starred(k+1, end)
		args = append(args, e)
	}
	return r.node(parse.ExprTuple, i, k, args...), k
}

func (r *moduleReader) startsExpression(i int) bool {
	switch r.at(i) {
	case tokName, tokConst, tokNumber, tokString, tokFStart, tokOpen, kwLambda, kwNot, kwAwait, kwYield, opStar, opDot:
		return true
	case opOther:
		switch r.text[r.toks[i].start] {
		case '-', '+', '~':
			return true
		}
	}
	return false
}

// expression reads one expression without commas: a walrus, a conditional, a lambda, or what
// operators join. It gives the index after it.
func (r *moduleReader) expression(i, end int) (parse.PyExpr, int) {
	r.levels++
	defer func() { r.levels-- }()
	if i >= end || r.levels > maxNesting {
		return r.unread(i, end)
	}
	switch r.toks[i].kind {
	case kwLambda:
		return r.lambdaExpr(i, end)
	case kwYield:
		k := i + 1
		if k < end && r.toks[k].kind == kwFrom {
			k++
		}
		if k < end && r.startsExpression(k) {
			var x parse.PyExpr
			x, k = r.tuple(k, end)
			e := r.node(parse.ExprOther, i, k, x)
			return e, k
		}
		return r.node(parse.ExprOther, i, k), k
	}
	if r.toks[i].kind == tokName && i+1 < end && r.toks[i+1].kind == opWalrus {
		x, k := r.expression(i+2, end)
		e := r.node(parse.ExprWalrus, i, k, x)
		e.Name = r.tokText(i)
		return e, k
	}
	e, k := r.binary(i, end, 1)
	if k < end && r.toks[k].kind == kwIf {
		test, m := r.binary(k+1, end, 1)
		if m >= end || r.toks[m].kind != kwElse {
			r.bad = true
			return e, m
		}
		other, n := r.expression(m+1, end)
		return r.node(parse.ExprIfElse, i, n, e, test, other), n
	}
	return e, k
}

// unread is what can't be read as an expression: the rest up to the next comma.
func (r *moduleReader) unread(i, end int) (parse.PyExpr, int) {
	r.bad = true
	if i >= end {
		return parse.PyExpr{Kind: parse.ExprOther, Line: r.lineAt(i)}, i
	}
	k := max(i+1, r.find(opComma, i, end))
	return r.node(parse.ExprOther, i, k), k
}

func (r *moduleReader) lineAt(i int) int {
	if n := len(r.toks); n > 0 {
		return int(r.toks[max(0, min(i, n-1))].line)
	}
	return int(r.line)
}

// lambdaExpr passes `lambda params: body`; nothing of it is kept but its text.
func (r *moduleReader) lambdaExpr(i, end int) (parse.PyExpr, int) {
	k := i + 1
	for k < end && r.toks[k].kind != opColon {
		switch r.toks[k].kind {
		case opAssign:
			_, k = r.expression(k+1, end)
			continue
		case tokOpen:
			r.bad = true
			k = r.closing(k, end)
		}
		k++
	}
	_, k = r.expression(min(k+1, end), end)
	return r.node(parse.ExprLambda, i, k), k
}

// operatorAt gives the binary operator at i: its text, its precedence (Python reference, 6.17)
// and how many tokens it has; 0 for none.
func (r *moduleReader) operatorAt(i, end int) (name string, precedence, width int) {
	if i >= end {
		return "", 0, 0
	}
	switch r.toks[i].kind {
	case kwOr:
		return "or", 1, 1
	case kwAnd:
		return "and", 2, 1
	case kwIn:
		return "in", 4, 1
	case kwNot:
		if r.at(i+1) == kwIn && i+1 < end {
			return "not in", 4, 2
		}
	case kwOther:
		if r.at(i+1) == kwNot && i+1 < end {
			return "is not", 4, 2
		}
		return "is", 4, 1
	case opEqual:
		return "==", 4, 1
	case opAt:
		return "@", 10, 1
	case opStar:
		if r.tokText(i) == "**" {
			return "**", 12, 1
		}
		return "*", 10, 1
	case opOther:
		text := r.tokText(i)
		switch text {
		case "<", ">", "<=", ">=", "!=", "<>":
			return text, 4, 1
		case "|":
			return text, 5, 1
		case "^":
			return text, 6, 1
		case "&":
			return text, 7, 1
		case "<<", ">>":
			return text, 8, 1
		case "+", "-":
			return text, 9, 1
		case "/", "//", "%":
			return text, 10, 1
		}
	}
	return "", 0, 0
}

const (
	notPrecedence   = 3
	unaryPrecedence = 11
	powerPrecedence = 12
)

// binary reads operands that operators of at least a precedence join.
func (r *moduleReader) binary(i, end, least int) (parse.PyExpr, int) {
	e, k := r.unary(i, end)
	for {
		name, precedence, width := r.operatorAt(k, end)
		if width == 0 || precedence < least {
			return e, k
		}
		next := precedence + 1
		if precedence == powerPrecedence { // binds to the right, and less tightly than a sign there
			next = unaryPrecedence
		}
		var right parse.PyExpr
		right, k = r.operand(k+width, end, next)
		e = r.node(parse.ExprBinary, i, k, e, right)
		e.Name = name
	}
}

// operand is the right side of an operator; recursion is bounded as for brackets.
func (r *moduleReader) operand(i, end, least int) (parse.PyExpr, int) {
	r.levels++
	defer func() { r.levels-- }()
	if i >= end || r.levels > maxNesting {
		return r.unread(i, end)
	}
	return r.binary(i, end, least)
}

// unary reads not, signs and await, then a primary.
func (r *moduleReader) unary(i, end int) (parse.PyExpr, int) {
	if i >= end {
		return r.unread(i, end)
	}
	name, least := "", 0
	switch r.toks[i].kind {
	case kwNot:
		name, least = "not", notPrecedence
	case kwAwait:
		x, k := r.operand(i+1, end, powerPrecedence+1)
		return r.node(parse.ExprOther, i, k, x), k
	case opOther:
		switch t := r.tokText(i); t {
		case "-", "+", "~":
			name, least = t, unaryPrecedence
		}
	}
	if name == "" {
		return r.primary(i, end)
	}
	x, k := r.operand(i+1, end, least)
	e := r.node(parse.ExprUnary, i, k, x)
	e.Name = name
	return e, k
}

// primary reads an atom with attributes, calls and subscripts behind it.
func (r *moduleReader) primary(i, end int) (parse.PyExpr, int) {
	e, k := r.atom(i, end)
	for k < end {
		switch r.toks[k].kind {
		case opDot:
			if k+1 >= end || r.toks[k+1].kind != tokName {
				r.bad = true
				return e, k + 1
			}
			name := r.tokText(k + 1)
			k += 2
			e = r.node(parse.ExprAttr, i, k, e)
			e.Name = name
			continue
		case tokOpen:
			last := r.closing(k, end)
			switch r.text[r.toks[k].start] {
			case '(':
				args := r.arguments(k+1, last)
				e = r.node(parse.ExprCall, i, min(last+1, end), append([]parse.PyExpr{e}, args...)...)
			case '[':
				e = r.node(parse.ExprIndex, i, min(last+1, end), e, r.subscript(k+1, last))
			default:
				return e, k
			}
			k = min(last+1, end)
			continue
		}
		return e, k
	}
	return e, k
}

// arguments reads the arguments of a call or class statement in tokens [i, end).
func (r *moduleReader) arguments(i, end int) (out []parse.PyExpr) {
	for i < end {
		if r.toks[i].kind == opComma {
			i++
			continue
		}
		var e parse.PyExpr
		key, start := "", i
		switch {
		case r.toks[i].kind == opStar:
			key = r.tokText(i)
			i++
		case r.toks[i].kind == tokName && r.at(i+1) == opAssign && i+1 < end:
			key = r.tokText(i)
			i += 2
		}
		e, i = r.expression(i, end)
		if i < end && (r.toks[i].kind == kwFor || r.toks[i].kind == kwAsync) {
			e, i = r.comprehension(e, start, i, end)
		}
		e.Key = key
		out = append(out, e)
		if i < end && r.toks[i].kind != opComma {
			r.bad = true
			i = max(i+1, r.find(opComma, i, end))
		}
	}
	return out
}

// subscript reads what stands between [ and ]: an expression, a tuple, slices.
func (r *moduleReader) subscript(i, end int) parse.PyExpr {
	start := i
	var parts []parse.PyExpr
	comma := false
	for i < end {
		stop := r.find(opComma, i, end)
		if r.freeColon(i, stop) < stop {
			parts = append(parts, r.node(parse.ExprSlice, i, stop))
			i = stop
		} else {
			var e parse.PyExpr
			e, i = r.starred(i, stop)
			if i < stop {
				r.bad = true
				i = stop
			}
			parts = append(parts, e)
		}
		if i < end {
			comma = true
			i++
		}
	}
	switch {
	case len(parts) == 1 && !comma:
		return parts[0]
	case len(parts) == 0:
		r.bad = true
	}
	return r.node(parse.ExprTuple, start, end, parts...)
}

// freeColon gives the first colon of tokens [i, end) that no bracket and no lambda owns, else end.
func (r *moduleReader) freeColon(i, end int) int {
	for lambdas := 0; i < end; i++ {
		switch r.toks[i].kind {
		case tokOpen, tokFStart, tokFieldOpen:
			i = r.closing(i, end)
		case kwLambda:
			lambdas++
		case opColon:
			if lambdas == 0 {
				return i
			}
			lambdas--
		}
	}
	return end
}

// atom reads a name, a literal or what stands in brackets.
func (r *moduleReader) atom(i, end int) (parse.PyExpr, int) {
	switch t := &r.toks[i]; t.kind {
	case tokName, tokConst:
		kind := parse.ExprName
		if t.kind == tokConst {
			kind = parse.ExprConst
		}
		e := r.node(kind, i, i+1)
		e.Name = e.Text
		return e, i + 1
	case tokNumber:
		return r.node(parse.ExprNumber, i, i+1), i + 1
	case tokString, tokFStart:
		return r.stringExpr(i, end)
	case opDot:
		if r.at(i+1) == opDot && r.at(i+2) == opDot && i+2 < end {
			e := r.node(parse.ExprConst, i, i+3)
			e.Name = "..."
			return e, i + 3
		}
	case tokOpen:
		return r.bracketed(i, end)
	}
	return r.unread(i, end)
}

// bracketed reads ( ), [ ] or { } at i.
func (r *moduleReader) bracketed(i, end int) (parse.PyExpr, int) {
	last := r.closing(i, end)
	after := min(last+1, end)
	switch r.text[r.toks[i].start] {
	case '(':
		return r.parenthesised(i, last, after), after
	case '[':
		return r.collection(parse.ExprList, i, last, after), after
	}
	if r.isDict(i+1, last) {
		return r.dict(i, last, after), after
	}
	return r.collection(parse.ExprSet, i, last, after), after
}

// parenthesised is a group, whose text is that of what is in it, a tuple or a generator.
func (r *moduleReader) parenthesised(i, last, after int) parse.PyExpr {
	if i+1 >= last {
		return r.node(parse.ExprTuple, i, after)
	}
	e, k := r.tuple(i+1, last)
	switch {
	case k < last && (r.toks[k].kind == kwFor || r.toks[k].kind == kwAsync):
		e, _ = r.comprehension(e, i, k, last)
		return r.node(parse.ExprComp, i, after, e.Args...)
	case k < last:
		r.bad = true
	case e.Kind == parse.ExprTuple && r.find(opComma, i+1, last) < last: // and no group around a tuple
		return r.node(parse.ExprTuple, i, after, e.Args...)
	}
	return e
}

// collection reads the elements of a list or set, or a comprehension.
func (r *moduleReader) collection(kind parse.PyExprKind, i, last, after int) parse.PyExpr {
	var args []parse.PyExpr
	for k := i + 1; k < last; {
		var e parse.PyExpr
		e, k = r.starred(k, last)
		if k < last && (r.toks[k].kind == kwFor || r.toks[k].kind == kwAsync) {
			e, _ = r.comprehension(e, i, k, last)
			return r.node(parse.ExprComp, i, after, e.Args...)
		}
		args = append(args, e)
		if k < last && r.toks[k].kind != opComma {
			r.bad = true
			k = max(k, r.find(opComma, k, last))
		}
		k++
	}
	return r.node(kind, i, after, args...)
}

// isDict reports whether { } is a dictionary: empty, **x, or with a colon of its own level.
func (r *moduleReader) isDict(i, last int) bool {
	if i >= last || r.toks[i].kind == opStar && r.tokText(i) == "**" {
		return true
	}
	return r.freeColon(i, last) < last
}

func (r *moduleReader) dict(i, last, after int) parse.PyExpr {
	var args []parse.PyExpr
	for k := i + 1; k < last; {
		if r.toks[k].kind == opStar {
			x, next := r.expression(k+1, last)
			args = append(args, r.node(parse.ExprStar, k, k+1), x)
			k = next
		} else {
			var key, value parse.PyExpr
			start := k
			key, k = r.expression(k, last)
			if k < last && r.toks[k].kind == opColon {
				value, k = r.expression(k+1, last)
			} else {
				r.bad = true
			}
			if k < last && (r.toks[k].kind == kwFor || r.toks[k].kind == kwAsync) {
				pair := r.node(parse.ExprDict, start, k, key, value)
				e, _ := r.comprehension(pair, i, k, last)
				return r.node(parse.ExprComp, i, after, e.Args...)
			}
			args = append(args, key, value)
		}
		if k < last && r.toks[k].kind != opComma {
			r.bad = true
			k = max(k, r.find(opComma, k, last))
		}
		k++
	}
	return r.node(parse.ExprDict, i, after, args...)
}

// comprehension reads the clauses from the first `for` at k on, of an element that starts at i.
func (r *moduleReader) comprehension(element parse.PyExpr, i, k, end int) (parse.PyExpr, int) {
	args := []parse.PyExpr{element}
	for k < end && r.toks[k].kind != opComma {
		switch r.toks[k].kind {
		case kwAsync:
			k++
		case kwFor:
			in := r.find(kwIn, k, end)
			if in >= end {
				r.bad = true
				return r.node(parse.ExprComp, i, end, args...), end
			}
			var e parse.PyExpr
			e, k = r.iterable(in+1, end)
			args = append(args, e)
		case kwIf:
			_, k = r.iterable(k+1, end)
		default:
			r.bad = true
			return r.node(parse.ExprComp, i, end, args...), end
		}
	}
	return r.node(parse.ExprComp, i, k, args...), k
}

// iterable reads what a clause of a comprehension ranges over or asks: what needs no
// parentheses there is a disjunction, or a walrus (Python reference, 6.2.4).
func (r *moduleReader) iterable(i, end int) (parse.PyExpr, int) {
	if i < end && r.toks[i].kind == kwLambda {
		return r.lambdaExpr(i, end)
	}
	if r.at(i) == tokName && r.at(i+1) == opWalrus {
		return r.expression(i, end)
	}
	return r.operand(i, end, 1)
}
