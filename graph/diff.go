package graph

import (
	"cmp"
	"slices"
)

// Change is what became of a node or a dependency from one tree to another.
type Change string

// The changes. A dependency is raised or lowered when its Strength is another one; nodes are
// never.
const (
	Added   Change = "added"
	Removed Change = "removed"
	Raised  Change = "raised"
	Lowered Change = "lowered"
	Same    Change = "same"
)

// Strength is how firmly one thing depends on another, by the firmest kind of a dependency.
type Strength uint8

// The strengths: nothing, or no more than the implicit parents of some other import; what
// neither runs nor is read when the program does (imports for the type checker, code
// generation); what counts as coupling but not when a file loads (lazy, dynamic,
// conditional, by name); what is loaded or read with the file.
const (
	NoStrength Strength = iota
	TypeStrength
	LazyStrength
	LoadStrength
)

// String is the name of the strength in every format.
func (s Strength) String() string { return [...]string{"none", "type", "lazy", "load"}[s] }

// Strength is the strength of a dependency of these kinds.
func (s KindSet) Strength() Strength {
	switch {
	case s&LoadKinds != 0:
		return LoadStrength
	case s&CouplingKinds != 0:
		return LazyStrength
	case s&^(1<<Parent) != 0:
		return TypeStrength
	}
	return NoStrength
}

// byFirmness lists the kinds from the firmest on: those of each strength before the next.
func byFirmness() []Kind {
	return []Kind{Load, Include, IncludeGenerated, Guarded,
		Lazy, Dynamic, IncludeConditional, Binding, Registration, Usage, Reexport, Type, Codegen, Parent}
}

// Firmest is the kind that best says how firm a dependency of these kinds is. The set is not empty.
func (s KindSet) Firmest() Kind {
	for _, k := range byFirmness() {
		if s.Has(k) {
			return k
		}
	}
	return Parent
}

// ViewDiff is what changed between two views of one level: their nodes and dependencies
// together, each with its change. It is immutable.
type ViewDiff struct {
	Base, Head *View
	Nodes      []DiffNode // by ID
	Edges      []DiffEdge // by From, To
	OfBase     []int32    // node of Base -> index into Nodes
	OfHead     []int32    // node of Head -> index into Nodes
}

// DiffNode is a module, package or file of either tree.
type DiffNode struct {
	ID         string // at HEAD where it is there
	Was        string // the path at BASE of a file that has another one now, else ""
	Base, Head int32  // index into the nodes of either view, -1 where it is not there
}

// Change is what became of the node.
func (n *DiffNode) Change() Change {
	switch {
	case n.Base < 0:
		return Added
	case n.Head < 0:
		return Removed
	}
	return Same
}

// DiffEdge is a dependency in either tree.
type DiffEdge struct {
	From, To   int32 // index into ViewDiff.Nodes
	Change     Change
	Base, Head *ViewEdge // nil where it is not there
	// Implied says that the dependency is nothing but an implicit parent wherever it is there: what
	// became of it follows from another one at the same place.
	Implied bool
}

// Sets are the kinds of the dependency in both trees.
func (e *DiffEdge) Sets() (base, head KindSet) {
	if e.Base != nil {
		base = e.Base.Set
	}
	if e.Head != nil {
		head = e.Head.Set
	}
	return base, head
}

// Weights are the file pairs of the dependency in both trees, over the coupling kinds.
func (e *DiffEdge) Weights() (base, head int) {
	if e.Base != nil {
		base = e.Base.Weight
	}
	if e.Head != nil {
		head = e.Head.Weight
	}
	return base, head
}

// change compares the two sides by strength. An implicit parent alone is no dependency of its own: where one
// becomes one, or the other way round, the dependency is new, or gone.
func (e *DiffEdge) change() Change {
	base, head := e.Sets()
	was, is := base.Strength(), head.Strength()
	if was == is && was == NoStrength {
		was, is = Strength(min(base, 1)), Strength(min(head, 1))
	}
	switch {
	case was == is:
		return Same
	case was == NoStrength:
		return Added
	case is == NoStrength:
		return Removed
	case was < is:
		return Raised
	}
	return Lowered
}

