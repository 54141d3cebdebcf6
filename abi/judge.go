package abi

import (
	"strings"

	"plumbline/parse"
)

// judged reports whether a change to what BASE declared matters to clients: it stood in a
// public header and they could name it.
func (d *Diff) judged(e *Entity) bool { return e.Public && accessible(e) && !d.foreign[e] }

// foreignEntities are the declarations that fill a gap of somebody's standard library: in
// namespace std, and for none of the tree's types or only in another configuration.
func foreignEntities(s *Surface) map[*Entity]bool {
	out := map[*Entity]bool{}
	for _, f := range s.Functions {
		if f.Owner == nil && strings.HasPrefix(f.Name, "std::") && (f.Untaken || !f.Template && !takesOwnType(f)) {
			out[&f.Entity] = true
		}
	}
	for _, a := range s.Aliases {
		if a.Owner == nil && strings.HasPrefix(a.Name, "std::") {
			out[&a.Entity] = true
		}
	}
	return out
}

// takesOwnType reports whether a parameter names a class or enum of the tree.
func takesOwnType(f *Function) bool {
	own := false
	for _, p := range f.Params {
		p.Type.walk(0, func(t *Type) { own = own || t.Class != nil || t.Enum != nil })
	}
	return own
}

// ownCopy reports whether clients hold a copy of a function, or may: nothing that they call
// needs to be in the library.
func ownCopy(f *Function) bool {
	return f.Inline || f.Template || f.Decl != nil && f.Decl.HasBody || f.Static && f.Owner == nil || strings.Contains(f.Name, "(anonymous namespace)::")
}

// hasSymbol reports whether a compiled client may refer to the function's symbol in the library.
func hasSymbol(f *Function) bool {
	return !ownCopy(f) && !f.Deleted && !(f.Pure && f.Func != parse.FuncDestructor) && !(f.Decl != nil && f.Decl.Hidden)
}

// implicitAgain reports whether the compiler declares a member that a class no longer
// declares, with the same meaning: it was defaulted in place.
func implicitAgain(f *Function) bool {
	return f.Defaulted && f.Inline && (f.Func == parse.FuncConstructor && len(f.Params) <= 1 ||
		f.Func == parse.FuncDestructor || f.Func == parse.FuncOperator)
}
