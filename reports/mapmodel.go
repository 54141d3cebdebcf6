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
	Name string // "" for the modules that no layer names
	Rows []moduleRow
}

// layerGroups lists the layers top to bottom, as drawings show them, and last the modules
// without a layer.
func layerGroups(r *coupling.Result, rows []moduleRow) []layerGroup {
	groups := make([]layerGroup, len(r.Layers)+1)
	for i, l := range r.Layers {
		groups[len(r.Layers)-1-i].Name = l.Name
	}
	for _, m := range byScore(rows) {
		g := &groups[len(r.Layers)]
		if l := r.LayerOf[m.Index]; l >= 0 {
			g = &groups[len(r.Layers)-1-l]
		}
		g.Rows = append(g.Rows, m)
	}
	if len(groups[len(r.Layers)].Rows) == 0 {
		groups = groups[:len(r.Layers)]
	}
	return groups
}

// violation is a finding of a boundary rule with its ends spelled out.
type violation struct {
	*finding.Finding
	From, To string // modules; To is "" where the rule is about one file
	FromFile string // "" unless the rule is about a pair of files
	ToFile   string
	Kind     string // edge kind, "" unless the rule is about a pair of files
}

// violations spells out the findings of a result, in their order.
func violations(r *coupling.Result) []violation {
	out := make([]violation, 0, len(r.Findings))
	kinds := map[string]map[string]graph.Kind{} // by subject: file pair -> kind
	for i := range r.Findings {
		f := &r.Findings[i]
		v := violation{Finding: f}
		switch f.Rule {
		case "CPL001", "CPL002":
			v.From, v.To, _ = strings.Cut(f.Subject, " -> ")
			v.FromFile, v.ToFile, _ = strings.Cut(f.Contract, " -> ")
			if kinds[f.Subject] == nil {
				kinds[f.Subject] = pairKinds(r, v.From, v.To)
			}
			if k, ok := kinds[f.Subject][f.Contract]; ok {
				v.Kind = k.String()
			}
		case "CPL003":
			v.From, v.To = witnessEnds(r, f)
		default:
			v.From = moduleOfPlace(r.Graph, f.Head)
		}
		out = append(out, v)
	}
	return out
}

// pairKinds maps the file pairs behind a module edge to their kinds.
func pairKinds(r *coupling.Result, from, to string) map[string]graph.Kind {
	kinds := map[string]graph.Kind{}
	if e := moduleEdge(r.Modules, from, to); e != nil {
		for _, p := range e.FilePairs(graph.LayerKinds) {
			kinds[r.Graph.Nodes[p.From].ID+" -> "+r.Graph.Nodes[p.To].ID] = p.Kind
		}
	}
	return kinds
}

// moduleEdge finds the edge between two view nodes by name, nil when there is none.
func moduleEdge(v *graph.View, from, to string) *graph.ViewEdge {
	f, ok := v.NodeByID(from)
	t, found := v.NodeByID(to)
	if !ok || !found {
		return nil
	}
	i, ok := slices.BinarySearchFunc(v.Edges, [2]int32{f, t}, func(e graph.ViewEdge, key [2]int32) int {
		return cmp.Or(cmp.Compare(e.From, key[0]), cmp.Compare(e.To, key[1]))
	})
	if !ok {
		return nil
	}
	return &v.Edges[i]
}

// witnessEnds gives the first step of the shortest closed path of the cycle that a
// finding is about; its contract is the members' names.
func witnessEnds(r *coupling.Result, f *finding.Finding) (from, to string) {
	first, _, _ := strings.Cut(f.Contract, "\n")
	node, ok := r.Modules.NodeByID(first)
	if !ok || r.Metrics[node].Cycle < 0 {
		return "", ""
	}
	step := r.Cycles[r.Metrics[node].Cycle].Witness[0]
	return r.Modules.Nodes[step.From].ID, r.Modules.Nodes[step.To].ID
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
	Count int // findings that no exception covers
	Kept  int // findings that an exception covers
	Pairs []pairGroup
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
		if g.Rule.ID != "CPL001" {
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
	FanOut int // files it depends on; coupling kinds
}

// godFiles lists the files that depend on too many others, the worst first.
func godFiles(r *coupling.Result, groups []ruleGroup) []godFile {
	var out []godFile
	for _, g := range groups {
		if g.Rule.ID != "CPL004" {
			continue
		}
		for _, pair := range g.Pairs {
			for _, v := range pair.Violations {
				out = append(out, godFile{v, fanOut(r.Files, v.Subject)})
			}
		}
	}
	slices.SortFunc(out, func(a, b godFile) int {
		return cmp.Or(cmp.Compare(b.FanOut, a.FanOut), cmp.Compare(a.Subject, b.Subject))
	})
	return out
}

// fanOut counts the files that a file depends on over the coupling kinds.
func fanOut(files *graph.View, id string) int {
	n, ok := files.NodeByID(id)
	if !ok {
		return 0
	}
	count := 0
	first, _ := slices.BinarySearchFunc(files.Edges, n, func(e graph.ViewEdge, n int32) int { return cmp.Compare(e.From, n) })
	for i := first; i < len(files.Edges) && files.Edges[i].From == n; i++ {
		if files.Edges[i].Set&graph.CouplingKinds != 0 {
			count++
		}
	}
	return count
}

// tally is a name with a count.
type tally struct {
	Name  string
	Count int
}

// targets counts the files that the violations of a pair lead to, the most frequent
// first: they are the root cause of long lists.
func (g *pairGroup) targets() []tally {
	counts := map[string]int{}
	for _, v := range g.Violations {
		counts[v.ToFile]++
	}
	out := make([]tally, 0, len(counts))
	for name, n := range counts {
		out = append(out, tally{name, n})
	}
	slices.SortFunc(out, func(a, b tally) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return out
}

// layerTotals sums the direction table: file pairs between different layers, and those
// of them that point upward.
func layerTotals(r *coupling.Result) (between, upward int) {
	for from, row := range r.Direction {
		for to, n := range row {
			if from != to {
				between += n
			}
			if to > from {
				upward += n
			}
		}
	}
	return between, upward
}

// upwardPair is a module dependency against the layers.
type upwardPair struct {
	From, To string
	Weight   int // file pairs over the kinds that layers count
}

// upwardPairs lists the module dependencies against the layers, heaviest first.
func upwardPairs(r *coupling.Result) []upwardPair {
	var out []upwardPair
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		from, to := r.LayerOf[e.From], r.LayerOf[e.To]
		if from < 0 || to <= from {
			continue
		}
		if w := e.WeightOf(graph.LayerKinds); w > 0 {
			out = append(out, upwardPair{r.Modules.Nodes[e.From].ID, r.Modules.Nodes[e.To].ID, w})
		}
	}
	slices.SortStableFunc(out, func(a, b upwardPair) int { return cmp.Compare(b.Weight, a.Weight) })
	return out
}

// cyclesOf selects the module cycles found under a policy.
func cyclesOf(r *coupling.Result, policy string) []*coupling.Cycle {
	var out []*coupling.Cycle
	for i := range r.Cycles {
		if r.Cycles[i].Policy == policy {
			out = append(out, &r.Cycles[i])
		}
	}
	return out
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
