package abi

import (
	"fmt"
	"strconv"
	"strings"

	"plumbline/internal/finding"
)

var macroValueChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI081", Name: "macro-value-changed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Every public macro expands to what it expanded to.",
	},
	check: checkMacroValueChanged,
}

// checkMacroValueChanged reports macros that expand to another value, or, as a risk, to
// other code.
func checkMacroValueChanged(d *Diff, report reportFunc) {
	for k := range d.Macros {
		p := &d.Macros[k]
		if p.Old == nil || p.New == nil || !d.judged(&p.Old.Entity) || !p.New.Public || macroParametersDiffer(p.Old, p.New) {
			continue
		}
		o, n := p.Old, p.New
		if d.positional(o) == d.positional(n) || !o.FunctionLike && sameExpression(o.Body, n.Body) {
			continue
		}
		i := issue{subject: o.Name, old: &o.Entity, new: &n.Entity, oldText: macroText(o), newText: macroText(n), axes: behaviour,
			message:  fmt.Sprintf("the macro %s expands to something else", o.Name),
			compiled: "It goes on with what the macro was.",
			instead:  "Add a macro of another name."}
		if !o.FunctionLike && plainLiteral(o.Body) && plainLiteral(n.Body) && o.Body != "" && n.Body != "" {
			i.message = fmt.Sprintf("the macro %s is %s instead of %s", o.Name, n.Body, o.Body)
			i.witness = fmt.Sprintf("auto value = %s;", o.Name)
		} else {
			i.possible = true
		}
		report(i)
	}
}

// positional is the body of a macro with its parameters by position, the choices of
// spelling that change nothing aside.
func (d *Diff) positional(m *Macro) string {
	params := map[string]int{}
	for k, name := range m.Params {
		params[strings.TrimSuffix(name, "...")] = k
	}
	for name := range d.unusedMarks {
		params[name] = unusedMark
	}
	return strings.ReplaceAll(strings.ReplaceAll(plainTraits(renameParams(m.Body, params)), "$"+strconv.Itoa(unusedMark), ""), "[[maybe_unused]]", "")
}

// unusedMark stands for a macro that marks what may be unused, where parameters have numbers.
const unusedMark = 1 << 20

// unusedMarks are the macros of either surface that only say that what follows may be
// unused ([dcl.attr.unused]).
func unusedMarks(surfaces ...*Surface) map[string]bool {
	out := map[string]bool{}
	for _, s := range surfaces {
		for _, m := range s.Macros {
			switch strings.ReplaceAll(m.Body, " ", "") {
			case "[[maybe_unused]]", "__attribute__((unused))", "__attribute__((__unused__))":
				out[m.Name] = true
			}
		}
	}
	return out
}
