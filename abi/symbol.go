package abi

import (
	"strconv"
	"strings"

	"plumbline/parse"
)

// maxPrint bounds the nesting of a type that is printed; what lies deeper prints as "...".
const maxPrint = 512

// String is the type as the GNU demangler prints it: qualifiers behind what they qualify,
// "> >", no blank before * and &, one before (*) and [3].
func (t *Type) String() string {
	if t == nil {
		return ""
	}
	if t.plain() {
		return t.Name
	}
	return t.declare("", 0)
}

// plain types print as their name.
func (t *Type) plain() bool {
	return !t.Const && !t.Volatile && !t.HasArgs && t.Outer == nil && t.Name != "" &&
		t.Kind != Array && t.Kind != FunctionType
}

// qualifiers are cv-qualifiers with the blank that stands before each.
func qualifiers(c, v bool) string {
	s := ""
	if c {
		s = " const"
	}
	if v {
		s += " volatile"
	}
	return s
}

// declare prints a type around the declarator inside it.
func (t *Type) declare(inner string, depth int) string {
	if t == nil {
		return inner
	}
	if depth > maxPrint {
		return "..." + inner
	}
	switch t.Kind {
	case Pointer:
		return t.Elem.around("*"+qualifiers(t.Const, t.Volatile)+inner, depth)
	case LRef:
		return t.Elem.around("&"+inner, depth)
	case RRef:
		return t.Elem.around("&&"+inner, depth)
	case MemberPointer:
		inner = t.Of.declare("", depth+1) + "::*" + qualifiers(t.Const, t.Volatile) + inner
		if !t.Elem.parenthesised() {
			inner = " " + inner
		}
		return t.Elem.around(inner, depth)
	case Array:
		return t.Elem.declare(t.extent(inner), depth+1)
	case FunctionType:
		return t.function(inner, depth)
	}
	s := t.named(depth) + qualifiers(t.Const, t.Volatile)
	if inner != "" && inner[0] != '*' && inner[0] != '&' && inner[0] != ' ' {
		s += " "
	}
	return s + inner
}

// extent puts the extent of an array behind the declarator inside it: "[3]", "(&) [3]".
func (t *Type) extent(inner string) string {
	extent := t.Extent
	if t.Len >= 0 {
		extent = strconv.FormatInt(t.Len, 10)
	}
	switch {
	case strings.HasSuffix(inner, "]"):
	case inner == "", inner[0] == ' ':
		inner += " "
	default:
		inner = " " + inner + " "
	}
	return inner + "[" + extent + "]"
}

// parenthesised reports whether a declarator of t stands in parentheses.
func (t *Type) parenthesised() bool {
	return t != nil && (t.Kind == Array || t.Kind == FunctionType)
}

// around prints t with a pointer or reference declarator, in parentheses where needed.
func (t *Type) around(inner string, depth int) string {
	if !t.parenthesised() {
		return t.declare(inner, depth+1)
	}
	return t.declare("("+inner+")", depth+1)
}

// function prints a function type.
func (t *Type) function(inner string, depth int) string {
	s := inner + "(" + paramString(t.Params, t.Variadic, depth+1) + ")" + qualifiers(t.FnConst, false)
	if t.Volatile {
		s += " volatile"
	}
	if t.Ref != "" {
		s += " " + t.Ref
	}
	if t.Noexcept {
		s += " noexcept"
	}
	if t.Elem == nil {
		return s
	}
	if !t.Elem.opens() {
		s = " " + s
	}
	return t.Elem.declare(s, depth+1)
}

// opens reports whether a declarator of t starts with a parenthesis: pointers and
// references to functions and arrays.
func (t *Type) opens() bool {
	for depth := 0; t != nil && depth < maxPrint; depth++ {
		if t.parenthesised() {
			return true
		}
		if t.Kind != Pointer && t.Kind != LRef && t.Kind != RRef {
			return false
		}
		t = t.Elem
	}
	return false
}

// named prints a name with its arguments, those of the classes around it too.
func (t *Type) named(depth int) string {
	s := t.Name
	if t.Outer != nil && depth < maxPrint {
		s = t.Outer.named(depth+1) + strings.TrimPrefix(t.Name, t.Outer.Name)
	}
	if !t.HasArgs {
		return s
	}
	args := argsAt(t.Args, depth+1)
	if short, ok := streams[s+args]; ok {
		return short
	}
	return s + args
}

// streams are the abbreviations of the Itanium C++ ABI (5.1.8) for standard streams.
var streams = map[string]string{
	"std::basic_ostream<char, std::char_traits<char> >":  "std::ostream",
	"std::basic_istream<char, std::char_traits<char> >":  "std::istream",
	"std::basic_iostream<char, std::char_traits<char> >": "std::iostream",
}

// argsString prints template arguments.
func argsString(args []Arg) string { return argsAt(args, 0) }

func argsAt(args []Arg, depth int) string {
	if depth > maxPrint {
		return "<...>"
	}
	var b strings.Builder
	b.WriteByte('<')
	for i := range args {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(args[i].text(depth))
	}
	if s := b.String(); s[len(s)-1] == '>' {
		return s + " >"
	}
	b.WriteByte('>')
	return b.String()
}

// text is an argument as printed.
func (a *Arg) text(depth int) string {
	s := a.Value
	if a.Type != nil {
		s = a.Type.declare("", depth+1)
	}
	if a.Pack {
		s += "..."
	}
	return s
}

// paramString prints parameter types, without the parentheses.
func paramString(params []*Type, variadic bool, depth int) string {
	var b strings.Builder
	for i, p := range params {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p.declare("", depth))
	}
	if variadic {
		if len(params) > 0 {
			b.WriteString(", ")
		}
		b.WriteString("...")
	}
	return b.String()
}

// signature prints what follows a function's name: parameters and qualifiers.
func (f *Function) signature() string {
	var b strings.Builder
	b.WriteByte('(')
	for i := range f.Params {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(f.Params[i].Type.String())
		if f.Params[i].Pack {
			b.WriteString("...")
		}
	}
	if f.Variadic {
		if len(f.Params) > 0 {
			b.WriteString(", ")
		}
		b.WriteString("...")
	}
	b.WriteByte(')')
	b.WriteString(qualifiers(f.Const, f.Volatile))
	if f.Ref != "" {
		b.WriteString(" " + f.Ref)
	}
	return b.String()
}

// functionName is the last component of a function's name as a demangler prints it:
// "operator bool" for conversions, a blank in literal operators.
func functionName(d *parse.Decl, ret *Type) string {
	if d.Func == parse.FuncConversion {
		return "operator " + ret.String()
	}
	if suffix, ok := strings.CutPrefix(d.Name, `operator""`); ok {
		return `operator"" ` + strings.TrimSpace(suffix)
	}
	return d.Name
}

// headerArgs prints the parameters of a template as its own arguments: "<T, Args...>".
func headerArgs(params []parse.TemplateParam) string {
	return argsString(selfArgs(params))
}

// selfArgs are the parameters of a template, standing for themselves.
func selfArgs(params []parse.TemplateParam) []Arg {
	args := make([]Arg, len(params))
	for i := range params {
		p := &params[i]
		if p.Kind == parse.ValueParam {
			args[i] = Arg{Value: p.Name, Pack: p.Pack}
			continue
		}
		args[i] = Arg{Type: &Type{Kind: TemplateParam, Name: p.Name}, Pack: p.Pack}
	}
	return args
}
