package source

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// asOrdinaryUser gives up root's right to read everything for the rest of the test: CI
// containers run as root.
func asOrdinaryUser(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const nobody = 65534
	if err := syscall.Setresuid(-1, nobody, -1); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Setresuid(-1, 0, -1); err != nil {
			t.Fatal(err)
		}
	})
}

// TestPermissions: folders and files without permission are counted and noted; a tree of
// which nothing can be read is an error.
func TestPermissions(t *testing.T) {
	workDir(t)
	shell(t, `mkdir -p d/closed nothing/closed shut; touch d/a.py d/secret.py d/closed/b.py nothing/closed/c.py shut/d.py
		chmod -R a+rX ..; chmod 0 d/secret.py d/closed nothing/closed shut`)
	t.Cleanup(func() { shell(t, `chmod 755 d/closed nothing/closed shut`) })
	asOrdinaryUser(t)
	tree, err := OpenDir(context.Background(), "d", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := contents(t, tree); len(got) != 1 {
		t.Errorf("got %v, want a.py alone", got)
	}
	want := []Skip{{"closed", SkipUnreadable}, {"secret.py", SkipUnreadable}}
	if got := tree.Skips(); !slices.Equal(got, want) {
		t.Errorf("skipped %v, want %v", got, want)
	}
	if notes := tree.Notes(); len(notes) != 1 || !strings.Contains(notes[0], "closed") {
		t.Errorf("notes %q, want one about the folder", notes)
	}
	for _, dir := range []string{"nothing", "shut"} {
		_, err := OpenDir(context.Background(), dir, Options{})
		var open *OpenError
		if !errors.As(err, &open) || !strings.Contains(err.Error(), "permission") {
			t.Errorf("%s: got error %v, want one about permissions", dir, err)
		}
	}
}
