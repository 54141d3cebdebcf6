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
	topic: TopicFanOut,
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
	for n, count := range r.FanOut {
		module := r.Files.Nodes[n].Module
		layer := r.LayerOf[module]
		if count <= c.FanOut || r.Graph.Modules[module].Test || len(c.Layers) > 0 && layer == len(c.Layers)-1 {
			continue
		}
		id := r.Files.Nodes[n].ID
		report(finding.Finding{
			Subject: id,
			Message: fmt.Sprintf("depends directly on %d files; the bound is %d", count, c.FanOut),
			Head:    &finding.Location{Path: id, Line: 1},
		}, nil)
	}
}

// fileFanOut counts, by file view node, the files that a file depends on over the coupling
// kinds; what is no source file of the tree has none and counts as none.
func fileFanOut(files *graph.View) []int {
	source := make([]bool, len(files.Nodes))
	for i := range files.Graph.Nodes {
		source[files.Of[i]] = files.Graph.Nodes[i].Kind == graph.FileNode
	}
	counts := make([]int, len(files.Nodes))
	for i := range files.Edges {
		e := &files.Edges[i]
		if e.Set&graph.CouplingKinds != 0 && source[e.From] && source[e.To] {
			counts[e.From]++
		}
	}
	return counts
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
