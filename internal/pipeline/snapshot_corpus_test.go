//go:build corpus

package pipeline_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/corpustest"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
)

// maxSnapshotBytes is what a snapshot of a release may take in its file.
const maxSnapshotBytes = 6 << 20

// TestSnapshotStandsForTheTree: PyTorch 1.13.1 from a snapshot against 2.6.0 gives the findings
// and blind spots that the revision gives, and a release fits into a few megabytes.
func TestSnapshotStandsForTheTree(t *testing.T) {
	ctx := context.Background()
	repo := filepath.Join(corpustest.Dir(t), "repo")
	s, err := pipeline.Surface(ctx, pipeline.Request{Arg: "v1.13.1", Repo: repo}, pipeline.SurfaceScope{All: true})
	if err != nil {
		t.Fatal(err)
	}
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(snapshot)
	if err != nil {
		t.Fatal(err)
	}
	if len(line) > maxSnapshotBytes {
		t.Errorf("a snapshot takes %d bytes, want at most %d", len(line), maxSnapshotBytes)
	}
	file := filepath.Join(t.TempDir(), "v1.13.1.jsonl")
	if err := os.WriteFile(file, line, 0o600); err != nil {
		t.Fatal(err)
	}
	compare := func(base string) ([]finding.Finding, any) {
		c, err := pipeline.CompareSurfaces(ctx, pipeline.PairRequest{Request: pipeline.Request{Arg: "v2.6.0", Repo: repo}, Base: base})
		if err != nil {
			t.Fatal(err)
		}
		return c.Findings, c.BlindSpots
	}
	want, wantBlind := compare("v1.13.1")
	got, gotBlind := compare(file)
	if len(want) == 0 {
		t.Error("the releases don't differ")
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-tree +snapshot):\n%s", d)
	}
	if d := cmp.Diff(wantBlind, gotBlind); d != "" {
		t.Errorf("blind spots (-tree +snapshot):\n%s", d)
	}
}
