package reports

import (
	"math/rand/v2"
	"testing"

	"plumbline/graph"
)

// dense is a random sketch with cycles, over a number of layers.
func dense(seed uint64, nodes, edges, layers int) *sketch {
	rnd := rand.New(rand.NewPCG(seed, 1))
	s := &sketch{layers: make([]string, layers), level: graph.ModuleLevel}
	for n := range nodes {
		s.nodes = append(s.nodes, sketchNode{id: string(rune('a'+n%26)) + string(rune('0'+n/26)), layer: rnd.IntN(layers + 1)})
	}
	seen := map[[2]int]bool{}
	for len(s.edges) < edges {
		from, to := rnd.IntN(nodes), rnd.IntN(nodes)
		if from == to || seen[[2]int{from, to}] {
			continue
		}
		seen[[2]int{from, to}] = true
		up := s.nodes[to].layer < layers && s.nodes[to].layer > s.nodes[from].layer
		s.edges = append(s.edges, sketchEdge{from: from, to: to, set: graph.Kinds(graph.Load), weight: 1 + rnd.IntN(50), upward: up})
	}
	s.sortEdges()
	s.total = edges
	s.order()
	return s
}

// reach is the transitive closure over the edges that a predicate selects.
func reach(s *sketch, use func(*sketchEdge) bool) [][]bool {
	r := make([][]bool, len(s.nodes))
	for i := range r {
		r[i] = make([]bool, len(s.nodes))
	}
	for i := range s.edges {
		if e := &s.edges[i]; use(e) {
			r[e.from][e.to] = true
		}
	}
	for k := range r {
		for i := range r {
			for j := range r {
				r[i][j] = r[i][j] || r[i][k] && r[k][j]
			}
		}
	}
	return r
}

func along(e *sketchEdge) bool { return !e.back }

// TestThin holds, over random graphs, that what is drawn along the order is acyclic and
// says the same as before, that both bounds hold, and that upward edges are drawn first.
func TestThin(t *testing.T) {
	for seed := range uint64(30) {
		s := dense(seed, 30, 150, int(seed%4))
		before := reach(s, along)
		upward := 0
		for i := range s.nodes {
			if before[i][i] {
				t.Fatalf("seed %d: the order leaves a cycle through node %d", seed, i)
			}
		}
		for _, e := range s.edges {
			if e.upward {
				upward++
			}
		}
		if err := s.thin(); err != nil {
			t.Fatal(err)
		}
		drawnAlong, drawnUp := 0, 0
		for _, e := range s.edges {
			if !e.back {
				drawnAlong++
			}
			if e.upward {
				drawnUp++
			}
		}
		if drawnAlong > reducedEdges || len(s.edges)-drawnAlong > backEdges {
			t.Errorf("seed %d: %d edges along the order and %d against it are drawn", seed, drawnAlong, len(s.edges)-drawnAlong)
		}
		if drawnUp != min(upward, backEdges) {
			t.Errorf("seed %d: %d of %d upward edges are drawn", seed, drawnUp, upward)
		}
		after := reach(s, along)
		for i := range before {
			for j := range before {
				if before[i][j] != after[i][j] {
					t.Fatalf("seed %d: whether %d depends on %d got lost", seed, i, j)
				}
			}
		}
	}
}

// TestBands holds that every node stands in one row of its layer, no row is too wide, and
// within a layer dependents stand above what they depend on.
func TestBands(t *testing.T) {
	for seed := range uint64(30) {
		s := dense(seed, 3+int(seed)*3, 6+int(seed), int(seed%4))
		row, count := make([]int, len(s.nodes)), make([]int, len(s.nodes))
		layer, rows := len(s.layers)+1, 0
		for _, b := range s.bands() {
			at := s.nodes[b.rows[0][0]].layer
			if at >= layer {
				t.Errorf("seed %d: layer %d is not above layer %d", seed, layer, at)
			}
			layer = at
			for _, nodes := range b.rows {
				if len(nodes) > rowWidth(len(s.nodes)) {
					t.Errorf("seed %d: a row of %d boxes", seed, len(nodes))
				}
				for _, n := range nodes {
					row[n] = rows
					count[n]++
					if s.nodes[n].layer != layer {
						t.Errorf("seed %d: node %d of layer %d is drawn in layer %d", seed, n, s.nodes[n].layer, layer)
					}
				}
				rows++
			}
		}
		for n, c := range count {
			if c != 1 {
				t.Errorf("seed %d: node %d stands in %d rows", seed, n, c)
			}
		}
		for _, e := range s.edges {
			if !e.back && row[e.from] >= row[e.to] {
				t.Errorf("seed %d: %d depends on %d and is not above it", seed, e.from, e.to)
			}
		}
	}
}
