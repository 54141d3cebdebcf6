package coupling

import (
	"slices"

	"plumbline/graph"
	"plumbline/internal/finding"
)

// CompareOptions says how two measured trees are compared. Both are to be measured under
// one configuration, HEAD's.
type CompareOptions struct {
	Renamed        map[string]string // path at BASE -> path at HEAD, of the files that moved
	ScoreTolerance float64           // CPL009: how far a coupling score may rise; 0: DefaultScoreTolerance
	CostTolerance  float64           // CPL009: by what share propagation cost may rise; 0: DefaultCostTolerance
}

// Change is everything that two measured trees differ in.
type Change struct {
	Base, Head *Result
	Findings   []Violation     // what HEAD has and BASE lacks, by identity; in the order of findings
	Better     []Improvement   // what BASE has and HEAD no longer, by kind and subject
	Modules    []ModuleChange  // modules that one tree lacks or that have another name, by name
	Cells      []CellChange    // the cells of the matrix that differ, by name
	Scores     []ScoreChange   // the modules whose figures differ, by name
	Cycles     []CycleChange   // load cycles that differ: modules first, then files
	Cost       PropagationCost // over the files that both trees have
}

// Compare holds HEAD against BASE: the findings of one tree that BASE lacks by identity
// (but for module-cycle, which CPL007 judges in a pair), and the rules on pairs.
func Compare(base, head *Result, opt CompareOptions) *Change {
	c := newComparison(base, head, opt)
	ch := &Change{Base: base, Head: head, Modules: c.moduleChanges(), Cells: c.cells(), Scores: c.scores(), Cost: c.cost}
	ch.Cycles = slices.Concat(c.moduleCycles, c.fileCycles)
	fixed, added := c.violations()
	ch.Findings = append(added, checkChange(c)...)
	slices.SortFunc(ch.Findings, func(a, b Violation) int { return finding.Compare(&a.Finding, &b.Finding) })
	ch.Better = c.better(ch, fixed)
	return ch
}

// comparison is what the rules on pairs look at: two results, and what is what in them.
type comparison struct {
	base, head   *Result
	opt          CompareOptions
	nodes        matching // graph nodes
	modules      matching
	origin       []int32 // by HEAD module: what it was split from; none for all others
	moduleCycles []CycleChange
	fileCycles   []CycleChange
	cost         PropagationCost
}

func newComparison(base, head *Result, opt CompareOptions) *comparison {
	if opt.ScoreTolerance == 0 {
		opt.ScoreTolerance = DefaultScoreTolerance
	}
	if opt.CostTolerance == 0 {
		opt.CostTolerance = DefaultCostTolerance
	}
	c := &comparison{base: base, head: head, opt: opt}
	c.nodes = matchNodes(base.Graph, head.Graph, opt.Renamed)
	c.modules, c.origin = matchModules(base.Graph, head.Graph, c.nodes)
	c.moduleCycles = c.cycleChanges(moduleGrain(c))
	c.fileCycles = c.cycleChanges(fileGrain(c))
	c.cost = c.propagationCost()
	return c
}

// before is the module of BASE that a module at HEAD is, or was split from; none for one
// that is new.
func (c *comparison) before(module int32) int32 {
	if b := c.modules.toBase[module]; b != none {
		return b
	}
	return c.origin[module]
}

// isNew reports whether a module at HEAD is neither one of BASE's nor split from one.
func (c *comparison) isNew(module int32) bool { return c.before(module) == none }

// fileStrength is the strength that the dependency between two nodes at HEAD had at BASE.
func (c *comparison) fileStrength(from, to int32) graph.Strength {
	return strengthOfEdge(c.fileEdge(from, to))
}

// fileEdge is the edge at BASE between two nodes at HEAD, nil for none. The nodes of a file
// view are those of the graph: both are sorted by ID.
func (c *comparison) fileEdge(from, to int32) *graph.ViewEdge {
	return edgeBetween(c.base.Files, c.nodes.toBase[from], c.nodes.toBase[to])
}

// strengthBefore is the strength at BASE of a dependency between modules at HEAD. A module
// that was split from another had that one's dependencies, and those that its files bring.
func (c *comparison) strengthBefore(e *graph.ViewEdge) graph.Strength {
	before := strengthOfEdge(edgeBetween(c.base.Modules, c.before(e.From), c.before(e.To)))
	if c.modules.toBase[e.From] != none && c.modules.toBase[e.To] != none {
		return before
	}
	for _, p := range e.FilePairs(allStrengths) {
		before = max(before, c.fileStrength(p.From, p.To))
	}
	return before
}

// firstSite is where a dependency at HEAD got a strength: its first site of such a kind
// between files whose dependency was weaker at BASE, else its first site of such a kind.
func (c *comparison) firstSite(e *graph.ViewEdge, s graph.Strength) graph.FilePair {
	pairs := e.FilePairs(kindsOf(s))
	for _, p := range pairs {
		if c.fileStrength(p.From, p.To) < s {
			return p
		}
	}
	return pairs[0]
}

// place is where a site of HEAD is.
func (c *comparison) place(s graph.Site) finding.Location {
	return finding.Location{Path: c.head.Graph.Nodes[s.File].ID, Line: int(s.Line)}
}

// moduleName is the name of a module at HEAD.
func (c *comparison) moduleName(module int32) string { return c.head.Modules.Nodes[module].ID }

// baseName is the name of a module of BASE, as HEAD calls it where it has it.
func (c *comparison) baseName(module int32) string {
	if h := c.modules.toHead[module]; h != none {
		return c.moduleName(h)
	}
	return c.base.Modules.Nodes[module].ID
}
