package reports

import (
	"fmt"

	"plumbline/coupling"
)

// htmlTable is a table of the page.
type htmlTable struct {
	Columns []htmlColumn
	Rows    [][]htmlCell
}

type htmlColumn struct {
	Head  string
	Right bool
}

// htmlCell is a text, a link, or a list of names.
type htmlCell struct {
	Text  string
	Class string
	ID    string
	Href  string // id of the place on the page that Text leads to
	Codes []string
	More  string // what a list leaves out
	Span  int
}

// newHTMLTable starts a table whose columns are described as for text tables.
func newHTMLTable(spec string) htmlTable {
	var t htmlTable
	for _, c := range columns(spec) {
		t.Columns = append(t.Columns, htmlColumn{c.head, c.right})
	}
	return t
}

func (t *htmlTable) add(cells ...htmlCell) { t.Rows = append(t.Rows, cells) }

func htmlText(s string) htmlCell { return htmlCell{Text: s} }
func htmlNum(s string) htmlCell  { return htmlCell{Text: s, Class: "num"} }
func htmlCount(n int) htmlCell   { return htmlNum(thousands(n)) }

// htmlModule names a module and leads to its row of the module table.
func htmlModule(name string) htmlCell {
	return htmlCell{Text: oneLine(name), Href: moduleAnchor(name), Class: "strong"}
}

func moduleAnchor(name string) string { return "m-" + oneLine(name) }

func htmlScore(score float64) htmlCell {
	return htmlCell{Text: decimal(score, 1), Class: fmt.Sprintf("s%d", min(10, max(1, int(score+0.5))))}
}

// htmlList shows the first names of a list and counts the rest.
func htmlList(names []string, limit int) htmlCell {
	shown, rest := firstN(names, limit)
	c := htmlCell{Codes: make([]string, len(shown))}
	for i, n := range shown {
		c.Codes[i] = oneLine(n)
	}
	if rest > 0 {
		c.More = thousands(rest) + " more"
	}
	return c
}

func htmlPlaces(places []place, limit int) htmlCell {
	names := make([]string, len(places))
	for i, at := range places {
		names[i] = at.String()
	}
	return htmlList(names, limit)
}

// layers fills the table of layers and the measured direction between them.
func (p *htmlPage) layers(r *coupling.Result, rows []moduleRow) {
	if len(r.Layers) == 0 {
		return
	}
	p.Layers = newHTMLTable("Layer|Modules>|Files>|Lines>|Most coupled first")
	for _, g := range layerGroups(r, rows) {
		files, lines := 0, 0
		names := make([]string, len(g.Rows))
		for i, m := range g.Rows {
			files += m.Files
			lines += m.Lines
			names[i] = m.Name
		}
		p.Layers.add(htmlCell{Text: htmlLayer(g.Name), Class: "strong"}, htmlCount(len(g.Rows)), htmlCount(files), htmlCount(lines),
			htmlList(names, shownLayerModules))
	}
	used := usedLayers(r)
	p.Direction = htmlTable{Columns: []htmlColumn{{Head: "depends on →"}}}
	for _, to := range used {
		p.Direction.Columns = append(p.Direction.Columns, htmlColumn{oneLine(r.Layers[to].Name), true})
	}
	for _, from := range used {
		cells := []htmlCell{{Text: oneLine(r.Layers[from].Name), Class: "strong"}}
		for _, to := range used {
			c := htmlNum(countOrDash(r.Direction[from][to]))
			if to > from && r.Direction[from][to] > 0 {
				c = htmlCell{Text: c.Text + " ↑", Class: "up"}
			}
			cells = append(cells, c)
		}
		p.Direction.add(cells...)
	}
	p.Upward = newHTMLTable("Upward, by module pair|File pairs>")
	pairs, rest := firstN(r.UpwardPairs(), shownUpwardPairs)
	for _, pair := range pairs {
		p.Upward.add(htmlCell{Text: oneLine(pair.From + " → " + pair.To), Class: "strong"}, htmlCount(pair.Weight))
	}
	if rest > 0 {
		p.UpwardMore = plural(rest, "more module pair") + ": see Violations"
	}
}

func htmlLayer(name string) string {
	if name == "" {
		return "no layer"
	}
	return oneLine(name)
}

