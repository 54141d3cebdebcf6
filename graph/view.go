package graph

import (
	"cmp"
	"fmt"
	"path"
	"slices"
)

// Level is the grain a graph is looked at.
type Level string

// The levels: declared modules, folders (packages), files.
const (
	ModuleLevel  Level = "module"
	PackageLevel Level = "package"
	FileLevel    Level = "file"
)

// ParseLevel reads the name of a level.
func ParseLevel(name string) (Level, error) {
	switch l := Level(name); l {
	case ModuleLevel, PackageLevel, FileLevel:
		return l, nil
	}
	return "", fmt.Errorf("unknown level %q: one of module, package, file", name)
}

// View is the graph at one level: the same sites, grouped by other ends. Nodes are
// sorted by ID, Edges by From, To. It is immutable.
type View struct {
	Level Level
	Graph *Graph
	Nodes []ViewNode
	Edges []ViewEdge
	Of    []int32 // graph node -> view node
	// Internal is, by view node, the weight of dependencies between its own files.
	Internal []int
}

// ViewNode is a module, a package or a file.
type ViewNode struct {
	ID     string
	Module int32
}

// ViewEdge is the dependency of one view node on another over all kinds.
type ViewEdge struct {
	From, To    int32
	Kinds       [NumKinds]int // sites by kind; each site has one
	Set         KindSet       // the kinds that occur
	Weight      int           // file pairs over the coupling kinds
	HeaderSites int           // include sites in headers: they spread to every includer
	Sites       []ViewSite    // in order of kind, path, line
	rows        []viewRow
}

// ViewSite is one statement or line for one target, with the kind that it counts under.
type ViewSite struct {
	Site
	Kind Kind
}

// View groups the graph at a level. Graph.Modules and the nodes of a module view are both
// sorted by name and hold the modules that own a node, so there an index into one is an
// index into the other.
func (g *Graph) View(level Level) *View {
	v := &View{Level: level, Graph: g, Of: make([]int32, len(g.Nodes))}
	ids := make([]string, len(g.Nodes))
	for i := range g.Nodes {
		ids[i] = g.viewID(level, &g.Nodes[i])
	}
	index := map[string]int32{}
	for _, id := range uniqueSorted(slices.Clone(ids)) {
		index[id] = int32(len(v.Nodes))
		v.Nodes = append(v.Nodes, ViewNode{ID: id, Module: -1})
	}
	for i, id := range ids {
		v.Of[i] = index[id]
	}
	v.assignModules()
	v.Internal = make([]int, len(v.Nodes))
	v.group()
	return v
}

// assignModules gives every view node the module that owns most of its files; product
// code decides before test code, real files before generated ones, and the first module
// by name among equals.
func (v *View) assignModules() {
	type owned struct{ node, module int32 }
	votes := map[owned]int{}
	for i := range v.Graph.Nodes {
		n := &v.Graph.Nodes[i]
		weight := 1
		if n.Kind == FileNode {
			weight = 1 << 16
			if !n.Test {
				weight = 1 << 32
			}
		}
		votes[owned{v.Of[i], n.Module}] += weight
	}
	best := make([]int, len(v.Nodes))
	for i := range v.Graph.Nodes {
		node, module := v.Of[i], v.Graph.Nodes[i].Module
		if c := votes[owned{node, module}]; c > best[node] || c == best[node] && module < v.Nodes[node].Module {
			best[node], v.Nodes[node].Module = c, module
		}
	}
}

func (g *Graph) viewID(level Level, n *Node) string {
	switch {
	case level == ModuleLevel:
		return g.Modules[n.Module].Name
	case level == FileLevel || n.Kind == BindingNode:
		return n.ID
	}
	return path.Dir(n.ID)
}

// viewRow is a raw site with its ends at the view's level.
type viewRow struct {
	from, to int32
	file     int32 // the file that depends: of a generated header its template
	*rawSite
}

func (v *View) group() {
	rows := make([]viewRow, 0, len(v.Graph.sites))
	for i := range v.Graph.sites {
		s := &v.Graph.sites[i]
		file := s.from
		if v.Graph.Nodes[file].Kind == GeneratedNode {
			file = s.at.File
		}
		rows = append(rows, viewRow{v.Of[s.from], v.Of[s.to], file, s})
	}
	slices.SortFunc(rows, func(a, b viewRow) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to),
			cmp.Compare(a.at.File, b.at.File), cmp.Compare(a.at.Line, b.at.Line), cmp.Compare(a.kind, b.kind),
			cmp.Compare(a.rawSite.from, b.rawSite.from), cmp.Compare(a.rawSite.to, b.rawSite.to))
	})
	for i := 0; i < len(rows); {
		j := i
		for j < len(rows) && rows[j].from == rows[i].from && rows[j].to == rows[i].to {
			j++
		}
		if rows[i].from == rows[i].to {
			v.Internal[rows[i].from] = pairs(rows[i:j], CouplingKinds)
		} else {
			v.Edges = append(v.Edges, v.edge(rows[i:j]))
		}
		i = j
	}
}

