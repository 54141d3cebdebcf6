package python

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// function is what is noted while the body of a function is read.
type function struct {
	f       *parse.PyFunc
	self    string // its first parameter, where it is a method; "" else
	params  map[string]bool
	answers bool                     // it is a module's __getattr__
	locals  map[string]*parse.PyExpr // the last text that a local variable holds
	into    string                   // the parameter of _save_to_state_dict that it stores in; "" else

	runs    nestedRuns
	imports []*parse.PyStmt // in it
	only    *parse.PyExpr   // a call before which it does nothing
	does    int             // statements that do something

	effects bool // it does or may return something before what is being read
	raises  bool
	code    bool // more than a docstring, pass and "..."
}

func newFunction(f *parse.PyFunc, name string, inClass bool) *function {
	s := &function{f: f, params: map[string]bool{}, locals: map[string]*parse.PyExpr{}}
	for i := range f.Params {
		s.params[f.Params[i].Name] = true
	}
	static := slices.ContainsFunc(f.Decorators, func(d parse.PyExpr) bool { return d.Text == "staticmethod" })
	if inClass && len(f.Params) > 0 && !static {
		s.self = f.Params[0].Name
		if name == "_save_to_state_dict" && len(f.Params) > 1 {
			s.into = f.Params[1].Name
		}
	}
	s.answers = name == "__getattr__" && !inClass
	return s
}

// effect notes that the function does something before what follows.
func (s *function) effect(ctx *blockContext) {
	if ctx.inner == "" {
		s.effects, s.code = true, true
		s.does++
	}
}

// raise notes a raise statement.
func (s *function) raise(ctx *blockContext) {
	if ctx.inner == "" {
		s.raises = s.raises || len(ctx.guards) == 0 && !s.effects
		s.effects, s.code = true, true
		s.does++
	}
}

// warned reports whether a statement only warns: what follows a warning is as good as first.
func (s *function) warned(e *parse.PyExpr) bool {
	if e.Kind == parse.ExprCall && mayWarn(e) {
		s.code = true
		return true
	}
	return false
}

// finish settles what the body comes to.
func (s *function) finish() {
	if !slices.ContainsFunc(s.f.Selfs, usesLocals) {
		s.f.Locals = nil
	}
	s.runs.settle(s.f.Sites)
	if s.only != nil && s.does == 1 {
		s.f.Only = s.only
	}
	s.keepImports()
	switch {
	case s.raises:
		s.f.Body = parse.PyRaises
	case !s.code:
		s.f.Body = parse.PyEmpty
	}
}

// assignedTo notes an assignment within a function: attributes of self, texts of local
// variables, parameters that get a value.
func (r *moduleReader) assignedTo(ctx *blockContext, t, typ, value *parse.PyExpr, line int) {
	s := ctx.fn
	if s == nil {
		return
	}
	r.uses.bound(t, line)
	if t.Kind == parse.ExprName && value != nil {
		s.runs.handed(ctx, value, 0)
	}
	s.local(ctx, t, "=", value, line)
	switch {
	case t.Kind == parse.ExprIndex && s.into != "" && ctx.inner == "" && t.Args[0].Kind == parse.ExprName && t.Args[0].Name == s.into:
		s.f.Stores = append(s.f.Stores, parse.PySelf{Line: line, NameOf: &t.Args[1], How: "=", Value: value, Guards: ctx.guards})
	case t.Kind == parse.ExprName:
		if ctx.inner == "" && !s.params[t.Name] && value != nil && isText(value, 0) {
			s.locals[t.Name], s.code = value, true
			return // a message that is put together is no effect
		}
		if s.params[t.Name] && value != nil {
			s.resolved(ctx, t.Name, value)
		} else if ctx.inner == "" && value != nil {
			s.takes(t.Name, value)
		}
	case t.Kind == parse.ExprAttr && t.Args[0].Kind == parse.ExprName && t.Args[0].Name == s.self && s.self != "":
		s.f.Selfs = append(s.f.Selfs, parse.PySelf{Line: line, Name: t.Name, How: "=", Type: typ, Value: value, Guards: ctx.guards, Inner: ctx.inner})
	case t.Kind == parse.ExprTuple || t.Kind == parse.ExprList:
		for i := range t.Args {
			if e := &t.Args[i]; e.Kind == parse.ExprName && value != nil && value.Kind == parse.ExprTuple && len(value.Args) == len(t.Args) && ctx.inner == "" && !s.params[e.Name] {
				s.takes(e.Name, &value.Args[i]) // a, b = kwargs.pop("a"), kwargs.pop("b")
			}
			r.assignedTo(ctx, &t.Args[i], nil, value, line)
		}
		return
	}
	s.effect(ctx)
}

