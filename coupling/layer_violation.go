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
func checkLayerViolation(r *Result, c Contract, report reportFunc) {
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		from, to := r.LayerOf[e.From], r.LayerOf[e.To]
		if from < 0 || to <= from {
			continue
		}
		for _, p := range e.FilePairs(graph.LayerKinds) {
			reportPair(r, e, p, report, fmt.Sprintf("layer %s depends on the higher layer %s: %s (%s)",
				c.Layers[from].Name, c.Layers[to].Name, r.Graph.Nodes[p.To].ID, p.Kind))
		}
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
