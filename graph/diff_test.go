package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/graph"
	"plumbline/internal/goldentest"
	"plumbline/internal/pipeline"
	"plumbline/internal/ruletest"
)

// TestDiff compares the trees old/ and new/ of each fixture in testdata/diff at every level, and holds what
// changed, and the number of what did not, against its file `want`.
func TestDiff(t *testing.T) {
	goldentest.Archives(t, "testdata/diff/*.txtar", "want", *update, func(t *testing.T, ar *txtar.Archive) string {
		old, now := ruletest.Tree(ar, "old/"), ruletest.Tree(ar, "new/")
		silent(t, old)
		silent(t, now)
		return differences(t, old, now)
	})
}

// silent holds that a tree does not differ from itself.
func silent(t *testing.T, tree *txtar.Archive) {
	t.Helper()
	for line := range strings.Lines(differences(t, tree, tree)) {
		if !strings.Contains(line, " the same") {
			t.Errorf("against itself: %s", line)
		}
	}
}

func differences(t *testing.T, old, now *txtar.Archive) string {
	t.Helper()
	p, err := pipeline.BuildGraphPair(context.Background(), pipeline.PairRequest{
		Request: pipeline.Request{Archive: now, Name: "new"}, BaseArchive: old, BaseName: "old"})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, level := range []graph.Level{graph.ModuleLevel, graph.PackageLevel, graph.FileLevel} {
		d := graph.Diff(p.Base.Graph.View(level), p.Head.Graph.View(level), p.Renamed)
		describeDiff(&b, d)
		loud := 0
		for _, e := range d.Edges {
			if e.Change != graph.Same && !e.Implied {
				loud++
			}
		}
		if d.Changed() != (loud > 0) {
			t.Errorf("%s: Changed is %t with %d changes", level, d.Changed(), loud)
		}
	}
	return b.String()
}

func describeDiff(b *strings.Builder, d *graph.ViewDiff) {
	same := 0
	for _, n := range d.Nodes {
		if n.Change() != graph.Same {
			fmt.Fprintf(b, "%s %s %s\n", d.Head.Level, n.Change(), n.ID)
		} else if n.Was != "" {
			fmt.Fprintf(b, "%s %s was %s\n", d.Head.Level, n.ID, n.Was)
		}
	}
	for i := range d.Edges {
		e := &d.Edges[i]
		if e.Change == graph.Same {
			same++
			continue
		}
		base, head := e.Sets()
		was, is := e.Weights()
		fmt.Fprintf(b, "%s %s %s -> %s: %s of %d, %s of %d", d.Head.Level, e.Change, d.Nodes[e.From].ID, d.Nodes[e.To].ID,
			base.Strength(), was, head.Strength(), is)
		if e.Implied {
			b.WriteString(", implied")
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(b, "%s: %d dependencies the same\n", d.Head.Level, same)
}
