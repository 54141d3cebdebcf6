package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// bindStatement adds what one statement binds in the scope of owner.
func (s *Surface) bindStatement(c *scope, owner *Object, st *parse.PyStmt, origin Origin) {
	switch st.Kind {
	case parse.PyImported:
		b := &binding{kind: bindImport, name: st.Name, stmt: st}
		if st.Import.Name == "*" {
			c.stars = append(c.stars, b)
		} else {
			c.bind(b)
		}
	case parse.PyDef:
		o := newObject(owner, st.Name, FunctionKind, st, origin)
		if c.extends(st) {
			c.names[st.Name].obj.More = append(c.names[st.Name].obj.More, st)
			return
		}
		c.bind(&binding{kind: bindObject, name: st.Name, obj: o, stmt: st})
	case parse.PyClassDef:
		o := newObject(owner, st.Name, ClassKind, st, origin)
		o.scope = s.newScope(o, st.Class.Body, origin)
		c.bind(&binding{kind: bindObject, name: st.Name, obj: o, stmt: st})
	case parse.PyAssigned, parse.PyAnnotated, parse.PyTypeAlias:
		if st.Kind == parse.PyAnnotated && st.Value == nil && owner.Kind == ModuleKind && origin == FromSource {
			return // declares a type and binds nothing
		}
		s.bindTarget(c, owner, st, origin)
	case parse.PyDeleted:
		if st.Name != "" && c.undoes(st) {
			c.unbind(st.Name)
		}
	case parse.PyBound:
		c.bind(&binding{kind: bindOpaque, name: st.Name, stmt: st})
	}
}

// bindTarget binds what an assignment is to: names, those of tuples, globals()["name"], and
// the modules that sys.modules is told of.
func (s *Surface) bindTarget(c *scope, owner *Object, st *parse.PyStmt, origin Origin) {
	if st.Name != "" {
		c.bind(assigned(owner, st.Name, st, origin))
		return
	}
	if st.Target == nil {
		return
	}
	switch t := st.Target; t.Kind {
	case parse.ExprTuple, parse.ExprList:
		for _, e := range leaves(t, 0) {
			c.bind(&binding{kind: bindObject, name: e.Name, stmt: st, obj: newObject(owner, e.Name, AttributeKind, st, origin)})
		}
	case parse.ExprIndex:
		key := &t.Args[1]
		if key.Kind != parse.ExprStr {
			return
		}
		switch t.Args[0].Text {
		case "sys.modules":
			module := owner
			for module.Owner != nil {
				module = module.Owner
			}
			s.aliases[key.Str] = alias{module: module, value: st.Value, stmt: st}
		case "globals()", "vars()", "locals()":
			c.bind(&binding{kind: bindObject, name: key.Str, stmt: st, obj: newObject(owner, key.Str, AttributeKind, st, origin)})
		}
	}
}

// maxNesting bounds the recursion over what files nest.
const maxNesting = 100

// leaves are the plain names of a tuple of targets.
func leaves(t *parse.PyExpr, depth int) (names []*parse.PyExpr) {
	if depth > maxNesting {
		return nil
	}
	for i := range t.Args {
		switch e := &t.Args[i]; e.Kind {
		case parse.ExprName:
			names = append(names, e)
		case parse.ExprTuple, parse.ExprList, parse.ExprStar:
			names = append(names, leaves(e, depth+1)...)
		}
	}
	return names
}

// assigned is the binding of `name = value`: an alias where the value is a name itself.
func assigned(owner *Object, name string, st *parse.PyStmt, origin Origin) *binding {
	b := &binding{kind: bindObject, name: name, stmt: st, obj: newObject(owner, name, AttributeKind, st, origin)}
	if v := st.Value; st.Kind == parse.PyAssigned && v != nil && dotted(v) != "" {
		b.kind = bindAlias
	}
	return b
}

// dotted is a name or an attribute chain as written without blanks, "" for anything else.
func dotted(e *parse.PyExpr) string {
	for depth, x := 0, e; depth < maxNesting; depth++ {
		switch x.Kind {
		case parse.ExprName:
			if x == e {
				return e.Name
			}
			return chain(e)
		case parse.ExprAttr:
			x = &x.Args[0]
		default:
			return ""
		}
	}
	return ""
}

