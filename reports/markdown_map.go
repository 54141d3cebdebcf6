package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"plumbline/coupling"
)

// MapMarkdown writes boundary-map.md: what an architect needs to judge the boundaries of
// a tree and to decide what to cut, every figure with the place it comes from.
func MapMarkdown(w io.Writer, m Map) error {
	r := m.Result
	p := newPrinter(w)
	rows := moduleRows(r)
	groups := ruleGroups(r)
	p.mapHead(&m)
	p.mapSummary(r, rows, groups)
	p.mapGuide()
	p.layerSection(r)
	p.moduleSection(r, rows)
	p.hotspotSection(r, rows, groups)
	p.cycleSection(r)
	p.violationSection(groups)
	p.dynamicSection(groups)
	p.systemSection(r)
	p.coverageSection(&m.Tree, r)
	p.methodSection()
	return p.Flush()
}

func (p printer) mapHead(m *Map) {
	t := &m.Tree
	p.line("# Boundary map of %s", prose(t.Name))
	p.blank()
	rows := [][]string{{"Measured", prose(sizeText(m.Result))}}
	rows = append(rows, []string{"Tree", prose(treeText(t))})
	if t.Commit != "" {
		rows = append(rows, []string{"Commit", code(t.Commit)})
	}
	if t.Profile != "" {
		rows = append(rows, []string{"Configuration", prose(t.Profile)})
	}
	if t.Version != "" {
		rows = append(rows, []string{"Measured by", "plumbline " + prose(t.Version)})
	}
	p.markdownTable(columns("|"), rows)
}

// mapSummary says the most important things first.
func (p printer) mapSummary(r *coupling.Result, rows []moduleRow, groups []ruleGroup) {
	p.heading(2, "In short")
	p.line("- **Direction**: %s.", prose(directionText(r)))
	p.line("- **Cycles**: %s.", prose(cyclesText(r)))
	p.line("- **Most coupled**: %s.", topNames(byScore(rows), func(m *moduleRow) string { return decimal(m.Score, 1) }))
	p.line("- **Riskiest to change**: %s.", topNames(byRisk(rows), func(m *moduleRow) string { return riskText(m.Risk) }))
	var parts []string
	for _, g := range groups {
		if g.Count > 0 {
			parts = append(parts, fmt.Sprintf("%s %s %s", thousands(g.Count), g.Rule.ID, g.Rule.Name))
		}
	}
	if len(parts) == 0 {
		parts = []string{"none"}
	}
	p.line("- **Violations**: %s.", strings.Join(parts, ", "))
	c := &r.Graph.Coverage
	p.line("- **Coverage**: %s of the tree's own imports and includes unresolved without a known reason, %s unparsed. What was not seen is listed under [Coverage and blind spots](#coverage-and-blind-spots).",
		thousands(r.Unexplained()), plural(c.UnparsedBytes, "byte"))
}

// topNames lists the first five modules with a figure each.
func topNames(rows []moduleRow, value func(*moduleRow) string) string {
	shown, _ := firstN(rows, 5)
	parts := make([]string, len(shown))
	for i := range shown {
		parts[i] = code(shown[i].Name) + " " + value(&shown[i])
	}
	return strings.Join(parts, ", ")
}

func (p printer) mapGuide() {
	p.heading(2, "How to read it")
	p.line("A **module** is a set of files named in the configuration; its figures are those of the files that it owns itself, submodules apart.")
	p.line("A module **depends** on another where a file of it imports, includes, binds to or names a file of the other; the **weight** of a")
	p.line("dependency is the number of such file pairs. Places are written `file:line`. `A -> B` reads *A depends on B*.")
	p.line("Long lists are cut, and say what is left out; `map.json` beside this page has all edges and violations, and")
	p.line("`plumbline why A B` shows the chains between any two modules, packages or files.")
}

// layerSection shows the layers and the measured direction table.
func (p printer) layerSection(r *coupling.Result) {
	p.heading(2, "Layers and direction")
	if len(r.Layers) == 0 {
		p.line("No layers are configured: `plumbline config --init` writes those that the tree suggests.")
		return
	}
	p.line("From top to bottom. A layer may depend on those below it and on itself.")
	p.blank()
	var cells [][]string
	for _, g := range layerGroups(r, moduleRows(r)) {
		shown, rest := firstN(g.names(), shownLayerModules)
		text := codes(shown)
		if rest > 0 {
			text += fmt.Sprintf(" and %d more", rest)
		}
		cells = append(cells, []string{layerTitle(g.Name), thousands(len(g.Rows)), thousands(g.Files), thousands(g.Lines), text})
	}
	p.markdownTable(columns("Layer|Modules>|Files>|Lines>|Most coupled first"), cells)
	p.blank()
	p.directionTable(r)
}

// shownLayerModules bounds the names in the layer table; the module table has them all.
const shownLayerModules = 12

func layerTitle(name string) string {
	if name == "" {
		return "*no layer*"
	}
	return "**" + prose(name) + "**"
}

// directionTable shows what each layer depends on, in file pairs; upward cells are bold
// and marked.
func (p printer) directionTable(r *coupling.Result) {
	p.line("File pairs by layer: rows depend on columns, layer kinds. **Bold ↑** cells point upward. Each is listed under [Violations](#violations),")
	p.line("but for pairs that only follow from another on the same line: the `__init__` of a package that is entered, the file behind a re-export.")
	p.blank()
	cs := []column{{head: "depends on →"}}
	layers := usedLayers(r)
	for _, to := range layers {
		cs = append(cs, column{prose(r.Layers[to].Name), true})
	}
	var cells [][]string
	for _, from := range layers {
		row := []string{layerTitle(r.Layers[from].Name)}
		for _, to := range layers {
			cell := countOrDash(r.Direction[from][to])
			if to > from && r.Direction[from][to] > 0 {
				cell = "**" + cell + " ↑**"
			}
			row = append(row, cell)
		}
		cells = append(cells, row)
	}
	p.markdownTable(cs, cells)
	pairs, rest := firstN(r.UpwardPairs(), shownUpwardPairs)
	if len(pairs) == 0 {
		return
	}
	p.blank()
	var parts []string
	for _, pair := range pairs {
		parts = append(parts, fmt.Sprintf("%s %s", code(pair.From+" -> "+pair.To), thousands(pair.Weight)))
	}
	text := "Upward, by module pair: " + strings.Join(parts, ", ")
	if rest > 0 {
		text += fmt.Sprintf(" and %s more", thousands(rest))
	}
	p.line("%s.", text)
}

// usedLayers lists the layers that have a module in the tree, top to bottom.
func usedLayers(r *coupling.Result) []int {
	var layers []int
	for l := len(r.Layers) - 1; l >= 0; l-- {
		if slices.Contains(r.LayerOf, l) {
			layers = append(layers, l)
		}
	}
	return layers
}

// shownUpwardPairs bounds the line of upward module pairs.
const shownUpwardPairs = 20
