package coupling

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"plumbline/graph"
	"plumbline/internal/finding"
)

var couplingWorse = &changeRule{
	Rule: finding.Rule{
		ID:       "CPL009",
		Name:     "coupling-worse",
		Promise:  "No module's coupling score and no propagation cost is above what it was by more than the tolerance.",
		Severity: finding.Warning,
	},
	topic: TopicDependency,
	check: checkCouplingWorse,
}

// The tolerances that are in force where none is given.
const (
	// DefaultScoreTolerance is in points of the score, which spans 1 to 10. One dependency
	// of a module that had none raises it by 0.15, the first two-way tie by 0.32: these are
	// told by themselves. An ordinary file more in PyTorch 2.6.0 raises none by 0.01.
	DefaultScoreTolerance = 0.35
	// DefaultCostTolerance is a share of the propagation cost. Of PyTorch 2.6.0, a new file
	// raises it by nothing, an include of ATen in a header that all of c10 reads by 0.0096
	// of it, and what ties the compiler into the load cycle of torch by 0.30.
	DefaultCostTolerance = 0.01
	// costFloor is in files that a file reaches on average: a rise below it is none whatever
	// its share, since in a small tree each dependency is a large share of all.
	costFloor = 1.0
)

// PropagationCost is the propagation cost over the product files that both trees have: the
// share of all pairs (a, b) of them, a = b included, for which a reaches b under the policy
// load, over whatever files lie between. Files that only one tree has are no ends: what is
// new drags nothing down, and what is gone improves nothing.
type PropagationCost struct {
	Files                 int // product files that both trees have
	ReachBefore, ReachNow int // pairs for which a reaches b
}

// Before is the share at BASE, 0 without files.
func (p PropagationCost) Before() float64 { return p.share(p.ReachBefore) }

// After is the share at HEAD, 0 without files.
func (p PropagationCost) After() float64 { return p.share(p.ReachNow) }

func (p PropagationCost) share(pairs int) float64 {
	if p.Files == 0 {
		return 0
	}
	return float64(pairs) / (float64(p.Files) * float64(p.Files))
}

// beyond reports whether one number of pairs is above another by more than a tolerance.
func (p PropagationCost) beyond(low, high int, tolerance float64) bool {
	rise := float64(high - low)
	return rise > tolerance*float64(low) && rise >= costFloor*float64(p.Files)
}

func (c *comparison) propagationCost() PropagationCost {
	inBase, inHead := make([]bool, len(c.base.Files.Nodes)), make([]bool, len(c.head.Files.Nodes))
	var p PropagationCost
	for b, h := range c.nodes.toHead {
		if h != none && product(c.base.Graph, int32(b)) && product(c.head.Graph, h) {
			inBase[b], inHead[h] = true, true
			p.Files++
		}
	}
	p.ReachBefore, p.ReachNow = reachAmong(c.base.Files, inBase), reachAmong(c.head.Files, inHead)
	return p
}

// product reports whether a node is a source file that is no test.
func product(g *graph.Graph, node int32) bool {
	n := &g.Nodes[node]
	return n.Kind == graph.FileNode && !n.Test && !g.Modules[n.Module].Test
}

// reachAmong counts the pairs of marked nodes of which one reaches the other, each node
// itself, under the policy load.
func reachAmong(v *graph.View, marked []bool) int {
	c := digraph(v.Adjacency(graph.LoadKinds)).closure()
	size := make([]int, len(c.members))
	for k, members := range c.members {
		for _, n := range members {
			if marked[n] {
				size[k]++
			}
		}
	}
	sum := 0
	for k := range c.members {
		if size[k] == 0 {
			continue
		}
		reached := 0
		c.sets[k].each(func(w int32) { reached += size[w] })
		sum += size[k] * reached
	}
	return sum
}

