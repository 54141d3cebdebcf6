package reports

import (
	"fmt"
	"slices"
	"sort"

	"plumbline/coupling"
	"plumbline/graph"
)

// diffSketch is what is drawn of a difference: the dependencies that changed, their ends, and of one
// that closes a load cycle the shortest way back; or both graphs whole.
type diffSketch struct {
	in    *GraphDiff
	whole bool
	nodes []int32 // of Diff, by name
	edges []int   // of Diff, by name: those that changed, and ways back
	total int     // dependencies that changed, those not drawn too
	left  int     // of these, not drawn
}

// sketch draws both graphs whole where they are small, else what changed, as far as there is room.
func (in *GraphDiff) sketch(nodes, edges int) *diffSketch {
	if d := in.wholeSketch(); len(d.edges) <= min(edges, wholeEdges) && len(d.nodes) <= nodes {
		return d
	}
	sketches := in.sketches(edges)
	return sketches.largest(func(d *diffSketch) bool { return len(d.edges) <= edges && len(d.nodes) <= nodes })
}

// wholeSketch draws every node and every dependency, but for implicit parents alone.
func (in *GraphDiff) wholeSketch() *diffSketch {
	d := &diffSketch{in: in, whole: true, total: len(in.changes())}
	for n := range in.Diff.Nodes {
		if in.Keep == nil || in.Keep[n] {
			d.nodes = append(d.nodes, int32(n))
		}
	}
	for i := range in.Diff.Edges {
		if e := &in.Diff.Edges[i]; !e.Implied && in.keeps(e) {
			d.edges = append(d.edges, i)
		}
	}
	return d
}

// diffSketches are the drawings of a difference: of its leading change, its two leading ones, and so on.
type diffSketches struct {
	in      *GraphDiff
	changed []int
	most    int           // changes that are drawn
	ways    map[int][]int // by dependency that closes a load cycle
}

// sketches prepares drawings of up to edges dependencies.
func (in *GraphDiff) sketches(edges int) diffSketches {
	s := diffSketches{in: in, changed: in.changes(), ways: map[int][]int{}}
	leading := in.leading(s.changed, edges)
	s.most = len(leading)
	closing := slices.DeleteFunc(slices.Clone(leading), func(i int) bool { return !in.Cycles[i].Closes })
	for i, way := range coupling.WaysBack(in.Diff, closing) {
		s.ways[closing[i]] = way
	}
	return s
}

// first draws the n leading changes.
func (s *diffSketches) first(n int) *diffSketch {
	d := &diffSketch{in: s.in, total: len(s.changed), left: len(s.changed)}
	for _, i := range s.in.leading(s.changed, n) {
		d.edges = append(append(d.edges, i), s.ways[i]...)
	}
	slices.Sort(d.edges)
	d.edges = slices.Compact(d.edges)
	for _, i := range d.edges {
		e := &s.in.Diff.Edges[i]
		d.nodes = append(d.nodes, e.From, e.To)
	}
	slices.Sort(d.nodes)
	d.nodes = slices.Compact(d.nodes)
	for _, i := range s.changed {
		if _, drawn := slices.BinarySearch(d.edges, i); drawn {
			d.left--
		}
	}
	return d
}

// largest draws as many changes as fit, which holds for a few where it holds for more. The first is
// drawn in any case, where there is one.
func (s *diffSketches) largest(fits func(*diffSketch) bool) *diffSketch {
	n := sort.Search(s.most, func(n int) bool { return !fits(s.first(n + 1)) })
	return s.first(max(n, min(1, s.most)))
}

// drawnAs says how a dependency is drawn: what became of it, for a mere part of a way back most often graph.Same,
// and its place in load cycles.
func (d *diffSketch) drawnAs(i int) (graph.Change, coupling.InCycle) {
	if e := &d.in.Diff.Edges[i]; !e.Implied {
		return e.Change, d.in.Cycles[i]
	}
	return graph.Same, d.in.Cycles[i]
}

// label says in the picture what became of a dependency; "" for one of a way back.
func (d *diffSketch) label(i int) string {
	change, cycle := d.drawnAs(i)
	if change == graph.Same {
		return ""
	}
	e := &d.in.Diff.Edges[i]
	text := changeSign(change) + kindChange(e)
	if was, is := e.Weights(); max(was, is) > 1 {
		weight := is
		if change == graph.Removed {
			weight = was
		}
		text += fmt.Sprintf(" ×%s", thousands(weight))
	}
	if words := cycleWords(cycle); words != "" {
		text += ", " + words
	}
	return text
}

// changeSign marks a change in a picture, where colour alone would not tell it to everybody. No blank follows
// the first two: Mermaid would read the text as a list.
func changeSign(c graph.Change) string {
	switch c {
	case graph.Added:
		return "+"
	case graph.Removed:
		return "-"
	case graph.Raised:
		return "↑ "
	case graph.Lowered:
		return "↓ "
	}
	return ""
}

// cut says what of the changes is not drawn, "" where all is.
func (d *diffSketch) cut() string {
	if d.left == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s not drawn", thousands(d.left), plural(d.total, "change"))
}

// title says what is drawn.
func (d *diffSketch) title() string {
	of := "Changed dependencies between the "
	if d.whole {
		of = "Dependencies between the "
	}
	return of + string(d.in.level()) + "s of " + d.in.title()
}
