package pipeline_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"plumbline/graph"
	"plumbline/internal/pipeline"
)

func mapPair(t *testing.T, old, now string, workers int) *pipeline.MappedPair {
	t.Helper()
	p, err := pipeline.MapPair(context.Background(), pipeline.PairRequest{
		Request:     pipeline.Request{Archive: txtar.Parse([]byte(now)), Name: "new", Workers: workers},
		BaseArchive: txtar.Parse([]byte(old)), BaseName: "old"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func moduleNames(m *pipeline.Mapped) []string {
	var names []string
	for _, n := range m.Result.Modules.Nodes {
		names = append(names, n.ID)
	}
	return names
}

// TestMapPairHeadsConfiguration holds that BASE is measured under HEAD's configuration, whatever its own says.
func TestMapPairHeadsConfiguration(t *testing.T) {
	p := mapPair(t, `
-- plumbline.yaml --
modules: [{name: one, paths: ["**"]}]
-- a/x.py --
-- b/y.py --
`, `
-- plumbline.yaml --
modules: [{name: left, paths: ["a/**"]}, {name: right, paths: ["b/**"]}]
-- a/x.py --
import b.y
-- b/y.py --
`, 1)
	if diff := cmp.Diff([]string{"left", "right"}, moduleNames(p.Base)); diff != "" {
		t.Errorf("modules of BASE (-want +got):\n%s", diff)
	}
	d := graph.Diff(p.Base.Result.Modules, p.Head.Result.Modules, p.Renamed)
	if len(d.Edges) != 1 || d.Edges[0].Change != graph.Added {
		t.Errorf("%+v", d.Edges)
	}
}

// TestMapPairGuessesOnce holds that modules that nothing declares are the same in both trees: a folder that
// grows past what is split at HEAD is split at BASE.
func TestMapPairGuessesOnce(t *testing.T) {
	tree := func(files int) string {
		var b strings.Builder
		for _, dir := range []string{"big/one", "big/two", "big/three"} {
			for i := range files {
				fmt.Fprintf(&b, "-- %s/f%d.py --\n", dir, i)
			}
		}
		for i := range 12 {
			fmt.Fprintf(&b, "-- d%02d/f.py --\n", i)
		}
		return b.String()
	}
	p := mapPair(t, tree(1), tree(6), 1)
	head, base := moduleNames(p.Head), moduleNames(p.Base)
	if !slices.Contains(head, "big/one") {
		t.Fatalf("HEAD is not split: %v", head)
	}
	if diff := cmp.Diff(head, base); diff != "" {
		t.Errorf("modules of HEAD and BASE differ (-head +base):\n%s", diff)
	}
}

// TestMapPairSums holds that renames, and notes and stages of both trees, come out, whatever the workers.
func TestMapPairSums(t *testing.T) {
	old := "-- a/before.py --\nimport b.y\n\n\ndef f():\n    return b.y\n-- b/y.py --\n"
	now := "-- a/after.py --\nimport b.y\n\n\ndef f():\n    return b.y\n-- b/y.py --\n"
	var first *pipeline.MappedPair
	for _, workers := range []int{1, 4} {
		p := mapPair(t, old, now, workers)
		if diff := cmp.Diff(map[string]string{"a/before.py": "a/after.py"}, p.Renamed); diff != "" {
			t.Errorf("renamed (-want +got):\n%s", diff)
		}
		for _, name := range []string{"scan", "resolve", "measure", "renames"} {
			if !slices.ContainsFunc(p.Stages, func(s pipeline.Stage) bool { return s.Name == name }) {
				t.Errorf("no stage %s in %v", name, p.Stages)
			}
		}
		if first == nil {
			first = p
		}
		if diff := cmp.Diff(first.Notes, p.Notes); diff != "" {
			t.Errorf("notes by workers:\n%s", diff)
		}
	}
}
