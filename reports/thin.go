package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	dag "github.com/dominikbraun/graph"

	"plumbline/coupling"
	"plumbline/graph"
)

// Bounds of a drawing. A picture beyond them can be laid out no more in reasonable time
// (dot is superlinear in edges) and read by nobody.
const (
	wholeEdges    = 60  // up to this many edges nothing is left out
	reducedEdges  = 150 // edges that follow the order of the drawing
	backEdges     = 30  // edges against it, or among those to cut
	reducibleSize = 200 // nodes up to which a graph is thinned
	foldOver      = 40  // nodes over which the test code on top becomes one node
)

// allKinds is what a drawing is ordered by: every dependency, whatever its kind.
const allKinds graph.KindSet = 1<<graph.NumKinds - 1

// sketch is what is drawn of a graph, and how much is not.
type sketch struct {
	nodes  []sketchNode
	edges  []sketchEdge
	layers []string // names from bottom to top; nil when nothing is layered

	total  int // edges between the nodes, before thinning
	folded int // test modules that became one node
	level  graph.Level
}

// sketchNode is a box: a view node, or all test code.
type sketchNode struct {
	id    string
	layer int     // index into layers; len(layers) for a node of none
	score float64 // 0 where none is known
	test  bool
	focus bool
	// change is what became of it, in the picture of a difference.
	change graph.Change
}

// sketchEdge is an arrow between two boxes, by index.
type sketchEdge struct {
	from, to int
	set      graph.KindSet
	weight   int  // file pairs over the coupling kinds
	sites    int  // sites of all kinds
	cyclic   bool // inside a load-policy cycle
	cut      bool // among the edges to cut of one
	upward   bool // from a layer to a higher one
	back     bool // against the order of the drawing
}

// newSketch chooses what to draw of a graph. A small graph is drawn whole. Of a larger
// one the edges that run backward (a feedback arc set, so that the rest is acyclic) are
// taken out and only the heaviest drawn; the rest is reduced to the edges that don't
// follow from others, of which the lightest are dropped down to a bound. Graphs too large
// to be thinned come back whole: they are no picture, but still DOT.
func newSketch(in Graph) (*sketch, error) {
	s := &sketch{level: in.View.Level}
	if in.Result != nil {
		for _, l := range in.Result.Layers {
			s.layers = append(s.layers, l.Name)
		}
	}
	box := s.addNodes(in)
	s.addEdges(in, box)
	s.total = len(s.edges)
	if len(s.nodes) > reducibleSize {
		return s, nil
	}
	s.order()
	if s.total <= wholeEdges {
		return s, nil
	}
	return s, s.thin()
}

// addNodes makes the boxes and maps every view node to its own, -1 for none.
func (s *sketch) addNodes(in Graph) []int {
	kept := 0
	for n := range in.View.Nodes {
		if in.Keep == nil || in.Keep[n] {
			kept++
		}
	}
	fold := in.Focus == "" && in.Keep == nil && kept > foldOver && in.View.Level == graph.ModuleLevel
	box := make([]int, len(in.View.Nodes))
	tests := -1
	taken := map[string]bool{}
	for n := range in.View.Nodes {
		box[n] = -1
		if in.Keep != nil && !in.Keep[n] {
			continue
		}
		node := sketchNode{id: drawable(in.View.Nodes[n].ID), layer: len(s.layers), focus: in.View.Nodes[n].ID == in.Focus}
		for taken[node.id] { // two names that differ in what can't be drawn
			node.id += "′"
		}
		taken[node.id] = true
		if m := in.View.Nodes[n].Module; m >= 0 {
			node.test = in.View.Graph.Modules[m].Test
		}
		if in.Result != nil {
			node.score = in.Result.Metrics[n].Score
			if l := in.Result.LayerOf[n]; l >= 0 {
				node.layer = l
			}
		}
		if fold && node.test && node.layer >= len(s.layers)-1 {
			s.folded++
			if tests < 0 {
				tests = len(s.nodes)
				s.nodes = append(s.nodes, sketchNode{layer: node.layer, test: true})
			}
			box[n] = tests
			continue
		}
		box[n] = len(s.nodes)
		s.nodes = append(s.nodes, node)
	}
	if tests >= 0 {
		id := fmt.Sprintf("test code (%d modules)", s.folded)
		for taken[id] {
			id += "′"
		}
		s.nodes[tests].id = id
	}
	return box
}

// drawable makes a name one that any picture can hold: a line of text without control
// characters and without those two that XML forbids.
func drawable(s string) string {
	return strings.NewReplacer("\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD").Replace(oneLine(s))
}

