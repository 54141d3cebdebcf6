package deprecation

import (
	"cmp"
	"slices"
	"strings"
)

// Deprecation is one name, parameter or value that a tree has deprecated.
type Deprecation struct {
	Marker
	State       MarkerClass
	First       ReleaseID // the first known release that carries the marker
	Seen        bool      // whether one does
	Exact       bool      // no release is missing before it that may have carried it too
	Overdue     bool      // the promised release has come
	OverdueBy   int       // known releases since the promise, that one included
	RemovableIn ReleaseID // the first release in which it may go; meaningless unless Seen
	States      []InRelease
}

// Inventory lists what a tree has deprecated, by subject: what warns, what a docstring says, and
// what only raises. seen tells in which releases a subject was marked, now is the release that
// the tree is or will be part of.
//
// With all it lists every place that speaks of deprecation, whatever it does.
func Inventory(markers []Marker, seen func(subject string) []ReleaseID, rs *Releases, now Place, cycle Cycle, all bool) []Deprecation {
	best := map[string]*Deprecation{}
	var order []string
	var out []Deprecation
	for i := range markers {
		m := &markers[i]
		if markRank(m.Class) == 0 && !(m.Promised != "" && (m.Class == MarkData || m.Class == MarkUnclear)) {
			if all {
				out = append(out, Deprecation{Marker: *m, State: m.Class})
			}
			continue
		}
		d := best[m.Subject]
		if d == nil {
			d = &Deprecation{Marker: *m, State: m.Class}
			best[m.Subject] = d
			order = append(order, m.Subject)
			continue
		}
		if less := d.merge(m); all {
			out = append(out, Deprecation{Marker: less, State: less.Class})
		}
	}
	for _, subject := range order {
		d := best[subject]
		if in := seen(subject); len(in) > 0 {
			d.First, d.Seen = slices.MinFunc(in, CompareReleases), true
			_, gap := rs.MissingBefore(d.First)
			d.Exact = !gap
			d.RemovableIn = rs.Earliest(d.First, cycle)
		}
		if due, ok := d.due(); ok && !rs.onLine(due, now) {
			d.Promised = "" // a version of something else
		}
		d.hold(rs, now)
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b Deprecation) int {
		return cmp.Or(cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return out
}

// markRank orders the classes that an inventory lists, 0 for the others.
func markRank(c MarkerClass) int {
	switch c {
	case MarkTombstone:
		return 3
	case MarkWarned:
		return 2
	case MarkDocumented:
		return 1
	}
	return 0
}

// merge adds what another marker of the same subject says, and gives the lesser of the two.
func (d *Deprecation) merge(m *Marker) (less Marker) {
	less = *m
	if markRank(m.Class) > markRank(d.State) {
		less = d.Marker
		d.Marker, d.State = *m, m.Class
	}
	d.Since, d.Promised = or(d.Since, less.Since), or(d.Promised, less.Promised)
	d.Alternative, d.Category = or(d.Alternative, less.Alternative), or(d.Category, less.Category)
	return less
}

// due is the release in which a deprecation was to be gone: that which its text names, or the one
// behind it where the text says "after". What a tombstone says of the past is no promise.
func (d *Deprecation) due() (ReleaseID, bool) {
	promised, ok := ParseRelease(d.Promised)
	if !ok || d.Promised == "" || d.State == MarkTombstone && !strings.Contains(strings.ToLower(d.Text), "will ") {
		return ReleaseID{}, false
	}
	for _, m := range afterVersion.FindAllStringSubmatch(d.Text, -1) {
		if m[2] == d.Promised {
			return promised.Next(), true
		}
	}
	return promised, true
}

// onLine reports whether a release is of the project's own line: at most a major version before the first
// that is known or behind the last.
func (rs *Releases) onLine(id ReleaseID, now Place) bool {
	if len(rs.List) == 0 {
		return true
	}
	first, last := rs.List[0].ID.Major, rs.List[len(rs.List)-1].ID.Major
	if now.Known {
		first, last = min(first, now.ID.Major), max(last, now.ID.Major)
	}
	return first-1 <= id.Major && id.Major <= last+1
}

// hold holds the promise of a deprecation against the release of the tree.
func (d *Deprecation) hold(rs *Releases, now Place) {
	due, ok := d.due()
	if !ok || !now.Known || now.ID.Before(due) {
		return
	}
	d.Overdue, d.OverdueBy = true, 1
	for _, r := range rs.List {
		if !r.ID.Before(due) && r.ID.Before(now.ID) {
			d.OverdueBy++
		}
	}
}

// Public reports whether users may name what is deprecated.
func (d *Deprecation) Public() bool {
	o := d.Object
	if o == nil {
		return true // C++ and operators, of which only what users may name is read
	}
	if _, param, ok := strings.Cut(d.Subject, "("); ok && isPrivate(param) {
		return false
	}
	if o.Base() == "__getattr__" && o.Owner != nil && o.Owner.Kind == ModuleKind && d.Subject != o.Name {
		return o.Owner.Public && publicPath(d.Subject)
	}
	if d.Subject != o.Name && !strings.HasPrefix(d.Subject, o.Name+"(") && o.Owner != nil && o.Owner.Kind == ClassKind {
		o = o.Owner // a constructor's warning is about its class
	}
	return o.Public
}
