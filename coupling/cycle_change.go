package coupling

import (
	"cmp"
	"slices"

	"plumbline/graph"
	"plumbline/internal/finding"
)

// CycleChange is a load cycle that is not the same in two trees. A cycle at HEAD is the one
// at BASE that it shares most members with, at least two: one alone makes no cycle.
type CycleChange struct {
	Level         graph.Level // modules or files
	Members       []string    // at HEAD; of a cycle that is gone, at BASE
	Before, After int         // how many members; 0 where the tree has no such cycle
	Joined        []string    // members at HEAD that the cycle at BASE has not
	Left          []string    // members at BASE that the cycle at HEAD has not
	Witness       []Step      // for one with new members, a shortest closed path over what is new
	told          bool        // a finding tells of it
}

// Step is one dependency of a closed path, at its first site.
type Step struct {
	From, To string
	Kind     graph.Kind
	At       finding.Location
	New      bool // BASE lacks it, at load time
}

// grain is a level to look for load cycles at. Nodes are those of the views.
type grain struct {
	base, head *graph.View
	toBase     func(head int32) int32 // what a node at HEAD was at BASE, none for nothing
	toHead     func(base int32) int32
	counts     func(head int32) bool // whether a node that joins a cycle makes it grow
	isNew      func(e *graph.ViewEdge) bool
	skip       func(g *graph.Graph, node int32) bool
}

// moduleGrain compares cycles of modules. A module that was split from a member is none
// that joined.
func moduleGrain(c *comparison) grain {
	return grain{
		base: c.base.Modules, head: c.head.Modules, toBase: c.before,
		toHead: func(b int32) int32 { return c.modules.toHead[b] },
		counts: func(int32) bool { return true },
		isNew:  func(e *graph.ViewEdge) bool { return c.strengthBefore(e) < graph.LoadStrength },
		skip:   func(*graph.Graph, int32) bool { return false },
	}
}

// fileGrain compares cycles of files, tests left out. A file that is new makes a cycle no
// larger that its code may have come from: what joins one is a file that stood outside.
func fileGrain(c *comparison) grain {
	return grain{
		base: c.base.Files, head: c.head.Files,
		toBase: func(h int32) int32 { return c.nodes.toBase[h] },
		toHead: func(b int32) int32 { return c.nodes.toHead[b] },
		counts: func(h int32) bool { return c.nodes.toBase[h] != none },
		isNew:  func(e *graph.ViewEdge) bool { return c.fileStrength(e.From, e.To) < graph.LoadStrength },
		skip: func(g *graph.Graph, n int32) bool {
			return g.Nodes[n].Test || g.Modules[g.Nodes[n].Module].Test
		},
	}
}

// loadGroups are the load cycles of a view without the nodes to skip: members in order,
// the largest first; of says which one a node is in, -1 for none.
type loadGroups struct {
	members [][]int32
	of      []int
	unit    []int32
}

func findGroups(v *graph.View, skip func(*graph.Graph, int32) bool) loadGroups {
	g := loadGroups{unit: units(v), of: make([]int, len(v.Nodes))}
	d := make(digraph, len(v.Nodes))
	for i := range v.Edges {
		e := &v.Edges[i]
		from, to := g.unit[e.From], g.unit[e.To]
		if e.Set&graph.LoadKinds != 0 && from != to && !skip(v.Graph, e.From) && !skip(v.Graph, e.To) {
			d[from] = append(d[from], to)
		}
	}
	for i := range d {
		slices.Sort(d[i])
		d[i] = slices.Compact(d[i])
	}
	comps := d.components()
	byComp := make([][]int32, len(comps.members))
	for n := range v.Nodes {
		if k := comps.of[g.unit[n]]; len(comps.members[k]) > 1 {
			byComp[k] = append(byComp[k], int32(n))
		}
	}
	for _, m := range byComp {
		if len(m) > 0 {
			g.members = append(g.members, m)
		}
	}
	slices.SortFunc(g.members, func(a, b []int32) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0], b[0]))
	})
	for i := range g.of {
		g.of[i] = -1
	}
	for k, m := range g.members {
		for _, n := range m {
			g.of[n] = k
		}
	}
	return g
}

// cycleChanges lists the load cycles that differ at a level: those of HEAD, then those that
// are gone.
func (c *comparison) cycleChanges(g grain) []CycleChange {
	base, head := findGroups(g.base, g.skip), findGroups(g.head, g.skip)
	stay := make([]map[int32]bool, len(base.members)) // by cycle at BASE: its members that are in one that it is at HEAD
	shared := make([]bool, len(base.members))         // two of its members are in one cycle still
	var out []CycleChange
	for k, members := range head.members {
		was, kept := bestMatch(g, base, members, shared)
		x := CycleChange{Level: g.head.Level, Members: names(g.head, members), After: len(members)}
		if was >= 0 {
			x.Before = len(base.members[was])
			if stay[was] == nil {
				stay[was] = map[int32]bool{}
			}
			for b := range kept {
				stay[was][b] = true
			}
		}
		var joined []int32
		grows := false
		for _, n := range members {
			if b := g.toBase(n); was < 0 || b == none || base.of[b] != was {
				joined = append(joined, n)
				grows = grows || was < 0 || g.counts(n)
			}
		}
		if x.Joined = names(g.head, joined); len(joined) > 0 {
			x.Witness, x.told = c.witness(g, head, k, joined), grows
			out = append(out, x)
		}
	}
	for k, members := range base.members {
		if x, ok := left(g, members, stay[k], shared[k]); ok {
			out = append(out, x)
		}
	}
	return out
}

// bestMatch is the cycle at BASE that shares most members with some nodes at HEAD, -1 where
// none shares two; kept are its members that they are.
func bestMatch(g grain, base loadGroups, members []int32, shared []bool) (was int, kept map[int32]bool) {
	common := map[int]map[int32]bool{}
	for _, n := range members {
		b := g.toBase(n)
		if b == none || base.of[b] < 0 {
			continue
		}
		k := base.of[b]
		if common[k] == nil {
			common[k] = map[int32]bool{}
		}
		common[k][b] = true
	}
	was = -1
	for k, set := range common {
		if len(set) < 2 {
			continue
		}
		shared[k] = true
		if was < 0 || len(set) > len(common[was]) || len(set) == len(common[was]) && k < was {
			was = k
		}
	}
	return was, common[was]
}

// left describes what a cycle at BASE lost: some members, or itself.
func left(g grain, members []int32, stay map[int32]bool, shared bool) (CycleChange, bool) {
	var gone []int32
	for _, n := range members {
		if !stay[n] {
			gone = append(gone, n)
		}
	}
	if len(gone) == 0 || shared && stay == nil { // the latter is part of a larger one by now
		return CycleChange{}, false
	}
	x := CycleChange{Level: g.base.Level, Members: names(g.base, members), Before: len(members), After: len(stay)}
	for _, n := range gone {
		name := g.base.Nodes[n].ID
		if h := g.toHead(n); h != none {
			name = g.head.Nodes[h].ID
		}
		x.Left = append(x.Left, name)
	}
	return x, true
}

func names(v *graph.View, nodes []int32) []string {
	var out []string
	for _, n := range nodes {
		out = append(out, v.Nodes[n].ID)
	}
	return out
}
