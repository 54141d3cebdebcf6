package python

import (
	"plumbline/parse"
)

// simpleStatements reads the simple statements of tokens [i, n), which semicolons separate.
func (r *moduleReader) simpleStatements(ctx *blockContext, i, n int) {
	for i < n {
		j := r.find(opSemicolon, i, n)
		if j > i {
			r.simpleStatement(ctx, i, j)
		}
		i = j + 1
	}
}

// simpleStatement reads one simple statement.
func (r *moduleReader) simpleStatement(ctx *blockContext, i, end int) {
	line := int(r.toks[i].line)
	switch r.toks[i].kind {
	case kwImport:
		r.importNames(ctx, i, end)
	case kwFrom:
		r.fromNames(ctx, i, end)
	case kwDel:
		r.deleted(ctx, i, end)
	case kwRaise:
		r.raised(ctx, i, end)
	case kwGlobal, kwNonlocal:
	case kwStatement:
		r.keywordStatement(ctx, i, end)
	default:
		if r.is(i, "type") && r.at(i+1) == tokName && i+1 < end && ctx.body != nil {
			if eq := r.find(opAssign, i, end); eq < end {
				r.record(ctx, &parse.PyStmt{Kind: parse.PyTypeAlias, Line: line, Name: r.tokText(i + 1), Value: r.wholeExpression(eq+1, end)}, end)
				return
			}
		}
		r.assignments(ctx, i, end)
	}
}

// record adds a statement of a module's or class's scope.
func (r *moduleReader) record(ctx *blockContext, st *parse.PyStmt, end int) {
	if ctx.body == nil {
		if ctx.fn != nil && ctx.inner == "" && st.Kind == parse.PyImported && st.Import.Name != "*" {
			ctx.fn.imports = append(ctx.fn.imports, st)
		}
		if r.uses != nil && st.Kind == parse.PyImported {
			r.uses.imported(st)
			r.uses.out.Lazy = append(r.uses.out.Lazy, st)
		}
		return
	}
	st.Guards = ctx.guards
	last := &r.toks[end-1]
	st.EndLine = int(last.line)
	for _, c := range []byte(r.slice(last.start, last.end)) {
		if c == '\n' {
			st.EndLine++
		}
	}
	*ctx.body = append(*ctx.body, st)
}

// keywordStatement is assert, break, continue, pass or return.
func (r *moduleReader) keywordStatement(ctx *blockContext, i, end int) {
	var e *parse.PyExpr
	if i+1 < end {
		e = r.wholeExpression(i+1, end)
	}
	if word := r.tokText(i); ctx.fn != nil && word != "pass" {
		if word == "return" && e != nil {
			ctx.fn.consists(ctx, e)
		}
		ctx.fn.effect(ctx)
	}
	r.examine(ctx, e)
}

func (r *moduleReader) deleted(ctx *blockContext, i, end int) {
	if ctx.fn != nil {
		ctx.fn.effect(ctx)
	}
	if ctx.body == nil {
		return
	}
	for k := i + 1; k < end; {
		stop := r.find(opComma, k, end)
		if e := r.wholeExpression(k, stop); e != nil {
			for _, t := range flatten(e, 0) {
				st := &parse.PyStmt{Kind: parse.PyDeleted, Line: int(r.toks[i].line), Target: t}
				if t.Kind == parse.ExprName {
					st.Name = t.Name
				}
				r.record(ctx, st, end)
			}
		}
		k = stop + 1
	}
}

// flatten are the targets of a statement, those of tuples and lists one by one.
func flatten(e *parse.PyExpr, depth int) []*parse.PyExpr {
	if e.Kind != parse.ExprTuple && e.Kind != parse.ExprList || depth > maxNesting {
		return []*parse.PyExpr{e}
	}
	var out []*parse.PyExpr
	for i := range e.Args {
		out = append(out, flatten(&e.Args[i], depth+1)...)
	}
	return out
}

// raised reads a raise statement.
func (r *moduleReader) raised(ctx *blockContext, i, end int) {
	site := parse.PySite{Kind: parse.PyRaise, Line: int(r.toks[i].line), Guards: ctx.guards, Inner: ctx.inner}
	if from := r.find(kwFrom, i, end); i+1 < from {
		if e := r.wholeExpression(i+1, from); e != nil {
			site.Call = *e
			if e.Kind == parse.ExprCall {
				site.Text = r.message(ctx, e)
			}
			r.examine(ctx, e)
		}
	}
	if ctx.fn != nil {
		ctx.fn.raise(ctx)
		ctx.fn.f.Sites = append(ctx.fn.f.Sites, site)
	} else if ctx.sites != nil {
		*ctx.sites = append(*ctx.sites, site)
	}
}

// importNames reads `import a.b as c, d`.
func (r *moduleReader) importNames(ctx *blockContext, i, end int) {
	line := int(r.toks[i].line)
	for k := i + 1; k < end; {
		stop := r.find(opComma, k, end)
		as := r.find(kwAs, k, stop)
		imp := &parse.Import{Line: line, Module: r.joined(k, as), Lazy: ctx.fn != nil, InClass: ctx.class && ctx.fn == nil}
		if as+1 < stop {
			imp.As = r.tokText(as + 1)
		}
		r.record(ctx, &parse.PyStmt{Kind: parse.PyImported, Line: line, Name: imp.Binds(), Import: imp}, end)
		k = stop + 1
	}
}

