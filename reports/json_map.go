package reports

import (
	"io"

	"plumbline/coupling"
	"plumbline/graph"
)

// sitesPerKind bounds the sites that map.json lists for an edge and kind; the counts in
// "kinds" are whole.
const sitesPerKind = 50

// MapJSON writes the boundary map as one object of schema plumbline.map/1.
func MapJSON(w io.Writer, m Map) error {
	r := m.Result
	s := newJSONStream(w, "plumbline.map/1")
	s.field("tree", newJSONTree(&m.Tree))
	s.field("coverage", newJSONCoverage(&m.Tree, r.Graph))
	s.field("layers", newJSONLayers(r))
	s.list("modules")
	rollups := r.Rollups
	for _, row := range moduleRows(r) {
		s.element(newJSONModule(r, &row, rollups[row.Index]))
	}
	s.endList()
	s.list("edges")
	for i := range r.Modules.Edges {
		s.element(newJSONMapEdge(r.Modules, &r.Modules.Edges[i]))
	}
	s.endList()
	s.list("cycles")
	for i := range r.Cycles {
		s.element(newJSONMapCycle(r.Modules, &r.Cycles[i]))
	}
	s.endList()
	s.list("violations")
	for _, v := range violations(r) {
		s.element(newJSONViolation(&v))
	}
	s.endList()
	s.field("system", newJSONSystem(&r.System))
	return s.close()
}

// jsonLayer is a layer with the modules in it and what it depends on.
type jsonLayer struct {
	Name      string         `json:"name"`
	Modules   []string       `json:"modules"`
	DependsOn map[string]int `json:"depends_on"` // layer to file pairs, over the kinds that layers count
}

// newJSONLayers lists the layers bottom to top.
func newJSONLayers(r *coupling.Result) []jsonLayer {
	out := make([]jsonLayer, len(r.Layers))
	for i, l := range r.Layers {
		out[i] = jsonLayer{Name: l.Name, Modules: []string{}, DependsOn: map[string]int{}}
		for to, n := range r.Direction[i] {
			out[i].DependsOn[r.Layers[to].Name] = n
		}
	}
	for n, l := range r.LayerOf {
		if l >= 0 {
			out[l].Modules = append(out[l].Modules, r.Modules.Nodes[n].ID)
		}
	}
	return out
}

// jsonFigures are the figures that a module and a subtree share.
type jsonFigures struct {
	Files             int    `json:"files"`
	Lines             int    `json:"lines"`
	Ca                int    `json:"ca"`
	Ce                int    `json:"ce"`
	Mutual            int    `json:"mutual"`
	FanIn             int    `json:"fan_in"`
	FanOut            int    `json:"fan_out"`
	Exposed           int    `json:"exposed"`
	Instability       figure `json:"instability"`
	Reaches           int    `json:"reaches"`
	ReachedBy         int    `json:"reached_by"`
	PackagesReached   int    `json:"packages_reached"`
	PackagesReachedBy int    `json:"packages_reached_by"`
	FilesReached      int    `json:"files_reached"`
	FilesReachedBy    int    `json:"files_reached_by"`
	Tangled           int    `json:"tangled"`
	Score             figure `json:"score"`
	Risk              figure `json:"risk"`
}

type jsonModule struct {
	Name   string   `json:"name"`
	Parent optional `json:"parent"`
	Layer  optional `json:"layer"`
	Test   bool     `json:"test"`
	jsonFigures
	SCC        *int        `json:"scc"` // index into the map's cycles, null for none
	SCCSize    int         `json:"scc_size"`
	CycleShare figure      `json:"cycle_share"`
	CutWeight  int         `json:"cut_weight"`
	Internal   int         `json:"internal"` // file pairs between its own files
	Rollup     *jsonRollup `json:"rollup,omitempty"`
}

type jsonRollup struct {
	Modules int `json:"modules"`
	jsonFigures
}

func newJSONModule(r *coupling.Result, row *moduleRow, roll *coupling.Rollup) jsonModule {
	m := row.ModuleMetrics
	j := jsonModule{Name: row.Name, Parent: optional(r.Graph.Modules[r.Modules.Nodes[row.Index].Module].Parent),
		Layer: optional(row.Layer), Test: row.Test, jsonFigures: newJSONFigures(row.Files, row.Lines, m),
		SCCSize: m.CycleSize, CycleShare: figure(m.CycleShare), CutWeight: m.CutWeight, Internal: r.Modules.Internal[row.Index]}
	if m.Cycle >= 0 {
		j.SCC = &m.Cycle
	}
	if roll != nil {
		j.Rollup = &jsonRollup{Modules: roll.Modules, jsonFigures: newJSONFigures(roll.Files, roll.Lines, &roll.ModuleMetrics)}
	}
	return j
}

