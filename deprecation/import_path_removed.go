package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

// pathRules are API040 and API041: the paths by which things are imported, and the stubs that
// declare them.
var pathRules = []*rule{importPathRemoved, stubDisagrees}

var importPathRemoved = &rule{
	Rule: finding.Rule{
		ID: "API040", Name: "import-path-removed", Invariant: "INV-050", Severity: finding.Error,
		Promise: "Every public path that something could be imported by still leads to it.",
	},
	check: checkImportPathRemoved,
}

// checkImportPathRemoved reports public paths that lead nowhere while others still reach the
// object. Where none does, the object itself is told of.
func checkImportPathRemoved(d *Diff, report reportFunc) {
	for _, p := range d.Pairs {
		if p.Gone || p.Outer || !p.Old.Public || p.Old.Owner == nil || p.Old.Owner.Kind != ModuleKind {
			continue
		}
		for _, path := range p.Lost {
			i := issue{subject: path, old: p.Old, new: p.New, effect: breaks, sourced: d.fromSource(outerOf(path)),
				message: fmt.Sprintf("%s can't be imported as %s any more", p.Old.Name, path), witness: witnessOf(p.Old, []string{path}),
				instead: "Leave the import that made the path, with a warning for two releases."}
			if g := d.guarded(path); g != "" {
				i.message += "; at BASE it was there only " + g
				i.effect = silent
			}
			report(i)
		}
	}
}

// fromSource reports whether a module of BASE is read from its source.
func (d *Diff) fromSource(module string) bool {
	m := d.Base.byName[module]
	return m != nil && m.Origin == FromSource
}

// guarded says under what a path of BASE is bound, "" where it always is.
func (d *Diff) guarded(path string) string {
	m := d.Base.byName[outerOf(path)]
	if m == nil || m.scope.names[lastOf(path)] == nil {
		return ""
	}
	return guardText(m.scope.names[lastOf(path)].stmt.Guards)
}
