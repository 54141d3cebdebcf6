package reports

import (
	"io"
)

// ImpactJSON writes what depends on changed files as one object of schema
// plumbline.impact/1: by module, and every file with its distance.
func ImpactJSON(w io.Writer, m Impact) error {
	sum := summarize(&m)
	s := newJSONStream(w, "plumbline.impact/1")
	s.field("tree", newJSONTree(&m.Tree))
	s.field("start", list(m.Start))
	s.field("unknown", list(m.Unknown))
	s.field("policy", m.Policy)
	s.field("files", sum.Files)
	s.field("tests", sum.Tests)
	s.list("modules")
	for _, row := range sum.Modules {
		s.element(jsonImpactModule(row))
	}
	s.endList()
	s.list("impacted")
	for _, i := range m.Impacted {
		n := &m.Graph.Nodes[i.Node]
		s.element(jsonImpacted{n.ID, m.Graph.Modules[n.Module].Name, nodeKindName(n.Kind), i.Distance, n.Test})
	}
	s.endList()
	return s.close()
}

type jsonImpactModule struct {
	Name       string `json:"name"`
	Files      int    `json:"files"`
	Tests      int    `json:"tests"`
	Nearest    int    `json:"nearest"`
	ByDistance []int  `json:"by_distance"` // files at distance 1, 2, ...
}

type jsonImpacted struct {
	Path     string `json:"path"`
	Module   string `json:"module"`
	Kind     string `json:"kind"`
	Distance int    `json:"distance"`
	Test     bool   `json:"test"`
}
