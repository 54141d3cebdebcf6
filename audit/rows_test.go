package audit

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"plumbline/internal/config"
)

// TestRows runs every check on its fixture, rows/NAME.txtar: on the tree done/ it says done, on
// not-done/, which differs in the fact alone, it does not; and on empty/, where a file of the
// right name is empty, it says not done. A tree partial/ or unseen/ may stand beside them. A
// folder's name may end in a dash and more words: several trees for one state.
func TestRows(t *testing.T) {
	rows := map[string]Row{}
	all, err := Definition()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Check != "" {
			rows[r.Check] = r
		}
	}
	for name := range checks {
		t.Run(name, func(t *testing.T) {
			row, ok := rows[name]
			if !ok {
				t.Fatalf("no row has the check %s", name)
			}
			ar, err := txtar.ParseFile(filepath.Join("rows", strings.ReplaceAll(name, "-", "_")+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimSpace(string(ar.Comment)) == "" {
				t.Error("the fixture does not say what the check asks for")
			}
			trees := treesOf(ar)
			for _, want := range []string{"done", "not-done", "empty"} {
				if trees[want] == nil {
					t.Errorf("no tree %s/", want)
				}
			}
			for tree, in := range trees {
				f := newFacts(*in)
				v := checks[name](f, &row)
				if want := stateOf(tree); v.state != want {
					t.Errorf("%s: %s, want %s; %+v", tree, v.state, want, v.evidence)
				}
				if v.state != Done && v.needs == "" {
					t.Errorf("%s: is %s and does not say what is missing", tree, v.state)
				}
				if v.state == Done && len(v.evidence) == 0 {
					t.Errorf("%s: done without evidence", tree)
				}
			}
		})
	}
}

// stateOf is the state that the name of a fixture's tree stands for.
func stateOf(tree string) State {
	for _, s := range []State{NotDone, Partial, Unseen, Done} {
		if tree == string(s) || strings.HasPrefix(tree, string(s)+"-") {
			return s
		}
	}
	return NotDone // empty
}

// treesOf takes a fixture apart: the trees by the first folder of their files.
func treesOf(ar *txtar.Archive) map[string]*Input {
	contents := map[string]map[string][]byte{}
	for _, file := range ar.Files {
		tree, path, ok := strings.Cut(file.Name, "/")
		if !ok {
			continue
		}
		if contents[tree] == nil {
			contents[tree] = map[string][]byte{}
		}
		contents[tree][path] = file.Data
	}
	out := map[string]*Input{}
	for tree, files := range contents {
		in := &Input{Settings: DefaultSettings(), Tree: Tree{Name: tree, Read: func(path string) ([]byte, error) {
			data, ok := files[path]
			if !ok {
				return nil, fs.ErrNotExist
			}
			return data, nil
		}}}
		for path := range files {
			in.Tree.Paths = append(in.Tree.Paths, path)
		}
		slices.Sort(in.Tree.Paths)
		for _, p := range []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"} {
			if data, ok := files[p]; ok && in.Tree.Owners == nil {
				owners := config.ReadOwners(p, data)
				in.Tree.Owners = &Owners{Path: p, Of: owners.Of, Notes: owners.Notes}
			}
		}
		if data, ok := files["STRUCTURE.yaml"]; ok { // what the boundary map says
			in.Structure = &Structure{}
			if err := yaml.Unmarshal(data, in.Structure); err != nil {
				panic(err)
			}
		}
		out[tree] = in
	}
	return out
}

// TestDefinition holds the definition against itself: ids are unique, every row is decided in
// exactly one way, no row is a row of itself, and every fixture belongs to a check.
func TestDefinition(t *testing.T) {
	rows, err := Definition()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var results []Result
	for _, r := range rows {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
		ways := 0
		for _, way := range []string{r.Check, r.Of, r.Unseen} {
			if way != "" {
				ways++
			}
		}
		if ways != 1 {
			t.Errorf("%s is decided in %d ways", r.ID, ways)
		}
		if r.Unseen != "" && r.Needs == "" {
			t.Errorf("%s: no tree shows it, and it does not say what a person has to supply", r.ID)
		}
		results = append(results, Result{Row: r})
	}
	for i := range results {
		if results[i].Of != "" && len(members(results, i)) == 0 {
			t.Errorf("%s is made of nothing", results[i].ID)
		}
		circle(t, results, i, nil)
	}
	files, err := os.ReadDir("rows")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.ReplaceAll(strings.TrimSuffix(f.Name(), ".txtar"), "_", "-"); checks[name] == nil {
			t.Errorf("rows/%s belongs to no check", f.Name())
		}
	}
}

func circle(t *testing.T, rows []Result, i int, above []int) {
	if slices.Contains(above, i) {
		t.Fatalf("%s is made of itself", rows[i].ID)
	}
	if rows[i].Of == "" {
		return
	}
	for _, k := range members(rows, i) {
		circle(t, rows, k, append(slices.Clone(above), i))
	}
}

// TestEveryRowIsDecided holds that no row is left to a name without a check: the document is whole,
// or this project is not done.
func TestEveryRowIsDecided(t *testing.T) {
	rows, err := Definition()
	if err != nil {
		t.Fatal(err)
	}
	table, err := invariants()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		switch {
		case r.Check != "" && checks[r.Check] == nil:
			t.Errorf("%s names the check %q, which there is none of", r.ID, r.Check)
		case r.Invariant != "" && !slices.ContainsFunc(table, func(v invariant) bool { return v.ID == r.Invariant }):
			t.Errorf("%s is about %s, which the table of invariants does not have", r.ID, r.Invariant)
		}
	}
	for _, v := range table {
		for _, p := range append(slices.Clone(v.Parts), v.Weak...) {
			if p.Check != "" && checks[p.Check] == nil {
				t.Errorf("%s names the check %q, which there is none of", v.ID, p.Check)
			}
			if p.Check == "" && (len(p.Files) == 0 || p.Uses == "") {
				t.Errorf("%s: a part has neither a check nor tests", v.ID)
			}
		}
	}
}
