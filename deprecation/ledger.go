package deprecation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// LedgerSchema names the format of plumbline.deprecations.json; docs/schema/ledger.json defines it.
const LedgerSchema = "plumbline.ledger/1"

// Ledger is what earlier releases warned of, kept in the tree: a shallow clone, as CI systems
// make, has neither the tags nor the trees to find it out from.
type Ledger struct {
	Releases     []LedgerRelease // newest first
	Deprecations []LedgerEntry   // by subject
}

// LedgerRelease is a release that was there when the ledger was written.
type LedgerRelease struct {
	Release ReleaseID
	Version Version   // of the tag that stands for it
	Tag     string    // name of that tag
	Commit  string    // id of its commit
	Date    time.Time // day on which it came out, UTC; zero where unknown
}

// LedgerEntry is one deprecated subject: a symbol, a parameter, a value, as findings name it.
type LedgerEntry struct {
	Subject     string
	First, Last ReleaseID   // the first and the last release that warned
	Without     []ReleaseID // known releases in between that did not warn, ascending
	Category    string      // of the last warning; "" if it has none
	Promised    string      // version in which the last warning said it would go; "" if it said none
	Text        string      // of the last warning
	Tombstone   *ReleaseID  // first release in which it raises instead; nil for none
}

// Sighting is one marker in the tree of one release.
type Sighting struct {
	Subject   string
	Release   ReleaseID
	Tombstone bool // it raises; otherwise it warns
	Category  string
	Promised  string
	Text      string
}

// NewLedger makes a ledger of the known releases and of all markers seen in them; markers of
// other releases (the one in the making) count too. A tombstone without any warning before it is no
// deprecation. Of several markers of a subject in one release the first in order is told, and a
// promise that is no version ("the future") is none.
func NewLedger(releases []Release, seen []Sighting) *Ledger {
	l := &Ledger{}
	for _, r := range releases {
		l.Releases = append(l.Releases, LedgerRelease{r.ID, r.Version, valid(r.Tag), r.Commit, day(r.Date)})
	}
	bySubject := map[string][]Sighting{}
	for _, s := range seen {
		if s.Subject = valid(s.Subject); s.Subject != "" {
			bySubject[s.Subject] = append(bySubject[s.Subject], s)
		}
	}
	for subject, list := range bySubject {
		slices.SortStableFunc(list, func(a, b Sighting) int { return CompareReleases(a.Release, b.Release) })
		if e, ok := newEntry(subject, list, l.Releases); ok {
			l.Deprecations = append(l.Deprecations, e)
		}
	}
	l.sort()
	return l
}

// newEntry makes the entry of one subject, whose markers come in the order of releases.
func newEntry(subject string, list []Sighting, releases []LedgerRelease) (LedgerEntry, bool) {
	e := LedgerEntry{Subject: subject}
	var warned []ReleaseID
	for _, s := range list {
		switch {
		case s.Tombstone && len(warned) > 0 && e.Tombstone == nil:
			e.Tombstone = &s.Release
		case s.Tombstone:
		case len(warned) == 0 || warned[len(warned)-1] != s.Release:
			warned = append(warned, s.Release)
			e.Category, e.Promised, e.Text = valid(s.Category), valid(s.Promised), valid(s.Text)
		}
	}
	if len(warned) == 0 {
		return e, false
	}
	if _, ok := ParseVersion(e.Promised); !ok {
		e.Promised = ""
	}
	e.First, e.Last = warned[0], warned[len(warned)-1]
	for _, r := range releases {
		if e.First.Before(r.Release) && r.Release.Before(e.Last) && !slices.Contains(warned, r.Release) {
			e.Without = append(e.Without, r.Release)
		}
	}
	slices.SortFunc(e.Without, CompareReleases)
	return e, true
}

// valid replaces what JSON can't hold, so that a text reads as it was written.
func valid(s string) string { return strings.ToValidUTF8(s, "\ufffd") }

// day cuts a date to its day, UTC; one that can't be written as YYYY-MM-DD is unknown.
func day(t time.Time) time.Time {
	if t.IsZero() || t.UTC().Year() < 1 || t.UTC().Year() > 9999 {
		return time.Time{}
	}
	return t.UTC().Truncate(24 * time.Hour)
}

func (l *Ledger) sort() {
	slices.SortFunc(l.Releases, func(a, b LedgerRelease) int { return CompareReleases(b.Release, a.Release) })
	slices.SortFunc(l.Deprecations, func(a, b LedgerEntry) int { return strings.Compare(a.Subject, b.Subject) })
}

// find gives the entry of a subject, nil if there is none. Entries are sorted.
func (l *Ledger) find(subject string) *LedgerEntry {
	i, ok := slices.BinarySearchFunc(l.Deprecations, subject, func(e LedgerEntry, s string) int { return strings.Compare(e.Subject, s) })
	if !ok {
		return nil
	}
	return &l.Deprecations[i]
}