func chain(e *parse.PyExpr) string {
	if e.Kind == parse.ExprName {
		return e.Name
	}
	return chain(&e.Args[0]) + "." + e.Name
}

func newObject(owner *Object, name string, kind Kind, st *parse.PyStmt, origin Origin) *Object {
	return &Object{Name: owner.Name + "." + name, Kind: kind, Origin: origin, Owner: owner, Stmt: st, Path: pathOf(owner), Line: st.Line}
}

func pathOf(o *Object) string { return o.Path }

// bind adds a binding. Of two for one name the later wins, as at run time, unless it stands
// in another branch of the same compound statement (the first is the usual case: try before
// except, if before else), is for typing only, or wraps what the name is bound to.
func (c *scope) bind(b *binding) {
	old := c.names[b.name]
	if old == nil {
		c.names[b.name] = b
		if !slices.Contains(c.order, b.name) {
			c.order = append(c.order, b.name)
		}
		return
	}
	if c.keeps(old, b) {
		old.more = append(old.more, b)
		if old.obj != nil && b.kind == bindObject {
			old.obj.More = append(old.obj.More, b.stmt)
		}
		return
	}
	b.more = append(append(b.more, old.more...), old)
	if b.obj != nil && old.obj != nil && b.kind == bindObject && old.kind == bindObject {
		b.obj.More = append(append(b.obj.More, old.obj.More...), old.obj.Stmt)
	}
	c.names[b.name] = b
}

// keeps reports whether the older of two bindings of a name is what it means.
func (c *scope) keeps(old, b *binding) bool {
	switch {
	case typeOnly(old.stmt.Guards):
		return false
	case typeOnly(b.stmt.Guards), b.kind == bindOpaque && old.kind != bindOpaque:
		return true
	case b.kind != bindImport && wraps(b.stmt, b.name):
		return true
	case exclusive(old.stmt.Guards, b.stmt.Guards):
		return !isNothing(old.stmt) || isNothing(b.stmt)
	case len(b.stmt.Guards) > len(old.stmt.Guards):
		return !isNothing(old.stmt) && !isDeclared(old.stmt)
	}
	return false
}

// isNothing reports whether a statement binds a name to a constant that stands for nothing
// until something better comes.
func isNothing(st *parse.PyStmt) bool {
	return st.Kind == parse.PyAssigned && st.Value != nil && (st.Value.Kind == parse.ExprConst || len(st.Value.Args) == 0 &&
		(st.Value.Kind == parse.ExprList || st.Value.Kind == parse.ExprDict || st.Value.Kind == parse.ExprTuple))
}

// isDeclared reports whether a statement only declares the type of a name.
func isDeclared(st *parse.PyStmt) bool { return st.Kind == parse.PyAnnotated && st.Value == nil }

// wraps reports whether an assignment gives a name what a call makes of its old value:
// f = decorate(f).
func wraps(st *parse.PyStmt, name string) bool {
	if st.Kind != parse.PyAssigned || st.Value == nil || st.Value.Kind != parse.ExprCall {
		return false
	}
	return slices.ContainsFunc(st.Value.Args[1:], func(e parse.PyExpr) bool { return e.Kind == parse.ExprName && e.Name == name })
}

// exclusive reports whether two statements stand in different clauses of one statement, of
// which one runs: if and else, try and except.
func exclusive(a, b []parse.PyGuard) bool {
	for i := range min(len(a), len(b)) {
		if a[i].Line != b[i].Line {
			return false
		}
		if a[i].Kind != b[i].Kind {
			return a[i].Kind != parse.PyFinally && b[i].Kind != parse.PyFinally &&
				!(a[i].Kind == parse.PyTry && b[i].Kind == parse.PyNoError) && !(a[i].Kind == parse.PyLoop && b[i].Kind == parse.PyLoopElse)
		}
		if a[i].Kind == parse.PyExcept && a[i].Test != b[i].Test {
			return true
		}
	}
	return false
}

