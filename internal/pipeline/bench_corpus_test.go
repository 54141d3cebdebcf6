//go:build corpus

package pipeline_test

import (
	"context"
	"path/filepath"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/internal/pipeline"
)

// BenchmarkMap scans and measures PyTorch 2.6.0, the folder and the git tag.
func BenchmarkMap(b *testing.B) {
	dir := corpustest.Dir(b)
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
