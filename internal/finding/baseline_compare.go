package finding

import "slices"

// Drift is what a tree and a baseline make of one another.
type Drift struct {
	New   []Growth // of the tree, and beyond the baseline
	Stale []Loss   // of the baseline, and beyond the tree
	// Unheld are figures of the tree that the baseline has no value for: nothing holds them.
	Unheld []Entry
	Known  int // entries of the tree that the baseline allows
}

// Growth is something of a tree that its baseline does not allow.
type Growth struct {
	Is Entry
	// Was is what the baseline allows instead: the same dependency in a weaker kind, the figure
	// with a lower value, the cycle that this one shares most members with. nil for nothing.
	Was *Entry
}

// Loss is something that a baseline allows and that its tree does not need any more.
type Loss struct {
	Was Entry
	// Left is what is left of it: the dependency in its weaker kind, the figure with its lower
	// value, what the cycle fell into. Empty where it is gone.
	Left []Entry
}

// Compare holds the entries of a tree against the baseline.
func (b *Baseline) Compare(now []Entry) Drift {
	var d Drift
	now = sortEntries(slices.Clone(now))
	seen := map[*Entry]bool{}
	left := map[*Entry][]Entry{}
	for _, e := range now {
		was := b.Allows(&e)
		switch {
		case was == nil && e.measured():
			d.Unheld = append(d.Unheld, e)
		case was == nil:
			d.New = append(d.New, Growth{e, b.nearest(&e)})
		case e.exceeds(was):
			seen[was] = true
			d.New = append(d.New, Growth{e, was})
		case was.exceeds(&e):
			left[was] = append(left[was], e)
			d.Known++
		default:
			seen[was] = true
			d.Known++
		}
	}
	for i := range b.Entries {
		if e := &b.Entries[i]; !seen[e] {
			d.Stale = append(d.Stale, Loss{*e, left[e]})
		}
	}
	return d
}

// Allows gives the entry that an entry of the tree comes under: the one with its identity; of
// a cycle, else the smallest that holds all its members. nil where there is none. Whether the
// entry allows as much as is there is another question.
func (b *Baseline) Allows(c *Entry) *Entry {
	best := b.Find(c)
	if best != nil || len(c.Cycle) == 0 {
		return best
	}
	for i := range b.Entries {
		e := &b.Entries[i]
		if e.Policy == c.Policy && shared(e, c) == len(c.Cycle) && (best == nil || len(e.Cycle) < len(best.Cycle)) {
			best = e
		}
	}
	return best
}

// nearest finds the cycle of the baseline that shares most members with another, two at
// least: a single module in common is no cycle that grew. It is nil for what is no cycle.
func (b *Baseline) nearest(c *Entry) *Entry {
	var best *Entry
	most := 1
	for i := range b.Entries {
		e := &b.Entries[i]
		if n := shared(e, c); e.Policy == c.Policy && n > most {
			best, most = e, n
		}
	}
	return best
}

// shared counts the members that two cycles have in common.
func shared(a, b *Entry) int {
	n := 0
	for _, m := range b.Cycle {
		if _, ok := slices.BinarySearch(a.Cycle, m); ok {
			n++
		}
	}
	return n
}

// Pruned is the baseline without what its tree does not need any more. It allows nothing that
// the baseline does not. Where nothing is to go and nothing to sort, it is the baseline itself.
func (b *Baseline) Pruned(now []Entry) *Baseline {
	d := b.Compare(now)
	if len(d.Stale)+len(b.Notes) == 0 {
		return b
	}
	stale := map[int]Loss{}
	for _, l := range d.Stale {
		stale[b.index(&l.Was)] = l
	}
	var list []Entry
	for i, e := range b.Entries {
		l, ok := stale[i]
		if !ok {
			list = append(list, e)
		}
		for _, rest := range l.Left {
			rest.Reason = e.Reason
			list = append(list, rest)
		}
	}
	return &Baseline{Entries: sortEntries(list)}
}

// Grown is the baseline of a tree as it is, with the reasons of the baseline before it, nil
// for none. Figures that moved by no more than their slack keep the value that they had: a
// change elsewhere must not touch their lines.
func Grown(before *Baseline, now []Entry) *Baseline {
	list := sortEntries(slices.Clone(now))
	for i := range list {
		e := &list[i]
		if before == nil {
			break
		}
		was := before.Find(e)
		if was == nil {
			continue
		}
		e.Reason = was.Reason
		if e.measured() && !e.exceeds(was) && !was.exceeds(e) {
			e.Value = was.Value
		}
	}
	return &Baseline{Entries: list}
}

// index is the place of an entry that the baseline holds.
func (b *Baseline) index(e *Entry) int {
	i, _ := slices.BinarySearchFunc(b.Entries, e, func(x Entry, e *Entry) int { return compareEntries(&x, e) })
	return i
}
