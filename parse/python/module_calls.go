package python

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// handsOn notes a call that gives a parameter on to a private function, or to one that is imported for it.
func (s *function) handsOn(ctx *blockContext, e *parse.PyExpr) {
	name := e.Args[0].Name
	private := strings.HasPrefix(name, "_") && !strings.HasPrefix(name, "__")
	if ctx.inner != "" || !private && !s.importsRoot(&e.Args[0]) {
		return
	}
	if slices.ContainsFunc(e.Args[1:], func(a parse.PyExpr) bool { return a.Kind == parse.ExprName && s.params[a.Name] }) {
		s.f.Hands = append(s.f.Hands, *e)
	}
}

// importsRoot reports whether the function imports what a name or attribute chain begins with.
func (s *function) importsRoot(e *parse.PyExpr) bool {
	root := rootOf(e)
	return root != "" && slices.ContainsFunc(s.imports, func(st *parse.PyStmt) bool { return st.Name == root })
}

// rootOf is the name that an attribute chain begins with, "" for anything else.
func rootOf(e *parse.PyExpr) string {
	for e.Kind == parse.ExprAttr {
		e = &e.Args[0]
	}
	if e.Kind != parse.ExprName {
		return ""
	}
	return e.Name
}

// keepImports keeps the imports of what the calls that were kept are of.
func (s *function) keepImports() {
	if len(s.imports) == 0 {
		return
	}
	called := map[string]bool{}
	for _, list := range [][]parse.PyExpr{s.f.Calls, s.f.Hands} {
		for i := range list {
			called[rootOf(&list[i].Args[0])] = true
		}
	}
	if s.f.Only != nil {
		called[rootOf(&s.f.Only.Args[0])] = true
	}
	for _, st := range s.imports {
		if called[st.Name] {
			s.f.Imports = append(s.f.Imports, st)
		}
	}
}

// consists notes a call that may be all that the function does.
func (s *function) consists(ctx *blockContext, e *parse.PyExpr) {
	if ctx.inner == "" && len(ctx.guards) == 0 && !s.effects && e.Kind == parse.ExprCall && rootOf(&e.Args[0]) != "" {
		s.only = e
	}
}

// nestedRuns are the functions that a function may run itself: those that it calls by name, or hands to
// what may call them.
type nestedRuns struct {
	names   map[string]bool
	lambdas []string
}

// keepers are callables that store what they are given, or make another callable of it.
var keepers = map[string]bool{"setattr": true, "property": true, "partial": true, "staticmethod": true, "classmethod": true, "wraps": true,
	"update_wrapper": true, "append": true, "register": true, "connect": true, "listen": true, "cast": true, "Wrapper": true, "setdefault": true}

// called notes a call: of a function by name, and what it is given.
func (n *nestedRuns) called(ctx *blockContext, e *parse.PyExpr) {
	fn := &e.Args[0]
	if fn.Kind == parse.ExprName {
		n.run(ctx, fn.Name)
	}
	if fn.Kind != parse.ExprName && fn.Kind != parse.ExprAttr || keepers[fn.Name] || strings.HasPrefix(fn.Name, "register_") || strings.HasPrefix(fn.Name, "add_") {
		return
	}
	for i := range e.Args[1:] {
		n.handed(ctx, &e.Args[i+1], 0)
	}
}

// handed notes functions that an expression names.
func (n *nestedRuns) handed(ctx *blockContext, e *parse.PyExpr, depth int) {
	switch e.Kind {
	case parse.ExprName:
		n.run(ctx, e.Name)
	case parse.ExprTuple, parse.ExprList, parse.ExprDict, parse.ExprIfElse:
		for i := range e.Args {
			if depth < maxNesting {
				n.handed(ctx, &e.Args[i], depth+1)
			}
		}
	}
}

func (n *nestedRuns) run(ctx *blockContext, name string) {
	if own, _, _ := strings.Cut(ctx.inner, "."); own == name {
		return // it calls itself
	}
	if n.names == nil {
		n.names = map[string]bool{}
	}
	n.names[name] = true
}

// settle tells which sites of a function stand in a nested one that it does not run itself.
func (n *nestedRuns) settle(sites []parse.PySite) {
	for i := range sites {
		if sites[i].Inner == "" {
			continue
		}
		name, _, _ := strings.Cut(sites[i].Inner, ".")
		sites[i].Elsewhere = !n.names[name] && !slices.ContainsFunc(n.lambdas, func(text string) bool { return strings.Contains(text, name) })
	}
}
