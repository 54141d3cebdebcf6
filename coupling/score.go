package coupling

// The coupling score says how hard it is to change a module without meeting others: how
// much it depends on, and how much it is tied up with. Who depends on it does not count;
// that is the refactor risk. It is a weighted sum of five saturating terms on absolute
// scales, each of a quantity that can only grow when a dependency is added anywhere:
//
//	score = 1 + 9 * (0.30 breadth + 0.25 mutual + 0.20 fan-out + 0.15 tangle + 0.10 reach)
//	term(x) = x / (x + half)
//
//	breadth  modules it depends on                                        half 20
//	mutual   modules it depends on that depend on it too                  half 12
//	fan-out  files outside that its files depend on                       half 100
//	tangle   files outside that share a load cycle with a file of it      half 250
//	reach    files outside that loading it drags in                       half 1500
//
// Breadth and fan-out are what a person must know to change the module; mutual and tangle
// are what has to change or move with it; reach counts least, since inside one big cycle
// all modules reach the same. A half is the value at which its term counts half: twenty
// modules, a dozen two-way ties, a hundred foreign files, a knot of 250 files, a library
// of 1,500. docs/metrics.md compares the result with scores given by hand.
const (
	breadthWeight, breadthHalf = 0.30, 20.0
	mutualWeight, mutualHalf   = 0.25, 12.0
	fanOutWeight, fanOutHalf   = 0.20, 100.0
	tangleWeight, tangleHalf   = 0.15, 250.0
	reachWeight, reachHalf     = 0.10, 1500.0
)

// Score is the coupling score of a module, from 1 (depends on nothing) to 10. No
// module's score falls when a dependency is added between any two files.
func Score(m *ModuleMetrics) float64 {
	return 1 + 9*(breadthWeight*saturate(m.Ce, breadthHalf)+
		mutualWeight*saturate(m.Mutual, mutualHalf)+
		fanOutWeight*saturate(m.FanOut, fanOutHalf)+
		tangleWeight*saturate(m.Tangled, tangleHalf)+
		reachWeight*saturate(m.FilesReached, reachHalf))
}

func saturate(x int, half float64) float64 { return float64(x) / (float64(x) + half) }
