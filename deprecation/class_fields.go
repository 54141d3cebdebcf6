package deprecation

import (
	"slices"

	"plumbline/parse"
)

// isDataclass reports whether a class's constructor is made of its fields: a dataclass, an
// attrs class or a NamedTuple.
func isDataclass(o *Object) bool {
	c := o.Class()
	if c == nil {
		return false
	}
	if decorated(c.Decorators, "dataclass", "_dataclass", "dataclass_slots", "attrs", "define", "frozen", "s", "pytree_dataclass") {
		return true
	}
	return isNamedTuple(o)
}

func isNamedTuple(o *Object) bool {
	return slices.ContainsFunc(o.Class().Bases, func(e parse.PyExpr) bool { return lastOf(dotted(&e)) == "NamedTuple" })
}

// isTypedDict reports whether a class describes the keys of a dict (PEP 589).
func (s *Surface) isTypedDict(o *Object) bool { return s.derivesFrom(o, "TypedDict") }

// keys are the keys of a TypedDict, inherited ones first: required unless their class is declared
// with total=False, or what Required and NotRequired say (PEP 655).
func (s *Surface) keys(o *Object) (out []field) {
	mro, _ := s.linear(o)
	for k := len(mro) - 1; k >= 0; k-- {
		total := !slices.ContainsFunc(mro[k].Class().Keywords, func(a parse.PyExpr) bool { return a.Key == "total" && a.Text == "False" })
		for _, name := range mro[k].members() {
			b := mro[k].scope.names[name]
			if b.obj == nil || b.obj.Kind != AttributeKind || b.stmt.Kind != parse.PyAnnotated {
				continue
			}
			f := field{obj: b.obj, required: total}
			switch lastOf(typeName(b.stmt.Type)) {
			case "Required":
				f.required = true
			case "NotRequired":
				f.required = false
			}
			if i := slices.IndexFunc(out, func(g field) bool { return g.obj.Base() == name }); i >= 0 {
				out[i] = f
			} else {
				out = append(out, f)
			}
		}
	}
	return out
}

// isField reports whether an attribute is a field of a dataclass or NamedTuple.
func isField(o *Object) bool {
	return o.Owner != nil && o.Owner.Kind == ClassKind && isDataclass(o.Owner) && o.Stmt != nil && o.Stmt.Kind == parse.PyAnnotated
}

// maker is the call of field() that gives a field its properties, nil for a plain default.
func maker(o *Object) *parse.PyExpr {
	v := o.Stmt.Value
	if v != nil && v.Kind == parse.ExprCall && slices.Contains([]string{"field", "ib", "attrib", "Field"}, lastOf(dotted(&v.Args[0]))) {
		return v
	}
	return nil
}

// defaultOf is the value or the factory that a field has without an argument, nil for none.
func defaultOf(o *Object) *parse.PyExpr {
	v := maker(o)
	if v == nil {
		return o.Stmt.Value
	}
	for i := range v.Args {
		switch v.Args[i].Key {
		case "default", "default_factory", "factory":
			return &v.Args[i]
		}
	}
	return nil
}

// fieldParams are the parameters that fields are to a constructor.
func fieldParams(list []field) (out []parse.PyParam) {
	for _, byName := range []bool{false, true} {
		for _, f := range list {
			if f.byName != byName {
				continue
			}
			kind := parse.PyPositional
			if byName {
				kind = parse.PyKeywordOnly
			}
			out = append(out, parse.PyParam{Name: f.obj.Base(), Kind: kind, Line: f.obj.Line, Default: defaultOf(f.obj), Type: f.obj.Stmt.Type})
		}
	}
	return out
}

// field is one field of a dataclass: a parameter of its constructor.
type field struct {
	obj      *Object
	required bool
	byName   bool // keyword-only
}

// fields are the fields that a dataclass's constructor takes, inherited ones first, as
// dataclasses order them.
func (s *Surface) fields(o *Object) []field {
	var out []field
	mro, _ := s.linear(o)
	for k := len(mro) - 1; k >= 0; k-- {
		c := mro[k]
		if !isDataclass(c) {
			continue
		}
		byName := keywordIs(c.Class().Decorators, "kw_only", "True")
		for _, name := range c.members() {
			b := c.scope.names[name]
			if b.obj == nil || b.obj.Kind != AttributeKind || b.stmt.Kind != parse.PyAnnotated {
				continue
			}
			if lastOf(typeName(b.stmt.Type)) == "KW_ONLY" {
				byName = true
				continue
			}
			f, ok := fieldOf(b.obj, byName)
			if !ok {
				continue
			}
			if i := slices.IndexFunc(out, func(g field) bool { return g.obj.Base() == name }); i >= 0 {
				out[i] = f // an overriding field keeps its place
			} else {
				out = append(out, f)
			}
		}
	}
	return out
}

// fieldOf is what an annotated attribute is to the constructor; false where it is no field of
// it: ClassVar, field(init=False).
func fieldOf(o *Object, byName bool) (field, bool) {
	if lastOf(typeName(o.Stmt.Type)) == "ClassVar" {
		return field{}, false
	}
	f := field{obj: o, required: defaultOf(o) == nil, byName: byName}
	if v := maker(o); v != nil {
		for i := range v.Args {
			switch a := &v.Args[i]; a.Key {
			case "init":
				if a.Text == "False" {
					return field{}, false
				}
			case "kw_only":
				f.byName = a.Text == "True"
			}
		}
	}
	return f, true
}

// typeName is the name of an annotation, without its arguments.
func typeName(e *parse.PyExpr) string {
	if e == nil {
		return ""
	}
	if e.Kind == parse.ExprIndex {
		return dotted(&e.Args[0])
	}
	return dotted(e)
}

// keywordIs reports whether a decorator's call has a keyword argument of this text.
func keywordIs(list []parse.PyExpr, key, text string) bool {
	return slices.ContainsFunc(list, func(d parse.PyExpr) bool {
		return d.Kind == parse.ExprCall && slices.ContainsFunc(d.Args, func(a parse.PyExpr) bool { return a.Key == key && a.Text == text })
	})
}
