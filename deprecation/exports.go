package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// exportList is what a module's __all__ holds.
type exportList struct {
	names map[string]*parse.PyStmt // with the statement that adds each
	order []string
	// computed is the first statement that adds names which the source does not spell, nil
	// for none.
	computed *parse.PyStmt
	// open says that what is computed may be any name of the module: the list is made of what
	// the module holds (dir(), globals()), or nothing in it is spelled.
	open bool
}

// findExports reads the __all__ of a module from the statements that build it: assignments,
// +=, extend, append, remove, sums with other lists and with the __all__ of other modules.
func (s *Surface) findExports(m *Object) *exportList {
	if m.scope.all != nil || m.Facts == nil {
		return m.scope.all
	}
	b := exportBuilder{s: s, m: m}
	for _, st := range m.Facts.Body {
		b.statement(st)
	}
	b.tellComputed()
	return m.scope.all
}

type exportBuilder struct {
	s *Surface
	m *Object
}

// tellComputed settles what a computed list can hold, and counts it.
func (b *exportBuilder) tellComputed() {
	l := b.m.scope.all
	if l == nil || l.computed == nil {
		return
	}
	l.open = l.open || len(l.names) == 0
	text := ""
	if !l.open {
		text = ", and a star import of it brings those that it spells"
	}
	b.s.BlindSpots = append(b.s.BlindSpots, BlindSpot{Kind: "computed-all", Path: b.m.Path, Line: l.computed.Line,
		Text: "__all__ of " + b.m.Name + " is computed here: names that it adds count as public where they have no leading underscore" + text})
}

// list is the list being built; it is made on the first statement, so that modules whose
// lists take from one another in a circle end.
func (b *exportBuilder) list() *exportList {
	if b.m.scope.all == nil {
		b.m.scope.all = &exportList{names: map[string]*parse.PyStmt{}}
	}
	return b.m.scope.all
}

const allName = "__all__"

func (b *exportBuilder) statement(st *parse.PyStmt) {
	switch {
	case typeOnly(st.Guards):
	case st.Name == allName && (st.Kind == parse.PyAssigned || st.Kind == parse.PyAnnotated) && st.Value != nil:
		if !b.mentionsItself(st.Value) && len(st.Guards) == 0 {
			b.m.scope.all = nil
		}
		b.list()
		b.add(st.Value, st, 0)
	case st.Name == allName && st.Kind == parse.PyAugmented:
		b.list()
		b.add(st.Value, st, 0)
	case st.Kind == parse.PyImported && st.Import.Name == allName: // from .x import __all__
		b.list()
		b.addModule(b.s.importedModule(b.m, st.Import), st)
	case st.Kind == parse.PyCalled && st.Value != nil && st.Value.Kind == parse.ExprCall && len(st.Value.Args) == 2:
		fn := &st.Value.Args[0]
		if fn.Kind != parse.ExprAttr || fn.Args[0].Text != allName {
			return
		}
		b.call(fn.Name, &st.Value.Args[1], st)
	}
}

func (b *exportBuilder) mentionsItself(e *parse.PyExpr) bool {
	return e.Kind == parse.ExprBinary && strings.Contains(e.Text, allName)
}

// call is __all__.method(arg) as a statement.
func (b *exportBuilder) call(method string, arg *parse.PyExpr, st *parse.PyStmt) {
	l := b.list()
	switch method {
	case "extend":
		b.add(arg, st, 0)
	case "append":
		b.element(arg, st)
	case "remove":
		if arg.Kind == parse.ExprStr {
			delete(l.names, arg.Str)
			l.order = slices.DeleteFunc(l.order, func(n string) bool { return n == arg.Str })
		}
	}
}

// add adds the elements of an expression that is a list.
func (b *exportBuilder) add(e *parse.PyExpr, st *parse.PyStmt, depth int) {
	if e == nil || depth > maxNesting {
		b.computed(st)
		return
	}
	switch e.Kind {
	case parse.ExprList, parse.ExprTuple, parse.ExprSet:
		for i := range e.Args {
			if a := &e.Args[i]; a.Kind == parse.ExprStar && len(a.Args) == 1 {
				b.add(&a.Args[0], st, depth+1)
			} else {
				b.element(a, st)
			}
		}
	case parse.ExprDict:
		for i := 0; i < len(e.Args); i += 2 {
			b.element(&e.Args[i], st)
		}
	case parse.ExprBinary:
		if e.Name != "+" {
			b.computed(st)
			return
		}
		b.add(&e.Args[0], st, depth+1)
		b.add(&e.Args[1], st, depth+1)
	case parse.ExprName, parse.ExprAttr:
		b.addNamed(e, st, depth)
	case parse.ExprCall:
		b.addCall(e, st, depth)
	default:
		b.computed(st)
	}
}