// takes notes that a local variable holds what a parameter has under a name.
func (s *function) takes(local string, value *parse.PyExpr) {
	from, key := value, value
	switch {
	case value.Kind == parse.ExprIndex:
		from, key = &value.Args[0], &value.Args[1]
	case value.Kind == parse.ExprCall && len(value.Args) > 1 && value.Args[0].Kind == parse.ExprAttr && (value.Args[0].Name == "pop" || value.Args[0].Name == "get"):
		from, key = &value.Args[0].Args[0], &value.Args[1]
	default:
		return
	}
	if from.Kind == parse.ExprName && s.params[from.Name] && key.Kind == parse.ExprStr {
		s.f.Taken = append(s.f.Taken, parse.PyTaken{Local: local, From: from.Name, Key: key.Str})
	}
}

// local notes what a local variable of a method is given.
func (s *function) local(ctx *blockContext, t *parse.PyExpr, op string, value *parse.PyExpr, line int) {
	if s != nil && s.self != "" && ctx.inner == "" && t != nil && t.Kind == parse.ExprName && value != nil {
		s.f.Locals = append(s.f.Locals, parse.PyLocal{Line: line, Name: t.Name, Op: op, Value: value, Guards: ctx.guards})
	}
}

// usesLocals reports whether the name or the value of what is set may be a local variable's.
func usesLocals(p parse.PySelf) bool {
	if p.NameOf != nil || p.Value == nil {
		return p.NameOf != nil
	}
	return p.Value.Kind != parse.ExprConst && p.Value.Kind != parse.ExprNumber && p.Value.Kind != parse.ExprStr
}

// isText reports whether an expression is put together from text.
func isText(e *parse.PyExpr, depth int) bool {
	switch e.Kind {
	case parse.ExprStr, parse.ExprFStr:
		return true
	case parse.ExprBinary:
		return depth < maxNesting && (e.Name == "+" || e.Name == "%") && (isText(&e.Args[0], depth+1) || isText(&e.Args[1], depth+1))
	case parse.ExprIfElse:
		return depth < maxNesting && isText(&e.Args[0], depth+1)
	case parse.ExprCall:
		fn := &e.Args[0]
		if makesWarning(e) {
			return depth < maxNesting && isText(&e.Args[1], depth+1)
		}
		return fn.Kind == parse.ExprAttr && depth < maxNesting && isText(&fn.Args[0], depth+1) // "...".format(x), join, dedent
	}
	return false
}

// resolved notes that a parameter gets a value where a test on it held.
func (s *function) resolved(ctx *blockContext, name string, value *parse.PyExpr) {
	for i := len(ctx.guards) - 1; i >= 0; i-- {
		g := &ctx.guards[i]
		if g.Kind != parse.PyIf || g.Test == nil {
			continue
		}
		if t, ok := s.test(g.Test); ok && t.Param == name {
			t.Value = value
			s.f.Tests = append(s.f.Tests, t)
			return
		}
	}
}

// test reads a comparison of a parameter.
func (s *function) test(e *parse.PyExpr) (parse.PyTest, bool) {
	if e.Kind != parse.ExprBinary {
		return parse.PyTest{}, false
	}
	a, b := &e.Args[0], &e.Args[1]
	switch e.Name {
	case "is", "is not", "==", "!=":
		if b.Kind == parse.ExprName && s.params[b.Name] && !(a.Kind == parse.ExprName && s.params[a.Name]) {
			a, b = b, a
		}
	case "in", "not in":
	default:
		return parse.PyTest{}, false
	}
	if a.Kind != parse.ExprName || !s.params[a.Name] {
		return parse.PyTest{}, false
	}
	return parse.PyTest{Param: a.Name, Op: e.Name, With: b}, true
}

// examine looks at all parts of an expression for what a function says of its parameters, for
// calls that may warn, and for what is registered on self.
func (r *moduleReader) examine(ctx *blockContext, e *parse.PyExpr) {
	if e == nil {
		return
	}
	r.examineAt(ctx, e, 0)
}

func (r *moduleReader) examineAt(ctx *blockContext, e *parse.PyExpr, depth int) {
	if depth > 2*maxNesting || r.uses != nil && r.uses.note(e) {
		return
	}
	switch e.Kind {
	case parse.ExprCall:
		r.examineCall(ctx, e)
		if fn := &e.Args[0]; fn.Kind == parse.ExprAttr && fn.Name == "get" && len(e.Args) > 1 && ctx.fn.asked(&e.Args[1]) {
			ctx.fn.f.Answers = append(ctx.fn.f.Answers, fn.Args[0])
		}
	case parse.ExprIndex:
		if ctx.fn.asked(&e.Args[1]) {
			ctx.fn.f.Answers = append(ctx.fn.f.Answers, e.Args[0])
		}
	case parse.ExprBinary, parse.ExprIfElse:
		if ctx.fn != nil {
			ctx.fn.examineTest(e)
		}
	case parse.ExprLambda:
		if ctx.fn != nil {
			ctx.fn.runs.lambdas = append(ctx.fn.runs.lambdas, e.Text)
		}
	case parse.ExprWalrus:
		r.bound(ctx, e.Name, e.Line)
	}
	for i := range e.Args {
		r.examineAt(ctx, &e.Args[i], depth+1)
	}
}

