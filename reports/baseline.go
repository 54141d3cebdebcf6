package reports

import (
	"fmt"
	"io"
	"strings"

	"plumbline/internal/finding"
)

// shownEntries is how many entries that came, changed or went are listed; the file has all.
const shownEntries = 10

// BaselineChange says in text what a baseline became: how many entries came, changed and went,
// and the first of each as the file has them. before is nil where there was none.
func BaselineChange(w io.Writer, file string, before, after *finding.Baseline) error {
	p := newPrinter(w)
	was := before
	if was == nil {
		was = &finding.Baseline{}
	}
	var added, changed, gone []string
	became := map[*finding.Entry]bool{}
	for i := range after.Entries {
		e := &after.Entries[i]
		old := was.Allows(e)
		became[old] = true
		switch {
		case old == nil:
			added = append(added, e.Text())
		case old.Text() != e.Text():
			changed = append(changed, e.Text()+" was "+old.Text())
		}
	}
	for i := range was.Entries {
		if e := &was.Entries[i]; !became[e] {
			gone = append(gone, e.Text())
		}
	}
	var counts []string
	for _, c := range []struct {
		list []string
		word string
	}{{added, "added"}, {changed, "changed"}, {gone, "taken out"}} {
		if n := len(c.list); n > 0 {
			counts = append(counts, fmt.Sprintf("%s %s", thousands(n), c.word))
		}
	}
	what := strings.Join(counts, ", ")
	switch {
	case before == nil:
		what = "all new"
	case what == "" && len(before.Notes) > 0:
		what = "its lines put in order"
	case what == "":
		what = "nothing to change"
	}
	p.line("%s: %s, %s", oneLine(file), plural(len(after.Entries), "entry", "entries"), what)
	p.entries("+", added)
	p.entries("~", changed)
	p.entries("-", gone)
	return p.Flush()
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
