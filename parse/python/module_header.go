package python

import (
	"strings"

	"plumbline/parse"
)

// header reads the header of a compound statement in tokens [0, colon). It gives the context
// of the block that it opens and what to do once that is read, nil for nothing.
func (r *moduleReader) header(ctx *blockContext, open *clauses, decorators []parse.PyExpr, colon int) (inner blockContext, after func(), ok bool) {
	inner = *ctx
	inner.doc = nil
	i := 0
	if r.toks[0].kind == kwAsync {
		i = 1
	}
	line := int(r.toks[0].line)
	if ctx.fn != nil && r.at(i) != kwDef && r.at(i) != kwClass {
		ctx.fn.effect(ctx)
	}
	switch r.at(i) {
	case kwDef:
		*open = clauses{}
		inner, after = r.def(ctx, decorators, i, colon)
		return inner, after, true
	case kwClass:
		*open = clauses{}
		inner, after = r.classDef(ctx, decorators, i, colon)
		return inner, after, true
	case kwIf:
		*open = clauses{line: line}
		r.condition(&inner, open, i, colon)
	case kwElif:
		if open.line == 0 {
			r.bad = true
			open.line = line
		}
		inner.guards = withGuards(inner.guards, open.tests...)
		r.condition(&inner, open, i, colon)
	case kwElse:
		r.elseClause(&inner, open, line)
	case kwTry:
		*open = clauses{line: line, catch: &parse.PyExpr{Kind: parse.ExprTuple, Line: line}}
		inner.guards = withGuards(inner.guards, parse.PyGuard{Kind: parse.PyTry, Line: line, Test: open.catch})
	case kwExcept:
		r.exceptClause(&inner, open, i, colon)
	case kwFinally:
		inner.guards = withGuards(inner.guards, parse.PyGuard{Kind: parse.PyFinally, Line: open.line})
	case kwFor, kwWhile:
		*open = clauses{line: line, loop: true}
		r.loopClause(&inner, i, colon, line)
	case kwWith:
		*open = clauses{}
		r.withClause(&inner, i, colon, line)
	default: // match, case
		*open = clauses{}
		r.matchClause(&inner, colon, line)
	}
	return inner, nil, true
}

// withGuards is a list of guards with more behind it, a list of its own.
func withGuards(list []parse.PyGuard, more ...parse.PyGuard) []parse.PyGuard {
	return append(list[:len(list):len(list)], more...)
}

// condition reads the test of an if or elif.
func (r *moduleReader) condition(inner *blockContext, open *clauses, i, colon int) {
	test := r.wholeExpression(i+1, colon)
	r.examine(inner, test)
	inner.guards = withGuards(inner.guards, parse.PyGuard{Kind: parse.PyIf, Line: open.line, Test: test})
	open.tests = append(open.tests, parse.PyGuard{Kind: parse.PyElse, Line: open.line, Test: test})
}

// elseClause is the else of an if, a loop or a try.
func (r *moduleReader) elseClause(inner *blockContext, open *clauses, line int) {
	switch {
	case open.line == 0:
		r.bad = true
	case open.catch != nil:
		inner.guards = withGuards(inner.guards, parse.PyGuard{Kind: parse.PyNoError, Line: open.line})
	case open.loop:
		inner.guards = withGuards(inner.guards, parse.PyGuard{Kind: parse.PyLoopElse, Line: open.line})
	default:
		inner.guards = withGuards(inner.guards, open.tests...)
	}
}

func (r *moduleReader) exceptClause(inner *blockContext, open *clauses, i, colon int) {
	g := parse.PyGuard{Kind: parse.PyExcept, Line: open.line}
	k := i + 1
	if r.at(k) == opStar { // except* (PEP 654)
		k++
	}
	if k < colon {
		as := r.find(kwAs, k, colon)
		g.Test = r.wholeExpression(k, as)
		if as+1 < colon {
			g.Name = r.wholeExpression(as+1, colon)
		}
		if g.Test == nil {
			r.bad = true
		} else if open.catch != nil {
			open.catch.Args = append(open.catch.Args, *g.Test)
		}
	} else {
		g.Test = &parse.PyExpr{Kind: parse.ExprName, Line: int(r.toks[i].line), Name: "BaseException"}
		if open.catch != nil {
			open.catch.Args = append(open.catch.Args, *g.Test)
		}
	}
	if open.catch == nil {
		r.bad = true
	}
	inner.guards = withGuards(inner.guards, g)
}

