package reports

import (
	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/parse"
)

// What the tables of the map say, in no format: the renderers loop over them.

// mapTable is a table of the map.
type mapTable struct {
	columns []column
	rows    [][]mapCell
}

// mapCell is a cell: what it shows and what that is, for a format to show as it can.
type mapCell struct {
	role  cellRole
	text  string
	score float64  // of a scoreCell
	names []string // of a namesCell
	limit int      // of names to show
	key   bool     // what the table is sorted by
}

type cellRole uint8

const (
	textCell   cellRole = iota
	numberCell          // set to the right
	moduleCell          // the name of a module, which has a row in the module table
	anchorCell          // the name of a module, in that row
	scoreCell           // a coupling score
	namesCell           // a list of names
)

func newMapTable(spec string) mapTable { return mapTable{columns: columns(spec)} }

func (t *mapTable) add(cells ...mapCell) { t.rows = append(t.rows, cells) }

func (c mapCell) asKey() mapCell {
	c.key = true
	return c
}

func wordsIn(s string) mapCell    { return mapCell{text: s} }
func numberIn(s string) mapCell   { return mapCell{role: numberCell, text: s} }
func countIn(n int) mapCell       { return numberIn(thousands(n)) }
func countOrDashIn(n int) mapCell { return numberIn(countOrDash(n)) }
func moduleIn(name string) mapCell {
	return mapCell{role: moduleCell, text: name}
}
func scoreIn(score float64) mapCell {
	return mapCell{role: scoreCell, text: decimal(score, 1), score: score}
}
func namesIn(names []string, limit int) mapCell {
	return mapCell{role: namesCell, names: names, limit: limit}
}

// figureCells are what the tables of modules and of subtrees show alike, up to
// instability.
func figureCells(files, lines int, m *coupling.ModuleMetrics) []mapCell {
	return []mapCell{countIn(files), countIn(lines), countIn(m.Ca), countIn(m.Ce), countIn(m.FanIn), countIn(m.FanOut),
		numberIn(decimal(m.Instability, 2))}
}

// moduleTable shows the figures of some modules.
func moduleTable(rows []moduleRow) mapTable {
	t := newMapTable("Module|Files>|Lines>|Ca>|Ce>|Fan-in>|Fan-out>|I>|Reaches modules>|Reaches files>|Cycle>|Tangled>|Score>|Risk>")
	for _, m := range rows {
		cells := append([]mapCell{{role: anchorCell, text: m.Name}}, figureCells(m.Files, m.Lines, m.ModuleMetrics)...)
		t.add(append(cells, countIn(m.Reaches), countIn(m.FilesReached), numberIn(cycleCell(m.ModuleMetrics)),
			countOrDashIn(m.Tangled), scoreIn(m.Score).asKey(), numberIn(riskText(m.Risk)))...)
	}
	return t
}

// rollupTable shows the modules that have others below them, each subtree taken as one.
func rollupTable(r *coupling.Result) mapTable {
	t := newMapTable("Subtree|Modules>|Files>|Lines>|Ca>|Ce>|Fan-in>|Fan-out>|I>|Reaches files>|Tangled>|Score>|Risk>")
	for i, roll := range r.Rollups {
		if roll == nil {
			continue
		}
		cells := append([]mapCell{moduleIn(r.Modules.Nodes[i].ID), countIn(roll.Modules)}, figureCells(roll.Files, roll.Lines, &roll.ModuleMetrics)...)
		t.add(append(cells, countIn(roll.FilesReached), countOrDashIn(roll.Tangled), scoreIn(roll.Score).asKey(), numberIn(riskText(roll.Risk)))...)
	}
	return t
}

// scoreTable shows the modules that are hardest to change, with the five figures that
// make the score.
func scoreTable(rows []moduleRow) mapTable {
	t := newMapTable("Module|Score>|Modules it depends on>|of these, both ways>|Foreign files it depends on>|Foreign files in its load cycles>|Foreign files it reaches at load>")
	shown, _ := firstN(byScore(rows), shownHotspots)
	for _, m := range shown {
		t.add(moduleIn(m.Name), scoreIn(m.Score).asKey(), countIn(m.Ce), countOrDashIn(m.Mutual), countIn(m.FanOut),
			countOrDashIn(m.Tangled), countIn(m.FilesReached))
	}
	return t
}

