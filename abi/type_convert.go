package abi

import (
	"strings"

	"plumbline/parse"
)

// converts reports whether an expression of one type is accepted where the other is
// expected, surely and without a change of meaning: a source that did the one still compiles.
// In doubt it does not.
func converts(from, to *Type) bool {
	if from == nil || to == nil {
		return from == to
	}
	if from.key(0) == to.key(0) {
		return true
	}
	value, wanted := strip(from), strip(to)
	if wanted.Kind == TemplateParam && (from.Kind != LRef || to.Kind != RRef) {
		return true // deduced from what is given
	}
	if to.Kind == LRef && (to.Elem == nil || !to.Elem.Const) {
		return from.Kind == LRef && to.Elem.bare() == from.Elem.bare() && !from.Elem.Const
	}
	if to.Kind == RRef && from.Kind == LRef {
		return false
	}
	switch {
	case value.bare() == wanted.bare():
		return true
	case value.Kind == Builtin && wanted.Kind == Builtin:
		return widens(value.Name, wanted.Name)
	case value.Kind == Pointer && wanted.Kind == Pointer:
		return pointerConverts(value.Elem, wanted.Elem)
	}
	return wraps(value, wanted)
}

// strip takes off a reference.
func strip(t *Type) *Type {
	if (t.Kind == LRef || t.Kind == RRef) && t.Elem != nil {
		return t.Elem
	}
	return t
}

// bare is the key of a type without its own qualifiers.
func (t *Type) bare() string {
	if t == nil {
		return ""
	}
	plain := *t
	plain.Const, plain.Volatile = false, false
	return plain.key(0)
}

func pointerConverts(from, to *Type) bool {
	if from == nil || to == nil || from.Const && !to.Const || from.Volatile && !to.Volatile {
		return false
	}
	if to.Kind == TemplateParam {
		return true
	}
	return from.bare() == to.bare() || to.Kind == Builtin && to.Name == "void" || derives(from.Class, to.Class, map[*Class]bool{})
}

// derives reports whether a class has another among its public bases.
func derives(c, base *Class, seen map[*Class]bool) bool {
	if c == nil || base == nil || seen[c] || len(seen) > maxBases {
		return false
	}
	seen[c] = true
	for _, b := range c.Bases {
		if b.Access == parse.AccessPublic && (b.Class == base || derives(b.Class, base, seen)) {
			return true
		}
	}
	return false
}

// ranks orders the integer types of x86-64 Linux by size; widths of equal rank differ in sign.
var ranks = map[string]int{"bool": 1, "char": 2, "signed char": 2, "unsigned char": 2, "short": 3, "unsigned short": 3,
	"int": 4, "unsigned int": 4, "long": 5, "unsigned long": 5, "long long": 5, "unsigned long long": 5,
	"float": 8, "double": 9, "long double": 10}

// widens reports whether a builtin type's values all exist in another.
func widens(from, to string) bool {
	f, t := ranks[from], ranks[to]
	if f == 0 || t == 0 || t < f {
		return false
	}
	signedOnly := strings.HasPrefix(to, "unsigned") && !strings.HasPrefix(from, "unsigned")
	if t == f {
		return strings.HasPrefix(to, "unsigned") == strings.HasPrefix(from, "unsigned")
	}
	return !signedOnly || from == "bool"
}

// numbers reports whether two types are builtin numbers, each of which converts to the
// other, perhaps to another value ([conv.integral], [conv.double], [conv.fpint]).
func numbers(from, to *Type) bool {
	if from == nil || to == nil || to.Kind == LRef && (to.Elem == nil || !to.Elem.Const) {
		return false
	}
	value, wanted := strip(from), strip(to)
	return value.Kind == Builtin && wanted.Kind == Builtin && ranks[value.Name] != 0 && ranks[wanted.Name] != 0
}

// wraps reports whether a class takes a value implicitly: std::optional, or a class of the
// tree with a converting constructor.
func wraps(value, wanted *Type) bool {
	if wanted.Name == "std::optional" || wanted.Name == "c10::optional" {
		return len(wanted.Args) == 1 && wanted.Args[0].Type != nil && wanted.Args[0].Type.bare() == value.bare()
	}
	if value.Name == "std::__cxx11::basic_string" && wanted.Name == "std::basic_string_view" {
		return true
	}
	if wanted.Class == nil {
		return false
	}
	for _, m := range wanted.Class.Methods {
		if m.Func != parse.FuncConstructor || m.Explicit || m.Deleted || m.Access != parse.AccessPublic || len(m.Params) == 0 {
			continue
		}
		if required(m) <= 1 && strip(m.Params[0].Type).bare() == value.bare() {
			return true
		}
	}
	return derives(value.Class, wanted.Class, map[*Class]bool{})
}

// required is how many arguments a call must give at least.
func required(f *Function) (n int) {
	for _, p := range f.Params {
		if p.Default == "" && !p.Pack {
			n++
		}
	}
	return n
}
