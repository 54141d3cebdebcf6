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

// htmlColumns starts a table whose columns are described as for text tables.
func htmlColumns(spec string) htmlTable { return newHTMLTable(newMapTable(spec)) }

// newHTMLTable shows a table of the map.
func newHTMLTable(m mapTable) htmlTable {
	var t htmlTable
	for _, c := range m.columns {
		t.Columns = append(t.Columns, htmlColumn{c.head, c.right})
	}
	for _, row := range m.rows {
		cells := make([]htmlCell, len(row))
		for i := range row {
			cells[i] = newHTMLCell(&row[i])
		}
		t.add(cells...)
	}
	return t
}

func newHTMLCell(c *mapCell) htmlCell {
	switch c.role {
	case moduleCell:
		return htmlModule(c.text)
	case anchorCell:
		return htmlCell{Text: oneLine(c.text), ID: moduleAnchor(c.text)}
	case scoreCell:
		return htmlCell{Text: c.text, Class: fmt.Sprintf("s%d", min(10, max(1, int(c.score+0.5))))}
	case namesCell:
		return htmlList(c.names, c.limit)
	case numberCell:
		if c.key {
			return htmlCell{Text: c.text, Class: "num strong"}
		}
		return htmlNum(c.text)
	}
	return htmlText(oneLine(c.text))
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
	p.Layers = htmlColumns("Layer|Modules>|Files>|Lines>|Most coupled first")
	for _, g := range layerGroups(r, rows) {
		p.Layers.add(htmlCell{Text: htmlLayer(g.Name), Class: "strong"}, htmlCount(len(g.Rows)), htmlCount(g.Files), htmlCount(g.Lines),
			htmlList(g.names(), shownLayerModules))
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
	p.Upward = htmlColumns("Upward, by module pair|File pairs>")
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
	p.Modules = newHTMLTable(moduleTable(nil))
	for _, g := range layerGroups(r, rows) {
		if len(r.Layers) > 0 && len(g.Rows) > 0 {
			p.Modules.add(htmlCell{Text: htmlLayer(g.Name), Class: "layer", Span: len(p.Modules.Columns)})
		}
		p.Modules.Rows = append(p.Modules.Rows, newHTMLTable(moduleTable(g.Rows)).Rows...)
	}
}

// hotspots fills the tables of where a change hurts most.
func (p *htmlPage) hotspots(r *coupling.Result, rows []moduleRow, groups []ruleGroup) {
	p.Scores = newHTMLTable(scoreTable(rows))
	p.Risks = newHTMLTable(riskTable(rows))
	p.GodFiles = htmlColumns("File|Module|Files it depends on>")
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
