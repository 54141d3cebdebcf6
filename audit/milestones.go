package audit

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// milestoneEntry is what a document says of one milestone, or of a range of them: a heading with text
// below it, or a row of a table.
type milestoneEntry struct {
	first, last int
	line        int
	text        string
	progress    progress
}

func (e *milestoneEntry) own() bool            { return e.first == e.last }
func (e *milestoneEntry) covers(m int) bool    { return e.first <= m && m <= e.last }
func milestoneName(milestoneNumber int) string { return fmt.Sprintf("M%02d", milestoneNumber) }

// progress is how far a document says that a milestone is.
type progress int

const (
	unstated progress = iota
	planned
	underWay
	deferred
	complete
)

// lastMilestone is that of the definition.
const lastMilestone = 22

var (
	milestoneStart = regexp.MustCompile(`^\W*M(?:ilestone\s+)?(\d{1,2})\b(?:\s*(?:-|–|—|to|through|\.\.\.?|…)\s*M(\d{1,2})\b|[-–](\d{1,2})\b)?`)
	statusLine     = regexp.MustCompile(`(?im)^\W*(?:status|state|progress)\W*[:：]\W*(.+)$`)
)

// progressWords are the words that state one; what a text says first, in this order, holds:
// "not complete" is no "complete", and "planned, PR merged" is merged.
var progressWords = []struct {
	is    progress
	words *regexp.Regexp
}{
	{planned, regexp.MustCompile(`(?i)\b(not (yet )?(started|done|complete[d]?|finished)|incomplete|0%)`)},
	{complete, regexp.MustCompile(`(?i)(\b(complete[d]?|closed|done|merged|finished|locked|shipped|achieved|100%)|✅|☑|✔|🔒|🟢)`)},
	{deferred, regexp.MustCompile(`(?i)(\b(deferred|postponed|dropped|cancell?ed|out of scope|won't do)\b|⏸|🚫|⏭)`)},
	{underWay, regexp.MustCompile(`(?i)(\b(in[ -]progress|under way|started|ongoing|wip)\b|🟡|🚧|🔄|⏳)`)},
	{planned, regexp.MustCompile(`(?i)(\b(planned|next|pending|ready to start|todo|tbd|future|proposed|backlog|queued|open)\b|🔵|⬜|☐)`)},
}

func progressOf(text string) progress {
	text = strings.ReplaceAll(strings.ToLower(text), "definition of done", "")
	for _, p := range progressWords {
		if p.words.MatchString(text) {
			return p.is
		}
	}
	return unstated
}

var (
	cellTicked = regexp.MustCompile(`(?i)^\W*(\[x\]|x|yes|y|true|✓|✔️?)\W*$`)
	cellOpen   = regexp.MustCompile(`(?i)^\W*(\[ ?\]|no|n|false|✗|❌)\W*$`)
)

// cellProgress reads a cell of a column of statuses: words, a box, or yes and no.
func cellProgress(cell string) progress {
	switch {
	case cellTicked.MatchString(cell):
		return complete
	case cellOpen.MatchString(cell):
		return planned
	}
	return progressOf(cell)
}

// milestoneEntries are the entries of a document: headings that begin with a milestone and have
// text, and table rows with one at the start of their first or second cell and more beside it.
func milestoneEntries(d *document) []milestoneEntry {
	var out []milestoneEntry
	for _, s := range d.sections {
		first, last, ok := milestoneAt(s.title)
		if !ok || s.words == 0 {
			continue
		}
		e := milestoneEntry{first: first, last: last, line: s.line, text: s.title, progress: progressOf(s.title)}
		if m := statusLine.FindStringSubmatch(s.body); m != nil {
			if said := progressOf(m[1]); said != unstated {
				e.progress = said
			}
		}
		out = append(out, e)
	}
	for _, t := range d.tables {
		for _, r := range t.rows {
			if e, ok := milestoneRow(&t, &r); ok {
				out = append(out, e)
			}
		}
	}
	return out
}

func milestoneRow(t *docTable, r *tableRow) (milestoneEntry, bool) {
	for i := 0; i < min(2, len(r.cells)); i++ {
		first, last, ok := milestoneAt(r.cells[i])
		if !ok {
			continue
		}
		rest := strings.Join(append(append([]string{}, r.cells[:i]...), r.cells[i+1:]...), " ")
		if countWords([]string{rest}, 1, 2, nil) == 0 && progressOf(rest) == unstated {
			return milestoneEntry{}, false
		}
		e := milestoneEntry{first: first, last: last, line: r.line, text: strings.Join(r.cells, " | ")}
		for k, name := range t.header {
			if k < len(r.cells) && mentions(name, "status", "state", "progress", "done", "result") {
				e.progress = cellProgress(r.cells[k])
			}
		}
		if e.progress == unstated {
			e.progress = progressOf(rest)
		}
		return e, true
	}
	return milestoneEntry{}, false
}

// milestoneAt reads the milestone, or the range of them, that a text begins with.
func milestoneAt(text string) (first, last int, ok bool) {
	m := milestoneStart.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return 0, 0, false
	}
	first, _ = strconv.Atoi(m[1])
	if last = first; m[2]+m[3] != "" {
		last, _ = strconv.Atoi(m[2] + m[3])
	}
	return first, last, last >= first
}

// uncovered names the milestones of the definition that no entry covers; with own, entries of
// ranges don't count.
func uncovered(entries []milestoneEntry, own bool) []string {
	var out []string
next:
	for m := 0; m <= lastMilestone; m++ {
		for i := range entries {
			if entries[i].covers(m) && (entries[i].own() || !own) {
				continue next
			}
		}
		out = append(out, milestoneName(m))
	}
	return out
}

// ranges writes a list of milestones shortly: M03-M10, M12.
func ranges(names []string) string {
	var out []string
	for i := 0; i < len(names); {
		k := i
		for k+1 < len(names) && milestoneNumber(names[k+1]) == milestoneNumber(names[k])+1 {
			k++
		}
		switch {
		case k > i+1:
			out = append(out, names[i]+"-"+names[k])
		case k == i+1:
			out = append(out, names[i], names[k])
		default:
			out = append(out, names[i])
		}
		i = k + 1
	}
	return strings.Join(out, ", ")
}

func milestoneNumber(milestone string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(milestone, "M"))
	if err != nil {
		return -9
	}
	return n
}

// mentions says whether a text has one of the words: at the start of a word, and to its end
// where the word has at most three letters ("ci" is not in "circle").
func mentions(text string, words ...string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		for at := 0; ; {
			i := strings.Index(text[at:], w)
			if i < 0 {
				break
			}
			from, to := at+i, at+i+len(w)
			if !letterBefore(text, from) && (len(w) > 3 || to == len(text) || !isWord(text[to])) {
				return true
			}
			at = from + 1
		}
	}
	return false
}

func letterBefore(text string, i int) bool { return i > 0 && isWord(text[i-1]) }

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
