package cpp

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// What nests ten thousand deep, closed or not, is read in time and noted as unread where it
// goes deeper than any header does.
func TestDeclarationsNestDeep(t *testing.T) {
	const n = 10_000
	for name, text := range map[string]string{
		"namespaces":      strings.Repeat("namespace a {", n) + strings.Repeat("}", n),
		"classes":         strings.Repeat("struct A {", n) + strings.Repeat("};", n),
		"open classes":    strings.Repeat("struct A {", n),
		"arguments":       "using T = " + strings.Repeat("A<", n) + "int" + strings.Repeat(">", n) + ";",
		"open arguments":  "using T = " + strings.Repeat("A<", n) + ";",
		"parentheses":     "int " + strings.Repeat("(", n) + "x" + strings.Repeat(")", n) + ";",
		"pointers":        "int " + strings.Repeat("(*", n) + "x" + strings.Repeat(")", n) + ";",
		"stars":           "int " + strings.Repeat("*", n) + "x;",
		"arrays":          "int x" + strings.Repeat("[1]", n) + ";",
		"parameters":      "void f" + strings.Repeat("(int (*)", n) + strings.Repeat(")", n) + ";",
		"templates":       strings.Repeat("template <class T> ", n) + "struct A;",
		"template params": strings.Repeat("template <", n) + strings.Repeat("> class", n) + " A;",
		"braces":          "int x = " + strings.Repeat("{", n) + strings.Repeat("}", n) + ";",
		"conditions":      strings.Repeat("#if A\nint x;\n#else\n", n) + strings.Repeat("#endif\n", n),
		"linkage":         strings.Repeat(`extern "C" {`, n) + strings.Repeat("}", n),
		"comparisons":     "int x = " + strings.Repeat("a<b>", n) + "1;",
		"qualified":       "void " + strings.Repeat("A<int>::", n) + "f();",
		"trailing":        "auto f()" + strings.Repeat(" -> auto (*)()", n) + ";",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			src := []byte(text + "\n")
			h := Declarations("a.h", src, testEnvironment([]txtar.File{{Name: "a.h", Data: src}}))
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if len(h.Decls) == 0 && len(h.Unparsed) == 0 {
				t.Error("neither a declaration nor an unread region")
			}
		})
	}
}