// joined is the dotted name of tokens [i, end).
func (r *moduleReader) joined(i, end int) string {
	if end > i && r.toks[end-1].end-r.toks[i].start == spanOf(r.toks[i:end]) {
		return r.slice(r.toks[i].start, r.toks[end-1].end)
	}
	name := ""
	for ; i < end; i++ {
		name += r.tokText(i)
	}
	return name
}

// spanOf is the length of tokens without what stands between them.
func spanOf(toks []token) (n int32) {
	for i := range toks {
		n += toks[i].end - toks[i].start
	}
	return n
}

// fromNames reads `from ..a import b as c, d`.
func (r *moduleReader) fromNames(ctx *blockContext, i, end int) {
	line := int(r.toks[i].line)
	k, level := i+1, 0
	for k < end && r.toks[k].kind == opDot {
		level++
		k++
	}
	imp := r.find(kwImport, k, end)
	module := r.joined(k, imp)
	if imp >= end {
		r.bad = true
		return
	}
	k = imp + 1
	if k < end && r.toks[k].kind == tokOpen {
		k, end = k+1, r.closing(k, end)
	}
	for k < end {
		stop := r.find(opComma, k, end)
		if k < stop {
			one := &parse.Import{Line: line, Level: level, Module: module, Name: r.tokText(k), Lazy: ctx.fn != nil, InClass: ctx.class && ctx.fn == nil}
			if as := r.find(kwAs, k, stop); as+1 < stop {
				one.As = r.tokText(as + 1)
			}
			r.record(ctx, &parse.PyStmt{Kind: parse.PyImported, Line: line, Name: one.Binds(), Import: one}, len(r.toks))
		}
		k = stop + 1
	}
}

// assignments reads an expression statement or an assignment of any form.
func (r *moduleReader) assignments(ctx *blockContext, i, end int) {
	line := int(r.toks[i].line)
	if colon := r.annotationColon(i, end); colon < end {
		r.annotated(ctx, i, colon, end)
		return
	}
	if op := r.find(opAugmented, i, end); op < end {
		target, value := r.wholeExpression(i, op), r.wholeExpression(op+1, end)
		if ctx.fn != nil {
			ctx.fn.effect(ctx)
			ctx.fn.local(ctx, target, r.tokText(op), value, line)
		}
		st := &parse.PyStmt{Kind: parse.PyAugmented, Line: line, Target: target, Op: r.tokText(op), Value: value}
		if target != nil && target.Kind == parse.ExprName {
			st.Name = target.Name
		}
		r.examine(ctx, value)
		r.record(ctx, st, end)
		return
	}
	eq := r.find(opAssign, i, end)
	if eq >= end {
		r.called(ctx, i, end)
		return
	}
	var targets []*parse.PyExpr
	for eq < end {
		if t := r.wholeExpression(i, eq); t != nil {
			targets = append(targets, t)
		}
		i = eq + 1
		eq = r.find(opAssign, i, end)
	}
	value := r.wholeExpression(i, end)
	r.examine(ctx, value)
	for _, t := range targets {
		r.assignedTo(ctx, t, nil, value, line)
		st := &parse.PyStmt{Kind: parse.PyAssigned, Line: line, Target: t, Value: value}
		if t.Kind == parse.ExprName {
			st.Name = t.Name
		}
		r.record(ctx, st, end)
	}
}

// annotationColon is the colon of `target: type`, which no lambda and no slice owns.
func (r *moduleReader) annotationColon(i, end int) int {
	colon := r.freeColon(i, end)
	if r.find(opAssign, i, colon) < colon {
		return end
	}
	return colon
}

func (r *moduleReader) annotated(ctx *blockContext, i, colon, end int) {
	line := int(r.toks[i].line)
	eq := r.find(opAssign, colon, end)
	st := &parse.PyStmt{Kind: parse.PyAnnotated, Line: line, Target: r.wholeExpression(i, colon), Type: r.wholeExpression(colon+1, eq)}
	if eq+1 < end {
		st.Value = r.wholeExpression(eq+1, end)
	}
	if st.Target != nil {
		if st.Target.Kind == parse.ExprName && r.toks[i].kind == tokName {
			st.Name = st.Target.Name
		}
		r.examine(ctx, st.Value)
		r.assignedTo(ctx, st.Target, st.Type, st.Value, line)
	}
	r.record(ctx, st, end)
}

// called is an expression as a statement.
func (r *moduleReader) called(ctx *blockContext, i, end int) {
	e := r.wholeExpression(i, end)
	if e == nil {
		return
	}
	r.examine(ctx, e)
	if ctx.fn != nil {
		if !isInert(e) && !ctx.fn.warned(e) {
			ctx.fn.consists(ctx, e)
			ctx.fn.effect(ctx)
		}
		return
	}
	if e.Kind == parse.ExprCall {
		r.record(ctx, &parse.PyStmt{Kind: parse.PyCalled, Line: int(r.toks[i].line), Value: e}, end)
	}
}

// isInert reports whether an expression statement does nothing: a string, "...", a number.
func isInert(e *parse.PyExpr) bool {
	switch e.Kind {
	case parse.ExprStr, parse.ExprConst, parse.ExprNumber, parse.ExprBytes:
		return true
	}
	return false
}
