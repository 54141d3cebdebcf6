package abi

import (
	"fmt"
	"slices"
	"sort"

	"plumbline/internal/finding"
)

var virtualMethodReordered = &rule{
	Rule: finding.Rule{
		ID: "ABI014", Name: "virtual-method-reordered", Invariant: "INV-002", Severity: finding.Error,
		Promise: "The virtual functions of a public class keep their order.",
	},
	check: checkVirtualMethodReordered,
}

// checkVirtualMethodReordered reports virtual functions that stand elsewhere among those that
// both ends have: slots follow the order of declarations.
func checkVirtualMethodReordered(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		list := d.commonSlots(o, n)
		inOrder := slices.IsSortedFunc(list, func(a, b commonSlot) int { return a.new - b.new })
		if inOrder {
			return
		}
		list = slices.DeleteFunc(list, func(s commonSlot) bool { return !introduces(o, s.pair.Old) || !introduces(n, s.pair.New) })
		for _, k := range moved(list) {
			p := list[k].pair
			i := d.virtualIssue(o, p.Old, binary)
			i.old, i.new = &p.Old.Entity, &p.New.Entity
			i.message = fmt.Sprintf("%s stands elsewhere among the virtual functions of %s: a call of it runs another one", signature(p.Old), o.Name)
			i.instead = "Leave virtual functions in the order they had."
			i.witness = callOf(p.Old)
			report(i)
		}
	})
}

// commonSlot is a virtual function of both ends: its place among the members at HEAD.
type commonSlot struct {
	pair *FunctionPair
	new  int
}

// commonSlots are the virtual functions that both ends have, in BASE's order.
func (d *Diff) commonSlots(o, n *Class) (list []commonSlot) {
	at := map[*Function]int{}
	for i, f := range n.Methods {
		at[f] = i
	}
	for _, f := range o.Methods {
		q := d.FunctionPair(f)
		if q == nil || q.Old != f || q.New == nil || !takesSlot(f) || !takesSlot(q.New) || f.Untaken != o.Untaken || q.New.Untaken != n.Untaken {
			continue
		}
		if i, ok := at[q.New]; ok {
			list = append(list, commonSlot{q, i})
		}
	}
	return list
}

// moved are the indices of the fewest functions whose move explains the new order; of two
// that changed places, both.
func moved(list []commonSlot) (out []int) {
	sorted := slices.Clone(list)
	slices.SortFunc(sorted, func(a, b commonSlot) int { return a.new - b.new })
	for k := range list {
		if list[k].new != sorted[k].new {
			out = append(out, k)
		}
	}
	if len(out) <= 2 {
		return out
	}
	kept := longestRising(list)
	out = out[:0]
	for k := range list {
		if !kept[k] {
			out = append(out, k)
		}
	}
	return out
}

// longestRising marks the longest run of functions, gaps allowed, that kept their order.
func longestRising(list []commonSlot) []bool {
	var tails []int // index of the smallest end of a run of each length
	before := make([]int, len(list))
	for k := range list {
		at := sort.Search(len(tails), func(i int) bool { return list[tails[i]].new >= list[k].new })
		before[k] = -1
		if at > 0 {
			before[k] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, k)
		} else {
			tails[at] = k
		}
	}
	kept := make([]bool, len(list))
	if len(tails) > 0 {
		for k := tails[len(tails)-1]; k >= 0; k = before[k] {
			kept[k] = true
		}
	}
	return kept
}
