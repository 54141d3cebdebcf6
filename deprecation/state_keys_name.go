package deprecation

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"plumbline/parse"
)

// keyName is one name under which something is put on a module.
type keyName struct {
	text    string // "{}" for what is computed
	pattern bool
	maybe   bool // there is another that may be it instead
	guards  []parse.PyGuard
}

// unknownPart stands for what only the running program knows of a name.
const unknownPart = "{}"

// maxNames bounds the names that one statement is followed to.
const maxNames = 64

// names are the names of one setting: one, or those that the loops around it go through.
func (in *methodScope) names(p *parse.PySelf) []keyName {
	if p.NameOf == nil {
		return []keyName{{text: p.Name}}
	}
	list := in.texts(p.NameOf, p.Guards, 0)
	for i := range list {
		for doubled := unknownPart + unknownPart; strings.Contains(list[i].text, doubled); {
			list[i].text = strings.ReplaceAll(list[i].text, doubled, unknownPart)
		}
		list[i].pattern = strings.Contains(list[i].text, unknownPart)
	}
	return list
}

var unknownName = []keyName{{text: unknownPart}}

// texts are the strings that an expression may be.
func (in *methodScope) texts(e *parse.PyExpr, guards []parse.PyGuard, depth int) []keyName {
	if e == nil || depth > maxValueDepth {
		return unknownName
	}
	switch e.Kind {
	case parse.ExprStr:
		return []keyName{{text: e.Str}}
	case parse.ExprNumber:
		return []keyName{{text: e.Text}}
	case parse.ExprFStr:
		return in.fields(e.Str, e.Args, guards, depth)
	case parse.ExprBinary:
		switch e.Name {
		case "+":
			return product(in.texts(&e.Args[0], guards, depth+1), in.texts(&e.Args[1], guards, depth+1))
		case "%":
			return in.percent(e, guards, depth)
		}
	case parse.ExprIfElse:
		return in.choice(e, guards, depth)
	case parse.ExprCall:
		return in.calledText(e, guards, depth)
	case parse.ExprName:
		return in.variable(e, guards, depth)
	}
	return unknownName
}

// choice is `a if test else b`. A test on the variable of a loop goes both ways.
func (in *methodScope) choice(e *parse.PyExpr, guards []parse.PyGuard, depth int) []keyName {
	out := slices.Concat(in.texts(&e.Args[0], guards, depth+1), in.texts(&e.Args[2], guards, depth+1))
	if mentions(&e.Args[1], loopVariables(guards), 0) {
		return out
	}
	out = slices.Clone(out)
	for i := range out {
		out[i].maybe = true
	}
	return out
}

// calledText is "...".format(...) or str(x).
func (in *methodScope) calledText(e *parse.PyExpr, guards []parse.PyGuard, depth int) []keyName {
	fn := &e.Args[0]
	switch {
	case fn.Kind == parse.ExprName && fn.Name == "str" && len(e.Args) == 2:
		return in.texts(&e.Args[1], guards, depth+1)
	case fn.Kind == parse.ExprAttr && fn.Name == "format":
		var out []keyName
		for _, format := range in.texts(&fn.Args[0], guards, depth+1) {
			for _, n := range in.fields(format.text, e.Args[1:], guards, depth) {
				n.guards, n.maybe = joined(format.guards, n.guards), n.maybe || format.maybe
				out = append(out, n)
			}
		}
		return bounded(out)
	}
	return unknownName
}

// replacementField is one of a format string, or of an f-string as facts spell it.
var replacementField = regexp.MustCompile(`\{[^{}]*\}`)

// fields fills the fields of a format string with arguments, in order.
func (in *methodScope) fields(format string, args []parse.PyExpr, guards []parse.PyGuard, depth int) []keyName {
	out := []keyName{{}}
	next := 0
	rest := format
	for {
		at := replacementField.FindStringIndex(rest)
		if at == nil {
			break
		}
		value, arg := unknownName, next
		if n, err := strconv.Atoi(rest[at[0]+1 : at[1]-1]); err == nil {
			arg = n
		}
		if arg >= 0 && arg < len(args) && args[arg].Key == "" {
			value = in.texts(&args[arg], guards, depth+1)
		}
		out = product(product(out, []keyName{{text: rest[:at[0]]}}), value)
		next++
		rest = rest[at[1]:]
	}
	return product(out, []keyName{{text: rest}})
}

