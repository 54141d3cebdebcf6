package cpp

import (
	"bytes"
	"encoding/json"
	"flag"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/internal/goldentest"
	"plumbline/parse"
)

var update = flag.Bool("update", false, "rewrite the wanted facts in testdata")

// Each archive in testdata is a trap: its comment says which, its files are the inputs,
// want.json holds the facts of each. The input x.quoted is x written as Go strings, for
// bytes that a text file can't hold.
func TestScan(t *testing.T) {
	goldentest.Archives(t, "testdata/*.txtar", "want.json", *update, func(t *testing.T, input *txtar.Archive) string {
		return render(t, input.Files)
	})
}

func archives(tb testing.TB) []string {
	tb.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no fixtures: %v", err)
	}
	return paths
}

// input gives the path and content that a member of an archive stands for.
func input(tb testing.TB, f txtar.File) (string, []byte) {
	tb.Helper()
	name, quoted := strings.CutSuffix(f.Name, ".quoted")
	if !quoted {
		return name, f.Data
	}
	var src []byte
	for line := range bytes.Lines(f.Data) {
		part, err := strconv.Unquote(strings.TrimSpace(string(line)))
		if err != nil {
			tb.Fatalf("%s: %v", f.Name, err)
		}
		src = append(src, part...)
	}
	return name, src
}

// render writes the facts of inputs as JSON, one fact a line, empty fields left out.
func render(t *testing.T, inputs []txtar.File) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("{")
	for i, f := range inputs {
		if i > 0 {
			b.WriteString(",")
		}
		name, src := input(t, f)
		b.WriteString("\n" + strconv.Quote(name) + ": {")
		b.WriteString(renderFile(t, Scan(name, src)))
		b.WriteString("}")
	}
	b.WriteString("\n}\n")
	if !json.Valid([]byte(b.String())) {
		t.Fatalf("not JSON: %s", b.String())
	}
	return b.String()
}

func renderFile(t *testing.T, f *parse.File) string {
	fields := []string{"  \"lines\": " + strconv.Itoa(f.Lines)}
	fields = append(fields, renderFacts(t, "unparsed", f.Unparsed)...)
	fields = append(fields, renderFacts(t, "includes", f.Includes)...)
	fields = append(fields, renderFacts(t, "macros", f.Macros)...)
	fields = append(fields, renderFacts(t, "pynames", f.PyNames)...)
	fields = append(fields, renderFacts(t, "pyimports", f.PyImports)...)
	fields = append(fields, renderFacts(t, "libraries", f.Libraries)...)
	fields = append(fields, renderFacts(t, "stubs", f.Stubs)...)
	fields = append(fields, renderFacts(t, "functions", f.Functions)...)
	return "\n" + strings.Join(fields, ",\n")
}

func renderFacts[T any](t *testing.T, name string, facts []T) []string {
	t.Helper()
	if len(facts) == 0 {
		return nil
	}
	var lines []string
	for _, fact := range facts {
		text, err := json.Marshal(fact)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		for k, v := range fields {
			if v == "" || v == false {
				delete(fields, k)
			}
		}
		if text, err = json.Marshal(fields); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, "    "+string(text))
	}
	return []string{"  " + strconv.Quote(name) + ": [\n" + strings.Join(lines, ",\n") + "]"}
}

// No input may cost the square of its size. The bound is far above what the slowest of
// these takes on a busy machine, and far below what a quadratic algorithm needs.
func TestLargeInputs(t *testing.T) {
	const size, limit = 1 << 20, 10 * time.Second
	for _, piece := range []string{
		"f(", "a<", "py::module m = ", "m.def(\"x\", ", "{", "#if X\n", "#if a(", "PyModule_AddObject(m, n, v) ",
		"RegisterOperators(\"a::b\" ", "auto x = py::", "R\"(", "a::", "PyMethodDef m[] = {", "PyTypeObject m = {",
		"#define M(x) M(x)\nM(1)\n", "void f(int x) { PyModule_AddObject(m, x, v); }", "/* */\\\n", "\r\n\\\r\n",
		"TORCH_LIBRARY(a, m) {", "= \"x\" ", "py::module m; ", "{ PyModule_AddObject(m, n, v) ",
	} {
		src := append([]byte("py::module class_ TORCH_LIBRARY\n"), bytes.Repeat([]byte(piece), size/len(piece))...)
		start := time.Now()
		checkPlaces(t, Scan("x.cpp", src), len(src))
		d := time.Since(start)
		t.Logf("a megabyte of %q: %v", piece, d)
		if d > limit {
			t.Errorf("a megabyte of %q took %v", piece, d)
		}
	}
}

// FuzzScan holds any input against what is promised of every one.
func FuzzScan(f *testing.F) {
	for _, path := range archives(f) {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			_, src := input(f, file)
			f.Add(src)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		kept := bytes.Clone(src)
		file := Scan("x.cpp", src)
		if !bytes.Equal(src, kept) {
			t.Fatal("the input was changed")
		}
		if diff := cmp.Diff(file, Scan("x.cpp", src)); diff != "" {
			t.Fatalf("a second scan differs:\n%s", diff)
		}
		checkPlaces(t, file, len(src))
	})
}

// checkPlaces holds every place in the file, and spans and lines in order.
func checkPlaces(t *testing.T, f *parse.File, size int) {
	t.Helper()
	end := 0
	for _, s := range f.Unparsed {
		if s.Start < end || s.End < s.Start || s.End > size || s.Line < 1 || s.Line > f.Lines {
			t.Errorf("bad span %+v in %d bytes, %d lines", s, size, f.Lines)
		}
		end = s.End
	}
	inOrder := func(what string, n int, line func(int) int) {
		last := 1
		for i := range n {
			l := line(i)
			if l < last || l > f.Lines {
				t.Errorf("%s %d: line %d after line %d of %d", what, i, l, last, f.Lines)
			}
			last = l
		}
	}
	inOrder("include", len(f.Includes), func(i int) int { return f.Includes[i].Line })
	inOrder("macro", len(f.Macros), func(i int) int { return f.Macros[i].Line })
	inOrder("Python name", len(f.PyNames), func(i int) int { return f.PyNames[i].Line })
	inOrder("Python import", len(f.PyImports), func(i int) int { return f.PyImports[i].Line })
	inOrder("library", len(f.Libraries), func(i int) int { return f.Libraries[i].Line })
	inOrder("stub", len(f.Stubs), func(i int) int { return f.Stubs[i].Line })
	inOrder("function", len(f.Functions), func(i int) int { return f.Functions[i].Line })
}
