package reports

import (
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
		p.mapTable(moduleTable(g.Rows))
	}
	p.rollups(r)
}

// rollups shows modules that have others below them, each subtree taken as one.
func (p printer) rollups(r *coupling.Result) {
	t := rollupTable(r)
	if len(t.rows) == 0 {
		return
	}
	p.heading(3, "Subtrees taken as one")
	p.line("A module together with all that lie below it, measured as if they were one; Ca and Ce count the modules outside.")
	p.blank()
	p.mapTable(t)
}

// hotspotSection shows where a change hurts most: by score, by risk, and single files.
func (p printer) hotspotSection(r *coupling.Result, rows []moduleRow, groups []ruleGroup) {
	p.heading(2, "Hotspots")
	p.line("Where a change is hardest (score), where it hurts most others (risk), and which single files know too much.")
	p.heading(3, "Highest coupling score")
	p.line("The five figures that make the score: what must be known to change the module, and what has to change or move with it.")
	p.blank()
	p.mapTable(scoreTable(rows))
	p.heading(3, "Highest refactor risk")
	p.line("Score × own files that others depend on × their number.")
	p.blank()
	p.mapTable(riskTable(rows))
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
