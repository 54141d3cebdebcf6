package audit

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

// logEntry is one line of a log of tool calls.
type logEntry struct {
	path      string
	line      int
	milestone int // -1 where none is told
}

var (
	timestamp     = regexp.MustCompile(`\b20\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b`)
	milestoneWord = regexp.MustCompile(`(?i)(?:^|[^A-Za-z0-9])M(\d\d)(?:[^A-Za-z0-9]|$)`)
)

// toolLog is every entry of the logs of tool calls: rows of a table that has a column for the
// tool or the time and one for what was done, and list items that begin with a time.
func (f *facts) toolLog() []logEntry {
	return once(f, "tool log", func() []logEntry {
		var out []logEntry
		for _, d := range f.documents("tool-log") {
			of := milestoneOf(d.path)
			for _, t := range d.tables {
				if !isLog(d.path, t.header) {
					continue
				}
				for _, r := range t.rows {
					if text := strings.Join(r.cells, " "); countWords([]string{text}, 1, 2, nil) >= 2 {
						out = append(out, logEntry{d.path, r.line, d.milestoneAt(r.line, of, text)})
					}
				}
			}
			for _, item := range d.items {
				if !logName.MatchString(path.Base(d.path)) {
					break // a list of dates elsewhere is any history
				}
				if loc := timestamp.FindStringIndex(item.text); loc != nil && loc[0] < 12 && countWords([]string{item.text}, 1, 2, nil) >= 3 {
					out = append(out, logEntry{d.path, item.line, d.milestoneAt(item.line, of, item.text)})
				}
			}
		}
		return out
	})
}

var logName = regexp.MustCompile(`(?i)tool[-_ ]?(calls?|logs?)`)

// isLog says whether the head of a table is that of a log of tool calls: a time and what was run
// or done. In a file that is called such a log, a tool and its purpose are enough.
func isLog(file string, header []string) bool {
	head := strings.Join(header, " | ")
	timed := mentions(head, "timestamp", "time", "date", "when")
	tool := mentions(head, "tool", "command", "call")
	done := mentions(head, "purpose", "action", "target", "files", "result", "status", "description", "outcome", "task")
	if logName.MatchString(path.Base(file)) {
		return len(header) >= 2 && (timed || tool) && (done || timed && tool)
	}
	return len(header) >= 3 && timed && tool && done
}

// milestoneAt is the milestone of a log entry: that of the file, of the text, or of the nearest
// heading above.
func (d *document) milestoneAt(line, ofFile int, text string) int {
	if ofFile >= 0 {
		return ofFile
	}
	if m := milestoneOf(text); m >= 0 {
		return m
	}
	for i := len(d.sections) - 1; i >= 0; i-- {
		if s := &d.sections[i]; s.line < line && line < s.end {
			if m := milestoneOf(s.title); m >= 0 {
				return m
			}
		}
	}
	return -1
}

// milestoneOf is the first milestone that a text names, -1 for none. Of a path, its folder or
// file says it.
func milestoneOf(text string) int {
	m := milestoneWord.FindStringSubmatch(strings.ReplaceAll(text, "_", " "))
	if m == nil {
		return -1
	}
	return milestoneNumber("M" + m[1])
}

const needsToolLog = "a log of tool calls with entries, in docs/refactor/toolcalls.md or docs/refactor/milestones/MNN/MNN_toolcalls.md"

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// loggedMilestones is the first entry of each milestone in the logs of tool calls.
func (f *facts) loggedMilestones() map[int]logEntry {
	first := map[int]logEntry{}
	for _, e := range f.toolLog() {
		if _, ok := first[e.milestone]; !ok && e.milestone >= 0 {
			first[e.milestone] = e
		}
	}
	return first
}

// standing is how far the log of the program says that each milestone is, the entry that says most.
func (f *facts) standing() map[int]progress {
	out := map[int]progress{}
	if d := f.refactorLog(); d != nil {
		entries := milestoneEntries(d)
		for m := 0; m <= lastMilestone; m++ {
			if e := bestEntry(entries, m); e != nil && e.progress != unstated {
				out[m] = e.progress
			}
		}
	}
	return out
}

