package coupling

import (
	"strings"

	"plumbline/graph"
)

// Rollup are the figures of a module and everything below it, taken as one module.
type Rollup struct {
	Modules int // the module itself and those below it
	Files   int
	Lines   int
	ModuleMetrics
}

// rollups measures, by module view node, each module that has others below it as if its
// subtree were one module; nil for the rest. Ca, Ce, Reaches and ReachedBy count the
// modules outside the subtree as they are declared. Of the cycle figures only Tangled is
// filled: a subtree may lie in several cycles.
func rollups(r *Result) []*Rollup {
	out := make([]*Rollup, len(r.Modules.Nodes))
	modules := digraph(r.Modules.Adjacency(graph.LoadKinds))
	packages := digraph(r.Packages.Adjacency(graph.LoadKinds))
	files := digraph(r.Files.Adjacency(graph.LoadKinds))
	roll := roller{r: r, modules: modules, modulesBack: modules.reverse(), packages: packages,
		packagesBack: packages.reverse(), files: files, filesBack: files.reverse(), knots: files.components()}
	for i := range out {
		if in, n := subtree(r.Modules, int32(i)); n > 1 {
			out[i] = roll.measure(in, n)
		}
	}
	return out
}

// subtree marks a module and all below it by name.
func subtree(v *graph.View, root int32) (in []bool, n int) {
	in = make([]bool, len(v.Nodes))
	name := v.Nodes[root].ID
	for i := range v.Nodes {
		if int32(i) == root || name != "." && strings.HasPrefix(v.Nodes[i].ID, name+"/") {
			in[i] = true
			n++
		}
	}
	return in, n
}

type roller struct {
	r                      *Result
	modules, modulesBack   digraph
	packages, packagesBack digraph
	files, filesBack       digraph
	knots                  components // file-level load cycles
}

func (l *roller) measure(in []bool, modules int) *Rollup {
	roll := &Rollup{Modules: modules}
	roll.Cycle, roll.CycleSize = -1, 1
	for i, own := range in {
		if own {
			m := &l.r.Graph.Modules[l.r.Modules.Nodes[i].Module]
			roll.Files += m.Files
			roll.Lines += m.Lines
		}
	}
	l.direct(in, roll)
	roll.Reaches = outside(l.modules, l.r.Modules, in)
	roll.ReachedBy = outside(l.modulesBack, l.r.Modules, in)
	roll.PackagesReached = outside(l.packages, l.r.Packages, in)
	roll.PackagesReachedBy = outside(l.packagesBack, l.r.Packages, in)
	roll.FilesReached = outside(l.files, l.r.Files, in)
	roll.FilesReachedBy = outside(l.filesBack, l.r.Files, in)
	for _, members := range l.knots.members {
		own := 0
		for _, n := range members {
			if in[l.r.Files.Nodes[n].Module] {
				own++
			}
		}
		if own > 0 {
			roll.Tangled += len(members) - own
		}
	}
	roll.Score = Score(&roll.ModuleMetrics)
	roll.Risk = roll.Score * float64(roll.Exposed) * float64(roll.FanIn)
	return roll
}

// direct fills what follows from direct dependencies over the coupling kinds.
func (l *roller) direct(in []bool, roll *Rollup) {
	ca, ce := make([]bool, len(in)), make([]bool, len(in))
	for i := range l.r.Modules.Edges {
		e := &l.r.Modules.Edges[i]
		switch {
		case e.Set&graph.CouplingKinds == 0 || in[e.From] == in[e.To]:
		case in[e.From]:
			ce[e.To] = true
		default:
			ca[e.From] = true
		}
	}
	for m := range in {
		if ca[m] && ce[m] {
			roll.Mutual++
		}
	}
	roll.Ca, roll.Ce = marked(ca), marked(ce)
	if sum := roll.Ca + roll.Ce; sum > 0 {
		roll.Instability = float64(roll.Ce) / float64(sum)
	}
	nodes := l.r.Files.Nodes
	fanIn, fanOut, exposed := make([]bool, len(nodes)), make([]bool, len(nodes)), make([]bool, len(nodes))
	for i := range l.r.Files.Edges {
		e := &l.r.Files.Edges[i]
		from, to := in[nodes[e.From].Module], in[nodes[e.To].Module]
		switch {
		case from == to || e.Set&graph.CouplingKinds == 0:
		case from:
			fanOut[e.To] = true
		default:
			fanIn[e.From], exposed[e.To] = true, true
		}
	}
	roll.FanIn, roll.FanOut, roll.Exposed = marked(fanIn), marked(fanOut), marked(exposed)
}

// marked counts the marks.
func marked(set []bool) int {
	n := 0
	for _, m := range set {
		if m {
			n++
		}
	}
	return n
}

// outside counts the nodes outside a set of modules that its nodes reach.
func outside(d digraph, v *graph.View, in []bool) int {
	seen := make([]bool, len(d))
	var stack []int32
	for n := range v.Nodes {
		if in[v.Nodes[n].Module] {
			seen[n] = true
			stack = append(stack, int32(n))
		}
	}
	count := 0
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, to := range d[n] {
			if seen[to] {
				continue
			}
			seen[to] = true
			stack = append(stack, to)
			if !in[v.Nodes[to].Module] {
				count++
			}
		}
	}
	return count
}
