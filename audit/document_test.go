package audit

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"
)

// TestBullets: boxes are read whatever bullet they stand behind, at their lines.
func TestBullets(t *testing.T) {
	const text = "# Done\n\n- [x] one\n* [ ] two\n+ [X] three\n1. [x] four\n\n• ☑ five\n・☐ six\n– [x] seven\n☑ eight\n□ nine\n- ✅ ten\n☒ eleven\n\n" +
		"```\n- [x] code\n```\n\n<!--\n- [x] comment\n-->\n✅ **A heading**:\n[x](https://example.org)\n"
	var got []string
	d := readDocument("a.md", []byte(text))
	for _, item := range d.items {
		if item.box {
			mark := " "
			if item.checked {
				mark = "x"
			}
			got = append(got, mark+item.text)
		}
	}
	if want := "xone, two,xthree,xfour,xfive, six,xseven,xeight, nine,xten, eleven"; strings.Join(got, ",") != want {
		t.Errorf("%s, want %s", strings.Join(got, ","), want)
	}
	if len(d.links) != 1 || d.links[0].line != 24 {
		t.Errorf("%+v", d.links)
	}
}

// TestChecklist finds the rows of the definition behind the boxes of a document.
func TestChecklist(t *testing.T) {
	items, err := Checklist("DOD.md", []byte("# DoD\n\n## 4. Security Posture\n\n・☑ No Hardcoded Secrets: git grep for secrets returns 0 results\n\n"+
		"## Program-Level\n\n- [ ] Security posture ≥7/10\n- [x] DOD-P1-03 in words of our own\n- [ ] Something else\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range items {
		got = append(got, x.Row)
	}
	if want := "DOD-PRG-11,DOD-APX-04,DOD-P1-03,"; strings.Join(got, ",") != want || !items[0].Ticked || items[0].Line != 5 || items[0].Section != "4. Security Posture" {
		t.Errorf("%s, want %s; %+v", strings.Join(got, ","), want, items[0])
	}
	if _, err := Checklist("DOD.md", []byte("- [x] \xff\xfe")); err == nil {
		t.Error("what is no text is read")
	}
}

func TestMilestoneRanges(t *testing.T) {
	for text, want := range map[string][2]int{
		"M00 — Baseline Audit ✅ COMPLETE": {0, 0}, "M03-M10 — CI Health (Planned)": {3, 10}, "M11 to M14": {11, 14}, "M15–22": {15, 22},
		"M01 — 22 things": {1, 1}, "Milestone 7: Dependabot": {7, 7}, "🔵 M05": {5, 5},
	} {
		if first, last, ok := milestoneAt(text); !ok || first != want[0] || last != want[1] {
			t.Errorf("%s: %d to %d, %v", text, first, last, ok)
		}
	}
	for _, text := range []string{"Mobile", "After M03", "MM01", "M123", ""} {
		if _, _, ok := milestoneAt(text); ok {
			t.Errorf("%q begins with no milestone", text)
		}
	}
	if got := ranges([]string{"M00", "M03", "M04", "M07", "M08", "M09"}); got != "M00, M03, M04, M07-M09" {
		t.Error(got)
	}
}

// TestNoDocument: what is no text is named and makes no row done; a large document is read in
// reasonable time.
func TestNoDocument(t *testing.T) {
	docTable := "# Log\n\n| Milestone | What | Status |\n|---|---|---|\n| M00 | x | Done |\n"
	utf16 := []byte{0xff, 0xfe}
	for _, c := range docTable {
		utf16 = append(utf16, byte(c), 0)
	}
	for name, data := range map[string][]byte{
		"utf-16": utf16, "latin-1": []byte(docTable + "caf\xe9\n"), "binary": []byte(docTable + "\x00"), "5 MB": bytes.Repeat([]byte(docTable), 5<<20/len(docTable)),
	} {
		f := newFacts(Input{Settings: DefaultSettings(), Tree: Tree{Paths: []string{"REFACTOR.md"}, Read: func(string) ([]byte, error) { return data, nil }}})
		for check, c := range checks {
			if v := c(f, &Row{}); v.state == Done && strings.HasPrefix(check, "refactor") || check == "milestone-table" && v.state != NotDone {
				t.Errorf("%s: %s is %s", name, check, v.state)
			}
		}
		if len(f.problems) == 0 {
			t.Errorf("%s is not named", name)
		}
	}
	f := newFacts(Input{Settings: DefaultSettings(), Tree: Tree{Paths: []string{"REFACTOR.md"}, Read: func(string) ([]byte, error) { return nil, fs.ErrPermission }}})
	if v := checkMilestoneTable(f, &Row{}); v.state != NotDone || len(f.problems) != 1 {
		t.Errorf("%+v, %+v", v, f.problems)
	}
}

func TestLinks(t *testing.T) {
	f := newFacts(Input{Tree: Tree{Paths: []string{"a/b.md", "docs-old/x.md", "docs/c d.md", "docs/sub/e.md"}}})
	for dest, want := range map[string]bool{"../a/b.md#part": true, "c%20d.md": true, "/a/b.md": true, "sub": true, "sub/": true, "../docs": true, "x.md": false, "../a": true, "../b": false} {
		if p, ok := resolve("docs/f.md", dest); !ok || f.has(p) != want {
			t.Errorf("%s: %s, %v", dest, p, f.has(p))
		}
	}
	for _, dest := range []string{"#part", "https://example.org/a", "mailto:a@example.org", ""} {
		if p, ok := resolve("docs/f.md", dest); ok {
			t.Errorf("%s leads to %s", dest, p)
		}
	}
}

// TestCellProgress reads what tables of milestones say in their column of statuses.
func TestCellProgress(t *testing.T) {
	for cell, want := range map[string]progress{"[x]": complete, " [X] ": complete, "yes": complete, "✓": complete, "✅": complete, "`x`": complete, "Done": complete,
		"[ ]": planned, "[]": planned, "No": planned, "❌": planned, "planned": planned, "in progress": underWay, "deferred": deferred, "": unstated, "-": unstated, "see #1": unstated, "xyz": unstated} {
		if got := cellProgress(cell); got != want {
			t.Errorf("%q: %d, want %d", cell, got, want)
		}
	}
}
