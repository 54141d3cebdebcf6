package deprecation

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the want sections of testdata/*/*.txtar")

// fixtures runs every archive of a folder of testdata: the lines of its comment that start
// with "> " are given to do one by one, and what all of them show is held against the section
// "want". files holds the other sections.
func fixtures(t *testing.T, folder string, do func(t *testing.T, out *bytes.Buffer, files map[string]string, words []string)) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures in %s: %v", folder, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string]string{}
			for _, f := range ar.Files {
				files[f.Name] = string(f.Data)
			}
			var out bytes.Buffer
			for line := range strings.Lines(string(ar.Comment)) {
				if words, ok := strings.CutPrefix(line, "> "); ok {
					fmt.Fprint(&out, line)
					do(t, &out, files, strings.Fields(words))
				}
			}
			wanted(t, path, ar, out.Bytes())
		})
	}
}

// wanted holds a result against the section "want" of an archive, or rewrites it.
func wanted(t *testing.T, path string, ar *txtar.Archive, got []byte) {
	t.Helper()
	at := slices.IndexFunc(ar.Files, func(f txtar.File) bool { return f.Name == "want" })
	if at < 0 {
		ar.Files = append(ar.Files, txtar.File{Name: "want"})
		at = len(ar.Files) - 1
	}
	if *update {
		ar.Files[at].Data = got
		if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(ar.Files[at].Data), string(got)); diff != "" {
		t.Errorf("-want +got (rewrite with -update):\n%s", diff)
	}
}
