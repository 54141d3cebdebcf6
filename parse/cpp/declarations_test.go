package cpp

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/internal/goldentest"
	"plumbline/parse"
)

// Each archive in testdata/declarations is a trap, or a group of them: its comment says
// which, its headers are the input, read under one another's macros, and want holds what is
// declared, a line each.
func TestDeclarations(t *testing.T) {
	goldentest.Archives(t, "testdata/declarations/*.txtar", "want", *update, func(_ *testing.T, input *txtar.Archive) string {
		return dumpDeclarations(input.Files)
	})
}

// testEnvironment is the environment of a handful of headers that include one another by
// their names.
func testEnvironment(inputs []txtar.File) *Environment {
	var files []*FileDirectives
	names := map[string]bool{}
	for _, f := range inputs {
		files = append(files, Directives(f.Name, f.Data))
		names[f.Name] = true
	}
	return NewEnvironment(nil, files, func(_ string, inc parse.Include) (string, bool) {
		return inc.Target, names[inc.Target]
	})
}

func dumpDeclarations(inputs []txtar.File) string {
	env := testEnvironment(inputs)
	var b strings.Builder
	for _, f := range inputs {
		h := Declarations(f.Name, f.Data, env)
		for _, d := range h.Decls {
			dumpDecl(&b, f.Name, 0, d)
		}
		for _, s := range h.Unparsed {
			fmt.Fprintf(&b, "%s:%d: unparsed %q\n", f.Name, s.Line, f.Data[s.Start:s.End])
		}
	}
	return b.String()
}

var kindNames = map[parse.DeclKind]string{
	parse.DeclNamespace: "namespace", parse.DeclClass: "class", parse.DeclEnum: "enum", parse.DeclEnumerator: "enumerator",
	parse.DeclFunction: "function", parse.DeclVariable: "variable", parse.DeclAlias: "alias", parse.DeclUsing: "using",
	parse.DeclUsingNamespace: "using namespace", parse.DeclNamespaceAlias: "namespace alias",
	parse.DeclFriendClass: "friend class", parse.DeclInstantiation: "instantiation",
}

var funcNames = [...]string{"", "constructor", "destructor", "operator", "conversion", "deduction"}

func dumpDecl(b *strings.Builder, file string, depth int, d *parse.Decl) {
	fmt.Fprintf(b, "%s:%d: %s%s", file, d.Line, strings.Repeat("  ", depth), kindNames[d.Kind])
	word := func(on bool, text string) {
		if on {
			b.WriteString(" " + text)
		}
	}
	word(d.Func != 0, funcNames[d.Func])
	word(d.Access != 0, [...]string{"", "public", "protected", "private"}[d.Access])
	word(d.Tag != "", d.Tag)
	for _, params := range d.Templates {
		var texts []string
		for _, p := range params {
			texts = append(texts, p.Text)
		}
		word(true, "template<"+strings.Join(texts, ", ")+">")
	}
	if d.Scope != nil {
		word(true, "scope "+nameText(d.Scope))
	}
	word(true, fmt.Sprintf("%q", d.Name))
	word(d.Spec, "specialises"+argsText(d.SpecArgs))
	for _, base := range d.Bases {
		word(true, fmt.Sprintf("base[%d %t] %s", base.Access, base.Virtual, typeText(base.Type)))
	}
	word(d.Type != nil, ": "+typeText(d.Type))
	if d.Target != nil {
		word(true, "-> "+nameText(d.Target))
	}
	dumpFlags(word, d)
	b.WriteByte('\n')
	for _, m := range d.Members {
		dumpDecl(b, file, depth+1, m)
	}
}

