package abi

import (
	"strconv"
	"strings"
)

// typeInfo is what a member of a type takes.
type typeInfo struct {
	size, align int64
	rec         *record // of a class, or of the elements of an array
	array       bool
	count       int64 // elements of an array, all dimensions
}

// builtinSizes are size and alignment in bytes on x86-64 Linux (System V psABI, figure 3.1).
var builtinSizes = map[string]int64{
	"bool": 1, "char": 1, "signed char": 1, "unsigned char": 1, "char8_t": 1, "std::byte": 1,
	"short": 2, "unsigned short": 2, "char16_t": 2, "_Float16": 2, "__fp16": 2, "__bf16": 2,
	"int": 4, "unsigned int": 4, "wchar_t": 4, "char32_t": 4, "float": 4,
	"long": 8, "unsigned long": 8, "long long": 8, "unsigned long long": 8, "double": 8,
	"decltype(nullptr)": 8, "std::nullptr_t": 8, "nullptr_t": 8,
	"__int128": 16, "unsigned __int128": 16, "long double": 16, "__float128": 16,
	"__m128": 16, "__m128i": 16, "__m128d": 16, "__m256": 32, "__m256i": 32, "__m256d": 32,
	"__m512": 64, "__m512i": 64, "__m512d": 64,
}

// sizeOf is what a member of type t takes; why says what is not known.
func (l *layouter) sizeOf(t *Type) (info typeInfo, why string) {
	if t == nil {
		return info, "its type is not known"
	}
	count, array := int64(1), false
	for n := 0; t.Kind == Array; t, n = t.Elem, n+1 {
		if t.Len < 0 || t.Elem == nil || n > maxTypeNesting {
			return info, "the length of array " + describeType(t) + " is not known"
		}
		if t.Len > 0 && count > maxSize/t.Len {
			return info, "it is too large"
		}
		count, array = count*t.Len, true
	}
	switch t.Kind {
	case Pointer, LRef, RRef:
		info = typeInfo{size: 8, align: 8}
	case MemberPointer:
		info = typeInfo{size: 8, align: 8}
		if t.Elem == nil || t.Elem.Kind == Dependent || t.Elem.Kind == Unresolved || t.Elem.Kind == TemplateParam {
			return info, describeType(t) + " is not known"
		}
		if t.Elem.Kind == FunctionType {
			info.size = 16
		}
	case Builtin:
		n, ok := builtinSizes[t.Name]
		if !ok {
			return info, "the size of " + t.Name + " is not known"
		}
		info = typeInfo{size: n, align: n}
	case EnumType:
		return l.enumSize(t, count, array)
	case ClassType, External:
		if n, ok := builtinSizes[t.Name]; ok && t.Class == nil {
			info = typeInfo{size: n, align: n}
			break
		}
		r := l.record(t)
		if r.why != "" {
			return info, describeWhy(r)
		}
		info = typeInfo{size: r.size, align: r.align, rec: r}
	default:
		return info, "type " + describeType(t) + " is not known"
	}
	if array {
		if info.size > 0 && count > maxSize/info.size {
			return info, "it is too large"
		}
		info.size, info.array, info.count = info.size*count, true, count
	}
	return info, ""
}

// describeWhy says why a class has no layout.
func describeWhy(r *record) string {
	if root := rootWhy(r.why); strings.HasPrefix(root, r.key) {
		return root
	}
	return r.key + ": " + rootWhy(r.why)
}

func (l *layouter) enumSize(t *Type, count int64, array bool) (typeInfo, string) {
	underlying := underlyingOf(t)
	if underlying == nil || underlying.Kind != Builtin {
		return typeInfo{}, "the underlying type of " + describeType(t) + " is not known"
	}
	n, ok := builtinSizes[underlying.Name]
	if !ok || count > maxSize/n {
		return typeInfo{}, "the underlying type of " + describeType(t) + " is not known"
	}
	return typeInfo{size: n * count, align: n, array: array, count: count}, ""
}

// underlyingOf is what an enumeration is kept in, nil where that is not known; one of a class
// template may name a parameter of it.
func underlyingOf(t *Type) *Type {
	if t.Enum == nil || t.Enum.Underlying == nil {
		return nil
	}
	if t.Enum.Underlying.Kind != TemplateParam {
		return t.Enum.Underlying
	}
	if o := t.Outer; o != nil && o.Class != nil {
		for i, p := range o.Class.Params {
			if p.Name == t.Enum.Underlying.Name && !p.Pack && i < len(o.Args) {
				return o.Args[i].Type
			}
		}
	}
	return nil
}

// empties are the empty subobjects of a member, elements of an array each.
func (i *typeInfo) empties() []emptyAt {
	if i.rec == nil {
		return nil
	}
	one := i.rec.empties
	if len(i.rec.vempties) > 0 {
		one = append(append([]emptyAt(nil), one...), i.rec.vempties...)
	}
	if !i.array || len(one) == 0 {
		return one
	}
	var out []emptyAt
	for n := range i.count {
		for _, e := range one {
			if len(out) > maxEmpties {
				return out
			}
			out = append(out, emptyAt{e.key, e.offset + n*i.rec.size})
		}
	}
	return out
}

// alignment reads an operand of alignas or aligned(): a number or a fundamental type.
func (l *layouter) alignment(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	for strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	if n, err := strconv.ParseInt(strings.TrimRight(text, "uUlL"), 0, 64); err == nil {
		return n, n >= 0 && n&(n-1) == 0 && n <= 1<<28
	}
	for _, op := range []string{"alignof", "sizeof", "_Alignof"} {
		if rest, ok := strings.CutPrefix(text, op); ok {
			text = strings.TrimSpace(rest)
			text = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, "("), ")"))
		}
	}
	switch text {
	case "": // aligned without an operand: the largest useful
		return 16, true
	case "std::max_align_t", "max_align_t":
		return 16, true
	case "void *", "void*", "char *":
		return 8, true
	}
	n, ok := builtinSizes[text]
	return n, ok
}
