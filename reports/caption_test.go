package reports

import (
	"slices"
	"strings"
	"testing"

	"plumbline/coupling"
	"plumbline/graph"
)

// TestCaption holds that a drawing explains what it shows, and nothing that it does not.
func TestCaption(t *testing.T) {
	const (
		left   = "Not drawn:"
		scores = "Box: module with its coupling score"
		upward = "Orange: from a layer to a higher one"
	)
	edges := make([]sketchEdge, 2)
	for _, c := range []struct {
		name  string
		s     sketch
		in    Graph
		title string
		drawn string
		lines []string // of the three above
	}{
		{"whole", sketch{level: graph.FileLevel, edges: edges, total: 2}, Graph{Tree: Tree{Name: "t"}},
			"Dependencies between the files of t", "2 of 2 dependencies drawn", nil},
		{"thinned", sketch{level: graph.ModuleLevel, edges: edges, total: 3}, Graph{Tree: Tree{Name: "t"}},
			"Dependencies between the modules of t", "2 of 3 dependencies drawn", []string{left}},
		{"folded", sketch{level: graph.ModuleLevel, edges: edges[:1], total: 1, folded: 5}, Graph{Tree: Tree{Name: "t"}},
			"Dependencies between the modules of t", "1 of 1 dependency drawn; 5 test modules in one box", nil},
		{"measured", sketch{level: graph.ModuleLevel}, Graph{Tree: Tree{Name: "t"}, Result: &coupling.Result{}},
			"Dependencies between the modules of t", "0 of 0 dependencies drawn", []string{scores}},
		{"layered", sketch{level: graph.ModuleLevel, layers: []string{"base"}}, Graph{Tree: Tree{Name: "t"}, Result: &coupling.Result{}},
			"Dependencies between the modules of t", "0 of 0 dependencies drawn", []string{scores, upward}},
		{"focus", sketch{level: graph.PackageLevel}, Graph{Tree: Tree{Name: "t"}, Focus: "torch/nn"},
			"Dependencies between the packages of t, around torch/nn", "0 of 0 dependencies drawn", nil},
		{"commit", sketch{level: graph.FileLevel}, Graph{Tree: Tree{Name: "v1", Commit: "0123456789abcdef"}},
			"Dependencies between the files of v1 (0123456789ab)", "0 of 0 dependencies drawn", nil},
		{"named by commit", sketch{level: graph.FileLevel}, Graph{Tree: Tree{Name: "0123456", Commit: "0123456789abcdef"}},
			"Dependencies between the files of 0123456", "0 of 0 dependencies drawn", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines := c.s.caption(c.in)
			if lines[0] != c.title || lines[1] != c.drawn {
				t.Errorf("got %q, %q; want %q, %q", lines[0], lines[1], c.title, c.drawn)
			}
			for _, text := range [...]string{left, scores, upward} {
				has := slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, text) })
				if want := slices.Contains(c.lines, text); has != want {
					t.Errorf("%q in the caption: %v, want %v", text, has, want)
				}
			}
			for _, text := range [...]string{"Arrow: depends on", "Bright red: to cut", "Dashed: lazy or dynamic"} {
				if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, text) }) {
					t.Errorf("the caption lacks %q", text)
				}
			}
		})
	}
}
