//go:build corpus

package pipeline_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/coupling"
	"plumbline/internal/corpustest"
	"plumbline/internal/pipeline"
)

// TestHistoryOfReleases holds that the history of two releases has the figures of their maps
// under the newer one's configuration, that facts known from the other release change none of
// them, and that they save reading.
func TestHistoryOfReleases(t *testing.T) {
	repo := filepath.Join(corpustest.Dir(t), "repo")
	ctx := context.Background()
	e, err := pipeline.Evolve(ctx, pipeline.HistoryRequest{Request: pipeline.Request{Repo: repo}, Tags: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Revisions) != 2 || len(e.Failed) != 0 {
		t.Fatalf("%d revisions and %d failures, want v1.13.1 and v2.6.0", len(e.Revisions), len(e.Failed))
	}
	files := 0
	for _, r := range e.Revisions {
		m, err := pipeline.Map(ctx, pipeline.Request{Repo: repo, Arg: r.Name})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(coupling.Summarize(m.Result), r.Summary); diff != "" {
			t.Errorf("%s differs from its map (-map +history):\n%s", r.Name, diff)
		}
		files += r.Files
	}
	if e.Parsed >= files {
		t.Errorf("%d files read for two releases of %d files in all: what they share was read twice", e.Parsed, files)
	}
	t.Logf("%d files, %d read", files, e.Parsed)
}
