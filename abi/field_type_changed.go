package abi

import (
	"fmt"

	"plumbline/internal/finding"
)

var fieldTypeChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI023", Name: "field-type-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every data member keeps its type.",
	},
	check: checkFieldTypeChanged,
}

// checkFieldTypeChanged reports data members of another type, unless the type follows from a
// change that is reported itself, and lists the class: a class that keeps its size is not
// listed where the old type is gone. Qualifiers have a rule of their own.
func checkFieldTypeChanged(d *Diff, report reportFunc) {
	d.eachClass(func(c *classChange) {
		for _, f := range c.fields {
			if f.Old == nil || f.New == nil || f.SameType && !(f.Replaced && c.stays()) || f.Renamed || sameBare(f.Old.Type, f.New.Type) ||
				reservedName.MatchString(f.Old.Decl.Name) && c.reuses() || !knownType(f.Old.Type) || !knownType(f.New.Type) {
				continue
			}
			i := d.fieldIssue(c, f, accessAxes(f.Old))
			i.message = fmt.Sprintf("%s is of type %s instead of %s (%s)", i.subject, f.New.Type, f.Old.Type, sizes(c))
			i.instead = "Add a member of the new type where the class may grow, and keep this one."
			if open(f.Old) && converts(f.New.Type, f.Old.Type) {
				i.axes &^= source
			}
			if c.stays() && alikeInside(f.Old.Type, f.New.Type) {
				i.axes, i.silent = i.axes&^binary|behaviour, false // the same bytes mean nearly the same
			}
			report(i)
		}
	})
}

// sameBare reports whether two types differ in nothing but top-level const and volatile.
func sameBare(o, n *Type) bool {
	return o != nil && n != nil && o.bare() == n.bare()
}

// alikeInside reports whether both are pointers to data, or both integers or enums: of one
// size, the same bytes mean nearly the same.
func alikeInside(o, n *Type) bool {
	kind := func(t *Type) int {
		switch {
		case t == nil:
			return 0
		case t.Kind == Pointer && t.Elem != nil && t.Elem.Kind == FunctionType:
			return 0 // a call through it is another one
		case t.Kind == Pointer || t.Kind == LRef || t.Kind == RRef:
			return 1
		case t.Kind == EnumType || t.Kind == Builtin && t.Name != "float" && t.Name != "double" && t.Name != "long double":
			return 2
		}
		return 0
	}
	return kind(o) != 0 && kind(o) == kind(n)
}
