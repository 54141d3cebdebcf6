package coupling

import (
	"cmp"
	"slices"

	"plumbline/graph"
)

// CellChange is one cell of the matrix that differs between two trees. Modules bear the
// names they have at HEAD, those that are gone the names they had.
type CellChange struct {
	From, To              string
	Before, After         int            // weight: file pairs over the coupling kinds
	KindBefore, KindAfter graph.Strength // of the strongest kind
}

// cells lists the cells that differ in weight or in strength.
func (c *comparison) cells() []CellChange {
	var out []CellChange
	add := func(x CellChange) {
		if x.Before != x.After || x.KindBefore != x.KindAfter {
			out = append(out, x)
		}
	}
	for i := range c.head.Modules.Edges {
		e := &c.head.Modules.Edges[i]
		x := CellChange{From: c.moduleName(e.From), To: c.moduleName(e.To), After: e.Weight, KindAfter: StrengthOf(e.Set)}
		if b := edgeBetween(c.base.Modules, c.modules.toBase[e.From], c.modules.toBase[e.To]); b != nil {
			x.Before, x.KindBefore = b.Weight, StrengthOf(b.Set)
		}
		add(x)
	}
	for i := range c.base.Modules.Edges {
		e := &c.base.Modules.Edges[i]
		if edgeBetween(c.head.Modules, c.modules.toHead[e.From], c.modules.toHead[e.To]) == nil {
			add(CellChange{From: c.baseName(e.From), To: c.baseName(e.To), Before: e.Weight, KindBefore: StrengthOf(e.Set)})
		}
	}
	slices.SortFunc(out, func(a, b CellChange) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	return out
}

// ScoreChange is a module whose coupling score, or a figure behind it, differs between two
// trees; Before is nil for a module that BASE lacks, After for one that HEAD lacks.
type ScoreChange struct {
	Module        string
	Before, After *ModuleMetrics
}

// Rise is how far the score rose; 0 where one of the trees lacks the module.
func (s *ScoreChange) Rise() float64 {
	if s.Before == nil || s.After == nil {
		return 0
	}
	return s.After.Score - s.Before.Score
}

// scores lists the modules whose figures differ.
func (c *comparison) scores() []ScoreChange {
	var out []ScoreChange
	for h := range c.head.Metrics {
		x := ScoreChange{Module: c.moduleName(int32(h)), After: &c.head.Metrics[h]}
		if b := c.modules.toBase[h]; b != none {
			x.Before = &c.base.Metrics[b]
			if sameFigures(x.Before, x.After) {
				continue
			}
		}
		out = append(out, x)
	}
	for b := range c.base.Metrics {
		if c.modules.toHead[b] == none {
			out = append(out, ScoreChange{Module: c.baseName(int32(b)), Before: &c.base.Metrics[b]})
		}
	}
	slices.SortFunc(out, func(a, b ScoreChange) int { return cmp.Compare(a.Module, b.Module) })
	return out
}

// sameFigures compares all figures but the number that a cycle has in its tree's list, and
// the cut that is proposed, which is one of several equals.
func sameFigures(a, b *ModuleMetrics) bool {
	x, y := *a, *b
	x.Cycle, y.Cycle, x.CutWeight, y.CutWeight = 0, 0, 0, 0
	return x == y
}

// ModuleChange is a module that only one tree has, or that has another name in the other.
type ModuleChange struct {
	Name string // at HEAD; of one that is gone, at BASE
	Was  string // the name at BASE of one that was renamed
	From string // of a new one: the module that at least half of its files were in
	Gone bool
}

func (c *comparison) moduleChanges() []ModuleChange {
	var out []ModuleChange
	for h := range c.head.Modules.Nodes {
		x := ModuleChange{Name: c.moduleName(int32(h))}
		switch b := c.modules.toBase[h]; {
		case b == none:
			if o := c.origin[h]; o != none {
				x.From = c.baseName(o)
			}
		case c.base.Modules.Nodes[b].ID != x.Name:
			x.Was = c.base.Modules.Nodes[b].ID
		default:
			continue
		}
		out = append(out, x)
	}
	for b := range c.base.Modules.Nodes {
		if c.modules.toHead[b] == none {
			out = append(out, ModuleChange{Name: c.baseName(int32(b)), Gone: true})
		}
	}
	slices.SortFunc(out, func(a, b ModuleChange) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
