package audit

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// packDocument is one of the documents of the audit pack: what it is called, and what its
// sections have to speak of (the program's own instruction for the pack). A topic is met by a
// heading with text below it, the head of a table with rows, or a bold label; see unmet.
type packDocument struct {
	name   string
	topics []topic
}

type topic struct {
	name  string
	words []string
}

// auditPack is the nine documents; the README, which links them, comes beside them.
var auditPack = []packDocument{
	{"BASELINE_AUDIT", []topic{
		{"a summary", []string{"summary", "overview", "verdict"}},
		{"architecture", []string{"architect", "modul", "structure"}},
		{"CI", []string{"ci", "workflow", "continuous integration"}},
		{"tests", []string{"test", "coverage"}},
		{"security", []string{"security", "supply chain", "supply-chain"}},
		{"issues", []string{"issue", "finding", "risk"}},
		{"an action plan", []string{"action", "plan", "recommend", "next step", "roadmap"}}}},
	{"SYSTEM_SURFACES", []topic{
		{"the Python API", []string{"python"}},
		{"the C++ API", []string{"c++", "libtorch", "cpp", "aten"}},
		{"formats that are kept", []string{"serializ", "checkpoint", "format", "artifact"}},
		{"other surfaces: command line, configuration, integration", []string{"cli", "command", "config", "environment", "integration", "distributed", "consumer"}}}},
	{"INVARIANTS_CATALOG", []topic{
		{"invariants by id", []string{"inv-"}},
		{"priorities", []string{"priorit", "p0"}},
		{"how each is verified", []string{"verif", "test"}},
		{"what is covered today", []string{"coverage", "strength", "status", "verification", "current"}}}},
	{"REFACTOR_PHASE_MAP", []topic{
		{"phases", []string{"phase"}},
		{"milestones", []string{"milestone", "m00", "m01", "m02"}},
		{"verification", []string{"verif", "invariant", "test", "success", "evidence", "acceptance"}},
		{"risk or rollback", []string{"risk", "rollback", "roll back", "revert"}}}},
	{"MODULE_BOUNDARY_MAP", []topic{
		{"modules", []string{"module", "package", "component"}},
		{"directions of dependencies", []string{"depend", "import", "layer"}},
		{"coupling", []string{"coupling", "cycle", "hotspot", "god module"}},
		{"boundaries", []string{"boundar", "separat", "risk", "layer"}}}},
	{"TESTING_GAPS_AND_PLAN", []topic{
		{"the tests there are", []string{"inventory", "suite", "current", "existing", "test type"}},
		{"coverage", []string{"coverage"}},
		{"gaps", []string{"gap", "gaps"}},
		{"what to add", []string{"plan", "fix", "addition", "strategy", "recommend", "minimal"}}}},
	{"CI_GAPS_AND_GUARDRAILS", []topic{
		{"checks and workflows", []string{"check", "workflow", "inventory"}},
		{"silent failures", []string{"silent", "continue-on-error", "skip", "bypass", "masked"}},
		{"pins or permissions", []string{"pin", "pins", "pinn", "permission"}},
		{"guardrails", []string{"guardrail", "recommend", "preflight"}}}},
	{"SECURITY_AND_SUPPLY_CHAIN_BASELINE", []topic{
		{"dependencies", []string{"dependenc", "lockfile"}},
		{"secrets", []string{"secret"}},
		{"SBOM or provenance", []string{"sbom", "provenance", "bill of materials", "slsa"}},
		{"CI trust", []string{"trust", "permission", "pin", "pins", "pinn", "action", "workflow", "ci"}},
		{"risks or a score", []string{"risk", "score", "posture"}}}},
	{"DEFINITION_OF_DONE", []topic{
		{"phases or outcomes", []string{"phase", "program", "outcome", "behavio"}},
		{"evidence", []string{"evidence"}},
		{"measures", []string{"metric", "measure", "criteria", "target"}}}},
}

// packPick is a document of the pack as found in the tree.
type packPick struct {
	want *packDocument
	doc  *document // nil where there is none with text
	open []string  // topics that it does not speak of
}

// whole says whether a document speaks of two thirds of its topics, rounded up: authors cut their
// pages in different ways, and put what belongs to one into another.
func (p *packPick) whole() bool { return 3*len(p.open) <= len(p.want.topics) }

