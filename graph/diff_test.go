package graph_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/graph"
	"plumbline/internal/pipeline"
)

// TestDiff compares the trees old/ and new/ of each fixture in testdata/diff at every level, and holds what
// changed, and the number of what did not, against its file `want`.
func TestDiff(t *testing.T) {
	paths, err := filepath.Glob("testdata/diff/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			old, now := &txtar.Archive{}, &txtar.Archive{}
			want := ""
			for _, f := range ar.Files {
				if name, ok := strings.CutPrefix(f.Name, "old/"); ok {
					old.Files = append(old.Files, txtar.File{Name: name, Data: f.Data})
				} else if name, ok := strings.CutPrefix(f.Name, "new/"); ok {
					now.Files = append(now.Files, txtar.File{Name: name, Data: f.Data})
				} else {
					want = string(f.Data)
				}
			}
			got := differences(t, old, now)
			if *update {
				ar.Files = slices.DeleteFunc(ar.Files, func(f txtar.File) bool { return f.Name == "want" })
				ar.Files = append(ar.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(p, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			silent(t, old)
			silent(t, now)
		})
	}
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
