package coupling_test

import (
	"math"
	"testing"

	"plumbline/coupling"
)

// The figures in this file are worked out by hand from the edges beside them.

func almost(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// TestCCDOfKnownGraphs uses graphs whose CCD has a closed form (Lakos 1996, chapter 4).
func TestCCDOfKnownGraphs(t *testing.T) {
	chain := [][2]int{{1, 0}, {2, 1}, {3, 2}, {4, 3}, {5, 4}, {6, 5}}
	ring := append([][2]int{{0, 6}}, chain...)
	balanced := [][2]int{{0, 1}, {0, 2}, {1, 3}, {1, 4}, {2, 5}, {2, 6}}
	for _, c := range []struct {
		name  string
		edges [][2]int
		ccd   int
		nccd  float64
	}{
		{"seven alone", nil, 7, 7.0 / 17},
		{"chain of seven: 1+2+...+7", chain, 28, 28.0 / 17},
		{"ring of seven: 7 x 7", ring, 49, 49.0 / 17},
		{"balanced tree of seven: 8 log2 8 - 7", balanced, 17, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := analyze(t, tree(7, 1, c.edges)).System.Module
			if m.CCD != c.ccd || !almost(m.NCCD, c.nccd) || !almost(m.ACD, float64(c.ccd)/7) || !almost(m.PropagationCost, float64(c.ccd)/49) {
				t.Errorf("got %+v, want CCD %d, NCCD %v", m, c.ccd, c.nccd)
			}
		})
	}
}

// TestModuleFigures: m0 <-> m1 (each from one file), m2 -> m0 from two files, m3 alone.
//
//	m0/f0 -> m1/f0    m1/f0 -> m0/f1    m2/f0 -> m0/f0    m2/f1 -> m0/f0
func TestModuleFigures(t *testing.T) {
	r := analyze(t, tree(4, 2, [][2]int{{0, 2}, {2, 1}, {4, 0}, {5, 0}}))
	want := []coupling.ModuleMetrics{
		{Ca: 2, Ce: 1, Mutual: 1, FanIn: 3, FanOut: 1, Exposed: 2, Instability: 1.0 / 3, Reaches: 1, ReachedBy: 2,
			FilesReached: 1, FilesReachedBy: 3, Cycle: 0, CycleSize: 2, CycleShare: 1, PackagesReached: 1, PackagesReachedBy: 2},
		{Ca: 1, Ce: 1, Mutual: 1, FanIn: 1, FanOut: 1, Exposed: 1, Instability: 0.5, Reaches: 1, ReachedBy: 2,
			FilesReached: 1, FilesReachedBy: 3, Cycle: 0, CycleSize: 2, CycleShare: 1, PackagesReached: 1, PackagesReachedBy: 2},
		{Ce: 1, FanOut: 1, Instability: 1, Reaches: 2, FilesReached: 3, Cycle: -1, CycleSize: 1, PackagesReached: 2},
		{Cycle: -1, CycleSize: 1},
	}
	cut := 0
	for i, w := range want {
		got := r.Metrics[i]
		cut += got.CutWeight
		if !almost(got.Score, coupling.Score(&w)) || !almost(got.Risk, got.Score*float64(w.Exposed)*float64(w.FanIn)) {
			t.Errorf("m%d: score %v, risk %v", i, got.Score, got.Risk)
		}
		got.Score, got.Risk, got.CutWeight = 0, 0, 0
		if got != w {
			t.Errorf("m%d:\n got %+v\nwant %+v", i, got, w)
		}
	}
	if cut != 1 || r.System.Module.FeedbackWeight != 1 {
		t.Errorf("one edge of weight 1 breaks the cycle; cut %d, feedback weight %d", cut, r.System.Module.FeedbackWeight)
	}
}

// TestScoreOfNothingIsOne and of the half values is the middle of the scale.
func TestScoreScale(t *testing.T) {
	if s := coupling.Score(&coupling.ModuleMetrics{FanIn: 1000, Ca: 50}); s != 1 {
		t.Errorf("a module that depends on nothing scores %v", s)
	}
	half := coupling.ModuleMetrics{Ce: 20, Mutual: 12, FanOut: 100, Tangled: 250, FilesReached: 1500}
	if s := coupling.Score(&half); !almost(s, 5.5) {
		t.Errorf("all terms at half score %v, want 5.5", s)
	}
}

// TestMatrixIsPartitioned: a chain comes out lower triangular; of a two-way tie the
// lighter side stands above the diagonal.
func TestMatrixIsPartitioned(t *testing.T) {
	r := analyze(t, tree(4, 2, [][2]int{{0, 2}, {2, 4}, {4, 6}}))
	if r.Matrix.Above != 0 {
		t.Errorf("a chain has weight %d above the diagonal", r.Matrix.Above)
	}
	if first := r.Modules.Nodes[r.Matrix.Order[0]].ID; first != "m3" {
		t.Errorf("%s stands first, want m3, which depends on nothing", first)
	}
	tie := analyze(t, tree(2, 2, [][2]int{{0, 2}, {1, 2}, {1, 3}, {2, 0}}))
	if tie.Matrix.Above != 1 || tie.Matrix.Group[0] != 0 || tie.Matrix.Group[1] != 0 {
		t.Errorf("above %d, groups %v; want 1 and one group", tie.Matrix.Above, tie.Matrix.Group)
	}
}
