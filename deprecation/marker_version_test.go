package deprecation

import "testing"

// TestOnLine holds that a version counts as one of the project only where its releases come near it.
func TestOnLine(t *testing.T) {
	rs := &Releases{List: []Release{{ID: ReleaseID{20, 1}}, {ID: ReleaseID{21, 0}}}}
	now := Place{ID: ReleaseID{22, 0}, Known: true}
	for id, want := range map[ReleaseID]bool{{3, 14}: false, {18, 4}: false, {19, 0}: true, {21, 3}: true, {23, 0}: true, {24, 0}: false} {
		if got := rs.onLine(id, now); got != want {
			t.Errorf("%s is of the release line: %v, want %v", id, got, want)
		}
	}
	if !(&Releases{}).onLine(ReleaseID{3, 14}, Place{}) {
		t.Error("where no release is known, any version may be one")
	}
}