// knows reports whether the ledger was written with a release at hand.
func (l *Ledger) knows(id ReleaseID) bool {
	return slices.ContainsFunc(l.Releases, func(r LedgerRelease) bool { return r.Release == id })
}

// Warned tells whether a release warned of a subject; known is false where the ledger can't
// tell, since it neither holds the release nor says that it warned.
func (l *Ledger) Warned(subject string, id ReleaseID) (warned, known bool) {
	if e := l.find(subject); e != nil && e.warned(id, l) {
		return true, true
	}
	return false, l.knows(id)
}

// warned reports whether an entry says that a release warned. Of a release between the first
// and the last that the ledger did not know when it was written, nothing is said.
func (e *LedgerEntry) warned(id ReleaseID, l *Ledger) bool {
	return id == e.First || id == e.Last ||
		e.First.Before(id) && id.Before(e.Last) && l.knows(id) && !slices.Contains(e.Without, id)
}

// Write renders the ledger: one release and one subject a line, so that changes to different
// ones don't meet in a merge. New releases go to the top, where no line changes for them.
func (l *Ledger) Write(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n\"schema\": %q,\n\"releases\": [", LedgerSchema)
	sorted := &Ledger{slices.Clone(l.Releases), slices.Clone(l.Deprecations)}
	sorted.sort()
	if err := writeLines(&b, sorted.Releases, encodeRelease); err != nil {
		return err
	}
	b.WriteString("],\n\"deprecations\": [")
	if err := writeLines(&b, sorted.Deprecations, encodeEntry); err != nil {
		return err
	}
	b.WriteString("]\n}\n")
	_, err := w.Write(b.Bytes())
	return err
}

// writeLines writes the elements of a list, one a line.
func writeLines[T any](b *bytes.Buffer, list []T, encode func(T) any) error {
	for i, e := range list {
		b.WriteString([]string{"\n", ",\n"}[min(i, 1)])
		enc := json.NewEncoder(b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(encode(e)); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the encoder's newline
	}
	if len(list) > 0 {
		b.WriteByte('\n')
	}
	return nil
}

// jsonRelease and jsonEntry are the lines of the file, their keys in this order.
type jsonRelease struct {
	Release string `json:"release"`
	Version string `json:"version"`
	Tag     string `json:"tag"`
	Commit  string `json:"commit"`
	Date    string `json:"date"`
}

type jsonEntry struct {
	Subject   string   `json:"subject"`
	First     string   `json:"first"`
	Last      string   `json:"last"`
	Without   []string `json:"without,omitempty"`
	Category  string   `json:"category"`
	Promised  string   `json:"promised"`
	Tombstone string   `json:"tombstone,omitempty"`
	Text      string   `json:"text"`
}

func encodeRelease(r LedgerRelease) any {
	out := jsonRelease{Release: r.Release.String(), Version: r.Version.String(), Tag: r.Tag, Commit: r.Commit}
	if !r.Date.IsZero() {
		out.Date = r.Date.Format(time.DateOnly)
	}
	return out
}

func encodeEntry(e LedgerEntry) any {
	out := jsonEntry{Subject: e.Subject, First: e.First.String(), Last: e.Last.String(), Category: e.Category, Promised: e.Promised, Text: e.Text}
	for _, id := range e.Without {
		out.Without = append(out.Without, id.String())
	}
	if e.Tombstone != nil {
		out.Tombstone = e.Tombstone.String()
	}
	return out
}

// Knows reports whether the ledger was written with a release at hand; a nil one knows none.
func (l *Ledger) Knows(id ReleaseID) bool { return l != nil && l.knows(id) }

// Place is the release that a tree with this ledger will be part of, where nothing else tells: the
// minor after the last that was there when it was written.
func (l *Ledger) Place() Place {
	if l == nil || len(l.Releases) == 0 {
		return Place{}
	}
	last := slices.MaxFunc(l.Releases, func(a, b LedgerRelease) int { return CompareReleases(a.Release, b.Release) }).Release
	return Place{ID: last.Next(), Known: true, By: "comes after " + last.String() + " of the ledger"}
}

// Status is what a release said, as far as the ledger tells: what warned, and what only raised after
// it had warned.
func (l *Ledger) Status(id ReleaseID) *Status {
	st := NewStatus(id, nil)
	for i := range l.Deprecations {
		e := &l.Deprecations[i]
		switch {
		case e.warned(id, l):
			st.marks[e.Subject] = StateWarned
		case e.Tombstone != nil && !id.Before(*e.Tombstone):
			st.marks[e.Subject] = StateTombstone
		}
	}
	return st
}
