package source

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
)

// Checkout is where a directory stands in the history of the repository around it.
type Checkout struct {
	Commit string // the commit that is checked out; "" for none
	Folder string // the directory's path within the commit's tree, without a final slash; "" for the top
}

// CheckedOut tells which revision a directory is the work tree of: HEAD. The zero Checkout
// says that it is none's: it lies in no work tree, nothing is committed yet, or the commit
// knows no such folder, as of one that is ignored or new. Changes in the work tree that are not
// committed make no difference. Git that can't be asked is an OpenError. At an earlier revision REV the directory is REV:Folder.
func CheckedOut(ctx context.Context, dir string) (Checkout, error) {
	answer, err := gitLine(ctx, dir, "rev-parse", "--is-inside-work-tree", "--show-prefix")
	inside, prefix, _ := strings.Cut(answer, "\n")
	switch {
	case err != nil && notRepository(err), err == nil && inside != "true": // a repository's own storage
		return Checkout{}, nil
	case err != nil:
		return Checkout{}, explain(dir, dir, err)
	}
	at := Checkout{Folder: strings.TrimSuffix(filepath.ToSlash(prefix), "/")}
	at.Commit, err = verify(ctx, dir, "HEAD^{commit}")
	if err == nil && at.Folder != "" {
		var id string
		if id, err = verify(ctx, dir, at.Commit+":"+at.Folder); err == nil {
			_, err = verify(ctx, dir, id+"^{tree}") // of a submodule it is a commit elsewhere
		}
	}
	switch {
	case errors.Is(err, errNoRevision):
		return Checkout{}, nil
	case err != nil:
		return Checkout{}, explain(dir, dir, err)
	}
	return at, nil
}
