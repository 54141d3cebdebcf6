package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var macroRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI080", Name: "macro-removed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every public macro stays.",
	},
	check: checkMacroRemoved,
}

// checkMacroRemoved reports macros that are gone, with nothing of that name in their place.
func checkMacroRemoved(d *Diff, report reportFunc) {
	for k := range d.Macros {
		p := &d.Macros[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || d.anyNamed(p.Old.Name) {
			continue
		}
		o := p.Old
		report(issue{subject: o.Name, old: &o.Entity, oldText: macroText(o), axes: source,
			message: fmt.Sprintf("the macro %s is gone", o.Name),
			instead: "Keep it, defined in terms of what replaces it.",
			witness: fmt.Sprintf("#ifndef %s\n#error gone", o.Name)})
	}
}

func macroText(m *Macro) string {
	text := "#define " + m.Name
	if m.FunctionLike {
		text += "(" + strings.Join(m.Params, ", ") + ")"
	}
	return strings.TrimSpace(text + " " + m.Body)
}
