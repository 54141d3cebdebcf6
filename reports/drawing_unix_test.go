//go:build unix

package reports_test

import (
	"os"
	"path/filepath"
	"testing"

	"plumbline/reports/internal/tmpdir"
)

// TestCompiledCode holds that go-graphviz keeps its machine code in a folder of the
// user's own and that the environment is as it was.
func TestCompiledCode(t *testing.T) {
	dir := tmpdir.Folder()
	if dir == "" {
		t.Fatal("there is no folder that only this user can write to: set HOME or PLUMBLINE_CACHE")
	}
	if _, err := os.Stat(filepath.Join(dir, "go-graphviz")); err != nil {
		t.Errorf("go-graphviz was initialized before its folder was set: %v", err)
	}
	if os.TempDir() == dir {
		t.Errorf("TMPDIR still is %s", dir)
	}
}
