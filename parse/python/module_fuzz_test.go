package python

import (
	"strings"
	"testing"
)

// FuzzModule holds that any bytes are read without a panic, and that what is unparsed lies
// within them.
func FuzzModule(f *testing.F) {
	for _, x := range fixtures(f) {
		f.Add(x.src)
	}
	for _, s := range []string{"(", "[", "{", "lambda:", "not ", "-", "a if b else ", "f'{", "x[", "if a:\n ", "class A:\n ", "a.", "2**"} {
		f.Add([]byte(strings.Repeat(s, 300)))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, path := range []string{"a.py", "a.pyi.in"} {
			for _, u := range Module(path, src).Unparsed {
				if u.Start < 0 || u.End > len(src) || u.Start >= u.End {
					t.Errorf("%s: unparsed %v of %d bytes", path, u, len(src))
				}
			}
		}
	})
}

// TestModuleDeep holds that nesting far beyond what CPython takes ends.
func TestModuleDeep(t *testing.T) {
	const n = 100_000
	for _, s := range []string{"(", "[", "{", "lambda: ", "not ", "- ", "a if b else ", "f'{", "x[", "a.b(", "2**", "await ", "x := ", "yield ", "[x for x in y if [", "(x if ("} {
		Module("a.py", []byte("x = "+strings.Repeat(s, n)))
	}
	for _, s := range []string{"if a:", "class A:", "def f():", "try:", "with a:"} {
		var b strings.Builder
		for i := range 2000 {
			b.WriteString(strings.Repeat(" ", i) + s + "\n")
		}
		Module("a.py", []byte(b.String()))
	}
}
