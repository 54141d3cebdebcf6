package reports

import (
	"cmp"
	"slices"
	"strings"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/internal/finding"
)

// What several formats of the boundary map show alike: rows, groups and their order.

// moduleRow is one module of the map.
type moduleRow struct {
	Index int32 // module view node
	Name  string
	Layer string // "" for none
	Test  bool
	Files int
	Lines int
	*coupling.ModuleMetrics
}

// moduleRows lists the modules by name.
func moduleRows(r *coupling.Result) []moduleRow {
	rows := make([]moduleRow, len(r.Modules.Nodes))
	for i := range rows {
		m := &r.Graph.Modules[r.Modules.Nodes[i].Module]
		rows[i] = moduleRow{Index: int32(i), Name: r.Modules.Nodes[i].ID, Layer: layerName(r, int32(i)), Test: m.Test,
			Files: m.Files, Lines: m.Lines, ModuleMetrics: &r.Metrics[i]}
	}
	return rows
}

// layerName is the layer of a module view node, "" for none.
func layerName(r *coupling.Result, module int32) string {
	if l := r.LayerOf[module]; l >= 0 {
		return r.Layers[l].Name
	}
	return ""
}

// byScore sorts rows by coupling score, highest first.
func byScore(rows []moduleRow) []moduleRow {
	return sortedRows(rows, func(m *moduleRow) float64 { return m.Score })
}

// byRisk sorts rows by refactor risk, highest first.
func byRisk(rows []moduleRow) []moduleRow {
	return sortedRows(rows, func(m *moduleRow) float64 { return m.Risk })
}

func sortedRows(rows []moduleRow, key func(*moduleRow) float64) []moduleRow {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b moduleRow) int {
		return cmp.Or(cmp.Compare(key(&b), key(&a)), cmp.Compare(a.Name, b.Name))
	})
	return sorted
}

// layerGroup is a layer with its modules, by score.
type layerGroup struct {
	Name  string // "" for the modules that no layer names
	Rows  []moduleRow
	Files int
	Lines int
}

// names lists the modules of a layer.
func (g *layerGroup) names() []string {
	names := make([]string, len(g.Rows))
	for i := range g.Rows {
		names[i] = g.Rows[i].Name
	}
	return names
}

// layerGroups lists the layers top to bottom, as drawings show them, and last the modules
// without a layer.
func layerGroups(r *coupling.Result, rows []moduleRow) []layerGroup {
	groups := make([]layerGroup, len(r.Layers)+1)
	for i, l := range r.Layers {
		g := &groups[len(r.Layers)-1-i]
		g.Name = l.Name
		g.Files, g.Lines = r.LayerSize(i)
	}
	none := &groups[len(r.Layers)]
	none.Files, none.Lines = r.LayerSize(-1)
	for _, m := range byScore(rows) {
		g := none
		if l := r.LayerOf[m.Index]; l >= 0 {
			g = &groups[len(r.Layers)-1-l]
		}
		g.Rows = append(g.Rows, m)
	}
	if len(none.Rows) == 0 {
		groups = groups[:len(r.Layers)]
	}
	return groups
}

// violation is a violation of a boundary rule with what its rows show.
type violation struct {
	*coupling.Violation
	From, To string // modules; To is "" where the rule is about one file
	FromFile string // "" unless the rule is about a pair of files
	ToFile   string
	Kind     string // edge kind, "" unless the rule is about a pair of files
}

// violations spells out the violations of a result, in their order.
func violations(r *coupling.Result) []violation {
	out := make([]violation, len(r.Findings))
	for i := range r.Findings {
		v := violation{Violation: &r.Findings[i]}
		switch pair := v.Pair; {
		case pair == nil:
			v.From = moduleOfPlace(r.Graph, v.Head)
		case pair.FromFile == "":
			v.From, v.To = pair.From, pair.To
		default:
			v.From, v.To, v.FromFile, v.ToFile, v.Kind = pair.From, pair.To, pair.FromFile, pair.ToFile, pair.Kind.String()
		}
		out[i] = v
	}
	return out
}

func moduleOfPlace(g *graph.Graph, at *finding.Location) string {
	if at == nil {
		return ""
	}
	if n, ok := g.NodeByID(at.Path); ok {
		return g.Modules[g.Nodes[n].Module].Name
	}
	return ""
}

// ruleGroup is a rule with what it found, by pair of modules.
type ruleGroup struct {
	Rule  finding.Rule
	Topic coupling.Topic // of what it found
	Count int            // findings that no exception covers
	Kept  int            // findings that an exception covers
	Pairs []pairGroup
}

// section is a part of the map that readers are sent to.
type section struct{ ID, Title string }

// anchor is what Markdown makes of a heading to link to.
func (s section) anchor() string { return strings.ReplaceAll(strings.ToLower(s.Title), " ", "-") }