// checkToolLog: there is a log, something is logged, and every milestone has an entry, those aside
// that the log of the program says were not begun.
func checkToolLog(f *facts, _ *Row) verdict {
	log := f.toolLog()
	if len(log) == 0 {
		var evidence []Evidence
		for _, p := range f.artefact("tool-log") {
			if logName.MatchString(path.Base(p)) {
				evidence = append(evidence, Evidence{Path: p, Text: "has no entry", Against: true})
			}
		}
		return missing(needsToolLog, evidence...)
	}
	files := map[string]bool{}
	for _, e := range log {
		files[e.path] = true
	}
	evidence := []Evidence{{Path: log[0].path, Line: log[0].line, Text: fmt.Sprintf("%s in %s", count(len(log), "entry", "entries"), count(len(files), "file", "files"))}}
	first, standing := f.loggedMilestones(), f.standing()
	var open []string
	for m := 0; m <= lastMilestone; m++ {
		if _, ok := first[m]; !ok && standing[m] != planned && standing[m] != deferred {
			open = append(open, milestoneName(m))
		}
	}
	if len(open) > 0 {
		return partly("entries in the log of tool calls for "+ranges(open), append(evidence, Evidence{Path: log[0].path, Text: "no entry for " + ranges(open), Against: true})...)
	}
	return done(evidence...)
}

// checkToolLogComplete: every milestone has an entry, those aside that the log of the program
// says were deferred.
func checkToolLogComplete(f *facts, _ *Row) verdict {
	first, standing := f.loggedMilestones(), f.standing()
	if len(first) == 0 {
		return missing(needsToolLog+" for each milestone", f.emptyOf("tool-log")...)
	}
	var open, without []string
	var evidence []Evidence
	for m := 0; m <= lastMilestone; m++ {
		e, ok := first[m]
		switch {
		case ok:
			evidence = append(evidence, Evidence{Path: e.path, Line: e.line, Text: milestoneName(m)})
		case standing[m] == deferred:
			without = append(without, milestoneName(m))
		default:
			open = append(open, milestoneName(m))
		}
	}
	if len(without) > 0 {
		evidence = append(evidence, Evidence{Text: "deferred, so without entries: " + ranges(without)})
	}
	if len(open) > 0 {
		return partly("entries in the log of tool calls for "+ranges(open), append(evidence, Evidence{Text: "no entry for " + ranges(open), Against: true})...)
	}
	return done(evidence...)
}

// milestoneRecords are the folders and files that the tree keeps of its milestones, by number:
// the first of each that has text.
func (f *facts) milestoneRecords() map[int]string {
	out := map[int]string{}
	for _, d := range f.documents("milestones") {
		name := strings.ToLower(path.Base(d.path))
		m := milestoneOf(d.path)
		if m < 0 || d.words < 5 || strings.Contains(name, "plan") || strings.Contains(name, "toolcalls") {
			continue
		}
		if _, ok := out[m]; !ok {
			out[m] = d.path
		}
	}
	return out
}

// checkRefactorCurrent: whatever milestone left a record in the tree, the log tells of it, and not
// as planned. Without records the log has to say of every milestone how it ended.
func checkRefactorCurrent(f *facts, _ *Row) verdict {
	const needs = "entries in REFACTOR.md that say what the records of the milestones say"
	d, entries, none := f.entriesOr(needs)
	if none != nil {
		return *none
	}
	records := f.milestoneRecords()
	if len(records) == 0 {
		return currentByStatus(d, entries)
	}
	var evidence []Evidence
	var behind []string
	for m := 0; m <= 99; m++ {
		record, ok := records[m]
		if !ok {
			continue
		}
		if best := bestEntry(entries, m); best == nil || best.progress == planned {
			behind = append(behind, milestoneName(m))
			at := Evidence{Path: d.path, Text: fmt.Sprintf("does not tell of %s, which has %s", milestoneName(m), record), Against: true}
			if best != nil {
				at.Line, at.Text = best.line, fmt.Sprintf("says that %s is still planned, which has %s", milestoneName(m), record)
			}
			evidence = append(evidence, at)
		} else {
			evidence = append(evidence, Evidence{Path: d.path, Line: best.line, Text: milestoneName(m) + ", as in " + record})
		}
	}
	if len(behind) > 0 {
		return missing("entries in REFACTOR.md that tell of "+ranges(behind), evidence...)
	}
	return done(evidence...)
}

// bestEntry is the entry of a milestone that says most: its own before a range's.
func bestEntry(entries []milestoneEntry, m int) *milestoneEntry {
	var best *milestoneEntry
	for i := range entries {
		e := &entries[i]
		if e.covers(m) && (best == nil || e.own() && !best.own() || e.own() == best.own() && e.progress > best.progress) {
			best = e
		}
	}
	return best
}

func currentByStatus(d *document, entries []milestoneEntry) verdict {
	var open []string
	for m := 0; m <= lastMilestone; m++ {
		if e := bestEntry(entries, m); e == nil || e.progress < deferred {
			open = append(open, milestoneName(m))
		}
	}
	at := Evidence{Path: d.path, Line: entries[0].line, Text: fmt.Sprintf("%d entries; the tree keeps no records of milestones to hold them against", len(entries))}
	if len(open) > 0 {
		at.Against = true
		return partly("records of the milestones (docs/refactor/milestones/MNN), or how each ended: "+ranges(open), at)
	}
	return done(at)
}