// verb is a conversion of Python's % operator.
var verb = regexp.MustCompile(`%[-0-9.]*[a-z]`)

func (in *methodScope) percent(e *parse.PyExpr, guards []parse.PyGuard, depth int) []keyName {
	if e.Args[0].Kind != parse.ExprStr {
		return unknownName
	}
	args := []parse.PyExpr{e.Args[1]}
	if e.Args[1].Kind == parse.ExprTuple {
		args = e.Args[1].Args
	}
	return in.fields(verb.ReplaceAllString(e.Args[0].Str, unknownPart), args, guards, depth)
}

// product joins every string of one list with every one of another.
func product(a, b []keyName) []keyName {
	out := make([]keyName, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, keyName{text: x.text + y.text, maybe: x.maybe || y.maybe, guards: joined(x.guards, y.guards)})
		}
	}
	return bounded(out)
}

// bounded gives up where there are too many strings.
func bounded(list []keyName) []keyName {
	if len(list) > maxNames {
		return unknownName
	}
	return list
}

// variable is what a name stands for: each element that a loop goes through, or the last text
// that it was given.
func (in *methodScope) variable(e *parse.PyExpr, guards []parse.PyGuard, depth int) []keyName {
	if elements, ok := in.looped(e.Name, guards, depth); ok {
		return in.elementTexts(elements, guards, depth)
	}
	for i := len(in.f.Locals) - 1; i >= 0; i-- {
		if l := &in.f.Locals[i]; l.Name == e.Name && l.Op == "=" && l.Line <= e.Line && l.Value != e {
			return in.texts(l.Value, l.Guards, depth+1)
		}
	}
	if in.param(e.Name) == nil {
		ref := in.s.resolveIn(moduleOf(in.class), e.Name)
		if ref.Obj != nil && ref.Obj.Kind == AttributeKind && ref.Obj.Stmt != nil && ref.Obj.Stmt.Value != nil && ref.Obj.Stmt.Value.Kind == parse.ExprStr {
			return []keyName{{text: ref.Obj.Stmt.Value.Str}}
		}
	}
	return unknownName
}

// element is one element of a collection that a loop goes through.
type element struct {
	expr   *parse.PyExpr
	guards []parse.PyGuard // what its being there depends on
	inner  *element        // of a comprehension: what the variable in expr is
	bound  string          // and the variable
}

func (in *methodScope) elementTexts(elements []element, guards []parse.PyGuard, depth int) []keyName {
	if len(elements) == 0 {
		return unknownName
	}
	var out []keyName
	for _, el := range elements {
		for _, n := range in.elementText(&el, guards, depth+1) {
			n.guards = joined(el.guards, n.guards)
			out = append(out, n)
		}
	}
	return bounded(out)
}

// elementText is texts of one element; in that of a comprehension its variable is replaced.
func (in *methodScope) elementText(el *element, guards []parse.PyGuard, depth int) []keyName {
	if el.expr == nil || depth > maxValueDepth {
		return unknownName
	}
	if el.inner == nil {
		return in.texts(el.expr, guards, depth+1)
	}
	var out []keyName
	for _, inner := range in.elementText(el.inner, guards, depth+1) {
		replaced := replace(el.expr, el.bound, &parse.PyExpr{Kind: parse.ExprStr, Str: inner.text, Line: el.expr.Line}, 0)
		for _, n := range in.texts(replaced, guards, depth+1) {
			n.guards = joined(inner.guards, n.guards)
			out = append(out, n)
		}
	}
	return bounded(out)
}

// replace puts an expression in the place of a name.
func replace(e *parse.PyExpr, name string, by *parse.PyExpr, depth int) *parse.PyExpr {
	if depth > maxNesting {
		return e
	}
	if e.Kind == parse.ExprName && e.Name == name {
		return by
	}
	out := *e
	out.Args = make([]parse.PyExpr, len(e.Args))
	for i := range e.Args {
		arg := *replace(&e.Args[i], name, by, depth+1)
		arg.Key = e.Args[i].Key
		out.Args[i] = arg
	}
	return &out
}

