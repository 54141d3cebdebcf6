package coupling_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// nested is a tree of a module with two others below it, and two beside, two files each.
// With split, each is a module of its own; without, all below a belong to a.
func nested(split bool, edges [][2]int) *txtar.Archive {
	dirs := [...]string{"a", "a/x", "a/y", "b", "c"}
	name := func(file int) string { return fmt.Sprintf("%s/f%d", dirs[file/2], file%2) }
	bodies := make([]string, 2*len(dirs))
	for _, e := range edges {
		bodies[e[0]] += "import " + strings.ReplaceAll(name(e[1]), "/", ".") + "\n"
	}
	config := "modules:\n"
	for _, d := range dirs {
		if split || d != "a/x" && d != "a/y" {
			config += fmt.Sprintf("  - {name: %s, paths: [\"%s/**\"]}\n", d, d)
		}
	}
	ar := &txtar.Archive{Files: []txtar.File{{Name: "plumbline.yaml", Data: []byte(config)}}}
	for i, body := range bodies {
		ar.Files = append(ar.Files, txtar.File{Name: name(i) + ".py", Data: []byte(body)})
	}
	return ar
}

// TestRollupIsTheMergedModule holds the figures of a subtree against those that the same
// files have when the configuration makes one module of them.
func TestRollupIsTheMergedModule(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 4))
	for range 60 {
		edges := randomEdges(r, 10, r.IntN(25))
		split, merged := analyze(t, nested(true, edges)), analyze(t, nested(false, edges))
		rolls := split.Rollups
		for i, roll := range rolls {
			if isA := split.Modules.Nodes[i].ID == "a"; isA != (roll != nil) {
				t.Fatalf("%s: rollup %+v", split.Modules.Nodes[i].ID, roll)
			}
		}
		at, _ := split.Modules.NodeByID("a")
		one, _ := merged.Modules.NodeByID("a")
		want := merged.Metrics[one]
		want.Cycle, want.CycleSize, want.CycleShare, want.CutWeight = -1, 1, 0, 0
		if diff := cmp.Diff(want, rolls[at].ModuleMetrics); diff != "" {
			t.Fatalf("edges %v (-merged +rollup):\n%s", edges, diff)
		}
		if m := merged.Graph.Modules[merged.Modules.Nodes[one].Module]; rolls[at].Modules != 3 || rolls[at].Files != m.Files || rolls[at].Lines != m.Lines {
			t.Errorf("%d modules, %d files, %d lines; merged %+v", rolls[at].Modules, rolls[at].Files, rolls[at].Lines, m)
		}
	}
}
