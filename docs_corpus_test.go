//go:build corpus

package plumbline

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plumbline/internal/corpustest"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// TestDocumentsShowTheRealTree holds what the documents say about PyTorch 2.6.0 against
// the tree itself: README's extract and picture, and the comparison of scores.
func TestDocumentsShowTheRealTree(t *testing.T) {
	dir := corpustest.Dir(t)
	m, err := pipeline.Map(context.Background(), pipeline.Request{Arg: "v2.6.0", Repo: filepath.Join(dir, "repo")})
	if err != nil {
		t.Fatal(err)
	}
	in := reports.Map{Result: m.Result, Tree: reports.Tree{Name: "v2.6.0", Kind: "revision", Profile: m.Config.Source, Skipped: m.Tree.Skipped()}}
	block(t, "docs/metrics.md", "scores", scores(t, m))
	block(t, "README.md", "extract", extract(t, in))
	var svg bytes.Buffer
	if err := reports.GraphSVG(&svg, reports.Graph{Tree: in.Tree, View: m.Result.Modules, Result: m.Result}, reports.Options{}); err != nil {
		t.Fatal(err)
	}
	const picture = "docs/pytorch-2.6.0.svg"
	if *update {
		if err := os.WriteFile(picture, svg.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if shown, err := os.ReadFile(picture); err != nil || !bytes.Equal(shown, svg.Bytes()) {
		t.Errorf("%s is not the picture of the tree (%v); run with -update", picture, err)
	}
}

// block compares the part of a document between `<!-- name: ... -->` and `<!-- end -->`.
func block(t *testing.T, file, name, want string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	start := strings.Index(text, "<!-- "+name+":")
	if start < 0 {
		t.Fatalf("%s has no block %s", file, name)
	}
	start += strings.Index(text[start:], "\n") + 1
	end := start + strings.Index(text[start:], "<!-- end -->")
	if *update {
		if err := os.WriteFile(file, []byte(text[:start]+want+text[end:]), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text[start:end] != want {
		t.Errorf("%s: block %s is not what is measured; run with -update:\n%s", file, name, want)
	}
}

type handScore struct {
	module string
	score  int
}

// byHand are the scores that the refactoring program gave (its module boundary map).
var byHand = []handScore{{"c10", 1}, {"torchgen", 2}, {"caffe2", 2}, {"aten", 3}, {"functorch", 4}, {"torch/csrc", 5},
	{"torch/_dynamo", 5}, {"torch/_inductor", 5}, {"torch/nn", 6}, {"torch/distributed", 7}, {"torch", 9}}

func scores(t *testing.T, m *pipeline.Mapped) string {
	t.Helper()
	score := func(module string) float64 {
		n, ok := m.Result.Modules.NodeByID(module)
		if !ok {
			t.Fatalf("no module %s", module)
		}
		return m.Result.Metrics[n].Score
	}
	ranked := slices.Clone(byHand)
	slices.SortStableFunc(ranked, func(a, b handScore) int { return cmp.Compare(score(a.module), score(b.module)) })
	var b strings.Builder
	b.WriteString("| module | by hand | measured | rank measured, of 11 |\n|---|---:|---:|---:|\n")
	for _, h := range byHand {
		rank := 1 + slices.IndexFunc(ranked, func(r handScore) bool { return r.module == h.module })
		fmt.Fprintf(&b, "| %s | %d | %.1f | %d |\n", h.module, h.score, score(h.module), rank)
	}
	return b.String()
}

// extract is the short table that `plumbline map` prints, its long lists cut.
func extract(t *testing.T, in reports.Map) string {
	t.Helper()
	var text bytes.Buffer
	if err := reports.MapText(&text, in); err != nil {
		t.Fatal(err)
	}
	var kept []string
	for i, line := range strings.Split(strings.TrimRight(text.String(), "\n"), "\n") {
		if i < 15 || i > 31 {
			kept = append(kept, line)
		} else if i == 15 {
			kept = append(kept, "...")
		}
	}
	return "```\n" + strings.Join(kept, "\n") + "\n```\n"
}