// pack finds the documents of the pack: each is the one of its name or title that speaks of most
// of its topics.
func (f *facts) pack() []packPick {
	return once(f, "pack", func() []packPick {
		docs := f.documents("audit-pack")
		picks := make([]packPick, len(auditPack))
		for i := range auditPack {
			p := &picks[i]
			p.want = &auditPack[i]
			for _, d := range docs {
				if d.words == 0 || !p.want.is(d) {
					continue
				}
				if open := p.want.unmet(d); p.doc == nil || len(open) < len(p.open) {
					p.doc, p.open = d, open
				}
			}
		}
		return picks
	})
}

// is says whether a document goes by this name: its file's, or its title's.
func (p *packDocument) is(d *document) bool {
	name := squeeze(p.name)
	if strings.Contains(squeeze(path.Base(d.path)), name) {
		return true
	}
	return len(d.sections) > 0 && strings.Contains(squeeze(d.sections[0].title), name)
}

// squeeze leaves the letters of a name: "Testing Gaps & Plan" and TESTING_GAPS_AND_PLAN are one.
func squeeze(name string) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if w != "and" && w != "the" {
			b.WriteString(w)
		}
	}
	return b.String()
}

// unmet are the topics that a document leaves out. Half of them have to stand out, as a heading or
// the like; the others may be spoken of under another.
func (p *packDocument) unmet(d *document) []string {
	var open, inText []string
	for _, t := range p.topics {
		switch {
		case d.speaksOf(t.words...) || slices.Contains(t.words, "inv-") && len(declarations(d)) > 0:
		case d.tellsOf(t.words...):
			inText = append(inText, t.name)
		default:
			open = append(open, t.name)
		}
	}
	if 2*(len(open)+len(inText)) > len(p.topics) {
		open = append(open, inText...)
	}
	return open
}

// tellsOf says whether the text below the headings has one of the words; a line that only promises
// text tells of nothing.
func (d *document) tellsOf(words ...string) bool {
	headings := map[int]bool{}
	for _, s := range d.sections {
		headings[s.line] = true
	}
	inFence := false
	for i, line := range strings.Split(d.text, "\n") {
		if fence.MatchString(line) {
			inFence = !inFence
		}
		if !inFence && !headings[i+1] && !emptyPromise.MatchString(line) && mentions(line, words...) {
			return true
		}
	}
	return false
}

// speaksOf says whether a heading with text, the head of a table with rows, or a bold label has
// one of the words. The title counts where the document has no other heading.
func (d *document) speaksOf(words ...string) bool {
	for i, s := range d.sections {
		if s.words > 0 && (i > 0 || len(d.sections) == 1) && mentions(s.title, words...) {
			return true
		}
	}
	for _, t := range d.tables {
		if len(t.rows) > 0 && mentions(strings.Join(t.header, " "), words...) {
			return true
		}
	}
	for _, l := range d.labels {
		if mentions(l.text, words...) {
			return true
		}
	}
	return false
}

// checkAuditPack: the nine documents stand in the tree and speak of what each is for, and a
// README links every one of them.
func checkAuditPack(f *facts, _ *Row) verdict {
	const needs = "the nine documents of the audit pack, each with its sections, and a README that links them: "
	var evidence []Evidence
	var absent, thin []string
	for _, p := range f.pack() {
		switch {
		case p.doc == nil:
			absent = append(absent, p.want.name)
			evidence = append(evidence, f.noText(p.want))
		case !p.whole():
			thin = append(thin, p.want.name+" on "+strings.Join(p.open, ", "))
			evidence = append(evidence, Evidence{Path: p.doc.path, Text: "has no section on " + strings.Join(p.open, ", "), Against: true})
		default:
			e := Evidence{Path: p.doc.path, Text: fmt.Sprintf("%d sections, %d words", len(p.doc.sections), p.doc.words)}
			if len(p.open) > 0 {
				e.Text += "; none on " + strings.Join(p.open, ", ")
			}
			evidence = append(evidence, e)
		}
	}
	readme, unlinked := f.packReadme()
	switch {
	case readme == nil:
		thin = append(thin, "a README beside them")
		evidence = append(evidence, Evidence{Text: "no README beside the documents links one of them", Against: true})
	case len(unlinked) > 0:
		thin = append(thin, "links in "+readme.path+" to "+strings.Join(unlinked, ", "))
		evidence = append(evidence, Evidence{Path: readme.path, Text: "does not link " + strings.Join(unlinked, ", "), Against: true})
	default:
		evidence = append(evidence, Evidence{Path: readme.path, Text: "links every document"})
	}
	switch {
	case len(absent) > 0:
		return missing(needs+strings.Join(append(absent, thin...), "; "), evidence...)
	case len(thin) > 0:
		return partly(needs+strings.Join(thin, "; "), evidence...)
	}
	return done(evidence...)
}

