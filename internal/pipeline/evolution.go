package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"plumbline/coupling"
	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/source"
	"plumbline/parse"
)

// HistoryRequest asks for the past of a repository. Arg of the request is not used.
type HistoryRequest struct {
	Request
	Range string // revisions as source.ReadLine takes them; "" for HEAD's whole history
	Tags  bool   // the tags instead of a range
	Every int    // of a range measure every n-th commit, counted from the newest; 0: as many as make a readable table
}

// shownRevisions is how many revisions of a range are measured where nobody says every how many.
const shownRevisions = 20

// Revision is one tree of a history.
type Revision struct {
	Name   string // tag, or the first digits of the commit's id
	Commit string
	Date   time.Time // committer date, UTC
}

// Measured is a revision with its figures.
type Measured struct {
	Revision
	coupling.Summary
}

// Unmeasured is a revision that could not be measured.
type Unmeasured struct {
	Revision
	Err error
}

// Evolution is how the figures of a tree developed.
type Evolution struct {
	Asked     string // what was asked for, in words
	Config    *config.Config
	Revisions []Measured   // oldest first; releases by version
	Failed    []Unmeasured // in the same order
	Parsed    int          // files read, over all revisions: what two neighbours share is read once
	Stages    []Stage
	Notes     []string
}

// UnmeasuredError says that not one revision of a history could be measured.
type UnmeasuredError struct{ Failed []Unmeasured }

func (e *UnmeasuredError) Error() string {
	f := &e.Failed[len(e.Failed)-1]
	return fmt.Sprintf("none of %d revisions could be measured; the newest, %s: %v", len(e.Failed), f.Name, f.Err)
}

// Unwrap gives the error of the newest revision.
func (e *UnmeasuredError) Unwrap() error { return e.Failed[len(e.Failed)-1].Err }

// Evolve measures the revisions of a history, each as Map would, all under the configuration of
// the newest one: figures of two module maps could not be compared. A revision that can't be
// measured is told, and the others are; none at all is an error.
func Evolve(ctx context.Context, req HistoryRequest) (*Evolution, error) {
	e := &Evolution{}
	s := &Scan{}
	var list []Revision
	var err error
	s.stage("revisions", func() { list, err = e.choose(ctx, &req) })
	if err != nil {
		return nil, err
	}
	var settled *config.Config // what holds for all but the newest
	known := map[contentKey]*parse.File{}
	for i := range list {
		// Newest first: its configuration holds for all.
		r := list[len(list)-1-i]
		req.progress("revisions", i, len(list))
		one := req.Request
		one.Arg, one.Archive, one.Progress, one.given, one.known, one.past = r.Commit, nil, nil, settled, known, true
		if i == 0 {
			if e.Config, err = Configure(ctx, one); err != nil {
				return nil, err
			}
			settled, one.given = e.Config, e.Config
		}
		m, err := Map(ctx, one)
		switch {
		case ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err != nil:
			e.Failed = append(e.Failed, Unmeasured{r, err})
			continue
		}
		e.Revisions = append(e.Revisions, Measured{r, coupling.Summarize(m.Result)})
		next := m.contents()
		for k := range next {
			if known[k] == nil {
				e.Parsed++
			}
		}
		known = next
		s.Stages = sumStages(s.Stages, m.Stages)
		e.Notes = append(e.Notes, prefixed(r.Name+": ", m.Notes)...)
		if i == 0 {
			e.Notes = append(e.Notes, m.Tree.Notes()...)
			if len(settled.Modules) == 0 {
				settled = withModules(settled, m.Scan) // the folders of every tree would suggest others
			}
		}
	}
	req.progress("revisions", len(list), len(list))
	slices.Reverse(e.Revisions)
	slices.Reverse(e.Failed)
	if len(e.Revisions) == 0 {
		return nil, &UnmeasuredError{e.Failed}
	}
	e.Notes = slices.Concat(e.Config.Notes, e.Notes)
	e.Stages = s.Stages
	return e, nil
}

// choose lists the revisions to measure, oldest first.
func (e *Evolution) choose(ctx context.Context, req *HistoryRequest) ([]Revision, error) {
	if req.Tags {
		return e.tagged(ctx, req)
	}
	line, err := source.ReadLine(ctx, req.Repo, req.Range)
	if err != nil {
		return nil, err
	}
	e.Notes = append(e.Notes, line.Notes...)
	every := req.Every
	if every == 0 {
		every = (len(line.Steps) + shownRevisions - 1) / shownRevisions
	}
	var list []Revision
	for i := 0; i < len(line.Steps); i += every {
		list = append(list, revisionOf(line.Steps[i]))
	}
	e.Asked = fmt.Sprintf("%s, %s along first parents, %s measured", line.Range, counted(len(line.Steps), "commit", "commits"), each(every))
	if line.From.Commit != "" {
		list = append(list, revisionOf(line.From))
		e.Asked += ", and where the range starts"
	}
	slices.Reverse(list)
	return list, nil
}

func revisionOf(s source.Step) Revision {
	return Revision{Name: s.Commit[:min(len(s.Commit), 10)], Commit: s.Commit, Date: s.Date}
}

