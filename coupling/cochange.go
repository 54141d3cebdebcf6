package coupling

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"plumbline/internal/source"
)

// CochangeOptions are the thresholds of change coupling, those of code-maat (Tornhill 2015).
type CochangeOptions struct {
	MinRevs      int // changes of a pair's two ends, in the mean, at least
	MinShared    int // changes of both at once, at least
	MinCoupling  int // degree in percent, at least
	MaxChangeset int // files of one change at most: a larger one says nothing of pairs, and is not counted at all
}

// DefaultCochange are code-maat's own thresholds.
func DefaultCochange() CochangeOptions {
	return CochangeOptions{MinRevs: 5, MinShared: 5, MinCoupling: 30, MaxChangeset: 30}
}

// Alpha is the false discovery rate up to which a pair counts as significant.
const Alpha = 0.05

// CochangePair are two files, packages or modules that changed together.
type CochangePair struct {
	A, B         string // A sorts before B
	RevsA, RevsB int    // changes of each, over the counted changes
	Shared       int    // changes of both at once: the support
	Degree       float64
	P            float64 // chance of so many shared changes or more, were the two independent
	Q            float64 // P corrected for the number of pairs tested (Benjamini-Hochberg)
	logP         float64 // orders what underflows in P
}

// Significant reports whether the pair holds at the false discovery rate Alpha.
func (p *CochangePair) Significant() bool { return p.Q <= Alpha }

// Cochange is the change coupling of a history.
type Cochange struct {
	Options  CochangeOptions
	Counted  int // changes
	Large    int // changes left out since they touch more files than Options.MaxChangeset
	Empty    int // changes that touch no file: empty commits, merges that brought nothing
	Entities int // files, packages or modules with a counted change
	Tested   int // pairs with enough changes (MinRevs) to be tested: those without a shared one, too
	Pairs    []CochangePair
}

// Follow gives, for each change, the files that it touched, each under the last name that it
// has in the history: a renamed file stays one file. The list is newest first, as read; a file
// that was deleted and made again under its old name is taken for one.
func Follow(list []source.Changed) [][]string {
	last := map[string]string{} // path at this point of the walk -> last name
	out := make([][]string, len(list))
	for i := range list {
		files := list[i].Files
		names := make([]string, len(files))
		for k, f := range files {
			names[k] = f.Path
			if n, ok := last[f.Path]; ok {
				names[k] = n
			}
		}
		// Renames hold for what is older, all at once: two files may swap their names.
		for _, f := range files {
			if f.From != "" {
				delete(last, f.Path)
			}
		}
		for k, f := range files {
			if f.From != "" {
				last[f.From] = names[k]
			}
		}
		slices.Sort(names)
		out[i] = slices.Compact(names)
	}
	return out
}

// CountCochange measures which entities change together. changes holds the files of each change,
// entity gives what a file counts as, "" for nothing. Every pair of entities whose mean number
// of changes reaches MinRevs is tested; those that reach all thresholds are listed, the least
// likely by chance first.
//
//	degree = 100 * shared / ((revs a + revs b) / 2)
//	p      = P(X >= shared), X hypergeometric: revs b drawn from all changes, revs a of them marked
//	q      = the smallest of p(j) * tested / j over the pairs that rank at j or behind it
func CountCochange(changes [][]string, entity func(file string) string, opt CochangeOptions) *Cochange {
	c := &Cochange{Options: opt}
	counts := newCochangeCounts()
	for _, files := range changes {
		switch {
		case len(files) == 0:
			c.Empty++
		case len(files) > opt.MaxChangeset:
			c.Large++
		default:
			c.Counted++
			counts.add(files, entity)
		}
	}
	c.Entities = len(counts.names)
	c.Tested = pairsWithMean(counts.revs, opt.MinRevs)
	pairs := counts.pairs(c.Counted, opt.MinRevs)
	correct(pairs, c.Tested)
	for _, p := range pairs {
		// In whole numbers, so that a degree of exactly the threshold counts.
		if p.Shared >= opt.MinShared && 200*p.Shared >= opt.MinCoupling*(p.RevsA+p.RevsB) {
			c.Pairs = append(c.Pairs, p)
		}
	}
	return c
}

