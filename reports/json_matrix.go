package reports

import (
	"io"

	"plumbline/graph"
)

// MatrixJSON writes the coupling matrix as one object of schema plumbline.matrix/1: the
// weights row by row in the order of labels, and the sites by kind of every cell that
// has any.
func MatrixJSON(w io.Writer, m Matrix) error {
	v := m.Matrix.View
	s := newJSONStream(w, "plumbline.matrix/1")
	s.field("tree", newJSONTree(&m.Tree))
	s.field("level", v.Level)
	s.field("kinds", kindNames(m.Matrix.Kinds))
	s.field("labels", nodeNames(v, m.Matrix.Order))
	s.field("groups", list(m.Matrix.Group))
	s.field("above", m.Matrix.Above)
	s.list("weights")
	for _, row := range m.Matrix.Weight {
		s.element(row)
	}
	s.endList()
	s.list("cells")
	for i := range v.Edges {
		if e := &v.Edges[i]; e.Set&m.Matrix.Kinds != 0 {
			s.element(jsonCell{v.Nodes[e.From].ID, v.Nodes[e.To].ID, e.WeightOf(m.Matrix.Kinds), kindsWithin(e, m.Matrix.Kinds)})
		}
	}
	s.endList()
	return s.close()
}

type jsonCell struct {
	From   string     `json:"from"`
	To     string     `json:"to"`
	Weight int        `json:"weight"`
	Kinds  kindCounts `json:"kinds"`
}

// kindsWithin are the sites of an edge by kind, zero for kinds that the set lacks.
func kindsWithin(e *graph.ViewEdge, set graph.KindSet) kindCounts {
	var k kindCounts
	for i, n := range e.Kinds {
		if set.Has(graph.Kind(i)) {
			k[i] = n
		}
	}
	return k
}
