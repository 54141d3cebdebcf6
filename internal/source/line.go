package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Line is the main line of a range of revisions: from its newest commit along first parents,
// as `git log --first-parent FROM..TO` walks it. What was merged is part of the merge.
type Line struct {
	Range string // as the user wrote it, "HEAD" for none
	Name  string // the newest commit as the user named it
	To    string // id of the newest commit
	// From is the commit that the range starts behind: the revision left of the dots, or where
	// the two part if that is no ancestor. The zero Step for a line back to the first commit.
	From  Step
	Steps []Step // newest first
	Notes []string

	stop string // what is reachable from this commit is no part of the range; "" for none
}

// Step is one commit of a line.
type Step struct {
	Commit string
	Date   time.Time // committer date, UTC
}

// ReadLine lists the commits of a range: FROM..TO, FROM...TO (behind their merge base), one
// revision for its whole history, "" for HEAD's; an empty side is HEAD. An unknown revision, a
// range without a commit, and a line that a shallow clone cuts off before it ends are
// OpenErrors: figures of a part would read as figures of the whole.
func ReadLine(ctx context.Context, repoDir, arg string) (*Line, error) {
	if repoDir == "" {
		repoDir = "."
	}
	if arg == "" {
		arg = "HEAD"
	}
	from, to, symmetric := splitRange(arg)
	l := &Line{Range: arg, Name: to}
	var err error
	if l.To, err = commitOf(ctx, repoDir, to); err != nil {
		return nil, err
	}
	if from != "" {
		if err := l.start(ctx, repoDir, from, to, symmetric); err != nil {
			return nil, err
		}
	}
	out, err := runGit(ctx, repoDir, nil, append([]string{"rev-list", "--first-parent", "--timestamp"}, l.commits()...)...)
	if err != nil {
		return nil, explain(arg, repoDir, err)
	}
	for line := range strings.Lines(string(out)) {
		step, err := parseStep(strings.TrimSuffix(line, "\n"))
		if err != nil {
			return nil, err
		}
		l.Steps = append(l.Steps, step)
	}
	if len(l.Steps) == 0 {
		return nil, emptyRange(ctx, repoDir, arg, from, to)
	}
	return l, l.whole(ctx, repoDir)
}

// splitRange takes a range apart; a single revision has no from.
func splitRange(arg string) (from, to string, symmetric bool) {
	for _, dots := range []string{"...", ".."} {
		if a, b, ok := strings.Cut(arg, dots); ok {
			if a == "" {
				a = "HEAD"
			}
			if b == "" {
				b = "HEAD"
			}
			return a, b, dots == "..."
		}
	}
	return "", arg, false
}

// commitOf resolves a revision that must be a commit.
func commitOf(ctx context.Context, repoDir, rev string) (string, error) {
	at, err := resolveRevision(ctx, repoDir, rev)
	switch {
	case says(err, "not a git repository"):
		return "", explain(rev, repoDir, err)
	case errors.Is(err, errNoRevision) && rev == "HEAD":
		return "", &OpenError{rev, "has no commit yet in the repository at " + repoDir, "name a branch that has some", err}
	case errors.Is(err, errNoRevision):
		return "", unknownRevision(ctx, repoDir, rev, "")
	case err != nil:
		return "", explain(rev, repoDir, err)
	case at.commit == "":
		return "", &UsageError{rev, "is a tree without history", "name a commit"}
	}
	return at.commit, nil
}

// commits are the arguments that tell git which commits are meant.
func (l *Line) commits() []string {
	if l.stop == "" {
		return []string{l.To, "--"}
	}
	return []string{l.To, "^" + l.stop, "--"}
}

// start settles where the line starts.
func (l *Line) start(ctx context.Context, repoDir, from, to string, symmetric bool) error {
	var err error
	if l.stop, err = commitOf(ctx, repoDir, from); err != nil {
		return err
	}
	base, err := MergeBase(ctx, repoDir, from, to)
	switch {
	case err != nil && symmetric:
		return err
	case err != nil && context.Cause(ctx) != nil:
		return context.Cause(ctx)
	case err != nil:
		l.Notes = append(l.Notes, fmt.Sprintf("%s and %s have no common ancestor: the whole line of %s is taken.", from, to, to))
		return nil
	case symmetric:
		l.stop = base
	case base != l.stop:
		l.Notes = append(l.Notes, fmt.Sprintf("%s is no ancestor of %s: the line starts at %.12s, where they part.", from, to, base))
	}
	out, err := gitLine(ctx, repoDir, "rev-list", "--timestamp", "--no-walk", base)
	if err != nil {
		return explain(from, repoDir, err)
	}
	l.From, err = parseStep(out)
	return err
}

// parseStep reads a line of git rev-list --timestamp: "SECONDS ID".
func parseStep(line string) (Step, error) {
	seconds, id, _ := strings.Cut(line, " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || id == "" {
		return Step{}, fmt.Errorf("git rev-list printed %q, which is no commit", line)
	}
	return Step{id, time.Unix(n, 0).UTC()}, nil
}

// emptyRange says why a range holds nothing.
func emptyRange(ctx context.Context, repoDir, arg, from, to string) error {
	advice := "name an older revision on the left"
	if out, err := gitLine(ctx, repoDir, "rev-list", "--first-parent", "--count", from, "^"+to, "--"); err == nil && out != "0" {
		advice = fmt.Sprintf("the other way round, %s..%s, it holds some", to, from)
	}
	return &OpenError{Arg: arg, Problem: "holds no commit: " + to + " has none that " + from + " has not", Advice: advice}
}

// whole fails where a shallow clone cuts the line off: its last commit then has parents that
// are not there.
func (l *Line) whole(ctx context.Context, repoDir string) error {
	if !shallow(ctx, repoDir) {
		return nil
	}
	last := l.Steps[len(l.Steps)-1].Commit
	parents, err := gitLine(ctx, repoDir, "rev-list", "--parents", "--no-walk", last)
	if err != nil {
		return explain(l.Range, repoDir, err)
	}
	if strings.Contains(parents, " ") {
		return nil // it has parents here: the range ended by itself
	}
	raw, err := runGit(ctx, repoDir, nil, "cat-file", "commit", last) // as it was committed, whatever the clone lacks
	if err != nil {
		return explain(l.Range, repoDir, err)
	}
	header, _, _ := bytes.Cut(raw, []byte("\n\n"))
	if !bytes.Contains(header, []byte("\nparent ")) {
		return nil // the first commit of all
	}
	advice := "`git fetch --unshallow --tags` brings the rest"
	if n := len(l.Steps); n > 1 {
		advice += fmt.Sprintf(", %.12s~%d..%.12s is there", l.To, n-1, l.To)
	}
	return &OpenError{Arg: l.Range, Problem: fmt.Sprintf("is cut off after %d of its commits, for the repository is a shallow clone", len(l.Steps)), Advice: advice}
}
