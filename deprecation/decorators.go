package deprecation

import (
	"fmt"
	"slices"

	"plumbline/parse"
)

// undecorate settles what decorators make of the parameters of a call: behind one that may give or
// take parameters what is written is not what callers meet, and what the old names are told to
// a decorator of HEAD for, it takes.
func (d *Diff) undecorate(c *callPair) {
	if len(c.match.changes) == 0 && len(d.changedDefaults(c)) == 0 && len(d.changedTypes(c)) == 0 {
		return
	}
	name := d.Base.reshapes(c.old)
	if name == "" {
		name = d.Head.reshapes(c.new)
	}
	if name != "" {
		c.blind = true
		d.decorated(c, name, "may give it other parameters than are written")
		return
	}
	told := namesTold(c.new)
	c.match.changes = slices.DeleteFunc(c.match.changes, func(ch paramChange) bool {
		takes := false
		switch ch.kind {
		case paramRemoved, paramRenamed:
			takes = told[ch.old.Name]
		case paramAddedRequired:
			takes = len(c.oldOf) > 0 && !slices.ContainsFunc(c.oldOf, func(p parse.PyParam) bool { return !told[p.Name] })
		}
		if takes {
			d.decorated(c, "one", "is told the old parameters, and may take them")
		}
		return takes
	})
}

func (d *Diff) decorated(c *callPair, name, what string) {
	d.spots = append(d.spots, BlindSpot{Kind: "decorated-signature", Path: c.new.Path, Line: c.new.Line,
		Text: fmt.Sprintf("the parameters of %s are others, and of its decorators %s %s", c.subject, name, what)})
}

// namesTold are the words that the decorators of a function are given: strings, those of lists,
// keywords.
func namesTold(o *Object) map[string]bool {
	out := map[string]bool{}
	for _, e := range o.decorators() {
		if e.Kind != parse.ExprCall {
			continue
		}
		for i := range e.Args[1:] {
			a := &e.Args[i+1]
			out[a.Key] = true
			for _, x := range append(slices.Clip(a.Args), *a) {
				if x.Kind == parse.ExprStr {
					out[x.Str] = true
				}
			}
		}
	}
	return out
}

// reshapes is the first decorator of a function that may give it other parameters, "" for none.
func (s *Surface) reshapes(o *Object) string {
	if o.Func() == nil || o.Origin != FromSource {
		return ""
	}
	for i := range o.Func().Decorators {
		name := decoratorName(&o.Func().Decorators[i])
		if name == "" || !s.keepsSignature(o.Owner, name, 0) {
			return or(name, oneLine(o.Func().Decorators[i].Text))
		}
	}
	return ""
}

// keepsSignature reports whether a decorator hands on the parameters of what it decorates.
func (s *Surface) keepsSignature(scope *Object, name string, depth int) bool {
	if keepers[lastOf(name)] {
		return true
	}
	r := s.resolveIn(scope, name)
	if m := s.instanceMember(scope, name); r.Obj == nil && m.Func() != nil {
		return handsOnParams(m.Func())
	}
	switch {
	case r.Obj == nil || depth > maxHops:
		return false
	case r.Obj.Func() != nil:
		return handsOnParams(r.Obj.Func())
	case r.Obj.Kind == ClassKind:
		call := s.classMember(r.Obj, "__call__", nil).Obj
		return call.Func() != nil && slices.ContainsFunc(call.Func().Nested, takesAnything)
	case r.Obj.Stmt != nil && r.Obj.Stmt.Value != nil:
		made := dotted(madeBy(r.Obj.Stmt.Value))
		if m := s.instanceMember(r.Obj.Owner, made); m.Func() != nil {
			return handsOnParams(m.Func())
		}
		return made != "" && made != name && s.keepsSignature(r.Obj.Owner, made, depth+1)
	}
	return false
}

// madeBy is what a value is made by: of make(...) make, of partial(make, ...) make too.
func madeBy(e *parse.PyExpr) *parse.PyExpr {
	if e.Kind != parse.ExprCall {
		return e
	}
	if len(e.Args) > 1 && lastOf(dotted(&e.Args[0])) == "partial" {
		return &e.Args[1]
	}
	return &e.Args[0]
}

// instanceMember is the method that a name of the form instance.method leads to, where instance =
// Class(); nil for anything else.
func (s *Surface) instanceMember(scope *Object, name string) *Object {
	if outerOf(name) == "" {
		return nil
	}
	o := s.resolveIn(scope, outerOf(name)).Obj
	if o == nil || o.Kind != AttributeKind || o.Stmt == nil || o.Stmt.Value == nil || o.Stmt.Value.Kind != parse.ExprCall {
		return nil
	}
	class := s.resolveIn(o.Owner, dotted(&o.Stmt.Value.Args[0])).Obj
	if class == nil || class.Kind != ClassKind {
		return nil
	}
	return s.classMember(class, lastOf(name), nil).Obj
}

// handsOnParams reports whether a decorator of the tree returns what it is given, or a function of
// any arguments: no function in it has parameters of its own.
func handsOnParams(f *parse.PyFunc) bool {
	return slices.ContainsFunc(f.Nested, takesAnything) || !slices.ContainsFunc(f.Nested, func(params []parse.PyParam) bool { return len(params) > 1 })
}

// takesAnything reports whether parameters are *args and **kwargs, behind those that the decorated
// function has for itself.
func takesAnything(params []parse.PyParam) bool {
	args, kwargs := false, false
	for i := range params {
		switch params[i].Kind {
		case parse.PyVarPositional:
			args = true
		case parse.PyVarKeyword:
			kwargs = true
		case parse.PyKeywordOnly:
			return false
		default:
			if i > 1 || params[i].Default != nil {
				return false
			}
		}
	}
	return args && kwargs
}

// keepers are decorators of the standard library and of others that hand on the parameters, by
// their last names.
var keepers = set("staticmethod classmethod property abstractmethod abstractclassmethod abstractstaticmethod abstractproperty " +
	"cached_property lru_cache cache wraps total_ordering contextmanager asynccontextmanager overload final override " +
	"no_type_check runtime_checkable deprecated coroutine " +
	"no_grad enable_grad inference_mode set_grad_enabled beartype typechecked jaxtyped njit jit ccall cfunc inline " +
	"annotation_typing setter getter deleter")