// checkCouplingWorse reports each module whose score rose beyond the tolerance, if a file
// of its own gained a dependency: that others it depends on gained one is told there, and
// in the propagation cost. Where nothing would tell of a rise, the largest is.
func checkCouplingWorse(c *comparison, report reportFunc) {
	own := c.gained()
	var risen, carried []int32
	for h := range int32(len(c.head.Metrics)) {
		b := c.modules.toBase[h]
		if b == none || c.head.Graph.Modules[h].Test || c.head.Metrics[h].Score-c.base.Metrics[b].Score <= c.opt.ScoreTolerance {
			continue
		}
		if own[h] != nil {
			risen = append(risen, h)
		} else {
			carried = append(carried, h)
		}
	}
	worse := c.cost.beyond(c.cost.ReachBefore, c.cost.ReachNow, c.opt.CostTolerance)
	rise := func(h int32) float64 { return c.head.Metrics[h].Score - c.base.Metrics[c.modules.toBase[h]].Score }
	slices.SortStableFunc(carried, func(a, b int32) int { return cmp.Compare(rise(b), rise(a)) })
	if len(risen) == 0 && !worse && len(carried) > 0 {
		risen, carried = carried[:1], carried[1:]
	}
	for _, h := range risen {
		c.reportScore(h, own[h], report)
	}
	if worse {
		c.reportCost(carried, own, report)
	}
}

// gained gives, by module at HEAD, the first file of its own that depends on another more
// than at BASE: a place in the tree that made figures rise.
func (c *comparison) gained() []*finding.Location {
	own := make([]*finding.Location, len(c.head.Modules.Nodes))
	for i := range c.head.Files.Edges {
		e := &c.head.Files.Edges[i]
		m := c.head.Files.Nodes[e.From].Module
		s := strengthOfEdge(e)
		if own[m] != nil || s < graph.LazyStrength {
			continue
		}
		b := c.nodes.toBase[e.From]
		moved := b != none && c.modules.toHead[c.base.Files.Nodes[b].Module] != m
		if moved || s > c.fileStrength(e.From, e.To) {
			at := c.place(c.firstSite(e, s).Site)
			own[m] = &at
		}
	}
	return own
}

func (c *comparison) reportScore(h int32, at *finding.Location, report reportFunc) {
	was, is := &c.base.Metrics[c.modules.toBase[h]], &c.head.Metrics[h]
	if at == nil {
		at = c.anyPlace(h)
	}
	report(finding.Finding{
		Subject: c.moduleName(h),
		Message: fmt.Sprintf("coupling score %.2f -> %.2f: %s", was.Score, is.Score, strings.Join(rises(was, is), ", ")),
		Head:    at,
	}, nil)
}

// rises names the figures of the score that rose.
func rises(was, is *ModuleMetrics) []string {
	var words []string
	for _, f := range [...]struct {
		name    string
		was, is int
	}{
		{"modules it depends on (Ce)", was.Ce, is.Ce},
		{"modules that depend on one another with it", was.Mutual, is.Mutual},
		{"files it depends on", was.FanOut, is.FanOut},
		{"files in a load cycle with its own", was.Tangled, is.Tangled},
		{"files it reaches", was.FilesReached, is.FilesReached},
	} {
		if f.is > f.was {
			words = append(words, fmt.Sprintf("%s %d -> %d", f.name, f.was, f.is))
		}
	}
	return words
}

func (c *comparison) reportCost(carried []int32, own []*finding.Location, report reportFunc) {
	p := c.cost
	message := fmt.Sprintf("propagation cost %.2f%% -> %.2f%% over the %s that both trees have: a file loads %.1f of them, before %.1f",
		100*p.Before(), 100*p.After(), count(p.Files, "product file"),
		float64(p.ReachNow)/float64(p.Files), float64(p.ReachBefore)/float64(p.Files))
	if len(carried) > 0 {
		var words []string
		for _, h := range carried {
			words = append(words, fmt.Sprintf("%s %.2f -> %.2f", c.moduleName(h), c.base.Metrics[c.modules.toBase[h]].Score, c.head.Metrics[h].Score))
		}
		message += "; the score of modules that gained nothing themselves rises with it: " + some(words)
	}
	at := c.widest()
	for i := 0; at == nil && i < len(own); i++ {
		at = own[i]
	}
	report(finding.Finding{Subject: "propagation cost", Message: message, Head: at}, nil)
}

// anyPlace is the first file of a module.
func (c *comparison) anyPlace(h int32) *finding.Location {
	for n := range c.head.Graph.Nodes {
		if node := &c.head.Graph.Nodes[n]; node.Module == h && node.Kind == graph.FileNode {
			return &finding.Location{Path: node.ID, Line: 1}
		}
	}
	return nil
}
