package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Tag is a tag that stands on a commit.
type Tag struct {
	Name   string    // below refs/tags/
	Commit string    // id of the commit; annotated tags are peeled, tags of tags too
	Date   time.Time // committer date of the commit, UTC; zero where it has none that can be read
}

// History says how much a repository knows of its past. Anything but WholeHistory means
// that what is not there may be elsewhere: no tags here is not the same as no releases.
type History string

// The states of a history, the first that fits.
const (
	NoRepository   History = "no repository"   // the folder lies in none, or is a repository's own storage without any
	ShallowHistory History = "shallow history" // older commits, and mostly their tags, are not there
	NoTags         History = "no tags"         // the history is whole, and no tag was asked for that stands on a commit
	WholeHistory   History = "whole history"   // and there are tags
)

// Tags are the tags of a repository. Every list is sorted.
type Tags struct {
	History History
	List    []Tag    // the wanted ones that stand on a commit, by name
	Others  []string // names that were not wanted: their objects were not looked at
	Bare    []string // wanted ones that stand on a tree or on a single file
	Lost    []string // wanted ones that are broken or whose object is not in the database
}

// Notes says what is missing and what to do, in sentences; none for a whole history.
func (t *Tags) Notes() []string {
	var notes []string
	switch t.History {
	case NoRepository:
		notes = append(notes, "There is no git repository here, so no release is known by its tag; name one with -C, or keep a ledger.")
	case ShallowHistory:
		notes = append(notes, "The repository is a shallow clone: older releases and their tags may be missing "+
			"(`git fetch --unshallow --tags` brings them, a ledger stands in for them).")
	case NoTags:
		notes = append(notes, "The repository has no tag that names a version, so no release is known by its tag; `git fetch --tags` may bring them.")
	}
	if len(t.Bare) > 0 {
		notes = append(notes, fmt.Sprintf("Version tags that stand on no commit and were left out: %d, the first is %q.", len(t.Bare), t.Bare[0]))
	}
	if len(t.Lost) > 0 {
		notes = append(notes, fmt.Sprintf("Version tags that are broken or whose commit is not in the repository: %d, the first is %q; "+
			"`git fetch --tags` may bring them, `git fsck` tells what is damaged.", len(t.Lost), t.Lost[0]))
	}
	return notes
}

// ReadTags lists the tags of the repository that repoDir lies in. want chooses by name (nil:
// all): repositories may hold a hundred thousand tags that name no release. A folder without
// a repository is no error but NoRepository; a repository that can't be read is an OpenError.
func ReadTags(ctx context.Context, repoDir string, want func(name string) bool) (*Tags, error) {
	if repoDir == "" {
		repoDir = "."
	}
	out, warnings, err := runGitBoth(ctx, repoDir, nil, "for-each-ref", "--format=%(objectname) %(refname)", tagPrefix)
	switch {
	case err != nil && says(err, "not a git repository"):
		return &Tags{History: NoRepository}, nil
	case err != nil:
		return nil, explain(repoDir, repoDir, err)
	}
	t := &Tags{}
	var names, ids []string
	for line := range strings.Lines(string(out)) {
		id, ref, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		name := strings.TrimPrefix(ref, tagPrefix)
		if want != nil && !want(name) {
			t.Others = append(t.Others, name)
			continue
		}
		names, ids = append(names, name), append(ids, id)
	}
	for _, name := range brokenTags(warnings) {
		if want == nil || want(name) {
			t.Lost = append(t.Lost, name)
		}
	}
	if err := t.peel(ctx, repoDir, names, ids); err != nil {
		return nil, explain(repoDir, repoDir, err)
	}
	t.sort()
	switch {
	case shallow(ctx, repoDir):
		t.History = ShallowHistory
	case len(t.List) == 0:
		t.History = NoTags
	default:
		t.History = WholeHistory
	}
	return t, nil
}

// tagPrefix is where git keeps tags.
const tagPrefix = "refs/tags/"

func (t *Tags) sort() {
	slices.SortFunc(t.List, func(a, b Tag) int { return strings.Compare(a.Name, b.Name) })
	for _, list := range [][]string{t.Others, t.Bare, t.Lost} {
		slices.Sort(list)
	}
}

// brokenTags are the tags whose file holds no id: git warns of them and lists them not.
func brokenTags(stderr []byte) (names []string) {
	for line := range strings.Lines(string(stderr)) {
		if _, ref, ok := strings.Cut(strings.TrimSpace(line), "ignoring broken ref "+tagPrefix); ok {
			names = append(names, ref)
		}
	}
	return names
}

