package deprecation

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

var requiredFieldAdded = &rule{
	Rule: finding.Rule{
		ID: "API033", Name: "required-field-added", Invariant: "INV-001", Severity: finding.Error,
		Promise: "No dataclass gains a field that callers must give, or asks for one that had a default.",
	},
	check: checkRequiredFieldAdded,
}

// checkRequiredFieldAdded reports fields of dataclasses and named tuples that the constructor
// asks for, and did not at BASE.
func checkRequiredFieldAdded(d *Diff, report reportFunc) {
	d.eachFields(func(p *Pair, old, new []field) {
		for _, f := range new {
			i := slices.IndexFunc(old, func(o field) bool { return o.obj.Base() == f.obj.Base() })
			if !f.required || i >= 0 && old[i].required || d.renamedField(p, old, new, &f) || d.toldAbove(p, &f) {
				continue
			}
			is := issue{subject: p.Old.Name + "." + f.obj.Base(), new: f.obj, effect: breaks, base: p.Old.Location(),
				oldText: statementText(p.Old), message: fmt.Sprintf("%s needs the new field %s", p.Old.Name, f.obj.Base()),
				instead: "Give it a default.", witness: p.Old.Base() + "(...)"}
			if i >= 0 {
				is.old, is.message = old[i].obj, fmt.Sprintf("the field %s of %s has no default any more", f.obj.Base(), p.Old.Name)
			}
			report(is)
		}
	})
	d.checkKeys(report)
}

// checkKeys reports keys that a TypedDict demands now and did not.
func (d *Diff) checkKeys(report reportFunc) {
	d.both(ClassKind, func(p *Pair) {
		if !d.Base.isTypedDict(p.Old) || !d.Head.isTypedDict(p.New) {
			return
		}
		old := d.Base.keys(p.Old)
		for _, f := range d.Head.keys(p.New) {
			i := slices.IndexFunc(old, func(o field) bool { return o.obj.Base() == f.obj.Base() })
			if !f.required || i >= 0 && old[i].required || d.toldAbove(p, &f) {
				continue
			}
			is := issue{subject: p.Old.Name + "." + f.obj.Base(), new: f.obj, effect: typing, base: p.Old.Location(), oldText: statementText(p.Old),
				message: fmt.Sprintf("%s demands the key %s", p.Old.Name, f.obj.Base()), instead: "Mark it NotRequired."}
			if i >= 0 {
				is.old = old[i].obj
			}
			report(is)
		}
	})
}

// toldAbove reports whether a field of HEAD is that of a base, whose own pair tells of it.
func (d *Diff) toldAbove(p *Pair, f *field) bool {
	if f.obj.Owner == p.New {
		return false
	}
	return slices.ContainsFunc(d.Pairs, func(q *Pair) bool { return q != p && q.New == f.obj.Owner && q.Old.Kind == ClassKind })
}

// renamedField reports whether a field stands where one that is gone stood: the one that is
// gone is told.
func (d *Diff) renamedField(p *Pair, old, new []field, f *field) bool {
	at := slices.IndexFunc(new, func(n field) bool { return n.obj == f.obj })
	if at >= len(old) || len(old) != len(new) {
		return false
	}
	name := old[at].obj.Base()
	return name != f.obj.Base() && !slices.ContainsFunc(new, func(n field) bool { return n.obj.Base() == name })
}

// eachFields visits the dataclasses that both ends have, with the fields of both.
func (d *Diff) eachFields(visit func(p *Pair, old, new []field)) {
	d.both(ClassKind, func(p *Pair) {
		if isDataclass(p.Old) && isDataclass(p.New) && p.Old.scope.names["__init__"] == nil && p.New.scope.names["__init__"] == nil {
			visit(p, d.Base.fields(p.Old), d.Head.fields(p.New))
		}
	})
}
