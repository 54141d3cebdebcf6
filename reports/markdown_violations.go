package reports

import (
	"fmt"
	"strings"
)

// What the Markdown map lists of violations; map.json has all.
const (
	fewSites        = 3   // of one pair of modules: shown unfolded
	shownSites      = 20  // of one pair of modules
	shownTargets    = 5   // of one pair of modules
	shownPairs      = 100 // of one rule
	shownUnresolved = 60
)

// violationSection lists what breaks a rule, by rule and pair of modules, every site.
func (p printer) violationSection(groups []ruleGroup) {
	p.heading(2, "Violations")
	var cells [][]string
	for _, g := range groups {
		cells = append(cells, []string{g.Rule.ID + " " + prose(g.Rule.Name), g.Rule.Severity.String(), thousands(g.Count), countOrDash(g.Kept), prose(g.Rule.Promise)})
	}
	p.markdownTable(columns("Rule|Severity|Violations>|Excepted>|What holds while it is silent"), cells)
	for _, g := range groups {
		if len(g.Pairs) == 0 {
			continue
		}
		p.heading(3, fmt.Sprintf("%s %s", g.Rule.ID, prose(g.Rule.Name)))
		if at, elsewhere := g.place(); elsewhere {
			p.line("Listed under [%s](#%s).", at.Title, at.anchor())
			continue
		}
		p.pairSites(&g)
	}
}

// pairSites lists the sites of a rule about pairs of files, by pair of modules: folded
// with their most frequent targets where there are many, else in one table.
func (p printer) pairSites(g *ruleGroup) {
	p.line("One entry a pair of files, at its first site; the pair of files is the violation's identity.")
	var few [][]string
	pairs, restPairs := firstN(g.Pairs, shownPairs)
	for _, pair := range pairs {
		if len(pair.Violations) > fewSites {
			p.foldedPair(&pair)
			continue
		}
		few = append(few, []string{code(pair.title(" -> ")), siteCells(pair.Violations, fewSites)})
	}
	if len(few) > 0 {
		p.blank()
		p.markdownTable(columns("Modules|Sites"), few)
	}
	p.more(restPairs, "module pair")
}

// foldedPair lists many violations between two modules.
func (p printer) foldedPair(pair *pairGroup) {
	p.blank()
	targets := pair.targets()
	p.details(pair.title(" -> "), fmt.Sprintf(": %s, to %s", plural(len(pair.Violations), "file pair"), plural(len(targets), "file")))
	if 1 < len(targets) && len(targets) < len(pair.Violations) {
		shown, rest := firstN(targets, shownTargets)
		var parts []string
		for _, t := range shown {
			parts = append(parts, fmt.Sprintf("%s %s", code(t.File), thousands(t.Count)))
		}
		text := "Most often to " + strings.Join(parts, ", ")
		if rest > 0 {
			text += fmt.Sprintf(" and %s", plural(rest, "more file"))
		}
		p.line("%s.", text)
		p.blank()
	}
	shown, rest := firstN(pair.Violations, shownSites)
	for _, v := range shown {
		p.line("- %s%s", siteLine(&v), excepted(&v))
	}
	if rest > 0 {
		p.line("- … and %s", plural(rest, "more file pair"))
	}
	p.endDetails()
}

// siteCells lists the first violations in a table cell and counts the rest.
func siteCells(list []violation, n int) string {
	shown, rest := firstN(list, n)
	var parts []string
	for _, v := range shown {
		parts = append(parts, siteLine(&v)+excepted(&v))
	}
	if rest > 0 {
		parts = append(parts, fmt.Sprintf("… and %s more", thousands(rest)))
	}
	return strings.Join(parts, "<br>")
}

// siteLine shows a violation: where, to what and how, or else what is wrong there.
func siteLine(v *violation) string {
	at := v.FromFile
	if v.Head != nil {
		at = place{v.Head.Path, v.Head.Line}.String()
	}
	if v.ToFile == "" {
		return code(at) + ": " + prose(v.Message)
	}
	text := code(at) + " → " + code(v.ToFile)
	if v.Kind != "" {
		text += " (" + v.Kind + ")"
	}
	return text
}

// dynamicSection lists what lower layers load from upper ones by name at run time.
func (p printer) dynamicSection(groups []ruleGroup) {
	p.heading(2, "Upward at run time")
	pairs := upwardDynamic(groups)
	if len(pairs) == 0 {
		p.line("No file loads a module of a higher layer by name.")
		return
	}
	total := 0
	for _, pair := range pairs {
		total += len(pair.Violations)
	}
	p.line("C++ that imports Python, and imports by a literal name: %s against the layers that no include shows. They are among the CPL001 violations.",
		plural(total, "file pair"))
	p.blank()
	var cells [][]string
	for _, pair := range pairs {
		cells = append(cells, []string{code(pair.From + " -> " + pair.To), thousands(len(pair.Violations)), siteCells(pair.Violations, fewSites)})
	}
	p.markdownTable(columns("Modules|File pairs>|Sites"), cells)
}
