package abi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"plumbline/abi"
)

// hostileHeaders are headers that nest, grow or turn in circles without end.
func hostileHeaders() map[string]string {
	const deep = 10_000
	var doubling, members, inherit strings.Builder
	doubling.WriteString("template <class A, class B> struct P {}; using A0 = P<int, int>;\n")
	for i := 1; i < 60; i++ {
		fmt.Fprintf(&doubling, "using A%d = P<A%d, A%d>; void f(A%d);\n", i, i-1, i-1, i)
	}
	members.WriteString("template <class T> struct M { using type = P<typename M<T*>::type, typename M<T&>::type>; template <class, class> struct P {}; };\nM<int>::type f(M<int>::type);")
	inherit.WriteString("template <class T> struct R : R<T*>, R<T&> {}; struct S : R<int> { missing f(); virtual void g(); void h(); };")
	usings := strings.Builder{}
	for i := range 300 {
		fmt.Fprintf(&usings, "namespace n%d { using n%d::x; using namespace n%d; using n%d::y; void f(x, y); }\n", i, (i+1)%300, (i+7)%300, (i+11)%300)
	}
	return map[string]string{
		"namespaces": strings.Repeat("namespace a { ", deep) + "void f();" + strings.Repeat("}", deep),
		"classes":    strings.Repeat("struct A { ", deep) + "void f();" + strings.Repeat("};", deep),
		"pointers":   "void f(int " + strings.Repeat("*", deep) + ");",
		"arguments":  "template <class T> struct X; void f(" + strings.Repeat("X<", deep) + "int" + strings.Repeat(">", deep) + ");",
		"functions":  "void f(" + strings.Repeat("void (*)(", deep) + strings.Repeat(")", deep) + ");",
		"parens":     "constexpr int x = " + strings.Repeat("(", deep) + "1" + strings.Repeat(")", deep) + ";",
		"minus":      "enum E { e = " + strings.Repeat("- ", deep) + "1 };",
		"sum":        "enum E { e = 1" + strings.Repeat(" + 1", deep) + " };",
		"ternary":    "enum E { e = " + strings.Repeat("1 ? 1 : ", deep) + "1 };",
		"scopes":     "void " + strings.Repeat("a::", deep) + "f();",
		"doubling":   doubling.String(),
		"members":    members.String(),
		"inherit":    inherit.String(),
		"usings":     usings.String(),
		"alias":      "template <class T> struct L { using t = typename L<T*>::t; }; void f(L<int>::t);",
		"enumerators": func() string {
			var b strings.Builder
			b.WriteString("enum E { ")
			for i := range deep {
				fmt.Fprintf(&b, "e%d = e%d + 1, ", i, i+1)
			}
			return b.String() + "};"
		}(),
		"constants": func() string {
			var b strings.Builder
			for i := range deep {
				fmt.Fprintf(&b, "constexpr int c%d = c%d + c%d;\n", i, i+1, i+2)
			}
			return b.String()
		}(),
		"chain": func() string {
			var b strings.Builder
			b.WriteString("struct C0 { virtual void f(); };\n")
			for i := 1; i < deep; i++ {
				fmt.Fprintf(&b, "struct C%d : C%d { void f(); T%d g(); };\n", i, i-1, i)
			}
			return b.String()
		}(),
		"aliases": func() string {
			var b strings.Builder
			for i := range deep {
				fmt.Fprintf(&b, "using D%d = D%d;\n", i, i+1)
			}
			return b.String()
		}(),
	}
}

// TestHostileHeaders builds surfaces of headers that are made to break readers: each has to
// come to an end, soon, and what follows has to stand.
func TestHostileHeaders(t *testing.T) {
	for name, text := range hostileHeaders() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			a := &txtar.Archive{Files: []txtar.File{{Name: "a.h", Data: []byte(text)}, {Name: "b.h", Data: []byte("void survivor(int);\n")}}}
			s := abi.Build(fixtureInput(a))
			found := false
			for _, f := range s.Functions {
				found = found || f.Symbol == "survivor(int)"
			}
			if !found {
				t.Error("the other header's function is gone")
			}
			_ = dump(s)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
