package reports

import (
	"io"

	"plumbline/coupling"
	"plumbline/graph"
)

// CyclesJSON writes the cycles of one level as one object of schema plumbline.cycles/1.
// A cycle's members stand under the name of the level: modules, packages or files.
func CyclesJSON(w io.Writer, c Cycles) error {
	s := newJSONStream(w, "plumbline.cycles/1")
	s.field("tree", newJSONTree(&c.Tree))
	s.field("level", c.View.Level)
	s.field("policy", c.Policy)
	s.list("cycles")
	for i := range c.Cycles {
		s.element(newJSONCycle(c.View, &c.Cycles[i]))
	}
	s.endList()
	return s.close()
}

type jsonCycle struct {
	Policy   string   `json:"policy"`
	Modules  []string `json:"modules,omitempty"`
	Packages []string `json:"packages,omitempty"`
	Files    []string `json:"files,omitempty"`
	jsonKnot
}

func newJSONCycle(v *graph.View, c *coupling.Cycle) jsonCycle {
	j := jsonCycle{Policy: c.Policy, jsonKnot: newJSONKnot(v, c)}
	names := nodeNames(v, c.Members)
	switch v.Level {
	case graph.ModuleLevel:
		j.Modules = names
	case graph.PackageLevel:
		j.Packages = names
	default:
		j.Files = names
	}
	return j
}

// jsonKnot is what is known about a cycle besides its members.
type jsonKnot struct {
	Weight    int        `json:"weight"`     // file pairs of all edges inside the group
	CutWeight int        `json:"cut_weight"` // file pairs to part so that no cycle is left
	Witness   []jsonStep `json:"witness"`
	Cut       []jsonCut  `json:"cut"`
}

// jsonCut is an edge to cut, with its sites under the cycle's policy.
type jsonCut struct {
	From   string     `json:"from"`
	To     string     `json:"to"`
	Weight int        `json:"weight"`
	Sites  []jsonSite `json:"sites"`
}

// jsonStep is one step of a chain or closed path, with its first site.
type jsonStep struct {
	From string `json:"from"`
	To   string `json:"to"`
	jsonSite
}

func newJSONKnot(v *graph.View, c *coupling.Cycle) jsonKnot {
	k := jsonKnot{Weight: c.Weight, CutWeight: c.CutTotal(), Witness: []jsonStep{}, Cut: []jsonCut{}}
	kinds, _ := graph.Policy(c.Policy)
	for _, e := range c.Witness {
		step := jsonStep{From: v.Nodes[e.From].ID, To: v.Nodes[e.To].ID}
		if sites := sitesUnder(e.Edge, kinds); len(sites) > 0 {
			step.jsonSite = newJSONSites(v.Graph, sites[:1], 0)[0]
		}
		k.Witness = append(k.Witness, step)
	}
	for _, e := range c.Cut {
		k.Cut = append(k.Cut, jsonCut{v.Nodes[e.From].ID, v.Nodes[e.To].ID, e.Weight,
			newJSONSites(v.Graph, sitesUnder(e.Edge, kinds), sitesPerKind)})
	}
	return k
}

// sitesUnder selects the sites of an edge that count over a set of kinds.
func sitesUnder(e *graph.ViewEdge, kinds graph.KindSet) []graph.ViewSite {
	var out []graph.ViewSite
	for _, s := range e.Sites {
		if kinds.Has(s.Kind) {
			out = append(out, s)
		}
	}
	return out
}