// modules fills the table of all modules; a row of its own names each layer, so that one
// heading stays in sight.
func (p *htmlPage) modules(r *coupling.Result, rows []moduleRow) {
	p.Modules = newHTMLTable("Module|Files>|Lines>|Ca>|Ce>|Fan-in>|Fan-out>|I>|Reaches modules>|Reaches files>|Cycle>|Tangled>|Score>|Risk>")
	for _, g := range layerGroups(r, rows) {
		if len(r.Layers) > 0 && len(g.Rows) > 0 {
			p.Modules.add(htmlCell{Text: htmlLayer(g.Name), Class: "layer", Span: len(p.Modules.Columns)})
		}
		for _, m := range g.Rows {
			p.Modules.add(htmlCell{Text: oneLine(m.Name), ID: moduleAnchor(m.Name)}, htmlCount(m.Files), htmlCount(m.Lines),
				htmlCount(m.Ca), htmlCount(m.Ce), htmlCount(m.FanIn), htmlCount(m.FanOut), htmlNum(decimal(m.Instability, 2)),
				htmlCount(m.Reaches), htmlCount(m.FilesReached), htmlNum(cycleCell(m.ModuleMetrics)), htmlNum(countOrDash(m.Tangled)),
				htmlScore(m.Score), htmlNum(riskText(m.Risk)))
		}
	}
}

// rollups fills the table of modules that have others below them, each subtree as one.
func (p *htmlPage) rollups(r *coupling.Result) {
	p.Rollups = newHTMLTable("Subtree|Modules>|Files>|Lines>|Ca>|Ce>|Fan-in>|Fan-out>|I>|Reaches files>|Tangled>|Score>|Risk>")
	for i, roll := range r.Rollups {
		if roll == nil {
			continue
		}
		p.Rollups.add(htmlModule(r.Modules.Nodes[i].ID), htmlCount(roll.Modules), htmlCount(roll.Files), htmlCount(roll.Lines),
			htmlCount(roll.Ca), htmlCount(roll.Ce), htmlCount(roll.FanIn), htmlCount(roll.FanOut), htmlNum(decimal(roll.Instability, 2)),
			htmlCount(roll.FilesReached), htmlNum(countOrDash(roll.Tangled)), htmlScore(roll.Score), htmlNum(riskText(roll.Risk)))
	}
}

// hotspots fills the tables of where a change hurts most.
func (p *htmlPage) hotspots(r *coupling.Result, rows []moduleRow, groups []ruleGroup) {
	p.Scores = newHTMLTable("Module|Score>|Modules it depends on>|of these, both ways>|Foreign files it depends on>|Foreign files in its load cycles>|Foreign files it reaches at load>")
	shown, _ := firstN(byScore(rows), shownHotspots)
	for _, m := range shown {
		p.Scores.add(htmlModule(m.Name), htmlScore(m.Score), htmlCount(m.Ce), htmlNum(countOrDash(m.Mutual)),
			htmlCount(m.FanOut), htmlNum(countOrDash(m.Tangled)), htmlCount(m.FilesReached))
	}
	p.Risks = newHTMLTable("Module|Risk>|Score>|Own files|Of them, others depend on>|Files that do>|Modules that do>")
	shown, _ = firstN(byRisk(rows), shownHotspots)
	for _, m := range shown {
		p.Risks.add(htmlModule(m.Name), htmlCell{Text: riskText(m.Risk), Class: "num strong"}, htmlScore(m.Score), htmlCount(m.Files),
			htmlCount(m.Exposed), htmlCount(m.FanIn), htmlCount(m.Ca))
	}
	p.GodFiles = newHTMLTable("File|Module|Files it depends on>")
	files, rest := firstN(godFiles(r, groups), htmlRecords)
	for _, f := range files {
		name := htmlList([]string{f.Subject}, 1)
		if f.Suppressed != nil {
			name.Text = "excepted (" + oneLine(*f.Suppressed) + "): "
		}
		p.GodFiles.add(name, htmlModule(f.From), htmlCount(f.FanOut))
	}
	if rest > 0 {
		p.GodFilesMore = plural(rest, "more file") + ": map.json has all"
	}
}
