package python

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/parse"
)

var update = flag.Bool("update", false, "write the facts found into the fixtures")

const golden = "want.json"

// fixture is one testdata archive: a comment that tells the trap, the file to read, and
// the facts that it yields. A name that ends in .quoted holds one Go string literal a
// line, for bytes that a text file can't show.
type fixture struct {
	file    string // of the archive
	archive *txtar.Archive
	path    string
	src     []byte
}

func fixtures(tb testing.TB) []fixture {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("no fixtures: %v", err)
	}
	var all []fixture
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		if len(a.Files) == 0 || len(bytes.TrimSpace(a.Comment)) == 0 {
			tb.Fatalf("%s: a fixture needs a comment and a source file", file)
		}
		f := fixture{file: file, archive: a, path: a.Files[0].Name, src: a.Files[0].Data}
		if name, ok := strings.CutSuffix(f.path, ".quoted"); ok {
			f.path, f.src = name, unquote(tb, file, f.src)
		}
		all = append(all, f)
	}
	return all
}

func unquote(tb testing.TB, file string, text []byte) []byte {
	tb.Helper()
	var src []byte
	for line := range strings.Lines(string(text)) {
		s, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil {
			tb.Fatalf("%s: %s: %v", file, line, err)
		}
		src = append(src, s...)
	}
	return src
}

// TestFixtures holds the facts of each fixture against its golden file.
func TestFixtures(t *testing.T) {
	for _, f := range fixtures(t) {
		t.Run(strings.TrimSuffix(filepath.Base(f.file), ".txtar"), func(t *testing.T) {
			got := render(t, Parse(f.path, f.src))
			if *update {
				f.archive.Files = append(f.archive.Files[:1], txtar.File{Name: golden, Data: got})
				if err := os.WriteFile(f.file, txtar.Format(f.archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if len(f.archive.Files) != 2 || f.archive.Files[1].Name != golden {
				t.Fatalf("%s: no %s; run go test -update", f.file, golden)
			}
			if d := cmp.Diff(string(f.archive.Files[1].Data), string(got)); d != "" {
				t.Errorf("facts differ (- want, + got):\n%s", d)
			}
		})
	}
}

// render writes the facts that are not empty, one record a line.
func render(tb testing.TB, f *parse.File) []byte {
	tb.Helper()
	var b bytes.Buffer
	v := reflect.ValueOf(*f)
	b.WriteString("{")
	for i := range v.NumField() {
		field := v.Field(i)
		if field.IsZero() {
			continue
		}
		if b.Len() > 1 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n%q: ", v.Type().Field(i).Name)
		if field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct {
			b.WriteString("[")
			for k := range field.Len() {
				if k > 0 {
					b.WriteString(",")
				}
				b.WriteString("\n  ")
				b.Write(record(tb, field.Index(k)))
			}
			b.WriteString("\n]")
			continue
		}
		b.Write(encode(tb, field.Interface()))
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// record writes the fields of a struct that are not zero.
func record(tb testing.TB, v reflect.Value) []byte {
	var parts []string
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; !v.Field(i).IsZero() || name == "Import" {
			parts = append(parts, fmt.Sprintf("%q: %s", name, encode(tb, v.Field(i).Interface())))
		}
	}
	return []byte("{" + strings.Join(parts, ", ") + "}")
}

func encode(tb testing.TB, v any) []byte {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// FuzzParse holds the promises of Parse on any input: no panic, places inside the file,
// spans sorted and disjoint, the same facts twice.
func FuzzParse(f *testing.F) {
	for _, x := range fixtures(f) {
		f.Add(x.src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		got := Parse("a/b.py", src)
		end := 0
		for _, s := range got.Unparsed {
			if s.Start < end || s.End <= s.Start || s.End > len(src) || s.Line < 1 || s.Line > got.Lines {
				t.Errorf("span %+v after %d in %d bytes, %d lines", s, end, len(src), got.Lines)
			}
			end = s.End
		}
		for _, i := range got.Imports {
			if i.Line < 1 || i.Line > got.Lines || i.Module == "" && i.Level == 0 {
				t.Errorf("import %+v in %d lines", i, got.Lines)
			}
		}
		line := 1
		for _, u := range got.Uses {
			if u.Line < line || u.Line > got.Lines || u.Attrs == "" || got.Imports[u.Import].Binds() == "" {
				t.Errorf("use %+v after line %d of %d", u, line, got.Lines)
			}
			line = u.Line
		}
		if again := Parse("a/b.py", src); !reflect.DeepEqual(got, again) {
			t.Errorf("the same bytes gave other facts: %s", cmp.Diff(got, again))
		}
	})
}

// TestHostile reads inputs that are cheap to write and must be cheap to read: deep
// nesting, long chains, many clauses.
func TestHostile(t *testing.T) {
	const n = 200_000
	for name, src := range map[string]string{
		"brackets":       strings.Repeat("(", n),
		"closers":        strings.Repeat(")", n),
		"fields":         strings.Repeat(`f"{`, n),
		"lambdas":        "x = " + strings.Repeat("lambda: ", n) + "1",
		"nots":           "if " + strings.Repeat("not ", n) + "TYPE_CHECKING:\n  import a",
		"dots":           "import " + strings.Repeat("a.", n) + "a",
		"blocks":         nested(n / 100),
		"excepts":        "try:\n  import a\n" + strings.Repeat("except ImportError: import a\n", n),
		"same root":      strings.Repeat("import a\na.b\n", n),
		"chains":         "import a\n" + strings.Repeat("a.b;", n),
		"scopes":         "import a\n" + strings.Repeat("def f(a): a.b\n", n),
		"comprehensions": "import a\nx = " + strings.Repeat("[a.b for c in ", n),
		"exports":        "__all__ = []\n" + strings.Repeat("__all__ += [*x.__all__]\n", n),
		"paths":          strings.Repeat("sys.path.append(dirname(__file__))\n", n/10),
		"variables":      "x = x + x + x\n" + strings.Repeat("sys.path.append(x)\n", n/100),
	} {
		t.Run(name, func(t *testing.T) {
			if got := Parse("a.py", []byte(src)); got.Bytes != len(src) {
				t.Errorf("%d bytes of %d", got.Bytes, len(src))
			}
		})
	}
}

// nested writes n blocks inside one another.
func nested(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "if x:\n")
	}
	return b.String()
}
