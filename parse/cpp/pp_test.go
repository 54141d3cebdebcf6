package cpp

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/internal/goldentest"
	"plumbline/parse"
)

// Each archive in testdata/preprocess is a tree of headers and, in want, what each becomes:
// its tokens as runs of one place, conditions and macro, `|` where no white space stands
// before a token; then its facts. What g++ makes of each header must be the same, but where
// the comment begins with "compiler: differs".
func TestPreprocess(t *testing.T) {
	for _, p := range preprocessArchives(t) {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			inputs, want := goldentest.Split(archive, "want")
			tree := fixtureTree(t, inputs)
			env := tree.environment()
			var got strings.Builder
			for _, f := range inputs {
				name, src := input(t, f)
				unit, facts := env.preprocess(name, src)
				checkUnit(t, src, unit, facts)
				fmt.Fprintf(&got, "== %s\n", name)
				dumpUnit(&got, unit, src, "")
				dumpFacts(t, &got, facts)
			}
			if !bytes.HasPrefix(archive.Comment, []byte("compiler: differs")) {
				againstCompiler(t, tree, env)
			}
			if *update {
				archive.Files = append(inputs, txtar.File{Name: "want", Data: []byte(got.String())})
				if err := os.WriteFile(p, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("tokens (-want +got):\n%s", diff)
			}
		})
	}
}

func preprocessArchives(tb testing.TB) []string {
	tb.Helper()
	paths, err := filepath.Glob("testdata/preprocess/*.txtar")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no fixtures: %v", err)
	}
	return paths
}

// headerTree is the headers of one tree.
type headerTree struct {
	files map[string][]byte
	roots []string // include roots, in order
}

func fixtureTree(tb testing.TB, inputs []txtar.File) headerTree {
	t := headerTree{map[string][]byte{}, []string{""}}
	for _, f := range inputs {
		name, src := input(tb, f)
		t.files[name] = src
	}
	return t
}

func (t headerTree) resolve(from string, in parse.Include) (string, bool) {
	if !in.Angled {
		if p := path.Join(path.Dir(from), in.Target); t.files[p] != nil {
			return p, true
		}
	}
	for _, r := range t.roots {
		if t.files[r+in.Target] != nil {
			return r + in.Target, true
		}
	}
	return "", false
}

func (t headerTree) environment() *Environment {
	var dirs []*FileDirectives
	for p, src := range t.files {
		dirs = append(dirs, Directives(p, src))
	}
	return NewEnvironment(nil, dirs, t.resolve)
}

