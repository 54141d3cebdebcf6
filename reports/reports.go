// Package reports renders results as text, Markdown, JSON, DOT, SVG, PNG, Mermaid, HTML
// and CSV, one file a format. It exists so that what is measured and how it is shown
// change apart: nothing here computes a figure. Reports order, cut and count what they list.
//
// Concurrency: every renderer is a function of its input to an io.Writer; equal input
// gives equal bytes. Drawings (SVG, PNG) wait for one another:
// go-graphviz has one instance a process.
package reports

import (
	"time"

	"plumbline/coupling"
	"plumbline/graph"
)

// Tree says what was measured.
type Tree struct {
	Name    string    // as the user gave it: folder, revision, or "sample"
	Kind    string    // directory, revision or archive
	Commit  string    // full id, "" unless a revision
	Date    time.Time // of the commit; zero when there is none
	Profile string    // configuration in force: "profile pytorch", "plumbline.yaml", ...
	Skipped map[string]int
	Notes   []string // what the reader must know about the tree: shallow repository, missing blobs
	Version string   // of plumbline
}

// Map is the boundary map of one tree.
type Map struct {
	Tree   Tree
	Result *coupling.Result
}

// Graph is a dependency graph to draw or list: a view, or the part of it in Keep.
type Graph struct {
	Tree  Tree
	View  *graph.View
	Keep  []bool // by view node; nil keeps all
	Focus string // what Keep was chosen by, for titles; "" for the whole
	// Result gives layers, cycles and scores to module-level drawings; nil at other levels.
	Result *coupling.Result
}

// keeps reports whether a view node belongs to the graph.
func (g *Graph) keeps(n int32) bool { return g.Keep == nil || g.Keep[n] }

// Matrix is a coupling matrix.
type Matrix struct {
	Tree   Tree
	Matrix coupling.Matrix
}

// Cycles are the cycles of one view under one or more policies.
type Cycles struct {
	Tree   Tree
	View   *graph.View
	Policy string
	Cycles []coupling.Cycle
}

// Why is the answer to why one thing depends on another.
type Why struct {
	Tree     Tree
	Graph    *graph.Graph
	From, To string // as the user named them
	Policy   string
	Chains   graph.Chains
}

// Impact is what depends on changed files.
type Impact struct {
	Tree     Tree
	Graph    *graph.Graph
	Start    []string
	Unknown  []string // start paths that are no node of the graph
	Policy   string
	Impacted []graph.Impacted
}
