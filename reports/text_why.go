package reports

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"plumbline/graph"
)

// WhyText writes the shortest chains, import by import: `file:line -> file (kind)`.
func WhyText(w io.Writer, y Why) error {
	p := newPrinter(w)
	p.line("%s", whySummary(&y))
	for i, chain := range y.Chains.Listed {
		p.blank()
		if len(y.Chains.Listed) > 1 {
			p.line("chain %d", i+1)
		}
		for _, step := range chain {
			p.line("  %s", stepText(y.Graph, step))
		}
	}
	if rest := y.Chains.Total - uint64(len(y.Chains.Listed)); rest > 0 {
		p.blank()
		p.line("… and %s as short", chainCount(rest, "more chain"))
	}
	return p.Flush()
}

// whySummary answers in a sentence.
func whySummary(y *Why) string {
	if len(y.Chains.Listed) == 0 {
		text := fmt.Sprintf("%s does not depend on %s under the %s", oneLine(y.From), oneLine(y.To), policyText(y.Policy))
		if _, narrow := graph.Policy(y.Policy); narrow {
			text += "; --policy coupling follows more kinds"
		}
		return text
	}
	return fmt.Sprintf("%s depends on %s over %s: %s under the %s policy", oneLine(y.From), oneLine(y.To),
		plural(y.Chains.Length, "link"), chainCount(y.Chains.Total, "shortest chain"), y.Policy)
}

// chainCount writes a number of chains; it may be beyond what an int holds.
func chainCount(n uint64, noun string) string {
	switch {
	case n == math.MaxUint64:
		return "more than " + strconv.FormatUint(n-1, 10) + " " + noun + "s"
	case n <= math.MaxInt:
		return plural(int(n), noun)
	}
	return strconv.FormatUint(n, 10) + " " + noun + "s"
}

// stepText writes one link of a chain with its kind.
func stepText(g *graph.Graph, s graph.Step) string {
	return fmt.Sprintf("%s (%s)", stepEnds(g, s), s.Kind)
}

// stepEnds writes one link of a chain. Where the site lies in another file than the one
// that depends (a binding, a schema), both are named.
func stepEnds(g *graph.Graph, s graph.Step) string {
	at := place{g.Nodes[s.Site.File].ID, int(s.Site.Line)}.String()
	if s.Site.File != s.From {
		at = oneLine(g.Nodes[s.From].ID) + " [" + at + "]"
	}
	return at + " -> " + oneLine(g.Nodes[s.To].ID)
}
