package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/tools/txtar"

	"plumbline/internal/finding"
)

// fixtures lists the archives of a folder of testdata; none at all is a mistake.
func fixtures(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no fixtures in %s: %v", dir, err)
	}
	return files
}

func archive(t testing.TB, file string) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range a.Files {
		out[f.Name] = string(f.Data)
	}
	return out
}

// same compares two configurations by what they say, not by where they came from.
func same(a, b *Config) string {
	return cmp.Diff(a, b, cmpopts.IgnoreUnexported(Config{}), cmpopts.IgnoreFields(Config{}, "Profile", "Source", "Notes"), cmpopts.EquateEmpty())
}

// TestLoad holds what a file yields, its mistakes or the file as written again, against golden
// files; what is written must load to the same.
func TestLoad(t *testing.T) {
	for _, file := range fixtures(t, "load") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			c, err := Load("plumbline.yaml", []byte(archive(t, file)["plumbline.yaml"]))
			got := ""
			if err != nil {
				var list Errors
				if !errors.As(err, &list) {
					t.Fatalf("error of type %T", err)
				}
				got = err.Error() + "\n"
			} else {
				got = roundTrip(t, c)
			}
			golden(t, strings.TrimSuffix(file, ".txtar")+".golden", got)
		})
	}
}

func roundTrip(t *testing.T, c *Config) string {
	t.Helper()
	out, err := c.YAML()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Load("again", out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := same(c, again); diff != "" {
		t.Errorf("written and read again (-before +after):\n%s", diff)
	}
	return string(out)
}

// TestResolve resolves a file over a tree; the keys of `show` are golden.
func TestResolve(t *testing.T) {
	for _, file := range fixtures(t, "resolve") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			files := archive(t, file)
			tree := strings.Fields(files["tree"])
			c, err := Load("plumbline.yaml", []byte(files["plumbline.yaml"]))
			if err != nil {
				t.Fatal(err)
			}
			c, err = Resolve(c, func(p string) bool { return slices.Contains(tree, p) })
			got := ""
			if err != nil {
				got = err.Error() + "\n"
			} else {
				roundTrip(t, c)
				got = "profile " + c.Profile + ", source " + c.Source + "\n"
				w := &writer{}
				for _, s := range sections() {
					if slices.Contains(strings.Fields(files["show"]), s.Key) {
						s.write(w, c)
					}
				}
				got += w.buf.String()
				for _, n := range c.Notes {
					got += "note " + n + "\n"
				}
			}
			golden(t, strings.TrimSuffix(file, ".txtar")+".golden", got)
		})
	}
}

// TestProfiles loads every profile, writes it and reads it back.
func TestProfiles(t *testing.T) {
	for _, name := range Profiles() {
		c, err := Profile(name)
		if err != nil {
			t.Fatal(err)
		}
		roundTrip(t, c)
		if again, err := Resolve(c, func(string) bool { return true }); err != nil || same(c, again) != "" {
			t.Errorf("profile %s resolves to something else: %v\n%s", name, err, same(c, again))
		}
	}
	if _, err := Profile("nonesuch"); err == nil {
		t.Error("an unknown profile loads")
	}
}

// TestBuiltInCode writes a configuration that no file was read for, as `config --init` does,
// and resolves it as the file it will be.
func TestBuiltInCode(t *testing.T) {
	c := &Config{Extends: "none", Modules: []Module{{Name: "yes", Paths: []string{"1/**", "#x/**"}}}, Bindings: "off"}
	roundTrip(t, c)
	got, err := Resolve(c, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	want := Defaults()
	want.Modules, want.Bindings = c.Modules, c.Bindings
	if diff := same(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := (&Config{Modules: []Module{{Name: "a"}}}).YAML(); err == nil {
		t.Error("an invalid configuration is written")
	}
}

// TestCheckRules finds rule ids that don't exist, with their places.
func TestCheckRules(t *testing.T) {
	c, err := Load("f.yaml", []byte("rules: {CPL001: off,\n  CPL010: note}\nexceptions:\n  - {rule: ABI999, path: x, reason: y}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Rules["CPL001"] != Off || c.Rules["CPL010"] != finding.Note {
		t.Errorf("rules: %v", c.Rules)
	}
	err = c.CheckRules([]string{"CPL001", "ABI001"})
	var list Errors
	if !errors.As(err, &list) || len(list) != 2 || list[0].Line != 2 || list[1].Line != 4 {
		t.Errorf("got %v", err)
	}
	if err := c.CheckRules([]string{"CPL001", "CPL010", "ABI999"}); err != nil {
		t.Error(err)
	}
}

// TestSchema holds the keys that are read, those that are written and inherited, and the
// exported fields of Config against one another, in order.
func TestSchema(t *testing.T) {
	var want []string
	capital := regexp.MustCompile("(.)([A-Z])")
	for f := range reflect.TypeFor[Config]().Fields() {
		if f.IsExported() && f.Name != "Profile" && f.Name != "Source" && f.Name != "Notes" {
			want = append(want, strings.ToLower(capital.ReplaceAllString(f.Name, "${1}_$2")))
		}
	}
	if diff := cmp.Diff(want, keysOf((&reader{}).schema(&Config{}))); diff != "" {
		t.Errorf("keys that are read (-want +got):\n%s", diff)
	}
	var written []string
	for _, s := range Sections() {
		written = append(written, s.Key)
		if s.Doc == "" {
			t.Errorf("%s has no comment", s.Key)
		}
	}
	if diff := cmp.Diff(want, written); diff != "" {
		t.Errorf("keys that are written (-want +got):\n%s", diff)
	}
}

// FuzzLoad: no input makes Load panic, and what loads can be written and read again.
func FuzzLoad(f *testing.F) {
	for _, file := range fixtures(f, "load") {
		f.Add([]byte(archive(f, file)["plumbline.yaml"]))
	}
	profile, err := os.ReadFile("profiles/pytorch.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(profile)
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Load("fuzz", data)
		if err != nil {
			return
		}
		out, err := c.YAML()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		again, err := Load("again", out)
		if err != nil {
			t.Fatal(err)
		}
		if diff := same(c, again); diff != "" {
			t.Errorf("(-before +after):\n%s\n%s", diff, out)
		}
	})
}