func newJSONFigures(files, lines int, m *coupling.ModuleMetrics) jsonFigures {
	return jsonFigures{Files: files, Lines: lines, Ca: m.Ca, Ce: m.Ce, Mutual: m.Mutual, FanIn: m.FanIn, FanOut: m.FanOut, Exposed: m.Exposed,
		Instability: figure(m.Instability), Reaches: m.Reaches, ReachedBy: m.ReachedBy,
		PackagesReached: m.PackagesReached, PackagesReachedBy: m.PackagesReachedBy,
		FilesReached: m.FilesReached, FilesReachedBy: m.FilesReachedBy,
		Tangled: m.Tangled, Score: figure(m.Score), Risk: figure(m.Risk)}
}

// jsonMapEdge is a dependency between two modules.
type jsonMapEdge struct {
	From        string     `json:"from"`
	To          string     `json:"to"`
	Weight      int        `json:"weight"`
	Kinds       kindCounts `json:"kinds"`
	HeaderSites int        `json:"header_sites"` // include sites in headers: they spread to every includer
	Sites       []jsonSite `json:"sites"`
}

func newJSONMapEdge(v *graph.View, e *graph.ViewEdge) jsonMapEdge {
	return jsonMapEdge{From: v.Nodes[e.From].ID, To: v.Nodes[e.To].ID, Weight: e.Weight, Kinds: e.Kinds,
		HeaderSites: e.HeaderSites, Sites: newJSONSites(v.Graph, e.Sites, sitesPerKind)}
}

type jsonMapCycle struct {
	Policy  string   `json:"policy"`
	Modules []string `json:"modules"`
	jsonKnot
}

func newJSONMapCycle(v *graph.View, c *coupling.Cycle) jsonMapCycle {
	return jsonMapCycle{c.Policy, nodeNames(v, c.Members), newJSONKnot(v, c)}
}

type jsonViolation struct {
	Rule       string   `json:"rule"`
	Name       string   `json:"name"`
	Severity   string   `json:"severity"`
	Subject    string   `json:"subject"`
	From       string   `json:"from"`
	To         optional `json:"to"`
	FromFile   optional `json:"from_file"`
	ToFile     optional `json:"to_file"`
	Kind       optional `json:"kind"`
	Path       string   `json:"path"`
	Line       int      `json:"line"`
	Message    string   `json:"message"`
	Suppressed *string  `json:"suppressed"`
}

func newJSONViolation(v *violation) jsonViolation {
	j := jsonViolation{Rule: v.Rule, Name: v.Name, Severity: v.Severity.String(), Subject: v.Subject, From: v.From,
		To: optional(v.To), FromFile: optional(v.FromFile), ToFile: optional(v.ToFile), Kind: optional(v.Kind),
		Message: v.Message, Suppressed: v.Suppressed}
	if v.Head != nil {
		j.Path, j.Line = v.Head.Path, v.Head.Line
	}
	return j
}

// jsonSystem has the module level's figures at its top, and those of the finer levels in
// objects of their own.
type jsonSystem struct {
	Policy string `json:"policy"`
	jsonLevel
	Modularity     figure    `json:"modularity"`
	BestModularity figure    `json:"best_modularity"`
	Communities    int       `json:"communities"`
	Package        jsonLevel `json:"package"`
	File           jsonLevel `json:"file"`
}

type jsonLevel struct {
	Nodes           int    `json:"nodes"`
	Edges           int    `json:"edges"`
	PropagationCost figure `json:"propagation_cost"`
	CCD             int    `json:"ccd"`
	ACD             figure `json:"acd"`
	NCCD            figure `json:"nccd"`
	Cycles          int    `json:"cycles"`
	LargestCycle    int    `json:"largest_cycle"`
	InCycles        int    `json:"in_cycles"`
	FeedbackWeight  int    `json:"feedback_weight"`
}

func newJSONSystem(s *coupling.System) jsonSystem {
	return jsonSystem{Policy: graph.LoadPolicy, jsonLevel: newJSONLevel(&s.Module), Modularity: figure(s.Modularity),
		BestModularity: figure(s.BestModularity), Communities: s.Communities,
		Package: newJSONLevel(&s.Package), File: newJSONLevel(&s.File)}
}

func newJSONLevel(m *coupling.LevelMetrics) jsonLevel {
	return jsonLevel{m.Nodes, m.Edges, figure(m.PropagationCost), m.CCD, figure(m.ACD), figure(m.NCCD), m.Cycles,
		m.LargestCycle, m.InCycles, m.FeedbackWeight}
}
