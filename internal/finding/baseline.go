package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// BaselineName is the committed baseline at the top of a tree.
const BaselineName = "plumbline.baseline.json"

// BaselineSchema names the form of a baseline; another number is another form.
const BaselineSchema = "plumbline.baseline/1"

// Baseline is what a tree is allowed although it should not be: the ratchet that only turns
// one way. It is written and grown on purpose, shrinks by Prune, and says nothing of lines.
type Baseline struct {
	Entries []Entry // sorted, each identity once
	// Notes are doubts that are no mistakes, each with its line: entries that stand twice or
	// out of order, as a merge may leave them.
	Notes []string
}

// Entry is one thing that a baseline allows, told by the fields of its kind: a standing
// finding (Rule, Subject, Contract), a dependency between modules (Dependency, Kind), a cycle
// (Cycle, Policy), or a figure (Score or System, Value). Everything but Kind, Value and Reason
// is its identity.
type Entry struct {
	Rule, Subject, Contract string

	Dependency string // "c10 -> aten"
	Kind       string // its strongest kind: one of Links

	Cycle  []string // members, sorted
	Policy string   // that the cycle was found under: "load"

	Score  string  // module whose coupling score Value is
	System string  // figure of the whole tree that Value is: "propagation_cost"
	Value  float64 // the larger, the worse

	Reason string // why it may stand, in the words of whoever keeps the file; "" for none

	// Slack is by how much the figure of a tree may differ from the baseline's before anything
	// is said or written; no key of the file.
	Slack float64
	Line  int // in the file it was read from, 1-based, 0 where it is of no file; no key of the file
}

// Links are the kinds of a dependency, weakest first: only a type checker needs it, something
// runs later that needs it, or it is there as soon as the code loads.
func Links() []string { return []string{"type", "lazy", "load"} }

// subject is what an entry is about, in the words that sort it: what concerns one module
// stands together, whatever its kind, so that changes to different modules rarely meet.
func (e *Entry) subject() string {
	return cmp.Or(e.Subject, e.Dependency, strings.Join(e.Cycle, ", "), e.Score, e.System)
}

// compareEntries orders entries by what they are about; it is 0 for the same identity.
func compareEntries(a, b *Entry) int {
	return cmp.Or(cmp.Compare(a.subject(), b.subject()), cmp.Compare(a.kind(), b.kind()),
		cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Contract, b.Contract), cmp.Compare(a.Policy, b.Policy))
}

// kind tells entries apart that are about the same words.
func (e *Entry) kind() int {
	switch {
	case e.System != "":
		return 0
	case e.Score != "":
		return 1
	case len(e.Cycle) > 0:
		return 2
	case e.Dependency != "":
		return 3
	}
	return 4
}

// measured reports whether an entry is a figure.
func (e *Entry) measured() bool { return e.Score != "" || e.System != "" }

// exceeds reports whether an entry goes beyond another of the same identity: a stronger kind,
// a figure that is larger by more than the slack, a cycle around a smaller one.
func (e *Entry) exceeds(than *Entry) bool {
	switch {
	case e.measured():
		return e.Value > than.Value+max(e.Slack, than.Slack)
	case len(e.Cycle) > 0:
		return len(e.Cycle) > len(than.Cycle)
	}
	return slices.Index(Links(), e.Kind) > slices.Index(Links(), than.Kind)
}

// String names an entry for a reader.
func (e *Entry) String() string {
	switch {
	case e.Dependency != "":
		return fmt.Sprintf("dependency %s (%s)", e.Dependency, e.Kind)
	case len(e.Cycle) > 0:
		return "cycle of " + strings.Join(e.Cycle, ", ")
	case e.Score != "":
		return fmt.Sprintf("score of %s (%v)", e.Score, e.Value)
	case e.System != "":
		return fmt.Sprintf("%s (%v)", e.System, e.Value)
	case e.Contract != "":
		return fmt.Sprintf("%s %s (%s)", e.Rule, e.Subject, strings.ReplaceAll(e.Contract, "\n", ", "))
	}
	return e.Rule + " " + e.Subject
}

// sortEntries sorts entries; of those with one identity the strictest is kept, which allows
// least, with whatever reason there is.
func sortEntries(list []Entry) []Entry {
	slices.SortStableFunc(list, func(a, b Entry) int { return compareEntries(&a, &b) })
	var out []Entry
	for _, e := range list {
		if n := len(out); n > 0 && compareEntries(&out[n-1], &e) == 0 {
			last := &out[n-1]
			reason := cmp.Or(last.Reason, e.Reason)
			if last.exceeds(&e) {
				*last = e
			}
			last.Reason = reason
			continue
		}
		out = append(out, e)
	}
	return out
}

// Find gives the entry with the identity of another, nil where there is none.
func (b *Baseline) Find(e *Entry) *Entry {
	i, ok := slices.BinarySearchFunc(b.Entries, e, func(x Entry, e *Entry) int { return compareEntries(&x, e) })
	if !ok {
		return nil
	}
	return &b.Entries[i]
}

// Knows reports whether a finding stands in the baseline, by its identity.
func (b *Baseline) Knows(f *Finding) bool {
	return b.Find(&Entry{Rule: f.Rule, Subject: f.Subject, Contract: f.Contract}) != nil
}
