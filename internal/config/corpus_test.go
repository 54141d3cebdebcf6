//go:build corpus

package config

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
)

// releases are the trees that the profile is held against: both ends of what it covers.
var releases = []string{"v1.13.1", "v2.6.0"}

// corpusTree lists the files of a release.
func corpusTree(t *testing.T, release string) (root string, files []string) {
	t.Helper()
	root = filepath.Join(corpustest.Dir(t), release)
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, p) // p lies under root
			files = append(files, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v; run scripts/fetch-corpus", root, len(files), err)
	}
	return root, files
}

func pytorch(t *testing.T) *Config {
	t.Helper()
	c, err := Profile("pytorch")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCorpusModules holds the module map against both releases: every file has one module, and
// every module a layer. The numbers of files a module are golden.
func TestCorpusModules(t *testing.T) {
	c := pytorch(t)
	m := NewModules(c)
	for _, release := range releases {
		t.Run(release, func(t *testing.T) {
			_, files := corpusTree(t, release)
			count := map[string]int{}
			for _, f := range files {
				module, err := m.Of(f)
				if err != nil || module == "" {
					t.Errorf("%s: module %q, %v", f, module, err)
				}
				if test := m.TestSubmodule(module, f); test != "" {
					module = test
				}
				count[module]++
			}
			var out strings.Builder
			for _, module := range slices.Sorted(maps.Keys(count)) {
				i, ok := c.Layer(module)
				if !ok {
					t.Errorf("module %s has no layer", module)
					continue
				}
				fmt.Fprintf(&out, "%-34s %5d  %s\n", module, count[module], c.Layers[i].Name)
			}
			golden(t, filepath.Join("testdata", "corpus", "modules-"+release+".golden"), out.String())
		})
	}
}

var includeLine = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*(?:include|import|include_next)[ \t]*([<"])([^>"\n]+)[>"]`)
var comment = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/`)
var operator = regexp.MustCompile(`(?m)^- func: (\w+)`)

// TestCorpusIncludes resolves every include of both releases by the profile alone. None may be
// left over, no root may be of no use, and the unresolved ones are golden with their reasons.
func TestCorpusIncludes(t *testing.T) {
	c := pytorch(t)
	used := map[string]bool{}
	for _, release := range releases {
		root, files := corpusTree(t, release)
		in := newIncludes(t, c, root, files)
		status := map[string]int{}
		var out strings.Builder
		for _, f := range files {
			if !slices.Contains([]string{"h", "hpp", "hh", "inl", "inc", "c", "cc", "cpp", "cxx", "metal", "cu", "cuh", "hip", "m", "mm"},
				strings.TrimPrefix(path.Ext(f), ".")) {
				continue
			}
			data, err := os.ReadFile(filepath.Join(root, f))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range includeLine.FindAllSubmatch(comment.ReplaceAll(data, nil), -1) {
				kind, why := in.resolve(f, string(m[2]), string(m[1]) == "<", used)
				status[kind]++
				if kind == "absent" || kind == "unresolved" {
					fmt.Fprintf(&out, "%s: %s: %s: %s\n", kind, m[2], f, why)
				}
				if kind == "unresolved" {
					t.Errorf("%s: %s: <%s> is unresolved", release, f, m[2])
				}
			}
		}
		for _, k := range slices.Sorted(maps.Keys(status)) {
			fmt.Fprintf(&out, "%s %d\n", k, status[k])
		}
		golden(t, filepath.Join("testdata", "corpus", "includes-"+release+".golden"), out.String())
	}
	for i, r := range c.IncludeRoots {
		if !used[fmt.Sprint("include_roots", i)] {
			t.Errorf("include root %+v resolves nothing in any release", r)
		}
	}
	for i, a := range c.Absent {
		if a.Header != "" && !used[fmt.Sprint("absent", i)] {
			t.Errorf("absent header %s is included in no release", a.Header)
		}
	}
	for i, e := range c.External.Includes {
		if !used[fmt.Sprint("external", i)] {
			t.Errorf("external include %s stands in no release", e)
		}
	}
}

// includes resolves includes of one tree as the profile says, as plainly as can be.
type includes struct {
	c         *Config
	have      map[string]bool
	generated map[string]bool
	folders   map[string]bool
}

func newIncludes(t *testing.T, c *Config, root string, files []string) *includes {
	in := &includes{c, setOf(files), map[string]bool{}, map[string]bool{}}
	schema, err := os.ReadFile(filepath.Join(root, c.Operators.NativeFunctions))
	if err != nil {
		t.Fatal(err)
	}
	ops := map[string]bool{}
	for _, m := range operator.FindAllSubmatch(schema, -1) {
		ops[operatorBase(string(m[1]))] = true
	}
	for _, h := range c.GeneratedHeaders(files, slices.Sorted(maps.Keys(ops))) {
		in.generated[h.Path()] = true
	}
	for _, f := range files {
		if made, ok := strings.CutSuffix(f, ".in"); ok {
			in.generated[made] = true
		}
		for d := path.Dir(f); d != "."; d = path.Dir(d) {
			in.folders[d] = true
		}
	}
	return in
}

// operatorBase is torchgen's BaseOperatorName.base: without the underscore of in-place
// operators and those of __and__ or __iand__.
func operatorBase(name string) string {
	if inner, ok := strings.CutPrefix(name, "__"); ok {
		return strings.TrimPrefix(strings.TrimSuffix(inner, "__"), "i")
	}
	return strings.TrimSuffix(name, "_")
}

func (in *includes) resolve(file, target string, angled bool, used map[string]bool) (kind, why string) {
	if !angled && in.have[path.Join(path.Dir(file), target)] {
		return "tree", ""
	}
	claimed := !angled || strings.HasPrefix(target, ".")
	found := ""
	for i, r := range in.c.IncludeRoots {
		if r.For != "" && !strings.HasPrefix(file, r.For+"/") {
			continue
		}
		p := path.Join(r.Path, target)
		if r.Name != "" {
			rest, ok := strings.CutPrefix(target, r.Name)
			if !ok || rest != "" && rest[0] != '/' {
				continue
			}
			claimed, p = true, r.Path+rest
		}
		first, _, nested := strings.Cut(target, "/")
		claimed = claimed || nested && in.folders[path.Join(r.Path, first)]
		switch {
		case in.have[p]:
			used[fmt.Sprint("include_roots", i)] = true
			return "tree", ""
		case in.generated[p]:
			found = "generated"
		}
	}
	if found != "" {
		return found, ""
	}
	for i, e := range in.c.External.Includes {
		if MatchPath(e, target) {
			used[fmt.Sprint("external", i)] = true
			return "external", ""
		}
	}
	for i, a := range in.c.Absent {
		if a.Header != "" && MatchPath(a.Header, target) {
			used[fmt.Sprint("absent", i)] = true
			return "absent", a.Reason
		}
	}
	if claimed {
		return "unresolved", ""
	}
	return "external", ""
}

// BenchmarkModules assigns every file of a release.
func BenchmarkModules(b *testing.B) {
	var files []string
	root := os.DirFS(filepath.Join(corpustest.Dir(b), "v2.6.0"))
	if err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		files = append(files, p)
		return err
	}); err != nil {
		b.Fatal(err)
	}
	c, err := Profile("pytorch")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("modules", func(b *testing.B) {
		for b.Loop() {
			m := NewModules(c)
			for _, f := range files {
				module, _ := m.Of(f) // TestCorpusModules holds that there is no tie
				m.TestSubmodule(module, f)
			}
		}
	})
	b.Run("generated", func(b *testing.B) {
		ops := make([]string, 1300) // as many as 2.6.0 has
		for i := range ops {
			ops[i] = fmt.Sprint("op", i)
		}
		for b.Loop() {
			c.GeneratedHeaders(files, ops)
		}
	})
	b.Run("profile", func(b *testing.B) {
		for b.Loop() {
			if _, err := Profile("pytorch"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
