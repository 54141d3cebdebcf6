package abi_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/abi"
)

// row is one change of docs/compatibility.md.
type row struct{ change, before, after, axes, verdict, rule string }

// TestCompatibilityDocument holds docs/compatibility.md against the rules: each row of its
// tables is a pair of headers, compared for real.
func TestCompatibilityDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/compatibility.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := documentedRows(string(text))
	if len(rows) < 40 {
		t.Fatalf("only %d rows found", len(rows))
	}
	for _, r := range rows {
		r.hold(t)
	}
	names := map[string]string{}
	for _, r := range abi.Rules() {
		names[r.ID] = r.Name
	}
	mentioned := map[string]bool{}
	for _, m := range regexp.MustCompile(`\b((?:ABI|OPS)\d{3}) ([a-z][a-z-]+[a-z])`).FindAllStringSubmatch(string(text), -1) {
		mentioned[m[1]] = true
		if names[m[1]] != m[2] {
			t.Errorf("docs/compatibility.md calls %s %s, it is %q", m[1], m[2], names[m[1]])
		}
	}
	for id := range names {
		if strings.HasPrefix(id, "ABI") && !mentioned[id] {
			t.Errorf("docs/compatibility.md does not tell of %s %s", id, names[id])
		}
	}
}

// documentedRows reads the tables of changes.
func documentedRows(text string) (rows []row) {
	for _, line := range strings.Split(text, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 6 || strings.HasPrefix(line, "|---") || !strings.Contains(cells[1], "`") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, row{cells[0], strings.Trim(cells[1], "`"), strings.Trim(cells[2], "`"), cells[3], cells[4], cells[5]})
	}
	return rows
}

// hold compares the two headers of a row.
func (r row) hold(t *testing.T) {
	t.Helper()
	result := abi.Compare(fixtureSurface(t, headerOf(r.before)), fixtureSurface(t, headerOf(r.after)), abi.Options{})
	var found []string
	for _, f := range result.Findings {
		found = append(found, f.Rule+" "+f.Name)
		if axes := strings.Join(f.Axes, " "); axes != r.axes {
			t.Errorf("%s: axes %q, documented %q", r.change, axes, r.axes)
		}
	}
	want := []string{}
	if r.rule != "" {
		want = []string{r.rule}
	}
	if !slices.Equal(append([]string{}, found...), want) {
		t.Errorf("%s: found %q, documented %q", r.change, found, r.rule)
	}
	if string(result.Verdict) != r.verdict {
		t.Errorf("%s: verdict %s, documented %s", r.change, result.Verdict, r.verdict)
	}
}

// headerOf is a tree of one header with a row's declarations.
func headerOf(code string) *txtar.Archive {
	text := "#pragma once\n#define LIB_API __attribute__((visibility(\"default\")))\n"
	if strings.HasPrefix(code, "#") {
		text += code + "\n"
	} else {
		text += "namespace lib {\n" + code + "\nLIB_API void always();\n}\n"
	}
	return &txtar.Archive{Files: []txtar.File{{Name: "lib/lib.h", Data: []byte(text)}}}
}