// place is the section that lists what a rule found; ok is false where that is the
// section of violations.
func (g *ruleGroup) place() (at section, ok bool) {
	switch {
	case len(g.Pairs) == 0:
		return section{}, false
	case g.Topic == coupling.TopicCycle:
		return section{"cycles", "Cycles"}, true
	case g.Topic == coupling.TopicFanOut:
		return section{"hotspots", "Hotspots"}, true
	case g.Topic == coupling.TopicRecord:
		return section{"coverage", "Coverage and blind spots"}, true
	}
	return section{}, false
}

// pairGroup holds the violations between two modules, or in one (To "").
type pairGroup struct {
	From, To   string
	Violations []violation
}

// ruleGroups sorts the violations under their rules, in ID order; pairs with the most
// violations come first. Rules that found nothing are there too, empty.
func ruleGroups(r *coupling.Result) []ruleGroup {
	var groups []ruleGroup
	for _, rule := range coupling.Rules() {
		groups = append(groups, ruleGroup{Rule: rule})
	}
	for _, v := range violations(r) {
		i := slices.IndexFunc(groups, func(g ruleGroup) bool { return g.Rule.ID == v.Rule })
		if i < 0 {
			i = len(groups)
			groups = append(groups, ruleGroup{Rule: finding.Rule{ID: v.Rule, Name: v.Name, Severity: v.Severity}})
		}
		groups[i].Topic = v.Topic
		groups[i].add(v)
	}
	for i := range groups {
		slices.SortStableFunc(groups[i].Pairs, func(a, b pairGroup) int {
			return cmp.Compare(len(b.Violations), len(a.Violations))
		})
	}
	return groups
}

func (g *ruleGroup) add(v violation) {
	if v.Suppressed == nil {
		g.Count++
	} else {
		g.Kept++
	}
	i := slices.IndexFunc(g.Pairs, func(p pairGroup) bool { return p.From == v.From && p.To == v.To })
	if i < 0 {
		i = len(g.Pairs)
		g.Pairs = append(g.Pairs, pairGroup{From: v.From, To: v.To})
	}
	g.Pairs[i].Violations = append(g.Pairs[i].Violations, v)
}

// upwardDynamic lists, by pair of modules, what depends upward by name at run time: C++
// that imports Python, and import_module with a literal.
func upwardDynamic(groups []ruleGroup) []pairGroup {
	var out []pairGroup
	for _, g := range groups {
		if g.Topic != coupling.TopicLayers {
			continue
		}
		for _, p := range g.Pairs {
			q := pairGroup{From: p.From, To: p.To}
			for _, v := range p.Violations {
				if v.Kind == graph.Dynamic.String() {
					q.Violations = append(q.Violations, v)
				}
			}
			if len(q.Violations) > 0 {
				out = append(out, q)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b pairGroup) int { return cmp.Compare(len(b.Violations), len(a.Violations)) })
	return out
}

// godFile is a file above the fan-out bound, with its fan-out.
type godFile struct {
	violation
	FanOut int // as Result.FanOut counts
}

// godFiles lists the files that depend on too many others, the worst first.
func godFiles(r *coupling.Result, groups []ruleGroup) []godFile {
	var out []godFile
	for _, g := range groups {
		if g.Topic != coupling.TopicFanOut {
			continue
		}
		for _, pair := range g.Pairs {
			for _, v := range pair.Violations {
				if n, ok := r.Files.NodeByID(v.Subject); ok {
					out = append(out, godFile{v, r.FanOut[n]})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b godFile) int {
		return cmp.Or(cmp.Compare(b.FanOut, a.FanOut), cmp.Compare(a.Subject, b.Subject))
	})
	return out
}

// targets are the files that the violations of a pair lead to.
func (g *pairGroup) targets() []coupling.Target {
	list := make([]*coupling.Violation, len(g.Violations))
	for i := range list {
		list[i] = g.Violations[i].Violation
	}
	return coupling.Targets(list)
}

// title names a pair, or the one module that violations are in.
func (g *pairGroup) title(arrow string) string {
	if g.To == "" {
		return g.From
	}
	return g.From + arrow + g.To
}

// nodeNames gives the IDs of view nodes.
func nodeNames(v *graph.View, nodes []int32) []string {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = v.Nodes[n].ID
	}
	return names
}

// place is a file and line of the tree.
type place struct {
	Path string
	Line int
}

// placesOf lists the sites of an edge that count over a set of kinds, in order.
func placesOf(g *graph.Graph, e *graph.ViewEdge, kinds graph.KindSet) []place {
	var out []place
	for _, s := range e.Sites {
		if kinds.Has(s.Kind) {
			out = append(out, place{g.Nodes[s.File].ID, int(s.Line)})
		}
	}
	return out
}
