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

// Kinship says how two commits stand to one another.
type Kinship string

// How two commits can stand to one another.
const (
	Ancestor   Kinship = "ancestor"   // the first lies in the history of the second, or is the same
	Descendant Kinship = "descendant" // the other way round
	Diverged   Kinship = "diverged"   // they have a common ancestor, which is neither
	Unrelated  Kinship = "unrelated"  // they have none, as far as the repository knows
)

// KinshipOf tells how commit a stands to commit b; both are full ids.
func KinshipOf(ctx context.Context, repoDir, a, b string) (Kinship, error) {
	if repoDir == "" {
		repoDir = "."
	}
	base, err := gitLine(ctx, repoDir, "merge-base", a, b)
	var failed *gitError
	switch {
	case err == nil && base == a:
		return Ancestor, nil
	case err == nil && base == b:
		return Descendant, nil
	case err == nil:
		return Diverged, nil
	case errors.As(err, &failed) && failed.stderr == "":
		return Unrelated, nil // git says so by its exit code alone
	}
	return "", explain(a, repoDir, err)
}
