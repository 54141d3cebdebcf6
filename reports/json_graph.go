package reports

import (
	"io"

	"plumbline/coupling"
	"plumbline/graph"
)

// GraphJSON writes a dependency graph as one object of schema plumbline.graph/1, with
// every site of every edge.
func GraphJSON(w io.Writer, g Graph) error {
	s := newJSONStream(w, "plumbline.graph/1")
	s.field("tree", newJSONTree(&g.Tree))
	s.field("level", g.View.Level)
	s.field("focus", optional(g.Focus))
	s.list("nodes")
	nodes := newJSONNodes(&g)
	for i := range g.View.Nodes {
		if g.keeps(int32(i)) {
			s.element(&nodes[i])
		}
	}
	s.endList()
	s.list("edges")
	for i := range g.View.Edges {
		if e := &g.View.Edges[i]; g.keeps(e.From) && g.keeps(e.To) {
			s.element(newJSONGraphEdge(g.View, e))
		}
	}
	s.endList()
	return s.close()
}

// jsonNode is a node of the graph. Kind is module, package, or at file level file,
// generated, binding or data.
type jsonNode struct {
	ID     string   `json:"id"`
	Module string   `json:"module"`
	Kind   string   `json:"kind"`
	Layer  optional `json:"layer,omitempty"`
	Files  int      `json:"files"`
	Lines  int      `json:"lines"`
	Test   bool     `json:"test"` // all of its files are test code
	Score  figure   `json:"score,omitempty"`
}

func newJSONNodes(g *Graph) []jsonNode {
	v := g.View
	nodes := make([]jsonNode, len(v.Nodes))
	for i := range nodes {
		nodes[i] = jsonNode{ID: v.Nodes[i].ID, Module: v.Graph.Modules[v.Nodes[i].Module].Name, Kind: string(v.Level), Test: true}
		if g.Result != nil && v.Level == graph.ModuleLevel {
			nodes[i].addResult(g.Result, int32(i))
		}
	}
	for i := range v.Graph.Nodes {
		n, j := &v.Graph.Nodes[i], &nodes[v.Of[i]]
		if v.Level == graph.FileLevel {
			j.Kind = nodeKindName(n.Kind)
		}
		if n.Kind == graph.FileNode {
			j.Files++
			j.Lines += n.Lines
			j.Test = j.Test && n.Test
		}
	}
	for i := range nodes {
		nodes[i].Test = nodes[i].Test && nodes[i].Files > 0
	}
	return nodes
}

func (j *jsonNode) addResult(r *coupling.Result, module int32) {
	j.Layer, j.Score = optional(layerName(r, module)), figure(r.Metrics[module].Score)
}

// nodeKindName is the name of a node kind in every format.
func nodeKindName(k graph.NodeKind) string {
	switch k {
	case graph.GeneratedNode:
		return "generated"
	case graph.BindingNode:
		return "binding"
	case graph.DataNode:
		return "data"
	}
	return "file"
}

type jsonGraphEdge struct {
	From   string     `json:"from"`
	To     string     `json:"to"`
	Weight int        `json:"weight"`
	Kinds  kindCounts `json:"kinds"`
	Sites  []jsonSite `json:"sites"`
}

func newJSONGraphEdge(v *graph.View, e *graph.ViewEdge) jsonGraphEdge {
	return jsonGraphEdge{v.Nodes[e.From].ID, v.Nodes[e.To].ID, e.Weight, e.Kinds, newJSONSites(v.Graph, e.Sites, 0)}
}
