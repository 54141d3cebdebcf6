package reports

import (
	"strings"
	"unicode/utf8"
)

// textPasses lists the passes of a gate and what each came to.
func (p printer) textPasses(f *Findings) {
	p.blank()
	rows := f.passRows()
	for i := range rows {
		for k := range rows[i] {
			rows[i][k] = oneLine(rows[i][k])
		}
		rows[i][3] = clipped(rows[i][3], shownText)
	}
	p.textTable("  ", columns("pass|verdict|findings|looked at"), rows)
	if f.Gate.Known > 0 {
		p.line("  known: %s of the baseline that still stand", plural(f.Gate.Known, "entry", "entries"))
	}
}

// textCauses tells findings place by place, each place with its line.
func (p printer) textCauses(f *Findings) {
	for _, c := range f.causes() {
		p.blank()
		p.line("%s", oneLine(c.place()))
		p.sourceLine(c.line, c.at.Line)
		for _, x := range c.list {
			p.line("  %s %s %s  %s", x.Severity, x.Rule, x.Name, oneLine(x.Subject))
			p.textDetails(f, x)
		}
	}
}

// sourceLine shows a line with a caret under its first word.
func (p printer) sourceLine(text string, line int) {
	code := strings.TrimRight(strings.ReplaceAll(text, "\t", "    "), " \r\n")
	word := strings.TrimLeft(code, " ")
	if word == "" {
		return
	}
	indent := utf8.RuneCountInString(code) - utf8.RuneCountInString(word)
	number := thousands(line)
	p.line("  %s | %s", number, oneLine(clipped(code, briefText)))
	p.line("  %s | %s^", strings.Repeat(" ", len(number)), strings.Repeat(" ", indent))
}

// textBetter lists what a change makes better.
func (p printer) textBetter(f *Findings) {
	if len(f.Gate.Better) == 0 {
		return
	}
	p.blank()
	p.line("better: %s", thousands(len(f.Gate.Better)))
	shown, rest := firstN(f.Gate.Better, shownBetter)
	for _, b := range shown {
		p.indented("  ", clipped(b, shownText))
	}
	if rest > 0 {
		p.line("  … and %s more (all: --format json)", thousands(rest))
	}
}

// textStructure tells how the module graph changed.
func (p printer) textStructure(s *Structure) {
	if s == nil || len(s.Cells)+len(s.Scores)+len(s.System) == 0 {
		return
	}
	p.blank()
	p.line("structure: %s", plural(len(s.Cells), "changed dependency", "changed dependencies"))
	if rows, rest := firstN(s.cellRows(), shownCells); len(rows) > 0 {
		p.textTable("  ", columns("dependency|before>|after>|when"), rows)
		p.moreOf(rest)
	}
	for _, t := range [...]struct {
		name string
		list []FigureChange
	}{{"coupling score", s.Scores}, {"figure", s.System}} {
		rows, rest := figureRows(t.list, shownCells)
		if len(rows) == 0 {
			continue
		}
		p.textTable("  ", columns(t.name+"|before>|after>"), rows)
		p.moreOf(rest)
	}
}

func (p printer) moreOf(rest int) {
	if rest > 0 {
		p.line("  … and %s more (all: --format json)", thousands(rest))
	}
}
