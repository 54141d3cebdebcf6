package reports_test

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"plumbline/audit"
	"plumbline/reports"
)

// auditSample is an audit with a row in every state, one that a person attests, and hostile names.
func auditSample() reports.Audit {
	day := func(text string) time.Time {
		t, err := time.Parse(time.DateOnly, text)
		if err != nil {
			panic(err)
		}
		return t
	}
	attested := &audit.Attestation{Row: "DOD-P1-06", State: audit.Done, Who: "A. Person", When: day("2026-02-01"), Link: "https://example.org/1", Expires: day("2027-02-01")}
	rows := []audit.Result{
		{Row: audit.Row{ID: "DOD-P1-06", Section: "Phase 1 / Workflow Linting", Milestone: "M05", Text: "A required check"}, State: audit.Done, Attested: attested,
			Evidence: []audit.Evidence{{Path: "facts.yaml", Line: 1, Text: "attested by A. Person"}}},
		{Row: audit.Row{ID: "DOD-P1-08", Section: "Phase 1 / Actions Pinned", Milestone: "M06", Text: "No `@main` references", Check: "branch-refs"}, State: audit.NotDone, Needs: "a commit for <each> action",
			Evidence: []audit.Evidence{{Path: "a\n|b.yml", Line: 3, Text: "uses x@main", Against: true}, {Path: "a\n|b.yml", Line: 9, Text: "uses x@main", Against: true},
				{Path: "c.yml", Text: "1", Against: true}, {Path: "c.yml", Text: "2", Against: true}, {Path: "c.yml", Text: "3", Against: true}}},
		{Row: audit.Row{ID: "DOD-P1-09", Section: "Phase 1 / Actions Pinned", Milestone: "M06", Text: "No tags", Check: "mutable-tags"}, State: audit.Partial, Needs: "less",
			Evidence: []audit.Evidence{{Text: "about the tree", Against: true}}},
		{Row: audit.Row{ID: "DOD-PRG-04", Section: "Program", Text: "No regressions"}, State: audit.Unseen, Needs: "a run", Evidence: []audit.Evidence{{Text: "no tree shows it"}}},
		{Row: audit.Row{ID: "DOD-M06", Section: "Completion / Phase 1", Text: "M06", Of: "M06"}, State: audit.NotDone, Needs: "see DOD-P1-08",
			Evidence: []audit.Evidence{{Text: "DOD-P1-08 is not done", Against: true}}},
		{Row: audit.Row{ID: "DOD-OWN-0123ab", Section: "Of the tree's own checklist (dod.md)", Text: "<b>Ours</b> | `x`"}, State: audit.Unseen, Needs: "a person's word"},
	}
	silent := []audit.SilentFailure{
		{Path: ".github/workflows/pull.yml", Line: 7, Kind: audit.SilentSwallow, Level: "command", Job: "unit", Step: "Run <tests>", Text: "pytest || true", Class: audit.ClassTest, Critical: ".github/workflows/pull.yml"},
		{Path: ".github/workflows/pull.yml", Line: 9, Kind: audit.SilentContinue, Level: "step", Text: "true", Class: audit.ClassUpload, Reason: "the store is slow"}}
	pins := []audit.Pin{{Path: "a.yml", Line: 3, Uses: "x/y@v1", Name: "x/y", Ref: "v1", Kind: audit.PinTag}, {Path: "b.yml", Line: 4, Uses: "x/y@v1", Name: "x/y", Ref: "v1", Kind: audit.PinTag},
		{Path: "b.yml", Line: 5, Uses: "me/z@main", Name: "me/z", Ref: "main", Kind: audit.PinBranch, Own: true}, {Path: "b.yml", Line: 6, Uses: "./local", Name: "./local", Kind: audit.PinLocal}}
	metrics := []audit.Metric{{Row: "DOD-MET-03", Name: "Security Score", Baseline: "5.2/10", Target: "7/10", Measured: "3.6/10", State: audit.NotDone}, {Row: "DOD-MET-01", Name: "CI", Baseline: "???", Target: "95%", State: audit.Unseen}}
	report := &audit.Report{Metrics: metrics, Silent: silent, Pins: pins, Rows: rows, Problems: []audit.Evidence{{Path: "bad.yml", Line: 2, Text: "is no YAML", Against: true}},
		Score: audit.Score{Mean: 5.2, Target: 7, Categories: []audit.Category{{Name: "Pins", Points: 5.2, Parts: []audit.Part{{Name: "actions", Weight: 10, Points: 5.2, Evidence: rows[1].Evidence}}}}}}
	return reports.Audit{Tree: reports.Tree{Name: "head", Kind: "directory"}, Report: report}
}

