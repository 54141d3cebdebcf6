package config

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

func load(t *testing.T, data string) *Config {
	t.Helper()
	c, err := Load("plumbline.yaml", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestModules assigns the files of fixtures to modules, submodules of tests, and layers.
func TestModules(t *testing.T) {
	for _, file := range fixtures(t, "modules") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			in := archive(t, file)
			c := load(t, in["plumbline.yaml"])
			m := NewModules(c)
			var out strings.Builder
			for _, f := range strings.Fields(in["files"]) {
				module, err := m.Of(f)
				if err != nil {
					fmt.Fprintf(&out, "%s: %v\n", f, err)
					continue
				}
				test := m.TestSubmodule(module, f)
				layer := "none"
				if i, ok := c.Layer(cmp.Or(test, module)); ok {
					layer = c.Layers[i].Name
				}
				fmt.Fprintf(&out, "%s: module %q, test %q, layer %s\n", f, module, test, layer)
			}
			golden(t, strings.TrimSuffix(file, ".txtar")+".golden", out.String())
		})
	}
}

// TestGenerated lists what the build makes of the trees of fixtures.
func TestGenerated(t *testing.T) {
	for _, file := range fixtures(t, "generated") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			in := archive(t, file)
			c := load(t, in["plumbline.yaml"])
			files := strings.Fields(in["files"])
			var out strings.Builder
			for _, h := range c.GeneratedHeaders(files, strings.Fields(in["ops"])) {
				fmt.Fprintf(&out, "%s: included as %s, from %q by %s\n", h.Path(), h.Target, h.Template, h.By)
			}
			for _, b := range c.BuiltModules(files) {
				fmt.Fprintf(&out, "%s: file %q, from %s\n", b.Module, b.File, b.From)
			}
			golden(t, strings.TrimSuffix(file, ".txtar")+".golden", out.String())
		})
	}
}

// TestForbidden holds the reading of both sides of a forbidden dependency.
func TestForbidden(t *testing.T) {
	for _, x := range []struct {
		rule     Forbidden
		from, to string
		want     bool
	}{
		{Forbidden{From: "**", To: "old"}, "new", "old", true},
		{Forbidden{From: "**", To: "old"}, "new/deep", "old/test", true},
		{Forbidden{From: "**", To: "old"}, "old/test", "old", false},
		{Forbidden{From: "**", To: "old"}, "old", "new", false},
		{Forbidden{From: "a", To: "b"}, "a/x", "b/y", true},
		{Forbidden{From: "a", To: "b"}, "ab", "b", false},
		{Forbidden{From: "*/x", To: "b"}, "a/x", "b", true},
		{Forbidden{From: "*/x", To: "b"}, "a/x/y", "b", false},
	} {
		if got := x.rule.Matches(x.from, x.to); got != x.want {
			t.Errorf("%+v on %s -> %s: %v", x.rule, x.from, x.to, got)
		}
	}
}

// TestMatchDotted holds the globs of module names.
func TestMatchDotted(t *testing.T) {
	for _, x := range []struct {
		pattern, name string
		want          bool
	}{
		{"a.b", "a.b", true}, {"a.b", "a.bc", false}, {"a.b", "a.b.c", false}, {"a.*", "a.b", true}, {"a.*", "a.b.c", false},
		{"a.**", "a", true}, {"a.**", "a.b.c", true}, {"a.**", "ab", false}, {"**.fb.**", "x.y.fb", true}, {"**.fb.**", "fb.z", true}, {"**.fb.**", "fba", false},
	} {
		if got := MatchDotted(x.pattern, x.name); got != x.want {
			t.Errorf("%s on %s: %v", x.pattern, x.name, got)
		}
	}
}

// FuzzMatch holds the compiled globs against doublestar.
func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{{"a/**", "a/b"}, {"a/**", "a"}, {"**/x/**", "x/y"}, {"**/x/**", "a/x"}, {"**/*_t.*", "a/b_t.c"},
		{"a/*.{h,cc}", "a/b.cc"}, {"*/**", "a"}, {"**", "a/b"}, {"[a-c]/?", "b/x"}, {"a/\\*", "a/*"}, {"{a,b/{c,d}}/**", "b/d/x"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, pattern, file string) {
		if !utf8.ValidString(pattern) || strings.ContainsRune(pattern, utf8.RuneError) {
			return // YAML lets no such byte through, and doublestar takes all of them as one
		}
		if len(pattern) > 40 || len(file) > 60 || !validGlob(pattern) || pattern != path.Clean(pattern) || file != path.Clean(file) ||
			strings.HasPrefix(pattern, "/") || strings.HasPrefix(file, "/") {
			return
		}
		m := compile(pattern)
		want := doublestar.MatchUnvalidated(pattern, file)
		if strings.HasSuffix(pattern, "/**") {
			want = doublestar.MatchUnvalidated(pattern+"/*", file) // a file, not a folder
		}
		if got := m.match(file); got != want {
			t.Errorf("%q on %q: %v, doublestar says %v", pattern, file, got, want)
		}
		if n := literals(pattern); n < 0 || n > len(pattern) {
			t.Errorf("%q has %d literal characters", pattern, n)
		}
	})
}

// FuzzPlaceholders: what a template matches, filled in again, is the file.
func FuzzPlaceholders(f *testing.F) {
	f.Add("<path>.proto", "a/b.proto")
	f.Add("cuda/<path>CUDA<name>", "cuda/x/CUDAGuard.h")
	f.Add("<<a>>", "<x>")
	f.Fuzz(func(t *testing.T, template, file string) {
		parts := split(template)
		if len(parts) > 2*maxPlaceholders+1 || len(placeholdersOf(template)) != len(parts)/2 || len(file) > 100 {
			return
		}
		if strings.Join(parts, "") != template {
			t.Fatalf("%q is split into %q", template, parts)
		}
		values := map[string]string{}
		if matchParts(parts, file, values) && fill(template, values) != file {
			t.Errorf("%q on %q gives %v", template, file, values)
		}
	})
}
