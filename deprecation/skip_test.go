package deprecation

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"plumbline/parse/python"
)

// TestSkips lists the objects of a tree that are outside of the promise, with the reason; words
// give the linter's configuration ("+": handed down to members).
func TestSkips(t *testing.T) {
	fixtures(t, "skips", func(t *testing.T, out *bytes.Buffer, files map[string]string, words []string) {
		var in Input
		for _, path := range slices.Sorted(maps.Keys(files)) {
			if strings.HasSuffix(path, ".py") {
				in.Files = append(in.Files, File{Module: dottedPath(path), Facts: python.Module(path, []byte(files[path]))})
			}
		}
		skip := Skips(linterOf(words[1:]))
		Build(in).each(func(o *Object) {
			if reason := skip(o); reason != "" {
				fmt.Fprintf(out, "%s: %s\n", o.Name, reason)
			}
		})
	})
}

func linterOf(words []string) *BCLinter {
	if len(words) == 0 {
		return nil
	}
	b := &BCLinter{File: ".bc-linter.yml"}
	for _, word := range words {
		key, value, _ := strings.Cut(word, "=")
		name, all := strings.CutSuffix(value, "+")
		switch key {
		case "exclude":
			b.Excluded = append(b.Excluded, Annotation{Name: name, Propagate: all})
		case "include":
			b.Included = append(b.Included, Annotation{Name: name, Propagate: all})
		case "out":
			b.Covers = func(path string) bool { return path != value }
		case "functions":
			b.NoFunctions = value == "no"
		case "classes":
			b.NoClasses = value == "no"
		}
	}
	return b
}

func TestExcuses(t *testing.T) {
	src := "class C:\n    x: int = 1\n    def f(self, a, *args, **kwargs): ...\n"
	s := Build(Input{Files: []File{{Module: "m", Facts: python.Module("m.py", []byte(src))}}})
	b := &BCLinter{File: "l.yml", Violations: []string{"KwArgsDeleted", "ClassDeleted", "ParameterRenamed", "Nonsense"}}
	for _, c := range []struct {
		rule, subject, of string
		want              bool
	}{
		{"API019", "m.C.f(**kwargs)", "m.C.f", true}, {"API019", "m.C.f(kwargs)", "m.C.f", true}, {"API019", "m.C.f(*args)", "m.C.f", false},
		{"API001", "m.C", "m.C", true}, {"API001", "m.C.f", "m.C.f", false}, {"API001", "m.C.x", "m.C.x", false},
		{"API011", "m.C.f(a)", "m.C.f", true}, {"API010", "m.C.f(a)", "m.C.f", false},
	} {
		r, ok := s.Lookup(c.of)
		if !ok || r.Obj == nil {
			t.Fatal(c.of)
		}
		if got := b.Excuses(c.rule, c.subject, r.Obj) != ""; got != c.want {
			t.Errorf("%s on %s is excused: %v, want %v", c.rule, c.subject, got, c.want)
		}
	}
	if got := b.Unknown(); !slices.Equal(got, []string{"Nonsense"}) {
		t.Errorf("unknown checks %q", got)
	}
	var none *BCLinter
	if none.Excuses("API001", "m.C", s.byName["m"]) != "" {
		t.Error("without a configuration something is excused")
	}
}

func TestSuppression(t *testing.T) {
	for message, want := range map[string]bool{
		"Remove f\n\n#suppress-bc-linter\n": true, "x #suppress-api-compatibility-check": true, "about suppressing the bc-linter": false, "": false,
	} {
		if got := Suppression([]string{"first", message}) != ""; got != want {
			t.Errorf("%q suppresses: %v, want %v", message, got, want)
		}
	}
	if Suppression(nil) != "" {
		t.Error("no commit suppresses")
	}
}

// TestSkipsInherited asks what is said of a method that a class outside of the promise inherits.
func TestSkipsInherited(t *testing.T) {
	const base = "from fx import compatibility\n@compatibility(is_backward_compatible=True)\nclass Base:\n    def __init__(self, a, b=1): ...\n"
	tree := func(own string) *Surface {
		return Build(Input{Files: []File{{Module: "m", Facts: python.Module("m.py", []byte(base+own))}}})
	}
	const marked = "@compatibility(is_backward_compatible=False)\nclass Loose(Base):\n"
	const kept = "class Kept(Base):\n"
	got := map[string]bool{}
	const own = "    def __init__(self, a): ...\n"
	for _, f := range Compare(tree(marked+"    pass\n"+kept+"    pass\n"), tree(marked+own+kept+own), Options{Skip: Skips(nil)}).Findings {
		got[f.Subject] = f.Suppressed != nil
	}
	if want := map[string]bool{"m.Loose.__init__(b)": true, "m.Kept.__init__(b)": false}; !maps.Equal(got, want) {
		t.Errorf("suppressed: %v, want %v", got, want)
	}
}
