package reports_test

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/source"
	"plumbline/reports"
)

// historyRenderings are all reports of a history made up of the test trees, and of changes to
// files of the sample.
func historyRenderings(t *testing.T) []rendering {
	t.Helper()
	h := reports.History{Asked: "3 tags by date", Profile: "profile pytorch", Version: "test", Notes: []string{"Left out: 1 candidate."}}
	start := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)
	for i, file := range []string{hostileTree, manyTree, sampleTree} {
		h.Revisions = append(h.Revisions, reports.HistoryRevision{Name: "v1." + string(rune('0'+i)), Commit: strings.Repeat("0a", 20), Date: start.AddDate(0, i, 0),
			Summary: coupling.Summarize(measure(t, file, 1).Result)})
	}
	h.Failed = []reports.HistoryFailure{{Name: "v0.9|<b>", Commit: strings.Repeat("f0", 20), Error: "no source file *at all*"}}
	c := cochange(t)
	return []rendering{
		{"history.json", func(w io.Writer) error { return reports.HistoryJSON(w, h) }},
		{"history.txt", func(w io.Writer) error { return reports.HistoryText(w, h) }},
		{"history.md", func(w io.Writer) error { return reports.HistoryMarkdown(w, h) }},
		{"history.csv", func(w io.Writer) error { return reports.HistoryCSV(w, h) }},
		{"history.svg", func(w io.Writer) error { return reports.HistorySVG(w, h) }},
		{"cochange.json", func(w io.Writer) error { return reports.CochangeJSON(w, c) }},
		{"cochange.txt", func(w io.Writer) error { return reports.CochangeText(w, c) }},
		{"cochange.md", func(w io.Writer) error { return reports.CochangeMarkdown(w, c) }},
		{"cochange.csv", func(w io.Writer) error { return reports.CochangeCSV(w, c) }},
	}
}

// cochange counts made-up changes of the sample's files: a pair that depends on one another, a
// hidden one across modules, one with a text, one that is gone.
func cochange(t *testing.T) reports.Cochange {
	t.Helper()
	m := measure(t, sampleTree, 1)
	var list []source.Changed
	for range 6 {
		for _, pair := range [][2]string{{"torch/nn/parameter.py", "c10/core/Device.h"}, {"torch/nn/parameter.py", "README|.md"}, {"gone.py", "README|.md"}} {
			list = append(list, source.Changed{Files: []source.ChangedFile{{Path: pair[0]}, {Path: pair[1]}}})
		}
	}
	list = append(list, source.Changed{Merge: true})
	for range 60 {
		list = append(list, source.Changed{Files: []source.ChangedFile{{Path: "other"}}})
	}
	c := coupling.CountCochange(coupling.Follow(list), func(p string) string { return p }, coupling.DefaultCochange())
	pairs := coupling.TiePairs(m.Graph.View(graph.FileLevel), c.Pairs, func(p string) bool { return p == "README|.md" })
	return reports.Cochange{Tree: treeOf(m), Range: "v1..v2", Level: "file", Merges: 1, Count: c, Pairs: pairs}
}

// TestHistoryGolden holds every report of a history against its golden file, and the chart
// against XML.
func TestHistoryGolden(t *testing.T) {
	for _, r := range historyRenderings(t) {
		compareGolden(t, filepath.Join("testdata", "history", r.file), r.bytes(t))
		if strings.HasSuffix(r.file, ".svg") {
			wellFormed(t, r.file, r.bytes(t))
			if bytes.Contains(r.bytes(t), []byte("NaN")) {
				t.Errorf("%s draws what is no number", r.file)
			}
		}
	}
}
