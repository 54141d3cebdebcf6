package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
)

var constantValueChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI072", Name: "constant-value-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public constant keeps its value.",
	},
	check: checkConstantValueChanged,
}

// checkConstantValueChanged reports constants of another value: compiled clients hold the old
// one. A constant whose own text stayed follows from what it names.
func checkConstantValueChanged(d *Diff, report reportFunc) {
	for k := range d.Variables {
		p := &d.Variables[k]
		if p.Old == nil || p.New == nil || !d.judged(&p.Old.Entity) || !p.New.Public || !constant(p.Old) || !constant(p.New) {
			continue
		}
		o, n := p.Old, p.New
		if o.Init == "" || n.Init == "" || sameValue(o.Init, n.Init) || o.Value != nil && n.Value != nil && *o.Value == *n.Value {
			continue
		}
		i := issue{subject: o.Name, old: &o.Entity, new: &n.Entity, axes: binary | behaviour, silent: true,
			message:    fmt.Sprintf("%s is %s instead of %s", o.Name, valueText(n), valueText(o)),
			compiled:   "It goes on with the old value.",
			recompiled: "It compiles and uses the new value.",
			instead:    "Add a constant of another name, or make it a function.",
			witness:    fmt.Sprintf("char buffer[%s];", o.Name)}
		if o.Template || n.Template || !plainLiteral(o.Init) || !plainLiteral(n.Init) {
			i.possible = o.Value == nil || n.Value == nil // two texts may still mean one value
		}
		report(i)
	}
}

// sameValue reports whether two initialisers mean the same, type traits in long or short form
// included. A literal text is taken as it is.
func sameValue(o, n string) bool {
	return sameExpression(o, n) || !strings.ContainsAny(o+n, "\"'") && sameExpression(plainTraits(o), plainTraits(n))
}

func constant(v *Variable) bool {
	return v.Constexpr || v.Type != nil && v.Type.Const && v.Type.Kind != LRef
}

func valueText(v *Variable) string {
	if v.Value != nil {
		return fmt.Sprint(*v.Value)
	}
	return brief(v.Init)
}

// plainLiteral reports whether an initialiser names nothing.
func plainLiteral(init string) bool {
	plain := plainExpression(init)
	for k := 0; k < len(plain); k++ {
		switch c := plain[k]; {
		case c == '"' || c == '\'':
			k = closing(plain, k) - 1
		case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			return plain == "true " || plain == "false " || plain == "nullptr "
		}
	}
	return true
}
