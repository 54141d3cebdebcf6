// Package goldentest runs fixtures that hold what is wanted of them: one txtar archive a case,
// whose comment tells its story, whose files are the input and one of whose files is the result.
// It exists so that fixtures of all packages are found, compared and rewritten alike.
//
// Concurrency: fixtures run one after another in the calling test.
package goldentest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Archives runs every archive that a pattern finds: render makes a result of it without the file
// named want, which has what the result is to be. With update that file is rewritten, last, instead.
func Archives(t *testing.T, pattern, want string, update bool, render func(t *testing.T, input *txtar.Archive) string) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			inputs, wanted := Split(archive, want)
			if len(inputs) == len(archive.Files) && !update {
				t.Fatalf("%s has no file %s; run with -update and judge what it writes", path, want)
			}
			archive.Files = inputs
			got := render(t, archive)
			if update {
				archive.Files = append(inputs, txtar.File{Name: want, Data: []byte(got)})
				if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(wanted, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		})
	}
}

// Split takes the file with the result out of an archive.
func Split(archive *txtar.Archive, want string) (inputs []txtar.File, wanted string) {
	for _, f := range archive.Files {
		if f.Name == want {
			wanted = string(f.Data)
		} else {
			inputs = append(inputs, f)
		}
	}
	return inputs, wanted
}
