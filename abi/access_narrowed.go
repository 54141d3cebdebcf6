package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var accessNarrowed = &rule{
	Rule: finding.Rule{
		ID: "ABI042", Name: "access-narrowed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "What clients may name stays as accessible as it was.",
	},
	check: checkAccessNarrowed,
}

// checkAccessNarrowed reports members that fewer may use than before.
func checkAccessNarrowed(d *Diff, report reportFunc) {
	tell := func(o, n *Entity, witness string) {
		if o.Access == parse.AccessNone || n.Access <= o.Access || o.Access == parse.AccessPrivate {
			return
		}
		if o.Owner != nil && !o.Owner.Public {
			return
		}
		report(issue{subject: o.Name, contract: o.Symbol, old: o, new: n, axes: source, witness: witness,
			message: fmt.Sprintf("%s is %s instead of %s", o.Name, accessText(n.Access), accessText(o.Access)),
			instead: "Leave it as accessible as it was, and deprecate it."})
	}
	for k := range d.Functions {
		if p := &d.Functions[k]; p.Old != nil && p.New != nil && p.Old.Public && !p.Old.Deleted && !p.New.Deleted {
			tell(&p.Old.Entity, &p.New.Entity, callOf(p.Old))
		}
	}
	narrowed(d.Classes, classEntity, tell)
	narrowed(d.Enums, enumEntity, tell)
	narrowed(d.Aliases, aliasEntity, tell)
	narrowed(d.Variables, variableEntity, tell)
	for k := range d.Classes {
		if p := &d.Classes[k]; p.Old != nil && p.New != nil {
			narrowed(fieldsByName(p.Old, p.New), variableEntity, tell)
		}
	}
}

// fieldsByName pairs the data members of a class that both ends have under one name.
func fieldsByName(o, n *Class) (pairs []VariablePair) {
	byName := map[string]*Variable{}
	for _, f := range n.Fields {
		byName[lastOf(f.Name)] = f
	}
	for _, f := range o.Fields {
		if m := byName[lastOf(f.Name)]; m != nil && f.Public {
			pairs = append(pairs, VariablePair{Old: f, New: m})
		}
	}
	return pairs
}

func narrowed[T any](pairs []Pair[T], entity func(*T) *Entity, tell func(o, n *Entity, witness string)) {
	for _, p := range pairs {
		if p.Old != nil && p.New != nil && entity(p.Old).Public {
			tell(entity(p.Old), entity(p.New), fmt.Sprintf("using client = decltype(%s);", entity(p.Old).Name))
		}
	}
}

func accessText(a parse.Access) string {
	switch a {
	case parse.AccessProtected:
		return "protected"
	case parse.AccessPrivate:
		return "private"
	}
	return "public"
}
