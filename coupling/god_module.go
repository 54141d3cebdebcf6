package coupling

import (
	"fmt"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var godModule = &rule{
	Rule: finding.Rule{
		ID:       "CPL004",
		Name:     "god-module",
		Promise:  "No file of product code depends directly on more files than the bound.",
		Severity: finding.Warning,
	},
	check: checkGodModule,
}

// checkGodModule reports product files whose fan-out exceeds the bound. Test code, and
// modules of the top layer, may depend on whatever they test. Headers that the build
// makes don't count: PyTorch makes one an operator just so that files need not include
// them all.
func checkGodModule(r *Result, c Contract, report reportFunc) {
	if c.FanOut <= 0 {
		return
	}
	fanOut := make([]int, len(r.Files.Nodes))
	for i := range r.Files.Edges {
		e := &r.Files.Edges[i]
		if e.Set&graph.CouplingKinds != 0 && isFile(r, e.To) {
			fanOut[e.From]++
		}
	}
	for n, count := range fanOut {
		module := r.Files.Nodes[n].Module
		layer := r.LayerOf[module]
		if count <= c.FanOut || r.Graph.Modules[module].Test || len(c.Layers) > 0 && layer == len(c.Layers)-1 {
			continue
		}
		if !isFile(r, int32(n)) {
			continue
		}
		id := r.Files.Nodes[n].ID
		report(finding.Finding{
			Subject: id,
			Message: fmt.Sprintf("depends directly on %d files; the bound is %d", count, c.FanOut),
			Head:    &finding.Location{Path: id, Line: 1},
		})
	}
}

func isFile(r *Result, fileNode int32) bool {
	i, ok := r.Graph.NodeByID(r.Files.Nodes[fileNode].ID)
	return ok && r.Graph.Nodes[i].Kind == graph.FileNode
}

// firstSite is the first site of an edge that counts under a policy.
func firstSite(e *graph.ViewEdge, policy string) graph.Site {
	kinds, _ := graph.Policy(policy)
	for _, s := range e.Sites {
		if kinds.Has(s.Kind) {
			return s.Site
		}
	}
	return e.Sites[0].Site
}
