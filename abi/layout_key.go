package abi

import (
	"strconv"
	"strings"

	"plumbline/parse"
)

// maxTypeNesting bounds how deep a type, or the instantiation of one template by another,
// is followed; GCC's own bound for templates is 900.
const maxTypeNesting = 400

// maxTypeKey bounds the length of a type's key in bytes: template arguments can double with
// every level.
const maxTypeKey = 1 << 14

// typeKey is a spelling of a type that two types share exactly when they are the same, for
// tables; qualifiers are part of it. "" is a type too large to tell.
func typeKey(t *Type) string {
	k := keyWriter{}
	k.typ(t, 0)
	if k.over {
		return ""
	}
	return k.String()
}

// keyWriter writes one key; over is set once it is beyond its bounds.
type keyWriter struct {
	strings.Builder
	over bool
}

func (k *keyWriter) typ(t *Type, depth int) {
	if depth > maxTypeNesting || k.Len() > maxTypeKey {
		k.over = true
	}
	if t == nil || k.over {
		k.WriteByte('?')
		return
	}
	depth++
	switch t.Kind {
	case Pointer:
		k.typ(t.Elem, depth)
		k.WriteByte('*')
	case LRef:
		k.typ(t.Elem, depth)
		k.WriteByte('&')
	case RRef:
		k.typ(t.Elem, depth)
		k.WriteString("&&")
	case Array:
		k.typ(t.Elem, depth)
		if t.Len >= 0 {
			k.WriteString("[" + strconv.FormatInt(t.Len, 10) + "]")
		} else {
			k.WriteString("[" + t.Extent + "]")
		}
	case MemberPointer:
		k.typ(t.Elem, depth)
		k.WriteByte(' ')
		k.typ(t.Of, depth)
		k.WriteString("::*")
	case FunctionType:
		k.function(t, depth)
	case TemplateParam, Dependent, Unresolved:
		k.WriteString("`" + t.Name)
		k.args(t, depth)
	default:
		if t.Outer != nil {
			k.typ(t.Outer, depth)
			k.WriteString("::")
		}
		k.WriteString(t.Name)
		k.args(t, depth)
	}
	if t.Const {
		k.WriteString(" const")
	}
	if t.Volatile {
		k.WriteString(" volatile")
	}
}

func (k *keyWriter) function(t *Type, depth int) {
	k.typ(t.Elem, depth)
	k.WriteByte('(')
	for _, p := range t.Params {
		k.typ(p, depth)
		k.WriteByte(',')
	}
	if t.Variadic {
		k.WriteString("...")
	}
	k.WriteByte(')')
	if t.FnConst {
		k.WriteString("const")
	}
	k.WriteString(t.Ref)
	if t.Noexcept {
		k.WriteString("noexcept")
	}
}

func (k *keyWriter) args(t *Type, depth int) {
	if !t.HasArgs && len(t.Args) == 0 {
		return
	}
	k.WriteByte('<')
	for i, a := range t.Args {
		if i > 0 {
			k.WriteByte(',')
		}
		if a.Type != nil {
			k.typ(a.Type, depth)
		} else {
			k.WriteString(a.Value)
		}
		if a.Pack {
			k.WriteString("...")
		}
	}
	k.WriteByte('>')
}

// slotKey identifies a virtual function over a hierarchy: its name, parameters and
// qualifiers; all destructors share one. Top-level qualifiers of parameters are none of
// its type ([dcl.fct]); arrays and functions have become pointers.
func slotKey(f *Function) string {
	if f.Func == parse.FuncDestructor {
		return "~"
	}
	k := keyWriter{}
	k.WriteString(memberName(f))
	if f.Func == parse.FuncConversion && f.Return != nil {
		k.WriteByte(' ')
		k.typ(f.Return, 0)
	}
	k.WriteByte('(')
	for i, p := range f.Params {
		if i > 0 {
			k.WriteString(", ")
		}
		k.typ(parameterType(p.Type), 0)
	}
	if f.Variadic {
		k.WriteString("...")
	}
	k.WriteByte(')')
	if f.Const {
		k.WriteString(" const")
	}
	if f.Volatile {
		k.WriteString(" volatile")
	}
	k.WriteString(f.Ref)
	return k.String()
}

// parameterType is the type of a parameter as it is part of the function's: [dcl.fct]/5.
func parameterType(t *Type) *Type {
	if t == nil {
		return nil
	}
	switch t.Kind {
	case Array:
		return &Type{Kind: Pointer, Elem: t.Elem}
	case FunctionType:
		return &Type{Kind: Pointer, Elem: t}
	}
	if t.Const || t.Volatile {
		bare := *t
		bare.Const, bare.Volatile = false, false
		return &bare
	}
	return t
}

// memberName is the unqualified name of a function, template arguments included.
func memberName(f *Function) string {
	if f.Decl != nil && f.Decl.Name != "" {
		return f.Decl.Name
	}
	if i := strings.LastIndex(f.Name, "::operator"); i >= 0 {
		return f.Name[i+2:]
	}
	depth := 0
	for i := len(f.Name) - 1; i > 0; i-- {
		switch f.Name[i] {
		case '>':
			depth++
		case '<':
			depth--
		case ':':
			if depth == 0 && f.Name[i-1] == ':' {
				return f.Name[i+1:]
			}
		}
	}
	return f.Name
}
