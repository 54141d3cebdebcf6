package abi_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"plumbline/abi"
	"plumbline/internal/finding"
)

// catalogued is one row of the catalogue of changes: a pair of trees, what is to be said of
// it, and a client.
type catalogued struct {
	old, new *txtar.Archive
	verdict  string
	want     []string // "error ABI001 lib::f"; "class" for any rule on classes, told of the class or a member
	pending  string   // the rules that it waits for, "" for none
	client   string   // what becomes of the client that is compiled again: same, differs, fails, any
	code     []byte
}

// TestCatalogue holds every row of testdata/catalogue against the rules, and the row itself
// against the compiler: a client of the old header is compiled again with the new one, and
// it is the same code, other code, or none. A break of the source axis is a client that
// fails, a break of the binary axis one whose code differs; compatible is the same code.
func TestCatalogue(t *testing.T) {
	_, missing := exec.LookPath("g++")
	archives(t, "testdata/catalogue/*.txtar", func(t *testing.T, _ string, a *txtar.Archive) {
		t.Parallel()
		r := readCatalogued(t, a)
		if r.pending == "" {
			r.judge(t)
		} else {
			t.Log("pending: ", r.pending)
		}
		if missing == nil && r.code != nil {
			r.compile(t)
		}
	})
	if missing != nil {
		t.Log("g++ is not there: the rows themselves were not held against it")
	}
}

// onClasses reports whether a rule is one of those on classes, ABI010 to ABI038.
func onClasses(id string) bool { return id >= "ABI010" && id <= "ABI038" }

func readCatalogued(t *testing.T, a *txtar.Archive) *catalogued {
	t.Helper()
	r := &catalogued{old: below(a, "old/"), new: below(a, "new/")}
	for _, line := range strings.Split(string(a.Comment), "\n") {
		switch key, value, _ := strings.Cut(line, ": "); key {
		case "verdict":
			r.verdict = value
		case "want":
			r.want = append(r.want, value)
		case "client":
			r.client = value
		case "pending":
			r.pending = value
		}
	}
	for _, f := range a.Files {
		if f.Name == "client.cc" {
			r.code = f.Data
		}
	}
	if r.verdict == "" || r.client == "" {
		t.Fatal("a row says its verdict and what becomes of a client")
	}
	return r
}

// below is the part of an archive below a folder.
func below(a *txtar.Archive, folder string) *txtar.Archive {
	out := &txtar.Archive{}
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, folder); ok {
			out.Files = append(out.Files, txtar.File{Name: name, Data: f.Data})
		}
	}
	return out
}

// judge compares the trees.
func (r *catalogued) judge(t *testing.T) {
	t.Helper()
	old, new := fixtureSurface(t, r.old), fixtureSurface(t, r.new)
	result := abi.Compare(old, new, abi.Options{})
	if string(result.Verdict) != r.verdict {
		t.Errorf("verdict %s, want %s", result.Verdict, r.verdict)
	}
	rest := slices.Clone(r.want)
	for _, f := range result.Findings {
		i := slices.IndexFunc(rest, func(w string) bool { return wanted(w, f) })
		if i < 0 {
			t.Errorf("unexpected: %s %s %s: %s", f.Severity, f.Rule, f.Subject, f.Message)
			continue
		}
		rest = slices.Delete(rest, i, i+1)
	}
	for _, w := range rest {
		t.Errorf("missing: %s", w)
	}
	for _, s := range []*abi.Surface{old, new} {
		if self := abi.Compare(s, s, abi.Options{}); self.Verdict != abi.Identical || len(self.Findings) > 0 {
			t.Errorf("a tree differs from itself: %s", self.Verdict)
		}
	}
}

// wanted reports whether a finding is one that a row wants.
func wanted(want string, f finding.Finding) bool {
	if f.Severity.String()+" "+f.Rule+" "+f.Subject == want {
		return true
	}
	severity, subject, ok := strings.Cut(want, " class ")
	return ok && onClasses(f.Rule) && f.Severity.String() == severity && (f.Subject == subject || strings.HasPrefix(f.Subject, subject+"::"))
}

// compile compiles the client with either header and holds what comes out against the row.
func (r *catalogued) compile(t *testing.T) {
	t.Helper()
	before, err := assembly(t, r.old, r.code)
	if err != nil {
		t.Fatalf("the client does not compile with the old header: %v", err)
	}
	after, err := assembly(t, r.new, r.code)
	client := "differs"
	switch {
	case err != nil:
		client = "fails"
	case bytes.Equal(before, after):
		client = "same"
	}
	if r.client != "any" && r.client != client {
		t.Errorf("the client compiled again: %s, the row says %s (%v)", client, r.client, err)
	}
	for verdict, never := range map[string]string{"identical": "differs fails", "compatible": "fails", "source-break": "same"} {
		if r.verdict == verdict && strings.Contains(never, client) {
			t.Errorf("the row says %s, but the client compiled again: %s", verdict, client)
		}
	}
}

// assembly is what the compiler makes of the client.
func assembly(t *testing.T, tree *txtar.Archive, code []byte) ([]byte, error) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range append(slices.Clone(tree.Files), txtar.File{Name: "client.cc", Data: code}) {
		file := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	compile := exec.Command("g++", "-std=c++17", "-w", "-O1", "-S", "-o", "-", "-I.", "client.cc")
	compile.Dir = dir
	var problems bytes.Buffer
	compile.Stderr = &problems
	out, err := compile.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %.300s", err, problems.String())
	}
	return out, nil
}