// examineTest notes what an operator asks of a parameter.
func (s *function) examineTest(e *parse.PyExpr) {
	if e.Kind == parse.ExprIfElse { // value if x is None else x, x if x is not None else value
		t, ok := s.test(&e.Args[1])
		if !ok {
			return
		}
		value, kept := &e.Args[0], &e.Args[2]
		if t.Op == "is not" || t.Op == "!=" {
			value, kept = kept, value
		}
		if kept.Kind == parse.ExprName && kept.Name == t.Param {
			t.Value = value
			s.f.Tests = append(s.f.Tests, t)
		}
		return
	}
	if e.Name == "or" && e.Args[0].Kind == parse.ExprName && s.params[e.Args[0].Name] {
		s.f.Tests = append(s.f.Tests, parse.PyTest{Param: e.Args[0].Name, Op: "or", Value: &e.Args[1]})
		return
	}
	t, ok := s.test(e)
	if !ok {
		return
	}
	s.f.Tests = append(s.f.Tests, t)
	if s.asked(&parse.PyExpr{Kind: parse.ExprName, Name: t.Param}) {
		s.f.Answers = append(s.f.Answers, *t.With)
	}
}

// asked reports whether an expression is the name that a module's __getattr__ is asked for.
func (s *function) asked(e *parse.PyExpr) bool {
	return s != nil && s.answers && len(s.f.Params) > 0 && e.Kind == parse.ExprName && e.Name == s.f.Params[0].Name
}

// selfCalls are the methods of nn.Module that put something under a name
// (torch/nn/modules/module.py), with the builtin.
var selfCalls = map[string]bool{"register_buffer": true, "register_parameter": true, "register_module": true, "add_module": true}

// examineCall notes a call.
func (r *moduleReader) examineCall(ctx *blockContext, e *parse.PyExpr) {
	if mayWarn(e) || speaksIn(e.Args[1:], 0) || r.localSpeaks(ctx, e) {
		site := parse.PySite{Kind: parse.PyWarns, Line: e.Line, Call: *e, Text: r.message(ctx, e), Guards: ctx.guards, Inner: ctx.inner}
		if ctx.fn != nil {
			ctx.fn.f.Sites = append(ctx.fn.f.Sites, site)
		} else if ctx.sites != nil {
			*ctx.sites = append(*ctx.sites, site)
		}
	}
	s := ctx.fn
	if s == nil {
		return
	}
	s.runs.called(ctx, e)
	fn := &e.Args[0]
	if s.self == "" || fn.Kind == parse.ExprName {
		s.handsOn(ctx, e)
	}
	if s.self == "" {
		return
	}
	onSelf := fn.Kind == parse.ExprAttr && fn.Args[0].Kind == parse.ExprName && fn.Args[0].Name == s.self
	switch {
	case onSelf && selfCalls[fn.Name] && len(e.Args) > 1:
		s.sets(ctx, e, &e.Args[1], fn.Name)
	case fn.Kind == parse.ExprName && fn.Name == "setattr" && len(e.Args) > 2 && e.Args[1].Kind == parse.ExprName && e.Args[1].Name == s.self:
		s.sets(ctx, e, &e.Args[2], "setattr")
	}
	if onSelf || fn.Kind == parse.ExprAttr && (isSuper(&fn.Args[0]) || len(e.Args) > 1 && e.Args[1].Kind == parse.ExprName && e.Args[1].Name == s.self) {
		s.f.Calls = append(s.f.Calls, *e)
		s.f.CallGuards = append(s.f.CallGuards, ctx.guards)
	}
}

func isSuper(e *parse.PyExpr) bool {
	return e.Kind == parse.ExprCall && e.Args[0].Kind == parse.ExprName && e.Args[0].Name == "super"
}

// sets notes what a call puts under a name on self.
func (s *function) sets(ctx *blockContext, call, name *parse.PyExpr, how string) {
	p := parse.PySelf{Line: call.Line, How: how, Value: call, Guards: ctx.guards, Inner: ctx.inner}
	if name.Kind == parse.ExprStr {
		p.Name = name.Str
	} else {
		p.NameOf = name
	}
	s.f.Selfs = append(s.f.Selfs, p)
}

