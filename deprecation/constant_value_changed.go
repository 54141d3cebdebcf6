package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var constantValueChanged = &rule{
	Rule: finding.Rule{
		ID: "API004", Name: "constant-value-changed", Invariant: "INV-001", Severity: finding.Warning,
		Promise: "Every public constant keeps its value.",
	},
	check: checkConstantValueChanged,
}

// checkConstantValueChanged reports attributes of modules and classes whose spelled-out value is
// another. Collections that only gained members, and fields, whose value is a default, are not.
func checkConstantValueChanged(d *Diff, report reportFunc) {
	members := d.enumMembers()
	d.both(AttributeKind, func(p *Pair) {
		o, n := p.Old, p.New
		if o.Stmt.Value == nil || n.Stmt.Value == nil || members[o] || isField(o) || isDunder(o.Base()) {
			return
		}
		if !isLiteral(o.Stmt.Value, 0) || !isLiteral(n.Stmt.Value, 0) || len(o.More) > 0 || len(n.More) > 0 {
			return
		}
		old, new := d.Base.valueOf(o.Owner, o.Stmt.Value), d.Head.valueOf(n.Owner, n.Stmt.Value)
		if old == new || gained(d, o, n) {
			return
		}
		report(issue{subject: o.Name, old: o, new: n, effect: silent,
			message: fmt.Sprintf("%s is %s instead of %s", o.Name, oneLine(n.Stmt.Value.Text), oneLine(o.Stmt.Value.Text)),
			instead: "Give the new value another name."})
	})
}

// gained reports whether a collection holds all that it held, and more.
func gained(d *Diff, o, n *Object) bool {
	a, b := o.Stmt.Value, n.Stmt.Value
	if a.Kind != b.Kind || a.Kind != parse.ExprList && a.Kind != parse.ExprSet && a.Kind != parse.ExprDict && a.Kind != parse.ExprTuple || len(b.Args) < len(a.Args) {
		return false
	}
	if a.Kind == parse.ExprTuple || len(a.Args) == 0 {
		return false // a tuple is a value, and an empty collection is filled elsewhere
	}
	step := 1
	if a.Kind == parse.ExprDict {
		step = 2
	}
	have := map[string]bool{}
	entry := func(s *Surface, owner *Object, e *parse.PyExpr, i int) string {
		text := s.valueOf(owner, &e.Args[i])
		if step == 2 {
			text += ": " + s.valueOf(owner, &e.Args[i+1])
		}
		return text
	}
	for i := 0; i+step <= len(b.Args); i += step {
		have[entry(d.Head, n.Owner, b, i)] = true
	}
	for i := 0; i+step <= len(a.Args); i += step {
		if !have[entry(d.Base, o.Owner, a, i)] {
			return false
		}
	}
	return true
}
