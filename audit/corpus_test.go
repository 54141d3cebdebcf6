//go:build corpus

package audit

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"plumbline/internal/corpustest"
)

// realTree is a release on disk.
func realTree(t *testing.T, name string) Tree {
	t.Helper()
	root := filepath.Join(corpustest.Dir(t), name)
	tree := Tree{Name: name, Read: func(p string) ([]byte, error) { return os.ReadFile(filepath.Join(root, p)) }}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			rel, _ := filepath.Rel(root, p)
			tree.Paths = append(tree.Paths, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(tree.Paths)
	return tree
}

// TestCorpusSecrets: the one secret of the two releases is a token that a contributor used for an
// address of mail, in a recorded answer of GitHub; its checksum fits. Everything else that a
// looser search finds there is none.
func TestCorpusSecrets(t *testing.T) {
	for release, want := range map[string]int{"v1.13.1": 1, "v2.6.0": 0} {
		f := newFacts(Input{Tree: realTree(t, release), Settings: DefaultSettings()})
		n := 0
		for _, s := range f.secrets() {
			if s.allowed != "" {
				continue
			}
			if n++; s.path != ".github/scripts/gql_mocks.json" || s.line != 9170 || s.times != 15 {
				t.Errorf("%s: %+v", release, s)
			}
		}
		if n != want {
			t.Errorf("%s: %d secrets, want %d", release, n, want)
		}
	}
}

// TestCorpusVendored finds each submodule of a release, by git's own reading of .gitmodules, and the
// two folders of vendored code.
func TestCorpusVendored(t *testing.T) {
	for release, want := range map[string][2]int{"v1.13.1": {41, 2}, "v2.6.0": {0, 2}} {
		submodules, folders := 0, 0
		for _, v := range BillOf(Input{Tree: realTree(t, release), Settings: DefaultSettings()}).Components {
			submodules += boolToInt(v.Submodule())
			folders += boolToInt(!v.Submodule())
		}
		if submodules != want[0] || folders != want[1] {
			t.Errorf("%s: %d submodules, %d folders", release, submodules, folders)
		}
	}
}
