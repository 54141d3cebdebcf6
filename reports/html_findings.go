package reports

import (
	"fmt"
	"strings"

	"plumbline/coupling"
	"plumbline/graph"
)

// What the page lists of long lists. It folds them, so it has room for more than the
// Markdown form; map.json has all.
const (
	htmlCuts    = 40
	htmlSites   = 100 // of one pair of modules
	htmlPairs   = 100 // of one rule
	htmlRecords = 200
)

// htmlCycle is a load-time cycle with how to cut it.
type htmlCycle struct {
	Title, Summary string
	Members        []string
	Path           []htmlStep
	Cuts           htmlTable
	More           string
}

type htmlStep struct{ From, To, At string }

// htmlRule is a rule about pairs of files with what it found.
type htmlRule struct {
	Title string
	Pairs []htmlPair
	More  string
}

// htmlPair holds the violations between two modules.
type htmlPair struct {
	Title, Count string
	Often        string // the files that most lead to, where that says something
	Sites        []htmlSite
	More         string
}

// htmlSite is a place with the file it leads to and how, or else with what is wrong there.
type htmlSite struct{ At, To, Kind, Message, Reason string }

// cycles fills the table of policies and the cycles at load time.
func (p *htmlPage) cycles(r *coupling.Result) {
	p.Policies = newHTMLTable(policyTable(r))
	for i, c := range r.CyclesOf(graph.LoadPolicy) {
		p.Cycles = append(p.Cycles, newHTMLCycle(r.Modules, c, i+1))
	}
}

func newHTMLCycle(v *graph.View, c *coupling.Cycle, number int) htmlCycle {
	kinds, _ := graph.Policy(c.Policy)
	out := htmlCycle{Title: fmt.Sprintf("Load-time cycle %d: %s", number, plural(len(c.Members), "module")), Summary: cutSummary(c),
		Cuts: htmlColumns("Dependency|File pairs>|Sites")}
	for _, name := range nodeNames(v, c.Members) {
		out.Members = append(out.Members, oneLine(name))
	}
	for _, e := range c.Witness {
		out.Path = append(out.Path, htmlStep{oneLine(v.Nodes[e.From].ID), oneLine(v.Nodes[e.To].ID), firstPlace(v, &e, kinds)})
	}
	cuts, rest := firstN(c.Cut, htmlCuts)
	for _, e := range cuts {
		out.Cuts.add(htmlCell{Text: oneLine(v.Nodes[e.From].ID + " → " + v.Nodes[e.To].ID), Class: "strong"}, htmlCount(e.Weight),
			htmlPlaces(placesOf(v.Graph, e.Edge, kinds), shownCutSites))
	}
	if rest > 0 {
		out.More = fmt.Sprintf("%s of %s in all: map.json has them", plural(rest, "lighter dependency", "lighter dependencies"),
			plural(coupling.CutWeight(c.Cut[htmlCuts:]), "file pair"))
	}
	return out
}

// violations fills the table of rules, and the sites of those about pairs of files.
func (p *htmlPage) violations(groups []ruleGroup) {
	p.Rules = htmlColumns("Rule|Severity|Violations>|Excepted>|What holds while it is silent")
	for _, g := range groups {
		name := htmlText(g.Rule.ID + " " + g.Rule.Name)
		at, elsewhere := g.place()
		name.Href = at.ID
		p.Rules.add(name, htmlText(g.Rule.Severity.String()), htmlCount(g.Count), htmlNum(countOrDash(g.Kept)), htmlText(g.Rule.Promise))
		if elsewhere || len(g.Pairs) == 0 {
			continue
		}
		rule := htmlRule{Title: name.Text}
		pairs, rest := firstN(g.Pairs, htmlPairs)
		for i := range pairs {
			rule.Pairs = append(rule.Pairs, newHTMLPair(&pairs[i]))
		}
		if rest > 0 {
			rule.More = plural(rest, "more module pair") + ": map.json has all"
		}
		p.Violations = append(p.Violations, rule)
	}
}

func newHTMLPair(pair *pairGroup) htmlPair {
	out := htmlPair{Title: oneLine(pair.title(" → ")), Count: plural(len(pair.Violations), "file pair")}
	targets := pair.targets()
	if 1 < len(targets) && len(targets) < len(pair.Violations) {
		shown, rest := firstN(targets, shownTargets)
		parts := make([]string, len(shown))
		for i, t := range shown {
			parts[i] = oneLine(t.File) + " " + thousands(t.Count)
		}
		out.Often = "Most often to " + strings.Join(parts, ", ")
		if rest > 0 {
			out.Often += " and " + plural(rest, "more file")
		}
	}
	shown, rest := firstN(pair.Violations, htmlSites)
	for _, v := range shown {
		s := htmlSite{At: oneLine(v.FromFile), To: oneLine(v.ToFile), Kind: v.Kind}
		if v.Head != nil {
			s.At = place{v.Head.Path, v.Head.Line}.String()
		}
		if v.ToFile == "" {
			s.Message = oneLine(v.Message)
		}
		if v.Suppressed != nil {
			s.Reason = oneLine(*v.Suppressed)
		}
		out.Sites = append(out.Sites, s)
	}
	if rest > 0 {
		out.More = plural(rest, "more file pair") + ": map.json has all"
	}
	return out
}

// runtime fills in what lower layers load from upper ones by name.
func (p *htmlPage) runtime(groups []ruleGroup) {
	total := 0
	for _, pair := range upwardDynamic(groups) {
		total += len(pair.Violations)
		p.Runtime = append(p.Runtime, newHTMLPair(&pair))
	}
	p.RuntimeTotal = plural(total, "file pair")
}
