package reports

import (
	"cmp"
	"slices"

	"plumbline/coupling"
	"plumbline/graph"
)

// GraphDiff is what changed in a dependency graph between two trees, or in the part of it in Keep.
type GraphDiff struct {
	Base, Head Tree
	Diff       *graph.ViewDiff
	Cycles     []coupling.InCycle // by edge of Diff; see coupling.CyclesOf
	Keep       []bool             // by node of Diff; nil keeps all
	Focus      string             // what Keep was chosen by, for titles; "" for the whole
	Renamed    map[string]string  // files under another path: path at BASE -> path at HEAD
	// BaseResult and HeadResult give layers and scores to module-level drawings; nil at other levels.
	BaseResult, HeadResult *coupling.Result
}

// level is the grain of the nodes.
func (in *GraphDiff) level() graph.Level { return in.Diff.Head.Level }

// keeps reports whether a dependency belongs to the graph.
func (in *GraphDiff) keeps(e *graph.DiffEdge) bool {
	return in.Keep == nil || in.Keep[e.From] && in.Keep[e.To]
}

// diffCounts counts dependencies and nodes by what became of them.
type diffCounts struct {
	edges   map[graph.Change]int // without the implied
	nodes   map[graph.Change]int
	implied int // changed dependencies that are implicit parents alone
	cyclic  int // changed dependencies inside a load cycle at HEAD
	closing int // those with which one formed or grew
	weights int // unchanged dependencies of more or less file pairs
}

func (in *GraphDiff) counts() diffCounts {
	c := diffCounts{edges: map[graph.Change]int{}, nodes: map[graph.Change]int{}}
	for i := range in.Diff.Nodes {
		if in.Keep == nil || in.Keep[i] {
			c.nodes[in.Diff.Nodes[i].Change()]++
		}
	}
	for i := range in.Diff.Edges {
		e := &in.Diff.Edges[i]
		switch {
		case !in.keeps(e):
			continue
		case e.Implied && e.Change != graph.Same:
			c.implied++
		case !e.Implied:
			c.edges[e.Change]++
		}
		if e.Implied || e.Change == graph.Same {
			if was, is := e.Weights(); was != is {
				c.weights++
			}
			continue
		}
		if in.Cycles[i].Inside {
			c.cyclic++
		}
		if in.Cycles[i].Closes {
			c.closing++
		}
	}
	return c
}

// changes lists the changed dependencies, by index, without the implied: those that close a
// load cycle first, then those inside one, those of product code, by change, by weight, by name.
func (in *GraphDiff) changes() []int {
	var list []int
	for i := range in.Diff.Edges {
		if e := &in.Diff.Edges[i]; !e.Implied && e.Change != graph.Same && in.keeps(e) {
			list = append(list, i)
		}
	}
	order := []graph.Change{graph.Added, graph.Raised, graph.Removed, graph.Lowered}
	rank := func(i int) [4]int {
		e, c := &in.Diff.Edges[i], in.Cycles[i]
		r := [4]int{2, 0, slices.Index(order, e.Change), 0}
		switch {
		case c.Closes:
			r[0] = 0
		case c.Inside:
			r[0] = 1
		}
		if in.isTest(e.From) || in.isTest(e.To) {
			r[1] = 1
		}
		was, is := e.Weights()
		r[3] = -max(was, is)
		return r
	}
	slices.SortStableFunc(list, func(a, b int) int {
		x, y := rank(a), rank(b)
		return slices.Compare(x[:], y[:])
	})
	return list
}

// leading are the n changes to tell where there is no room for all, in their order: the first of those for
// the worse (added, raised), and for every four of these one for the better, so that none of
// either hides all of the other.
func (in *GraphDiff) leading(changed []int, n int) []int {
	if len(changed) <= n {
		return changed
	}
	const share = 5
	var worse, better []int // places in changed
	for at, i := range changed {
		if c := in.Diff.Edges[i].Change; c == graph.Added || c == graph.Raised {
			worse = append(worse, at)
		} else {
			better = append(better, at)
		}
	}
	places := make([]int, 0, n)
	for len(places) < n {
		from := &worse
		if len(worse) == 0 || len(better) > 0 && len(places)%share == share-1 {
			from = &better
		}
		places, *from = append(places, (*from)[0]), (*from)[1:]
	}
	slices.Sort(places)
	for k, at := range places {
		places[k] = changed[at]
	}
	return places
}

// isTest reports whether a node is of a test module.
func (in *GraphDiff) isTest(n int32) bool {
	m := in.moduleOf(n)
	return m != nil && m.Test
}

// moduleOf is the module of a node, at HEAD where it is there.
func (in *GraphDiff) moduleOf(n int32) *graph.Module {
	v, at := in.Diff.Head, in.Diff.Nodes[n].Head
	if at < 0 {
		v, at = in.Diff.Base, in.Diff.Nodes[n].Base
	}
	if m := v.Nodes[at].Module; m >= 0 {
		return &v.Graph.Modules[m]
	}
	return nil
}

// side is the tree that shows a changed dependency best, and the dependency there: BASE for a removed one,
// else HEAD.
func (in *GraphDiff) side(e *graph.DiffEdge) (*graph.View, *graph.ViewEdge) {
	if e.Head == nil || e.Change == graph.Removed {
		return in.Diff.Base, e.Base
	}
	return in.Diff.Head, e.Head
}

// firstSite is the place that shows a changed dependency: the first of its firmest kind.
func (in *GraphDiff) firstSite(e *graph.DiffEdge) place {
	v, edge := in.side(e)
	firmest := edge.Set.Firmest()
	for _, s := range edge.Sites {
		if s.Kind == firmest {
			return place{v.Graph.Nodes[s.File].ID, int(s.Line)}
		}
	}
	return place{}
}

// kindChange says in which kind a dependency changed: "include", or "type → load".
func kindChange(e *graph.DiffEdge) string {
	was, is := e.Sets()
	switch e.Change {
	case graph.Raised, graph.Lowered:
		return was.Firmest().String() + " → " + is.Firmest().String()
	case graph.Removed:
		return was.Firmest().String()
	}
	return is.Firmest().String()
}

// cycleWords say what a changed dependency has to do with a load cycle, "" for nothing.
func cycleWords(c coupling.InCycle) string {
	switch {
	case c.Closes:
		return "closes a cycle"
	case c.Inside:
		return "in a cycle"
	}
	return ""
}

// diffTitle names both trees.
func (in *GraphDiff) title() string {
	title := treeName(in.Head) + " against " + treeName(in.Base)
	if in.Focus != "" {
		title += ", around " + drawable(in.Focus)
	}
	return title
}

// changeWords count what changed: "2 added, 1 removed".
func (c *diffCounts) changeWords() string {
	text := ""
	for _, change := range [...]graph.Change{graph.Added, graph.Removed, graph.Raised, graph.Lowered} {
		if n := c.edges[change]; n > 0 {
			text += cmp.Or(map[bool]string{true: ", "}[text != ""]) + thousands(n) + " " + string(change)
		}
	}
	return text
}
