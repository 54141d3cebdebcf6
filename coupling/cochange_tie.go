package coupling

import (
	"path"
	"strings"

	"plumbline/graph"
)

// Tie says how the two ends of a pair depend on one another in a graph.
type Tie string

// The ties, the first that fits.
const (
	TieUnknown   Tie = "unknown"   // an end is no node of the graph: nothing is known of what it depends on
	TieDirect    Tie = "direct"    // one depends on the other, by any kind of dependency
	TieComponent Tie = "component" // one depends on the other where files of one folder and one stem count as one (Lakos 1996): a header and its source, a module and its stub
	TieIndirect  Tie = "indirect"  // one reaches the other over the coupling kinds, through others
	TieNone      Tie = "none"      // neither reaches the other
)

// End says what an end of a pair is at the revision that the graph is of.
type End string

// The ends.
const (
	EndSource End = "source" // in the graph
	EndTest   End = "test"   // in the graph, and test code
	EndOther  End = "other"  // in the tree, but nothing that plumbline reads: text, settings, build files
	EndGone   End = "gone"   // no longer there
)

// TiedPair is a pair that changes together, with what the graph knows of it.
type TiedPair struct {
	CochangePair
	EndA, EndB End
	Tie        Tie
	Links      int // dependencies on the shortest chain between the two, either way; 0 for none
	// ModuleA and ModuleB are the modules of the ends, "" for an end that is not in the graph.
	ModuleA, ModuleB string
}

// Across reports whether the ends belong to two modules.
func (p *TiedPair) Across() bool { return p.ModuleA != p.ModuleB }

// Hidden reports whether the pair is a hidden coupling: product code on both ends, changing
// together by more than chance, and neither depends on the other directly. Tests change with
// what they test, and what is not read has no dependencies to be missing.
func (p *TiedPair) Hidden() bool {
	return p.EndA == EndSource && p.EndB == EndSource && (p.Tie == TieNone || p.Tie == TieIndirect) && p.Significant()
}

// TiePairs looks pairs up in a view of the level that they were counted at; exists tells which
// entities the tree still has.
func TiePairs(v *graph.View, pairs []CochangePair, exists func(entity string) bool) []TiedPair {
	t := tier{v: v, all: v.Adjacency(1<<graph.NumKinds - 1), coupling: v.Adjacency(graph.CouplingKinds), from: map[int32][]int32{}}
	t.test = testNodes(v)
	t.components()
	out := make([]TiedPair, len(pairs))
	for i, p := range pairs {
		out[i] = TiedPair{CochangePair: p, EndA: t.end(p.A, exists), EndB: t.end(p.B, exists)}
		out[i].Tie, out[i].Links = t.tie(p.A, p.B)
		out[i].ModuleA, out[i].ModuleB = t.module(p.A), t.module(p.B)
	}
	return out
}

// tier looks up pairs in a view.
type tier struct {
	v             *graph.View
	all, coupling [][]int32
	test          []bool
	from          map[int32][]int32 // start -> links to every node, 0 for those out of reach
	component     []int32           // by node, at file level; nil elsewhere
	between       map[[2]int32]bool // components of which one depends on the other, both ways
}

// components finds which files count as one, and which of these depend on one another.
func (t *tier) components() {
	if t.v.Level != graph.FileLevel {
		return
	}
	number := map[string]int32{}
	t.component = make([]int32, len(t.v.Nodes))
	for i := range t.v.Nodes {
		name := componentOf(t.v.Nodes[i].ID)
		if _, ok := number[name]; !ok {
			number[name] = int32(len(number))
		}
		t.component[i] = number[name]
	}
	t.between = map[[2]int32]bool{}
	for from, list := range t.all {
		for _, to := range list {
			a, b := t.component[from], t.component[to]
			t.between[[2]int32{a, b}], t.between[[2]int32{b, a}] = true, true
		}
	}
}

// joined reports whether two files are of one component, or of two that depend on one another.
func (t *tier) joined(a, b int32) bool {
	if t.component == nil {
		return false
	}
	x, y := t.component[a], t.component[b]
	return x == y || t.between[[2]int32{x, y}]
}

// testNodes marks the nodes of a view that hold nothing but test code.
func testNodes(v *graph.View) []bool {
	test := make([]bool, len(v.Nodes))
	product := make([]bool, len(v.Nodes))
	for i := range v.Graph.Nodes {
		if n := &v.Graph.Nodes[i]; n.Test {
			test[v.Of[i]] = true
		} else if n.Kind == graph.FileNode {
			product[v.Of[i]] = true
		}
	}
	for i := range test {
		test[i] = test[i] && !product[i]
	}
	return test
}

func (t *tier) end(name string, exists func(string) bool) End {
	n, ok := t.v.NodeByID(name)
	switch {
	case ok && t.test[n]:
		return EndTest
	case ok:
		return EndSource
	case exists(name):
		return EndOther
	}
	return EndGone
}

// module is the module of a node, "" where there is no such node.
func (t *tier) module(name string) string {
	if n, ok := t.v.NodeByID(name); ok {
		return t.v.Graph.Modules[t.v.Nodes[n].Module].Name
	}
	return ""
}

func (t *tier) tie(a, b string) (Tie, int) {
	from, okA := t.v.NodeByID(a)
	to, okB := t.v.NodeByID(b)
	if !okA || !okB {
		return TieUnknown, 0
	}
	for _, ends := range [...][2]int32{{from, to}, {to, from}} {
		for _, n := range t.all[ends[0]] {
			if n == ends[1] {
				return TieDirect, 1
			}
		}
	}
	there, back := t.links(from)[to], t.links(to)[from]
	links := there
	if there == 0 || back > 0 && back < there {
		links = back
	}
	switch {
	case t.joined(from, to):
		return TieComponent, int(links)
	case links == 0:
		return TieNone, 0
	}
	return TieIndirect, int(links)
}

// links counts, once a start, the dependencies on the shortest chain to every node.
func (t *tier) links(start int32) []int32 {
	if found, ok := t.from[start]; ok {
		return found
	}
	dist := make([]int32, len(t.coupling))
	queue := []int32{start}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, to := range t.coupling[n] {
			if to != start && dist[to] == 0 {
				dist[to] = dist[n] + 1
				queue = append(queue, to)
			}
		}
	}
	t.from[start] = dist
	return dist
}

// componentOf is a file's path without its extension, and without the -inl of a header's second
// half.
func componentOf(p string) string {
	dir, base := path.Split(p)
	base, _, _ = strings.Cut(base, ".")
	for _, half := range [...]string{"-inl", "_inl"} {
		base = strings.TrimSuffix(base, half)
	}
	return dir + base
}
