package reports_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"plumbline/internal/pipeline"
	"plumbline/internal/source"
	"plumbline/reports"
)

// surfaceRenderings are all reports of the surface in testdata/surface.txtar.
func surfaceRenderings(t *testing.T, workers int) []rendering {
	t.Helper()
	data, err := os.ReadFile("testdata/surface.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, err := pipeline.Surface(context.Background(), pipeline.Request{Archive: txtar.Parse(data), Name: "surface", Workers: workers},
		pipeline.SurfaceScope{All: true})
	if err != nil {
		t.Fatal(err)
	}
	tree := reports.Tree{Name: s.Tree.Name(), Kind: string(s.Tree.Kind())}
	var list []rendering
	for _, v := range []struct {
		name string
		in   reports.Surface
	}{{"surface", reports.Surface{Lang: "cpp"}}, {"surface-all", reports.Surface{Lang: "cpp", All: true}},
		{"surface-ops", reports.Surface{Lang: "ops"}}, {"surface-unparsed", reports.Surface{Lang: "cpp", Unparsed: true}}} {
		in := v.in
		in.Tree, in.Surface = tree, s.Surface
		if v.name == "surface-all" {
			commit, date := "12ab", time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
			in.Snapshot = &source.Snapshot{Name: "v1", Kind: source.SnapshotKind, Format: 1, Commit: &commit, Date: &date, Folder: "tree", Data: []byte("packed")}
		}
		list = append(list, rendering{v.name + ".jsonl", func(w io.Writer) error { return reports.SurfaceJSON(w, in) }},
			rendering{v.name + ".txt", func(w io.Writer) error { return reports.SurfaceText(w, in) }})
	}
	return list
}

// TestSurfaceGolden holds every report of the surface against its golden file, whatever the
// number of workers.
func TestSurfaceGolden(t *testing.T) {
	one := surfaceRenderings(t, 1)
	for i, r := range surfaceRenderings(t, 4) {
		compareGolden(t, filepath.Join("testdata", "surface", r.file), r.bytes(t))
		if !bytes.Equal(r.bytes(t), one[i].bytes(t)) {
			t.Errorf("%s: one worker and four give different bytes", r.file)
		}
	}
}
