package abi

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

var aliasTargetChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI060", Name: "alias-target-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every alias means the type it meant at BASE.",
	},
	check: checkAliasTargetChanged,
}

// checkAliasTargetChanged reports aliases that mean another type, and types that became an
// alias of another: one finding, with the functions and classes that follow.
func checkAliasTargetChanged(d *Diff, report reportFunc) {
	for k := range d.Aliases {
		p := &d.Aliases[k]
		if p.Old == nil || p.New == nil || !d.judged(&p.Old.Entity) || !d.aliasChanged(p) || d.aliasFollows(p) ||
			p.Old.Untaken || p.New.Untaken || inheritsConstructors(p.Old) {
			continue
		}
		o, n := p.Old, p.New
		i := issue{subject: o.Name, old: &o.Entity, new: &n.Entity, axes: source, tier: d.causeTier(&o.Entity),
			affected: slices.Concat(d.Affected(o.Name), d.classesVia(o.Name), d.followers(o.Name)),
			message:  fmt.Sprintf("%s means %s instead of %s", o.Name, aliasTarget(n), aliasTarget(o)),
			instead:  "Add an alias of another name for the new type.",
			witness:  fmt.Sprintf("void f(%s value);", o.Name)}
		if o.Type != nil && n.Type != nil && o.Params == nil && converts(o.Type, n.Type) && converts(n.Type, o.Type) {
			i.axes = behaviour
		}
		if len(i.affected) > 0 {
			i.axes |= binary
		}
		if i.axes&binary == 0 && (o.Type != nil && !knownType(o.Type) || n.Type != nil && !knownType(n.Type)) {
			i.axes, i.possible = behaviour, true // two texts may still mean one type
		}
		report(i)
	}
	d.aliasBecameType(report)
	d.typeBecameAlias(report)
}

// aliasBecameType reports aliases whose name is that of a type of its own now.
func (d *Diff) aliasBecameType(report reportFunc) {
	for k := range d.Aliases {
		p := &d.Aliases[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || p.Old.Using != "" {
			continue
		}
		key := d.canonical(p.Old.Name)
		if !d.newType(key) || p.Old.Type != nil && d.canonical(p.Old.Type.Name) == key {
			continue // `typedef struct X X` says nothing
		}
		i := issue{subject: p.Old.Name, old: &p.Old.Entity, new: d.newTypeEntity(key), axes: source, tier: d.causeTier(&p.Old.Entity),
			affected: slices.Concat(d.Affected(p.Old.Name), d.followers(p.Old.Name)),
			message:  fmt.Sprintf("%s is a type of its own instead of %s", p.Old.Name, aliasTarget(p.Old)),
			instead:  "Keep the alias.", witness: fmt.Sprintf("void f(%s value);", p.Old.Name)}
		if len(i.affected) > 0 {
			i.axes |= binary
		}
		report(i)
	}
}

// typeBecameAlias reports classes and enums whose name is that of an alias now: sources see
// little difference, every symbol that names them is another one.
func (d *Diff) typeBecameAlias(report reportFunc) {
	tell := func(o *Entity) {
		a := d.newAlias(d.canonical(o.Name))
		if a == nil || !d.judged(o) || d.told(o) || !a.Public {
			return
		}
		i := issue{subject: o.Name, old: o, new: &a.Entity, axes: behaviour, tier: d.causeTier(o),
			affected: slices.Concat(d.Affected(o.Name), d.followers(o.Name)),
			message:  fmt.Sprintf("%s is an alias of %s instead of a type of its own", o.Name, aliasTarget(a)),
			instead:  "Keep the type, and let it convert.", witness: fmt.Sprintf("void f(%s value);", o.Name)}
		if len(i.affected) > 0 || d.Reached(o.Name) {
			i.axes |= binary
		} else {
			i.possible = true
		}
		i.recompiled = "It compiles where the other type can do what it uses."
		report(i)
	}
	for k := range d.Classes {
		if p := &d.Classes[k]; p.Old != nil && p.New == nil {
			tell(&p.Old.Entity)
		}
	}
	for k := range d.Enums {
		if p := &d.Enums[k]; p.Old != nil && p.New == nil {
			tell(&p.Old.Entity)
		}
	}
}
