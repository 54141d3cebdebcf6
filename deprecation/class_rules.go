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
// and nested classes aside (Python library reference, enum). A stub may only declare them.
func enumMembers(o *Object) (out []*Object) {
	for _, name := range o.members() {
		b := o.scope.names[name]
		if b.kind == bindOpaque || b.obj == nil || b.obj.Kind != AttributeKind || isUnderscored(name) {
			continue
		}
		if st := b.obj.Stmt; (st.Value != nil || b.obj.Origin == FromStub) && (st.Kind == parse.PyAssigned || st.Kind == parse.PyAnnotated) {
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
