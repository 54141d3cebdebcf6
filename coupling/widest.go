package coupling

import (
	"plumbline/graph"
	"plumbline/internal/finding"
)

// widest is the place of the new load dependency between files that is the most to blame
// for a higher propagation cost: the one for which the files that both trees have and that
// reach its start, times those that its end reaches at HEAD and its start did not at BASE,
// are the most. nil where no dependency is new.
func (c *comparison) widest() *finding.Location {
	fwd := digraph(c.head.Files.Adjacency(graph.LoadKinds))
	to, by := fwd.closure(), fwd.reverse().closure()
	old := digraph(c.base.Files.Adjacency(graph.LoadKinds)).closure()
	var best *graph.ViewEdge
	most := -1
	for i := range c.head.Files.Edges {
		e := &c.head.Files.Edges[i]
		if e.Set&graph.LoadKinds == 0 || !product(c.head.Graph, e.From) || c.fileStrength(e.From, e.To) == graph.LoadStrength {
			continue
		}
		gain := to.reached(e.To) + 1
		if b := c.nodes.toBase[e.From]; b != none {
			gain = max(0, to.reached(e.From)-old.reached(b))
		}
		if blame := gain * (by.reached(e.From) + 1); blame > most {
			best, most = e, blame
		}
	}
	if best == nil {
		return nil
	}
	at := c.place(c.firstSite(best, graph.LoadStrength).Site)
	return &at
}
