package coupling_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/internal/finding"
	"plumbline/internal/goldentest"
	"plumbline/internal/pipeline"
	"plumbline/internal/ruletest"
)

func TestChangeRules(t *testing.T) {
	ruletest.Pairs(t, "change/rules", coupling.ChangeRules(), func(t *testing.T, base, head *txtar.Archive) []finding.Finding {
		t.Helper()
		return found(coupling.Compare(mapped(t, base), mapped(t, head), coupling.CompareOptions{}))
	})
}

func mapped(t *testing.T, tree *txtar.Archive) *coupling.Result {
	t.Helper()
	m, err := pipeline.Map(context.Background(), pipeline.Request{Archive: tree, Name: "fixture"})
	if err != nil {
		t.Fatal(err)
	}
	return m.Result
}

func found(c *coupling.Change) []finding.Finding {
	out := make([]finding.Finding, len(c.Findings))
	for i, v := range c.Findings {
		out[i] = v.Finding
	}
	return out
}

// kinds are the ways in which a file of a random tree depends on another.
var kinds = [...]string{"import %s\n", "def f():\n    import %s\n", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import %s\n"}

// randomTree writes a tree of modules of two files each, in which files import one another
// in all ways; a layer a module, the last on top, so that there are violations too.
func randomTree(modules int, edges [][3]int) *txtar.Archive {
	bodies := make([]string, modules*2)
	for _, e := range edges {
		bodies[e[0]] += fmt.Sprintf(kinds[e[2]], fmt.Sprintf("m%d.f%d", e[1]/2, e[1]%2))
	}
	config, layers := "modules:\n", "layers:\n"
	ar := &txtar.Archive{}
	for i, body := range bodies {
		ar.Files = append(ar.Files, txtar.File{Name: fmt.Sprintf("m%d/f%d.py", i/2, i%2), Data: []byte(body)})
	}
	for m := range modules {
		config += fmt.Sprintf("  - {name: m%d, paths: [\"m%d/**\"]}\n", m, m)
		layers += fmt.Sprintf("  - {name: m%d, modules: [m%d]}\n", m, m)
	}
	ar.Files = append(ar.Files, txtar.File{Name: "plumbline.yaml", Data: []byte(config + layers)})
	return ar
}

func randomKinds(r *rand.Rand, files, n int) (edges [][3]int) {
	for _, e := range randomEdges(r, files, n) {
		edges = append(edges, [3]int{e[0], e[1], r.IntN(len(kinds))})
	}
	return edges
}

// nothing fails where a comparison tells of anything at all.
func nothing(t *testing.T, what string, c *coupling.Change) {
	t.Helper()
	if len(c.Findings)+len(c.Better)+len(c.Cells)+len(c.Scores)+len(c.Cycles) > 0 || c.Cost.ReachBefore != c.Cost.ReachNow {
		t.Fatalf("%s: findings %v, better %v, cells %v, scores %v, cycles %v, cost %v", what, found(c), c.Better, c.Cells, c.Scores, c.Cycles, c.Cost)
	}
}

// strict are options under which every rise of a figure is told.
var strict = coupling.CompareOptions{ScoreTolerance: 1e-9, CostTolerance: 1e-9}

// TestNothingChanged compares random trees with themselves, and with themselves under other
// names: one module renamed, so that everything sorts in another order.
func TestNothingChanged(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 4))
	for range 60 {
		modules := 2 + r.IntN(5)
		ar := randomTree(modules, randomKinds(r, modules*2, r.IntN(25)))
		base := mapped(t, ar)
		nothing(t, "itself", coupling.Compare(base, mapped(t, ar), strict))

		opt := strict
		opt.Renamed = map[string]string{}
		renamed := &txtar.Archive{}
		for _, f := range ar.Files {
			name := strings.ReplaceAll(f.Name, "m0/", "zz/")
			if name != f.Name {
				opt.Renamed[f.Name] = name
			}
			data := strings.NewReplacer("m0.", "zz.", "m0/", "zz/", "m0,", "zz,", "m0]", "zz]").Replace(string(f.Data))
			renamed.Files = append(renamed.Files, txtar.File{Name: name, Data: []byte(data)})
		}
		c := coupling.Compare(base, mapped(t, renamed), opt)
		if len(c.Modules) != 1 || c.Modules[0] != (coupling.ModuleChange{Name: "zz", Was: "m0"}) {
			t.Errorf("modules %+v, want m0 renamed to zz", c.Modules)
		}
		nothing(t, "a module renamed", c)
	}
}

