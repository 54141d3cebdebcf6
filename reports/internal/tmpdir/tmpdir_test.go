//go:build unix

package tmpdir

import (
	"go/build"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestPrivate holds the package to the one import that lets it come before go-graphviz.
func TestPrivate(t *testing.T) {
	pkg, err := build.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(pkg.Imports, []string{"syscall"}) {
		t.Errorf("imports %v; any other than syscall lets go-graphviz be initialized first", pkg.Imports)
	}
}

// TestFolder holds that only a folder that is the user's alone is taken.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "own")
	shared := filepath.Join(dir, "shared")
	file := filepath.Join(dir, "file")
	if err := os.Mkdir(shared, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(shared, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, plumbline, xdg, home, want string }{
		{"PLUMBLINE_CACHE", own, "", "", own},
		{"writable by others", shared, "", "", ""},
		{"a file", file, "", "", ""},
		{"below a file", file + "/x", "", "", ""},
		{"XDG_CACHE_HOME", "", own, "", own + "/plumbline"},
		{"a relative XDG_CACHE_HOME", "", "x", "", ""},
		{"HOME", "", "", own, own + "/.cache/plumbline"},
		{"nothing", "", "", "", ""},
	} {
		t.Setenv("PLUMBLINE_CACHE", c.plumbline)
		t.Setenv("XDG_CACHE_HOME", c.xdg)
		t.Setenv("HOME", c.home)
		if got := Folder(); got != c.want {
			t.Errorf("%s: folder %q, want %q", c.name, got, c.want)
		}
	}
}

// TestRestore holds that TMPDIR is put back to what it was, or taken out again.
func TestRestore(t *testing.T) {
	old := saved
	t.Cleanup(func() { saved = old })
	for _, b := range []before{{"/somewhere", true}, {"", true}, {"", false}} {
		t.Setenv("TMPDIR", b.value)
		if !b.set {
			os.Unsetenv("TMPDIR")
		}
		saved = redirect()
		if now := os.Getenv("TMPDIR"); now == b.value {
			t.Errorf("%+v: TMPDIR was not redirected", b)
		}
		Restore()
		if value, set := os.LookupEnv("TMPDIR"); value != b.value || set != b.set {
			t.Errorf("TMPDIR is %q, %v after Restore, want %+v", value, set, b)
		}
	}
}
