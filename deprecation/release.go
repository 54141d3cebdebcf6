package deprecation

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ReleaseID names a minor release, the unit in which the cycle counts.
type ReleaseID struct{ Major, Minor int }

// String is "2.6".
func (r ReleaseID) String() string { return strconv.Itoa(r.Major) + "." + strconv.Itoa(r.Minor) }

// Next is the minor release after this one.
func (r ReleaseID) Next() ReleaseID { return ReleaseID{r.Major, r.Minor + 1} }

// stepsTo is how many releases there are at least from this one to a later one, that one included, if minor
// versions are not left out.
func (r ReleaseID) stepsTo(later ReleaseID) int {
	if r.Major == later.Major {
		return later.Minor - r.Minor + 1
	}
	return later.Minor + 1
}

// CompareReleases orders releases by version, not by date: 2.1 may come out after 3.0.
func CompareReleases(a, b ReleaseID) int {
	return cmp.Or(cmp.Compare(a.Major, b.Major), cmp.Compare(a.Minor, b.Minor))
}

// Before reports whether r comes before other.
func (r ReleaseID) Before(other ReleaseID) bool { return CompareReleases(r, other) < 0 }

// ParseRelease reads a release from a version: "2.6", "v2.6.1" and "2.6.0a0" are 2.6.
func ParseRelease(text string) (ReleaseID, bool) {
	v, ok := ParseVersion(text)
	return v.Release(), ok
}

// Tag is a tag that stands on a commit.
type Tag struct {
	Name   string
	Commit string    // id of the commit
	Date   time.Time // committer date of the commit; zero where unknown
}

// VersionTag is a tag that names a version.
type VersionTag struct {
	Tag
	Version Version
}

// Standing says what the tag is that stands for a release.
type Standing string

// What stands for a release, best first. The tree of a minor release is that of the version
// that it came out with (v2.6.0): a warning that only a patch release brought reached fewer
// users and stood for less time. Where that tag is missing, as in a repository that holds 1.13.1
// alone, it is the latest patch release, which holds all that users of the release ever saw.
const (
	ByFirst     Standing = "first"     // the release's first version, 2.6.0
	ByPatch     Standing = "patch"     // the latest patch or post-release, no first version being known
	ByCandidate Standing = "candidate" // the last candidate: nothing has come out yet
	ByLedger    Standing = "ledger"    // an entry of the ledger: there is no tree
)

// Release is a minor release with all tags that fold into it.
type Release struct {
	ID       ReleaseID
	Standing Standing
	Version  Version   // of the tag that stands for it
	Tag      string    // name of that tag
	Commit   string    // id of its commit
	Date     time.Time // when the release came out: the earliest date of a tag that is no candidate; zero where unknown
	Tags     []VersionTag
}

// FoldOptions say what counts as a release.
type FoldOptions struct {
	Candidates bool // a release of which only candidates are tagged is one
}

// Releases are the releases that are known of a project.
type Releases struct {
	List       []Release // ascending
	Candidates []Release // those of which only candidates are tagged, ascending: they haven't come out
	Ignored    []string  // tags that name no version, sorted
	Notes      []string  // what is doubtful about the tags, in sentences
}

// Fold makes releases of tags: patch releases, post-releases and candidates fold into their
// minor release, tags that name no version are ignored. The order of the tags makes no difference.
func Fold(tags []Tag, pattern TagPattern, opt FoldOptions) *Releases {
	rs := &Releases{}
	folded := map[ReleaseID][]VersionTag{}
	for _, t := range tags {
		v, ok := pattern.Version(t.Name)
		if !ok {
			rs.Ignored = append(rs.Ignored, t.Name)
			continue
		}
		folded[v.Release()] = append(folded[v.Release()], VersionTag{t, v})
	}
	slices.Sort(rs.Ignored)
	for id, list := range folded {
		r := newRelease(id, list)
		if r.Standing == ByCandidate && !opt.Candidates {
			rs.Candidates = append(rs.Candidates, r)
		} else {
			rs.List = append(rs.List, r)
		}
	}
	byID := func(a, b Release) int { return CompareReleases(a.ID, b.ID) }
	slices.SortFunc(rs.List, byID)
	slices.SortFunc(rs.Candidates, byID)
	rs.Notes = doubled(rs)
	return rs
}

