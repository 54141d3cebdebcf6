package plumbline

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the name in go.mod.
const module = "plumbline"

// policy says which rooms may import which: what stands right of a "<" may import all
// that stands left of it, and what that may import. It is a statement of policy: a new
// import that breaks it moves code, it does not change the line. Names cover the folders
// below them; a room that is not listed fails the test. A room alone on its line is for
// test files: it imports no room, and no room imports it.
const policy = `
internal/spelling < internal/source
internal/source < internal/finding, parse
parse < graph, internal/cache
graph, internal/finding < coupling, abi, deprecation
internal/finding, parse < audit
internal/finding < internal/config
coupling, abi, deprecation, audit < reports, internal/pipeline
internal/config, internal/cache < internal/pipeline
internal/pipeline, reports < cmd
internal/finding, internal/config < internal/ruletest
internal/corpustest
internal/goldentest
`

// confined are the imports that only one room may have.
var confined = []struct{ imported, room, why string }{
	{"os/exec", "internal/source", "one place runs git"},
	{"github.com/smacker/go-tree-sitter", "parse", "syntax trees don't leave the readers (those that compare declarations use it)"},
	{"html/template", "reports", "one place writes pages"},
}

// rooms reads the policy: for each room, the rooms it may import.
func rooms(t *testing.T) map[string][]string {
	t.Helper()
	direct := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(policy), "\n") {
		left, right, ok := strings.Cut(line, " < ")
		if !ok {
			if strings.ContainsAny(line, "<, ") {
				t.Fatalf("policy line %q is neither `rooms < rooms` nor one room", line)
			}
			direct[line] = nil
			continue
		}
		for _, r := range strings.Split(right, ", ") {
			direct[r] = append(direct[r], strings.Split(left, ", ")...)
		}
		for _, l := range strings.Split(left, ", ") {
			direct[l] = append(direct[l], nil...)
		}
	}
	all := map[string][]string{}
	var close func(room string) []string
	close = func(room string) []string {
		if list, ok := all[room]; ok {
			return list
		}
		all[room] = nil
		var list []string
		for _, d := range direct[room] {
			list = append(append(list, d), close(d)...)
		}
		slices.Sort(list)
		all[room] = slices.Compact(list)
		return all[room]
	}
	for room := range direct {
		close(room)
	}
	return all
}

// roomOf is the room that a package folder lies in, "" for none.
func roomOf(dir string, all map[string][]string) string {
	for d := dir; d != "."; d = path.Dir(d) {
		if _, ok := all[d]; ok {
			return d
		}
	}
	return ""
}

func TestImportsRunOneWay(t *testing.T) {
	all := rooms(t)
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		checkImports(t, filepath.ToSlash(p), all)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, file string, all map[string][]string) {
	t.Helper()
	from := roomOf(path.Dir(file), all)
	if from == "" {
		t.Errorf("%s lies in no room of the policy: add the room, with a reason in ARCHITECTURE.md", file)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range confined {
			if (imported == c.imported || strings.HasPrefix(imported, c.imported+"/")) && from != c.room {
				t.Errorf("%s imports %s, which only %s may: %s", file, imported, c.room, c.why)
			}
		}
		rest, own := strings.CutPrefix(imported, module+"/")
		if !own {
			continue
		}
		if to := roomOf(rest, all); to != from && !slices.Contains(all[from], to) {
			t.Errorf("%s: %s may not import %s", file, from, rest)
		}
	}
}

// TestOnlyMainExits keeps os.Exit inside cmd, so that libraries can't end a run.
func TestOnlyMainExits(t *testing.T) {
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && p != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || strings.HasPrefix(p, "cmd") {
			return nil
		}
		return noExit(t, p)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func noExit(t *testing.T, file string) error {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Exit" {
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "os" {
				t.Errorf("%s calls os.Exit: return an error instead", file)
			}
		}
		return true
	})
	return nil
}
