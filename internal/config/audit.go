package config

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Audit says where a tree keeps what the Definition of Done asks for. A key that a file leaves
// out is the definition's own (audit.DefaultSettings), as is an artefact that Paths leaves out.
type Audit struct {
	// Checklist is the Markdown file with the tree's own checklist; "" lets the audit look for it.
	Checklist string
	// Critical are globs of the workflows that guard the main branch; nil: not given.
	Critical []string
	// Own are globs of owner/repository whose actions are a trust boundary and no third party;
	// nil: not given.
	Own []string
	// Paths are globs of the files that an artefact may be, by artefact: sbom, refactor, tool-log.
	Paths map[string][]string
}

func (a *Audit) empty() bool {
	return a.Checklist == "" && a.Critical == nil && a.Own == nil && len(a.Paths) == 0
}

// over gives the section with the keys that it has, and those of under that it lacks.
func (a Audit) over(under *Audit, at places) Audit {
	out := *under
	if at.given("audit.checklist", a.Checklist != "") {
		out.Checklist = a.Checklist
	}
	if at.given("audit.critical", a.Critical != nil) {
		out.Critical = append([]string{}, a.Critical...)
	}
	if at.given("audit.own", a.Own != nil) {
		out.Own = append([]string{}, a.Own...) // an empty list is one
	}
	if len(a.Paths) > 0 {
		out.Paths = maps.Clone(under.Paths)
		if out.Paths == nil {
			out.Paths = map[string][]string{}
		}
		maps.Copy(out.Paths, a.Paths)
	}
	return out
}

func (r *reader) audit(a *Audit, p string, n *yaml.Node) {
	r.mapping(p, n, []field{
		{"checklist", r.pathTo(&a.Checklist)},
		{"critical", func(p string, n *yaml.Node) { a.Critical = []string{}; r.textsTo(&a.Critical, r.glob)(p, n) }},
		{"own", func(p string, n *yaml.Node) { a.Own = []string{}; r.textsTo(&a.Own, r.glob)(p, n) }},
		{"paths", func(p string, n *yaml.Node) { r.artefacts(a, p, n) }},
	})
}

// artefacts reads the mapping of artefacts to their globs.
func (r *reader) artefacts(a *Audit, p string, n *yaml.Node) {
	var fields []field
	a.Paths = map[string][]string{}
	if m := deref(n); m.Kind == yaml.MappingNode {
		for i := 0; i < len(m.Content); i += 2 {
			name := deref(m.Content[i]).Value
			fields = append(fields, field{name, func(p string, n *yaml.Node) {
				var globs []string
				r.textsTo(&globs, r.glob)(p, n)
				a.Paths[name] = globs
			}})
		}
	}
	r.mapping(p, n, fields)
}

func (w *writer) audit(a *Audit) {
	w.buf.WriteString("audit:\n")
	if a.Checklist != "" {
		fmt.Fprintf(&w.buf, "  checklist: %s\n", quote(a.Checklist))
	}
	if a.Critical != nil {
		fmt.Fprintf(&w.buf, "  critical: %s\n", flow(a.Critical, 12, "    "))
	}
	if a.Own != nil {
		fmt.Fprintf(&w.buf, "  own: %s\n", flow(a.Own, 7, "    "))
	}
	if len(a.Paths) > 0 {
		w.buf.WriteString("  paths:\n")
		for _, name := range slices.Sorted(maps.Keys(a.Paths)) {
			key := "    " + quote(name) + ": "
			fmt.Fprintf(&w.buf, "%s%s\n", key, flow(a.Paths[name], len(key), "      "))
		}
	}
}
