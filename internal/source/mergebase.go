package source

import (
	"context"
	"errors"
	"fmt"
)

// MergeBase gives the id of the best common ancestor of two revisions, as BASE...HEAD of
// git diff takes it. Revisions without one are an OpenError.
func MergeBase(ctx context.Context, repoDir, a, b string) (string, error) {
	if repoDir == "" {
		repoDir = "."
	}
	var commits [2]string
	for i, rev := range [...]string{a, b} {
		at, err := resolveRevision(ctx, repoDir, rev)
		switch {
		case errors.Is(err, errNoRevision) || says(err, "not a git repository"):
			return "", unknownRevision(ctx, repoDir, rev, "")
		case err != nil:
			return "", explain(rev, repoDir, err)
		case at.commit == "":
			return "", &UsageError{rev, "is a tree without history", "name a commit on either side of the three dots"}
		}
		commits[i] = at.commit
	}
	id, err := gitLine(ctx, repoDir, "merge-base", commits[0], commits[1])
	if err != nil {
		advice := "compare the two revisions themselves, as two arguments"
		if shallow(ctx, repoDir) {
			advice = "the repository is a shallow clone, `git fetch --unshallow` brings the history"
		}
		return "", &OpenError{Arg: a + "..." + b, Problem: fmt.Sprintf("have no common ancestor in the repository at %s", repoDir), Advice: advice, Err: err}
	}
	return id, nil
}