// newRelease folds the tags of one minor release.
func newRelease(id ReleaseID, tags []VersionTag) Release {
	slices.SortFunc(tags, func(a, b VersionTag) int {
		return cmp.Or(CompareVersions(a.Version, b.Version), compareDates(a.Date, b.Date), strings.Compare(a.Name, b.Name))
	})
	r := Release{ID: id, Tags: tags}
	best := tags[len(tags)-1]
	r.Standing = ByCandidate
	for _, t := range tags {
		if t.Version.Candidate() {
			continue
		}
		if r.Date.IsZero() || !t.Date.IsZero() && t.Date.Before(r.Date) {
			r.Date = t.Date
		}
		// Of several tags with one version the earliest counts: they are sorted.
		switch {
		case r.Standing == ByFirst:
		case t.Version.First():
			r.Standing, best = ByFirst, t
		case r.Standing == ByCandidate || CompareVersions(t.Version, best.Version) != 0:
			r.Standing, best = ByPatch, t
		}
	}
	if r.Standing == ByCandidate {
		r.Date = best.Date
	}
	r.Version, r.Tag, r.Commit = best.Version, best.Name, best.Commit
	return r
}

// compareDates puts unknown dates last.
func compareDates(a, b time.Time) int {
	if a.IsZero() != b.IsZero() {
		if a.IsZero() {
			return 1
		}
		return -1
	}
	return a.Compare(b)
}

// doubled tells of versions that several tags name on different commits.
func doubled(rs *Releases) (notes []string) {
	for _, r := range slices.Concat(rs.List, rs.Candidates) {
		for i := 1; i < len(r.Tags); i++ {
			if a, b := r.Tags[i-1], r.Tags[i]; a.Version == b.Version && a.Commit != b.Commit {
				notes = append(notes, fmt.Sprintf("The tags %s and %s name the same version and stand on different commits: the earlier one counts.", a.Name, b.Name))
			}
		}
	}
	return notes
}

// Find gives the release of an id, if it is known.
func (rs *Releases) Find(id ReleaseID) (Release, bool) {
	i, ok := slices.BinarySearchFunc(rs.List, id, func(r Release, id ReleaseID) int { return CompareReleases(r.ID, id) })
	if !ok {
		return Release{}, false
	}
	return rs.List[i], true
}

// Before lists the known releases before one: the history of every revision of that release,
// whether or not their tags are its ancestors (releases are tagged on branches of their own).
func (rs *Releases) Before(id ReleaseID) []Release {
	i, _ := slices.BinarySearchFunc(rs.List, id, func(r Release, id ReleaseID) int { return CompareReleases(r.ID, id) })
	return rs.List[:i:i]
}

// Came reports whether a commit came out: a version tag that is no candidate's stands on it.
func (rs *Releases) Came(commit string) bool {
	return slices.ContainsFunc(rs.List, func(r Release) bool {
		return slices.ContainsFunc(r.Tags, func(t VersionTag) bool { return commit != "" && t.Commit == commit && !t.Version.Candidate() })
	})
}

// Latest is a release as its latest version has it: the last patch release.
func (r Release) Latest() Release {
	for _, t := range r.Tags { // ascending
		if !t.Version.Candidate() {
			r.Version, r.Tag, r.Commit = t.Version, t.Name, t.Commit
		}
	}
	return r
}

// With adds the releases of a ledger that no tag is known for; rs itself stays as it is. A nil
// ledger adds none. Where tag and ledger differ about a release, the tag counts, and a note says so.
func (rs *Releases) With(l *Ledger) *Releases {
	out := &Releases{List: slices.Clone(rs.List), Candidates: rs.Candidates, Ignored: rs.Ignored, Notes: slices.Clone(rs.Notes)}
	if l == nil {
		return out
	}
	for _, e := range l.Releases {
		if r, ok := rs.Find(e.Release); ok {
			if r.Commit != e.Commit {
				out.Notes = append(out.Notes, fmt.Sprintf("Release %s is commit %.12s by tag %s and commit %.12s by the ledger (%s): the tag counts.",
					e.Release, r.Commit, r.Tag, e.Commit, e.Tag))
			}
			continue
		}
		out.List = append(out.List, Release{ID: e.Release, Standing: ByLedger, Version: e.Version, Tag: e.Tag, Commit: e.Commit, Date: e.Date})
	}
	slices.SortFunc(out.List, func(a, b Release) int { return CompareReleases(a.ID, b.ID) })
	return out
}