// edge aggregates the rows between two view nodes: one site a place, under the first
// kind that fits.
func (v *View) edge(rows []viewRow) ViewEdge {
	e := ViewEdge{From: rows[0].from, To: rows[0].to, Weight: pairs(rows, CouplingKinds), rows: rows}
	for i, r := range rows {
		if i > 0 && r.at == rows[i-1].at {
			continue
		}
		e.Kinds[r.kind]++
		e.Set |= 1 << r.kind
		e.Sites = append(e.Sites, ViewSite{Site: r.at, Kind: r.kind})
		if (r.kind == Include || r.kind == IncludeConditional || r.kind == IncludeGenerated) && v.Graph.Nodes[r.at.File].Header {
			e.HeaderSites++
		}
	}
	slices.SortFunc(e.Sites, func(a, b ViewSite) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return e
}

// pairs counts the distinct file pairs over a set of kinds.
func pairs(rows []viewRow, kinds KindSet) int {
	if len(rows) == 1 {
		if kinds.Has(rows[0].kind) {
			return 1
		}
		return 0
	}
	var list [][2]int32
	for _, r := range rows {
		if kinds.Has(r.kind) {
			list = append(list, [2]int32{r.file, r.rawSite.to})
		}
	}
	slices.SortFunc(list, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return len(slices.Compact(list))
}

// WeightOf is the number of file pairs over a set of kinds.
func (e *ViewEdge) WeightOf(kinds KindSet) int {
	if kinds == CouplingKinds {
		return e.Weight
	}
	return pairs(e.rows, kinds)
}

// FilePair is a dependency between two files behind a view edge, at its first site.
type FilePair struct {
	From, To int32 // graph nodes
	Kind     Kind
	Site     Site
}

// FilePairs lists the file pairs behind an edge over a set of kinds, each once with its
// first site, in order of path, line and target. Where one line gives several, those
// that follow from another (an implicit parent, a re-export) are left out.
func (e *ViewEdge) FilePairs(kinds KindSet) []FilePair {
	var out []FilePair
	direct := map[Site]bool{}
	for _, r := range e.rows {
		if kinds.Has(r.kind) && !r.kind.Derived() {
			direct[r.at] = true
		}
	}
	seen := map[[2]int32]bool{}
	for _, r := range e.rows {
		pair := [2]int32{r.file, r.rawSite.to}
		derived := r.kind.Derived() && direct[r.at]
		if !kinds.Has(r.kind) || derived || seen[pair] {
			continue
		}
		seen[pair] = true
		out = append(out, FilePair{From: pair[0], To: pair[1], Kind: r.kind, Site: r.at})
	}
	return out
}

// NodeByID finds a view node.
func (v *View) NodeByID(id string) (int32, bool) {
	i, ok := slices.BinarySearchFunc(v.Nodes, id, func(n ViewNode, id string) int { return cmp.Compare(n.ID, id) })
	return int32(i), ok
}

// Adjacency gives, for each view node, the nodes it depends on over a set of kinds,
// sorted.
func (v *View) Adjacency(kinds KindSet) [][]int32 {
	adj := make([][]int32, len(v.Nodes))
	for i := range v.Edges {
		if e := &v.Edges[i]; e.Set&kinds != 0 {
			adj[e.From] = append(adj[e.From], e.To)
		}
	}
	return adj
}

// Count is the number of sites over a set of kinds.
func (e *ViewEdge) Count(kinds KindSet) int {
	n := 0
	for k, c := range e.Kinds {
		if kinds.Has(Kind(k)) {
			n += c
		}
	}
	return n
}

// Around marks the nodes at most depth links away from any of the start nodes, along
// dependencies or against them, over the coupling kinds.
func (v *View) Around(start []int32, depth int) []bool {
	keep := make([]bool, len(v.Nodes))
	for _, n := range start {
		keep[n] = true
	}
	for _, forward := range [...]bool{true, false} {
		reached := map[int32]bool{}
		for _, n := range start {
			reached[n] = true
		}
		for range depth {
			next := map[int32]bool{}
			for i := range v.Edges {
				e := &v.Edges[i]
				from, to := e.From, e.To
				if !forward {
					from, to = to, from
				}
				if e.Set&CouplingKinds != 0 && reached[from] && !reached[to] {
					next[to] = true
				}
			}
			for n := range next {
				reached[n], keep[n] = true, true
			}
		}
	}
	return keep
}
