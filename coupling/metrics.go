package coupling

import (
	"math"

	"plumbline/graph"
)

// measure computes the figures of every module and of the system.
func measure(r *Result) ([]ModuleMetrics, System) {
	ms := make([]ModuleMetrics, len(r.Modules.Nodes))
	direct(r, ms)
	var sys System
	sys.Module = moduleReach(r, ms)
	sys.Package = spread(r.Packages, func(m *ModuleMetrics, to, by int) { m.PackagesReached, m.PackagesReachedBy = to, by }, ms)
	sys.File = spread(r.Files, func(m *ModuleMetrics, to, by int) { m.FilesReached, m.FilesReachedBy = to, by }, ms)
	tangled(r.Files, ms)
	cycleFigures(r, ms)
	sys.Module.FeedbackWeight = feedbackWeight(r.Modules)
	sys.Package.FeedbackWeight = feedbackWeight(r.Packages)
	sys.File.FeedbackWeight = feedbackWeight(r.Files)
	sys.Modularity, sys.BestModularity, sys.Communities = modularity(r.Packages)
	for i := range ms {
		ms[i].Score = Score(&ms[i])
		ms[i].Risk = ms[i].Score * float64(ms[i].Exposed) * float64(ms[i].FanIn)
	}
	return ms, sys
}

// direct fills what follows from direct dependencies over the coupling kinds.
func direct(r *Result, ms []ModuleMetrics) {
	depends := map[[2]int32]bool{}
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		if e.Set&graph.CouplingKinds == 0 {
			continue
		}
		ms[e.From].Ce++
		ms[e.To].Ca++
		depends[[2]int32{e.From, e.To}] = true
		if depends[[2]int32{e.To, e.From}] {
			ms[e.From].Mutual++
			ms[e.To].Mutual++
		}
	}
	type half struct{ module, file int32 }
	dependents, dependencies, exposed := map[half]bool{}, map[half]bool{}, map[half]bool{}
	for i := range r.Files.Edges {
		e := &r.Files.Edges[i]
		from, to := r.Files.Nodes[e.From].Module, r.Files.Nodes[e.To].Module
		if from == to || e.Set&graph.CouplingKinds == 0 {
			continue
		}
		dependencies[half{from, e.To}] = true
		dependents[half{to, e.From}] = true
		exposed[half{to, e.To}] = true
	}
	for h := range dependencies {
		ms[h.module].FanOut++
	}
	for h := range dependents {
		ms[h.module].FanIn++
	}
	for h := range exposed {
		ms[h.module].Exposed++
	}
	for i := range ms {
		if sum := ms[i].Ca + ms[i].Ce; sum > 0 {
			ms[i].Instability = float64(ms[i].Ce) / float64(sum)
		}
	}
}

func moduleReach(r *Result, ms []ModuleMetrics) LevelMetrics {
	d := digraph(r.Modules.Adjacency(graph.LoadKinds))
	fwd, back := d.closure(), d.reverse().closure()
	for i := range ms {
		ms[i].Reaches, ms[i].ReachedBy = fwd.reached(int32(i)), back.reached(int32(i))
	}
	return levelMetrics(d, &fwd)
}

// spread computes, for a finer level, how much outside itself each module reaches and is
// reached by.
func spread(v *graph.View, put func(m *ModuleMetrics, to, by int), ms []ModuleMetrics) LevelMetrics {
	d := digraph(v.Adjacency(graph.LoadKinds))
	fwd, back := d.closure(), d.reverse().closure()
	to, by := outsideReach(v, &fwd, len(ms)), outsideReach(v, &back, len(ms))
	for i := range ms {
		put(&ms[i], to[i], by[i])
	}
	return levelMetrics(d, &fwd)
}

// outsideReach counts, by module, the nodes of other modules in the union of what its
// own nodes reach.
func outsideReach(v *graph.View, c *closure, modules int) []int {
	union := make([]bitset, modules)
	for n := range v.Nodes {
		m := v.Nodes[n].Module
		if union[m] == nil {
			union[m] = newBitset(len(c.members))
		}
		if comp := c.of[n]; !union[m].has(comp) {
			union[m].or(c.sets[comp])
		}
	}
	counts := make([]int, modules)
	for m, set := range union {
		set.each(func(comp int32) {
			for _, n := range c.members[comp] {
				if v.Nodes[n].Module != int32(m) {
					counts[m]++
				}
			}
		})
	}
	return counts
}

// tangled counts, by module, the files of other modules that share a load cycle with one
// of its files.
func tangled(v *graph.View, ms []ModuleMetrics) {
	c := digraph(v.Adjacency(graph.LoadKinds)).components()
	for _, members := range c.members {
		if len(members) < 2 {
			continue
		}
		own := map[int32]int{}
		for _, n := range members {
			own[v.Nodes[n].Module]++
		}
		for m, n := range own {
			ms[m].Tangled += len(members) - n
		}
	}
}

func levelMetrics(d digraph, c *closure) LevelMetrics {
	n := len(d)
	m := LevelMetrics{Nodes: n, Edges: d.edges(), CCD: c.ccd()}
	if n > 0 {
		m.PropagationCost = float64(m.CCD) / (float64(n) * float64(n))
		m.ACD = float64(m.CCD) / float64(n)
		m.NCCD = float64(m.CCD) / balancedCCD(n)
	}
	for _, members := range c.members {
		if len(members) > 1 {
			m.Cycles++
			m.InCycles += len(members)
			m.LargestCycle = max(m.LargestCycle, len(members))
		}
	}
	return m
}

// balancedCCD is the CCD of a balanced binary tree of n nodes, (n+1) log2(n+1) - n
// (Lakos 1996, section 4.12).
func balancedCCD(n int) float64 {
	return float64(n+1)*math.Log2(float64(n+1)) - float64(n)
}

// cycleFigures fills in, by module, its load cycle, how much of its weight stays inside
// it, and the weight of its own edges among those to cut.
func cycleFigures(r *Result, ms []ModuleMetrics) {
	for i := range ms {
		ms[i].Cycle, ms[i].CycleSize = -1, 1
	}
	for k := range r.Cycles {
		c := &r.Cycles[k]
		if c.Policy != graph.LoadPolicy {
			continue
		}
		for _, n := range c.Members {
			ms[n].Cycle, ms[n].CycleSize = k, len(c.Members)
		}
		for _, cut := range c.Cut {
			ms[cut.From].CutWeight += cut.Weight
		}
	}
	inside, all := make([]int, len(ms)), make([]int, len(ms))
	for i := range r.Modules.Edges {
		e := &r.Modules.Edges[i]
		w := e.WeightOf(graph.LoadKinds)
		all[e.From] += w
		if c := ms[e.From].Cycle; c >= 0 && c == ms[e.To].Cycle {
			inside[e.From] += w
		}
	}
	for i := range ms {
		if all[i] > 0 {
			ms[i].CycleShare = float64(inside[i]) / float64(all[i])
		}
	}
}
