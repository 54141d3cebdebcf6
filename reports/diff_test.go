package reports_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// diffOf compares the trees under old/ and new/ of an archive at one level.
func diffOf(t *testing.T, ar *txtar.Archive, level graph.Level) reports.GraphDiff {
	t.Helper()
	old, now := &txtar.Archive{}, &txtar.Archive{}
	for _, f := range ar.Files {
		if name, ok := strings.CutPrefix(f.Name, "old/"); ok {
			old.Files = append(old.Files, txtar.File{Name: name, Data: f.Data})
		} else if name, ok := strings.CutPrefix(f.Name, "new/"); ok {
			now.Files = append(now.Files, txtar.File{Name: name, Data: f.Data})
		} else {
			t.Fatalf("%s is neither of old/ nor of new/", f.Name)
		}
	}
	p, err := pipeline.MapPair(context.Background(), pipeline.PairRequest{
		Request: pipeline.Request{Archive: now, Name: "new"}, BaseArchive: old, BaseName: "old"})
	if err != nil {
		t.Fatal(err)
	}
	in := reports.GraphDiff{Base: treeOf(p.Base), Head: treeOf(p.Head), Renamed: p.Renamed}
	in.Diff = graph.Diff(p.Base.Graph.View(level), p.Head.Graph.View(level), p.Renamed)
	in.Cycles = coupling.CyclesOf(in.Diff)
	if level == graph.ModuleLevel {
		in.BaseResult, in.HeadResult = p.Base.Result, p.Head.Result
	}
	return in
}

// diffRenderings are all reports of the pair of trees in a file.
func diffRenderings(t *testing.T, name string) []rendering {
	t.Helper()
	ar, err := txtar.ParseFile(filepath.Join("testdata", "diff", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var list []rendering
	for _, level := range []graph.Level{graph.ModuleLevel, graph.FileLevel} {
		in := diffOf(t, ar, level)
		stem := "graphdiff-" + name + "-" + string(level)
		list = append(list,
			rendering{stem + ".txt", func(w io.Writer) error { return reports.GraphDiffText(w, in) }},
			rendering{stem + ".json", func(w io.Writer) error { return reports.GraphDiffJSON(w, in) }},
			rendering{stem + ".dot", func(w io.Writer) error { return reports.GraphDiffDOT(w, in) }},
			rendering{stem + ".svg", func(w io.Writer) error { return reports.GraphDiffSVG(w, in, reports.Options{}) }},
			rendering{stem + "-whole.mmd", func(w io.Writer) error { return reports.GraphDiffMermaid(w, in) }},
			rendering{stem + ".mmd", func(w io.Writer) error { _, err := io.WriteString(w, reports.MermaidDiff(in)); return err }})
	}
	return list
}

// TestDiffGolden holds every report of a difference against its golden file, and the folder against
// the reports.
func TestDiffGolden(t *testing.T) {
	known := map[string]bool{}
	for _, name := range []string{"changes", "same"} {
		known[name+".txtar"] = true
		for _, r := range diffRenderings(t, name) {
			known[r.file] = true
			compareGolden(t, filepath.Join("testdata", "diff", r.file), r.bytes(t))
			if strings.HasSuffix(r.file, ".svg") {
				wellFormed(t, r.file, r.bytes(t))
			}
		}
	}
	entries, err := os.ReadDir(filepath.Join("testdata", "diff"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !known[e.Name()] {
			t.Errorf("testdata/diff/%s: no report writes this golden file; delete it", e.Name())
		}
	}
}

// TestMermaidDiffBounds holds that a diagram keeps to what GitHub draws and tells what it leaves out, for
// more changes than it has room for and for names that are long.
func TestMermaidDiffBounds(t *testing.T) {
	for _, pad := range []int{0, 200} {
		ar := &txtar.Archive{}
		for i := range 40 {
			name := fmt.Sprintf("m%02d%s", i, strings.Repeat("x", pad))
			text := ""
			for j := range i {
				text += fmt.Sprintf("import m%02d%s\n", j, strings.Repeat("x", pad))
			}
			ar.Files = append(ar.Files, txtar.File{Name: "old/" + name + "/__init__.py"}, txtar.File{Name: "new/" + name + "/__init__.py", Data: []byte(text)})
		}
		got := reports.MermaidDiff(diffOf(t, ar, graph.ModuleLevel))
		drawn, chars := strings.Count(got, "-->"), len(got)
		if drawn == 0 || drawn > 100 || chars > 50000 {
			t.Errorf("names of %d characters: %d edges, %d characters", pad+3, drawn, chars)
		}
		if told := fmt.Sprintf("%d of 780 changes not drawn", 780-drawn); !strings.Contains(got, told) {
			t.Errorf("names of %d characters: the diagram does not say %q", pad+3, told)
		}
	}
}