// typeOnly reports whether a statement is for type checkers only.
func typeOnly(guards []parse.PyGuard) bool {
	return slices.ContainsFunc(guards, func(g parse.PyGuard) bool {
		if g.Test == nil {
			return false
		}
		test, held := g.Test, g.Kind == parse.PyIf
		if test.Kind == parse.ExprUnary && test.Name == "not" {
			test, held = &test.Args[0], g.Kind == parse.PyElse
		}
		return held && lastOf(dotted(test)) == "TYPE_CHECKING"
	})
}

// undoes reports whether a del runs wherever its name was bound: under no condition that did not
// hold then.
func (c *scope) undoes(del *parse.PyStmt) bool {
	b := c.names[del.Name]
	if b == nil {
		return false
	}
	return !slices.ContainsFunc(b.all(), func(x *binding) bool { return !startsWith(x.stmt.Guards, del.Guards) })
}

// startsWith reports whether the outermost of some guards are others.
func startsWith(guards, outer []parse.PyGuard) bool {
	return len(outer) <= len(guards) && slices.EqualFunc(guards[:len(outer)], outer, func(a, b parse.PyGuard) bool {
		return a.Kind == b.Kind && a.Line == b.Line
	})
}

// all are a binding and the others of its name.
func (b *binding) all() []*binding { return append([]*binding{b}, b.more...) }

// scratch reports whether a name is what a loop leaves behind: a variable that only statements in
// loops bind. A constant, which has no small letter, is there on purpose.
func (b *binding) scratch() bool {
	if strings.ToUpper(b.name) == b.name {
		return false
	}
	return !slices.ContainsFunc(b.all(), func(x *binding) bool {
		return x.kind != bindOpaque && (x.obj == nil || x.obj.Kind != AttributeKind || !slices.ContainsFunc(x.stmt.Guards, func(g parse.PyGuard) bool { return g.Kind == parse.PyLoop }))
	})
}

// condition is what decides whether a name is bound at all: the guards of one binding, where no
// other is without and no two are for either way of a test; nil where it always is.
func (b *binding) condition() []parse.PyGuard {
	list := b.all()
	for i, x := range list {
		if guardText(x.stmt.Guards) == "" {
			return nil
		}
		for _, y := range list[i+1:] {
			if exclusive(x.stmt.Guards, y.stmt.Guards) {
				return nil
			}
		}
	}
	return b.stmt.Guards
}

// guardText says under what a statement stands that may not hold, "" for nothing.
func guardText(guards []parse.PyGuard) string {
	for _, g := range guards {
		switch {
		case g.Kind == parse.PyTry || g.Kind == parse.PyExcept:
			return "where an import did not fail"
		case g.Test != nil && (g.Kind == parse.PyIf || g.Kind == parse.PyElse):
			word := "if "
			if g.Kind == parse.PyElse {
				word = "unless "
			}
			return word + oneLine(g.Test.Text)
		}
	}
	return ""
}

func (c *scope) unbind(name string) {
	delete(c.names, name)
	if i := slices.Index(c.order, name); i >= 0 {
		c.order = slices.Delete(c.order, i, i+1)
	}
}

// changesProperty reports whether a function is the setter, deleter or other getter of the
// property of its name, and not an object of its own.
func changesProperty(st *parse.PyStmt) bool {
	return slices.ContainsFunc(st.Func.Decorators, func(d parse.PyExpr) bool {
		return d.Kind == parse.ExprAttr && d.Args[0].Kind == parse.ExprName && d.Args[0].Name == st.Name &&
			(d.Name == "setter" || d.Name == "deleter" || d.Name == "getter")
	})
}

// extends reports whether a definition adds to what its name is bound to already: one more
// overload, or a part of a property.
func (c *scope) extends(st *parse.PyStmt) bool {
	old := c.names[st.Name]
	return old != nil && old.kind == bindObject && old.obj.Kind == FunctionKind && (changesProperty(st) || isOverload(st))
}

// isOverload reports whether a definition is one of several signatures (typing.overload).
func isOverload(st *parse.PyStmt) bool {
	return st.Func != nil && slices.ContainsFunc(st.Func.Decorators, func(d parse.PyExpr) bool {
		last := lastOf(dotted(&d))
		return last == "overload" || last == "_overload"
	})
}
