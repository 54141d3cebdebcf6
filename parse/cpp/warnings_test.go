package cpp

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"plumbline/internal/goldentest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Each archive in testdata/warnings holds inputs, and in want.json the warnings of each, one a
// line.
func TestWarnings(t *testing.T) {
	goldentest.Archives(t, "testdata/warnings/*.txtar", "want.json", *update, func(t *testing.T, input *txtar.Archive) (got string) {
		for _, f := range input.Files {
			got += renderWarnings(t, f.Name, f.Data)
		}
		return got
	})
}

func warningArchives(tb testing.TB) []string {
	tb.Helper()
	paths, err := filepath.Glob("testdata/warnings/*.txtar")
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no fixtures: %v", err)
	}
	return paths
}

func renderWarnings(t *testing.T, name string, src []byte) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(name + "\n")
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	for _, w := range Warnings(name, src) {
		if err := encoder.Encode(w); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// No input may cost the square of its size: see TestLargeInputs.
func TestWarningsOfLargeInputs(t *testing.T) {
	const size, limit = 1 << 20, 10 * time.Second
	for _, piece := range []string{
		"f(", "a<", "{", "}", "[]{", "[]{}", "x.def(\"a\", [] {}, ", "if (a) ", "if (a) {", "else ", "#if X\n", "#if X\n#else\n#elif Y\n",
		"#if X\n}\n#elif Y\n}\n", "#elif Y\nx(\n", "TORCH_WARN(\"deprecated\"", "TORCH_WARN(\"deprecated\");", "TORCH_WARN(", "x = \"a\";",
		"x << \"a\";", "x = x;", "f(int a, ", "void f(int a) { ", "c10::str(", "fmt::format(\"{}\", ", "throw ", "LOG(WARNING) << ",
		"case a: ", "namespace a {\n", "namespace a\n", "class A : ", "operator(", "a::", "template <", "= [] { ", "-> ", "\"|deprecated\" ",
		"#define M(x) TORCH_WARN(x) {\n", "const char* a = \"b\";", "do ", "for (auto x : y) ", "switch (x) ", "(a, ", "std::string(\"a\") + ",
	} {
		src := append([]byte("TORCH_WARN(\"deprecated\"); void f(int x, int y) {\n"), bytes.Repeat([]byte(piece), size/len(piece))...)
		start := time.Now()
		Warnings("x.cpp", src)
		d := time.Since(start)
		t.Logf("a megabyte of %q: %v", piece, d)
		if d > limit {
			t.Errorf("a megabyte of %q took %v", piece, d)
		}
	}
}

// FuzzWarnings holds any input against what is promised of every one.
func FuzzWarnings(f *testing.F) {
	for _, path := range append(warningArchives(f), archives(f)...) {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		kept := bytes.Clone(src)
		found := Warnings("x.cpp", src)
		if !bytes.Equal(src, kept) {
			t.Fatal("the input was changed")
		}
		if diff := cmp.Diff(found, Warnings("x.cpp", src)); diff != "" {
			t.Fatalf("a second reading differs:\n%s", diff)
		}
		lines, last := newSource(src).lineCount(), 1
		for _, w := range found {
			if w.Line < last || w.Line > lines || w.FunctionLine < 0 || w.FunctionLine > lines || w.Macro == "" {
				t.Errorf("bad warning %+v after line %d of %d", w, last, lines)
			}
			last = w.Line
		}
	})
}