// looped gives the elements that a variable of a loop around a statement goes through; false
// where it is no such variable. Elements are none where nothing is known of them.
func (in *methodScope) looped(name string, guards []parse.PyGuard, depth int) ([]element, bool) {
	for i := len(guards) - 1; i >= 0; i-- {
		g := &guards[i]
		if g.Kind != parse.PyLoop || g.Name == nil {
			continue
		}
		if g.Name.Kind == parse.ExprName && g.Name.Name == name {
			return in.elements(g.Test, guards[:i], depth+1), true
		}
		if at := slices.IndexFunc(g.Name.Args, func(a parse.PyExpr) bool { return a.Kind == parse.ExprName && a.Name == name }); at >= 0 {
			return in.part(g.Test, at, guards[:i], depth+1), true
		}
		if mentions(g.Name, []string{name}, 0) {
			return nil, true
		}
	}
	return nil, false
}

// part gives the elements at one place of the tuples that a loop goes through: of zip,
// enumerate, items of a dictionary, a list of tuples.
func (in *methodScope) part(e *parse.PyExpr, at int, guards []parse.PyGuard, depth int) []element {
	if e == nil || depth > maxValueDepth {
		return nil
	}
	if e.Kind == parse.ExprCall {
		switch fn := &e.Args[0]; {
		case fn.Text == "zip" && at+1 < len(e.Args):
			return in.elements(&e.Args[at+1], guards, depth+1)
		case fn.Text == "enumerate" && at == 1 && len(e.Args) > 1:
			return in.elements(&e.Args[1], guards, depth+1)
		case fn.Kind == parse.ExprAttr && fn.Name == "items":
			return in.dictionary(&fn.Args[0], at, depth)
		}
		return nil
	}
	var out []element
	for _, el := range in.elements(e, guards, depth+1) {
		if el.expr != nil && el.inner == nil && el.expr.Kind == parse.ExprTuple && at < len(el.expr.Args) {
			out = append(out, element{expr: &el.expr.Args[at], guards: el.guards})
		}
	}
	return out
}

// dictionary gives the keys (0) or values (1) of a dictionary that the source spells.
func (in *methodScope) dictionary(e *parse.PyExpr, at, depth int) (out []element) {
	if e.Kind == parse.ExprName {
		for i := len(in.f.Locals) - 1; i >= 0; i-- {
			if l := &in.f.Locals[i]; l.Name == e.Name && l.Op == "=" && l.Value.Kind == parse.ExprDict {
				e = l.Value
				break
			}
		}
	}
	if e.Kind != parse.ExprDict || at > 1 {
		return nil
	}
	for i := at; i < len(e.Args); i += 2 {
		out = append(out, element{expr: &e.Args[i]})
	}
	return out
}

// elements gives the elements of a list, as far as the source spells them.
func (in *methodScope) elements(e *parse.PyExpr, guards []parse.PyGuard, depth int) (out []element) {
	if e == nil || depth > maxValueDepth {
		return nil
	}
	switch e.Kind {
	case parse.ExprList, parse.ExprTuple, parse.ExprSet:
		for i := range e.Args {
			out = append(out, element{expr: &e.Args[i]})
		}
	case parse.ExprBinary:
		if e.Name == "+" {
			return slices.Concat(in.elements(&e.Args[0], guards, depth+1), in.elements(&e.Args[1], guards, depth+1))
		}
	case parse.ExprComp:
		if len(e.Args) != 2 {
			return nil
		}
		bound := in.unbound(&e.Args[0], guards)
		for _, el := range in.elements(&e.Args[1], guards, depth+1) {
			out = append(out, element{expr: &e.Args[0], guards: el.guards, inner: &el, bound: bound})
		}
	case parse.ExprName:
		return in.collected(e, depth)
	case parse.ExprAttr:
		if len(in.f.Params) > 0 && e.Args[0].Text == in.f.Params[0].Name {
			if ref := in.s.classMember(in.class, e.Name, nil); ref.Obj != nil && ref.Obj.Stmt != nil && ref.Obj.Kind == AttributeKind {
				return in.elements(ref.Obj.Stmt.Value, nil, depth+1)
			}
		}
	}
	if len(out) > maxNames {
		return nil
	}
	return out
}

