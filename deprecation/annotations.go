package deprecation

import (
	"strings"

	"plumbline/parse"
)

// annotation is where an annotation stands: what its names mean is looked up there.
type annotation struct {
	s     *Surface
	scope *Object // the module or class around it
	d     *Diff   // for classes of BASE, which are compared under the names that they have at HEAD
}

// in says where the annotations of an object of one end stand.
func (d *Diff) in(s *Surface, o *Object) *annotation {
	scope := o.Owner
	if scope == nil {
		scope = o
	}
	return &annotation{s: s, scope: scope, d: d}
}

// maxAliases bounds how many names one type is followed through.
const maxAliases = 8

// meaning is what a name in an annotation stands for: a class of the tree with those above it, an
// alias what it is an alias of, what comes from elsewhere under the name that it has there.
func (a *annotation) meaning(word string, hops int) (typ, bool) {
	if a == nil || hops > maxAliases || strings.ContainsAny(word, "'\"?") {
		return typ{}, false
	}
	if word == "Self" || strings.HasSuffix(word, ".Self") {
		if a.scope.Kind == ClassKind {
			return a.class(a.scope), true
		}
		return typ{}, false
	}
	r := a.s.resolveIn(a.scope, word)
	switch {
	case r.Obj != nil && r.Obj.Kind == ClassKind:
		return a.class(r.Obj), true
	case r.Obj != nil && r.Obj.Kind == AttributeKind && r.Obj.Origin != FromSchema && r.Obj.Stmt != nil:
		return a.aliased(r.Obj, hops)
	case r.Obj == nil && r.Outside == "typing.AnyStr":
		return typ{name: "T", bound: &typ{args: []typ{{name: "bytes"}, {name: "str"}}}}, true
	case r.Obj == nil && r.Outside != "":
		return typ{name: lastOf(r.Outside)}, true
	}
	return typ{}, false
}

// class is a class of the tree as a type, under the name that it has at HEAD. Two classes of one
// last name are taken for one: annotations in quotes often can't be followed.
func (a *annotation) class(o *Object) typ {
	t := typ{name: o.Base()}
	if p := a.d.pairOf[o]; p != nil && p.New != nil {
		t.name = p.New.Base()
	}
	mro, _ := a.s.linear(o)
	for _, c := range mro {
		t.up = append(t.up, c.Base())
		for _, b := range a.s.bases(c) {
			if b.ref.Outside != "" {
				t.up = append(t.up, lastOf(b.ref.Outside))
			}
		}
	}
	return t
}

// aliased is what a type alias stands for; a type variable stays a variable.
func (a *annotation) aliased(o *Object, hops int) (typ, bool) {
	v := o.Stmt.Value
	if v == nil || o.Owner == nil {
		return typ{}, false
	}
	switch v.Kind {
	case parse.ExprCall:
		switch lastOf(dotted(&v.Args[0])) {
		case "TypeVar":
			return typ{name: "T", bound: a.bound(o, hops)}, true
		case "ParamSpec", "TypeVarTuple":
			return typ{name: "T"}, true
		case "NewType":
			return typ{name: o.Base()}, true
		}
		return typ{}, false
	case parse.ExprName, parse.ExprAttr, parse.ExprIndex, parse.ExprBinary:
		return a.d.aliasType(a.s, o, hops)
	}
	return typ{}, false
}

// bound is what a type variable may stand for, nil for anything: its bound, or one of its
// constraints (typing specification, "Generics"). One that names the variable itself ends there.
func (a *annotation) bound(o *Object, hops int) *typ {
	if hops > maxAliases {
		return nil
	}
	var members []typ
	args := o.Stmt.Value.Args[1:] // behind the callee
	for i := range args {
		if e := &args[i]; e.Key == "bound" || e.Key == "" && i > 0 {
			t, ok := parseType(e.Text, &annotation{s: a.s, scope: o.Owner, d: a.d}, hops+1)
			if !ok {
				return nil
			}
			members = append(members, t)
		}
	}
	if len(members) == 0 {
		return nil
	}
	t := unionOf(members)
	return &t
}

// aliasResult is what an alias stands for, as far as it is known yet: while it is being read it
// stands for itself, so that aliases which name one another end.
type aliasResult struct {
	typ typ
	ok  bool
}

// aliasType reads the value of an alias once. The results are kept in the Diff, which one
// goroutine makes and compares.
func (d *Diff) aliasType(s *Surface, o *Object, hops int) (typ, bool) {
	if r, ok := d.aliasTypes[o]; ok {
		return r.typ, r.ok
	}
	d.aliasTypes[o] = aliasResult{}
	t, ok := parseType(o.Stmt.Value.Text, &annotation{s: s, scope: o.Owner, d: d}, hops+1)
	if ok && t.size(0) > maxAliasSize {
		t, ok = typ{}, false
	}
	d.aliasTypes[o] = aliasResult{t, ok}
	return t, ok
}

// maxAliasSize bounds the parts of a type that an alias is replaced by: past it the alias is
// compared by its name.
const maxAliasSize = 500

// size counts the parts of a type.
func (t typ) size(depth int) int {
	n := 1
	for i := range t.args {
		if depth < maxNesting && n <= maxAliasSize {
			n += t.args[i].size(depth + 1)
		}
	}
	return n
}

// typeIn reads an annotation where it stands.
func (a *annotation) typeIn(e *parse.PyExpr) typ {
	if e == nil {
		return typ{name: "Any"}
	}
	if t, ok := parseType(e.Text, a, 0); ok {
		return t
	}
	return typ{name: oneLine(e.Text)} // no type that this reads: equal to its own text only
}
