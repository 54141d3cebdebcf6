package deprecation_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/finding"
)

// row is one change of docs/python-compatibility.md.
type row struct{ change, before, after, severity, verdict, rules, who string }

// TestCompatibilityDocument holds docs/python-compatibility.md against the rules: each row of its
// tables is a pair of trees, compared for real.
func TestCompatibilityDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/python-compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := documentedRows(string(text))
	if len(rows) < 80 {
		t.Fatalf("only %d rows found", len(rows))
	}
	for _, r := range rows {
		r.hold(t)
	}
	names := map[string]string{}
	for _, r := range deprecation.Rules() {
		names[r.ID] = r.Name
	}
	mentioned := map[string]bool{}
	for _, m := range regexp.MustCompile(`\b(API\d{3}) ([a-z][a-z-]+[a-z])`).FindAllStringSubmatch(string(text), -1) {
		if _, ok := names[m[1]]; !ok || !strings.Contains(m[2], "-") {
			continue // prose
		}
		mentioned[m[1]] = true
		if names[m[1]] != m[2] {
			t.Errorf("docs/python-compatibility.md calls %s %s, it is %q", m[1], m[2], names[m[1]])
		}
	}
	for id := range names {
		if strings.HasPrefix(id, "API") && !mentioned[id] {
			t.Errorf("docs/python-compatibility.md does not tell of %s %s", id, names[id])
		}
	}
}

// documentedRows reads the tables of changes.
func documentedRows(text string) (rows []row) {
	const bar = "\x00"
	for line := range strings.Lines(text) {
		line = strings.ReplaceAll(strings.TrimSpace(line), `\|`, bar)
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 7 || strings.HasPrefix(line, "|---") || !strings.Contains(cells[1], "`") {
			continue
		}
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), bar, "|")
		}
		rows = append(rows, row{cells[0], strings.Trim(cells[1], "`"), strings.Trim(cells[2], "`"), cells[3], cells[4], cells[5], cells[6]})
	}
	return rows
}

// hold compares the two trees of a row.
func (r row) hold(t *testing.T) {
	t.Helper()
	result := compareTrees(t, treeOf(r.before), treeOf(r.after))
	var found []string
	worst := finding.Severity(-1)
	for _, f := range result.Findings {
		found = append(found, f.Rule+" "+f.Name)
		worst = max(worst, f.Severity)
	}
	slices.Sort(found)
	if got := strings.Join(found, ", "); got != r.rules {
		t.Errorf("%s: found %q, documented %q", r.change, got, r.rules)
	}
	if string(result.Verdict) != r.verdict {
		t.Errorf("%s: verdict %s, documented %s", r.change, result.Verdict, r.verdict)
	}
	severity := ""
	if len(found) > 0 {
		severity = worst.String()
	}
	if severity != r.severity {
		t.Errorf("%s: severity %q, documented %q", r.change, severity, r.severity)
	}
	if (r.rules == "") != (r.who == "") {
		t.Errorf("%s: who breaks is %q", r.change, r.who)
	}
}

// fileName is the path in front of the text of a file.
var fileName = regexp.MustCompile(`^\s*([\w/]+\.pyi?):\s?`)

// treeOf is the tree of a cell, with the imports that the examples take for granted.
func treeOf(code string) *txtar.Archive {
	const prelude = "import abc, enum, functools\nfrom dataclasses import dataclass, field\nfrom enum import auto\n" +
		"from typing import Any, Dict, List, NamedTuple, Optional, TypedDict, Union, overload\n"
	tree := &txtar.Archive{}
	for part := range strings.SplitSeq(code, "‖") {
		name := "m.py"
		if m := fileName.FindStringSubmatch(part); m != nil {
			name, part = m[1], strings.TrimPrefix(part, m[0])
		}
		text := strings.ReplaceAll(strings.TrimSpace(part), "↵", "\n") + "\n"
		tree.Files = append(tree.Files, txtar.File{Name: name, Data: []byte(prelude + text)})
	}
	return tree
}
