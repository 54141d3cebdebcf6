package coupling

import (
	"math/rand/v2"
	"testing"
)

// backward is the weight that runs backward in an order: dependencies come first.
func backward(order []int32, edges []weighted) int {
	position := positions(order)
	sum := 0
	for _, e := range edges {
		if position[e.from] < position[e.to] {
			sum += e.weight
		}
	}
	return sum
}

// bestByTrial tries every order of a few nodes.
func bestByTrial(n int, edges []weighted) int {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	best := backward(order, edges)
	var permute func(int)
	permute = func(k int) {
		if k == n {
			best = min(best, backward(order, edges))
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			permute(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	permute(0)
	return best
}

// TestFeedbackAgainstGreedyAndTrial holds the edges to cut against the plain greedy order
// (never heavier) and, on small graphs, against the best of all orders.
func TestFeedbackAgainstGreedyAndTrial(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	total, optimum := 0, 0
	for range 300 {
		n := 2 + r.IntN(6)
		var edges []weighted
		for f := range int32(n) {
			for to := range int32(n) {
				if f != to && r.IntN(3) == 0 {
					edges = append(edges, weighted{f, to, 1 + r.IntN(9)})
				}
			}
		}
		_, cut := feedback(n, edges)
		weight := 0
		for _, e := range cut {
			weight += e.weight
		}
		greedy, best := backward(greedyOrder(n, edges), edges), bestByTrial(n, edges)
		if weight > greedy {
			t.Errorf("cut weighs %d, the greedy order %d: %v", weight, greedy, edges)
		}
		if weight < best {
			t.Errorf("cut weighs %d, less than the optimum %d: it can't break all cycles of %v", weight, best, edges)
		}
		total, optimum = total+weight, optimum+best
	}
	if float64(total) > 1.02*float64(optimum) {
		t.Errorf("cuts weigh %d in all, the optimum is %d: more than 2%% above", total, optimum)
	}
}

func BenchmarkFeedback(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	const n = 1000
	var edges []weighted
	for range 8000 {
		if f, to := int32(r.IntN(n)), int32(r.IntN(n)); f != to {
			edges = append(edges, weighted{f, to, 1})
		}
	}
	edges = mergeParallel(edges)
	for b.Loop() {
		feedback(n, edges)
	}
}
