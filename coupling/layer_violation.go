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
			report(pairFinding(r, e, p, fmt.Sprintf("layer %s depends on the higher layer %s: %s (%s)",
				c.Layers[from].Name, c.Layers[to].Name, r.Graph.Nodes[p.To].ID, p.Kind)))
		}
	}
}

// pairFinding is a finding about one file depending on another; the pair is its identity.
func pairFinding(r *Result, e *graph.ViewEdge, p graph.FilePair, message string) finding.Finding {
	from, to := r.Graph.Nodes[p.From].ID, r.Graph.Nodes[p.To].ID
	return finding.Finding{
		Subject:  edgeSubject(r, e.From, e.To),
		Contract: from + " -> " + to,
		Message:  message,
		Head:     &finding.Location{Path: r.Graph.Nodes[p.Site.File].ID, Line: int(p.Site.Line)},
	}
}
