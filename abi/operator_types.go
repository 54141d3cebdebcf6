package abi

import (
	"slices"
	"strconv"
	"strings"

	"plumbline/parse/opschema"
)

// fakeTypes are the base types that schemas tell apart and compatibility does not: the
// "fake" types of torch/csrc/jit/frontend/schema_type_parser.cpp.
var fakeTypes = map[string]string{
	"ScalarType": "int", "MemoryFormat": "int", "Layout": "int", "SymInt": "int",
	"DeviceIndex": "int", "ConstQuantizerPtr": "int", "Dimname": "str", "number": "Scalar",
	"NoneType": "None",
}

func fakeName(t *opschema.Type) string {
	if fake, ok := fakeTypes[t.Name]; ok && t.Kind == opschema.Base {
		return fake
	}
	return t.Name
}

// fakeString is the fake type as PyTorch's messages write it: sizes and annotations gone.
func fakeString(t *opschema.Type) string {
	switch {
	case t.Kind == opschema.Optional:
		return fakeString(t.Elems[0]) + "?"
	case t.Kind == opschema.List:
		return fakeString(t.Elems[0]) + "[]"
	case t.Kind == opschema.Base:
		return fakeName(t)
	}
	parts := make([]string, len(t.Elems))
	for i, elem := range t.Elems {
		parts[i] = fakeString(elem)
	}
	return t.Name + "(" + strings.Join(parts, ", ") + ")"
}

// sameType reports whether two types have the same fake type; sizes of lists are no part of it.
func sameType(a, b *opschema.Type) bool {
	return a.Kind == b.Kind && fakeName(a) == fakeName(b) && slices.EqualFunc(a.Elems, b.Elems, sameType)
}

// subtype reports whether every value of a is one of b (Type::isSubtypeOfExt of
// aten/src/ATen/core/type.cpp and jit_type.h, on fake types).
func subtype(a, b *opschema.Type) bool {
	switch name := fakeName(a); {
	case sameType(a, b) || fakeName(b) == "Any":
		return true
	case a.Kind == opschema.Optional && b.Kind == opschema.Optional:
		return subtype(a.Elems[0], b.Elems[0])
	case a.Kind == opschema.Generic && name == "Union":
		return !slices.ContainsFunc(a.Elems, func(elem *opschema.Type) bool { return !subtype(elem, b) })
	case b.Kind == opschema.Generic && b.Name == "Union":
		return slices.ContainsFunc(b.Elems, func(elem *opschema.Type) bool { return subtype(a, elem) })
	case a.Kind == opschema.Optional: // what may be None is no subtype of what may not
		return false
	case a.Kind == opschema.Base && name == "None" && b.Kind == opschema.Optional:
		return true
	case a.Kind == opschema.Base && (name == "int" || name == "float" || name == "complex") && fakeName(b) == "Scalar":
		return true
	case covariant(a, b) && !slices.ContainsFunc(indexes(len(a.Elems)), func(i int) bool { return !subtype(a.Elems[i], b.Elems[i]) }):
		return true
	}
	return b.Kind == opschema.Optional && subtype(a, b.Elems[0])
}

// covariant reports whether a is a subtype of b where its parts are: tuples and futures
// are, lists and dictionaries are not.
func covariant(a, b *opschema.Type) bool {
	if a.Kind != b.Kind || a.Name != b.Name || len(a.Elems) != len(b.Elems) {
		return false
	}
	return a.Kind == opschema.Tuple || a.Kind == opschema.Generic && a.Name != "Dict"
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// aliasKey is the same for types whose alias annotations are equal (AliasInfo of
// aten/src/ATen/core/alias_info.h, as schema_type_parser.cpp builds it): an annotation of a
// list holds that of its elements; an optional has none of its own.
func aliasKey(t *opschema.Type) string {
	key := ""
	if t.Elem() != nil {
		key = aliasKey(t.Elems[0])
	}
	if t.Kind == opschema.Optional {
		return key
	}
	own := ""
	if a := t.Alias; a != nil {
		after := a.After
		if after == nil {
			after = a.Before
		}
		own = aliasSets(a.Before) + strings.Repeat("!", writes(a.Write)) + " -> " + aliasSets(after)
	}
	if key == "" {
		return own
	}
	if own == "" && strings.Contains(key, "!") {
		own = "!"
	}
	return own + "[" + key + "]"
}

func writes(write bool) int {
	if write {
		return 1
	}
	return 0
}

// aliasSets are sets without order; the wildcard swallows what follows it.
func aliasSets(sets []string) string {
	if i := slices.Index(sets, "*"); i >= 0 {
		sets = sets[:i+1]
	}
	sorted := slices.Sorted(slices.Values(sets))
	return strings.Join(slices.Compact(sorted), "|")
}

// enumValues are the names that a default may use for a number (parseSingleConstant of
// torch/csrc/jit/frontend/function_schema_parser.cpp, with c10/core/ScalarType.h,
// Layout.h, MemoryFormat.h and ATen/core/Reduction.h).
var enumValues = map[string]string{
	"float": "6", "complex": "9", "long": "4", "strided": "0", "Mean": "1", "contiguous_format": "0",
}

// defaultIsList reports whether the default value is a list.
func defaultIsList(a *opschema.Argument) bool { return strings.HasPrefix(defaultValue(a), "list ") }

// defaultValue is the same for defaults that are equal values of the same kind
// (parseDefaultValue of function_schema_parser.cpp): 1 of an int is not 1.0, and one value
// for a list of fixed size stands for all its elements. "" for no default.
func defaultValue(a *opschema.Argument) string {
	t, text := a.Type, a.Default
	switch {
	case !a.HasDefault:
		return ""
	case t.Kind != opschema.List:
		return defaultText(text, fakeName(t), t.Kind)
	case text == "None":
		return "none"
	}
	elem := t.Elems[0]
	list, isList := strings.CutPrefix(strings.TrimSuffix(text, "]"), "[")
	if !isList {
		value := defaultText(text, fakeName(elem), elem.Kind)
		return "list " + strings.Repeat(value+",", int(max(0, min(t.Size, 1000))))
	}
	out := "list "
	if list != "" {
		for part := range strings.SplitSeq(list, ",") {
			out += defaultText(strings.TrimSpace(part), fakeName(elem), elem.Kind) + ","
		}
	}
	return out
}

// defaultText is a single value with its kind.
func defaultText(text, typ string, kind opschema.TypeKind) string {
	switch text {
	case "None":
		return "none"
	case "True", "False":
		return "bool " + text
	case "":
		return ""
	}
	switch c := text[0]; {
	case c == '"' || c == '\'':
		return "str " + unquote(text)
	case c != '-' && (c < '0' || c > '9') && c != '.':
		if value, ok := enumValues[text]; ok {
			return "int " + value
		}
		return "name " + text
	}
	if strings.HasSuffix(text, "j") {
		return "complex " + text
	}
	if kind == opschema.Base && typ == "float" || strings.ContainsAny(text, ".e") {
		if value, err := strconv.ParseFloat(text, 64); err == nil {
			return "float " + strconv.FormatFloat(value, 'g', -1, 64)
		}
	}
	return "int " + text
}

// unquote gives the value of a string literal whose quotes are single or double.
func unquote(text string) string {
	body := text[1 : len(text)-1]
	return strings.NewReplacer(`\'`, `'`, `\"`, `"`, `\\`, `\`).Replace(body)
}
