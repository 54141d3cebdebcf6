package coupling_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/goldentest"
	"plumbline/internal/pipeline"
	"plumbline/internal/ruletest"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata/diff, and what was measured in testdata/figures.tsv")

func diffOf(t *testing.T, old, now *txtar.Archive, level graph.Level) *graph.ViewDiff {
	t.Helper()
	p, err := pipeline.BuildGraphPair(context.Background(), pipeline.PairRequest{
		Request: pipeline.Request{Archive: now, Name: "new"}, BaseArchive: old, BaseName: "old"})
	if err != nil {
		t.Fatal(err)
	}
	return graph.Diff(p.Base.Graph.View(level), p.Head.Graph.View(level), p.Renamed)
}

// TestCyclesOfDifference places the dependencies of each fixture in testdata/diff, of modules and of files,
// in load cycles, and holds those that lie in one against its file `want`, with the way back of
// those that close one.
func TestCyclesOfDifference(t *testing.T) {
	goldentest.Archives(t, "testdata/diff/*.txtar", "want", *update, func(t *testing.T, ar *txtar.Archive) string {
		old, now := ruletest.Tree(ar, "old/"), ruletest.Tree(ar, "new/")
		return cyclesText(diffOf(t, old, now, graph.ModuleLevel)) + cyclesText(diffOf(t, old, now, graph.FileLevel))
	})
}

func cyclesText(d *graph.ViewDiff) string {
	var b strings.Builder
	all := make([]int, len(d.Edges))
	for i := range all {
		all[i] = i
	}
	ways := coupling.WaysBack(d, all)
	for i, c := range coupling.CyclesOf(d) {
		if !c.Inside {
			continue
		}
		e := &d.Edges[i]
		fmt.Fprintf(&b, "%s %s %s -> %s", d.Head.Level, e.Change, d.Nodes[e.From].ID, d.Nodes[e.To].ID)
		if c.Closes {
			b.WriteString(" closes, back by")
			for _, step := range ways[i] {
				fmt.Fprintf(&b, " %s -> %s", d.Nodes[d.Edges[step].From].ID, d.Nodes[d.Edges[step].To].ID)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestWaysBack holds on random pairs of graphs that exactly the dependencies inside a cycle have a way back, that
// it is a path at HEAD from end to start, and that something closes a cycle whenever two nodes share one at
// HEAD that were there and shared none at BASE.
func TestWaysBack(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 7))
	for range 60 {
		d := diffOf(t, nested(true, randomEdges(r, 10, r.IntN(25))), nested(true, randomEdges(r, 10, r.IntN(25))), graph.FileLevel)
		cycles := coupling.CyclesOf(d)
		all := make([]int, len(d.Edges))
		for i := range all {
			all[i] = i
		}
		for i, way := range coupling.WaysBack(d, all) {
			e := &d.Edges[i]
			if (way != nil) != cycles[i].Inside {
				t.Fatalf("%s -> %s: a way of %d steps, inside a cycle: %t", d.Nodes[e.From].ID, d.Nodes[e.To].ID, len(way), cycles[i].Inside)
			}
			at := e.To
			for _, step := range way {
				if d.Edges[step].From != at || d.Edges[step].Head == nil || d.Edges[step].Head.Set&graph.LoadKinds == 0 {
					t.Fatalf("%s -> %s: no path", d.Nodes[e.From].ID, d.Nodes[e.To].ID)
				}
				at = d.Edges[step].To
			}
			if way != nil && at != e.From {
				t.Fatalf("%s -> %s: the way ends at %s", d.Nodes[e.From].ID, d.Nodes[e.To].ID, d.Nodes[at].ID)
			}
		}
		closes := slices.ContainsFunc(cycles, func(c coupling.InCycle) bool { return c.Closes })
		if grown := newlyTied(d); grown != closes {
			t.Fatalf("nodes newly tied: %t; a dependency that closes a cycle: %t", grown, closes)
		}
	}
}

// newlyTied reports whether two nodes share a cycle at HEAD and none at BASE.
func newlyTied(d *graph.ViewDiff) bool {
	before := map[[2]int32]bool{}
	for _, c := range coupling.FindCycles(d.Base, graph.LoadPolicy) {
		for _, a := range c.Members {
			for _, b := range c.Members {
				before[[2]int32{d.OfBase[a], d.OfBase[b]}] = true
			}
		}
	}
	for _, c := range coupling.FindCycles(d.Head, graph.LoadPolicy) {
		for _, a := range c.Members {
			for _, b := range c.Members {
				if !before[[2]int32{d.OfHead[a], d.OfHead[b]}] {
					return true
				}
			}
		}
	}
	return false
}
