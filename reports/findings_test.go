package reports_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"plumbline/internal/finding"
	"plumbline/reports"
)

// readFindings reads a result of a pass from a file whose keys are the fields of the input.
func readFindings(t *testing.T, name string) reports.Findings {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "findings", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var f reports.Findings
	if err := dec.Decode(&f); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for i := range f.Findings {
		if len(f.Findings[i].Affected) == 0 {
			f.Findings[i].Affected = nil // as analyses leave it
		}
	}
	return f
}

// findingNames are the results in testdata/findings.
func findingNames() []string { return []string{"pair", "hostile", "one", "gate", "large", "silent"} }

// findingRenderings are all reports of findings.
func findingRenderings(f reports.Findings) []rendering {
	all := f
	all.ListAffected = true
	return []rendering{
		{"findings.json", func(w io.Writer) error { return reports.FindingsJSON(w, f) }},
		{"findings.txt", func(w io.Writer) error { return reports.FindingsText(w, f) }},
		{"findings-affected.txt", func(w io.Writer) error { return reports.FindingsText(w, all) }},
		{"findings.md", func(w io.Writer) error { return reports.FindingsMarkdown(w, f) }},
		{"findings.sarif", func(w io.Writer) error { return reports.FindingsSARIF(w, f) }},
		{"findings.github.txt", func(w io.Writer) error { return reports.FindingsGitHub(w, f) }},
		{"findings.junit.xml", func(w io.Writer) error { return reports.FindingsJUnit(w, f) }},
		{"findings.csv", func(w io.Writer) error { return reports.FindingsCSV(w, f) }},
		{"findings.output.txt", func(w io.Writer) error { return reports.GitHubOutput(w, f) }},
	}
}

// TestFindingsGolden holds every report of findings against its golden file.
func TestFindingsGolden(t *testing.T) {
	for _, name := range findingNames() {
		for _, r := range findingRenderings(readFindings(t, name)) {
			compareGolden(t, filepath.Join("testdata", "findings", name, r.file), r.bytes(t))
		}
	}
}

// TestFindingsSARIFIsValid holds SARIF logs against the schema of OASIS, as another
// implementation carries it.
func TestFindingsSARIFIsValid(t *testing.T) {
	for _, name := range findingNames() {
		f := readFindings(t, name)
		report, err := sarif.FromBytes(written(t, func(w io.Writer) error { return reports.FindingsSARIF(w, f) }))
		if err != nil {
			t.Fatal(err)
		}
		if err := report.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := len(report.Runs[0].Results); got != len(f.Findings) {
			t.Errorf("%s: %d results of %d findings", name, got, len(f.Findings))
		}
	}
}

// TestFindingsJUnitCounts holds the counts of suites against their cases.
func TestFindingsJUnitCounts(t *testing.T) {
	for _, name := range findingNames() {
		var doc struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Suites   []struct {
				Cases []struct {
					Failure *struct{} `xml:"failure"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		f := readFindings(t, name)
		if err := xml.Unmarshal(written(t, func(w io.Writer) error { return reports.FindingsJUnit(w, f) }), &doc); err != nil {
			t.Fatal(err)
		}
		tests, failures := 0, 0
		for _, s := range doc.Suites {
			tests += len(s.Cases)
			for _, c := range s.Cases {
				if c.Failure != nil {
					failures++
				}
			}
		}
		if tests != doc.Tests || failures != doc.Failures {
			t.Errorf("%s: %d tests and %d failures counted, %d and %d there", name, doc.Tests, doc.Failures, tests, failures)
		}
	}
}

// TestManyFindings holds that reports for readers stay short, and say how much they leave out.
func TestManyFindings(t *testing.T) {
	f := readFindings(t, "pair")
	first := f.Findings[0]
	f.Findings = nil
	for i := range 3000 {
		x := first
		x.Subject = fmt.Sprintf("c10::f%04d", i)
		x.Severity = [...]finding.Severity{finding.Error, finding.Warning, finding.Note}[i%3]
		f.Findings = append(f.Findings, x)
	}
	for _, r := range findingRenderings(f) {
		out := string(r.bytes(t))
		switch r.file {
		case "findings.txt", "findings.md":
			if n := strings.Count(out, "\n"); n > 400 {
				t.Errorf("%s: %d lines", r.file, n)
			}
			if n := strings.Count(out, "995 more findings"); n != 3 {
				t.Errorf("%s: tells of what it leaves out %d times, want 3", r.file, n)
			}
		case "findings.github.txt":
			if n := strings.Count(out, "\n"); n != 30 || !strings.Contains(out, "2,971 more findings") {
				t.Errorf("%s: %d lines", r.file, n)
			}
		case "findings.json":
			if n := strings.Count(out, `"fingerprint"`); n != 3000 {
				t.Errorf("%s has %d findings", r.file, n)
			}
		}
	}
}

// TestLongTexts holds that no message of the size of a program fills a report for readers.
func TestLongTexts(t *testing.T) {
	f := readFindings(t, "pair")
	long := strings.Repeat("very long ", 5000)
	change := *f.Findings[0].Change
	change.Old, change.Witness = long, long
	f.Findings[0].Message, f.Findings[0].Change = long, &change
	for _, r := range findingRenderings(f) {
		switch r.file {
		case "findings.txt", "findings.md", "findings.github.txt":
			if out := r.bytes(t); len(out) > 10000 || !bytes.Contains(out, []byte("more characters)")) {
				t.Errorf("%s: %d bytes", r.file, len(out))
			}
		}
	}
}

// TestFindingsWriteErrors holds that no report swallows a failed write.
func TestFindingsWriteErrors(t *testing.T) {
	for _, r := range findingRenderings(readFindings(t, "pair")) {
		size := len(r.bytes(t))
		for _, room := range []int{0, size / 2, size - 1} {
			if err := r.write(&brokenWriter{left: room}); err == nil {
				t.Errorf("%s: no error although only %d of %d bytes could be written", r.file, room, size)
			}
		}
	}
}

// TestFindingsMarkdownIsWellFormed holds that no name breaks a table or smuggles markup in.
func TestFindingsMarkdownIsWellFormed(t *testing.T) {
	for _, name := range findingNames() {
		for _, r := range findingRenderings(readFindings(t, name)) {
			if strings.HasSuffix(r.file, ".md") {
				checkMarkdown(t, r.file, string(r.bytes(t)))
			}
		}
	}
}
