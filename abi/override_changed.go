package abi

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var overrideChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI017", Name: "override-changed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "Public classes override the virtual functions of their bases that they overrode at BASE.",
	},
	check: checkOverrideChanged,
}

// checkOverrideChanged reports overriders that a class gains or loses while the function that
// they override stays. In the table that the class shares with its primary base the slot
// stays, so that only direct calls notice; an overrider of what another base declares has a
// slot of its own besides (Itanium C++ ABI 2.5.2), and so has one whose result needs an
// adjustment.
func checkOverrideChanged(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		for _, f := range n.Methods {
			q := d.FunctionPair(f)
			if q == nil || q.Old != nil || !takesSlot(f) || f.Func == parse.FuncDestructor {
				continue
			}
			m, how := overriddenIn(n, f)
			if m != nil && d.overriddenAtBase(o, m) || m == nil && !introduces(n, f) && foreignBase(o, map[*Class]bool{}) {
				report(d.overrideAdded(o, n, f, m, how))
			}
		}
		for _, f := range o.Methods {
			q := d.FunctionPair(f)
			if q == nil || q.New != nil || !takesSlot(f) || f.Func == parse.FuncDestructor {
				continue
			}
			m, how := overriddenIn(o, f)
			if m != nil && d.overriddenAtHead(n, m) || m == nil && !introduces(o, f) && foreignBase(n, map[*Class]bool{}) {
				report(d.overrideRemoved(o, n, f, m, how))
			}
		}
	})
}

// overriddenAtBase reports whether a class inherited at BASE what is a virtual function of
// its bases at HEAD.
func (d *Diff) overriddenAtBase(o *Class, m *Function) bool {
	q := d.FunctionPair(m)
	return q != nil && q.Old != nil && takesSlot(q.Old) && q.Old.Owner != nil && descends(o, q.Old.Owner, map[*Class]bool{})
}

// overriddenAtHead is the same for what was one at BASE.
func (d *Diff) overriddenAtHead(n *Class, m *Function) bool {
	q := d.FunctionPair(m)
	return q != nil && q.New != nil && takesSlot(q.New) && q.New.Owner != nil && descends(n, q.New.Owner, map[*Class]bool{})
}

// foreignBase reports whether a class derives from one that the tree does not declare, which
// may have any virtual function.
func foreignBase(c *Class, seen map[*Class]bool) bool {
	if seen[c] || len(seen) > maxBases {
		return false
	}
	seen[c] = true
	return slices.ContainsFunc(c.Bases, func(b Base) bool {
		if b.Class != nil {
			return foreignBase(b.Class, seen)
		}
		if b.Type == nil {
			return false
		}
		std, known := stdTable()[stdName(b.Type.Name)]
		return !known || slices.Contains(std.flags, "poly")
	})
}

// overriddenName names what is overridden, nil being a function of a class not declared here.
func overriddenName(m *Function) string {
	if m == nil {
		return "a function of a base that the tree does not declare"
	}
	return m.Name
}

// ownSlot reports whether an overrider has a slot of its own in the primary table of its
// class: the table says so where it is known.
func ownSlot(c *Class, f *Function, how overriding) bool {
	if c.Vtable == nil || how == overridesNone {
		return how == overridesSecondary
	}
	key, slots := slotKey(f), 0
	for _, s := range c.Vtable.Slots {
		if s.Key == key {
			slots++
		}
	}
	return slots > inheritedSlots(c, key)
}

// inheritedSlots is how many slots of a key the table of the primary base has.
func inheritedSlots(c *Class, key string) (slots int) {
	if b := primaryOf(c); b != nil && b.Class != nil {
		if b.Class.Vtable == nil {
			return 1
		}
		for _, s := range b.Class.Vtable.Slots {
			if s.Key == key {
				slots++
			}
		}
	}
	return slots
}

func (d *Diff) overrideAdded(o, n *Class, f, m *Function, how overriding) issue {
	i := d.virtualIssue(o, f, behaviour)
	i.new = &f.Entity
	i.possible = true
	i.message = fmt.Sprintf("%s is a new overrider of %s", signature(f), overriddenName(m))
	i.compiled = "It goes on working; what it calls directly is still that of the base."
	if ownSlot(n, f, how) {
		i.axes, i.silent, i.compiled = binary, true, ""
		i.possible = closed(o)
		i.message += ", with a slot of its own"
	}
	if (f.Final || f.Pure && m != nil && !m.Pure) && !closed(n) {
		i.axes |= source
		i.possible = false
		i.message += map[bool]string{true: ", and final", false: ", and pure"}[f.Final]
	}
	i.instead = "Change what the overridden function does, or see that clients can do without the new one."
	i.witness = callOf(f)
	return i
}

func (d *Diff) overrideRemoved(o, n *Class, f, m *Function, how overriding) issue {
	i := d.virtualIssue(o, f, behaviour)
	i.old = &f.Entity
	i.message = fmt.Sprintf("%s no longer overrides %s", signature(f), overriddenName(m))
	switch {
	case ownSlot(o, f, how) && !closed(o):
		i.axes, i.silent = binary, true
		i.message += ", and its own slot is gone"
	case hasSymbol(f):
		i.axes = binary
		i.message += ", and its symbol is gone"
	default:
		i.possible = true
	}
	if m != nil && m.Pure {
		if _, by := overriddenIn(n, f); by != overridesNone && abstractIn(n, f) {
			i.axes |= source
			i.message += fmt.Sprintf(": %s is abstract", n.Name)
		}
	}
	i.instead = "Keep it, and let it call the function of the base."
	i.witness = callOf(f)
	return i
}

// abstractIn reports whether the nearest declaration of a function above a class is pure.
func abstractIn(c *Class, f *Function) bool {
	seen := map[*Class]bool{}
	for level := []*Class{c}; len(level) > 0 && len(seen) <= maxBases; {
		var next []*Class
		for _, k := range level {
			for _, b := range k.Bases {
				if b.Class == nil || seen[b.Class] {
					continue
				}
				seen[b.Class] = true
				for _, m := range b.Class.Methods {
					if takesSlot(m) && mayOverride(f, m) {
						return m.Pure
					}
				}
				next = append(next, b.Class)
			}
		}
		level = next
	}
	return false
}
