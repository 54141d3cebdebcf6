package reports

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// commentSize is how many characters a gate's Markdown may have: a comment on GitHub holds
// 65,536, and what posts it may add a few of its own.
const commentSize = 60000

// gateMarkdown writes a gate for a pull request: the summary first, the findings folded, what
// changed in the structure; nothing at all where there is nothing to say. Where a comment would
// grow too large, findings are left out from the end, and how many is told.
func gateMarkdown(w io.Writer, f *Findings) error {
	if f.silent() {
		return nil
	}
	head := rendered(func(p printer) { p.markdownSummary(f) })
	tail := rendered(func(p printer) {
		p.markdownNeighbourhood(f.Gate.Change)
		p.markdownStructure(f.Gate.Change)
		p.markdownBetter(f)
		p.foldedSuppressed(f)
		p.markdownBlind(f)
	})
	left := commentSize - utf8.RuneCount(head) - utf8.RuneCount(tail) - utf8.RuneCount(rendered(func(p printer) { p.leftOut(f.grouped()) }))
	var body bytes.Buffer
	groups := f.grouped()
	shown := 0
	for ; shown < len(groups); shown++ {
		block := f.foldedGroup(groups[shown], left)
		if block == nil {
			break
		}
		left -= utf8.RuneCount(block)
		body.Write(block)
	}
	body.Write(rendered(func(p printer) { p.leftOut(groups[shown:]) }))
	for _, part := range [...][]byte{head, body.Bytes(), tail} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

// rendered is a part by itself.
func rendered(write func(p printer)) []byte {
	var b bytes.Buffer
	p := newPrinter(&b)
	write(p)
	_ = p.Flush() // a bytes.Buffer takes everything
	return b.Bytes()
}

// leftOut counts the findings of rules for which there is no room, in a line each.
func (p printer) leftOut(groups []findingGroup) {
	if len(groups) == 0 {
		return
	}
	p.blank()
	p.line("No room in a comment, whole in the JSON form:")
	p.blank()
	for _, g := range groups {
		p.line("- %s %s %s: %s", g.severity, g.rule, prose(g.name), plural(len(g.list), "finding"))
	}
}

// foldedGroup is the findings of a rule, folded, as far as they fit; nil if not even one does.
func (f *Findings) foldedGroup(g findingGroup, room int) []byte {
	open := rendered(func(p printer) {
		p.blank()
		p.details(g.severity.String()+" "+g.rule+" "+g.name, ": "+plural(len(g.list), "finding"))
	})
	const closing = "\n</details>\n"
	room -= utf8.RuneCount(open) + len(closing)
	shown, rest := firstN(g.list, f.shownOf())
	for i, x := range shown {
		one := rendered(func(p printer) {
			if i > 0 {
				p.blank()
			}
			p.markdownFinding(f, x)
		})
		if room -= utf8.RuneCount(one); room < 200 { // for the line that tells of the rest
			rest += len(shown) - i
			break
		}
		open = append(open, one...)
	}
	if rest == len(g.list) {
		return nil
	}
	if rest > 0 {
		open = append(open, "\n… and "+plural(rest, "more finding")+" of this rule: the JSON form has all.\n"...)
	}
	return append(open, closing...)
}

func (p printer) markdownSummary(f *Findings) {
	p.line("## plumbline: %s", prose(f.Verdict))
	p.blank()
	p.line("%s. %s against %s.", f.headline(), prose(treeText(&f.Head)), prose(treeText(f.Base)))
	p.blank()
	rows := f.passRows()
	for i := range rows {
		for k := range rows[i] {
			rows[i][k] = prose(clipped(rows[i][k], shownText))
		}
	}
	p.markdownTable(columns("Pass|Verdict|Findings|Looked at"), rows)
	if f.Gate.Known > 0 {
		p.blank()
		p.line("Known: %s of the baseline that still stand.", plural(f.Gate.Known, "entry", "entries"))
	}
}

// markdownNeighbourhood draws what changed and what is next to it.
func (p printer) markdownNeighbourhood(s *Structure) {
	if s == nil || s.Neighbourhood == "" {
		return
	}
	p.blank()
	p.line("```mermaid")
	p.WriteString(s.Neighbourhood)
	p.line("```")
}

func (p printer) markdownStructure(s *Structure) {
	if s == nil || len(s.Cells)+len(s.Scores)+len(s.System) == 0 {
		return
	}
	p.blank()
	p.details("Structure", ": "+plural(len(s.Cells), "changed dependency", "changed dependencies"))
	if rows, rest := firstN(s.cellRows(), shownCells); len(rows) > 0 {
		for i := range rows {
			rows[i][0] = code(rows[i][0])
		}
		p.markdownTable(columns("Dependency|Before>|After>|When"), rows)
		p.markdownMore(rest)
	}
	for _, t := range [...]struct {
		name string
		list []FigureChange
	}{{"Coupling score", s.Scores}, {"Figure", s.System}} {
		rows, rest := figureRows(t.list, shownCells)
		if len(rows) == 0 {
			continue
		}
		p.blank()
		for i := range rows {
			rows[i][0] = prose(rows[i][0])
		}
		p.markdownTable(columns(t.name+"|Before>|After>"), rows)
		p.markdownMore(rest)
	}
	p.endDetails()
}

func (p printer) markdownMore(rest int) {
	if rest > 0 {
		p.blank()
		p.line("… and %s more: the JSON form has all.", thousands(rest))
	}
}

func (p printer) markdownBetter(f *Findings) {
	if len(f.Gate.Better) == 0 {
		return
	}
	p.blank()
	p.details("Better", ": "+thousands(len(f.Gate.Better)))
	shown, rest := firstN(f.Gate.Better, shownBetter)
	for _, b := range shown {
		p.line("- %s", prose(clipped(b, shownText)))
	}
	if rest > 0 {
		p.line("- … and %s more: the JSON form has all", thousands(rest))
	}
	p.endDetails()
}
