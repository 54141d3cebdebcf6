package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// refactorLog is the living log of the program: REFACTOR.md, or, where the tree has none, the
// document of another name that has the most entries of milestones. It is nil where that has no
// text: an empty REFACTOR.md is not made good by another page.
func (f *facts) refactorLog() *document {
	return once(f, "refactor log", func() *document {
		var named, others []*document
		for _, d := range f.documents("refactor") {
			switch {
			case squeeze(strings.TrimSuffix(path.Base(d.path), path.Ext(d.path))) == "refactor":
				named = append(named, d)
			case !f.otherRecord(d):
				others = append(others, d)
			}
		}
		if len(named) > 0 {
			return fullest(named)
		}
		best := fullest(others)
		if best != nil && !strings.Contains(strings.ToLower(path.Base(best.path)), "refactor") && len(milestoneEntries(best)) < 3 {
			return nil // some page that happens to name a milestone
		}
		return best
	})
}

// otherRecord says whether a document names milestones as a record of another kind: a log of tool
// calls, or a document of the audit pack.
func (f *facts) otherRecord(d *document) bool {
	if logName.MatchString(path.Base(d.path)) || slices.ContainsFunc(d.tables, func(t docTable) bool { return isLog(d.path, t.header) }) {
		return true
	}
	return slices.ContainsFunc(auditPack, func(p packDocument) bool { return p.is(d) })
}

// fullest is the document with the most entries of milestones, nil where none has a text.
func fullest(docs []*document) *document {
	var best *document
	score := 0
	for _, d := range docs {
		n := 3 * len(milestoneEntries(d))
		if strings.Contains(strings.ToLower(path.Base(d.path)), "refactor") && d.words > 0 {
			n += 2
		}
		if n > score {
			best, score = d, n
		}
	}
	return best
}

// foundation is the first milestone behind those of phase 0, which the log has to tell of first.
const foundation = 3

const needsLog = "a REFACTOR.md with an entry for each milestone, a deprecation policy and a recovery protocol"

// entriesOr is the log with its entries of milestones; or, where there is no log or none of
// them says anything, the verdict on a row that needs them.
func (f *facts) entriesOr(needs string) (*document, []milestoneEntry, *verdict) {
	d := f.refactorLog()
	if d == nil {
		v := missing(needs, f.emptyOf("refactor")...)
		return nil, nil, &v
	}
	entries := milestoneEntries(d)
	if len(entries) == 0 {
		v := missing(needs, Evidence{Path: d.path, Text: "has no entry of a milestone that says anything", Against: true})
		return nil, nil, &v
	}
	return d, entries, nil
}

// checkRefactorPopulated: the log has entries of the first milestones, a deprecation policy and
// a recovery protocol with text, and its links lead somewhere.
func checkRefactorPopulated(f *facts, _ *Row) verdict {
	d, entries, none := f.entriesOr(needsLog)
	if none != nil {
		return *none
	}
	evidence := []Evidence{{Path: d.path, Line: entries[0].line, Text: fmt.Sprintf("%d entries of milestones", len(entries))}}
	var lacks []string
	if open := uncovered(entries, false); len(open) > 0 && milestoneNumber(open[0]) < foundation {
		lacks = append(lacks, "entries for "+ranges(open))
		evidence = append(evidence, Evidence{Path: d.path, Text: "no entry covers " + ranges(open), Against: true})
	}
	for _, part := range []struct {
		what  string
		words []string
	}{{"a deprecation policy", []string{"deprecat"}}, {"a recovery protocol", recoveryWords}} {
		if s := d.sectionOn(5, part.words...); s != nil {
			evidence = append(evidence, Evidence{Path: d.path, Line: s.line, Text: s.title})
		} else {
			lacks = append(lacks, part.what)
			evidence = append(evidence, Evidence{Path: d.path, Text: "has no section with " + part.what, Against: true})
		}
	}
	dead := f.deadLinks(d)
	if len(dead) > 0 {
		lacks = append(lacks, fmt.Sprintf("%d links that resolve", len(dead)))
		evidence = append(evidence, dead...)
	}
	if len(lacks) > 0 {
		return partly("in "+d.path+": "+strings.Join(lacks, ", "), evidence...)
	}
	return done(evidence...)
}

// emptyOf says which files have the right name and no content that counts.
func (f *facts) emptyOf(artefact string) []Evidence {
	var out []Evidence
	for _, p := range f.artefact(artefact) {
		if len(strings.TrimSpace(string(f.read(p)))) == 0 {
			out = append(out, Evidence{Path: p, Text: "is empty", Against: true})
		}
	}
	return out
}

