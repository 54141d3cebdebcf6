package reports

import (
	"fmt"
	"io"
	"sort"
	"strings"

	"plumbline/coupling"
	"plumbline/graph"
)

// What the terminal table lists of long lists; the Markdown and JSON forms have the rest.
const (
	textModules  = 30
	textCycles   = 4
	textLineWide = 110
)

// MapText writes the short table of the boundary map for a terminal: the modules with the
// highest coupling scores, the system's figures, cycles, violations by rule, coverage.
func MapText(w io.Writer, m Map) error {
	r := m.Result
	p := newPrinter(w)
	p.line("%s: %s", treeText(&m.Tree), sizeText(r))
	p.blank()
	p.moduleTable(r)
	p.blank()
	p.systemLines(r)
	p.cycleLines(r)
	p.violationLines(r)
	p.coverageLines(&m.Tree, r)
	return p.Flush()
}

func (p printer) moduleTable(r *coupling.Result) {
	rows := moduleRows(r)
	shown, rest := firstN(byScore(rows), textModules)
	var cells [][]string
	for _, m := range shown {
		cells = append(cells, []string{oneLine(m.Name), orDash(m.Layer), thousands(m.Files), thousands(m.Ca), thousands(m.Ce),
			decimal(m.Instability, 2), thousands(m.Reaches), cycleCell(m.ModuleMetrics), decimal(m.Score, 1), riskText(m.Risk)})
	}
	p.textTable("", columns("module|layer|files>|Ca>|Ce>|I>|reaches>|cycle>|score>|risk>"), cells)
	if rest > 0 {
		p.line("… and %s with a lower score (all: --format markdown or json)", plural(rest, "module"))
	}
}

// cycleCell is the size of a module's load-time cycle.
func cycleCell(m *coupling.ModuleMetrics) string {
	if m.Cycle < 0 {
		return "–"
	}
	return thousands(m.CycleSize)
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return oneLine(s)
}

func (p printer) systemLines(r *coupling.Result) {
	s := &r.System
	p.line("system      propagation cost %s of modules, %s of packages, %s of files; NCCD %s; modularity %s of %s possible",
		percent(s.Module.PropagationCost), percent(s.Package.PropagationCost), percent(s.File.PropagationCost),
		decimal(s.Module.NCCD, 2), decimal(s.Modularity, 2), decimal(s.BestModularity, 2))
	p.line("direction   %s", directionText(r))
}

func (p printer) cycleLines(r *coupling.Result) {
	p.line("cycles      %s", cyclesText(r))
	shown, rest := firstN(r.CyclesOf(graph.LoadPolicy), textCycles)
	for _, c := range shown {
		names := nodeNames(r.Modules, c.Members)
		text := strings.Join(names, ", ")
		if lines := wrap(names, textLineWide-20); len(lines) > 1 {
			text = fmt.Sprintf("%s … (%d in all)", strings.TrimSuffix(lines[0], ","), len(names))
		}
		p.line("            %s", oneLine(text))
	}
	if rest > 0 {
		p.line("            … and %s", plural(rest, "smaller cycle"))
	}
}

func (p printer) violationLines(r *coupling.Result) {
	label := "violations"
	for _, g := range ruleGroups(r) {
		if g.Count+g.Kept == 0 {
			continue
		}
		text := fmt.Sprintf("%s %s: %s", g.Rule.ID, g.Rule.Name, thousands(g.Count))
		if g.Kept > 0 {
			text += fmt.Sprintf(", %s excepted by configuration", thousands(g.Kept))
		}
		p.line("%-11s %s", label, text)
		label = ""
	}
	if label != "" {
		p.line("%-11s none", label)
	}
}

func (p printer) coverageLines(t *Tree, r *coupling.Result) {
	c := &r.Graph.Coverage
	p.line("coverage    %s", recordsText("import", c.Imports, importStatuses()[:4]...))
	p.line("            %s", recordsText("include", c.Includes, includeStatuses()[:3]...))
	text := plural(c.UnparsedBytes, "byte") + " unparsed"
	if open := r.Unexplained(); open > 0 {
		text += fmt.Sprintf("; %s without a known reason", plural(open, "unresolved record"))
	}
	if len(t.Skipped) > 0 {
		text += "; skipped: " + skippedText(t.Skipped)
	}
	p.line("            %s", text)
	for _, note := range t.Notes {
		p.line("note        %s", oneLine(note))
	}
}

// skippedText lists skipped files by reason.
func skippedText(skipped map[string]int) string {
	reasons := make([]string, 0, len(skipped))
	for reason := range skipped {
		reasons = append(reasons, reason)
	}
	sort.Strings(reasons)
	for i, reason := range reasons {
		reasons[i] = thousands(skipped[reason]) + " " + reason
	}
	return strings.Join(reasons, ", ")
}
