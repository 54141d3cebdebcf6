package reports

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"plumbline/coupling"
)

//go:embed html
var htmlFiles embed.FS

// htmlTop is what every page begins with: html/parts.gohtml.
type htmlTop struct {
	Title, Tree, Size string
	Style             template.CSS
	Facts             []definition
	Contents          []htmlSection
}

// htmlPage is what html/map.gohtml shows: the content of boundary-map.md, and pictures.
type htmlPage struct {
	htmlTop
	Short []definition

	Graph, Matrix     template.HTML // inline SVG; "" where there is no picture
	Layers, Direction htmlTable
	Upward            htmlTable
	UpwardMore        string
	Modules, Rollups  htmlTable
	Scores, Risks     htmlTable
	GodFiles          htmlTable
	GodFilesMore      string

	Policies     htmlTable
	Cycles       []htmlCycle
	Rules        htmlTable
	Violations   []htmlRule
	Runtime      []htmlPair
	RuntimeTotal string

	System                              htmlTable
	Modularity                          string
	SystemTerms, KindTerms, MetricTerms []definition

	Notes          []string
	Coverage       htmlTable
	Unresolved     htmlTable
	UnresolvedMore string
	Explained      htmlTable
	Missing        []htmlNames
}

// htmlSection is an entry of the table of contents.
type htmlSection struct{ ID, Title string }

// MapHTML writes the boundary map as one page that needs nothing else: no script, no
// other file, no network. svg is the drawing of the module graph as GraphSVG writes it,
// nil where there is none.
func MapHTML(w io.Writer, m Map, svg []byte) error {
	page, err := newHTMLPage(&m, svg)
	if err != nil {
		return err
	}
	return writePage(w, "map.gohtml", page)
}

// newHTMLTop begins a page; the style is the same for all.
func newHTMLTop(title, size string, tree *Tree, contents []htmlSection) (htmlTop, error) {
	style, err := htmlFiles.ReadFile("html/style.css")
	if err != nil {
		return htmlTop{}, fmt.Errorf("html page: %w", err)
	}
	return htmlTop{Title: title, Tree: oneLine(tree.Name), Size: size, Style: template.CSS(style), Facts: htmlFacts(tree), Contents: contents}, nil
}

// writePage fills in one of the pages of html.
func writePage(w io.Writer, name string, page any) error {
	t, err := template.ParseFS(htmlFiles, "html/"+name, "html/parts.gohtml")
	if err != nil {
		return fmt.Errorf("html page: %w", err)
	}
	var out bytes.Buffer // a template that fails half-way must not leave half a page
	if err := t.Execute(&out, page); err != nil {
		return fmt.Errorf("html page: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}

func newHTMLPage(m *Map, svg []byte) (*htmlPage, error) {
	r := m.Result
	top, err := newHTMLTop("Boundary map", sizeText(r), &m.Tree, htmlContents())
	if err != nil {
		return nil, err
	}
	rows, groups := moduleRows(r), ruleGroups(r)
	p := &htmlPage{htmlTop: top, Short: htmlShort(r, rows, groups),
		SystemTerms: systemDefinitions(), KindTerms: kindDefinitions(), MetricTerms: metricDefinitions()}
	if p.Graph, err = inlineSVG(svg); err != nil {
		return nil, err
	}
	if len(r.Matrix.Order) <= matrixSVGNodes {
		var b bytes.Buffer
		if err := MatrixSVG(&b, Matrix{Tree: m.Tree, Matrix: r.Matrix}); err != nil {
			return nil, err
		}
		if p.Matrix, err = inlineSVG(b.Bytes()); err != nil {
			return nil, err
		}
	}
	p.layers(r, rows)
	p.modules(r, rows)
	p.Rollups = newHTMLTable(rollupTable(r))
	p.hotspots(r, rows, groups)
	p.cycles(r)
	p.violations(groups)
	p.runtime(groups)
	p.system(r)
	p.coverage(&m.Tree, r)
	return p, nil
}

// inlineSVG makes a picture part of a page: HTML knows the namespaces by itself.
func inlineSVG(svg []byte) (template.HTML, error) {
	if len(svg) == 0 {
		return "", nil
	}
	if !bytes.HasPrefix(svg, []byte("<svg")) {
		return "", fmt.Errorf("html page: the picture of the graph is no SVG as GraphSVG writes it")
	}
	end := bytes.IndexByte(svg, '>')
	head := strings.NewReplacer(` xmlns="http://www.w3.org/2000/svg"`, "", ` xmlns:xlink="http://www.w3.org/1999/xlink"`, "").
		Replace(string(svg[:end+1]))
	return template.HTML(head + string(svg[end+1:])), nil
}

func htmlContents() []htmlSection {
	return []htmlSection{{"short", "In short"}, {"graph", "Dependencies"}, {"matrix", "Matrix"}, {"layers", "Layers"},
		{"modules", "Modules"}, {"hotspots", "Hotspots"}, {"cycles", "Cycles"}, {"violations", "Violations"},
		{"runtime", "Upward at run time"}, {"system", "System"}, {"coverage", "Coverage"}, {"method", "How it was measured"}}
}

func htmlFacts(t *Tree) []definition {
	facts := []definition{{"Tree", treeText(t)}}
	if t.Commit != "" {
		facts = append(facts, definition{"Commit", t.Commit})
	}
	if t.Profile != "" {
		facts = append(facts, definition{"Configuration", oneLine(t.Profile)})
	}
	if t.Version != "" {
		facts = append(facts, definition{"Measured by", "plumbline " + t.Version})
	}
	return facts
}

// htmlShort says the most important things first.
func htmlShort(r *coupling.Result, rows []moduleRow, groups []ruleGroup) []definition {
	names := func(rows []moduleRow, value func(*moduleRow) string) string {
		shown, _ := firstN(rows, 5)
		parts := make([]string, len(shown))
		for i := range shown {
			parts[i] = oneLine(shown[i].Name) + " " + value(&shown[i])
		}
		return strings.Join(parts, ", ")
	}
	var found []string
	for _, g := range groups {
		if g.Count > 0 {
			found = append(found, fmt.Sprintf("%s %s %s", thousands(g.Count), g.Rule.ID, g.Rule.Name))
		}
	}
	if len(found) == 0 {
		found = []string{"none"}
	}
	c := &r.Graph.Coverage
	return []definition{
		{"Direction", directionText(r)},
		{"Cycles", cyclesText(r)},
		{"Most coupled", names(byScore(rows), func(m *moduleRow) string { return decimal(m.Score, 1) })},
		{"Riskiest to change", names(byRisk(rows), func(m *moduleRow) string { return riskText(m.Risk) })},
		{"Violations", strings.Join(found, ", ")},
		{"Coverage", fmt.Sprintf("%s of the tree's own imports and includes unresolved without a known reason, %s unparsed",
			thousands(r.Unexplained()), plural(c.UnparsedBytes, "byte"))},
	}
}
