package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

var removedFromAll = &rule{
	Rule: finding.Rule{
		ID: "API002", Name: "removed-from-all", Invariant: "INV-001", Severity: finding.Warning,
		Promise: "No name leaves __all__ while its module lives.",
	},
	check: checkRemovedFromAll,
}

// checkRemovedFromAll reports names that __all__ had and has no longer although the module
// still binds them: star imports lose them, and they are public no more.
func checkRemovedFromAll(d *Diff, report reportFunc) {
	for _, m := range d.Base.Modules {
		p := d.pairOf[m]
		if !m.Public || p == nil || p.New == nil || p.New.Kind != ModuleKind || m.scope.all == nil {
			continue
		}
		all := p.New.scope.all
		if all == nil || all.computed != nil {
			continue
		}
		for _, name := range m.scope.all.order {
			if all.names[name] != nil {
				continue
			}
			old, new := d.Base.moduleMember(m, name, nil), d.Head.moduleMember(p.New, name, nil)
			if !old.known() || !new.known() {
				continue // never there, or gone altogether
			}
			report(issue{subject: m.Name + "." + name, old: old.Obj, new: new.Obj, effect: silent, sourced: d.fromSource(m.Name),
				base:    &finding.Location{Path: m.Path, Line: m.scope.all.names[name].Line},
				head:    &finding.Location{Path: p.New.Path, Line: allLine(all, p.New)},
				message: fmt.Sprintf("%s is no longer in __all__ of %s", name, p.New.Name),
				oldText: "__all__ has " + name, newText: "__all__ lacks " + name,
				instead: "Keep it in __all__ as long as it may be used.", witness: "from " + m.Name + " import *; " + name})
		}
	}
}

// allLine is the line of the first statement that makes a module's __all__.
func allLine(all *exportList, m *Object) int {
	for _, st := range m.Facts.Body {
		if st.Name == allName {
			return st.Line
		}
	}
	for _, n := range all.order {
		return all.names[n].Line
	}
	return 1
}
