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

// hollowFiles are files of none that say nothing, with rows that are not done for want of each.
var hollowFiles = []struct{ file, rows string }{
	{".github/dependabot.yml", "P1-11 M07 PRG-12"},
	{".github/workflows/lint.yml", "P1-07 P1-08 P1-10 PRG-07 BLK-03"},
	{".github/workflows/nightly.yml", "PRG-10 M20 M21"},
	{".github/workflows/pull.yml", "P0-06 P1-01 P1-02 P1-03 P1-04 P1-09 P3-02 P3-03 P3-10 PRG-03 PRG-06 PRG-11 M15 M19 MET-02 BLK-02"},
	{".github/workflows/third-party-audit.yml", "P1-17"},
	{".github/workflows/trunk.yml", "P1-01 P1-02 P1-04 PRG-08"},
	{".lintrunner.toml", "PRG-07"},
	{".pre-commit-config.yaml", "P2-07 P2-08"},
	{"CONTRIBUTING.md", "P2-09"},
	{"REFACTOR.md", "P0-02 P0-07 P0-08 P0-09 PRG-17 PRG-18 APX-06 BLK-04"},
	{"docs/refactor/SBOM.json", "P1-13 P1-15 PRG-12 PRG-13"},
	{"docs/refactor/THIRD_PARTY_VERSIONS.md", "P1-14 PRG-13"},
	{"docs/refactor/audit/BASELINE_AUDIT.md", "P0-01 PRG-19"},
	{"docs/refactor/audit/INVARIANTS_CATALOG.md", "P0-01 PRG-01"},
	{"docs/refactor/audit/MODULE_BOUNDARY_MAP.md", "P0-01"},
	{"docs/refactor/audit/README.md", "P0-01 P0-08"},
	{"docs/refactor/milestones/M10/M10_package_managers.md", "M10"},
	{"docs/refactor/toolcalls.md", "P0-03 PRG-20"},
	{"plumbline.attestations.yaml", "P1-06 P1-12 PRG-04 PRG-05 PRG-09 APX-03 APX-05 MET-01 BLK-05"},
	{"plumbline.baseline.json", "PRG-16"},
	{"scripts/audit_third_party_versions.py", "P1-16 P1-17 P1-18"},
	{"test/distributed/rpc/test_rpc_serialization.py", "P3-15"},
	{"test/distributed/test_cross_version.py", "P2-04 P2-05 P2-06 P3-07"},
	{"test/distributed/test_protocol_version.py", "P2-03 P3-07"},
	{"test/jit/test_backward_compatibility.py", "P3-06 M17"},
	{"test/test_autograd.py", "P3-04 P3-13"},
	{"test/test_cuda.py", "P3-16"},
	{"test/test_determinism.py", "M16"},
	{"test/test_device.py", "P3-08"},
	{"test/test_import_smoke.py", "P0-04 P0-05 P0-06 P3-09"},
	{"test/test_nn.py", "P3-03 P3-11 MET-05 BLK-01"},
	{"test/test_ops.py", "P3-12"},
	{"test/test_serialization.py", "P3-05"},
	{"test/test_state_dict_keys.py", "P3-14 M18"},
	{"torch/distributed/_protocol_version.py", "P2-01 P2-02"},
	{"torch/distributed/distributed_c10d.py", "P2-02 P3-07"},
}

// TestAuditOfHollowFiles puts single files of none into done: each costs the rows that it is for, and
// no other file stands in for it.
func TestAuditOfHollowFiles(t *testing.T) {
	hollow, err := txtar.ParseFile(filepath.Join("testdata", "audit", "none.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := writeVariant(t, "done", nil)
	for _, c := range hollowFiles {
		i := slices.IndexFunc(hollow.Files, func(f txtar.File) bool { return f.Name == c.file })
		path := filepath.Join(dir, filepath.FromSlash(c.file))
		whole, err := os.ReadFile(path)
		if i < 0 || err != nil {
			t.Fatalf("%s is not in both variants: %v", c.file, err)
		}
		putFile(t, path, hollow.Files[i].Data)
		got := auditedRows(t, dir, attestedDay)
		for _, id := range strings.Fields(c.rows) {
			if row, ok := got["DOD-"+id]; !ok || row.State == audit.Done {
				t.Errorf("%s is hollow, and DOD-%s is %q\n%s", c.file, id, row.State, row.evidence())
			}
		}
		putFile(t, path, whole)
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
		putFile(t, filepath.Join(dir, filepath.FromSlash(name)), []byte(text))
	}
	return dir
}

func putFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
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
