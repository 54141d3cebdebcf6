//go:build corpus

package python

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/corpustest"
	"plumbline/parse"
)

// pythonFiles lists the Python files of a tree.
func pythonFiles(tb testing.TB, root string) []string {
	tb.Helper()
	var files []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && parse.LanguageOf(p) == parse.Python {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	if len(files) == 0 {
		tb.Fatalf("no Python file under %s", root)
	}
	return files
}

// oracleFacts is what testdata/oracle.py says of a file.
type oracleFacts struct {
	Path    string
	Error   string
	Imports [][]any
	Uses    [][]any
	Names   []string
}

// TestOracle holds imports, uses, names and unparsed bytes of both releases against
// CPython's ast and symtable, both ways: nothing missing, nothing extra.
func TestOracle(t *testing.T) {
	for _, release := range []string{"v1.13.1", "v2.6.0"} {
		t.Run(release, func(t *testing.T) {
			files := pythonFiles(t, filepath.Join(corpustest.Dir(t), release))
			var imports, uses, names, rejected int
			askOracle(t, files, func(want oracleFacts) {
				got := check(t, want)
				if want.Error != "" {
					rejected++
					return
				}
				imports, uses, names = imports+len(got.Imports), uses+len(got.Uses), names+len(got.Names)
			})
			t.Logf("%d files, %d rejected by CPython, %d imports, %d uses, %d names", len(files), rejected, imports, uses, names)
		})
	}
}

// TestOracleFixtures holds the fixtures against the oracle, too: their traps are rare in
// real code. Newer syntax than the interpreter's is left to the golden files.
func TestOracleFixtures(t *testing.T) {
	dir := t.TempDir()
	var files []string
	for _, f := range fixtures(t) {
		p := filepath.Join(dir, filepath.Base(f.file)+".py")
		if err := os.WriteFile(p, f.src, 0o666); err != nil {
			t.Fatal(err)
		}
		files = append(files, p)
	}
	accepted := 0
	askOracle(t, files, func(want oracleFacts) {
		if want.Error == "" {
			accepted++
			check(t, want)
			return
		}
		t.Logf("%s: %s", filepath.Base(want.Path), want.Error)
	})
	if accepted < len(files)/2 {
		t.Errorf("the oracle parses only %d of %d fixtures", accepted, len(files))
	}
}

// check holds our facts of one file against the oracle's and returns them.
func check(t *testing.T, want oracleFacts) *parse.File {
	t.Helper()
	src, err := os.ReadFile(want.Path)
	if err != nil {
		t.Fatal(err)
	}
	got := Parse(want.Path, src)
	if want.Error != "" {
		if got.UnparsedBytes() == 0 {
			t.Errorf("%s: CPython rejects it (%s), no byte is unparsed", want.Path, want.Error)
		}
		return got
	}
	if n := got.UnparsedBytes(); n > 0 {
		t.Errorf("%s: CPython parses it, %d bytes unparsed: %v", want.Path, n, got.Unparsed)
	}
	compare(t, want.Path, "imports", lines(want.Imports), importLines(got.Imports))
	compare(t, want.Path, "uses", lines(want.Uses), useLines(got.Uses))
	compare(t, want.Path, "names", want.Names, got.Names)
	return got
}

// askOracle runs the oracle over all files in one process.
func askOracle(t *testing.T, files []string, each func(oracleFacts)) {
	t.Helper()
	cmd := exec.Command("python3", filepath.Join("testdata", "oracle.py"))
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("the oracle needs python3 (3.11 or later): %v", err)
	}
	answers := 0
	for d := json.NewDecoder(bufio.NewReader(out)); d.More(); answers++ {
		var facts oracleFacts
		if err := d.Decode(&facts); err != nil {
			t.Fatal(err)
		}
		each(facts)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if answers != len(files) {
		t.Fatalf("the oracle answered for %d of %d files", answers, len(files))
	}
}

func compare(t *testing.T, path, what string, want, got []string) {
	t.Helper()
	if strings.Join(want, "\n") != strings.Join(got, "\n") {
		t.Errorf("%s: %s differ (- oracle, + ours):\n%s", path, what, cmp.Diff(want, got))
	}
}

func lines(rows [][]any) []string {
	var text []string
	for _, row := range rows {
		text = append(text, strings.TrimSuffix(fmt.Sprintln(row...), "\n"))
	}
	return text
}

func importLines(imports []parse.Import) []string {
	var rows [][]any
	for _, i := range imports {
		rows = append(rows, []any{i.Line, i.Level, i.Module, i.Name, i.As, i.Lazy, i.TypeChecking, i.Guarded, i.Dynamic, i.InClass})
	}
	return lines(rows)
}

func useLines(uses []parse.Use) []string {
	var rows [][]any
	for _, u := range uses {
		rows = append(rows, []any{u.Line, u.Import, u.Attrs})
	}
	return lines(rows)
}

// BenchmarkCorpus reads all Python files below torch/ of the newer release.
func BenchmarkCorpus(b *testing.B) {
	var sources [][]byte
	total := 0
	for _, p := range pythonFiles(b, filepath.Join(corpustest.Dir(b), "v2.6.0", "torch")) {
		src, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		sources = append(sources, src)
		total += len(src)
	}
	b.SetBytes(int64(total))
	b.ReportAllocs()
	for b.Loop() {
		for _, src := range sources {
			Parse("x.py", src)
		}
	}
}
