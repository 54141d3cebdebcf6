package coupling_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/pipeline"
)

// tree writes a tree of Python files in which file i of module m imports what edges say.
func tree(modules, files int, edges [][2]int) *txtar.Archive {
	bodies := make([]strings.Builder, modules*files)
	for _, e := range edges {
		fmt.Fprintf(&bodies[e[0]], "import m%d.f%d\n", e[1]/files, e[1]%files)
	}
	ar := &txtar.Archive{}
	var config strings.Builder
	config.WriteString("modules:\n")
	for m := range modules {
		fmt.Fprintf(&config, "  - {name: m%d, paths: [\"m%d/**\"]}\n", m, m)
		for f := range files {
			ar.Files = append(ar.Files, txtar.File{Name: fmt.Sprintf("m%d/f%d.py", m, f), Data: []byte(bodies[m*files+f].String())})
		}
	}
	ar.Files = append(ar.Files, txtar.File{Name: "plumbline.yaml", Data: []byte(config.String())})
	return ar
}

func analyze(t *testing.T, ar *txtar.Archive) *coupling.Result {
	t.Helper()
	m, err := pipeline.Map(context.Background(), pipeline.Request{Archive: ar, Name: "random", Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m.Result
}

func randomEdges(r *rand.Rand, nodes, n int) (edges [][2]int) {
	for range n {
		if a, b := r.IntN(nodes), r.IntN(nodes); a != b {
			edges = append(edges, [2]int{a, b})
		}
	}
	return edges
}

// TestAddingADependencyNeverLowersAScore adds one random edge to random trees.
func TestAddingADependencyNeverLowersAScore(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for round := range 150 {
		modules, files := 2+r.IntN(6), 1+r.IntN(3)
		edges := randomEdges(r, modules*files, r.IntN(20))
		more := append(append([][2]int{}, edges...), randomEdges(r, modules*files, 1)...)
		before, after := analyze(t, tree(modules, files, edges)), analyze(t, tree(modules, files, more))
		for i := range before.Metrics {
			b, a := before.Metrics[i], after.Metrics[i]
			if a.Score < b.Score {
				t.Fatalf("round %d: adding %v lowered the score of %s from %v to %v", round, more[len(more)-1], before.Modules.Nodes[i].ID, b.Score, a.Score)
			}
			if a.Ce < b.Ce || a.FilesReached < b.FilesReached || a.Tangled < b.Tangled || a.CycleSize < b.CycleSize {
				t.Fatalf("round %d: a figure of %s fell: %+v to %+v", round, before.Modules.Nodes[i].ID, b, a)
			}
		}
		if after.System.Module.CCD < before.System.Module.CCD || after.System.File.PropagationCost < before.System.File.PropagationCost {
			t.Fatalf("round %d: a system figure fell", round)
		}
	}
}

// TestFiguresAreFiniteAndInRange holds every figure of random trees to its range.
func TestFiguresAreFiniteAndInRange(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for range 80 {
		modules, files := 1+r.IntN(8), 1+r.IntN(3)
		res := analyze(t, tree(modules, files, randomEdges(r, modules*files, r.IntN(40))))
		n := len(res.Modules.Nodes)
		for i, m := range res.Metrics {
			name := res.Modules.Nodes[i].ID
			for what, x := range map[string]float64{"instability": m.Instability, "cycle share": m.CycleShare} {
				if math.IsNaN(x) || x < 0 || x > 1 {
					t.Errorf("%s of %s is %v", what, name, x)
				}
			}
			if m.Score < 1 || m.Score > 10 || math.IsNaN(m.Risk) || m.Risk < 0 {
				t.Errorf("%s: score %v, risk %v", name, m.Score, m.Risk)
			}
			if m.Reaches >= n || m.ReachedBy >= n || m.Mutual > min(m.Ca, m.Ce) || m.CycleSize > m.Reaches+1 {
				t.Errorf("%s: %+v among %d modules", name, m, n)
			}
		}
		for _, l := range []coupling.LevelMetrics{res.System.Module, res.System.Package, res.System.File} {
			if l.PropagationCost < 0 || l.PropagationCost > 1 || l.ACD < 1 || float64(l.CCD) != math.Round(l.ACD*float64(l.Nodes)) {
				t.Errorf("level figures %+v", l)
			}
		}
		if s := res.System; s.Modularity < -1 || s.Modularity > 1 || s.BestModularity < s.Modularity || s.BestModularity > 1 {
			t.Errorf("modularity %v of %v", s.Modularity, s.BestModularity)
		}
	}
}

// TestCutLeavesNoCycle removes the proposed edges of random graphs and looks for cycles,
// and compares their weight with that of the plain greedy order.
func TestCutLeavesNoCycle(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 13))
	for range 60 {
		modules := 3 + r.IntN(12)
		res := analyze(t, tree(modules, 2, randomEdges(r, modules*2, 10+r.IntN(60))))
		for _, policy := range graph.Policies() {
			kinds, _ := graph.Policy(policy)
			for _, c := range coupling.FindCycles(res.Modules, policy) {
				cut := map[[2]int32]bool{}
				for _, e := range c.Cut {
					cut[[2]int32{e.From, e.To}] = true
				}
				left := make([][]int32, len(res.Modules.Nodes))
				for i := range res.Modules.Edges {
					e := &res.Modules.Edges[i]
					if e.Set&kinds != 0 && !cut[[2]int32{e.From, e.To}] {
						left[e.From] = append(left[e.From], e.To)
					}
				}
				if cyclic(left, c.Members) {
					t.Errorf("policy %s: a cycle is left among %v after cutting %v", policy, c.Members, c.Cut)
				}
				witness(t, c)
			}
		}
	}
}

// witness checks that the shortest closed path is closed and lies in the group.
func witness(t *testing.T, c coupling.Cycle) {
	t.Helper()
	for i, step := range c.Witness {
		if next := c.Witness[(i+1)%len(c.Witness)]; step.To != next.From {
			t.Errorf("witness is not closed: %v", c.Witness)
		}
	}
	if len(c.Witness) < 2 {
		t.Errorf("cycle of %d modules without a witness", len(c.Members))
	}
}

// cyclic looks for a cycle by depth-first search with colours, an algorithm of its own.
func cyclic(adj [][]int32, start []int32) bool {
	colour := make([]int, len(adj))
	for v := range adj {
		if !slices.Contains(start, int32(v)) {
			colour[v] = 2 // another group's affair
		}
	}
	var visit func(int32) bool
	visit = func(v int32) bool {
		colour[v] = 1
		for _, w := range adj[v] {
			if colour[w] == 1 || colour[w] == 0 && visit(w) {
				return true
			}
		}
		colour[v] = 2
		return false
	}
	for _, v := range start {
		if colour[v] == 0 && visit(v) {
			return true
		}
	}
	return false
}
