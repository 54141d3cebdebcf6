package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"
)

// trees gives one tree with the same n files as every kind.
func trees(t *testing.T, n int) map[Kind]*Tree {
	t.Helper()
	workDir(t)
	ar := &txtar.Archive{}
	if err := os.Mkdir("repo", 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		name, data := fmt.Sprintf("f%03d.py", i), fmt.Appendf(nil, "x = %d\n", i%97)
		ar.Files = append(ar.Files, txtar.File{Name: name, Data: data})
		if err := os.WriteFile(filepath.Join("repo", name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	shell(t, "cd repo; git init -q; git add -A; git commit -qm x")
	dir, err := OpenDir(context.Background(), "repo", Options{Workers: 4})
	if err != nil {
		t.Fatal(err)
	}
	rev, err := OpenRevision(context.Background(), "repo", "HEAD", Options{Workers: 4})
	if err != nil {
		t.Fatal(err)
	}
	return map[Kind]*Tree{Directory: dir, Revision: rev, Archive: FromArchive("x", ar, Options{Workers: 4})}
}

func TestKindsAgree(t *testing.T) {
	all := trees(t, 300)
	sameTree(t, all[Directory], all[Revision])
	sameTree(t, all[Directory], all[Archive])
}

// TestEachEndsEarly: an error of the callback or a cancelled context ends Each with that
// error, for every kind, and leaves no goroutine waiting.
func TestEachEndsEarly(t *testing.T) {
	for kind, tree := range trees(t, 300) {
		t.Run(string(kind), func(t *testing.T) {
			sorry := errors.New("sorry")
			err := tree.Each(context.Background(), tree.Paths(), func(i int, _ Blob) error {
				if i == 5 {
					return sorry
				}
				return nil
			})
			if !errors.Is(err, sorry) {
				t.Errorf("got error %v, want that of the callback", err)
			}
			ctx, cancel := context.WithCancelCause(context.Background())
			err = tree.Each(ctx, tree.Paths(), func(i int, _ Blob) error {
				cancel(sorry)
				return nil
			})
			if !errors.Is(err, sorry) {
				t.Errorf("got error %v, want the context's cause", err)
			}
			if err := tree.Each(context.Background(), []string{"f001.py", "nothing.py"}, nil); err == nil {
				t.Error("a path that is not in the tree is no error")
			}
			if err := tree.Each(context.Background(), nil, nil); err != nil {
				t.Errorf("reading nothing: %v", err)
			}
		})
	}
}

// TestEachInAnyOrder: several Each at once, with paths repeated, give every index once.
func TestEachInAnyOrder(t *testing.T) {
	for kind, tree := range trees(t, 300) {
		t.Run(string(kind), func(t *testing.T) {
			paths := append(slices.Clone(tree.Paths()), tree.Paths()...)
			var group sync.WaitGroup
			for range 3 {
				group.Go(func() {
					seen := make([]int, len(paths)) // each call owns its slot
					err := tree.Each(context.Background(), paths, func(i int, b Blob) error {
						if b.Path != paths[i] || b.ID != BlobID(b.Data) {
							return fmt.Errorf("index %d: got %s, want %s", i, b.Path, paths[i])
						}
						seen[i]++
						return nil
					})
					if err != nil {
						t.Error(err)
					}
					if slices.Min(seen) != 1 || slices.Max(seen) != 1 {
						t.Errorf("indices are given between %d and %d times", slices.Min(seen), slices.Max(seen))
					}
				})
			}
			group.Wait()
		})
	}
}

// TestFilesChangeWhileRead: between the walk and the read files may go, grow, turn into
// something else. Each is a named skip, never an error, and counted once.
func TestFilesChangeWhileRead(t *testing.T) {
	workDir(t)
	shell(t, `mkdir -p d/sub; for f in gone grown shrunk fifo folder sub/below binary stays; do echo 12345 > d/$f.py; done`)
	tree, err := OpenDir(context.Background(), "d", Options{MaxBytes: 100})
	if err != nil {
		t.Fatal(err)
	}
	shell(t, `cd d; rm gone.py; head -c 101 /dev/zero > grown.py; echo 1 > shrunk.py; rm fifo.py; mkfifo fifo.py
		rm folder.py; mkdir folder.py; rm -r sub; echo s > sub; printf 'a\0' > binary.py`)
	got := contents(t, tree)
	contents(t, tree)
	if string(got["shrunk.py"].Data) != "1\n" || string(got["stays.py"].Data) != "12345\n" || len(got) != 2 {
		t.Errorf("got %v, want shrunk.py and stays.py as they are now", got)
	}
	want := []Skip{{"binary.py", SkipBinary}, {"fifo.py", SkipSpecial}, {"folder.py", SkipSpecial}, {"gone.py", SkipDeleted},
		{"grown.py", SkipTooLarge}, {"sub/below.py", SkipDeleted}}
	if skips := tree.Skips(); !slices.Equal(skips, want) {
		t.Errorf("skipped %v, want %v", skips, want)
	}
}

// TestHookEnvironment: git's own hooks run with GIT_DIR and more pointing at their
// repository, which must not be the one that is read.
func TestHookEnvironment(t *testing.T) {
	work := workDir(t)
	shell(t, `for r in hook mine; do mkdir $r; cd $r; git init -q; echo $r > $r.py; git add -A; git commit -qm $r; cd ..; done`)
	t.Setenv("GIT_DIR", filepath.Join(work, "hook/.git"))
	t.Setenv("GIT_WORK_TREE", filepath.Join(work, "hook"))
	t.Setenv("GIT_INDEX_FILE", filepath.Join(work, "hook/.git/index"))
	t.Setenv("GIT_PREFIX", "sub/")
	t.Setenv("LANGUAGE", "de")
	for _, open := range []func() (*Tree, error){
		func() (*Tree, error) { return OpenDir(context.Background(), "mine", Options{}) },
		func() (*Tree, error) { return OpenRevision(context.Background(), "mine", "HEAD", Options{}) },
	} {
		tree, err := open()
		if err != nil {
			t.Fatal(err)
		}
		if got := tree.Paths(); !slices.Equal(got, []string{"mine.py"}) {
			t.Errorf("%s: got %v, want mine.py", tree.Kind(), got)
		}
	}
}

// TestHookIndex: a hook is told of the index that is about to be committed, which another
// repository has nothing to do with.
func TestHookIndex(t *testing.T) {
	workDir(t)
	shell(t, `for r in hook mine; do mkdir $r; cd $r; git init -q; echo $r > $r.py; git add -A; git commit -qm $r; cd ..; done`)
	shell(t, `cd hook; echo next > next.py; cp .git/index .git/next.lock; GIT_INDEX_FILE=.git/next.lock git add next.py`)
	t.Setenv("GIT_INDEX_FILE", filepath.Join("hook", ".git", "next.lock"))
	for repo, want := range map[string][]string{"hook": {"hook.py", "next.py"}, "mine": {"mine.py"}} {
		tree, err := OpenIndex(context.Background(), repo, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := tree.Paths(); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", repo, got, want)
		}
	}
}

// TestNoGit: without git a directory is still read, with a note; a revision can't be.
func TestNoGit(t *testing.T) {
	workDir(t)
	shell(t, `mkdir d; cd d; git init -q; echo i.py > .gitignore; touch i.py`)
	t.Setenv("PATH", t.TempDir())
	tree, err := Open(context.Background(), "d", ".", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !tree.Has("i.py") || len(tree.Notes()) != 1 || !strings.Contains(tree.Notes()[0], "not installed") {
		t.Errorf("paths %v, notes %q: want everything, and a note", tree.Paths(), tree.Notes())
	}
	_, err = Open(context.Background(), "v1.0", ".", Options{})
	var open *OpenError
	if !errors.As(err, &open) || !strings.Contains(err.Error(), "install git") {
		t.Errorf("got error %v, want one that says to install git", err)
	}
}

// TestReadOnly: reading changes nothing in a repository, not even its index.
func TestReadOnly(t *testing.T) {
	workDir(t)
	shell(t, `mkdir d; cd d; git init -q; echo 1 > a.py; git add -A; git commit -qm x; touch -d 2001-01-01 a.py; ls -lR --full-time . > ../before`)
	for _, arg := range []string{"d", "HEAD"} {
		tree, err := Open(context.Background(), arg, "d", Options{})
		if err != nil {
			t.Fatal(err)
		}
		contents(t, tree)
	}
	shell(t, `cd d; ls -lR --full-time . > ../after; cmp ../before ../after`)
}

// TestDamagedObject: a blob that git can't unpack is an error that names the repository's
// check, not a tree that lacks a file.
func TestDamagedObject(t *testing.T) {
	workDir(t)
	shell(t, `mkdir d; cd d; git init -q; head -c 5000 /dev/zero | tr '\0' x > a.py; seq 9999 > b.py; git add -A; git commit -qm x
		id=$(git rev-parse HEAD:b.py); f=.git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)
		chmod u+w $f; head -c 100 $f > cut; cat cut > $f`)
	tree, err := OpenRevision(context.Background(), "d", "HEAD", Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = tree.Each(context.Background(), tree.Paths(), func(int, Blob) error { return nil })
	var open *OpenError
	if !errors.As(err, &open) || !strings.Contains(err.Error(), "git fsck") {
		t.Errorf("got error %v, want one that says to run git fsck", err)
	}
}

// TestExplain: what git says becomes what to do.
func TestExplain(t *testing.T) {
	for stderr, want := range map[string]string{
		"fatal: detected dubious ownership in repository at '/r'\nTo add an exception": "safe.directory",
		"fatal: unsafe repository ('/r' is owned by someone else)":                     "safe.directory",
		"fatal: not a git repository (or any of the parent directories): .git":         "-C",
		"fatal: cannot change to 'x': No such file or directory":                       "-C",
		"warning: w\nfatal: could not fetch 00 from promisor remote":                   "partial clone",
		"error: x\nfatal: bad config line 1 in file .git/config":                       "bad config line 1",
	} {
		err := explain("arg", "dir", &gitError{[]string{"rev-parse"}, stderr, errors.New("exit status 128")})
		var open *OpenError
		if !errors.As(err, &open) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q becomes %q, want one paragraph with %q", stderr, err, want)
		}
	}
}

// TestAmbiguous: the error wraps a UsageError, and both of its spellings open.
func TestAmbiguous(t *testing.T) {
	workDir(t)
	shell(t, `git init -q; mkdir same; touch same/a.py; git add -A; git commit -qm x; git branch same`)
	_, err := Open(context.Background(), "same", ".", Options{})
	var usage *UsageError
	var both *AmbiguousError
	if !errors.As(err, &both) || !errors.As(err, &usage) {
		t.Fatalf("got error %v, want an AmbiguousError and UsageError", err)
	}
	for arg, want := range map[string]Kind{both.Directory: Directory, both.Revision: Revision} {
		tree, err := Open(context.Background(), arg, ".", Options{})
		if err != nil || tree.Kind() != want {
			t.Errorf("%s: %v, want a %s", arg, err, want)
		}
	}
}