// Diff compares two views of one level. Modules and packages are the same by name, files by
// path; renamed gives the files that have another path at HEAD: path at BASE -> path at HEAD.
// More or less weight is no change of a dependency, more or less Strength is.
func Diff(base, head *View, renamed map[string]string) *ViewDiff {
	d := &ViewDiff{Base: base, Head: head, OfBase: make([]int32, len(base.Nodes)), OfHead: make([]int32, len(head.Nodes))}
	d.pairNodes(renamed)
	ends := map[[2]int32]int{}
	add := func(from, to int32) *DiffEdge {
		at, ok := ends[[2]int32{from, to}]
		if !ok {
			at = len(d.Edges)
			ends[[2]int32{from, to}] = at
			d.Edges = append(d.Edges, DiffEdge{From: from, To: to})
		}
		return &d.Edges[at]
	}
	for i := range base.Edges {
		e := &base.Edges[i]
		add(d.OfBase[e.From], d.OfBase[e.To]).Base = e
	}
	for i := range head.Edges {
		e := &head.Edges[i]
		add(d.OfHead[e.From], d.OfHead[e.To]).Head = e
	}
	for i := range d.Edges {
		e := &d.Edges[i]
		e.Change = e.change()
		was, is := e.Sets()
		e.Implied = (was | is).Strength() == NoStrength
	}
	slices.SortFunc(d.Edges, func(a, b DiffEdge) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return d
}

// pairNodes lists the nodes of both views, each once.
func (d *ViewDiff) pairNodes(renamed map[string]string) {
	for n := range d.Head.Nodes {
		d.Nodes = append(d.Nodes, DiffNode{ID: d.Head.Nodes[n].ID, Base: -1, Head: int32(n)})
	}
	for n := range d.Base.Nodes {
		id := d.Base.Nodes[n].ID
		was := ""
		if _, there := d.Head.NodeByID(id); !there && d.Base.Level == FileLevel && renamed[id] != "" {
			// What stands under the new path at BASE already is another file.
			if _, taken := d.Base.NodeByID(renamed[id]); !taken {
				id, was = renamed[id], id
			}
		}
		at, there := d.Head.NodeByID(id)
		if !there {
			if was != "" {
				id = was
			}
			d.Nodes = append(d.Nodes, DiffNode{ID: id, Base: int32(n), Head: -1})
			continue
		}
		d.Nodes[at].Base, d.Nodes[at].Was = int32(n), was
	}
	slices.SortFunc(d.Nodes, func(a, b DiffNode) int { return cmp.Compare(a.ID, b.ID) })
	for i, n := range d.Nodes {
		if n.Base >= 0 {
			d.OfBase[n.Base] = int32(i)
		}
		if n.Head >= 0 {
			d.OfHead[n.Head] = int32(i)
		}
	}
}

// Changed reports whether a dependency is another one than before, those apart that only follow
// from another.
func (d *ViewDiff) Changed() bool {
	return slices.ContainsFunc(d.Edges, func(e DiffEdge) bool { return !e.Implied && e.Change != Same })
}

// Around marks the nodes at most depth links away from any of the start nodes, in either tree,
// along dependencies or against them, over the coupling kinds.
func (d *ViewDiff) Around(start []int32, depth int) []bool {
	union := &View{Nodes: make([]ViewNode, len(d.Nodes)), Edges: make([]ViewEdge, len(d.Edges))}
	for i := range d.Edges {
		was, is := d.Edges[i].Sets()
		union.Edges[i] = ViewEdge{From: d.Edges[i].From, To: d.Edges[i].To, Set: was | is}
	}
	return union.Around(start, depth)
}