func (r *moduleReader) loopClause(inner *blockContext, i, colon, line int) {
	g := parse.PyGuard{Kind: parse.PyLoop, Line: line}
	if r.at(i) == kwWhile {
		g.Test = r.wholeExpression(i+1, colon)
	} else {
		in := r.find(kwIn, i, colon)
		g.Name = r.wholeExpression(i+1, in)
		if in+1 < colon {
			g.Test = r.wholeExpression(in+1, colon)
		}
	}
	r.examine(inner, g.Test)
	inner.guards = withGuards(inner.guards, g)
	r.bindNames(inner, g.Name, line)
}

// withClause gives a guard to each item of a with statement.
func (r *moduleReader) withClause(inner *blockContext, i, colon, line int) {
	start, end := i+1, colon
	if r.at(start) == tokOpen && r.text[r.toks[start].start] == '(' && r.closing(start, colon) == colon-1 && r.find(kwAs, start+1, colon-1) < colon-1 {
		start, end = start+1, colon-1
	}
	for start < end {
		stop := r.find(opComma, start, end)
		as := r.find(kwAs, start, stop)
		g := parse.PyGuard{Kind: parse.PyWith, Line: line, Test: r.wholeExpression(start, as)}
		if as+1 < stop {
			g.Name = r.wholeExpression(as+1, stop)
		}
		if r.bad = r.bad || g.Test == nil; g.Test != nil {
			r.examine(inner, g.Test)
		}
		inner.guards = withGuards(inner.guards, g)
		r.bindNames(inner, g.Name, line)
		start = stop + 1
	}
}

func (r *moduleReader) matchClause(inner *blockContext, colon, line int) {
	if r.is(0, "match") {
		r.examine(inner, r.wholeExpression(1, colon))
		return
	}
	inner.guards = withGuards(inner.guards, parse.PyGuard{Kind: parse.PyCase, Line: line})
	for k := 1; k < colon && r.toks[k].kind != kwIf; k++ {
		if r.toks[k].kind != tokName || r.at(k-1) == opDot || r.is(k, "_") {
			continue
		}
		switch r.at(k + 1) {
		case opDot, tokOpen, opAssign:
			continue
		}
		r.bound(inner, string(r.parser.text(k)), line)
	}
}

// bindNames notes the names that a loop, a with or a walrus binds.
func (r *moduleReader) bindNames(ctx *blockContext, e *parse.PyExpr, line int) {
	if e != nil && ctx.fn != nil {
		r.uses.bound(e, line)
	}
	if e == nil || ctx.body == nil {
		return
	}
	switch e.Kind {
	case parse.ExprName:
		r.bound(ctx, e.Name, line)
	case parse.ExprTuple, parse.ExprList, parse.ExprStar:
		for k := range e.Args {
			r.bindNames(ctx, &e.Args[k], line)
		}
	}
}

func (r *moduleReader) bound(ctx *blockContext, name string, line int) {
	if ctx.body != nil {
		*ctx.body = append(*ctx.body, &parse.PyStmt{Kind: parse.PyBound, Line: line, EndLine: line, Name: name, Guards: ctx.guards})
	}
}

// classDef reads `class Name[T](bases)`.
func (r *moduleReader) classDef(ctx *blockContext, decorators []parse.PyExpr, i, colon int) (inner blockContext, after func()) {
	st := &parse.PyStmt{Kind: parse.PyClassDef, Line: int(r.toks[0].line), Guards: ctx.guards, Class: &parse.PyClass{Decorators: decorators}}
	k := i + 1
	if r.at(k) == tokName && k < colon {
		st.Name = r.tokText(k)
		k++
	} else {
		r.bad = true
	}
	k = r.skipTypeParams(k, colon)
	if k < colon && r.toks[k].kind == tokOpen {
		for _, a := range r.arguments(k+1, r.closing(k, colon)) {
			if a.Key == "" || a.Key == "*" {
				st.Class.Bases = append(st.Class.Bases, a)
			} else {
				st.Class.Keywords = append(st.Class.Keywords, a)
			}
		}
	}
	inner = blockContext{levels: ctx.levels, doc: &st.Class.Doc, sites: ctx.sites, fn: ctx.fn, class: true}
	if ctx.fn != nil {
		r.uses.binds(st.Name, st.Line)
		inner.inner, inner.guards = join(ctx.inner, st.Name), ctx.guards
		return inner, nil
	}
	inner.body = &st.Class.Body
	*ctx.body = append(*ctx.body, st)
	return inner, func() { st.EndLine = r.lastLine }
}

func join(outer, name string) string {
	if outer == "" {
		return name
	}
	return outer + "." + name
}

// skipTypeParams passes a list of type parameters (PEP 695).
func (r *moduleReader) skipTypeParams(k, end int) int {
	if k < end && r.toks[k].kind == tokOpen && r.text[r.toks[k].start] == '[' {
		return r.closing(k, end) + 1
	}
	return k
}

