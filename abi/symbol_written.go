package abi

import (
	"strings"

	"plumbline/parse"
)

// writtenArgs prints template arguments as they are written, names unresolved.
func writtenArgs(args []parse.TemplateArg) string {
	var b strings.Builder
	b.WriteByte('<')
	for i := range args {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(writtenArg(&args[i], 0))
	}
	b.WriteByte('>')
	return b.String()
}

func writtenArg(a *parse.TemplateArg, depth int) string {
	s := a.Expr
	if a.Type != nil {
		s = writtenType(a.Type, depth)
	}
	if a.Pack {
		s += "..."
	}
	return s
}

// written prints a name as it is written.
func written(n *parse.Name) string { return writtenName(n, 0) }

func writtenName(n *parse.Name, depth int) string {
	if n == nil {
		return ""
	}
	if depth > maxNesting {
		return "..."
	}
	var b strings.Builder
	for i := range n.Parts {
		if i > 0 || n.Global {
			b.WriteString("::")
		}
		p := &n.Parts[i]
		b.WriteString(p.Ident)
		if !p.HasArgs {
			continue
		}
		b.WriteByte('<')
		for j := range p.Args {
			if j > 0 {
				b.WriteString(", ")
			}
			b.WriteString(writtenArg(&p.Args[j], depth+1))
		}
		b.WriteByte('>')
	}
	return b.String()
}

// writtenType prints a type as it is written, in a spelling of its own: two types that are
// written alike print alike.
func writtenType(t *parse.Type, depth int) string {
	if t == nil {
		return ""
	}
	if depth > maxNesting {
		return "..."
	}
	s := ""
	switch t.Kind {
	case parse.TypeNamed:
		s = writtenName(t.Name, depth+1)
	case parse.TypePointer:
		s = writtenType(t.Elem, depth+1) + "*"
	case parse.TypeLRef:
		s = writtenType(t.Elem, depth+1) + "&"
	case parse.TypeRRef:
		s = writtenType(t.Elem, depth+1) + "&&"
	case parse.TypeArray:
		s = writtenType(t.Elem, depth+1) + " [" + t.Text + "]"
	case parse.TypeMemberPtr:
		s = writtenType(t.Elem, depth+1) + " " + writtenName(t.Class, depth+1) + "::*"
	case parse.TypeFunction:
		return writtenFunction(t, depth)
	case parse.TypeDecltype:
		s = "decltype (" + t.Text + ")"
	default:
		s = t.Text
	}
	return s + qualifiers(t.Const, t.Volatile)
}

func writtenFunction(t *parse.Type, depth int) string {
	var b strings.Builder
	b.WriteString(writtenType(t.Elem, depth+1))
	b.WriteString(" (")
	for i := range t.Params {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(writtenType(t.Params[i].Type, depth+1))
		if t.Params[i].Pack {
			b.WriteString("...")
		}
	}
	if t.Variadic {
		b.WriteString("...")
	}
	b.WriteString(")")
	b.WriteString(qualifiers(t.FnConst, t.FnVol))
	if t.Ref != "" {
		b.WriteString(" " + t.Ref)
	}
	if t.Noexcept != "" {
		b.WriteString(" noexcept(" + t.Noexcept + ")")
	}
	return b.String()
}
