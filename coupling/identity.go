package coupling

import (
	"cmp"
	"slices"

	"plumbline/graph"
)

// none stands for a node or a module that the other tree lacks.
const none = int32(-1)

// matching pairs the elements of BASE with those of HEAD, by index; none where the other
// tree has no such element.
type matching struct{ toHead, toBase []int32 }

func newMatching(base, head int) matching {
	m := matching{make([]int32, base), make([]int32, head)}
	for _, list := range [...][]int32{m.toHead, m.toBase} {
		for i := range list {
			list[i] = none
		}
	}
	return m
}

func (m matching) pair(base, head int32) { m.toHead[base], m.toBase[head] = head, base }

// matchNodes pairs the nodes of two graphs: a file keeps its identity when it is renamed,
// everything else goes by its ID.
func matchNodes(base, head *graph.Graph, renamed map[string]string) matching {
	m := newMatching(len(base.Nodes), len(head.Nodes))
	for _, moved := range [...]bool{true, false} { // a rename holds before a name that was free again
		for i := range base.Nodes {
			id := base.Nodes[i].ID
			to, ok := renamed[id]
			if ok != moved {
				continue
			}
			if moved {
				id = to
			}
			if n, found := head.NodeByID(id); found && m.toBase[n] == none {
				m.pair(int32(i), n)
			}
		}
	}
	return m
}

// came counts the files of a module at HEAD that were in a module of BASE.
type came struct {
	base, head int32
	files      int
}

// matchModules pairs the modules of two graphs. They go by name; of those whose name only
// one tree has, a module of HEAD is the one of BASE that at least half of its files were in.
// origin gives, for every module at HEAD that is none of BASE's, the one that at least half
// of its files were in: what it was split from.
func matchModules(base, head *graph.Graph, nodes matching) (m matching, origin []int32) {
	m = newMatching(len(base.Modules), len(head.Modules))
	for i := range base.Modules {
		if h, ok := head.ModuleByName(base.Modules[i].Name); ok {
			m.pair(int32(i), h)
		}
	}
	origin = make([]int32, len(head.Modules))
	for i := range origin {
		origin[i] = none
	}
	for _, c := range moves(base, head, nodes) {
		switch {
		case m.toBase[c.head] != none || c.files*2 < head.Modules[c.head].Files:
		case m.toHead[c.base] == none:
			m.pair(c.base, c.head)
		case origin[c.head] == none:
			origin[c.head] = c.base
		}
	}
	return m, origin
}

// moves counts which files of which module of BASE are in which module of HEAD, the most
// files first.
func moves(base, head *graph.Graph, nodes matching) []came {
	counts := map[[2]int32]int{}
	for i, to := range nodes.toHead {
		if to != none && head.Nodes[to].Kind == graph.FileNode {
			counts[[2]int32{base.Nodes[i].Module, head.Nodes[to].Module}]++
		}
	}
	list := make([]came, 0, len(counts))
	for k, n := range counts {
		list = append(list, came{k[0], k[1], n})
	}
	slices.SortFunc(list, func(a, b came) int {
		return cmp.Or(cmp.Compare(b.files, a.files), cmp.Compare(a.base, b.base), cmp.Compare(a.head, b.head))
	})
	return list
}

// edgeBetween is the edge from one node of a view to another, nil for none.
func edgeBetween(v *graph.View, from, to int32) *graph.ViewEdge {
	if from == none || to == none {
		return nil
	}
	i, ok := slices.BinarySearchFunc(v.Edges, [2]int32{from, to}, func(e graph.ViewEdge, ends [2]int32) int {
		return cmp.Or(cmp.Compare(e.From, ends[0]), cmp.Compare(e.To, ends[1]))
	})
	if !ok {
		return nil
	}
	return &v.Edges[i]
}
