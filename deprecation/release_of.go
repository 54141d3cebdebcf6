package deprecation

import (
	"fmt"
	"slices"
	"strings"
)

// Revision is what is known of a tree's place in history, all of it optional.
type Revision struct {
	Commit      string   // id of its commit; "" for a tree that is none
	Ancestors   []string // names of the tags in its history
	VersionFile string   // content of version.txt at the top of its tree; "" for none
}

// Place is the release that a revision is, or will be, part of.
type Place struct {
	ID      ReleaseID
	Known   bool    // false: neither tags nor version.txt tell, and ID means nothing
	Tagged  bool    // it is a tag's revision
	Version Version // of that tag; the zero value without one
	By      string  // what says so: "tag v2.6.0", "version.txt", "comes after tag v2.6.0"; "" if unknown
	Notes   []string
}

// ReleaseOf finds the release of a revision: that of its tag, of several tags the highest;
// without one the later of version.txt (2.7.0a0 is 2.7) and of the minor after the highest
// version among its ancestors. A candidate leads to its own minor release, not to the next:
// what comes after v2.7.0-rc1 alone is still 2.7.
func (rs *Releases) ReleaseOf(r Revision) Place {
	var p Place
	var own, above *VersionTag
	for _, t := range rs.versionTags() {
		if r.Commit != "" && t.Commit == r.Commit && (own == nil || CompareVersions(own.Version, t.Version) < 0) {
			own = &t
		}
		if slices.Contains(r.Ancestors, t.Name) && (above == nil || CompareVersions(above.Version, t.Version) < 0) {
			above = &t
		}
	}
	if own != nil {
		return Place{ID: own.Version.Release(), Known: true, Tagged: true, Version: own.Version, By: "tag " + own.Name}
	}
	if above != nil {
		p.ID, p.Known, p.By = above.Version.Release(), true, "comes after tag "+above.Name
		if !above.Version.Candidate() {
			p.ID = p.ID.Next()
		}
	}
	text, _, _ := strings.Cut(strings.TrimSpace(r.VersionFile), "\n")
	if text = strings.TrimSpace(text); text == "" {
		return p
	}
	v, ok := ParseVersion(text)
	switch {
	case !ok:
		p.Notes = append(p.Notes, fmt.Sprintf("version.txt says %.50q, which is no version: it was left out.", text))
	case !p.Known || p.ID.Before(v.Release()):
		p.ID, p.Known, p.By = v.Release(), true, "version.txt"
	}
	return p
}

// versionTags are all tags that name a version.
func (rs *Releases) versionTags() (all []VersionTag) {
	for _, r := range rs.List {
		all = append(all, r.Tags...)
	}
	for _, r := range rs.Candidates {
		all = append(all, r.Tags...)
	}
	return all
}