// cochangeCounts counts changes of entities and of pairs of them, by number.
type cochangeCounts struct {
	number map[string]int32
	names  []string
	revs   []int
	shared map[[2]int32]int32
}

func newCochangeCounts() *cochangeCounts {
	return &cochangeCounts{number: map[string]int32{}, shared: map[[2]int32]int32{}}
}

// add counts one change.
func (c *cochangeCounts) add(files []string, entity func(string) string) {
	var touched []int32
	for _, f := range files {
		name := entity(f)
		if name == "" {
			continue
		}
		n, ok := c.number[name]
		if !ok {
			n = int32(len(c.names))
			c.number[name] = n
			c.names, c.revs = append(c.names, name), append(c.revs, 0)
		}
		touched = append(touched, n)
	}
	slices.Sort(touched)
	touched = slices.Compact(touched)
	for i, a := range touched {
		c.revs[a]++
		for _, b := range touched[i+1:] {
			c.shared[[2]int32{a, b}]++
		}
	}
}

// pairs are those with a shared change and enough changes in the mean, least likely first.
func (c *cochangeCounts) pairs(total, minRevs int) []CochangePair {
	var out []CochangePair
	for ends, shared := range c.shared {
		a, b := ends[0], ends[1]
		if c.revs[a]+c.revs[b] < 2*minRevs {
			continue
		}
		if c.names[a] > c.names[b] {
			a, b = b, a
		}
		p := CochangePair{A: c.names[a], B: c.names[b], RevsA: c.revs[a], RevsB: c.revs[b], Shared: int(shared)}
		p.Degree = 200 * float64(p.Shared) / float64(p.RevsA+p.RevsB)
		p.logP = logTail(total, p.RevsA, p.RevsB, p.Shared)
		p.P = math.Exp(p.logP)
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b CochangePair) int {
		return cmp.Or(cmp.Compare(a.logP, b.logP), strings.Compare(a.A, b.A), strings.Compare(a.B, b.B))
	})
	return out
}

// pairsWithMean counts the pairs whose mean number of changes is at least min.
func pairsWithMean(revs []int, min int) int {
	sorted := slices.Clone(revs)
	slices.Sort(sorted)
	n := 0
	for low, high := 0, len(sorted)-1; low < high; {
		if sorted[low]+sorted[high] >= 2*min {
			n += high - low // the high one with every one from low on
			high--
		} else {
			low++
		}
	}
	return n
}

// correct sets Q of pairs sorted by P. Pairs without a shared change have P 1 and rank last: the
// number of tests is all that they add.
func correct(pairs []CochangePair, tested int) {
	q := 1.0
	for i := len(pairs) - 1; i >= 0; i-- {
		q = min(q, pairs[i].P*float64(tested)/float64(i+1))
		pairs[i].Q = q
	}
}

// logTail is the logarithm of the one-sided p-value of Fisher's exact test: the chance that b
// changes, drawn from total of which a are marked, hold at least k marked ones.
func logTail(total, a, b, k int) float64 {
	if a > b {
		a, b = b, a // equal figures for equal pairs, to the last digit
	}
	if k <= max(0, a+b-total) {
		return 0
	}
	at := logChoose(a, k) + logChoose(total-a, b-k) - logChoose(total, b)
	if float64(k)*float64(total) > float64(a)*float64(b) {
		// Above the mean the terms fall: the ratio of one to the next is exact in small numbers.
		sum, term := 1.0, 1.0
		for i := k; i < a && term > sum*1e-18; i++ {
			term *= float64(a-i) * float64(b-i) / (float64(i+1) * float64(total-a-b+i+1))
			sum += term
		}
		return min(0, at+math.Log(sum))
	}
	// Below it, what is left of 1 when the terms before k are taken away.
	sum, term := 0.0, math.Exp(at)
	for i := k; i > max(0, a+b-total); i-- {
		term *= float64(i) * float64(total-a-b+i) / (float64(a-i+1) * float64(b-i+1))
		sum += term
	}
	return math.Log1p(-min(sum, 1-1e-15))
}

// logChoose is the logarithm of the binomial coefficient.
func logChoose(n, k int) float64 {
	of := func(x int) float64 {
		g, _ := math.Lgamma(float64(x) + 1)
		return g
	}
	return of(n) - of(k) - of(n-k)
}