// tagged lists the versions that came out, patches too, in the order of their versions; the
// pattern of version tags is that of HEAD's configuration. Where no tag names a version, all
// tags are taken by date.
func (e *Evolution) tagged(ctx context.Context, req *HistoryRequest) ([]Revision, error) {
	pattern, err := tagPattern(ctx, req)
	if err != nil {
		return nil, err
	}
	tags, err := source.ReadTags(ctx, req.Repo, nil)
	if err != nil {
		return nil, err
	}
	if tags.History == source.NoRepository {
		_, err := source.ReadLine(ctx, req.Repo, "") // says so, and what to do
		return nil, err
	}
	if len(tags.List) == 0 {
		return nil, noTags(tags)
	}
	e.Notes = append(e.Notes, tagNotes(tags)...)
	list, left := versions(tags.List, pattern)
	e.Asked = counted(len(list), "version tag", "version tags") + " by version"
	if left != "" {
		e.Notes = append(e.Notes, left)
	}
	if len(list) == 0 {
		list = byDate(tags.List)
		e.Asked = counted(len(list), "tag", "tags") + " by date"
	}
	return list, nil
}

// tagPattern is the pattern of version tags in force at HEAD; a repository whose HEAD can't be
// read has the usual one.
func tagPattern(ctx context.Context, req *HistoryRequest) (deprecation.TagPattern, error) {
	one := req.Request
	one.Arg, one.Archive, one.Progress = "HEAD^{commit}", nil, nil
	c, err := Configure(ctx, one)
	var open *source.OpenError
	if errors.As(err, &open) {
		return deprecation.NewTagPattern("")
	}
	if err != nil {
		return deprecation.TagPattern{}, err
	}
	pattern, err := deprecation.NewTagPattern(c.Deprecation.Tags)
	if err != nil {
		return pattern, &config.Error{File: c.Source, Message: "deprecation.tags: " + err.Error()}
	}
	return pattern, nil
}

// versions are the tags of versions that came out, by version, each commit once, and a sentence
// on those left out, "" for none.
func versions(tags []source.Tag, pattern deprecation.TagPattern) (list []Revision, left string) {
	var own []deprecation.VersionTag
	var candidates, others int
	for _, t := range tags {
		switch v, ok := pattern.Version(t.Name); {
		case !ok:
			others++
		case v.Candidate():
			candidates++
		default:
			own = append(own, deprecation.VersionTag{Tag: deprecation.Tag(t), Version: v})
		}
	}
	slices.SortFunc(own, func(a, b deprecation.VersionTag) int {
		if c := deprecation.CompareVersions(a.Version, b.Version); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	seen := map[string]bool{}
	for _, t := range own {
		if !seen[t.Commit] {
			list = append(list, Revision{Name: t.Name, Commit: t.Commit, Date: t.Date})
		}
		seen[t.Commit] = true
	}
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{{candidates, "candidate", "candidates"}, {others, "tag that names no version", "tags that name no version"},
		{len(own) - len(list), "second tag of a commit", "further tags of a commit"}} {
		if p.n > 0 {
			parts = append(parts, counted(p.n, p.one, p.many))
		}
	}
	switch {
	case len(list) == 0:
		return nil, fmt.Sprintf("No tag names a version that came out, so the tags are taken by date (%s); deprecation.tags in plumbline.yaml says what a version tag is.", counted(len(tags), "tag", "tags"))
	case len(parts) > 0:
		return list, "Left out: " + strings.Join(parts, ", ") + "."
	}
	return list, ""
}

// byDate takes all tags by date, each commit once.
func byDate(tags []source.Tag) []Revision {
	sorted := slices.Clone(tags)
	slices.SortStableFunc(sorted, func(a, b source.Tag) int { return a.Date.Compare(b.Date) })
	var list []Revision
	seen := map[string]bool{}
	for _, t := range sorted {
		if !seen[t.Commit] {
			list = append(list, Revision{Name: t.Name, Commit: t.Commit, Date: t.Date})
		}
		seen[t.Commit] = true
	}
	return list
}

// noTags says what to do in a repository without tags.
func noTags(tags *source.Tags) error {
	advice := "`git fetch --tags` may bring them; a range of revisions, as in HEAD~100..HEAD, needs none"
	if tags.History == source.ShallowHistory {
		advice = "the repository is a shallow clone, `git fetch --unshallow --tags` brings them"
	}
	return &source.OpenError{Arg: "--tags", Problem: "finds no tag in the repository that stands on a commit", Advice: advice}
}

// tagNotes are what the reader of a history by tags should know of them.
func tagNotes(tags *source.Tags) []string {
	var notes []string
	if tags.History == source.ShallowHistory {
		notes = append(notes, "The repository is a shallow clone: older tags may be missing (`git fetch --unshallow --tags` brings them).")
	}
	if n := len(tags.Bare) + len(tags.Lost); n > 0 {
		notes = append(notes, fmt.Sprintf("Tags that stand on no commit, or on one that is not there: %d, left out.", n))
	}
	return notes
}

// counted writes a count with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// each says which of a list are taken: "each", "every 2nd", "every 21st".
func each(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	if n == 1 {
		return "each"
	}
	return fmt.Sprintf("every %d%s", n, suffix)
}
