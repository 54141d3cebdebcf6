package deprecation_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/deprecation"
	"plumbline/internal/ruletest"
)

// TestCycleDocument holds docs/deprecation-cycle.md against the rules: each row of its table is a
// history and the tree that comes after it.
func TestCycleDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/deprecation-cycle.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 5 || !strings.Contains(cells[1], "`") {
			continue
		}
		rows++
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		var releases []ruletest.Release
		for minor, code := range strings.Split(strings.Trim(cells[1], "`"), "‖") {
			releases = append(releases, ruletest.Release{Version: fmt.Sprintf("1.%d", minor), Tree: cycleTree(code)})
		}
		head := cycleTree(strings.Trim(cells[2], "`"))
		var found []string
		for _, f := range append(judged(t, releases, head).Findings, standing(t, releases, head)...) {
			found = append(found, f.Rule+" "+f.Name)
		}
		slices.Sort(found)
		if got := strings.Join(found, ", "); got != cells[3] {
			t.Errorf("%s: found %q, documented %q", cells[0], got, cells[3])
		}
	}
	if rows < 18 {
		t.Errorf("only %d rows found", rows)
	}
	for _, r := range deprecation.CycleRules() {
		if !strings.Contains(string(text), r.ID+" "+r.Name) {
			t.Errorf("docs/deprecation-cycle.md does not tell of %s %s", r.ID, r.Name)
		}
	}
}

// cycleTree is the tree of a cell: a module that imports warnings.
func cycleTree(code string) *txtar.Archive {
	return &txtar.Archive{Files: []txtar.File{{Name: "m.py", Data: []byte("import warnings\n" + strings.ReplaceAll(code, "↵", "\n") + "\n")}}}
}