// TestAddingADependencyMakesNothingBetter adds one dependency of any kind to random trees,
// and takes it away again: what was new is what is better then, or weaker.
func TestAddingADependencyMakesNothingBetter(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 42))
	told := 0
	for range 150 {
		modules := 2 + r.IntN(5)
		edges := randomKinds(r, modules*2, r.IntN(25))
		more := append(slices.Clone(edges), randomKinds(r, modules*2, 1)...)
		before, after := mapped(t, randomTree(modules, edges)), mapped(t, randomTree(modules, more))
		c := coupling.Compare(before, after, strict)
		if len(c.Better) > 0 {
			t.Fatalf("%v added to %v makes better: %+v", more[len(more)-1], edges, c.Better)
		}
		if back := coupling.Compare(after, before, strict); len(back.Findings) > 0 || len(back.Cells) != len(c.Cells) {
			t.Fatalf("%v taken from %v is told: %+v", more[len(more)-1], more, found(back))
		}
		told += len(c.Findings)
	}
	if told < 50 {
		t.Errorf("only %d findings in all: the trees show nothing", told)
	}
}

// TestIdentity compares pairs of trees in which more moves than changes: files below old/,
// new/ and both/, the paths that moved in renames, what is told in want.
func TestIdentity(t *testing.T) {
	goldentest.Archives(t, "testdata/change/*.txtar", "want", *update, func(t *testing.T, ar *txtar.Archive) string {
		opt := coupling.CompareOptions{Renamed: map[string]string{}}
		trees := map[string]*txtar.Archive{"old": {}, "new": {}}
		for _, f := range ar.Files {
			side, name, _ := strings.Cut(f.Name, "/")
			switch side {
			case "old", "new":
				trees[side].Files = append(trees[side].Files, txtar.File{Name: name, Data: f.Data})
			case "both":
				trees["old"].Files = append(trees["old"].Files, txtar.File{Name: name, Data: f.Data})
				trees["new"].Files = append(trees["new"].Files, txtar.File{Name: name, Data: f.Data})
			case "renames":
				for _, line := range strings.Split(strings.TrimSpace(string(f.Data)), "\n") {
					from, to, _ := strings.Cut(line, " ")
					opt.Renamed[from] = to
				}
			default:
				t.Fatalf("%s: neither old/, new/, both/, renames nor want", f.Name)
			}
		}
		return told(coupling.Compare(mapped(t, trees["old"]), mapped(t, trees["new"]), opt))
	})
}

// told writes what a comparison tells, a line a piece.
func told(c *coupling.Change) string {
	var b strings.Builder
	for _, m := range c.Modules {
		fmt.Fprintf(&b, "module %s was %q from %q gone %v\n", m.Name, m.Was, m.From, m.Gone)
	}
	for _, f := range c.Findings {
		fmt.Fprintf(&b, "%s %s %s: %s\n", f.Rule, f.Severity, f.Subject, f.Message)
	}
	for _, x := range c.Better {
		fmt.Fprintf(&b, "%s %s: %s\n", x.Kind, x.Subject, x.Detail)
	}
	for _, x := range c.Cells {
		fmt.Fprintf(&b, "cell %s -> %s: %d %s -> %d %s\n", x.From, x.To, x.Before, coupling.When(x.KindBefore), x.After, coupling.When(x.KindAfter))
	}
	return b.String()
}
