package coupling

import (
	"fmt"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var layerViolation = &rule{
	Rule: finding.Rule{
		ID:        "CPL001",
		Name:      "layer-violation",
		Invariant: "",
		Promise:   "No file depends on a file of a higher layer.",
		Severity:  finding.Error,
	},
	topic: TopicLayers,
	check: checkLayerViolation,
}

// checkLayerViolation reports each pair of files that depends upward, at its first site.
// Where one place gives several, those that only follow from another (the __init__ of a
// package on the way, the file behind a re-export) are left out.
func checkLayerViolation(r *Result, c Contract, report reportFunc) {
	type upward struct {
		edge *graph.ViewEdge
		pair graph.FilePair
	}
	var all []upward
	direct := map[graph.Site]bool{}
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		if from, to := r.LayerOf[e.From], r.LayerOf[e.To]; from < 0 || to <= from {
			continue
		}
		for _, p := range e.FilePairs(graph.LayerKinds) {
			all = append(all, upward{e, p})
			direct[p.Site] = direct[p.Site] || !p.Kind.Derived()
		}
	}
	for _, u := range all {
		if u.pair.Kind.Derived() && direct[u.pair.Site] {
			continue
		}
		reportPair(r, u.edge, u.pair, report, fmt.Sprintf("layer %s depends on the higher layer %s: %s (%s)",
			c.Layers[r.LayerOf[u.edge.From]].Name, c.Layers[r.LayerOf[u.edge.To]].Name, r.Graph.Nodes[u.pair.To].ID, u.pair.Kind))
	}
}

// reportPair reports that one file depends on another; the pair is the violation's identity.
func reportPair(r *Result, e *graph.ViewEdge, p graph.FilePair, report reportFunc, message string) {
	pair := &Pair{From: r.Modules.Nodes[e.From].ID, To: r.Modules.Nodes[e.To].ID,
		FromFile: r.Graph.Nodes[p.From].ID, ToFile: r.Graph.Nodes[p.To].ID, Kind: p.Kind}
	report(finding.Finding{
		Subject:  pair.From + " -> " + pair.To,
		Contract: pair.FromFile + " -> " + pair.ToFile,
		Message:  message,
		Head:     &finding.Location{Path: r.Graph.Nodes[p.Site.File].ID, Line: int(p.Site.Line)},
	}, pair)
}
