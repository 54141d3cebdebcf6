package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/source"
)

// History is what the repository around a tree knows of its releases.
type History struct {
	Releases *deprecation.Releases
	Ledger   *deprecation.Ledger // nil where the tree has none
	Place    deprecation.Place   // the release that the tree is, or will be part of
	Known    source.History
	Notes    []string

	folder string // of the tree within its commits, "" for the top
}

// readHistory finds the releases that a tree can be held against: version tags of the
// repository that it belongs to, and its ledger.
func (s *Scan) readHistory(ctx context.Context, req *Request) (*History, error) {
	h := &History{}
	d := &s.Config.Deprecation
	pattern, err := deprecation.NewTagPattern(d.Tags)
	if err != nil {
		return nil, &config.Error{File: s.Config.Source, Message: "deprecation.tags: " + err.Error()}
	}
	repo, commit, err := s.standsAt(ctx, req, h)
	if err != nil {
		return nil, err
	}
	var tags *source.Tags
	if req.Archive != nil {
		tags = &source.Tags{History: source.NoRepository}
	} else if tags, err = source.ReadTags(ctx, repo, func(name string) bool { _, ok := pattern.Version(name); return ok }); err != nil {
		return nil, err
	}
	h.Known = tags.History
	var list []deprecation.Tag
	for _, t := range tags.List {
		list = append(list, deprecation.Tag(t))
	}
	h.Releases = deprecation.Fold(list, pattern, deprecation.FoldOptions{Candidates: d.Candidates})
	h.Releases.Ignored = tags.Others
	if h.Ledger, err = s.readLedger(ctx); err != nil {
		return nil, err
	}
	h.Releases = h.Releases.With(h.Ledger)
	revision := deprecation.Revision{Commit: commit, VersionFile: string(s.content(ctx, "version.txt"))}
	if commit != "" && len(list) > 0 {
		if revision.Ancestors, err = source.MergedTags(ctx, repo, commit, tags.List); err != nil {
			return nil, err
		}
	}
	if h.Place = h.Releases.ReleaseOf(revision); !h.Place.Known {
		h.Place = h.Ledger.Place() // a shallow clone has no tags
	}
	if h.Ledger == nil || len(h.Releases.List) == 0 {
		h.Notes = append(h.Notes, tags.Notes()...)
	}
	h.Notes = slices.Concat(h.Notes, h.Releases.Notes, h.Place.Notes)
	return h, nil
}

// ReleaseError is a release that a request names and that is none.
type ReleaseError struct{ Name string }

func (e *ReleaseError) Error() string {
	return fmt.Sprintf("%q names no release: give it as 2.7", e.Name)
}

// as takes the tree for part of another release than it seems to be; "" leaves it.
func (h *History) as(release string) error {
	if release == "" {
		return nil
	}
	id, ok := deprecation.ParseRelease(release)
	if !ok {
		return &ReleaseError{release}
	}
	h.Place = deprecation.Place{ID: id, Known: true, By: "asked for"}
	return nil
}

// standsAt tells the repository that a tree belongs to and the commit that it is, or is the
// work tree of; "" for none.
func (s *Scan) standsAt(ctx context.Context, req *Request, h *History) (repo, commit string, err error) {
	repo = req.Repo
	switch s.Tree.Kind() {
	case source.Directory:
	case source.Staged: // on top of what is checked out
		at, err := source.CheckedOut(ctx, cmp.Or(repo, "."))
		return repo, at.Commit, err
	default:
		return repo, s.Tree.Commit(), nil
	}
	repo = req.Arg
	at, err := source.CheckedOut(ctx, repo)
	if err != nil {
		return "", "", err
	}
	h.folder = at.Folder
	return repo, at.Commit, nil
}

// readLedger reads the ledger of a tree, nil where it has none. A ledger that can't be read is an
// error: without it the cycle would be judged by half.
func (s *Scan) readLedger(ctx context.Context) (*deprecation.Ledger, error) {
	p := s.Config.Deprecation.Ledger
	if p == "" || !s.Tree.Has(p) {
		return nil, nil
	}
	data, err := s.Tree.Read(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p, err)
	}
	return deprecation.ReadLedger(p, data)
}
