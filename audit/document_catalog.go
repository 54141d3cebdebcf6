package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// declared is an invariant as a catalog declares it.
type declared struct {
	id       string
	line     int
	priority string // "P0"; "" where none is told
}

var (
	invariantID  = regexp.MustCompile(`\bINV-\d{3}\b`)
	itemID       = regexp.MustCompile(`(?s)^\W*(INV-\d{3})\b(.*)`)
	priorityWord = regexp.MustCompile(`\bP[0-4]\b`)
	priorityOf   = regexp.MustCompile(`(?im)^\W*priority\W*[:：]?\W*(P[0-4])\b`)
)

// declarations are the invariants that a document declares: a heading with the id and text below,
// a table row or an item of a list that begins with it. A text that only names one declares nothing.
func declarations(d *document) map[string]declared {
	out := map[string]declared{}
	add := func(x declared) {
		if old, ok := out[x.id]; !ok || old.priority == "" && x.priority != "" {
			if ok {
				x.line = old.line
			}
			out[x.id] = x
		}
	}
	for _, s := range d.sections {
		id := invariantID.FindString(s.title)
		if id == "" || s.words == 0 {
			continue
		}
		x := declared{id: id, line: s.line, priority: priorityWord.FindString(s.title)}
		if m := priorityOf.FindStringSubmatch(s.body); m != nil && x.priority == "" {
			x.priority = m[1]
		}
		add(x)
	}
	for i := range d.items {
		item := &d.items[i]
		m := itemID.FindStringSubmatch(item.text)
		if m == nil || countWords([]string{m[2]}, 1, 2, nil) == 0 {
			continue
		}
		add(declared{id: m[1], line: item.line, priority: firstOf(priorityWord.FindString(m[2]), priorityAbove(d, item.line))})
	}
	for _, t := range d.tables {
		for _, r := range t.rows {
			if x, ok := declaredIn(d, &t, &r); ok {
				add(x)
			}
		}
	}
	return out
}

// declaredIn reads a row of a table. The priority is that of its column, or of the heading above:
// "P0 (Critical)".
func declaredIn(d *document, t *docTable, r *tableRow) (declared, bool) {
	if len(r.cells) < 2 {
		return declared{}, false
	}
	id := invariantID.FindString(r.cells[0])
	if id == "" || countWords(r.cells[1:], 1, len(r.cells), nil) == 0 {
		return declared{}, false
	}
	x := declared{id: id, line: r.line}
	for i, name := range t.header {
		if i < len(r.cells) && (mentions(name, "priorit") || strings.EqualFold(strings.TrimSpace(name), "p")) {
			x.priority = priorityWord.FindString(r.cells[i])
			if digit := strings.TrimSpace(r.cells[i]); x.priority == "" && len(digit) == 1 && strings.Contains("01234", digit) {
				x.priority = "P" + digit
			}
		}
	}
	x.priority = firstOf(x.priority, priorityAbove(d, r.line))
	return x, true
}

// priorityAbove is the priority in the nearest heading above a line that has one.
func priorityAbove(d *document, line int) string {
	for i := len(d.sections) - 1; i >= 0; i-- {
		if s := &d.sections[i]; s.line < line && line < s.end {
			if p := priorityWord.FindString(s.title); p != "" {
				return p
			}
		}
	}
	return ""
}

// checkInvariantsDeclared: a catalog, the document that declares most invariants, has each of
// the definition, and each that any document of the program names, with its priority.
func checkInvariantsDeclared(f *facts, _ *Row) verdict {
	const needs = "a catalog that declares every invariant, by id and with a priority"
	var catalog *document
	var has map[string]declared
	for _, d := range f.documents("invariants") {
		if x := declarations(d); len(x) > len(has) || len(x) == len(has) && len(x) > 0 && prioritised(x) > prioritised(has) {
			catalog, has = d, x
		}
	}
	if catalog == nil {
		return missing(needs, f.emptyOf("invariants")...)
	}
	var absent, bare, other []string
	for id, want := range f.invariants() {
		switch x, ok := has[id]; {
		case !ok:
			absent = append(absent, id)
		case x.priority == "":
			bare = append(bare, id)
		case want != "" && x.priority != want:
			other = append(other, fmt.Sprintf("%s (%s, not %s)", id, want, x.priority))
		}
	}
	evidence := []Evidence{{Path: catalog.path, Text: fmt.Sprintf("declares %d invariants, %d with a priority", len(has), prioritised(has))}}
	var lacks []string
	for _, l := range []struct {
		what string
		ids  []string
	}{{"declarations of ", absent}, {"a priority for ", bare}, {"the definition's priority for ", other}} {
		if slices.Sort(l.ids); len(l.ids) > 0 {
			lacks = append(lacks, l.what+strings.Join(l.ids, ", "))
			evidence = append(evidence, Evidence{Path: catalog.path, Text: "lacks " + l.what + strings.Join(l.ids, ", "), Against: true})
		}
	}
	switch {
	case prioritised(has) == 0:
		return missing(needs+": "+strings.Join(lacks, "; "), evidence...)
	case len(lacks) > 0:
		return partly("in "+catalog.path+": "+strings.Join(lacks, "; "), evidence...)
	}
	return done(evidence...)
}

func prioritised(has map[string]declared) int {
	n := 0
	for _, x := range has {
		if x.priority != "" {
			n++
		}
	}
	return n
}

// invariants are the ids that a catalog must have, with the priority that the definition gives
// them, "" for those that only a document names.
func (f *facts) invariants() map[string]string {
	out := map[string]string{}
	for _, d := range f.documents("invariants") {
		for _, id := range invariantID.FindAllString(string(f.read(d.path)), -1) {
			out[id] = ""
		}
	}
	rows, err := Definition()
	if err != nil {
		return out // Audit has said so
	}
	for _, r := range rows {
		if r.Invariant != "" {
			out[r.Invariant] = priorityWord.FindString(r.Section)
		}
	}
	return out
}
