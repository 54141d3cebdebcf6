package audit

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const ownChecklist = `# Definition of Done

## Phase 1

### Dependabot Active

* [x] ` + "`.github/dependabot.yml`" + ` created

## Ours

1. [ ] A person has read the release notes
`

// TestOwnChecklist reads rows from the tree's checklist: those of the definition are decided as
// ever, and a tick of the hand counts for nothing; others wait for a person's word.
func TestOwnChecklist(t *testing.T) {
	in := treeOf(map[string]string{"docs/DEFINITION_OF_DONE.md": ownChecklist})
	rows, err := Rows(in)
	if err != nil {
		t.Fatal(err)
	}
	own := rows[slices.IndexFunc(rows, func(r Row) bool { return OwnRow(r.ID) })]
	if own.Text != "A person has read the release notes" || !strings.HasSuffix(own.Section, "(docs/DEFINITION_OF_DONE.md) / Ours") {
		t.Errorf("%+v", own)
	}
	moved := treeOf(map[string]string{"docs/DEFINITION_OF_DONE.md": strings.Replace(ownChecklist, "1. [ ] A", "- [X] Another\n- [ ] **A**", 1)})
	if again, err := Rows(moved); err != nil || len(again) != len(rows)+1 || again[len(again)-1].ID != own.ID {
		t.Errorf("the id of a row changes with its place: %+v, %v", again[len(rows)-1:], err)
	}
	in.Today = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	in.Attested = []Attestation{{Row: own.ID, State: Done, Who: "A. Person", When: in.Today, Link: "https://example.org/1", Path: AttestationsName, Line: 1}}
	report, err := Audit(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Rows {
		switch r.ID {
		case own.ID:
			if r.State != Done || r.Attested == nil {
				t.Errorf("%+v", r)
			}
		case "DOD-P1-11":
			if r.State != NotDone || !slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.Line == 7 && e.Against && strings.Contains(e.Text, "ticked by hand") }) {
				t.Errorf("%+v", r)
			}
		}
	}
}

// TestChecklistOfSettings takes the file that the settings name, and names one that is not there.
func TestChecklistOfSettings(t *testing.T) {
	in := treeOf(map[string]string{"docs/DEFINITION_OF_DONE.md": ownChecklist, "docs/todo.md": "- [ ] nothing of the kind\n"})
	for file, want := range map[string]int{"docs/todo.md": 0, "docs/none.md": 1} {
		in.Settings.Checklist = file
		f := newFacts(in)
		if list := f.checklist(); len(f.problems) != want || len(list.items) != 1-want {
			t.Errorf("%s: %+v, problems %v", file, list, f.problems)
		}
	}
}
