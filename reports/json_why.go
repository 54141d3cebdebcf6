package reports

import (
	"io"

	"plumbline/graph"
)

// WhyJSON writes the shortest chains as one object of schema plumbline.why/1. "total"
// counts the shortest chains and stops at the largest 64-bit number.
func WhyJSON(w io.Writer, y Why) error {
	s := newJSONStream(w, "plumbline.why/1")
	s.field("tree", newJSONTree(&y.Tree))
	s.field("from", y.From)
	s.field("to", y.To)
	s.field("policy", y.Policy)
	s.field("length", y.Chains.Length)
	s.field("total", y.Chains.Total)
	s.list("chains")
	for _, chain := range y.Chains.Listed {
		s.element(newJSONSteps(y.Graph, chain))
	}
	s.endList()
	return s.close()
}

func newJSONSteps(g *graph.Graph, chain []graph.Step) []jsonStep {
	out := make([]jsonStep, len(chain))
	for i, step := range chain {
		out[i] = jsonStep{g.Nodes[step.From].ID, g.Nodes[step.To].ID,
			jsonSite{g.Nodes[step.Site.File].ID, int(step.Site.Line), step.Kind.String()}}
	}
	return out
}
