package pipeline_test

import (
	"context"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/abi"
	"plumbline/internal/pipeline"
)

// TestInstalledTrees compares two trees as an installation has them: the release is named in
// a header, and a header that is skipped as binary is a blind spot.
func TestInstalledTrees(t *testing.T) {
	tree := func(major string) *txtar.Archive {
		return &txtar.Archive{Files: []txtar.File{
			{Name: "c10/macros/Macros.h", Data: []byte("#pragma once\n")},
			{Name: "c10/core/Junk.h", Data: []byte("int f();\x00\n")},
			{Name: "torch/csrc/api/include/torch/version.h", Data: []byte(
				"#define TORCH_VERSION_MAJOR " + major + "\n#define TORCH_VERSION_MINOR 6\n#define TORCH_VERSION_PATCH 0\n")},
		}}
	}
	c, err := pipeline.CompareSurfaces(context.Background(), pipeline.PairRequest{Request: pipeline.Request{Archive: tree("2"), Name: "head"}, BaseArchive: tree("1"), BaseName: "base"})
	if err != nil {
		t.Fatal(err)
	}
	if base, head := c.Base.Surface.Version, c.Head.Surface.Version; base != "1.6.0" || head != "2.6.0" {
		t.Errorf("releases %q and %q", base, head)
	}
	if want := (abi.BlindSpot{Kind: "unread", Path: "c10/core/Junk.h", Text: "skipped: binary"}); !slices.Contains(c.BlindSpots, want) {
		t.Errorf("no blind spot for a header that was skipped: %v", c.BlindSpots)
	}
}
