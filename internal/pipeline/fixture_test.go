package pipeline_test

import (
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

	"plumbline/abi"
	"plumbline/internal/pipeline"
)

var update = flag.Bool("update", false, "rewrite the answers in testdata/*.txtar")

// TestFixtures runs the pipeline on the tree of each fixture as its file `questions` asks,
// one a line, and compares with the file `answers`:
//
//	findings DATE   what rules, severities and exceptions of the configuration leave on that day, and the notes
//	files           the module of every file
//	headers         the headers that a surface is read from, with what they include, and what could not be judged
//	init            modules, roots and layers of the initial configuration
func TestFixtures(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) { runFixture(t, p) })
	}
}

func runFixture(t *testing.T, file string) {
	ar, err := txtar.ParseFile(file)
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
	var got strings.Builder
	for _, q := range strings.Split(strings.TrimSpace(questions), "\n") {
		fmt.Fprintf(&got, "%s\n", q)
		answer(t, &got, pipeline.Request{Archive: tree, Name: "fixture"}, strings.Fields(q))
	}
	if *update {
		ar.Files = slices.DeleteFunc(ar.Files, func(f txtar.File) bool { return f.Name == "answers" })
		ar.Files = append(ar.Files, txtar.File{Name: "answers", Data: []byte(got.String())})
		if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func answer(t *testing.T, b *strings.Builder, req pipeline.Request, q []string) {
	t.Helper()
	switch q[0] {
	case "findings":
		req.Today = q[1]
		findings(t, b, req)
	case "files":
		m, err := pipeline.BuildGraph(context.Background(), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range m.Graph.Nodes {
			fmt.Fprintf(b, "  %s in %s\n", n.ID, m.Graph.Modules[n.Module].Name)
		}
	case "headers":
		headers(t, b, req)
	case "init":
		initial(t, b, req)
	default:
		t.Fatalf("unknown question %q", q)
	}
}

func findings(t *testing.T, b *strings.Builder, req pipeline.Request) {
	t.Helper()
	m, err := pipeline.Map(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Result.Findings {
		fmt.Fprintf(b, "  %s %s %q", f.Rule, f.Severity, f.Subject)
		if f.Head != nil {
			fmt.Fprintf(b, " %s:%d", f.Head.Path, f.Head.Line)
		}
		if f.Suppressed != nil {
			fmt.Fprintf(b, " accepted: %s", *f.Suppressed)
		}
		b.WriteByte('\n')
	}
	for _, n := range m.Notes {
		fmt.Fprintf(b, "  note: %s\n", n)
	}
}

// headers compares the tree with itself, which shows what is read and what is not.
func headers(t *testing.T, b *strings.Builder, req pipeline.Request) {
	t.Helper()
	c, err := pipeline.CompareSurfaces(context.Background(), pipeline.PairRequest{Request: req, BaseArchive: req.Archive, BaseName: req.Name})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Findings) > 0 || c.Result.Verdict != abi.Identical {
		t.Errorf("a tree against itself is %s with %d findings", c.Result.Verdict, len(c.Findings))
	}
	for _, h := range c.Head.Surface.Headers {
		public := "included"
		if h.Public {
			public = "public"
		}
		fmt.Fprintf(b, "  %s %s %q\n", public, h.Path, h.Includes)
	}
	for _, s := range c.BlindSpots {
		fmt.Fprintf(b, "  blind %s %s:%d: %s\n", s.Kind, s.Path, s.Line, s.Text)
	}
	for _, n := range c.Notes {
		fmt.Fprintf(b, "  note: %s\n", n)
	}
}

func initial(t *testing.T, b *strings.Builder, req pipeline.Request) {
	t.Helper()
	c, err := pipeline.InitialConfig(context.Background(), req)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range c.Modules {
		fmt.Fprintf(b, "  module %s: %q\n", m.Name, m.Paths)
	}
	for _, r := range c.ImportRoots {
		fmt.Fprintf(b, "  import root %q %s\n", r.Name, r.Path)
	}
	for _, r := range c.IncludeRoots {
		fmt.Fprintf(b, "  include root %q %s\n", r.Name, r.Path)
	}
	for _, l := range c.Layers {
		fmt.Fprintf(b, "  layer %s: %q\n", l.Name, l.Modules)
	}
}
