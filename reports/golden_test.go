package reports_test

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	sampleTree  = "../cmd/plumbline/sample/tree.txtar"
	hostileTree = "testdata/hostile.txtar"
	manyTree    = "testdata/many.txtar"
	goldens     = "testdata/written"
)

// measure maps a tree that a txtar file holds.
func measure(t *testing.T, file string, workers int) *pipeline.Mapped {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(filepath.Dir(file))
	m, err := pipeline.Map(context.Background(), pipeline.Request{Archive: txtar.Parse(data), Name: name, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func treeOf(m *pipeline.Mapped) reports.Tree {
	return reports.Tree{Name: m.Tree.Name(), Kind: string(m.Tree.Kind()), Profile: m.Config.Source,
		Skipped: m.Tree.Skipped(), Notes: m.Notes, Version: "test"}
}

// rendering is one written report of a tree.
type rendering struct {
	file  string // name of the golden file; what stands before "." and "-" names the schema
	write func(io.Writer) error
}

// renderings lists every written report of a tree. Chains run from one named node to
// another, the impact starts at a third.
func renderings(m *pipeline.Mapped, from, to, changed string) []rendering {
	tree := treeOf(m)
	whole := reports.Map{Tree: tree, Result: m.Result}
	matrix := reports.Matrix{Tree: tree, Matrix: m.Result.Matrix}
	why := reports.Why{Tree: tree, Graph: m.Graph, From: from, To: to, Policy: "coupling",
		Chains: m.Graph.ShortestChains(m.Graph.Select(from), m.Graph.Select(to), graph.CouplingKinds, 2)}
	none := reports.Why{Tree: tree, Graph: m.Graph, From: to, To: from, Policy: "load"}
	impact := reports.Impact{Tree: tree, Graph: m.Graph, Start: []string{changed}, Unknown: []string{"no/such.py"}, Policy: "every",
		Impacted: m.Graph.Impact(m.Graph.Select(changed), graph.ImpactKinds)}
	facts := reports.Facts{Files: m.Files, Resolution: m.Graph.Resolution, Keep: func(string) bool { return true }}
	list := []rendering{
		{"map.json", func(w io.Writer) error { return reports.MapJSON(w, whole) }},
		{"map.txt", func(w io.Writer) error { return reports.MapText(w, whole) }},
		{"map.md", func(w io.Writer) error { return reports.MapMarkdown(w, whole) }},
		{"matrix.json", func(w io.Writer) error { return reports.MatrixJSON(w, matrix) }},
		{"matrix.txt", func(w io.Writer) error { return reports.MatrixText(w, matrix) }},
		{"matrix.md", func(w io.Writer) error { return reports.MatrixMarkdown(w, matrix) }},
		{"matrix.csv", func(w io.Writer) error { return reports.MatrixCSV(w, matrix) }},
		{"facts.jsonl", func(w io.Writer) error { return reports.FactsJSON(w, facts) }},
		{"why.json", func(w io.Writer) error { return reports.WhyJSON(w, why) }},
		{"why.txt", func(w io.Writer) error { return reports.WhyText(w, why) }},
		{"why.md", func(w io.Writer) error { return reports.WhyMarkdown(w, why) }},
		{"why-none.json", func(w io.Writer) error { return reports.WhyJSON(w, none) }},
		{"why-none.txt", func(w io.Writer) error { return reports.WhyText(w, none) }},
		{"impact.json", func(w io.Writer) error { return reports.ImpactJSON(w, impact) }},
		{"impact.txt", func(w io.Writer) error { return reports.ImpactText(w, impact) }},
		{"impact.md", func(w io.Writer) error { return reports.ImpactMarkdown(w, impact) }},
	}
	for _, level := range []graph.Level{graph.ModuleLevel, graph.PackageLevel, graph.FileLevel} {
		list = append(list, levelRenderings(m, tree, level)...)
	}
	return list
}

func levelRenderings(m *pipeline.Mapped, tree reports.Tree, level graph.Level) []rendering {
	view := m.Graph.View(level)
	drawn := reports.Graph{Tree: tree, View: view}
	if level == graph.ModuleLevel {
		drawn.Result = m.Result
	}
	cycles := reports.Cycles{Tree: tree, View: view, Policy: "load+lazy", Cycles: coupling.FindCycles(view, "load+lazy")}
	name := "-" + string(level)
	return []rendering{
		{"graph" + name + ".json", func(w io.Writer) error { return reports.GraphJSON(w, drawn) }},
		{"graph" + name + ".txt", func(w io.Writer) error { return reports.GraphText(w, drawn) }},
		{"cycles" + name + ".json", func(w io.Writer) error { return reports.CyclesJSON(w, cycles) }},
		{"cycles" + name + ".txt", func(w io.Writer) error { return reports.CyclesText(w, cycles) }},
		{"cycles" + name + ".md", func(w io.Writer) error { return reports.CyclesMarkdown(w, cycles) }},
	}
}

func sampleRenderings(t *testing.T, workers int) []rendering {
	return renderings(measure(t, sampleTree, workers), "torch/nn", "c10", "torch/nn/parameter.py")
}

func hostileRenderings(t *testing.T) []rendering {
	return renderings(measure(t, hostileTree, 1), "back`tick*star_", "pipe|bar", "pipe|bar/use.h")
}

// manyRenderings are for readers only: what they test is where long lists are cut.
func manyRenderings(t *testing.T) []rendering {
	list := renderings(measure(t, manyTree, 0), "p00", "p20", "p00/__init__.py")
	return slices.DeleteFunc(list, func(r rendering) bool { return schemaOf(r.file) != "" })
}

func (r rendering) bytes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.write(&b); err != nil {
		t.Fatalf("%s: %v", r.file, err)
	}
	return b.Bytes()
}

// TestGolden holds every written report of the test trees against its golden file, and
// the folder against the reports: a file that no report writes is an error.
func TestGolden(t *testing.T) {
	trees := map[string][]rendering{"sample": sampleRenderings(t, 0), "hostile": hostileRenderings(t), "many": manyRenderings(t)}
	for name, list := range trees {
		dir := filepath.Join(goldens, name)
		known := map[string]bool{}
		for _, r := range list {
			known[r.file] = true
			compareGolden(t, filepath.Join(dir, r.file), r.bytes(t))
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !known[e.Name()] {
				t.Errorf("%s: no report writes this golden file; delete it", filepath.Join(dir, e.Name()))
			}
		}
	}
}

func compareGolden(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v; run the test with -update", err)
		return
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got), run with -update if it should:\n%s", file, diff)
	}
}

// TestDeterministic holds that the number of workers changes no byte.
func TestDeterministic(t *testing.T) {
	one, four := sampleRenderings(t, 1), sampleRenderings(t, 4)
	for i := range one {
		if !bytes.Equal(one[i].bytes(t), four[i].bytes(t)) {
			t.Errorf("%s: one worker and four give different bytes", one[i].file)
		}
	}
}

// brokenWriter fails after a number of bytes, as a full disk does.
type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, io.ErrShortWrite
	}
	w.left -= len(p)
	return len(p), nil
}

// TestWriteErrors holds that no report swallows a failed write, early or late.
func TestWriteErrors(t *testing.T) {
	for _, r := range sampleRenderings(t, 0) {
		size := len(r.bytes(t))
		for _, room := range []int{0, size / 2, size - 1} {
			if err := r.write(&brokenWriter{left: room}); err == nil {
				t.Errorf("%s: no error although only %d of %d bytes could be written", r.file, room, size)
			}
		}
	}
}
