package deprecation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// DifferenceKind says what is wrong with a line of a ledger.
type DifferenceKind string

// The kinds of differences.
const (
	LedgerMissing     DifferenceKind = "missing"     // the trees show it, the ledger lacks it: write the ledger again
	LedgerStale       DifferenceKind = "stale"       // the trees have gone on, or show nothing of the kind: write it again
	LedgerContradicts DifferenceKind = "contradicts" // the trees show that it is not so: somebody must look
)

// LedgerDifference is one difference between a ledger and what tags and trees show.
type LedgerDifference struct {
	Kind    DifferenceKind
	Subject string    // "" for a release
	Release ReleaseID // the release that it is about; zero if none is
	Message string    // one sentence
}

// CheckLedger holds a ledger against the one that NewLedger makes of those releases whose trees
// were read. A clone may hold only some of the releases: of those that it lacks, the ledger is
// believed. whole says that it has all tags and trees, so that a release without a tag is none, and
// a subject that no tree warns of is a mistake. Sorted, releases first.
func CheckLedger(ledger, computed *Ledger, whole bool) []LedgerDifference {
	c := &ledgerCheck{ledger: ledger, computed: computed, whole: whole}
	for _, r := range computed.Releases {
		c.release(r)
	}
	for _, r := range ledger.Releases {
		if whole && !computed.knows(r.Release) {
			c.add(LedgerContradicts, "", r.Release, "Release %s (tag %s, commit %.12s) has no tag in the repository.", r.Release, r.Tag, r.Commit)
		}
	}
	for i := range computed.Deprecations {
		e := &computed.Deprecations[i]
		if old := ledger.find(e.Subject); old == nil {
			c.add(LedgerMissing, e.Subject, e.First, "%s warns since %s and is not in the ledger.", e.Subject, e.First)
		} else {
			c.entry(old, e)
		}
	}
	for i := range ledger.Deprecations {
		if e := &ledger.Deprecations[i]; computed.find(e.Subject) == nil {
			c.gone(e)
		}
	}
	slices.SortStableFunc(c.out, func(a, b LedgerDifference) int {
		return cmp.Or(strings.Compare(a.Subject, b.Subject), CompareReleases(a.Release, b.Release))
	})
	return c.out
}

type ledgerCheck struct {
	ledger, computed *Ledger
	whole            bool
	out              []LedgerDifference
}

func (c *ledgerCheck) add(kind DifferenceKind, subject string, id ReleaseID, format string, args ...any) {
	c.out = append(c.out, LedgerDifference{kind, subject, id, fmt.Sprintf(format, args...)})
}

// release holds a release that the repository has against the ledger's.
func (c *ledgerCheck) release(r LedgerRelease) {
	i := slices.IndexFunc(c.ledger.Releases, func(o LedgerRelease) bool { return o.Release == r.Release })
	if i < 0 {
		c.add(LedgerMissing, "", r.Release, "Release %s (tag %s) is not in the ledger.", r.Release, r.Tag)
		return
	}
	switch old := c.ledger.Releases[i]; {
	case old.Commit != r.Commit && old.Tag == r.Tag:
		c.add(LedgerContradicts, "", r.Release, "Tag %s stands on commit %.12s, in the ledger on %.12s: history was rewritten or the tag moved.", r.Tag, r.Commit, old.Commit)
	case old.Commit != r.Commit:
		c.add(LedgerStale, "", r.Release, "Release %s is tag %s now, in the ledger %s.", r.Release, r.Tag, old.Tag)
	case old != r:
		c.add(LedgerStale, "", r.Release, "Release %s is tag %s, version %s of %s; in the ledger tag %s, version %s of %s.", r.Release,
			r.Tag, r.Version, showDay(r), old.Tag, old.Version, showDay(old))
	}
}

func showDay(r LedgerRelease) string {
	if r.Date.IsZero() {
		return "an unknown day"
	}
	return r.Date.Format("2006-01-02")
}

// entry holds what the ledger says of a subject against what the trees at hand show.
func (c *ledgerCheck) entry(old, e *LedgerEntry) {
	c.contradictions(old)
	missed := false
	for _, id := range c.warnings(e) {
		if warned, known := c.ledger.Warned(e.Subject, id); !warned && !known {
			missed = true
		}
	}
	last := c.warnings(e)
	switch {
	case missed:
		c.add(LedgerStale, e.Subject, e.Last, "%s warns from %s to %s, in the ledger from %s to %s.", e.Subject, e.First, e.Last, old.First, old.Last)
	case len(last) > 0 && last[len(last)-1] == old.Last && (e.Promised != old.Promised || e.Category != old.Category || e.Text != old.Text):
		c.add(LedgerStale, e.Subject, e.Last, "%s warns with promise %q, category %q and text %q, in the ledger with %q, %q and %q.", e.Subject,
			e.Promised, e.Category, e.Text, old.Promised, old.Category, old.Text)
	}
	switch {
	case e.Tombstone != nil && (old.Tombstone == nil || e.Tombstone.Before(*old.Tombstone)):
		c.add(LedgerStale, e.Subject, *e.Tombstone, "%s raises since %s, which the ledger does not say.", e.Subject, *e.Tombstone)
	case old.Tombstone != nil && c.computed.knows(*old.Tombstone) && (e.Tombstone == nil || old.Tombstone.Before(*e.Tombstone)):
		c.add(LedgerContradicts, e.Subject, *old.Tombstone, "%s raises in %s by the ledger, and the tree of that release does not show it.", e.Subject, *old.Tombstone)
	}
}

// gone tells of a subject that no tree at hand warns of.
func (c *ledgerCheck) gone(old *LedgerEntry) {
	before := len(c.out)
	c.contradictions(old)
	if c.whole && len(c.out) == before {
		c.add(LedgerStale, old.Subject, old.First, "%s is in the ledger since %s, and no tree warns of it.", old.Subject, old.First)
	}
}

// contradictions tells where the tree of a release shows the opposite of what the ledger says.
func (c *ledgerCheck) contradictions(old *LedgerEntry) {
	for _, r := range slices.Backward(c.computed.Releases) { // they stand newest first
		says, known := c.ledger.Warned(old.Subject, r.Release)
		shows, _ := c.computed.Warned(old.Subject, r.Release)
		switch {
		case says && !shows:
			c.add(LedgerContradicts, old.Subject, r.Release, "%s warns in %s by the ledger, and the tree of that release does not show it.", old.Subject, r.Release)
		case shows && known && !says:
			c.add(LedgerContradicts, old.Subject, r.Release, "%s does not warn in %s by the ledger, and the tree of that release does.", old.Subject, r.Release)
		}
	}
}

// warnings lists the releases that an entry of the trees names as warning, ascending.
func (c *ledgerCheck) warnings(e *LedgerEntry) []ReleaseID {
	list := []ReleaseID{e.First, e.Last}
	for _, r := range c.computed.Releases {
		if e.warned(r.Release, c.computed) {
			list = append(list, r.Release)
		}
	}
	slices.SortFunc(list, CompareReleases)
	return slices.Compact(list)
}
