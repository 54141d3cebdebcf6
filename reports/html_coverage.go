package reports

import (
	"fmt"

	"plumbline/coupling"
	"plumbline/graph"
)

// htmlNames is a folded list of names.
type htmlNames struct {
	Title string
	Names []string
	More  string
}

// system fills in the figures of the whole tree at the three levels.
func (p *htmlPage) system(r *coupling.Result) {
	s := &r.System
	p.System = newHTMLTable(systemTable(s))
	p.Modularity = fmt.Sprintf("Modularity of the declared modules: %s; the best partition found has %s and %s.",
		decimal(s.Modularity, 3), plural(s.Communities, "community", "communities"), decimal(s.BestModularity, 3))
}

// coverage fills in what the figures rest on, and what was not seen.
func (p *htmlPage) coverage(t *Tree, r *coupling.Result) {
	c := &r.Graph.Coverage
	for _, note := range t.Notes {
		p.Notes = append(p.Notes, oneLine(note))
	}
	p.Coverage = newHTMLTable(coverageTable(t, r, htmlRecords))
	p.unresolved(c.Unresolved)
	p.missing("Uses of the compiled module that end at the bindings as a whole", c.Bindings.Missing)
	p.missing("Operators without a library in the tree", c.Operators.Missing)
	p.missing("Kernels without a definition that was found", c.Kernels.Missing)
}

// unresolved lists the records that lead nowhere: one by one those that nothing explains,
// and by reason the others.
func (p *htmlPage) unresolved(records []graph.UnresolvedRecord) {
	p.Unresolved = htmlColumns("Where|Target|What")
	p.Explained = htmlColumns("Reason|Records>|Where")
	open := 0
	places := map[string][]place{}
	var reasons []string
	for _, u := range records {
		at := place{u.Path, u.Line}
		if u.Reason != "" {
			if places[u.Reason] == nil {
				reasons = append(reasons, u.Reason)
			}
			places[u.Reason] = append(places[u.Reason], at)
			continue
		}
		if open++; open <= htmlRecords {
			p.Unresolved.add(htmlPlaces([]place{at}, 1), htmlList([]string{u.Target}, 1), htmlText(string(u.Status)+" "+recordName(u.Include)))
		}
	}
	if open > htmlRecords {
		p.UnresolvedMore = plural(open-htmlRecords, "more record") + ": map.json has all"
	}
	for _, reason := range reasons {
		p.Explained.add(htmlText(oneLine(reason)), htmlCount(len(places[reason])), htmlPlaces(places[reason], shownCutSites))
	}
}

func (p *htmlPage) missing(title string, names []string) {
	if len(names) == 0 {
		return
	}
	list := htmlList(names, shownMissing)
	p.Missing = append(p.Missing, htmlNames{Title: title + ": " + plural(len(names), "name"), Names: list.Codes, More: list.More})
}
