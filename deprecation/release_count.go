package deprecation

import "time"

// Cycle is how long a warning must stand before what it warns of may break.
type Cycle struct {
	Releases int // known releases that carry the warning
	Days     int // days from the first of them to the landing; 0: not asked for
}

// Since counts the known releases from first up to, but without, the landing that carry a
// warning; carries nil counts all.
func (rs *Releases) Since(first, landing ReleaseID, carries func(ReleaseID) bool) int {
	n := 0
	for _, r := range rs.Before(landing) {
		if !r.ID.Before(first) && (carries == nil || carries(r.ID)) {
			n++
		}
	}
	return n
}

// Days counts the whole days from the day that a release came out to a landing; false where
// either date is unknown.
func (rs *Releases) Days(first ReleaseID, landed time.Time) (int, bool) {
	r, ok := rs.Find(first)
	if !ok || r.Date.IsZero() || landed.IsZero() {
		return 0, false
	}
	return int(landed.Sub(r.Date) / (24 * time.Hour)), true
}

// Earliest is the first release in which something may break that is warned of since first, if
// every release from then on warns: the one after as many releases as the cycle asks for. Known
// releases are counted as they are; after the last of them minors are taken to follow one another.
func (rs *Releases) Earliest(first ReleaseID, cycle Cycle) ReleaseID {
	at, left := first, cycle.Releases
	for _, r := range rs.List {
		if r.ID.Before(first) {
			continue
		}
		if left <= 0 {
			return r.ID
		}
		left--
		at = r.ID.Next()
	}
	for ; left > 0; left-- {
		at = at.Next()
	}
	return at
}

// Served reports whether a warning that stood in so many releases, and for so many days,
// completes the cycle. Days that are not known complete none that asks for them.
func (c Cycle) Served(releases, days int, daysKnown bool) bool {
	return releases >= c.Releases && (c.Days == 0 || daysKnown && days >= c.Days)
}
