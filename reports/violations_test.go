package reports_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/finding"
	"plumbline/internal/pipeline"
	"plumbline/reports"
)

// TestRuleOfTomorrow holds that a rule which no report knows is shown with the ends of
// its dependency, or with the file that it is about.
func TestRuleOfTomorrow(t *testing.T) {
	m := measure(t, sampleTree, 0)
	common := finding.Finding{Rule: "CPL999", Name: "of-tomorrow", Severity: finding.Note, Message: "something new"}
	pair, alone := common, common
	pair.Subject, pair.Head = "neither end", &finding.Location{Path: "torch/nn/parameter.py", Line: 7}
	alone.Subject, alone.Head = "a file", &finding.Location{Path: "c10/core/TensorImpl.h", Line: 3}
	result := *m.Result
	result.Findings = []coupling.Violation{
		{Finding: pair, Pair: &coupling.Pair{From: "torch/nn", To: "c10", FromFile: "here.py", ToFile: "there.h", Kind: graph.Usage}},
		{Finding: alone},
	}
	in := reports.Map{Tree: treeOf(m), Result: &result}
	var doc struct {
		Violations []map[string]any
	}
	if err := json.Unmarshal(written(t, func(w io.Writer) error { return reports.MapJSON(w, in) }), &doc); err != nil {
		t.Fatal(err)
	}
	for i, want := range []map[string]any{
		{"from": "torch/nn", "to": "c10", "from_file": "here.py", "to_file": "there.h", "kind": "usage", "line": 7.0},
		{"from": "c10", "to": nil, "from_file": nil, "to_file": nil, "kind": nil, "line": 3.0},
	} {
		for key, value := range want {
			if got := doc.Violations[i][key]; got != value {
				t.Errorf("map.json: %s of violation %d is %v, want %v", key, i, got, value)
			}
		}
	}
	for name, text := range map[string][]byte{
		"markdown": written(t, func(w io.Writer) error { return reports.MapMarkdown(w, in) }),
		"html":     written(t, func(w io.Writer) error { return reports.MapHTML(w, in, nil) }),
	} {
		for _, want := range []string{"CPL999 of-tomorrow", "torch/nn/parameter.py:7", "there.h", "c10/core/TensorImpl.h:3", "something new"} {
			if !bytes.Contains(text, []byte(want)) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
	}
}

func written(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	return rendering{"", write}.bytes(t)
}

// TestGodFileFigure holds the table of files that depend on too many others against the
// message of the rule: what the build makes counts in neither.
func TestGodFileFigure(t *testing.T) {
	tree := "-- plumbline.yaml --\nlimits: {fan_out: 2}\n-- app/made.h.in --\n-- app/main.cpp --\n#include \"app/made.h\"\n"
	for _, name := range []string{"a", "b", "c"} {
		tree += fmt.Sprintf("#include \"%s.h\"\n", name)
	}
	tree += "-- app/a.h --\n-- app/b.h --\n-- app/c.h --\n"
	m, err := pipeline.Map(context.Background(), pipeline.Request{Archive: txtar.Parse([]byte(tree)), Name: "god"})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Result.Findings) != 1 || !strings.Contains(m.Result.Findings[0].Message, "on 3 files") {
		t.Fatalf("findings %+v", m.Result.Findings)
	}
	text := written(t, func(w io.Writer) error { return reports.MapMarkdown(w, reports.Map{Tree: treeOf(m), Result: m.Result}) })
	if !regexp.MustCompile("`app/main.cpp` +\\| `app` +\\| +3 +\\|").Match(text) {
		t.Errorf("the table of god files does not say 3:\n%s", text)
	}
}
