package reports

import (
	"fmt"
	"strings"

	"plumbline/coupling"
	"plumbline/graph"
	"plumbline/parse"
)

// The sentences of the boundary map that several formats share, as plain text.

// definition explains a term, in a line.
type definition struct{ Term, Meaning string }

// metricDefinitions explains the columns of the module table.
func metricDefinitions() []definition {
	return []definition{
		{"Files, lines", "source files that the module owns itself, submodules apart; the sum over all modules is the tree"},
		{"Ca, Ce", "modules that depend on it, and modules it depends on (Martin 1994); coupling kinds"},
		{"Fan-in, fan-out", "files of other modules that depend on it, and that it depends on; coupling kinds"},
		{"I", "instability Ce/(Ca+Ce): 0 nothing it depends on can move it, 1 nothing depends on it"},
		{"Reaches", "modules and files outside that it depends on directly or through others when it loads; load policy"},
		{"Cycle", "number of modules in its load-time cycle, itself included; – for none"},
		{"Tangled", "files of other modules that share a file-level load cycle with one of its files"},
		{"Score", "coupling score, 1 (depends on nothing) to 10: a fixed function of Ce, of how many of these also depend on it, of fan-out, tangled files and files reached, on absolute scales; adding a dependency never lowers it"},
		{"Risk", "refactor risk: score × own files that others depend on × their number; k thousand, M million"},
	}
}

// systemDefinitions explains the rows of the system table.
func systemDefinitions() []definition {
	return []definition{
		{"Propagation cost", "share of pairs (a, b) where a change of b can reach a; 100% is one knot (MacCormack, Rusnak, Baldwin 2006)"},
		{"CCD, ACD", "cumulative component dependency: over all nodes, what each needs to load, itself included; the average of it (Lakos 1996)"},
		{"NCCD", "CCD against a balanced binary tree of as many nodes: about 1 is tree-like, well above 2 means cycles (Lakos 1996)"},
		{"Feedback weight", "file pairs to part, by a heuristic upper bound, until no load-time cycle is left"},
		{"Modularity", "Newman's Q of the declared modules over packages; the best is what Louvain finds. A large gap means that the modules cut across what belongs together"},
	}
}

// kindDefinitions says which edge kinds the figures count.
func kindDefinitions() []definition {
	return []definition{
		{"coupling kinds", strings.Join(kindNames(graph.CouplingKinds), ", ") + ". Weights, Ca, Ce, fan-in, fan-out, the matrix"},
		{"layer kinds", "the coupling kinds and parent. The direction table, CPL001, CPL002"},
		{"load policy", strings.Join(kindNames(graph.LoadKinds), ", ") + ". Reach, cycles, propagation cost, CCD"},
		{"load+lazy policy", "load, and Python imports inside functions"},
		{"all policy", strings.Join(kindNames(graph.AllKinds), ", ")},
		{"type", "imports under TYPE_CHECKING: listed on edges, counted nowhere else"},
		{"codegen", "generator, template or schema to what the build makes of it: listed on edges, counted nowhere else"},
	}
}

// sizeText sums up the tree: files by language, modules, layers, dependencies.
func sizeText(r *coupling.Result) string {
	files := 0
	var parts []string
	for _, l := range parse.Languages {
		if n := r.Graph.Coverage.Files[l]; n > 0 {
			files += n
			parts = append(parts, thousands(n)+" "+languageName(l))
		}
	}
	text := plural(files, "source file")
	if len(parts) > 0 {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	dependencies, pairs := r.Totals()
	text += " in " + plural(len(r.Modules.Nodes), "module")
	if len(r.Layers) > 0 {
		text += " and " + plural(len(r.Layers), "layer")
	}
	return fmt.Sprintf("%s; %s between modules, %s", text, plural(dependencies, "dependency", "dependencies"), plural(pairs, "file pair"))
}

func languageName(l parse.Language) string {
	switch l {
	case parse.Python:
		return "Python"
	case parse.Cpp:
		return "C and C++"
	case parse.Cuda:
		return "CUDA"
	case parse.ObjC:
		return "Objective-C"
	}
	return string(l)
}

// directionText says how much of the tree runs against its layers.
func directionText(r *coupling.Result) string {
	if len(r.Layers) == 0 {
		return "no layers are configured, so no direction is right or wrong"
	}
	between, upward := r.LayerTotals()
	if upward == 0 {
		return fmt.Sprintf("none of the %s between layers points upward", plural(between, "file pair"))
	}
	pairs := r.UpwardPairs()
	shown, rest := firstN(pairs, 3)
	var parts []string
	for _, p := range shown {
		parts = append(parts, fmt.Sprintf("%s -> %s (%s)", p.From, p.To, thousands(p.Weight)))
	}
	text := fmt.Sprintf("%s of %s between layers point upward (%s), over %s: %s", thousands(upward), plural(between, "file pair"),
		percent(shareOf(upward, between)), plural(len(pairs), "module pair"), strings.Join(parts, ", "))
	if rest > 0 {
		text += fmt.Sprintf(" and %s more", thousands(rest))
	}
	return text
}

// cyclesText says how many modules are tied in load-time cycles.
func cyclesText(r *coupling.Result) string {
	t := r.CycleTotals(graph.LoadPolicy)
	if t.Cycles == 0 {
		return "no module is in a load-time cycle"
	}
	return fmt.Sprintf("%s in %s, the largest of %d; %s (%s) to cut until none is left",
		plural(t.Members, "module"), plural(t.Cycles, "load-time cycle"), t.Largest,
		plural(t.Edges, "dependency", "dependencies"), plural(t.Weight, "file pair"))
}

// recordsText says how many of the imports or includes lead somewhere known.
func recordsText(noun string, counts map[graph.Status]int, known ...graph.Status) string {
	total, open := 0, counts[graph.Unresolved]+counts[graph.Ambiguous]
	for _, n := range counts {
		total += n
	}
	var parts []string
	for _, s := range known {
		if counts[s] > 0 {
			parts = append(parts, thousands(counts[s])+" "+statusName(s))
		}
	}
	text := plural(total, noun)
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return fmt.Sprintf("%s; %s unresolved", text, thousands(open))
}

// statusName says what a resolution state means.
func statusName(s graph.Status) string {
	switch s {
	case graph.InTree:
		return "to the tree"
	case graph.Built:
		return "to build-made modules"
	case graph.Stdlib:
		return "standard library"
	case graph.ThirdParty:
		return "third party"
	case graph.Generated:
		return "to generated headers"
	case graph.External:
		return "external"
	}
	return string(s)
}

// treeText names the tree: "v2.6.0 (revision 1eba9b3aa3c4, 2025-01-28)".
func treeText(t *Tree) string {
	var parts []string
	if t.Kind != "" && t.Kind != t.Name {
		parts = append(parts, t.Kind)
	}
	if t.Commit != "" {
		parts = append(parts, t.Commit[:min(12, len(t.Commit))])
	}
	if !t.Date.IsZero() {
		parts = append(parts, t.Date.UTC().Format("2006-01-02"))
	}
	if len(parts) == 0 {
		return oneLine(t.Name)
	}
	return oneLine(t.Name) + " (" + strings.Join(parts, " ") + ")"
}