// collected gives the elements that a list in a variable is given: by the assignment before it
// is used that does not only rearrange it, and by += since.
func (in *methodScope) collected(e *parse.PyExpr, depth int) (out []element) {
	found := false
	for i := range in.f.Locals {
		l := &in.f.Locals[i]
		if l.Name != e.Name || l.Line >= e.Line && l.Value == e {
			continue
		}
		switch {
		case l.Line > e.Line || l.Value.Line == e.Line && mentions(l.Value, []string{e.Name}, 0):
			continue
		case l.Op == "+=":
			for _, el := range in.elements(l.Value, l.Guards, depth+1) {
				el.guards = joined(l.Guards, el.guards)
				out = append(out, el)
			}
		case l.Op == "=":
			before, after := in.exclusiveLocal(l)
			if !before {
				out = nil
			}
			for _, el := range in.elements(l.Value, l.Guards, depth+1) {
				if before || after {
					el.guards = joined(l.Guards, el.guards)
				}
				out = append(out, el)
			}
		}
		found = true
	}
	if found || in.param(e.Name) != nil {
		return out
	}
	if ref := in.s.resolveIn(moduleOf(in.class), e.Name); ref.Obj != nil && ref.Obj.Kind == AttributeKind && ref.Obj.Stmt != nil {
		return in.elements(ref.Obj.Stmt.Value, nil, depth+1)
	}
	return nil
}

// exclusiveLocal reports whether an assignment of the same variable before or behind another
// stands in another branch of the same statement: then either may hold.
func (in *methodScope) exclusiveLocal(l *parse.PyLocal) (before, after bool) {
	for i := range in.f.Locals {
		o := &in.f.Locals[i]
		if o.Name == l.Name && o.Op == "=" && exclusive(o.Guards, l.Guards) {
			before = before || o.Line < l.Line
			after = after || o.Line > l.Line
		}
	}
	return before, after
}

// unbound is the name in the element of a comprehension that nothing else binds: its variable.
func (in *methodScope) unbound(e *parse.PyExpr, guards []parse.PyGuard) string {
	found := ""
	var visit func(e *parse.PyExpr, depth int)
	visit = func(e *parse.PyExpr, depth int) {
		if depth > maxNesting || found != "" {
			return
		}
		if e.Kind == parse.ExprName && !in.isLocal(e.Name) && !slices.Contains(loopVariables(guards), e.Name) && !builtins[e.Name] {
			if ref := in.s.resolveIn(moduleOf(in.class), e.Name); !ref.known() {
				found = e.Name
			}
		}
		for i := range e.Args {
			visit(&e.Args[i], depth+1)
		}
	}
	visit(e, 0)
	return found
}

// loopVariables are the variables of the loops around a statement.
func loopVariables(guards []parse.PyGuard) (out []string) {
	for i := range guards {
		g := &guards[i]
		if g.Kind != parse.PyLoop || g.Name == nil {
			continue
		}
		if g.Name.Kind == parse.ExprName {
			out = append(out, g.Name.Name)
			continue
		}
		for _, leaf := range leaves(g.Name, 0) {
			out = append(out, leaf.Name)
		}
	}
	return out
}

// mentions reports whether an expression uses one of some names.
func mentions(e *parse.PyExpr, names []string, depth int) bool {
	if e == nil || depth > maxNesting || len(names) == 0 {
		return false
	}
	if e.Kind == parse.ExprName && slices.Contains(names, e.Name) {
		return true
	}
	return slices.ContainsFunc(e.Args, func(a parse.PyExpr) bool { return mentions(&a, names, depth+1) })
}

func containsUnknown(name string) bool { return strings.Contains(name, unknownPart) }

// trimPrefix takes the prefix, of which nothing is known, from the name of an entry.
func trimPrefix(name string) string { return strings.TrimPrefix(name, unknownPart) }
