package reports

import (
	"io"

	"plumbline/internal/finding"
)

// shownEntries is how many entries that came or went are listed; the file has all.
const shownEntries = 10

// BaselineChange says in text what a baseline became: how many entries came and went, and
// the first of each as the file has them. before is nil where there was none.
func BaselineChange(w io.Writer, file string, before, after *finding.Baseline) error {
	p := newPrinter(w)
	var added, removed []string
	if before == nil {
		before = &finding.Baseline{}
		p.line("%s: %s, all new", oneLine(file), plural(len(after.Entries), "entry", "entries"))
	}
	was, is := lineSet(before), lineSet(after)
	for i := range after.Entries {
		if text := after.Entries[i].Text(); !was[text] {
			added = append(added, text)
		}
	}
	for i := range before.Entries {
		if text := before.Entries[i].Text(); !is[text] {
			removed = append(removed, text)
		}
	}
	if len(before.Entries) > 0 {
		what := "nothing to add or take out"
		if len(added)+len(removed) > 0 {
			what = thousands(len(added)) + " added, " + thousands(len(removed)) + " taken out"
		}
		p.line("%s: %s, %s", oneLine(file), plural(len(after.Entries), "entry", "entries"), what)
	}
	p.entries("+", added)
	p.entries("-", removed)
	return p.Flush()
}

func lineSet(b *finding.Baseline) map[string]bool {
	set := map[string]bool{}
	for i := range b.Entries {
		set[b.Entries[i].Text()] = true
	}
	return set
}

func (p printer) entries(sign string, list []string) {
	shown, rest := firstN(list, shownEntries)
	for _, text := range shown {
		p.line("%s %s", sign, clipped(text, shownText))
	}
	if rest > 0 {
		p.line("%s … and %s more", sign, thousands(rest))
	}
}
