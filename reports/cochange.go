package reports

import (
	"fmt"
	"strconv"

	"plumbline/coupling"
)

// Cochange is what changes together in a history.
type Cochange struct {
	Tree   Tree   // the newest, whose graph the pairs were looked up in
	Range  string // of revisions, as the user gave it
	Level  string // module, package or file
	Merges int    // merges among the changes
	Count  *coupling.Cochange
	Pairs  []coupling.TiedPair // of Count, least likely by chance first
}

// pairList is a list of pairs for readers.
type pairList struct {
	title, words string
	pairs        []*coupling.TiedPair
	tie          bool // how the ends depend on one another differs from pair to pair
}

// lists parts the pairs into hidden couplings across modules, those within one, and the others
// that readers see, and counts the pairs with an end that is gone, of which nobody can change
// anything.
func (c *Cochange) lists() (lists []pairList, gone int) {
	var across, within, others []*coupling.TiedPair
	for i := range c.Pairs {
		p := &c.Pairs[i]
		switch {
		case p.Hidden() && p.Across():
			across = append(across, p)
		case p.Hidden():
			within = append(within, p)
		case p.EndA == coupling.EndGone || p.EndB == coupling.EndGone:
			gone++
		default:
			others = append(others, p)
		}
	}
	words := hiddenWords
	for _, l := range []pairList{{title: "Hidden couplings across modules", pairs: across}, {title: "Hidden couplings within a module", pairs: within},
		{title: "Other pairs", pairs: others, tie: true}} {
		if len(l.pairs) == 0 {
			continue
		}
		if !l.tie {
			l.words, words = words, "" // once
		}
		lists = append(lists, l)
	}
	return lists, gone
}

// hides reports whether there is a hidden coupling.
func hides(lists []pairList) bool { return len(lists) > 0 && !lists[0].tie }

// counts says what was counted and what was left out.
func (c *Cochange) counts() string {
	n := c.Count
	text := plural(n.Counted+n.Large+n.Empty, "change") + " along first parents"
	if c.Merges > 0 {
		text += ", " + thousands(c.Merges) + " of them merges, each as what it brought"
	}
	text += "; " + thousands(n.Counted) + " counted"
	if n.Large > 0 {
		text += fmt.Sprintf(", %s of over %s left out", thousands(n.Large), plural(n.Options.MaxChangeset, "file"))
	}
	if n.Empty > 0 {
		text += ", " + thousands(n.Empty) + " of no file"
	}
	return text
}

// rule says which pairs are listed.
func (c *Cochange) rule() string {
	o := c.Count.Options
	return fmt.Sprintf("Listed: %s of %ss with at least %d changes in the mean, %d shared ones and a degree of %d%%; tested: %s (Fisher's exact test, one-sided; q after Benjamini and Hochberg)",
		plural(len(c.Pairs), "pair"), c.Level, o.MinRevs, o.MinShared, o.MinCoupling, thousands(c.Count.Tested))
}

// hiddenWords says what a hidden coupling is.
const hiddenWords = "Product code on both ends, neither depends on the other by any kind of dependency, q at most 0.05; a header and its source count as one. " +
	"Links: dependencies on the shortest chain from one to the other."

// noHidden says that there is no hidden coupling, and why.
func (c *Cochange) noHidden() string {
	if len(c.Pairs) == 0 {
		return "No pair of " + c.Level + "s changes together often enough to be listed."
	}
	return "No hidden coupling: where product code changes together, one depends on the other, or it is no more than chance."
}

// shownTogether bounds the pairs of a list for readers.
const shownTogether = 25

// pairTable lists pairs for readers.
func pairTable(pairs []*coupling.TiedPair, withTie bool) mapTable {
	spec := "Degree>|Shared>|Changes>|p>|Links>|One|Other"
	if withTie {
		spec = "Degree>|Shared>|Changes>|p>|Dependency|One|Other"
	}
	t := newMapTable(spec)
	for _, p := range pairs {
		cells := []mapCell{numberIn(strconv.Itoa(int(p.Degree)) + "%").asKey(), countIn(p.Shared),
			numberIn(thousands(p.RevsA) + " and " + thousands(p.RevsB)), numberIn(chance(p.P))}
		if withTie {
			cells = append(cells, wordsIn(tieText(p)))
		} else {
			cells = append(cells, numberIn(countOrDash(p.Links)))
		}
		t.add(append(cells, mapCell{role: moduleCell, text: p.A}, mapCell{role: moduleCell, text: p.B})...)
	}
	return t
}

// tieText says how the ends of a pair depend on one another, as far as that is known.
func tieText(p *coupling.TiedPair) string {
	switch {
	case p.EndA == coupling.EndTest || p.EndB == coupling.EndTest:
		return string(p.Tie) + ", test"
	case p.Tie == coupling.TieUnknown:
		return "unknown, no source"
	}
	return string(p.Tie)
}

// chance writes a probability with two digits.
func chance(p float64) string {
	if p >= 0.001 {
		return decimal(p, 3)
	}
	return strconv.FormatFloat(p, 'e', 1, 64)
}
