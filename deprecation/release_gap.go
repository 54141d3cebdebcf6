package deprecation

import (
	"fmt"
)

// Gap is where releases are missing, so that nobody can say what they warned of.
type Gap struct {
	After  ReleaseID // the known release below; meaningless if Start
	Before ReleaseID // the known release above, or the one that a change lands in
	Start  bool      // nothing is known below Before
	// Sure is how many minor releases are missing for certain, from First to Last, which lie
	// in one major version.
	Sure        int
	First, Last ReleaseID
	// Open says that more may be missing: where a major version begins in between, nobody
	// knows the last minor of the one before.
	Open bool
}

// String says where the gap is: "2.2", "from 2.2 to 2.4", "between 1.13 and 2.6", "before 1.13".
func (g Gap) String() string {
	switch {
	case g.Start:
		return "before " + g.Before.String()
	case g.Open:
		return fmt.Sprintf("between %s and %s", g.After, g.Before)
	case g.Sure == 1:
		return g.First.String()
	}
	return fmt.Sprintf("from %s to %s", g.First, g.Last)
}

// GapBetween tells whether releases are missing between two: the minors in between within one
// major version; where the major version changes, those from its .0 on, and any of the one before.
// From 1.13 to 2.0 none is missing for all that can be known, nor is any between a release and
// itself or an earlier one.
func GapBetween(after, before ReleaseID) (Gap, bool) {
	g := Gap{After: after, Before: before}
	switch {
	case !after.Before(before):
		return Gap{}, false
	case after.Major == before.Major:
		g.First, g.Last = after.Next(), ReleaseID{before.Major, before.Minor - 1}
	case before.Major == after.Major+1 && before.Minor == 0:
		return Gap{}, false
	default:
		g.First, g.Last, g.Open = ReleaseID{before.Major, 0}, ReleaseID{before.Major, before.Minor - 1}, true
	}
	g.Sure = max(0, g.Last.Minor-g.First.Minor+1)
	return g, g.Sure > 0 || g.Open
}

// GapAtStart tells whether releases are missing before the first known one: all but 0.0, 0.1
// and 1.0 had some before them, or may have had.
func GapAtStart(first ReleaseID) (Gap, bool) {
	if first.Major == 0 && first.Minor <= 1 || first == (ReleaseID{1, 0}) {
		return Gap{}, false
	}
	g := Gap{Before: first, Start: true, First: ReleaseID{first.Major, 0}, Last: ReleaseID{first.Major, first.Minor - 1}, Open: first.Major > 0}
	if first.Major == 0 {
		g.First.Minor = 1 // few projects have a 0.0
	}
	g.Sure = max(0, g.Last.Minor-g.First.Minor+1)
	return g, true
}

// Gaps lists where releases are missing between the known ones, ascending; what came before
// the first one is GapAtStart's.
func (rs *Releases) Gaps() (gaps []Gap) {
	for i := 1; i < len(rs.List); i++ {
		if g, ok := GapBetween(rs.List[i-1].ID, rs.List[i].ID); ok {
			gaps = append(gaps, g)
		}
	}
	return gaps
}

// MissingBefore tells whether releases are missing between the last known release before a
// landing and the landing itself. Such releases could have warned of what breaks there, so a
// break between the two is not judged. Without any release before the landing, Start is set:
// nothing at all could be seen to warn.
func (rs *Releases) MissingBefore(landing ReleaseID) (Gap, bool) {
	before := rs.Before(landing)
	if len(before) == 0 {
		return GapAtStart(landing)
	}
	return GapBetween(before[len(before)-1].ID, landing)
}

// Window gives the last n known releases before a landing, oldest first, with the gaps between
// them, up to the landing and, where there are fewer than n, before the oldest. A verdict on what
// these releases said is sure only where there is no gap.
func (rs *Releases) Window(landing ReleaseID, n int) (list []Release, gaps []Gap) {
	before := rs.Before(landing)
	list = before[max(0, len(before)-max(0, n)):]
	if len(list) < n {
		first := landing
		if len(list) > 0 {
			first = list[0].ID
		}
		if g, ok := GapAtStart(first); ok {
			gaps = append(gaps, g)
		}
	}
	for i, r := range list {
		next := landing
		if i+1 < len(list) {
			next = list[i+1].ID
		}
		if g, ok := GapBetween(r.ID, next); ok {
			gaps = append(gaps, g)
		}
	}
	return list, gaps
}
