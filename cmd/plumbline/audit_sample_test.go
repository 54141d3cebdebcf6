package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/audit"
)

// The day on which the attested facts of the variant done hold, and one on which they have expired.
const (
	attestedDay = "2026-03-01"
	expiredDay  = "2027-03-01"
)

// TestAuditOfTheSample holds the state of every row on the variants of the built-in sample. On done
// all rows are; on none, which has the same files in appearance only, all that a tree can show are
// not done. The day tells apart what the tree shows and what a person attested.
func TestAuditOfTheSample(t *testing.T) {
	rows, err := audit.Definition()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		variant, today string
		extra          map[string]string
		shown, unseen  audit.State // of the rows that a tree can show, and of those that none shows
		mixed          []string    // rows of others that go by what no tree shows
	}{
		{"done", attestedDay, nil, audit.Done, audit.Done, nil},
		{"done", expiredDay, nil, audit.Done, audit.Unseen, []string{"DOD-M05", "DOD-M07"}},
		{"none", attestedDay, knot(400), audit.NotDone, audit.Unseen, nil},
	} {
		t.Run(c.variant+" on "+c.today, func(t *testing.T) {
			dir := writeVariant(t, c.variant, c.extra)
			got := auditedRows(t, dir, c.today)
			if len(got) != len(rows) {
				t.Errorf("%d rows, want %d", len(got), len(rows))
			}
			for _, r := range rows {
				want := c.shown
				if r.Unseen != "" || slices.Contains(c.mixed, r.ID) {
					want = c.unseen
				}
				if row := got[r.ID]; row.State != want {
					t.Errorf("%s is %q, want %q: %s\nneeds %s\n%s", r.ID, row.State, want, r.Text, row.Needs, row.evidence())
				}
			}
		})
	}
}

// TestAuditOfTheSampleDone holds what the other formats say where nothing is open, and that no
// severity makes such a tree fail.
func TestAuditOfTheSampleDone(t *testing.T) {
	rows, err := audit.Definition()
	if err != nil {
		t.Fatal(err)
	}
	dir := writeVariant(t, "done", nil)
	all := fmt.Sprintf("%d of %d done", len(rows), len(rows))
	for _, c := range []struct {
		format string
		says   string
		never  []string
	}{
		{"text", all, []string{"NOT DONE", "PARTIAL", "CAN'T BE SEEN", "  needs "}},
		{"markdown", all, []string{"- [ ]"}},
		{"sarif", `"results": []`, []string{`"ruleId"`}},
	} {
		out := auditOutput(t, dir, "--today", attestedDay, "--format", c.format, "--fail-on", "note")
		if !strings.Contains(out, c.says) {
			t.Errorf("%s does not say %q:\n%.600s", c.format, c.says, out)
		}
		for _, text := range c.never {
			if strings.Contains(out, text) {
				t.Errorf("%s of a tree with every row done says %q", c.format, text)
			}
		}
	}
	if n := strings.Count(auditOutput(t, dir, "--today", attestedDay, "--format", "markdown"), "- [x]"); n != len(rows) {
		t.Errorf("%d boxes are ticked, want %d", n, len(rows))
	}
}

// writeVariant writes the built-in sample with a variant of testdata/audit over it, and more files,
// to a folder.
func writeVariant(t *testing.T, variant string, extra map[string]string) string {
	t.Helper()
	overlay, err := txtar.ParseFile(filepath.Join("testdata", "audit", variant+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range slices.Concat(txtar.Parse(sampleTree).Files, overlay.Files) {
		files[f.Name] = string(f.Data)
	}
	maps.Copy(files, extra)
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// knot is packages of torch that import torch, and are imported by it: with several hundred the
// coupling score of torch is above the definition's target, which a small tree never reaches.
func knot(packages int) map[string]string {
	files := map[string]string{}
	top := "from torch._C import _initExtension\n"
	for i := range packages {
		name := fmt.Sprintf("part%03d", i)
		files["torch/"+name+"/__init__.py"] = "import torch\n"
		top += "import torch." + name + "\n"
	}
	files["torch/__init__.py"] = top
	return files
}

// auditedRow is a row as the command's JSON has it.
type auditedRow struct {
	ID       string
	State    audit.State
	Needs    string
	Evidence []struct {
		Path, Text string
		Line       int
		Against    bool
	}
}

func (r *auditedRow) evidence() string {
	var b strings.Builder
	for _, e := range r.Evidence {
		fmt.Fprintf(&b, "  against %t  %s:%d  %s\n", e.Against, e.Path, e.Line, e.Text)
	}
	return b.String()
}

// auditedRows audits a folder as on a day, and gives its rows by id.
func auditedRows(t *testing.T, dir, today string) map[string]auditedRow {
	t.Helper()
	var report struct{ Rows []auditedRow }
	if err := json.Unmarshal([]byte(auditOutput(t, dir, "--today", today, "--format", "json")), &report); err != nil {
		t.Fatal(err)
	}
	rows := map[string]auditedRow{}
	for _, r := range report.Rows {
		rows[r.ID] = r
	}
	return rows
}

// auditOutput is what audit of a folder writes to standard output.
func auditOutput(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, stderr strings.Builder
	args = append([]string{"audit", dir, "--no-cache"}, args...)
	if code := run(context.Background(), args, strings.NewReader(""), &out, &stderr); code != 0 {
		t.Fatalf("plumbline %s: exit code %d\n%s", strings.Join(args, " "), code, stderr.String())
	}
	return out.String()
}
