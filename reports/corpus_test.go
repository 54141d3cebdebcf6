//go:build corpus

package reports_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"plumbline/graph"
	"plumbline/internal/corpustest"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// corpus maps one release of the corpus.
func corpus(t *testing.T, release string) *pipeline.Mapped {
	t.Helper()
	m, err := pipeline.Map(context.Background(), pipeline.Request{Arg: filepath.Join(corpustest.Dir(t), release)})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestCorpus holds the reports of real releases against what holds for the small trees:
// schemas, sums, well-formed tables, a table on a terminal that stays short.
func TestCorpus(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		t.Run(release, func(t *testing.T) {
			m := corpus(t, release)
			whole := reports.Map{Tree: treeOf(m), Result: m.Result}
			if !checkMap(t, release, readMap(t, whole)) {
				t.Error("no edge has more sites of a kind than map.json lists")
			}
			checkScreen(t, func(w io.Writer) error { return reports.MapText(w, whole) })
			for _, r := range renderings(m, "torch/nn", "c10", "torch/nn/parameter.py") {
				data := r.bytes(t)
				switch {
				case strings.HasSuffix(r.file, ".md"):
					checkMarkdown(t, r.file, string(data))
				case schemaOf(r.file) != "":
					schema := compileSchema(t, schemaOf(r.file))
					for _, doc := range documents(t, r.file, data) {
						if err := schema.Validate(doc); err != nil {
							t.Errorf("%s: %v", r.file, err)
						}
					}
				}
				if bytes.IndexByte(data, 0x1b) >= 0 {
					t.Errorf("%s: an escape character", r.file)
				}
			}
		})
	}
}

// TestCorpusSitesLieInTheirModule holds that a site of an edge between modules is in a
// file of the module that depends. Bindings and registrations may start elsewhere, and
// what a generated file depends on has its site in the template it is made from.
func TestCorpusSitesLieInTheirModule(t *testing.T) {
	m := corpus(t, "v2.6.0")
	templates := map[string]bool{}
	for i := range m.Graph.Edges {
		if e := &m.Graph.Edges[i]; e.Kind == graph.Codegen {
			for _, s := range e.Sites {
				templates[m.Graph.Nodes[s.File].ID] = true
			}
		}
	}
	elsewhere := map[string]bool{"binding": true, "codegen": true, "registration": true}
	for _, e := range readMap(t, reports.Map{Tree: treeOf(m), Result: m.Result}).Edges {
		for _, s := range e.Sites {
			n, ok := m.Graph.NodeByID(s.Path)
			if !ok {
				t.Errorf("%s -> %s: %s is no node of the graph", e.From, e.To, s.Path)
				continue
			}
			if from := m.Graph.Modules[m.Graph.Nodes[n].Module].Name; from != e.From && !elsewhere[s.Kind] && !templates[s.Path] {
				t.Errorf("%s -> %s: %s:%d (%s) lies in %s", e.From, e.To, s.Path, s.Line, s.Kind, from)
			}
		}
	}
}
