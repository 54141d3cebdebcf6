package deprecation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// LedgerConflict is something on which two ledgers, or a ledger and the tags, contradict each other.
type LedgerConflict struct {
	Subject string    // "" for a release
	Release ReleaseID // the release; of a subject the one that it is about, zero if none is
	Message string    // one sentence
}

// MergeLedgers unites two ledgers: all releases and subjects of both, each subject from the earlier
// first release to the later last one, with the words of the later warning. Where they contradict
// each other, the choice is the same whichever comes first, never makes a warning shorter, and is told.
func MergeLedgers(a, b *Ledger) (*Ledger, []LedgerConflict) {
	m := &ledgerMerge{a: a, b: b, out: &Ledger{Releases: slices.Clone(a.Releases)}}
	for _, r := range b.Releases {
		i := slices.IndexFunc(a.Releases, func(o LedgerRelease) bool { return o.Release == r.Release })
		if i < 0 {
			m.out.Releases = append(m.out.Releases, r)
			continue
		}
		m.out.Releases[i] = m.release(a.Releases[i], r)
	}
	for i := range a.Deprecations {
		e := a.Deprecations[i]
		if other := b.find(e.Subject); other != nil {
			e = m.entry(&e, other)
		} else {
			e = m.entry(&e, nil)
		}
		m.out.Deprecations = append(m.out.Deprecations, e)
	}
	for i := range b.Deprecations {
		if e := b.Deprecations[i]; a.find(e.Subject) == nil {
			m.out.Deprecations = append(m.out.Deprecations, m.entry(nil, &e))
		}
	}
	m.out.sort()
	slices.SortFunc(m.conflicts, func(a, b LedgerConflict) int {
		return cmp.Or(strings.Compare(a.Subject, b.Subject), CompareReleases(a.Release, b.Release), strings.Compare(a.Message, b.Message))
	})
	return m.out, m.conflicts
}

// ledgerMerge is a merge on its way.
type ledgerMerge struct {
	a, b, out *Ledger
	conflicts []LedgerConflict
}

func (m *ledgerMerge) conflict(subject string, id ReleaseID, format string, args ...any) {
	m.conflicts = append(m.conflicts, LedgerConflict{subject, id, fmt.Sprintf(format, args...)})
}

// release unites what two ledgers say of one release: the earlier date counts.
func (m *ledgerMerge) release(x, y LedgerRelease) LedgerRelease {
	if cmp.Or(compareDates(x.Date, y.Date), strings.Compare(x.Tag, y.Tag), strings.Compare(x.Commit, y.Commit)) > 0 {
		x, y = y, x
	}
	switch {
	case x.Commit != y.Commit:
		m.conflict("", x.Release, "Release %s stands on commit %.12s (%s) and on %.12s (%s): history was rewritten or the tag moved.", x.Release, x.Commit, x.Tag, y.Commit, y.Tag)
	case x.Version != y.Version:
		m.conflict("", x.Release, "Release %s is version %s (%s) and %s (%s).", x.Release, x.Version, x.Tag, y.Version, y.Tag)
	}
	return x
}

// entry unites what two ledgers say of one subject; one of them may say nothing.
func (m *ledgerMerge) entry(x, y *LedgerEntry) LedgerEntry {
	later, other := x, y
	if x == nil || y != nil && laterWords(x, y) < 0 {
		later, other = y, x
	}
	e := *later
	if other != nil {
		if other.First.Before(e.First) {
			e.First = other.First
		}
		if e.Tombstone == nil || other.Tombstone != nil && other.Tombstone.Before(*e.Tombstone) {
			e.Tombstone = other.Tombstone
		}
		if later.Last == other.Last && (later.Promised != other.Promised || later.Category != other.Category || later.Text != other.Text) {
			m.conflict(e.Subject, e.Last, "%s warns in %s in two ways: promised %q, category %q, text %q; and promised %q, category %q, text %q.", e.Subject, e.Last,
				later.Promised, later.Category, later.Text, other.Promised, other.Category, other.Text)
		}
	}
	e.Without = nil
	for _, r := range m.out.Releases {
		id := r.Release
		if !e.First.Before(id) || !id.Before(e.Last) {
			continue
		}
		warnedA, knownA := m.a.Warned(e.Subject, id)
		warnedB, knownB := m.b.Warned(e.Subject, id)
		switch {
		case warnedA != warnedB && knownA && knownB:
			m.conflict(e.Subject, id, "%s warns in %s by one ledger and does not by the other.", e.Subject, id)
		case !warnedA && !warnedB:
			e.Without = append(e.Without, id)
		}
	}
	slices.SortFunc(e.Without, CompareReleases)
	return e
}

// laterWords orders entries by how late their words are, and by the words where that is equal.
func laterWords(x, y *LedgerEntry) int {
	return cmp.Or(CompareReleases(x.Last, y.Last), strings.Compare(y.Promised, x.Promised), strings.Compare(y.Category, x.Category), strings.Compare(y.Text, x.Text))
}