func dumpFlags(word func(bool, string), d *parse.Decl) {
	for _, f := range []struct {
		on   bool
		text string
	}{
		{d.IsInline, "inline"}, {d.Inline, "inline"}, {d.Constexpr, "constexpr"}, {d.Static, "static"}, {d.Extern, "extern"},
		{d.ExternC, "C"}, {d.ThreadLocal, "thread_local"}, {d.Mutable, "mutable"}, {d.Virtual, "virtual"}, {d.Override, "override"},
		{d.Final, "final"}, {d.Pure, "pure"}, {d.Deleted, "deleted"}, {d.Defaulted, "defaulted"}, {d.Explicit, "explicit"},
		{d.Friend, "friend"}, {d.HasBody, "body"}, {d.Packed, "packed"}, {d.NoUnique, "no_unique_address"}, {d.Hidden, "hidden"},
		{d.Kind == parse.DeclClass && !d.Defined, "declared"}, {d.Untaken, "untaken"}, {d.Export != "", "export=" + d.Export},
		{d.Macro != "", "macro=" + d.Macro}, {d.IsBits, "bits=" + d.Bits}, {d.HasInit, "init=" + d.Init},
		{d.Requires != "", "requires=" + d.Requires}, {len(d.Align) > 0, fmt.Sprintf("align=%q", d.Align)},
		{len(d.Guards) > 0, fmt.Sprintf("guards=%q", d.Guards)},
	} {
		word(f.on, f.text)
	}
	if d.Deprecated != nil {
		word(true, fmt.Sprintf("deprecated=%q", *d.Deprecated))
	}
}

func nameText(n *parse.Name) string {
	text := ""
	if n.Global {
		text = "::"
	}
	for i, part := range n.Parts {
		if i > 0 {
			text += "::"
		}
		text += part.Ident
		if part.HasArgs {
			text += argsText(part.Args)
		}
	}
	return text
}

func argsText(args []parse.TemplateArg) string {
	var texts []string
	for _, a := range args {
		text := "'" + a.Expr + "'"
		if a.Type != nil {
			text = typeText(a.Type)
		}
		if a.Pack {
			text += "..."
		}
		texts = append(texts, text)
	}
	return "<" + strings.Join(texts, ", ") + ">"
}

// typeText spells a type from the inside out: "*(const int)" is a pointer to const int.
func typeText(t *parse.Type) string {
	if t == nil {
		return "none"
	}
	cv := ""
	if t.Const {
		cv += "const "
	}
	if t.Volatile {
		cv += "volatile "
	}
	switch t.Kind {
	case parse.TypeNamed:
		return cv + strings.TrimSpace(t.Tag+" "+nameText(t.Name))
	case parse.TypePointer:
		return cv + "*(" + typeText(t.Elem) + ")"
	case parse.TypeLRef:
		return "&(" + typeText(t.Elem) + ")"
	case parse.TypeRRef:
		return "&&(" + typeText(t.Elem) + ")"
	case parse.TypeArray:
		return "[" + t.Text + "](" + typeText(t.Elem) + ")"
	case parse.TypeMemberPtr:
		return cv + nameText(t.Class) + "::*(" + typeText(t.Elem) + ")"
	case parse.TypeFunction:
		return functionTypeText(t)
	case parse.TypeDecltype:
		return cv + "decltype(" + t.Text + ")"
	}
	return cv + t.Text
}

func functionTypeText(t *parse.Type) string {
	var params []string
	for _, p := range t.Params {
		text := strings.TrimSpace(typeText(p.Type) + " " + p.Name)
		if p.Pack {
			text += " pack"
		}
		if p.Default != "" {
			text += " = " + p.Default
		}
		params = append(params, text)
	}
	if t.Variadic {
		params = append(params, "...")
	}
	text := "(" + strings.Join(params, ", ") + ")"
	if t.FnConst {
		text += " const"
	}
	if t.FnVol {
		text += " volatile"
	}
	text += t.Ref
	if t.Noexcept != "" {
		text += " noexcept(" + t.Noexcept + ")"
	}
	return text + " -> " + typeText(t.Elem)
}

// FuzzDeclarations: any bytes are read to their end, with every region that yields nothing
// inside the file.
func FuzzDeclarations(f *testing.F) {
	paths, _ := filepath.Glob("testdata/declarations/*.txtar")
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		env := testEnvironment([]txtar.File{{Name: "x.h", Data: src}})
		h := Declarations("x.h", src, env)
		last := 0
		for _, s := range h.Unparsed {
			if s.Start < last || s.End < s.Start || s.End > len(src) {
				t.Fatalf("unparsed region %+v of %d bytes, after %d", s, len(src), last)
			}
			last = s.End
		}
	})
}
