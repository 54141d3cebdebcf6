package reports

import (
	"fmt"
	"strings"

	"plumbline/coupling"
)

// shownHotspots is how many modules and files a hotspot list has.
const shownHotspots = 12

// moduleSection shows all modules with their figures, grouped by layer.
func (p printer) moduleSection(r *coupling.Result, rows []moduleRow) {
	p.heading(2, "Modules")
	p.line("By layer, top to bottom, the highest coupling score first. Columns are explained under [How it was measured](#how-it-was-measured).")
	for _, g := range layerGroups(r, rows) {
		if len(g.Rows) == 0 {
			continue
		}
		if len(r.Layers) > 0 {
			p.heading(3, "Layer "+strings.Trim(layerTitle(g.Name), "*"))
		} else {
			p.blank()
		}
		var cells [][]string
		for _, m := range g.Rows {
			cells = append(cells, []string{code(m.Name), thousands(m.Files), thousands(m.Lines), thousands(m.Ca), thousands(m.Ce),
				thousands(m.FanIn), thousands(m.FanOut), decimal(m.Instability, 2), thousands(m.Reaches), thousands(m.FilesReached),
				cycleCell(m.ModuleMetrics), countOrDash(m.Tangled), "**" + decimal(m.Score, 1) + "**", riskText(m.Risk)})
		}
		p.markdownTable(columns("Module|Files>|Lines>|Ca>|Ce>|Fan-in>|Fan-out>|I>|Reaches modules>|Reaches files>|Cycle>|Tangled>|Score>|Risk>"), cells)
	}
	p.rollupTable(r)
}

// rollupTable shows modules that have others below them, each subtree taken as one.
func (p printer) rollupTable(r *coupling.Result) {
	var cells [][]string
	for i, roll := range r.Rollups {
		if roll == nil {
			continue
		}
		cells = append(cells, []string{code(r.Modules.Nodes[i].ID), thousands(roll.Modules), thousands(roll.Files), thousands(roll.Lines),
			thousands(roll.Ca), thousands(roll.Ce), thousands(roll.FanIn), thousands(roll.FanOut), decimal(roll.Instability, 2),
			thousands(roll.FilesReached), countOrDash(roll.Tangled), "**" + decimal(roll.Score, 1) + "**", riskText(roll.Risk)})
	}
	if len(cells) == 0 {
		return
	}
	p.heading(3, "Subtrees taken as one")
	p.line("A module together with all that lie below it, measured as if they were one; Ca and Ce count the modules outside.")
	p.blank()
	p.markdownTable(columns("Subtree|Modules>|Files>|Lines>|Ca>|Ce>|Fan-in>|Fan-out>|I>|Reaches files>|Tangled>|Score>|Risk>"), cells)
}

// hotspotSection shows where a change hurts most: by score, by risk, and single files.
func (p printer) hotspotSection(r *coupling.Result, rows []moduleRow, groups []ruleGroup) {
	p.heading(2, "Hotspots")
	p.line("Where a change is hardest (score), where it hurts most others (risk), and which single files know too much.")
	p.heading(3, "Highest coupling score")
	p.line("The figures that make the score: what must be known to change the module, and what has to change or move with it.")
	p.blank()
	shown, _ := firstN(byScore(rows), shownHotspots)
	var cells [][]string
	for _, m := range shown {
		cells = append(cells, []string{code(m.Name), "**" + decimal(m.Score, 1) + "**", thousands(m.Ce), countOrDash(m.Mutual),
			thousands(m.FanOut), countOrDash(m.Tangled), thousands(m.FilesReached)})
	}
	p.markdownTable(columns("Module|Score>|Modules it depends on>|of these, both ways>|Foreign files it depends on>|Foreign files in its load cycles>|Foreign files it reaches at load>"), cells)
	p.heading(3, "Highest refactor risk")
	p.line("Score × own files that others depend on × their number.")
	p.blank()
	shown, _ = firstN(byRisk(rows), shownHotspots)
	cells = nil
	for _, m := range shown {
		cells = append(cells, []string{code(m.Name), "**" + riskText(m.Risk) + "**", decimal(m.Score, 1),
			fmt.Sprintf("%s of %s", thousands(m.Exposed), plural(m.Files, "file")), thousands(m.FanIn), thousands(m.Ca)})
	}
	p.markdownTable(columns("Module|Risk>|Score>|Own files others depend on>|Files that do>|Modules that do>"), cells)
	p.godFiles(r, groups)
}

// godFiles lists the files that CPL004 is about, the worst first.
func (p printer) godFiles(r *coupling.Result, groups []ruleGroup) {
	p.heading(3, "Files that depend on too many others")
	files := godFiles(r, groups)
	if len(files) == 0 {
		p.line("None above the bound (CPL004).")
		return
	}
	p.line("Product files above the bound of CPL004.")
	p.blank()
	shown, rest := firstN(files, 2*shownHotspots)
	var cells [][]string
	for _, f := range shown {
		cells = append(cells, []string{code(f.Subject) + excepted(&f.violation), code(f.From), thousands(f.FanOut)})
	}
	p.markdownTable(columns("File|Module|Files it depends on>"), cells)
	p.more(rest, "file")
}

// more tells how many entries of a list are left out.
func (p printer) more(rest int, noun string) {
	if rest > 0 {
		p.blank()
		p.line("… and %s: `map.json` has all.", plural(rest, "more "+noun))
	}
}

// excepted gives the reason of a configured exception, "" for none.
func excepted(v *violation) string {
	if v.Suppressed == nil {
		return ""
	}
	return " *(excepted: " + prose(*v.Suppressed) + ")*"
}