// sectionOn is the first section whose heading has one of the words, and that has text.
func (d *document) sectionOn(words int, about ...string) *section {
	for i := range d.sections {
		if s := &d.sections[i]; mentions(s.title, about...) && s.words >= words {
			return s
		}
	}
	return nil
}

// checkMilestoneTable: every milestone of the definition has an entry; a range such as M03-M10
// stands for those in it.
func checkMilestoneTable(f *facts, _ *Row) verdict {
	const needs = "an entry in REFACTOR.md, a heading or a row of a table, for each milestone from M00 to M22"
	d, entries, none := f.entriesOr(needs)
	if none != nil {
		return *none
	}
	evidence := []Evidence{{Path: d.path, Line: entries[0].line, Text: fmt.Sprintf("%d entries, the first: %s", len(entries), entries[0].text)}}
	if open := uncovered(entries, false); len(open) > 0 {
		return partly("entries for "+ranges(open), append(evidence, Evidence{Path: d.path, Text: "no entry covers " + ranges(open), Against: true})...)
	}
	return done(evidence...)
}

// checkRefactorComplete: every milestone has an entry of its own that says how far it is.
func checkRefactorComplete(f *facts, _ *Row) verdict {
	const needs = "an entry of its own with a status, in REFACTOR.md, for each milestone from M00 to M22"
	d := f.refactorLog()
	if d == nil {
		return missing(needs, f.emptyOf("refactor")...)
	}
	entries := milestoneEntries(d)
	stated := map[int]progress{}
	for _, e := range entries {
		if e.own() {
			stated[e.first] = max(stated[e.first], e.progress)
		}
	}
	if len(stated) == 0 {
		return missing(needs, Evidence{Path: d.path, Text: "no milestone has an entry of its own", Against: true})
	}
	evidence := []Evidence{{Path: d.path, Line: entries[0].line, Text: fmt.Sprintf("%d milestones have an entry of their own", len(stated))}}
	var open, silent, unfinished []string
	for m := 0; m <= lastMilestone; m++ {
		switch p, ok := stated[m]; {
		case !ok:
			open = append(open, milestoneName(m))
		case p == unstated:
			silent = append(silent, milestoneName(m))
		case p == planned || p == underWay:
			unfinished = append(unfinished, milestoneName(m))
		}
	}
	var lacks []string
	for _, l := range []struct {
		what string
		of   []string
	}{{"an entry of their own for ", open}, {"a status for ", silent}, {"the outcome of ", unfinished}} {
		if len(l.of) > 0 {
			lacks = append(lacks, l.what+ranges(l.of))
			evidence = append(evidence, Evidence{Path: d.path, Text: "lacks " + l.what + ranges(l.of), Against: true})
		}
	}
	if len(lacks) > 0 {
		return partly(strings.Join(lacks, "; "), evidence...)
	}
	return done(evidence...)
}

var recoveryWords = []string{"recover", "resum", "rollback", "roll back", "restore"}

// checkRecoveryProtocol: a section of the log or of the tool log says how to go on after an
// interruption, in at least two steps.
func checkRecoveryProtocol(f *facts, _ *Row) verdict {
	const needs = "a section \"Recovery Protocol\" in REFACTOR.md with the steps to take after an interruption"
	docs := f.documents("refactor")
	docs = append(docs, f.documents("tool-log")...)
	var thin []Evidence
	for _, d := range docs {
		for i := range d.sections {
			s := &d.sections[i]
			if !mentions(s.title, "recover", "resum", "interrupt") || milestoneStart.MatchString(s.title) {
				continue
			}
			steps := 0
			for _, item := range d.items {
				if item.line > s.line && item.line < s.end && item.text != "" {
					steps++
				}
			}
			switch {
			case steps >= 2 && s.words >= 8:
				return done(Evidence{Path: d.path, Line: s.line, Text: fmt.Sprintf("%s: %d steps, %d words", s.title, steps, s.words)})
			case s.words >= 15:
				return done(Evidence{Path: d.path, Line: s.line, Text: fmt.Sprintf("%s: %d words", s.title, s.words)})
			}
			thin = append(thin, Evidence{Path: d.path, Line: s.line, Text: "has no steps: " + s.title, Against: true})
		}
	}
	return missing(needs, append(thin, f.emptyOf("refactor")...)...)
}
