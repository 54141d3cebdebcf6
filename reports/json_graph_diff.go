package reports

import (
	"io"
	"maps"
	"slices"

	"plumbline/graph"
)

// GraphDiffJSON writes a difference as one object of schema plumbline.graphdiff/1: every node and every
// dependency of either tree with what became of it, and all places of those that changed.
func GraphDiffJSON(w io.Writer, in GraphDiff) error {
	s := newJSONStream(w, "plumbline.graphdiff/1")
	s.field("base", newJSONTree(&in.Base))
	s.field("head", newJSONTree(&in.Head))
	s.field("level", in.level())
	s.field("focus", optional(in.Focus))
	c := in.counts()
	s.field("summary", jsonDiffSummary{c.edges[graph.Added], c.edges[graph.Removed], c.edges[graph.Raised], c.edges[graph.Lowered], c.edges[graph.Same],
		c.implied, c.cyclic, c.closing})
	s.list("renamed")
	for _, from := range slices.Sorted(maps.Keys(in.Renamed)) {
		s.element(jsonRenamed{from, in.Renamed[from]})
	}
	s.endList()
	base := newJSONNodes(&Graph{View: in.Diff.Base, Result: in.BaseResult})
	head := newJSONNodes(&Graph{View: in.Diff.Head, Result: in.HeadResult})
	s.list("nodes")
	for i := range in.Diff.Nodes {
		if in.Keep == nil || in.Keep[i] {
			n := &in.Diff.Nodes[i]
			s.element(jsonDiffNode{n.ID, n.Change(), nth(base, n.Base), nth(head, n.Head)})
		}
	}
	s.endList()
	s.list("edges")
	for i := range in.Diff.Edges {
		if in.keeps(&in.Diff.Edges[i]) {
			s.element(newJSONDiffEdge(&in, i))
		}
	}
	s.endList()
	return s.close()
}

// jsonDiffSummary counts dependencies, those that are implicit parents alone apart.
type jsonDiffSummary struct {
	Added   int `json:"added"`
	Removed int `json:"removed"`
	Raised  int `json:"raised"`
	Lowered int `json:"lowered"`
	Same    int `json:"same"`
	Implied int `json:"implied"`
	InCycle int `json:"in_cycle"`
	Closing int `json:"closing"`
}

type jsonRenamed struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type jsonDiffNode struct {
	ID     string       `json:"id"`
	Change graph.Change `json:"change"`
	Base   *jsonNode    `json:"base"`
	Head   *jsonNode    `json:"head"`
}

// nth is the node of a side, nil where it is not there.
func nth(nodes []jsonNode, n int32) *jsonNode {
	if n < 0 {
		return nil
	}
	return &nodes[n]
}

type jsonDiffEdge struct {
	From    string        `json:"from"`
	To      string        `json:"to"`
	Change  graph.Change  `json:"change"`
	Implied bool          `json:"implied"`
	InCycle bool          `json:"in_cycle"`
	Closes  bool          `json:"closes_cycle"`
	Base    *jsonDiffSide `json:"base"`
	Head    *jsonDiffSide `json:"head"`
}

// jsonDiffSide is a dependency in one tree.
type jsonDiffSide struct {
	Strength string     `json:"strength"`
	Weight   int        `json:"weight"`
	Kinds    kindCounts `json:"kinds"`
	Sites    []jsonSite `json:"sites"`
}

func newJSONDiffEdge(in *GraphDiff, i int) jsonDiffEdge {
	e := &in.Diff.Edges[i]
	return jsonDiffEdge{in.Diff.Nodes[e.From].ID, in.Diff.Nodes[e.To].ID, e.Change, e.Implied, in.Cycles[i].Inside, in.Cycles[i].Closes,
		newJSONDiffSide(in.Diff.Base, e.Base, e.Change), newJSONDiffSide(in.Diff.Head, e.Head, e.Change)}
}

func newJSONDiffSide(v *graph.View, e *graph.ViewEdge, change graph.Change) *jsonDiffSide {
	if e == nil {
		return nil
	}
	side := &jsonDiffSide{Strength: e.Set.Strength().String(), Weight: e.Weight, Kinds: e.Kinds, Sites: []jsonSite{}}
	if change != graph.Same {
		side.Sites = newJSONSites(v.Graph, e.Sites, 0)
	}
	return side
}
