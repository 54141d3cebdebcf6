//go:build corpus

package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"plumbline/reports"
)

// TestCorpusDrawings holds the pictures of real releases to the bounds within which they
// are laid out in a fraction of a second and can be read.
func TestCorpusDrawings(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		t.Run(release, func(t *testing.T) {
			m := corpus(t, release)
			in := reports.Graph{Tree: treeOf(m), View: m.Result.Modules, Result: m.Result}
			var svg, page bytes.Buffer
			if err := reports.GraphSVG(&svg, in, reports.Options{}); err != nil {
				t.Fatal(err)
			}
			wellFormed(t, "graph.svg", svg.Bytes())
			boxes, arrows := strings.Count(svg.String(), `class="node"`), strings.Count(svg.String(), `class="edge"`)
			if boxes < 40 || boxes > 130 || arrows < boxes || arrows > 200 {
				t.Errorf("the picture has %d boxes and %d arrows", boxes, arrows)
			}
			if err := reports.MapHTML(&page, reports.Map{Tree: in.Tree, Result: m.Result}, svg.Bytes()); err != nil {
				t.Fatal(err)
			}
			if found := external.Find(page.Bytes()); found != nil {
				t.Errorf("the page has %q", found)
			}
			if size := page.Len(); size > 2<<20 {
				t.Errorf("the page has %d bytes", size)
			}
		})
	}
}
