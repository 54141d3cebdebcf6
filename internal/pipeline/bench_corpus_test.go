//go:build corpus

package pipeline_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"plumbline/internal/pipeline"
)

// BenchmarkMap scans and measures PyTorch 2.6.0, the folder and the git tag.
func BenchmarkMap(b *testing.B) {
	dir := os.Getenv("PLUMBLINE_CORPUS")
	if dir == "" {
		b.Fatal("PLUMBLINE_CORPUS is not set: PLUMBLINE_CORPUS=$(scripts/fetch-corpus) go test -tags corpus -bench Map ./internal/pipeline")
	}
	for _, c := range []struct {
		name string
		req  pipeline.Request
	}{
		{"directory", pipeline.Request{Arg: filepath.Join(dir, "v2.6.0")}},
		{"revision", pipeline.Request{Arg: "v2.6.0", Repo: filepath.Join(dir, "repo")}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pipeline.Map(context.Background(), c.req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
