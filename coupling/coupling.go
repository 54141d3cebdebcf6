// Package coupling measures a dependency graph: matrix, metrics, score, cycles and what
// to cut in them, layers; and holds it against a contract (the boundary rules, CPL...).
// It exists so that every figure of the boundary map has one definition, here.
//
// Concurrency: everything is a pure function of an immutable graph.Graph; results are
// never changed after Analyze returns them.
package coupling

import (
	"plumbline/graph"
)

// Contract is what a configuration demands of the structure. Its functions are pure.
type Contract struct {
	Layers    []Layer                 // bottom to top
	LayerOf   func(module string) int // index into Layers, -1 for a module of none
	Forbidden []Forbidden
	FanOut    int // CPL004: files that one file may depend on at most; 0 turns the rule off
}

// Layer is a named set of modules; Contract.LayerOf says which.
type Layer struct{ Name string }

// Forbidden is a dependency between modules that must not be.
type Forbidden struct {
	Matches func(from, to string) bool
	Reason  string
}

// Result is everything measured on one graph.
type Result struct {
	Graph    *graph.Graph
	Modules  *graph.View
	Packages *graph.View
	Files    *graph.View

	Metrics []ModuleMetrics // by module view node
	Rollups []*Rollup       // by module view node: the subtree taken as one, nil for modules without submodules
	System  System
	Matrix  Matrix
	Cycles  []Cycle // module level: every policy in turn, then by size
	Layers  []Layer
	LayerOf []int // by module view node: index into Layers, -1 for none

	Findings []Violation
	// Direction is, for each pair of layers (row depends on column), the file pairs over
	// the kinds that layers count.
	Direction [][]int
	// FanOut is, by file view node, the files of the tree that it depends on; coupling
	// kinds. What the build makes does not count, on either side. CPL004 bounds it.
	FanOut []int
}

// ModuleMetrics are the figures of one module, over the files it owns itself.
type ModuleMetrics struct {
	Ca, Ce      int     // modules that depend on it, modules it depends on (Martin 1994); coupling kinds
	Mutual      int     // modules it depends on that depend on it too; coupling kinds
	FanIn       int     // files outside that depend on a file of it; coupling kinds
	FanOut      int     // files outside that a file of it depends on; coupling kinds
	Exposed     int     // own files that a file outside depends on; coupling kinds
	Instability float64 // Ce/(Ca+Ce), 0 for an isolated module

	Reaches, ReachedBy                 int // modules, transitively; load policy
	PackagesReached, PackagesReachedBy int // packages outside, transitively; load policy
	FilesReached, FilesReachedBy       int // files outside, transitively; load policy

	Cycle      int     // number of its load-policy cycle in Result.Cycles, -1 for none
	CycleSize  int     // modules in that cycle, itself included; 1 for none
	Tangled    int     // files outside that share a file-level load cycle with a file of it
	CycleShare float64 // share of its outgoing load weight that stays inside its cycle, 0..1
	CutWeight  int     // weight of its own edges among those to cut

	Score float64 // coupling score, 1 to 10
	Risk  float64 // refactor risk: score x exposed files x dependent files
}

// LevelMetrics are the figures of the whole graph at one level, load policy.
type LevelMetrics struct {
	Nodes, Edges    int
	PropagationCost float64 // share of node pairs in the transitive closure, self included (MacCormack et al. 2006)
	CCD             int     // cumulative component dependency (Lakos 1996)
	ACD             float64 // CCD / nodes
	NCCD            float64 // CCD / CCD of a balanced binary tree of as many nodes
	Cycles          int     // strongly connected groups of more than one node
	LargestCycle    int     // nodes in the largest
	InCycles        int     // nodes in any
	FeedbackWeight  int     // weight of the edges to cut so that none is left
}

// System are the figures of the whole tree.
type System struct {
	Module, Package, File LevelMetrics
	Modularity            float64 // Newman's Q of the declared modules, over packages, coupling weights
	BestModularity        float64 // Q of the best partition that Louvain finds
	Communities           int     // its number of communities
}

// Analyze measures a graph and holds it against a contract.
func Analyze(g *graph.Graph, c Contract) *Result {
	r := &Result{Graph: g, Modules: g.View(graph.ModuleLevel), Packages: g.View(graph.PackageLevel),
		Files: g.View(graph.FileLevel), Layers: c.Layers}
	r.LayerOf = layersOf(r.Modules, c)
	r.Direction = direction(r)
	r.FanOut = fileFanOut(r.Files)
	for _, policy := range graph.Policies() {
		r.Cycles = append(r.Cycles, FindCycles(r.Modules, policy)...)
	}
	r.Metrics, r.System = measure(r)
	r.Rollups = rollups(r)
	r.Matrix = BuildMatrix(r.Modules, graph.CouplingKinds)
	r.Findings = check(r, c)
	return r
}
