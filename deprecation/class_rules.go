package deprecation

import (
	"slices"

	"plumbline/parse"
)

// classRules are API030 to API036: classes as a whole, enums and fields.
var classRules = []*rule{baseClassRemoved, enumMemberRemoved, enumMemberValueChanged, requiredFieldAdded, fieldReordered,
	abstractMethodAdded, exceptionClassMoved}

// enumMembers are the members of enums at BASE.
func (d *Diff) enumMembers() map[*Object]bool {
	out := map[*Object]bool{}
	for _, p := range d.Pairs {
		if p.Old.Kind == ClassKind && d.Base.isEnum(p.Old) {
			for _, m := range enumMembers(p.Old) {
				out[m] = true
			}
		}
	}
	return out
}

// enumMembers are the members of an enum class: what its body assigns, private names, methods
// and nested classes aside (Python library reference, enum).
func enumMembers(o *Object) (out []*Object) {
	for _, name := range o.members() {
		b := o.scope.names[name]
		if b.kind == bindObject && b.obj.Kind == AttributeKind && !isUnderscored(name) && b.obj.Stmt.Value != nil && b.obj.Stmt.Kind == parse.PyAssigned {
			out = append(out, b.obj)
		}
	}
	return out
}

// isEnum reports whether a class derives from one of the enum module's.
func (s *Surface) isEnum(o *Object) bool {
	return s.derivesFrom(o, "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")
}

// isException reports whether a class derives from an exception of Python's own.
func (s *Surface) isException(o *Object) bool {
	return s.anyOutsideBase(o, func(name string) bool {
		last := lastOf(name)
		return name == "builtins."+last && last != "Warning" && (last == "BaseException" || last == "Exception" || builtinException(last))
	})
}

func builtinException(name string) bool {
	return len(name) > 5 && (name[len(name)-5:] == "Error" || name == "StopIteration" || name == "KeyboardInterrupt" || name == "SystemExit" || name == "GeneratorExit")
}

// derivesFrom reports whether a class has a base outside of the tree whose last name is one of
// some.
func (s *Surface) derivesFrom(o *Object, names ...string) bool {
	return s.anyOutsideBase(o, func(name string) bool { return slices.Contains(names, lastOf(name)) })
}

// anyOutsideBase asks of each base outside of the tree, of all classes above one.
func (s *Surface) anyOutsideBase(o *Object, is func(name string) bool) bool {
	mro, _ := s.linear(o)
	for _, c := range mro {
		for _, b := range s.bases(c) {
			if b.ref.Outside != "" && is(b.ref.Outside) {
				return true
			}
		}
	}
	return false
}

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
	f := field{obj: o, required: o.Stmt.Value == nil, byName: byName}
	if v := o.Stmt.Value; v != nil && v.Kind == parse.ExprCall && slices.Contains([]string{"field", "ib", "attrib", "Field"}, lastOf(dotted(&v.Args[0]))) {
		f.required = true
		for i := range v.Args {
			a := &v.Args[i]
			switch a.Key {
			case "default", "default_factory", "factory":
				f.required = false
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
