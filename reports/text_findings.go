package reports

import (
	"io"
	"strings"

	"plumbline/internal/finding"
)

// FindingsText writes findings for a terminal: the worst first, grouped by rule, with the
// declaration as it was and as it is. Long lists are cut, and how much is told.
func FindingsText(w io.Writer, f Findings) error {
	p := newPrinter(w)
	if f.Base != nil {
		p.line("%s of %s against %s: %s", f.Title, treeText(&f.Head), treeText(f.Base), f.Verdict)
	} else {
		p.line("%s of %s", f.Title, treeText(&f.Head))
	}
	p.line("%s", f.headline())
	if text := f.compared(); text != "" {
		p.line("compared: %s", text)
	}
	if f.Gate != nil {
		p.textPasses(&f)
	}
	if f.byCause() {
		p.textCauses(&f)
	} else {
		p.textGroups(&f)
	}
	if f.Gate != nil {
		p.textBetter(&f)
		p.textStructure(f.Gate.Change)
	}
	p.textSuppressed(&f)
	p.textBlind(&f)
	return p.Flush()
}

// textGroups tells findings rule by rule.
func (p printer) textGroups(f *Findings) {
	for _, g := range f.grouped() {
		p.blank()
		p.line("%s %s %s: %s", g.severity, g.rule, g.name, plural(len(g.list), "finding"))
		shown, rest := firstN(g.list, f.shownOf())
		if f.brief(g) {
			for _, x := range shown {
				p.indented("  ", x.Subject+"  "+findingPlace(x)+": "+clipped(x.Message, briefText))
			}
		} else {
			for _, x := range shown {
				p.blank()
				p.textFinding(f, x)
			}
		}
		if rest > 0 {
			if !f.brief(g) {
				p.blank()
			}
			p.line("  … and %s of this rule (all: --format json)", plural(rest, "more finding"))
		}
	}
}

func (p printer) textFinding(f *Findings, x *finding.Finding) {
	p.line("  %s  %s", oneLine(x.Subject), findingPlace(x))
	p.textDetails(f, x)
}

// textDetails tells of a finding what follows its heading.
func (p printer) textDetails(f *Findings, x *finding.Finding) {
	p.indented("    ", clipped(x.Message, shownText))
	if c := x.Change; c != nil {
		p.declaration("was", c.Old, x.Base)
		p.declaration("is ", c.New, x.Head)
	}
	for _, t := range changeLines(x) {
		p.indented("    "+t.label+": ", clipped(t.text, shownText))
	}
	if x.Change != nil && x.Change.Witness != "" {
		p.line("    witness:")
		for line := range strings.Lines(strings.TrimRight(x.Change.Witness, "\n")) {
			p.line("      %s", oneLine(clipped(strings.TrimRight(line, "\n"), shownText)))
		}
	}
	if len(x.Affected) == 0 {
		return
	}
	names, rest := firstN(newJSONFinding(x).Affected, f.affectedOf(x))
	p.line("    affects %s:", thousands(len(x.Affected)))
	for _, name := range names {
		p.line("      %s", oneLine(name))
	}
	if rest > 0 {
		p.line("      … and %s more (all: --list-affected)", thousands(rest))
	}
}

// declaration writes one side of a change with its place.
func (p printer) declaration(label, text string, at *finding.Location) {
	where := ""
	if at != nil {
		where = "  " + locate(at).String()
	}
	if text == "" && at == nil {
		return
	}
	if text == "" {
		text = "(not declared)"
	}
	p.line("    %s %s%s", label, oneLine(clipped(text, shownText)), where)
}

// indented wraps a text into lines behind an indent; those that go on stand four further in.
func (p printer) indented(indent, text string) {
	blanks := len(indent) - len(strings.TrimLeft(indent, " "))
	for i, line := range wrapWords(indent[blanks:]+oneLine(text), textLineWide-blanks-4) {
		if i == 1 {
			blanks += 4
		}
		p.line("%s%s", strings.Repeat(" ", blanks), line)
	}
}

// wrapWords breaks a text at blanks into lines of at most width bytes, words that are
// longer apart.
func wrapWords(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

func (p printer) textSuppressed(f *Findings) {
	var list []*finding.Finding
	for i := range f.Findings {
		if f.Findings[i].Suppressed != nil {
			list = append(list, &f.Findings[i])
		}
	}
	if len(list) == 0 {
		return
	}
	p.blank()
	p.line("accepted")
	shown, rest := firstN(list, wholeFindings)
	for _, x := range shown {
		p.line("  %s %s %s: %s", x.Rule, oneLine(x.Subject), findingPlace(x), oneLine(*x.Suppressed))
	}
	if rest > 0 {
		p.line("  … and %s more (all: --format json)", thousands(rest))
	}
}

func (p printer) textBlind(f *Findings) {
	if len(f.BlindSpots) == 0 {
		return
	}
	p.blank()
	p.line("not judged")
	for _, g := range f.blindGroups() {
		shown, rest := firstN(g.list, shownBlind)
		for _, b := range shown {
			where := ""
			if b.Path != "" {
				where = " " + place{Path: b.Path, Line: b.Line}.String()
			}
			p.indented("  "+oneLine(g.kind)+oneLine(where)+": ", b.Text)
		}
		if rest > 0 {
			p.line("  … and %s more of %s (all: --format json)", thousands(rest), oneLine(g.kind))
		}
	}
}
