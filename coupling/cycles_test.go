package coupling_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
)

// TestCycleShare: m0 <-> m1 and m2 <-> m3 are two cycles; m0 also depends on m2, so half
// of its weight leaves its own cycle. m4 -> m5 is in none.
func TestCycleShare(t *testing.T) {
	r := analyze(t, tree(6, 1, [][2]int{{0, 1}, {1, 0}, {2, 3}, {3, 2}, {0, 2}, {4, 5}}))
	for i, want := range []float64{0.5, 1, 1, 1, 0, 0} {
		if got := r.Metrics[i].CycleShare; !almost(got, want) {
			t.Errorf("m%d keeps %v of its weight inside its cycle, want %v", i, got, want)
		}
	}
}

// TestHeaderWithItsInline: a header and its X-inl.h or X_inl.h are one component, so that
// they are no cycle by themselves, and both members of one that leads through either.
func TestHeaderWithItsInline(t *testing.T) {
	for _, c := range []struct {
		name  string
		files string
		want  []string
	}{
		{"-inl alone", "-- a.h --\n#include \"a-inl.h\"\n-- a-inl.h --\n#include \"a.h\"\n", nil},
		{"_inl alone", "-- a.h --\n#include \"a_inl.h\"\n-- a_inl.h --\n#include \"a.h\"\n", nil},
		{"_inl of another", "-- a.h --\n#include \"b_inl.h\"\n-- b_inl.h --\n#include \"a.h\"\n", []string{"a.h", "b_inl.h"}},
		{"other extension", "-- a.h --\n#include \"a_inl.cuh\"\n-- a_inl.cuh --\n#include \"a.h\"\n", []string{"a.h", "a_inl.cuh"}},
		{"through _inl", "-- a.h --\n-- a_inl.h --\n#include \"b.h\"\n-- b.h --\n#include \"a.h\"\n", []string{"a.h", "a_inl.h", "b.h"}},
		{"through -inl", "-- a.h --\n-- a-inl.h --\n#include \"b.h\"\n-- b.h --\n#include \"a.h\"\n", []string{"a-inl.h", "a.h", "b.h"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := analyze(t, txtar.Parse([]byte(c.files))).Files
			var got []string
			for _, cycle := range coupling.FindCycles(v, graph.LoadPolicy) {
				for _, n := range cycle.Members {
					got = append(got, v.Nodes[n].ID)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("in cycles: %v, want %v", got, c.want)
			}
		})
	}
}

// TestFoldersNamedAsHeaders: only files are a header and its inline part.
func TestFoldersNamedAsHeaders(t *testing.T) {
	v := analyze(t, txtar.Parse([]byte("-- x.h/a.cpp --\n#include \"x-inl.h/b.h\"\n-- x.h/a.h --\n-- x-inl.h/b.h --\n#include \"x.h/a.h\"\n"))).Modules
	if c := coupling.FindCycles(v, graph.LoadPolicy); len(c) != 1 || len(c[0].Members) != 2 {
		t.Errorf("two folders in a circle are %d cycles: %+v", len(c), c)
	}
}

// TestModuleNodesAreModules holds what the figures index by: a module view has the
// modules of the graph as its nodes, in their order, whatever a configuration names.
func TestModuleNodesAreModules(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	empty := "modules:\n  - {name: zoo, paths: [\"zoo/**\"]}\n  - {name: gone, paths: [\"gone/**\"]}\n" +
		"  - {name: a/b, paths: [\"a/b/**\"]}\n  - {name: a, paths: [\"a/**\"]}\n  - {name: a-b, paths: [\"a-b/**\"]}\n"
	names := &txtar.Archive{Files: []txtar.File{{Name: "plumbline.yaml", Data: []byte(empty)}, {Name: "zoo/z.py"}, {Name: "a/b/c.py"},
		{Name: "a/b/test/test_c.py", Data: []byte("import a.b.c\n")}, {Name: "a/d.py"}, {Name: "a-b/e.cpp", Data: []byte("#include \"made.h\"\n")}, {Name: "a-b/made.h.in"}, {Name: "setup.py"}}}
	for _, ar := range []*txtar.Archive{names, nested(true, randomEdges(r, 10, 20)), nested(false, nil), tree(12, 2, randomEdges(r, 24, 40))} {
		res := analyze(t, ar)
		if len(res.Modules.Nodes) != len(res.Graph.Modules) {
			t.Errorf("%d nodes for %d modules", len(res.Modules.Nodes), len(res.Graph.Modules))
			continue
		}
		for i, n := range res.Modules.Nodes {
			if n.Module != int32(i) || n.ID != res.Graph.Modules[i].Name {
				t.Errorf("node %d is %s of module %d; module %d is %s", i, n.ID, n.Module, i, res.Graph.Modules[i].Name)
			}
		}
	}
}
