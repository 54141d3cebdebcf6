package reports

import (
	"io"
	"path"
	"strings"

	"plumbline/internal/finding"
)

// FindingsMarkdown writes findings for a pull request: a table of rules, then each finding
// with both declarations. That of a gate is made for a comment: see gateMarkdown.
func FindingsMarkdown(w io.Writer, f Findings) error {
	if f.Gate != nil {
		return gateMarkdown(w, &f)
	}
	p := newPrinter(w)
	if f.Base != nil {
		p.line("# %s: %s", prose(f.Title), prose(f.Verdict))
		p.blank()
		p.line("%s against %s.", prose(treeText(&f.Head)), prose(treeText(f.Base)))
	} else {
		p.line("# %s", prose(f.Title))
		p.blank()
		p.line("%s.", prose(treeText(&f.Head)))
	}
	p.blank()
	p.line("%s.", f.headline())
	if text := f.compared(); text != "" {
		p.blank()
		p.line("Compared: %s.", text)
	}
	groups := f.grouped()
	if len(groups) > 0 {
		p.blank()
		var rows [][]string
		for _, g := range groups {
			rows = append(rows, []string{g.severity.String(), g.rule, g.name, thousands(len(g.list))})
		}
		p.markdownTable(columns("Severity|Rule|What happened|Findings>"), rows)
	}
	for _, g := range groups {
		p.heading(2, g.rule+" "+prose(g.name)+" ("+g.severity.String()+")")
		shown, rest := firstN(g.list, f.shownOf())
		for i, x := range shown {
			if i > 0 {
				p.blank()
			}
			p.markdownFinding(&f, x)
		}
		if rest > 0 {
			p.blank()
			p.line("… and %s of this rule: the JSON form has all.", plural(rest, "more finding"))
		}
	}
	p.markdownSuppressed(&f)
	p.markdownBlind(&f)
	return p.Flush()
}

func (p printer) markdownFinding(f *Findings, x *finding.Finding) {
	p.line("- **%s** %s", code(x.Subject), code(findingPlace(x)))
	p.blank()
	p.line("  %s", prose(clipped(x.Message, shownText)))
	if c := x.Change; c != nil && c.Old+c.New != "" {
		p.blank()
		p.line("  ```diff")
		p.markdownSide("-", c.Old, x.Base, languageAt(x))
		p.markdownSide("+", c.New, x.Head, languageAt(x))
		p.line("  ```")
	}
	if lines := changeLines(x); len(lines) > 0 {
		p.blank()
		for _, t := range lines {
			p.line("  - %s: %s", t.label, prose(clipped(t.text, shownText)))
		}
	}
	if x.Change != nil && x.Change.Witness != "" {
		p.blank()
		p.line("  ```%s", languageAt(x).fence)
		for line := range strings.Lines(strings.TrimRight(x.Change.Witness, "\n")) {
			p.line("  %s", unfenced(clipped(strings.TrimRight(line, "\n"), shownText)))
		}
		p.line("  ```")
	}
	if len(x.Affected) > 0 {
		names, rest := firstN(newJSONFinding(x).Affected, f.affectedOf(x))
		more := ""
		if rest > 0 {
			more = " and " + thousands(rest) + " more"
		}
		p.blank()
		p.line("  Affects %s: %s%s", thousands(len(x.Affected)), codes(names), more)
	}
}

// markdownSide writes one side of a change inside a fence.
func (p printer) markdownSide(sign, text string, at *finding.Location, l language) {
	if text == "" {
		return
	}
	where := ""
	if at != nil {
		where = "  " + l.comment + " " + locate(at).String()
	}
	p.line("  %s %s", sign, unfenced(oneLine(clipped(text, shownText))+where))
}

// unfenced keeps a line of code from closing the fence that it stands in.
func unfenced(line string) string { return strings.ReplaceAll(oneLine(line), "```", "` ` `") }

func (p printer) markdownSuppressed(f *Findings) {
	if rows := f.suppressedRows(); len(rows) > 0 {
		p.heading(2, "Accepted")
		p.suppressedTable(rows)
	}
}

// foldedSuppressed is markdownSuppressed for a comment.
func (p printer) foldedSuppressed(f *Findings) {
	if rows := f.suppressedRows(); len(rows) > 0 {
		p.blank()
		p.details("Accepted", ": "+plural(len(rows), "finding"))
		p.suppressedTable(rows)
		p.endDetails()
	}
}

// suppressedRows are the findings that something accepts, with the reason.
func (f *Findings) suppressedRows() (rows [][]string) {
	for i := range f.Findings {
		if x := &f.Findings[i]; x.Suppressed != nil {
			rows = append(rows, []string{x.Rule, code(x.Subject), code(findingPlace(x)), prose(*x.Suppressed)})
		}
	}
	return rows
}

func (p printer) suppressedTable(rows [][]string) {
	shown, rest := firstN(rows, wholeFindings)
	p.markdownTable(columns("Rule|Subject|Place|Reason"), shown)
	if rest > 0 {
		p.blank()
		p.line("… and %s more: the JSON form has all.", thousands(rest))
	}
}

func (p printer) markdownBlind(f *Findings) {
	if len(f.BlindSpots) == 0 {
		return
	}
	p.blank()
	p.details("Not judged", ": "+plural(len(f.BlindSpots), "blind spot"))
	for _, g := range f.blindGroups() {
		shown, rest := firstN(g.list, shownBlind)
		for _, b := range shown {
			where := ""
			if b.Path != "" {
				where = " " + code(place{Path: b.Path, Line: b.Line}.String())
			}
			p.line("- %s%s: %s", prose(g.kind), where, prose(b.Text))
		}
		if rest > 0 {
			p.line("- … and %s more of %s", thousands(rest), prose(g.kind))
		}
	}
	p.endDetails()
}

// language is how a language is named behind a fence, and what begins a comment in it.
type language struct{ fence, comment string }

// languageAt is the language of the file that a finding stands in. What a schema declares is
// used from C++.
func languageAt(x *finding.Finding) language {
	at := x.Head
	if at == nil {
		at = x.Base
	}
	if at == nil {
		return language{"cpp", "//"}
	}
	switch ext := path.Ext(strings.TrimSuffix(at.Path, ".in")); ext {
	case ".py", ".pyi":
		return language{"python", "#"}
	case ".yaml", ".yml":
		return language{"cpp", "#"}
	}
	return language{"cpp", "//"}
}
