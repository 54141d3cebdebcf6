package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var macroParametersChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI082", Name: "macro-parameters-changed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every public macro takes the arguments it took.",
	},
	check: checkMacroParametersChanged,
}

// checkMacroParametersChanged reports macros that take another number of arguments.
func checkMacroParametersChanged(d *Diff, report reportFunc) {
	for k := range d.Macros {
		p := &d.Macros[k]
		if p.Old == nil || p.New == nil || !d.judged(&p.Old.Entity) || !p.New.Public || !macroParametersDiffer(p.Old, p.New) {
			continue
		}
		o, n := p.Old, p.New
		report(issue{subject: o.Name, old: &o.Entity, new: &n.Entity, oldText: macroText(o), newText: macroText(n), axes: source,
			message: fmt.Sprintf("the macro %s takes %s instead of %s", o.Name, macroArity(n), macroArity(o)),
			instead: "Add a macro of another name.",
			witness: macroUse(o)})
	}
}

// macroParametersDiffer reports whether uses of one macro are none of the other.
func macroParametersDiffer(o, n *Macro) bool {
	if o.FunctionLike != n.FunctionLike {
		// A macro without a list of its own may name one that has it, or a function.
		return n.FunctionLike || plainLiteral(n.Body)
	}
	if variadicMacro(n) && len(n.Params)-1 <= len(o.Params) {
		return false
	}
	return len(o.Params) != len(n.Params) || variadicMacro(o) && !variadicMacro(n)
}

func variadicMacro(m *Macro) bool {
	return len(m.Params) > 0 && strings.HasSuffix(m.Params[len(m.Params)-1], "...")
}

func macroArity(m *Macro) string {
	if !m.FunctionLike {
		return "no argument list"
	}
	return "(" + strings.Join(m.Params, ", ") + ")"
}

func macroUse(m *Macro) string {
	if !m.FunctionLike {
		return fmt.Sprintf("auto value = %s;", m.Name)
	}
	return fmt.Sprintf("%s(%s);", m.Name, strings.Join(m.Params, ", "))
}