// addCall reads list(x), sorted(x), tuple(x) and x.keys().
func (b *exportBuilder) addCall(e *parse.PyExpr, st *parse.PyStmt, depth int) {
	fn := &e.Args[0]
	switch {
	case fn.Kind == parse.ExprName && len(e.Args) >= 2 && slices.Contains([]string{"list", "sorted", "tuple", "set"}, fn.Name):
		b.add(&e.Args[1], st, depth+1)
	case fn.Kind == parse.ExprAttr && fn.Name == "keys" && len(e.Args) == 1:
		b.add(&fn.Args[0], st, depth+1)
	default:
		b.computed(st)
	}
}

// addNamed adds a list that has a name: the module's own __all__ so far, another module's,
// or a variable.
func (b *exportBuilder) addNamed(e *parse.PyExpr, st *parse.PyStmt, depth int) {
	name := dotted(e)
	switch {
	case name == allName:
		return
	case lastOf(name) == allName:
		if ref := b.s.resolveIn(b.m, outerOf(name)); ref.Obj != nil && ref.Obj.Kind == ModuleKind {
			b.addModule(ref.Obj, st)
			return
		}
	default:
		if ref := b.s.resolveIn(b.m, name); ref.Obj != nil && ref.Obj.Kind == AttributeKind && ref.Obj.Stmt != nil && ref.Obj.Stmt.Value != nil && ref.Obj.Stmt != st {
			b.add(ref.Obj.Stmt.Value, st, depth+1)
			return
		}
	}
	b.computed(st)
}

// addModule adds what another module exports.
func (b *exportBuilder) addModule(from *Object, st *parse.PyStmt) {
	if from == nil || from.Facts == nil {
		b.computed(st)
		return
	}
	other := b.s.findExports(from)
	if other == nil {
		b.computed(st)
		return
	}
	for _, n := range other.order {
		b.name(n, st)
	}
	if other.computed != nil {
		b.computed(st)
		b.list().open = b.list().open || other.open
	}
}

// element adds one name; one that a loop over literals computes counts for all of them.
func (b *exportBuilder) element(e *parse.PyExpr, st *parse.PyStmt) {
	if e.Kind == parse.ExprStr {
		b.name(e.Str, st)
		return
	}
	if e.Kind == parse.ExprName {
		for i := len(st.Guards) - 1; i >= 0; i-- {
			g := &st.Guards[i]
			if g.Kind == parse.PyLoop && g.Name != nil && g.Name.Text == e.Name && g.Test != nil && isListing(g.Test) {
				b.add(g.Test, st, 0)
				return
			}
		}
	}
	if e.Kind == parse.ExprAttr && e.Name == "__name__" {
		if name := dotted(&e.Args[0]); name != "" {
			b.name(lastOf(name), st)
			return
		}
	}
	b.computed(st)
}

func isListing(e *parse.PyExpr) bool {
	return e.Kind == parse.ExprList || e.Kind == parse.ExprTuple || e.Kind == parse.ExprSet || e.Kind == parse.ExprName || e.Kind == parse.ExprAttr
}

func (b *exportBuilder) name(name string, st *parse.PyStmt) {
	l := b.list()
	if _, ok := l.names[name]; !ok {
		l.names[name] = st
		l.order = append(l.order, name)
	}
}

// computed notes that the source does not spell all names.
func (b *exportBuilder) computed(st *parse.PyStmt) {
	l := b.list()
	if l.computed == nil {
		l.computed = st
	}
	l.open = l.open || ofNamespace(st)
}

// ofNamespace reports whether a statement works on the names that the module holds itself, or a
// loop around it does.
func ofNamespace(st *parse.PyStmt) bool {
	if st.Value != nil && namespaced(st.Value.Text) {
		return true
	}
	return slices.ContainsFunc(st.Guards, func(g parse.PyGuard) bool {
		return g.Kind == parse.PyLoop && g.Test != nil && namespaced(g.Test.Text)
	})
}

func namespaced(text string) bool {
	return slices.ContainsFunc([]string{"dir()", "globals()", "locals()", "vars()", "__dict__", "getmembers("}, func(word string) bool { return strings.Contains(text, word) })
}