func auditPair() reports.Audit {
	in := auditSample()
	in.Base = &reports.Tree{Name: "base", Kind: "directory"}
	in.Changes = []audit.Change{{ID: "DOD-P1-08", Before: audit.Done, Head: &in.Report.Rows[1]}, {ID: "DOD-P1-06", Before: audit.Unseen, Head: &in.Report.Rows[0]}}
	return in
}

// TestAudit holds what the formats of an audit say, and its JSON against the schema.
func TestAudit(t *testing.T) {
	schema := compileSchema(t, "audit")
	one, two := auditSample(), auditPair()
	row := auditSample()
	row.Row = "M06"
	for _, c := range []struct {
		name  string
		in    reports.Audit
		write func(io.Writer, reports.Audit) error
		want  []string
		not   string
	}{
		{"text", one, reports.AuditText, []string{"1 of 6 done, 1 partial, 2 not done, 2 can't be seen", `NOT DONE       DOD-P1-08 (M06)  No`, `- a\n|b.yml:3  uses x@main`, "and 1 more; --row DOD-P1-08", "Security posture: 5.2 of 10", "bad.yml:2  is no YAML", "|| true                 1", "Security Score  5.2/10    7/10    3.6/10    NOT DONE", "tag         1     2"}, "\n|b"},
		{"text of a milestone", row, reports.AuditText, []string{"0 of 3 done", "c.yml  3", "DOD-M06"}, "DOD-P1-06"},
		{"text of two", two, reports.AuditText, []string{"2 rows changed, 1 lost", "LOST  DONE -> NOT DONE"}, "Security posture"},
		{"markdown", one, reports.AuditMarkdown, []string{"- [x] A required check (DOD-P1-06)", "- [ ] No `@main` references (DOD-P1-08) **NOT DONE**", "  - needs a commit for &lt;each> action", "## Phase 1", "### Actions Pinned", "- [ ] &lt;b>Ours&lt;/b> | \\`x\\` (DOD-OWN-0123ab)", "- `.github/workflows/pull.yml:7` || true; command of class test; unit / Run &lt;tests>; no comment says why; part of", "| `x/y@v1` | tag | 2 | `a.yml:3` |", "| Security Score | 5.2/10 | 7/10 | 3.6/10 | NOT DONE |", "| `me/z@main` | branch, own organisation | 1 |"}, "\n|b"},
		{"markdown of two", two, reports.AuditMarkdown, []string{"| DOD-P1-08 | No `@main` references | DONE | **NOT DONE** |"}, ""},
		{"html", one, reports.AuditHTML, []string{`<span class="state not-done">NOT DONE</span> No <code>@main</code> references`, `<li class="against"><code>a\n|b.yml:3</code> uses x@main</li>`,
			"&lt;b&gt;Ours&lt;/b&gt;", `href="#part-1"`, "Security posture: 5.2 of 10", "Run &lt;tests&gt;; no comment says why", "<td>x/y@v1</td><td>tag</td>", "<td>Security Score</td><td>5.2/10</td>"}, "<b>Ours"},
		{"html of two", two, reports.AuditHTML, []string{`<p class="lost"><b>DONE → NOT DONE</b></p>`, "Changed since base"}, ""},
		{"sarif", one, reports.AuditSARIF, []string{`"ruleId": "DOD-P1-08"`, `"startLine": 9`, `"level": "warning"`, `"id": "DOD-PRG-04"`}, `"ruleId": "DOD-M06"`},
		{"sarif of two", two, reports.AuditSARIF, []string{`"ruleId": "DOD-P1-08"`, `"level": "error"`}, `"DOD-PRG-04"`},
	} {
		var b bytes.Buffer
		if err := c.write(&b, c.in); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s lacks %q:\n%s", c.name, want, b.String())
			}
		}
		if c.not != "" && strings.Contains(b.String(), c.not) {
			t.Errorf("%s has %q:\n%s", c.name, c.not, b.String())
		}
	}
	for _, in := range []reports.Audit{one, two, row} {
		var b bytes.Buffer
		if err := reports.AuditJSON(&b, in); err != nil {
			t.Fatal(err)
		}
		doc := decode(t, b.Bytes())
		if err := schema.Validate(doc); err != nil {
			t.Error(err)
		}
		for path, change := range mutations(doc) {
			if schema.Validate(change) == nil {
				t.Errorf("the schema does not mind %s", path)
			}
		}
	}
}
