package opschema

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestSchemas reads every line of testdata/schemas.txtar; want.txt says what is printed
// again, or why it can't be read.
func TestSchemas(t *testing.T) {
	const path = "testdata/schemas.txtar"
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range strings.Lines(string(member(t, archive, "in.txt"))) {
		s, err := ParseSchema(strings.TrimSuffix(line, "\n"))
		if err != nil {
			got.WriteString("error: " + err.Error() + "\n")
			continue
		}
		printed := s.String()
		got.WriteString(printed + "\n")
		again, err := ParseSchema(printed)
		if err != nil || again.String() != printed || cmp.Diff(s, again) != "" {
			t.Errorf("%q reads back as %v, %v", printed, again, err)
		}
	}
	if *update {
		archive.Files = append(archive.Files[:1], txtar.File{Name: "want.txt", Data: []byte(got.String())})
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(member(t, archive, "want.txt")), got.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

// Types that nest without end are an error like any other.
func TestDeepSchemas(t *testing.T) {
	const deep = 10_000
	for _, text := range []string{
		"f(int" + strings.Repeat("[]", deep) + " x) -> ()",
		"f(" + strings.Repeat("(", deep) + "int x) -> ()",
		"f(" + strings.Repeat("Dict(int, ", deep) + "int x) -> ()",
		"f(int x=" + strings.Repeat("[", deep) + ") -> ()",
		"f() -> " + strings.Repeat("(", deep),
	} {
		if _, err := ParseSchema(text); err == nil {
			t.Errorf("%.20q... is accepted", text)
		}
	}
}

// A mistake in one entry costs that entry alone.
func TestReadOperators(t *testing.T) {
	golden(t, "testdata/operators.txtar", func(src []byte) (any, error) {
		return ReadOperators("in.yaml", src), nil
	})
	archive, err := txtar.ParseFile("testdata/errors.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		if f.Name == "want.json" {
			continue
		}
		if n := ReadOperators(f.Name, f.Data); len(n.Problems) == 0 {
			text, _ := json.Marshal(n)
			t.Errorf("%s: no problem: %s", f.Name, text)
		}
	}
}

func TestReadDeprecated(t *testing.T) {
	golden(t, "testdata/deprecated.txtar", func(src []byte) (any, error) {
		return ReadDeprecated("in.yaml", src)
	})
}

func FuzzParseSchema(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/schemas.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(archive.Files[0].Data)) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSchema(text)
		if (s == nil) == (err == nil) {
			t.Fatalf("got %v and %v", s, err)
		}
		if err != nil {
			return
		}
		printed := s.String()
		again, err := ParseSchema(printed)
		if err != nil {
			t.Fatalf("%q was read from %q: %v", printed, text, err)
		}
		if got := again.String(); got != printed {
			t.Fatalf("%q reads back as %q", printed, got)
		}
	})
}
