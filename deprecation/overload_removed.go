package deprecation

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var overloadRemoved = &rule{
	Rule: finding.Rule{
		ID: "API024", Name: "overload-removed", Invariant: "INV-001", Severity: finding.Error,
		Promise: "Every overload of a function has one at HEAD that takes the same calls.",
	},
	check: checkOverloadRemoved,
}

// checkOverloadRemoved reports overloads (typing.overload) without a counterpart. Where an
// implementation stands beside them, which takes what it took, only type checkers see it.
func checkOverloadRemoved(d *Diff, report reportFunc) {
	d.both(FunctionKind, func(p *Pair) {
		if p.Old.Func() == nil || p.New.Func() == nil || flavourOf(p.Old) == property {
			return
		}
		old, new := overloads(p.Old), overloads(p.New)
		if len(old) == 0 {
			return
		}
		if len(new) == 0 {
			new = []*parse.PyStmt{p.New.Stmt} // one signature that may take all
		}
		for k, st := range old {
			if slices.ContainsFunc(new, func(n *parse.PyStmt) bool { return d.takesOver(p, st, n) }) {
				continue
			}
			i := issue{subject: p.Old.Name, contract: overloadText(p.Old, st), old: p.Old, new: p.New, effect: breaks,
				base:    &finding.Location{Path: p.Old.Path, Line: st.Line},
				oldText: overloadText(p.Old, st), message: fmt.Sprintf("overload %d of %s is gone: %s", k+1, p.Old.Name, overloadText(p.Old, st)),
				instead: "Keep the overload."}
			if !isOverload(p.New.Stmt) && len(p.Old.More) > 0 && !isOverload(p.Old.Stmt) {
				i.effect = typing
			}
			report(i)
		}
	})
}

// overloads are the signatures of a function that typing.overload marks, in source order.
func overloads(o *Object) []*parse.PyStmt {
	var out []*parse.PyStmt
	for _, st := range append(slices.Clone(o.More), o.Stmt) {
		if isOverload(st) {
			out = append(out, st)
		}
	}
	slices.SortFunc(out, func(a, b *parse.PyStmt) int { return a.Line - b.Line })
	return out
}

// takesOver reports whether a signature takes all calls of another.
func (d *Diff) takesOver(p *Pair, old, new *parse.PyStmt) bool {
	o, n := withStmt(p.Old, old), withStmt(p.New, new)
	oldOf, newOf := called(o), called(n)
	m := compareParams(oldOf, newOf)
	if len(m.changes) > 0 {
		return false
	}
	for i := range oldOf {
		if j := m.mate[i]; j >= 0 && oldOf[i].Type != nil && newOf[j].Type != nil {
			if r := relate(d.in(d.Base, o).optional(&oldOf[i]), d.in(d.Head, n).optional(&newOf[j])); r == typeNarrowed || r == typeOther {
				return false
			}
		}
	}
	return true
}

// withStmt is a function under another of its definitions.
func withStmt(o *Object, st *parse.PyStmt) *Object {
	c := *o
	c.Stmt = st
	return &c
}

func overloadText(o *Object, st *parse.PyStmt) string { return signatureText(withStmt(o, st)) }
