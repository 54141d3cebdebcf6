package graph_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/graph"
)

// TestQuestions asks the graph of each fixture in testdata/questions what its file
// `questions` lists, one a line, and compares with the file `answers`:
//
//	select NAME           the nodes that a name means
//	why FROM TO POLICY    shortest chains
//	impact PATH           dependents by distance
//	around NAME DEPTH     modules near a module
//	nodes LEVEL           the nodes of a view and the module of each
//	edges LEVEL           the edges of a view: weight, sites by kind, sites in headers
func TestQuestions(t *testing.T) {
	paths, err := filepath.Glob("testdata/questions/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(p)
			if err != nil {
				t.Fatal(err)
			}
			tree := &txtar.Archive{}
			var questions, want string
			for _, f := range ar.Files {
				switch f.Name {
				case "questions":
					questions = string(f.Data)
				case "answers":
					want = string(f.Data)
				default:
					tree.Files = append(tree.Files, f)
				}
			}
			g := build(t, tree)
			var got strings.Builder
			for _, q := range strings.Split(strings.TrimSpace(questions), "\n") {
				fmt.Fprintf(&got, "%s\n%s", q, answer(t, g, strings.Fields(q)))
			}
			if *update {
				ar.Files = slices.DeleteFunc(ar.Files, func(f txtar.File) bool { return f.Name == "answers" })
				ar.Files = append(ar.Files, txtar.File{Name: "answers", Data: []byte(got.String())})
				if err := os.WriteFile(p, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func answer(t *testing.T, g *graph.Graph, q []string) string {
	t.Helper()
	var b strings.Builder
	switch q[0] {
	case "select":
		for _, n := range g.Select(q[1]) {
			fmt.Fprintf(&b, "  %s\n", g.Nodes[n].ID)
		}
	case "why":
		kinds, ok := graph.Policy(q[3])
		if !ok {
			kinds = graph.CouplingKinds
		}
		c := g.ShortestChains(g.Select(q[1]), g.Select(q[2]), kinds, 2)
		fmt.Fprintf(&b, "  %d chains of %d links\n", c.Total, c.Length)
		for _, chain := range c.Listed {
			for _, s := range chain {
				fmt.Fprintf(&b, "    %s:%d -> %s (%s)", g.Nodes[s.Site.File].ID, s.Site.Line, g.Nodes[s.To].ID, s.Kind)
			}
			b.WriteByte('\n')
		}
	case "impact":
		for _, i := range g.Impact(g.Select(q[1]), graph.ImpactKinds) {
			fmt.Fprintf(&b, "  %d %s\n", i.Distance, g.Nodes[i.Node].ID)
		}
	case "around":
		v := g.View(graph.ModuleLevel)
		var start []int32
		for _, n := range g.Select(q[1]) {
			start = append(start, v.Of[n])
		}
		for i, keep := range v.Around(start, len(q[2])) {
			if keep {
				fmt.Fprintf(&b, "  %s\n", v.Nodes[i].ID)
			}
		}
	case "nodes":
		for _, n := range view(t, g, q[1]).Nodes {
			fmt.Fprintf(&b, "  %s in %s\n", n.ID, g.Modules[n.Module].Name)
		}
	case "edges":
		v := view(t, g, q[1])
		for i := range v.Edges {
			describeViewEdge(&b, v, &v.Edges[i])
		}
	default:
		t.Fatalf("unknown question %q", q)
	}
	return b.String()
}

func view(t *testing.T, g *graph.Graph, level string) *graph.View {
	t.Helper()
	l, err := graph.ParseLevel(level)
	if err != nil {
		t.Fatal(err)
	}
	return g.View(l)
}

// describeViewEdge writes an edge on one line and its sites on one line each.
func describeViewEdge(b *strings.Builder, v *graph.View, e *graph.ViewEdge) {
	fmt.Fprintf(b, "  %s -> %s weight %d", v.Nodes[e.From].ID, v.Nodes[e.To].ID, e.Weight)
	for k, n := range e.Kinds {
		if n > 0 {
			fmt.Fprintf(b, ", %d %s", n, graph.Kind(k))
		}
	}
	if e.HeaderSites > 0 {
		fmt.Fprintf(b, ", %d in headers", e.HeaderSites)
	}
	b.WriteByte('\n')
	for _, s := range e.Sites {
		fmt.Fprintf(b, "    %s %s:%d\n", s.Kind, v.Graph.Nodes[s.File].ID, s.Line)
	}
}
