package coupling

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plumbline/internal/source"
)

// exactTail is the p-value of Fisher's exact test, one-sided, in whole numbers.
func exactTail(total, a, b, k int) float64 {
	choose := func(n, k int) *big.Int {
		if k < 0 || k > n {
			return new(big.Int)
		}
		return new(big.Int).Binomial(int64(n), int64(k))
	}
	sum := new(big.Int)
	for i := k; i <= min(a, b); i++ {
		sum.Add(sum, new(big.Int).Mul(choose(a, i), choose(total-a, b-i)))
	}
	p, _ := new(big.Rat).SetFrac(sum, choose(total, b)).Float64()
	return p
}

// TestTailIsExact holds the p-value against whole numbers: all small tables, and large ones
// below, at and above the mean.
func TestTailIsExact(t *testing.T) {
	check := func(total, a, b, k int) {
		want, got := exactTail(total, a, b, k), math.Exp(logTail(total, a, b, k))
		if math.Abs(got-want) > 1e-9*want {
			t.Errorf("%d changes, %d and %d, %d shared: p %g, want %g", total, a, b, k, got, want)
		}
	}
	for total := 1; total <= 9; total++ {
		for a := 1; a <= total; a++ {
			for b := 1; b <= total; b++ {
				for k := max(0, a+b-total); k <= min(a, b); k++ {
					check(total, a, b, k)
				}
			}
		}
	}
	for _, k := range []int{1, 60, 79, 80, 81, 90, 150, 316} {
		check(2261, 316, 574, k)
	}
	check(6086, 74, 115, 55)
}

// TestCochangeByHand holds the counts, degree and correction of a history small enough to do by
// hand: a and b change 3 times together, a once and b twice alone, c with nothing.
func TestCochangeByHand(t *testing.T) {
	var changes [][]string
	add := func(n int, files ...string) {
		for range n {
			changes = append(changes, files)
		}
	}
	add(3, "a", "b")
	add(1, "a")
	add(2, "b")
	add(4, "c")
	add(1, "a", "b", "c") // too large
	add(2)
	c := CountCochange(changes, func(f string) string { return f }, CochangeOptions{MinRevs: 4, MinShared: 3, MinCoupling: 66, MaxChangeset: 2})
	if got, want := fmt.Sprint(c.Counted, c.Large, c.Empty, c.Entities, c.Tested), "10 1 2 3 3"; got != want {
		t.Errorf("counted, large, empty, entities, tested: %s, want %s", got, want)
	}
	if len(c.Pairs) != 1 {
		t.Fatalf("%d pairs, want one", len(c.Pairs))
	}
	p := c.Pairs[0]
	// C(4,3) C(6,2) + C(4,4) C(6,1) of C(10,5) ways; three pairs were tested.
	want := CochangePair{A: "a", B: "b", RevsA: 4, RevsB: 5, Shared: 3, Degree: 200.0 * 3 / 9, P: (4.0*15 + 6) / 252}
	want.Q = want.P * 3
	if p.A != want.A || p.B != want.B || p.RevsA != want.RevsA || p.RevsB != want.RevsB || p.Shared != want.Shared ||
		math.Abs(p.Degree-want.Degree) > 1e-12 || math.Abs(p.P-want.P) > 1e-12 || math.Abs(p.Q-want.Q) > 1e-12 {
		t.Errorf("got %+v, want %+v", p, want)
	}
	for _, stricter := range []CochangeOptions{{5, 3, 66, 2}, {4, 4, 66, 2}, {4, 3, 67, 2}} {
		if c := CountCochange(changes, func(f string) string { return f }, stricter); len(c.Pairs) != 0 {
			t.Errorf("%+v lets through %+v", stricter, c.Pairs)
		}
	}
}

// TestTestedPairsAreCounted holds the quick count of pairs with a mean against the slow one.
func TestTestedPairsAreCounted(t *testing.T) {
	revs := []int{1, 9, 4, 5, 5, 6, 1, 2, 8, 12, 3}
	for least := range 14 {
		want := 0
		for i := range revs {
			for k := range i {
				if revs[i]+revs[k] >= 2*least {
					want++
				}
			}
		}
		if got := pairsWithMean(slices.Clone(revs), least); got != want {
			t.Errorf("mean of %d: %d pairs, want %d", least, got, want)
		}
	}
}

// TestFollow holds that a file is one through renames, and that two that swap names stay two.
// Newest first: "a<b" is a file that was b and is a.
func TestFollow(t *testing.T) {
	for _, c := range []struct{ name, history, want string }{
		{"rename", "c | c<b d | b | b<a | a x", "c | c d | c | c | c x"},
		{"swap", "a b | a<b b<a | a | b", "a b | a b | b | a"},
		{"there and back", "p | p<q | q | q<p | p", "p | p | p | p | p"},
		{"new file under an old name", "a | a | b<a | a", "a | a | b | b"},
		{"made again", "a | a | a", "a | a | a"},
		{"gone after a rename", "b | b<a | a", "b | b | b"},
	} {
		var list []source.Changed
		for change := range strings.SplitSeq(c.history, " | ") {
			var files []source.ChangedFile
			for f := range strings.FieldsSeq(change) {
				path, from, _ := strings.Cut(f, "<")
				files = append(files, source.ChangedFile{Path: path, From: from})
			}
			list = append(list, source.Changed{Files: files})
		}
		var got []string
		for _, names := range Follow(list) {
			got = append(got, strings.Join(names, " "))
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " | ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