// riskTable shows the modules whose change hurts most others.
func riskTable(rows []moduleRow) mapTable {
	t := newMapTable("Module|Risk>|Score>|Own files>|Of them, others depend on>|Files that do>|Modules that do>")
	shown, _ := firstN(byRisk(rows), shownHotspots)
	for _, m := range shown {
		t.add(moduleIn(m.Name), numberIn(riskText(m.Risk)).asKey(), scoreIn(m.Score), countIn(m.Files), countIn(m.Exposed),
			countIn(m.FanIn), countIn(m.Ca))
	}
	return t
}

// policyTable sums up the module cycles under every policy.
func policyTable(r *coupling.Result) mapTable {
	t := newMapTable("Policy|Cycles>|Modules in cycles>|Largest>|Dependencies to cut>|File pairs to part>")
	for _, policy := range graph.Policies() {
		c := r.CycleTotals(policy)
		t.add(wordsIn(policy), countIn(c.Cycles), countIn(c.Members), countIn(c.Largest), countIn(c.Edges), countIn(c.Weight))
	}
	return t
}

// systemTable shows the figures of the whole tree at the three levels.
func systemTable(s *coupling.System) mapTable {
	t := newMapTable("Load policy|Modules>|Packages>|Files>")
	for _, row := range []struct {
		name  string
		value func(*coupling.LevelMetrics) string
	}{
		{"Nodes", func(l *coupling.LevelMetrics) string { return thousands(l.Nodes) }},
		{"Dependencies", func(l *coupling.LevelMetrics) string { return thousands(l.Edges) }},
		{"Propagation cost", func(l *coupling.LevelMetrics) string { return percent(l.PropagationCost) }},
		{"CCD", func(l *coupling.LevelMetrics) string { return thousands(l.CCD) }},
		{"ACD", func(l *coupling.LevelMetrics) string { return decimal(l.ACD, 1) }},
		{"NCCD", func(l *coupling.LevelMetrics) string { return decimal(l.NCCD, 2) }},
		{"Cycles", func(l *coupling.LevelMetrics) string { return thousands(l.Cycles) }},
		{"In cycles", func(l *coupling.LevelMetrics) string { return thousands(l.InCycles) }},
		{"Largest cycle", func(l *coupling.LevelMetrics) string { return thousands(l.LargestCycle) }},
		{"Feedback weight", func(l *coupling.LevelMetrics) string { return thousands(l.FeedbackWeight) }},
	} {
		t.add(wordsIn(row.name), numberIn(row.value(&s.Module)), numberIn(row.value(&s.Package)), numberIn(row.value(&s.File)))
	}
	return t
}

// coverageTable says what the figures rest on; of each list of roots it shows the first.
func coverageTable(tree *Tree, r *coupling.Result, roots int) mapTable {
	c := &r.Graph.Coverage
	t := newMapTable("What|How much")
	add := func(what, much string) { t.add(wordsIn(what), wordsIn(much)) }
	for _, l := range parse.Languages {
		add(languageName(l), plural(c.Files[l], "file"))
	}
	add("Unparsed", plural(c.UnparsedBytes, "byte"))
	add("Generated by the build", plural(countNodes(r.Graph, graph.GeneratedNode), "file")+", known by name: what they include is seen only where a template of the same module tells")
	if len(tree.Skipped) > 0 {
		add("Skipped", skippedText(tree.Skipped))
	}
	for _, s := range importStatuses() {
		add("Imports, "+statusName(s), thousands(c.Imports[s]))
	}
	for _, s := range includeStatuses() {
		add("Includes, "+statusName(s), thousands(c.Includes[s]))
	}
	add("Uses of the compiled module", tracedText(&c.Bindings, "end at the bindings as a whole"))
	add("Operators by name", tracedText(&c.Operators, "have no library in the tree"))
	add("Kernels in the operator schema", tracedText(&c.Kernels, "have no definition that was found"))
	t.add(wordsIn("Import roots"), namesIn(c.ImportRoots, roots))
	t.add(wordsIn("Include roots"), namesIn(c.IncludeRoots, roots))
	return t
}

func tracedText(t *graph.Traced, lost string) string {
	text := thousands(t.Followed) + " of " + thousands(t.Total) + " followed to their definition"
	if rest := t.Total - t.Followed; rest > 0 {
		text += "; " + thousands(rest) + " " + lost
	}
	return text
}