// mayWarn reports whether the name of what is called says that it may warn.
func mayWarn(e *parse.PyExpr) bool {
	name := strings.ToLower(e.Args[0].Name)
	return strings.Contains(name, "warn") || strings.Contains(name, "deprec")
}

// speaksIn reports whether a text among some expressions speaks of deprecation.
func speaksIn(list []parse.PyExpr, depth int) bool {
	return slices.ContainsFunc(list, func(e parse.PyExpr) bool {
		switch e.Kind {
		case parse.ExprStr, parse.ExprFStr:
			return speaksOfDeprecation(e.Str)
		case parse.ExprBinary, parse.ExprIfElse:
			return depth < maxNesting && speaksIn(e.Args, depth+1)
		case parse.ExprCall:
			if depth < maxNesting && makesWarning(&e) {
				return speaksIn(e.Args[1:2], depth+1)
			}
			return e.Args[0].Kind == parse.ExprAttr && depth < maxNesting && speaksIn(e.Args[0].Args, depth+1)
		}
		return false
	})
}

// makesWarning reports whether an expression makes a warning with a text: DeprecationWarning("...").
func makesWarning(e *parse.PyExpr) bool {
	return e.Kind == parse.ExprCall && len(e.Args) > 1 && strings.HasSuffix(e.Args[0].Name, "Warning")
}

// localSpeaks reports whether a local variable that is given to a call holds such a text.
func (r *moduleReader) localSpeaks(ctx *blockContext, e *parse.PyExpr) bool {
	if ctx.fn == nil {
		return false
	}
	return slices.ContainsFunc(e.Args[1:], func(a parse.PyExpr) bool {
		v := ctx.fn.locals[a.Name]
		return a.Kind == parse.ExprName && v != nil && speaksIn([]parse.PyExpr{*v}, 0)
	})
}

// message is the text that a call is given: its first argument that is text, through a local
// variable too.
func (r *moduleReader) message(ctx *blockContext, call *parse.PyExpr) string {
	for i := range call.Args[1:] {
		a := &call.Args[i+1]
		if a.Kind == parse.ExprName && ctx.fn != nil && ctx.fn.locals[a.Name] != nil {
			a = ctx.fn.locals[a.Name]
		}
		if isText(a, 0) || ctx.fn != nil && fillsParam(ctx.fn.f, a) {
			return textOf(a, 0)
		}
	}
	return ""
}

// fillsParam reports whether an expression fills a template that a function is given, or adds to it:
// `message % dict(func=f)`.
func fillsParam(f *parse.PyFunc, e *parse.PyExpr) bool {
	return e.Kind == parse.ExprBinary && e.Name == "%" && e.Args[0].Kind == parse.ExprName &&
		slices.ContainsFunc(f.Params, func(p parse.PyParam) bool { return p.Name == e.Args[0].Name })
}

// textOf is the text that an expression makes, "{source}" for what is computed.
func textOf(e *parse.PyExpr, depth int) string {
	if depth > maxNesting {
		return "{...}"
	}
	switch e.Kind {
	case parse.ExprStr, parse.ExprFStr:
		return e.Str
	case parse.ExprBinary:
		if e.Name == "%" {
			return textOf(&e.Args[0], depth+1)
		}
		if e.Name == "+" {
			return textOf(&e.Args[0], depth+1) + textOf(&e.Args[1], depth+1)
		}
	case parse.ExprIfElse:
		return textOf(&e.Args[0], depth+1)
	case parse.ExprCall:
		if makesWarning(e) {
			return textOf(&e.Args[1], depth+1)
		}
		if fn := &e.Args[0]; fn.Kind == parse.ExprAttr && isText(&fn.Args[0], depth+1) {
			if fn.Name == "join" && len(e.Args) > 1 && (e.Args[1].Kind == parse.ExprList || e.Args[1].Kind == parse.ExprTuple) {
				parts := make([]string, len(e.Args[1].Args))
				for i := range e.Args[1].Args {
					parts[i] = textOf(&e.Args[1].Args[i], depth+1)
				}
				return strings.Join(parts, textOf(&fn.Args[0], depth+1))
			}
			if fn.Name == "format" {
				return formatted(textOf(&fn.Args[0], depth+1), e.Args[1:])
			}
			return textOf(&fn.Args[0], depth+1)
		}
	}
	return "{" + e.Text + "}"
}

// formatted is the text that str.format makes of a template: each "{}" the source of the next argument
// in braces. Where one has no argument the rest stays as it is.
func formatted(template string, args []parse.PyExpr) string {
	var b strings.Builder
	for i := range args {
		before, after, ok := strings.Cut(template, "{}")
		if !ok || args[i].Key != "" {
			break
		}
		b.WriteString(before + "{" + args[i].Text + "}")
		template = after
	}
	return b.String() + template
}
