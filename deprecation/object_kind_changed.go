package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var objectKindChanged = &rule{
	Rule: finding.Rule{
		ID: "API003", Name: "object-kind-changed", Invariant: "INV-001", Severity: finding.Warning,
		Promise: "A class stays a class, a function a function, a module a module.",
	},
	check: checkObjectKindChanged,
}

// checkObjectKindChanged reports objects that became something else. An attribute whose value
// only the running program knows may be anything, also what the other end declares.
func checkObjectKindChanged(d *Diff, report reportFunc) {
	for _, p := range d.Pairs {
		o, n := p.Old, p.New
		if n == nil || o.Kind == n.Kind || mayBe(o, n) || mayBe(n, o) || o.Origin != FromSource || n.Origin != FromSource {
			continue
		}
		i := issue{subject: o.Name, old: o, new: n, effect: silent,
			message: fmt.Sprintf("%s is %s instead of %s", o.Name, article(n), article(o)),
			instead: "Keep what it is, or give the new thing another name."}
		switch {
		case n.Kind == AttributeKind || o.Kind == AttributeKind && n.Kind == FunctionKind, o.Kind == ModuleKind || n.Kind == ModuleKind:
			i.effect = breaks
		case o.Kind == ClassKind:
			i.witness = fmt.Sprintf("isinstance(x, %s)", o.Base())
		}
		report(i)
	}
}

func article(o *Object) string {
	word := kindWord(o)
	if word == "attribute" {
		return "an " + word
	}
	return "a " + word
}

// mayBe reports whether an attribute can hold what the other end declares: what a call, a
// name or nothing at all gives it is not known from source. A property is an attribute to
// those who use it.
func mayBe(a, other *Object) bool {
	if a.Kind != AttributeKind {
		return false
	}
	if other.Func() != nil && flavourOf(other) == property {
		return true
	}
	v := a.Stmt.Value
	if v == nil {
		return true
	}
	switch v.Kind {
	case parse.ExprCall, parse.ExprName, parse.ExprAttr, parse.ExprIndex, parse.ExprIfElse, parse.ExprLambda, parse.ExprOther, parse.ExprBinary, parse.ExprWalrus:
		return true
	case parse.ExprConst:
		return v.Name == "None"
	}
	return false
}
