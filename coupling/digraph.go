package coupling

import (
	"math/bits"
	"slices"

	gonum "gonum.org/v1/gonum/graph"
	"gonum.org/v1/gonum/graph/iterator"
	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
)

// digraph is an adjacency list that gonum's algorithms run on without a copy.
type digraph [][]int32

// Node implements gonum's graph.Graph.
func (d digraph) Node(id int64) gonum.Node {
	if id < 0 || id >= int64(len(d)) {
		return nil
	}
	return simple.Node(id)
}

// Nodes implements gonum's graph.Graph, in index order.
func (d digraph) Nodes() gonum.Nodes { return iterator.NewImplicitNodes(0, len(d), newNode) }

func newNode(id int) gonum.Node { return simple.Node(id) }

// From implements gonum's graph.Graph, in the order of the list.
func (d digraph) From(id int64) gonum.Nodes {
	nodes := make([]gonum.Node, len(d[id]))
	for i, t := range d[id] {
		nodes[i] = simple.Node(t)
	}
	return iterator.NewOrderedNodes(nodes)
}

// HasEdgeBetween implements gonum's graph.Graph.
func (d digraph) HasEdgeBetween(x, y int64) bool {
	return d.HasEdgeFromTo(x, y) || d.HasEdgeFromTo(y, x)
}

// HasEdgeFromTo implements gonum's graph.Directed; lists are sorted.
func (d digraph) HasEdgeFromTo(u, v int64) bool {
	_, ok := slices.BinarySearch(d[u], int32(v))
	return ok
}

// Edge implements gonum's graph.Graph.
func (d digraph) Edge(u, v int64) gonum.Edge {
	if !d.HasEdgeFromTo(u, v) {
		return nil
	}
	return simple.Edge{F: simple.Node(u), T: simple.Node(v)}
}

// To implements gonum's graph.Directed. Tarjan's algorithm never asks for it.
func (d digraph) To(id int64) gonum.Nodes {
	var nodes []gonum.Node
	for u := range d {
		if d.HasEdgeFromTo(int64(u), id) {
			nodes = append(nodes, simple.Node(u))
		}
	}
	return iterator.NewOrderedNodes(nodes)
}

func (d digraph) reverse() digraph {
	r := make(digraph, len(d))
	for u, list := range d {
		for _, v := range list {
			r[v] = append(r[v], int32(u))
		}
	}
	return r
}

func (d digraph) edges() int {
	n := 0
	for _, list := range d {
		n += len(list)
	}
	return n
}

// components are the strongly connected components of a digraph (Tarjan 1972, gonum's
// topo.TarjanSCC), dependencies before dependents; of[n] is the component of node n.
type components struct {
	members [][]int32
	of      []int32
}

func (d digraph) components() components {
	c := components{of: make([]int32, len(d))}
	for _, nodes := range topo.TarjanSCC(d) {
		list := make([]int32, len(nodes))
		for i, n := range nodes {
			list[i] = int32(n.ID())
			c.of[n.ID()] = int32(len(c.members))
		}
		slices.Sort(list)
		c.members = append(c.members, list)
	}
	return c
}

// bitset is a set of small integers.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) set(i int32)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) has(i int32) bool { return b[i>>6]&(1<<(i&63)) != 0 }

func (b bitset) or(o bitset) {
	for i, w := range o {
		b[i] |= w
	}
}

func (b bitset) each(visit func(int32)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			visit(int32(i<<6 + bits.TrailingZeros64(w)))
		}
	}
}

// closure is the transitive closure of a digraph over its components.
type closure struct {
	components
	sets []bitset // by component: the components it reaches, itself included
	size []int    // by component: the nodes it reaches, its own included
}

// closure computes which components reach which. Tarjan's order gives every component
// after all that it depends on, so one pass is enough.
func (d digraph) closure() closure {
	c := closure{components: d.components()}
	c.sets = make([]bitset, len(c.members))
	c.size = make([]int, len(c.members))
	for i, members := range c.members {
		set := newBitset(len(c.members))
		set.set(int32(i))
		for _, u := range members {
			for _, v := range d[u] {
				if w := c.of[v]; w != int32(i) && !set.has(w) {
					set.or(c.sets[w])
				}
			}
		}
		c.sets[i] = set
		set.each(func(w int32) { c.size[i] += len(c.members[w]) })
	}
	return c
}

// reached is the number of nodes that n reaches, itself not counted.
func (c *closure) reached(n int32) int { return c.size[c.of[n]] - 1 }

// ccd is Lakos's cumulative component dependency: over all nodes, the number of nodes
// reached, each node counting itself (Large-Scale C++ Software Design, 1996, ch. 4).
func (c *closure) ccd() int {
	sum := 0
	for i, members := range c.members {
		sum += len(members) * c.size[i]
	}
	return sum
}