// peel finds the commits behind tags, all in one git process; a second one tells the tags of
// trees and files from those whose object is missing.
func (t *Tags) peel(ctx context.Context, repoDir string, names, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	out, err := runGit(ctx, repoDir, ask(ids, "^{commit}"), "cat-file", "--batch")
	if err != nil && says(err, "promisor") {
		// Where a partial clone lacks what a tag stands on, git ends at that tag.
		return t.peelOneByOne(ctx, repoDir, names, ids)
	}
	if err != nil {
		return err
	}
	r := bufio.NewReader(bytes.NewReader(out))
	var doubtful, doubtfulIDs []string
	for i, name := range names {
		commit, date, err := readCommit(r)
		switch {
		case errors.Is(err, errNoCommit):
			doubtful, doubtfulIDs = append(doubtful, name), append(doubtfulIDs, ids[i])
		case err != nil:
			return err
		default:
			t.List = append(t.List, Tag{name, commit, date})
		}
	}
	if len(doubtful) == 0 {
		return nil
	}
	out, err = runGit(ctx, repoDir, ask(doubtfulIDs, "^{}"), "cat-file", "--batch-check")
	if err != nil {
		return err
	}
	lines := strings.Split(string(out), "\n")
	for i, name := range doubtful {
		if i < len(lines) && !strings.HasSuffix(lines[i], " missing") {
			t.Bare = append(t.Bare, name)
		} else {
			t.Lost = append(t.Lost, name)
		}
	}
	return nil
}

// peelOneByOne is peel with one git process a tag; a tag that can't be followed is lost.
func (t *Tags) peelOneByOne(ctx context.Context, repoDir string, names, ids []string) error {
	for i, name := range names {
		out, err := runGit(ctx, repoDir, ask(ids[i:i+1], "^{commit}"), "cat-file", "--batch")
		if cause := context.Cause(ctx); cause != nil {
			return cause
		}
		var commit string
		var date time.Time
		if err == nil {
			commit, date, err = readCommit(bufio.NewReader(bytes.NewReader(out)))
		}
		if err != nil {
			t.Lost = append(t.Lost, name)
			continue
		}
		t.List = append(t.List, Tag{name, commit, date})
	}
	return nil
}

// ask is what git reads from its stdin: one name a line.
func ask(ids []string, suffix string) io.Reader {
	return strings.NewReader(strings.Join(ids, suffix+"\n") + suffix + "\n")
}

// errNoCommit says that what was asked for is no commit, or not there.
var errNoCommit = errors.New("no commit")

// readCommit reads one answer of git cat-file --batch to a question for a commit.
func readCommit(r *bufio.Reader) (id string, date time.Time, err error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return "", date, fmt.Errorf("git cat-file ended early: %w", io.ErrUnexpectedEOF)
	}
	fields := strings.Fields(line)
	if strings.HasSuffix(line, " missing\n") {
		return "", date, errNoCommit
	}
	if len(fields) != 3 || fields[1] != "commit" {
		return "", date, fmt.Errorf("git cat-file answered %q for a commit", line)
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil || size < 0 {
		return "", date, fmt.Errorf("git cat-file answered %q for a commit", line)
	}
	var body bytes.Buffer
	if n, err := io.CopyN(&body, r, int64(size)+1); err != nil || n != int64(size)+1 { // and a newline
		return "", date, fmt.Errorf("git cat-file ended within commit %s: %w", fields[0], io.ErrUnexpectedEOF)
	}
	return fields[0], committed(body.Bytes()), nil
}

// committed is the committer date of a commit: "committer NAME <MAIL> SECONDS ZONE" in its header.
func committed(commit []byte) time.Time {
	for line := range bytes.Lines(commit) {
		if len(bytes.TrimSpace(line)) == 0 {
			break
		}
		rest, ok := bytes.CutPrefix(line, []byte("committer "))
		if !ok {
			continue
		}
		fields := bytes.Fields(rest[bytes.LastIndexByte(rest, '>')+1:])
		if len(fields) == 0 {
			break
		}
		if n, err := strconv.ParseInt(string(fields[0]), 10, 64); err == nil {
			return time.Unix(n, 0).UTC()
		}
	}
	return time.Time{}
}

// maxArgs bounds how many tags one git command is asked about.
const maxArgs = 500

// MergedTags gives the names of those tags that lie in the history of a revision, itself
// included, sorted. In a shallow clone what lies behind the cut is not among them.
func MergedTags(ctx context.Context, repoDir, rev string, tags []Tag) ([]string, error) {
	if repoDir == "" {
		repoDir = "."
	}
	at, err := resolveRevision(ctx, repoDir, rev)
	switch {
	case errors.Is(err, errNoRevision):
		return nil, unknownRevision(ctx, repoDir, rev, "")
	case err != nil:
		return nil, explain(rev, repoDir, err)
	case at.commit == "" || len(tags) == 0:
		return nil, nil // a tree named by its id has no history
	}
	var names []string
	for part := range slices.Chunk(tags, maxArgs) {
		args := []string{"for-each-ref", "--format=%(refname)", "--merged=" + at.commit}
		asked := make(map[string]bool, len(part))
		for _, tag := range part {
			args = append(args, tagPrefix+tag.Name)
			asked[tag.Name] = true
		}
		out, err := runGit(ctx, repoDir, nil, args...)
		if err != nil {
			return nil, explain(rev, repoDir, err)
		}
		for line := range strings.Lines(string(out)) {
			// A name is a pattern that covers what lies below it as well.
			if name := strings.TrimPrefix(strings.TrimSuffix(line, "\n"), tagPrefix); asked[name] {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
