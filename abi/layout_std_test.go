package abi

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/parse"
)

var updateStd = flag.Bool("update-std", false, "write std/sizes.txt from what g++ says")

// stdProbe prints what one type is like: size, alignment, size as a base, and its special
// member functions: copy and move constructor, copy and move assignment, destructor.
const stdProbe = `#include <bits/stdc++.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/time.h>
template <class T, class = void> struct BaseSize { static constexpr long n = sizeof(T); };
template <class T> struct Derived : T { char tail; };
template <class T> struct BaseSize<T, std::enable_if_t<std::is_class<T>::value && !std::is_final<T>::value>> {
	static constexpr long n = std::is_empty<T>::value ? 0 : __builtin_offsetof(Derived<T>, tail);
};
template <class T> void probe(const char* name) {
	char copy = !std::is_copy_constructible<T>::value ? 'd' : std::is_trivially_copy_constructible<T>::value ? 't' : 'u';
	char move = !std::is_move_constructible<T>::value ? 'd' : std::is_trivially_move_constructible<T>::value ? 't' : 'u';
	char ca = !std::is_copy_assignable<T>::value ? 'd' : std::is_trivially_copy_assignable<T>::value ? 't' : 'u';
	char ma = !std::is_move_assignable<T>::value ? 'd' : std::is_trivially_move_assignable<T>::value ? 't' : 'u';
	char dtor = !std::is_destructible<T>::value ? 'd' : std::is_trivially_destructible<T>::value ? 't' : 'u';
	std::printf("%s\t%zu\t%zu\t%ld\t%c%c%c%c%c\t%d%d%d\n", name, sizeof(T), alignof(T), BaseSize<T>::n, copy, move, ca, ma, dtor,
		(int)std::is_empty<T>::value, (int)std::is_polymorphic<T>::value, (int)std::is_trivially_copyable<T>::value);
}
struct Small { int a; char b; };
struct NonTrivial { NonTrivial(const NonTrivial&); ~NonTrivial(); long a; char b; };
struct Empty {};
struct Empty2 {};
int main() {
`

// probeStd compiles and runs the probe on types.
func probeStd(t *testing.T, types []string) map[string][]string {
	t.Helper()
	var b strings.Builder
	b.WriteString(stdProbe)
	for _, s := range types {
		fmt.Fprintf(&b, "probe<%s>(%q);\n", s, s)
	}
	b.WriteString("}\n")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.cpp"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("g++", "-std=c++17", "-w", "-Wno-invalid-offsetof", "x.cpp", "-o", "x")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("g++: %v\n%.2000s", err, out)
	}
	out, err := exec.Command(filepath.Join(dir, "x")).Output()
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string][]string{}
	for _, line := range strings.Split(string(out), "\n") {
		if cells := strings.Split(line, "\t"); len(cells) == 6 {
			facts[cells[0]] = cells[1:]
		}
	}
	return facts
}

// TestStdSizes holds each line of sizes.txt against the compiler's library.
func TestStdSizes(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(stdSizes, "\n"), "\n")
	var samples []string
	for _, line := range lines {
		if cells := strings.Split(line, " | "); len(cells) == 7 && line[0] != '#' {
			samples = append(samples, cells[6])
		}
	}
	facts := probeStd(t, samples)
	var out bytes.Buffer
	for _, line := range lines {
		cells := strings.Split(line, " | ")
		if len(cells) == 7 && line[0] != '#' {
			f := facts[cells[6]]
			copy(cells[1:5], f[:4])
			if strings.Contains(cells[5], "empty") != (f[4][0] == '1') || strings.Contains(cells[5], "poly") != (f[4][1] == '1') {
				t.Errorf("%s: flags %s, the compiler says empty and polymorphic are %s", cells[0], cells[5], f[4])
			}
			line = strings.Join(cells, " | ")
		}
		out.WriteString(line + "\n")
	}
	if *updateStd {
		if err := os.WriteFile("std/sizes.txt", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if out.String() != stdSizes {
		t.Errorf("std/sizes.txt differs from what g++ says:\n%s", out.String())
	}
}

// TestStdParts holds the classes that are built of their arguments against the compiler's.
func TestStdParts(t *testing.T) {
	data, err := os.ReadFile("testdata/std_parts.txt")
	if err != nil {
		t.Fatal(err)
	}
	types := strings.Fields(string(data))
	facts := probeStd(t, types)
	for _, text := range types {
		p := &typeReader{text: text}
		s := p.read()
		if p.text != "" {
			t.Fatalf("%s: rest %q", text, p.text)
		}
		l := newLayouter()
		r := l.record(s)
		if r.why != "" {
			t.Errorf("%s: %s", text, r.why)
			continue
		}
		nv := r.nvsize
		if r.empty {
			nv = 0
		}
		f := facts[text]
		got := fmt.Sprintf("%d %d %d %v %v", r.size, r.align, nv, r.empty, r.traits.triviallyCopyable())
		want := fmt.Sprintf("%s %s %s %v %v", f[0], f[1], f[2], f[4][0] == '1', f[4][2] == '1')
		if got != want {
			t.Errorf("%s is %s, want %s (%s)", text, got, want, f[3])
		}
		calls := f[3][4] == 't' && f[3][0] != 'u' && f[3][1] != 'u' && (f[3][0] == 't' || f[3][1] == 't')
		if r.traits.trivialForCalls() != calls {
			t.Errorf("%s is trivial for calls: %v, want %v (%s)", text, !calls, calls, f[3])
		}
	}
}

// typeReader reads the types of testdata/std_parts.txt; blanks are not in it.
type typeReader struct{ text string }

func (p *typeReader) read() *Type {
	i := strings.IndexAny(p.text, "<,>*")
	if i < 0 {
		i = len(p.text)
	}
	t := &Type{Name: p.text[:i]}
	p.text = p.text[i:]
	switch {
	case builtinSizes[t.Name] > 0:
		t.Kind = Builtin
	case strings.HasPrefix(t.Name, "std::"):
		t.Kind = External
	default:
		t.Kind = ClassType
		t.Class = probeClass(t.Name)
	}
	if strings.HasPrefix(p.text, "<") {
		t.HasArgs = true
		for p.text[0] != '>' {
			p.text = p.text[1:]
			if p.text[0] == '>' {
				break
			}
			if p.text[0] >= '0' && p.text[0] <= '9' {
				n := strings.IndexAny(p.text, ",>")
				t.Args = append(t.Args, Arg{Value: p.text[:n] + "ul"})
				p.text = p.text[n:]
				continue
			}
			t.Args = append(t.Args, Arg{Type: p.read()})
		}
		p.text = p.text[1:]
	}
	for strings.HasPrefix(p.text, "*") {
		t = &Type{Kind: Pointer, Elem: t}
		p.text = p.text[1:]
	}
	return t
}

// probeClass is one of the classes that the probe declares.
func probeClass(name string) *Class {
	c := &Class{Defined: true}
	c.Name, c.Kind = name, "struct"
	field := func(name, builtin string) {
		v := &Variable{Type: &Type{Kind: Builtin, Name: builtin}}
		v.Name = c.Name + "::" + name
		c.Fields = append(c.Fields, v)
	}
	switch name {
	case "Small":
		field("a", "int")
		field("b", "char")
	case "NonTrivial":
		self := &Type{Kind: ClassType, Name: name, Class: c, Const: true}
		c.Methods = []*Function{
			{Func: parse.FuncConstructor, Params: []Param{{Type: &Type{Kind: LRef, Elem: self}}}},
			{Func: parse.FuncDestructor},
		}
		field("a", "long")
		field("b", "char")
	}
	return c
}