// againstCompiler holds each header against what g++ makes of it.
func againstCompiler(t *testing.T, tree headerTree, env *Environment) {
	t.Helper()
	if _, err := exec.LookPath("g++"); err != nil {
		t.Logf("not held against the compiler: %v", err)
		return
	}
	dir, stubs := t.TempDir(), t.TempDir()
	writeBuiltins(t, stubs)
	for _, name := range [...]string{"vector", "optional"} {
		if err := os.WriteFile(filepath.Join(stubs, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, src := range tree.files {
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, src, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, src := range tree.files {
		unit, _ := env.preprocess(name, src)
		want, err := compilerTokens(dir, stubs, name, "-I.")
		if err != nil {
			t.Logf("%s: %v", name, err)
		}
		if diff := firstDifference(want, comparable(unit)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// dumpUnit writes a unit's tokens, those of one place, macro and conditions in a line.
func dumpUnit(w *strings.Builder, u *ppUnit, src []byte, indent string) {
	s := newSource(src)
	branches := u.branches
	last := ""
	for i, t := range u.tokens {
		for len(branches) > 0 && branches[0].at == i {
			w.WriteString("\n" + indent + "untaken {")
			dumpUnit(w, branches[0].unit, src, indent+"  ")
			w.WriteString(indent + "}")
			branches = branches[1:]
			last = ""
		}
		if t.kind == eof {
			break
		}
		head := fmt.Sprintf("%d:", t.line)
		if t.macro != "" {
			head += fmt.Sprintf(" %q", s.text[t.at:t.end])
		}
		if guards := u.guards[t.guard]; len(guards) > 0 {
			head += " [" + strings.Join(guards, "; ") + "]"
		}
		if head != last {
			w.WriteString("\n" + indent + head)
			last = head
		}
		if t.space {
			w.WriteString(" ")
		} else {
			w.WriteString("|")
		}
		switch t.kind {
		case annotation:
			w.WriteString("@")
		case pragmaPack:
			w.WriteString("#pack")
		}
		w.WriteString(strings.ReplaceAll(t.text, "\n", `\n`))
	}
	w.WriteString("\n")
}

func dumpFacts(t *testing.T, w *strings.Builder, facts ppFacts) {
	for _, group := range [...][]string{
		renderFacts(t, "macros", facts.macros), renderFacts(t, "includes", facts.includes),
		renderFacts(t, "unparsed", facts.unparsed), renderFacts(t, "borrowed", borrowedNames(facts)),
	} {
		for _, g := range group {
			w.WriteString(g + "\n")
		}
	}
}

func borrowedNames(facts ppFacts) []struct{ Name string } {
	var names []struct{ Name string }
	for _, n := range facts.borrowed {
		names = append(names, struct{ Name string }{n})
	}
	return names
}

// checkUnit holds what is promised of every unit.
func checkUnit(t *testing.T, src []byte, unit *ppUnit, facts ppFacts) {
	t.Helper()
	checkTokens(t, string(newSource(src).text), unit)
	end := 0
	for _, s := range facts.unparsed {
		if s.Start < end || s.End < s.Start || s.End > len(src) || s.Line < 1 {
			t.Fatalf("unparsed spans out of order or place: %+v", facts.unparsed)
		}
		end = s.End
	}
	for _, m := range facts.macros {
		if m.Name == "" || m.Line < 1 {
			t.Fatalf("a macro without name or line: %+v", m)
		}
	}
}

func checkTokens(t *testing.T, text string, u *ppUnit) {
	t.Helper()
	if len(u.tokens) == 0 || len(u.guards) == 0 || len(u.guards[0]) > 0 {
		t.Fatalf("a unit without end or empty conditions: %+v", u)
	}
	for i, k := range u.tokens {
		last := i == len(u.tokens)-1
		switch {
		case (k.kind == eof) != last, k.kind == hash, k.kind == endDirective:
			t.Fatalf("token %d of %d is of kind %d", i, len(u.tokens), k.kind)
		case k.at < 0 || k.end < k.at || int(k.end) > len(text) || k.line < 1 || int(k.guard) >= len(u.guards):
			t.Fatalf("token %d is out of place: %+v", i, k)
		case k.macro == "" && k.kind != pragmaPack && text[k.at:k.end] != k.text:
			t.Fatalf("token %d is %q, the text there %q", i, k.text, text[k.at:k.end])
		case k.text == "" && k.kind != eof && k.kind != pragmaPack:
			t.Fatalf("token %d is empty", i)
		}
	}
	at := 0
	for _, b := range u.branches {
		if b.at < at || b.at >= len(u.tokens) {
			t.Fatalf("a branch before token %d, after one before %d of %d", b.at, at, len(u.tokens))
		}
		at = b.at
		checkTokens(t, text, b.unit)
	}
}

// No input may cost more than a bound, however macros multiply, nest or never end.
func TestPreprocessHostile(t *testing.T) {
	doubling := func(body string, n int) string {
		var b strings.Builder
		fmt.Fprintf(&b, "#define M0(x) x x\n#define N0 a a\n")
		for i := range n {
			fmt.Fprintf(&b, body, i+1, i, i)
		}
		return b.String()
	}
	chain := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "#define C%d C%d\n", i, i+1)
		}
		return b.String()
	}
	many := func(piece string, size int) string { return strings.Repeat(piece, size/len(piece)) }
	const mega = 1 << 20
	for name, src := range map[string]string{
		"doubling":        doubling("#define N%d N%d N%d\n", 60) + many("N60 ", 1000),
		"doubling calls":  doubling("#define M%d(x) M%d(M%d(x))\n", 60) + many("M60(1) ", 1000),
		"doubling in #if": doubling("#define N%d N%d N%d\n", 60) + many("#if N60\n#endif\n", 100000),
		"pasting":         "#define P(x) x##x\n" + strings.Repeat("#define P1(x) P(x)\n", 1) + many("P(", 50000),
		"pasted lengths": "#define D0(x) x##x\n" + func() string {
			s := ""
			for i := range 40 {
				s += fmt.Sprintf("#define D%d(x) D%d(x) D%d(x##x)\n", i+1, i, i)
			}
			return s
		}() + "D40(abcdefgh)",
		"nested calls":    "#define F(x) x\n" + strings.Repeat("F(", 10000) + strings.Repeat(")", 10000),
		"open calls":      "#define F(x) x\n" + many("F(", mega),
		"open in args":    "#define F(x) x\n" + many("F(1,", mega),
		"chain":           chain(10000) + many("C0 ", 10000),
		"nested #if":      many("#if A\n", mega),
		"nested taken":    many("#if 1\na\n", mega),
		"nested ifndef":   many("#ifndef A\na\n", mega),
		"elif":            "#if A\na\n" + many("#elif B\nb\n", mega),
		"long condition":  "#if " + many("defined(A) || ", mega) + "1\n#endif\n",
		"deep condition":  "#if " + many("(", mega) + "\n#endif\n",
		"unary condition": "#if " + many("!", mega) + "1\n#endif\n",
		"many defines":    many("#define A A\nA\n", mega),
		"branch defines":  many("#ifdef B\n#define A 1\n#endif\nA\n", mega),
		"self include":    many("#include \"x.h\"\n", mega),
		"parameters":      "#define F(" + many("a,", mega) + "b) a\nF(1)",
		"strings":         "#define S(x) #x\n#define T(x) S(x)\n" + many("T(S(\"\\\"\"))", mega),
		"va_opt":          "#define V(...) " + many("__VA_OPT__(", mega) + "\nV(1)",
		"counter":         many("__COUNTER__ ", mega),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			env := NewEnvironment(nil, []*FileDirectives{Directives("x.h", []byte(src))}, func(_ string, in parse.Include) (string, bool) {
				return in.Target, in.Target == "x.h"
			})
			unit, facts := env.preprocess("x.h", []byte(src))
			checkUnit(t, []byte(src), unit, facts)
			d := time.Since(start)
			t.Logf("%d bytes: %d tokens, %d unparsed spans, %v", len(src), len(unit.tokens), len(facts.unparsed), d)
			if d > 10*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// Nor may includes: long chains, cycles, and files without a guard that include one another.
func TestEnvironmentHostile(t *testing.T) {
	trees := map[string]func(i int) string{
		"chain": func(i int) string { return fmt.Sprintf("#pragma once\n#define D%d 1\n#include \"%d.h\"\n", i, i+1) },
		"cycle": func(i int) string {
			return fmt.Sprintf("#pragma once\n#include \"%d.h\"\n#define D%d 1\n", (i+1)%3000, i)
		},
		"mutual": func(i int) string {
			return strings.Repeat(fmt.Sprintf("#include \"%d.h\"\n#define X %d\nX\n", (i*7+1)%3000, i), 10)
		},
		"same": func(i int) string {
			return fmt.Sprintf("#pragma once\n#include \"%d.h\"\n#undef X\n#define X %d\nX\n", i/2, i)
		},
		"missing": func(i int) string { return fmt.Sprintf("X%d\n#include \"no.h\"\n#define X%d 1\n", i+1, i) },
	}
	for name, header := range trees {
		t.Run(name, func(t *testing.T) {
			tree := headerTree{map[string][]byte{}, []string{""}}
			for i := range 3000 {
				tree.files[fmt.Sprintf("%d.h", i)] = []byte(header(i))
			}
			start := time.Now()
			env := tree.environment()
			built := time.Since(start)
			for i := 0; i < 3000; i += 10 {
				p := fmt.Sprintf("%d.h", i)
				unit, facts := env.preprocess(p, tree.files[p])
				checkUnit(t, tree.files[p], unit, facts)
			}
			d := time.Since(start)
			t.Logf("built in %v, %v in all", built, d)
			if d > 20*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// Any number of goroutines may preprocess with one environment, and all get the same.
func TestPreprocessInParallel(t *testing.T) {
	for _, p := range preprocessArchives(t) {
		archive, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		inputs, _ := goldentest.Split(archive, "want")
		tree := fixtureTree(t, inputs)
		env := tree.environment()
		dump := func() string {
			var w strings.Builder
			for _, f := range inputs {
				name, src := input(t, f)
				unit, facts := env.preprocess(name, src)
				dumpUnit(&w, unit, src, "")
				fmt.Fprintf(&w, "%+v", facts)
			}
			return w.String()
		}
		var group sync.WaitGroup
		got := make([]string, 4)
		for i := range got {
			group.Go(func() { got[i] = dump() })
		}
		group.Wait()
		if slices.Sort(got); got[0] != got[len(got)-1] {
			t.Errorf("%s: results differ", p)
		}
	}
}

// FuzzPreprocess holds any header, beside one that it may include, against what is promised
// of every one.
func FuzzPreprocess(f *testing.F) {
	for _, p := range preprocessArchives(f) {
		archive, err := txtar.ParseFile(p)
		if err != nil {
			f.Fatal(err)
		}
		inputs, _ := goldentest.Split(archive, "want")
		for i, file := range inputs {
			_, src := input(f, file)
			_, other := input(f, inputs[(i+1)%len(inputs)])
			f.Add(src, other)
		}
	}
	f.Fuzz(func(t *testing.T, src, other []byte) {
		tree := headerTree{map[string][]byte{"x.h": src, "base.h": other}, []string{""}}
		env := tree.environment()
		for name, src := range tree.files {
			unit, facts := env.preprocess(name, src)
			checkUnit(t, src, unit, facts)
			again, _ := env.preprocess(name, src)
			if len(again.tokens) != len(unit.tokens) || len(again.branches) != len(unit.branches) {
				t.Fatal("a second reading differs")
			}
		}
	})
}
