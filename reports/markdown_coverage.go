package reports

import (
	"plumbline/coupling"
	"plumbline/graph"
)

// systemSection shows the figures of the whole tree at the three levels.
func (p printer) systemSection(r *coupling.Result) {
	p.heading(2, "The system as a whole")
	s := &r.System
	p.mapTable(systemTable(s))
	p.blank()
	p.line("Modularity of the declared modules: %s; the best partition found has %s communities and %s.",
		decimal(s.Modularity, 3), thousands(s.Communities), decimal(s.BestModularity, 3))
	p.blank()
	p.definitions(systemDefinitions())
}

func (p printer) definitions(list []definition) {
	for _, d := range list {
		p.line("- **%s**: %s.", prose(d.Term), prose(d.Meaning))
	}
}

// coverageSection says what the figures rest on, and what was not seen.
func (p printer) coverageSection(t *Tree, r *coupling.Result) {
	p.heading(2, "Coverage and blind spots")
	p.line("What a measurement does not see, it must not call clean.")
	p.blank()
	c := &r.Graph.Coverage
	p.mapTable(coverageTable(t, r, shownRoots))
	for _, note := range t.Notes {
		p.blank()
		p.line("> %s", prose(note))
	}
	p.unresolved(c.Unresolved)
	p.missing("Uses of the compiled module that end at the bindings as a whole", c.Bindings.Missing)
	p.missing("Operators without a library in the tree", c.Operators.Missing)
	p.missing("Kernels without a definition that was found", c.Kernels.Missing)
}

// shownRoots bounds the roots in the table; map.json has all.
const shownRoots = 6

// unresolved lists the records inside the tree that lead nowhere: one by one those that
// nothing explains, and by reason the others.
func (p printer) unresolved(records []graph.UnresolvedRecord) {
	p.heading(3, "Unresolved imports and includes")
	var open [][]string
	reasons := map[string][]string{}
	var order []string
	for _, u := range records {
		if u.Reason == "" {
			open = append(open, []string{code(place{u.Path, u.Line}.String()), code(u.Target), string(u.Status) + " " + recordName(u.Include)})
			continue
		}
		if reasons[u.Reason] == nil {
			order = append(order, u.Reason)
		}
		reasons[u.Reason] = append(reasons[u.Reason], place{u.Path, u.Line}.String())
	}
	if len(open) == 0 {
		p.line("Every import and include that means a file of the tree finds one, or the configuration says why not.")
	} else {
		shown, rest := firstN(open, shownUnresolved)
		p.markdownTable(columns("Where|Target|What"), shown)
		p.more(rest, "record")
	}
	if len(order) == 0 {
		return
	}
	p.blank()
	p.line("Explained by the configuration:")
	p.blank()
	var cells [][]string
	for _, reason := range order {
		shown, rest := firstN(reasons[reason], shownCutSites)
		text := codes(shown)
		if rest > 0 {
			text += " and " + thousands(rest) + " more"
		}
		cells = append(cells, []string{prose(reason), thousands(len(reasons[reason])), text})
	}
	p.markdownTable(columns("Reason|Records>|Where"), cells)
}

// shownMissing bounds a folded list of names.
const shownMissing = 200

func (p printer) missing(title string, names []string) {
	if len(names) == 0 {
		return
	}
	p.blank()
	p.details(title, ": "+plural(len(names), "name"))
	shown, rest := firstN(names, shownMissing)
	text := codes(shown)
	if rest > 0 {
		text += " and " + thousands(rest) + " more"
	}
	p.line("%s", text)
	p.endDetails()
}

// methodSection says how every figure was measured.
func (p printer) methodSection() {
	p.heading(2, "How it was measured")
	p.line("From the sources alone: nothing was built or run. Every import, include, binding, operator name and generated file is an edge between two files, of one kind, with its places. Which kinds a figure counts:")
	p.blank()
	p.definitions(kindDefinitions())
	p.blank()
	p.line("The columns of the module table:")
	p.blank()
	p.definitions(metricDefinitions())
	p.blank()
	p.line("The edges to cut are a feedback arc set: a heuristic (Eades, Lin, Smyth 1993, improved by local moves) that leaves no cycle and no needless cut, not a proven minimum. Of equal choices the first by name is taken, so equal trees give equal maps.")
}
