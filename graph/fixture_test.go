package graph_test

import (
	"bytes"
	"context"
	"flag"
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

var update = flag.Bool("update", false, "rewrite the golden parts of fixtures")

// wantFile is the golden file inside every fixture: modules, edges and unresolved
// records of the tree that the other files form.
const wantFile = "want.graph"

// TestFixtures builds the graph of each fixture's tree and compares all of it with the
// fixture's want.graph. The comment of a fixture tells its story.
func TestFixtures(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			if len(bytes.TrimSpace(ar.Comment)) == 0 {
				t.Error("a fixture says what it shows")
			}
			g := build(t, ar)
			got := describe(g)
			i := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == wantFile })
			if *update {
				if i < 0 {
					i = len(ar.Files)
					ar.Files = append(ar.Files, txtar.File{Name: wantFile})
				}
				ar.Files[i].Data = []byte(got)
				if err := os.WriteFile(p, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if i < 0 {
				t.Fatalf("no %s; run with -update and judge what it writes", wantFile)
			}
			if diff := cmp.Diff(string(ar.Files[i].Data), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// build runs the pipeline on an archive, twice with different workers: the graph may not
// depend on them.
func build(t *testing.T, ar *txtar.Archive) *graph.Graph {
	t.Helper()
	tree := &txtar.Archive{}
	for _, f := range ar.Files {
		if f.Name != wantFile {
			tree.Files = append(tree.Files, f)
		}
	}
	var graphs [2]*graph.Graph
	for i, workers := range [...]int{1, 4} {
		m, err := pipeline.BuildGraph(context.Background(), pipeline.Request{Archive: tree, Name: "fixture", Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		graphs[i] = m.Graph
	}
	if diff := cmp.Diff(describe(graphs[0]), describe(graphs[1])); diff != "" {
		t.Errorf("one worker and four differ:\n%s", diff)
	}
	return graphs[0]
}

func describe(g *graph.Graph) string {
	var b strings.Builder
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "node %s in %s%s\n", n.ID, g.Modules[n.Module].Name,
			[...]string{"", " (generated)", " (bindings)", " (data)"}[n.Kind])
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "edge %s -> %s %s", g.Nodes[e.From].ID, g.Nodes[e.To].ID, e.Kind)
		for _, s := range e.Sites {
			fmt.Fprintf(&b, " %s:%d", g.Nodes[s.File].ID, s.Line)
		}
		b.WriteByte('\n')
	}
	for _, u := range g.Coverage.Unresolved {
		fmt.Fprintf(&b, "%s %s:%d %s", u.Status, u.Path, u.Line, u.Target)
		if u.Reason != "" {
			fmt.Fprintf(&b, " (%s)", u.Reason)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
