package coupling

import (
	"slices"
)

// weighted is an edge of a small graph with its weight.
type weighted struct {
	from, to int32
	weight   int
}

// feedback finds a small feedback arc set of a weighted digraph of n nodes: edges whose
// removal leaves no cycle. It starts from the greedy order of Eades, Lin and Smyth (1993,
// weighted, ties by index), improves it by moving single nodes while that lowers the
// weight that runs backward, and finally puts back every edge that closes no cycle. The
// result is never heavier than the greedy one and is minimal: no edge of it is needless.
func feedback(n int, edges []weighted) (order []int32, cut []weighted) {
	order = improve(greedyOrder(n, edges), edges)
	position := positions(order)
	for _, e := range edges {
		if position[e.from] <= position[e.to] {
			cut = append(cut, e) // dependencies come first in the order
		}
	}
	return order, minimal(n, edges, cut, position)
}

func positions(order []int32) []int {
	position := make([]int, len(order))
	for i, v := range order {
		position[v] = i
	}
	return position
}

// greedyOrder is the heuristic of Eades, Lin and Smyth. Dependencies come first: nodes
// that depend on nothing are taken to the front, nodes that nothing depends on to the
// back, and of the rest the one with the largest surplus of outgoing weight to the back.
func greedyOrder(n int, edges []weighted) []int32 {
	out, in := make([][]weighted, n), make([][]weighted, n)
	outW, inW := make([]int, n), make([]int, n)
	outN, inN := make([]int, n), make([]int, n)
	for _, e := range edges {
		out[e.from] = append(out[e.from], e)
		in[e.to] = append(in[e.to], e)
		outW[e.from] += e.weight
		inW[e.to] += e.weight
		outN[e.from]++
		inN[e.to]++
	}
	gone := make([]bool, n)
	take := func(v int32) {
		gone[v] = true
		for _, e := range out[v] {
			inW[e.to] -= e.weight
			inN[e.to]--
		}
		for _, e := range in[v] {
			outW[e.from] -= e.weight
			outN[e.from]--
		}
	}
	var front, back []int32
	for left := n; left > 0; left-- {
		v, toFront := pick(gone, outN, inN, outW, inW)
		take(v)
		if toFront {
			front = append(front, v)
		} else {
			back = append(back, v)
		}
	}
	slices.Reverse(back)
	return append(front, back...)
}

// pick chooses the next node of the greedy order: a sink, else a source, else the
// largest surplus.
func pick(gone []bool, outN, inN, outW, inW []int) (v int32, toFront bool) {
	source, best := int32(-1), int32(-1)
	for i := range gone {
		switch {
		case gone[i]:
		case outN[i] == 0:
			return int32(i), true
		case inN[i] == 0 && source < 0:
			source = int32(i)
		case best < 0 || outW[i]-inW[i] > outW[best]-inW[best]:
			best = int32(i)
		}
	}
	if source >= 0 {
		return source, false
	}
	return best, false
}

// maxPasses bounds the improvement; real graphs settle after three or four.
const maxPasses = 12

// improve moves single nodes to the place in the order where the weight that runs
// backward is least, until no move helps.
func improve(order []int32, edges []weighted) []int32 {
	n := len(order)
	adjacent := make([][]weighted, n) // to: the other end; weight: + outgoing, - incoming
	for _, e := range edges {
		adjacent[e.from] = append(adjacent[e.from], weighted{to: e.to, weight: e.weight})
		adjacent[e.to] = append(adjacent[e.to], weighted{to: e.from, weight: -e.weight})
	}
	position := positions(order)
	delta := make([]int, n)
	for range maxPasses {
		moved := false
		for v := int32(0); int(v) < n; v++ {
			if to, ok := bestPlace(v, adjacent[v], position, delta); ok {
				move(order, position, position[v], to)
				moved = true
			}
		}
		if !moved {
			break
		}
	}
	return order
}

// bestPlace finds the position that lowers v's backward weight most. Passing a node that
// v depends on while moving to the front turns that edge backward, and so on.
func bestPlace(v int32, adjacent []weighted, position, delta []int) (int, bool) {
	for _, a := range adjacent {
		delta[position[a.to]] += a.weight
	}
	best, gain := position[v], 0
	sum := 0
	for p := position[v] - 1; p >= 0; p-- {
		sum += delta[p] // > 0: v depends on it, and would come before it
		if sum < gain {
			best, gain = p, sum
		}
	}
	sum = 0
	for p := position[v] + 1; p < len(position); p++ {
		sum -= delta[p]
		if sum < gain {
			best, gain = p, sum
		}
	}
	for _, a := range adjacent {
		delta[position[a.to]] = 0
	}
	return best, gain < 0
}

func move(order []int32, position []int, from, to int) {
	v := order[from]
	if from < to {
		copy(order[from:to], order[from+1:to+1])
	} else {
		copy(order[to+1:from+1], order[to:from])
	}
	order[to] = v
	for i := min(from, to); i <= max(from, to); i++ {
		position[order[i]] = i
	}
}

// minimal puts back, heaviest first, the edges of a feedback arc set that close no cycle
// with what is left.
func minimal(n int, edges, cut []weighted, position []int) []weighted {
	removed := map[[2]int32]bool{}
	for _, e := range cut {
		removed[[2]int32{e.from, e.to}] = true
	}
	adj := make([][]int32, n)
	for _, e := range edges {
		if !removed[[2]int32{e.from, e.to}] {
			adj[e.from] = append(adj[e.from], e.to)
		}
	}
	heavy := slices.Clone(cut)
	slices.SortStableFunc(heavy, func(a, b weighted) int { return b.weight - a.weight })
	for _, e := range heavy {
		if !reaches(adj, e.to, e.from) {
			adj[e.from] = append(adj[e.from], e.to)
			delete(removed, [2]int32{e.from, e.to})
		}
	}
	return slices.DeleteFunc(cut, func(e weighted) bool { return !removed[[2]int32{e.from, e.to}] })
}

func reaches(adj [][]int32, from, to int32) bool {
	seen := make([]bool, len(adj))
	stack := []int32{from}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v == to {
			return true
		}
		if seen[v] {
			continue
		}
		seen[v] = true
		stack = append(stack, adj[v]...)
	}
	return false
}