// noText says why no document of the tree is one of the pack.
func (f *facts) noText(want *packDocument) Evidence {
	for _, p := range f.artefact("audit-pack") {
		if !strings.Contains(squeeze(path.Base(p)), squeeze(want.name)) {
			continue
		}
		text := "has no text below its headings"
		switch {
		case len(strings.TrimSpace(string(f.read(p)))) == 0:
			text = "is empty"
		case f.document(p) == nil:
			text = "is no text that can be read as UTF-8"
		}
		return Evidence{Path: p, Text: text, Against: true}
	}
	return Evidence{Text: "no document is the " + want.name, Against: true}
}

// packReadme is the page that links most of the pack, beside one of its documents, and the
// documents that it leaves out.
func (f *facts) packReadme() (*document, []string) {
	var best *document
	var left []string
	for _, d := range f.documents("audit-pack") {
		if !strings.HasPrefix(strings.ToLower(path.Base(d.path)), "readme") && !strings.HasPrefix(strings.ToLower(path.Base(d.path)), "index") {
			continue
		}
		open, linked := f.unlinkedPack(d)
		if linked > 0 && (best == nil || len(open) < len(left)) {
			best, left = d, open
		}
	}
	return best, left
}

// unlinkedPack is which documents of the pack a page does not link, and how many it does.
func (f *facts) unlinkedPack(d *document) (open []string, linked int) {
	to := map[string]bool{}
	for _, l := range d.links {
		if p, ok := resolve(d.path, l.dest); ok {
			to[p] = true
		}
	}
	for _, p := range f.pack() {
		if p.doc != nil && (to[p.doc.path] || p.doc == d) {
			linked++
		} else {
			open = append(open, p.want.name)
		}
	}
	return open, linked
}

// checkAuditPackLinked: the log links the pack, its README or every document, and the links lead
// there.
func checkAuditPackLinked(f *facts, _ *Row) verdict {
	const needs = "links in REFACTOR.md to the README of the audit pack, or to each of its documents"
	d := f.refactorLog()
	if d == nil {
		return missing(needs, f.emptyOf("refactor")...)
	}
	readme, _ := f.packReadme()
	var evidence []Evidence
	whole := false
	for _, l := range d.links {
		p, ok := resolve(d.path, l.dest)
		if ok && readme != nil && (p == readme.path || p == path.Dir(readme.path)) {
			whole = true
			evidence = append(evidence, Evidence{Path: d.path, Line: l.line, Text: "links " + p})
		}
	}
	open, linked := f.unlinkedPack(d)
	var dead []Evidence
	for _, e := range f.deadLinks(d) {
		if l := strings.ToLower(e.Text); strings.Contains(l, "audit") || mentionsPack(l) {
			dead = append(dead, e)
		}
	}
	if linked > 0 {
		evidence = append(evidence, Evidence{Path: d.path, Text: fmt.Sprintf("links %d of %d documents of the pack", linked, len(auditPack))})
	}
	evidence = append(evidence, dead...)
	switch {
	case !whole && linked == 0:
		return missing(needs, append(evidence, Evidence{Path: d.path, Text: "links no document of the pack that the tree has", Against: true})...)
	case len(dead) > 0:
		return partly("links that lead to what the tree has", evidence...)
	case !whole && len(open) > 0:
		return partly("links to "+strings.Join(open, ", "), evidence...)
	}
	return done(evidence...)
}

func mentionsPack(dest string) bool {
	for _, p := range auditPack {
		if strings.Contains(dest, strings.ToLower(p.name)) {
			return true
		}
	}
	return false
}