// addEdges makes the arrows between boxes; those that folding brings together are one.
func (s *sketch) addEdges(in Graph, box []int) {
	cycle := make([]int, len(in.View.Nodes)) // 0: in none
	cut := map[[2]int32]bool{}
	for i, c := range loadCycles(in) {
		for _, n := range c.Members {
			cycle[n] = i + 1
		}
		for _, e := range c.Cut {
			cut[[2]int32{e.From, e.To}] = true
		}
	}
	at := map[[2]int]int{}
	for i := range in.View.Edges {
		e := &in.View.Edges[i]
		from, to := box[e.From], box[e.To]
		if from < 0 || to < 0 || from == to {
			continue
		}
		k, ok := at[[2]int{from, to}]
		if !ok {
			k = len(s.edges)
			at[[2]int{from, to}] = k
			s.edges = append(s.edges, sketchEdge{from: from, to: to})
		}
		a := &s.edges[k]
		a.set |= e.Set
		a.weight += e.Weight
		a.sites += e.Count(allKinds)
		a.cyclic = a.cyclic || cycle[e.From] > 0 && cycle[e.From] == cycle[e.To] && e.Set&graph.LoadKinds != 0
		a.cut = a.cut || cut[[2]int32{e.From, e.To}]
		a.upward = s.nodes[to].layer < len(s.layers) && s.nodes[to].layer > s.nodes[from].layer && a.set&graph.LayerKinds != 0
	}
	s.sortEdges()
}

func (s *sketch) sortEdges() {
	slices.SortFunc(s.edges, func(a, b sketchEdge) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
}

// loadCycles gives the cycles of the load policy, measured already or not.
func loadCycles(in Graph) []coupling.Cycle {
	if in.Result == nil {
		return coupling.FindCycles(in.View, graph.LoadPolicy)
	}
	return slices.DeleteFunc(slices.Clone(in.Result.Cycles), func(c coupling.Cycle) bool { return c.Policy != graph.LoadPolicy })
}

// order finds which edges run backward: upward by layer, and within a layer against the
// order of least weight above the diagonal of its coupling matrix.
func (s *sketch) order() {
	v := &graph.View{Level: s.level, Nodes: make([]graph.ViewNode, len(s.nodes))}
	for i := range s.nodes {
		v.Nodes[i].ID = s.nodes[i].id
	}
	for _, e := range s.edges {
		if s.nodes[e.from].layer == s.nodes[e.to].layer {
			v.Edges = append(v.Edges, graph.ViewEdge{From: int32(e.from), To: int32(e.to),
				Set: graph.CouplingKinds, Weight: max(1, e.weight)})
		}
	}
	place := make([]int, len(s.nodes))
	for i, n := range coupling.BuildMatrix(v, graph.CouplingKinds).Order {
		place[n] = i
	}
	for i := range s.edges {
		e := &s.edges[i]
		e.back = cmp.Or(cmp.Compare(s.nodes[e.to].layer, s.nodes[e.from].layer), cmp.Compare(place[e.to], place[e.from])) > 0
	}
}

// thin leaves the edges that a picture has room for.
func (s *sketch) thin() error {
	var against, along []sketchEdge
	for _, e := range s.edges {
		switch {
		case e.set&(graph.CouplingKinds|1<<graph.Codegen) == 0: // for the type checker, or an implicit parent
		case e.back || e.cut || e.upward:
			against = append(against, e)
		default:
			along = append(along, e)
		}
	}
	along, err := reduce(len(s.nodes), along)
	if err != nil {
		return err
	}
	s.edges = append(heaviest(along, reducedEdges), heaviest(against, backEdges)...)
	s.sortEdges()
	return nil
}

// heaviest keeps the n heaviest edges; edges to cut and upward ones come first.
func heaviest(edges []sketchEdge, n int) []sketchEdge {
	slices.SortStableFunc(edges, func(a, b sketchEdge) int {
		return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(b.weight, a.weight), cmp.Compare(b.sites, a.sites))
	})
	return edges[:min(n, len(edges))]
}

// rank orders edges by what a reader looks for.
func rank(e sketchEdge) int {
	if e.cut || e.upward {
		return 1
	}
	return 0
}

// reduce drops the edges of an acyclic graph that follow from longer paths.
func reduce(n int, edges []sketchEdge) ([]sketchEdge, error) {
	g := dag.New(dag.IntHash, dag.Directed())
	for i := range n {
		if err := g.AddVertex(i); err != nil {
			return nil, fmt.Errorf("thin the graph: %w", err)
		}
	}
	for _, e := range edges {
		if err := g.AddEdge(e.from, e.to); err != nil {
			return nil, fmt.Errorf("thin the graph: %w", err)
		}
	}
	reduced, err := dag.TransitiveReduction(g)
	if err != nil {
		return nil, fmt.Errorf("thin the graph: %w", err)
	}
	left, err := reduced.AdjacencyMap()
	if err != nil {
		return nil, fmt.Errorf("thin the graph: %w", err)
	}
	return slices.DeleteFunc(edges, func(e sketchEdge) bool {
		_, ok := left[e.from][e.to]
		return !ok
	}), nil
}