// def reads `def name[T](params) -> result`.
func (r *moduleReader) def(ctx *blockContext, decorators []parse.PyExpr, i, colon int) (inner blockContext, after func()) {
	st := &parse.PyStmt{Kind: parse.PyDef, Line: int(r.toks[0].line), Guards: ctx.guards}
	f := &parse.PyFunc{Async: i == 1, Decorators: decorators}
	st.Func = f
	k := i + 1
	if r.at(k) == tokName && k < colon {
		st.Name = r.tokText(k)
		k++
	} else {
		r.bad = true
	}
	k = r.skipTypeParams(k, colon)
	if k < colon && r.toks[k].kind == tokOpen {
		last := r.closing(k, colon)
		f.Params = r.params(k+1, last)
		k = min(last+1, colon)
	}
	if k < colon && r.toks[k].kind == opArrow {
		f.Returns = r.wholeExpression(k+1, colon)
		k = colon
	}
	if k < colon {
		r.bad = true
	}
	if ctx.fn != nil { // nested: its sites belong to the function around it
		r.uses.binds(st.Name, st.Line)
		r.uses.params(f)
		ctx.fn.f.Nested = append(ctx.fn.f.Nested, f.Params)
		inner = blockContext{levels: ctx.levels, fn: ctx.fn, guards: ctx.guards, inner: join(ctx.inner, st.Name), sites: ctx.sites}
		return inner, nil
	}
	*ctx.body = append(*ctx.body, st)
	state := newFunction(f, st.Name, ctx.class)
	inner = blockContext{levels: ctx.levels, doc: &f.Doc, fn: state, sites: ctx.sites}
	return inner, func() {
		st.EndLine = r.lastLine
		state.finish()
	}
}

// params reads the parameters of a function in tokens [i, end) (Python reference, 8.7).
func (r *moduleReader) params(i, end int) []parse.PyParam {
	var out []parse.PyParam
	kind := parse.PyPositional
	for i < end {
		switch t := &r.toks[i]; {
		case t.kind == opComma:
			i++
			continue
		case t.kind == opOther && r.tokText(i) == "/":
			for k := range out {
				if out[k].Kind == parse.PyPositional {
					out[k].Kind = parse.PyPositionalOnly
				}
			}
			i++
			continue
		case t.kind == opStar:
			if r.tokText(i) == "**" {
				i = r.param(&out, i+1, end, parse.PyVarKeyword)
				continue
			}
			kind = parse.PyKeywordOnly
			if r.at(i+1) == tokName && i+1 < end {
				i = r.param(&out, i+1, end, parse.PyVarPositional)
			} else {
				i++
			}
			continue
		case t.kind == tokName:
			i = r.param(&out, i, end, kind)
			continue
		}
		r.bad = true // Python 2's (a, b), or no parameter at all
		i = max(i+1, r.find(opComma, i, end))
	}
	return out
}

// param reads `name: type = default` at i and gives the index after it.
func (r *moduleReader) param(out *[]parse.PyParam, i, end int, kind parse.PyParamKind) int {
	if i >= end || r.toks[i].kind != tokName {
		r.bad = true
		return i + 1
	}
	p := parse.PyParam{Name: r.tokText(i), Kind: kind, Line: int(r.toks[i].line)}
	i++
	if i < end && r.toks[i].kind == opColon {
		e, k := r.starred(i+1, end)
		p.Type, i = &e, k
	}
	if i < end && r.toks[i].kind == opAssign {
		e, k := r.expression(i+1, end)
		p.Default, i = &e, k
	}
	*out = append(*out, p)
	if i < end && r.toks[i].kind != opComma {
		r.bad = true
		i = max(i+1, r.find(opComma, i, end))
	}
	return i
}

// starred reads an expression that may have a star, as *args: *Ts has.
func (r *moduleReader) starred(i, end int) (parse.PyExpr, int) {
	if i < end && r.toks[i].kind == opStar {
		x, k := r.expression(i+1, end)
		return r.node(parse.ExprStar, i, k, x), k
	}
	return r.expression(i, end)
}

func (r *moduleReader) tokText(i int) string { return r.slice(r.toks[i].start, r.toks[i].end) }

// speaksOfDeprecation reports whether a text has one of the words that deprecations use.
func speaksOfDeprecation(text string) bool {
	lower := strings.ToLower(text)
	for _, w := range deprecationWords {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// deprecationWords are parts of what messages say of what goes away.
var deprecationWords = []string{"deprecat", "will be removed", "to be removed", "be removed in", "has been removed", "is removed", "was removed",
	"were removed", "have been removed", "no longer supported", "not supported anymore", "not supported any more", "no longer available", "obsolete",
	"will no longer", "will change in", "will be changed", "will become", "in a future release", "in future releases", "in a future version", "in the future"}
