package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

// What the text and Markdown forms of a gate list; the JSON form has all.
const (
	shownBetter = 10
	shownCells  = 15
)

// cause is the findings that stand at one place: what one line of a change leads to.
type cause struct {
	at     finding.Location
	atBase bool
	line   string // the source line, "" where it is not known
	list   []*finding.Finding
}

// causes groups findings by place, the worst first; those without a place come last.
func (f *Findings) causes() []cause {
	type key struct {
		atBase bool
		at     finding.Location
	}
	lines := map[key]string{}
	for _, l := range f.Gate.Lines {
		lines[key{l.AtBase, finding.Location{Path: l.Path, Line: l.Line}}] = l.Text
	}
	var out []cause
	index := map[key]int{}
	for i := range f.Findings {
		x := &f.Findings[i]
		if x.Suppressed != nil {
			continue
		}
		var k key
		switch {
		case x.Head != nil:
			k.at = *x.Head
		case x.Base != nil:
			k = key{true, *x.Base}
		}
		n, ok := index[k]
		if !ok {
			n = len(out)
			index[k] = n
			out = append(out, cause{at: k.at, atBase: k.atBase, line: lines[k]})
		}
		out[n].list = append(out[n].list, x)
	}
	for i := range out {
		slices.SortStableFunc(out[i].list, func(a, b *finding.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	}
	slices.SortStableFunc(out, func(a, b cause) int {
		return cmp.Or(cmp.Compare(b.list[0].Severity, a.list[0].Severity), cmp.Compare(number(a.at.Path == ""), number(b.at.Path == "")),
			cmp.Compare(a.at.Path, b.at.Path), cmp.Compare(a.at.Line, b.at.Line))
	})
	return out
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// place is where a cause is, in words.
func (c *cause) place() string {
	switch {
	case c.at.Path == "":
		return "the tree as a whole"
	case c.atBase:
		return locate(&c.at).String() + " at BASE"
	}
	return locate(&c.at).String()
}

// byCause reports whether findings are few enough to be told place by place.
func (f *Findings) byCause() bool { return f.Gate != nil && f.shownOf() == wholeFindings }

// silent reports whether a gate has nothing to say at all.
func (f *Findings) silent() bool {
	g := f.Gate
	if g == nil || len(f.Findings) > 0 || len(g.Better) > 0 {
		return false
	}
	if g.Change != nil && len(g.Change.Cells)+len(g.Change.Scores)+len(g.Change.System) > 0 {
		return false
	}
	return !slices.ContainsFunc(g.Passes, func(p Pass) bool { return p.Failed != "" })
}

// passRows are a line a pass: name, what it came to, what it found, how much it looked at.
func (f *Findings) passRows() [][]string {
	var rows [][]string
	for _, p := range f.Gate.Passes {
		row := []string{p.Name, p.Verdict, f.foundBy(&p), compared(p.Counts, true)}
		switch {
		case p.Failed != "":
			row[1], row[2], row[3] = "could not run", "", p.Failed
		case p.Nothing != "":
			row[1], row[2], row[3] = "nothing to compare", "", p.Nothing
		}
		rows = append(rows, row)
	}
	return rows
}

// foundBy says how many findings a pass has, by severity.
func (f *Findings) foundBy(p *Pass) string {
	own := Findings{}
	for i := range f.Findings {
		if slices.ContainsFunc(p.Rules, func(prefix string) bool { return strings.HasPrefix(f.Findings[i].Rule, prefix) }) {
			own.Findings = append(own.Findings, f.Findings[i])
		}
	}
	t := own.tally()
	var parts []string
	for _, n := range [...]struct {
		n    int
		noun string
	}{{t.errors, "error"}, {t.warnings, "warning"}, {t.notes, "note"}} {
		if n.n > 0 {
			parts = append(parts, plural(n.n, n.noun))
		}
	}
	if t.suppressed > 0 {
		parts = append(parts, thousands(t.suppressed)+" accepted")
	}
	return cmp.Or(strings.Join(parts, ", "), "none")
}

// cellRows are the dependencies that differ: those that are new or stronger first, then those
// that are gone, then those of other weight.
func (s *Structure) cellRows() [][]string {
	rank := func(c *CellChange) int {
		switch {
		case c.KindWas != c.KindIs && c.KindIs != "" && (c.KindWas == "" || c.After > 0 && c.Before == 0):
			return 0
		case c.KindWas != c.KindIs && c.KindIs != "":
			return 1
		case c.KindIs == "":
			return 2
		}
		return 3
	}
	cells := slices.Clone(s.Cells)
	slices.SortStableFunc(cells, func(a, b CellChange) int {
		return cmp.Or(cmp.Compare(rank(&a), rank(&b)), cmp.Compare(abs(b.After-b.Before), abs(a.After-a.Before)))
	})
	var rows [][]string
	for _, c := range cells {
		kind := c.KindIs
		switch {
		case c.KindWas == "":
			kind += " (new)"
		case c.KindIs == "":
			kind = "gone (was " + c.KindWas + ")"
		case c.KindWas != c.KindIs:
			kind = c.KindWas + " -> " + c.KindIs
		}
		rows = append(rows, []string{c.From + " -> " + c.To, thousands(c.Before), thousands(c.After), kind})
	}
	return rows
}

func abs(n int) int { return max(n, -n) }

// figureRows are figures that differ, those that moved most first.
func figureRows(list []FigureChange, most int) (rows [][]string, rest int) {
	moved := func(x *FigureChange) float64 {
		if x.Before == nil || x.After == nil {
			return 0
		}
		return max(*x.After-*x.Before, *x.Before-*x.After)
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b FigureChange) int { return cmp.Compare(moved(&b), moved(&a)) })
	sorted, rest = firstN(sorted, most)
	for _, x := range sorted {
		rows = append(rows, []string{x.Name, gateFigure(x.Before), gateFigure(x.After)})
	}
	return rows, rest
}

// gateFigure rounds as readers need it; whole numbers stay whole.
func gateFigure(x *float64) string {
	switch {
	case x == nil:
		return "-"
	case *x == float64(int(*x)):
		return thousands(int(*x))
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", *x), "0"), ".")
}
