package abi

import (
	"strings"

	"plumbline/internal/finding"
)

// enumeratorPair is an enumerator at BASE and at HEAD.
type enumeratorPair = Pair[Enumerator]

// enumIssue starts what is told of an enum that both ends have.
func (d *Diff) enumIssue(p *EnumPair, a axes) issue {
	i := issue{subject: p.Old.Name, old: &p.Old.Entity, new: &p.New.Entity, axes: a,
		unreached: !d.Reached(p.Old.Name) && !nameless(p.Old.Name)}
	if nameless(p.Old.Name) && len(p.Old.Enumerators) > 0 {
		i.subject = enumeratorName(p.Old, p.Old.Enumerators[0].Name)
	}
	return i
}

// enumeratorIssue starts what is told of an enumerator that is gone.
func (d *Diff) enumeratorIssue(p *EnumPair, o *Enumerator) issue {
	i := d.enumIssue(p, source)
	i.subject = enumeratorName(p.Old, o.Name)
	i.new, i.base, i.oldText = nil, &finding.Location{Path: p.Old.Path, Line: o.Line}, o.Name
	i.compiled = "It goes on with the number that the enumerator was."
	i.witness = "auto value = " + i.subject + ";"
	return i
}

// eachEnum visits the public enums that both ends define.
func (d *Diff) eachEnum(visit func(p *EnumPair)) {
	for i := range d.Enums {
		p := &d.Enums[i]
		if p.Old != nil && p.New != nil && d.judged(&p.Old.Entity) && p.Old.Defined && p.New.Defined {
			visit(p)
		}
	}
}

// enumerators pairs the enumerators by name; those of a branch that is not taken only where
// the other end has no better.
func enumerators(o, n *Enum) (pairs []enumeratorPair) {
	byName := map[string]*Enumerator{}
	for i := range n.Enumerators {
		e := &n.Enumerators[i]
		if q := byName[e.Name]; q == nil || q.Untaken {
			byName[e.Name] = e
		}
	}
	seen := map[string]bool{}
	for _, untaken := range []bool{false, true} {
		for i := range o.Enumerators {
			e := &o.Enumerators[i]
			if e.Untaken == untaken && !seen[e.Name] {
				seen[e.Name] = true
				pairs = append(pairs, enumeratorPair{Old: e, New: byName[e.Name]})
			}
		}
	}
	return pairs
}

// renamedEnumerators maps enumerators that are gone to the one new name for their value.
func renamedEnumerators(o, n *Enum) map[*Enumerator]*Enumerator {
	old, values := map[string]bool{}, map[int64][]*Enumerator{}
	for i := range o.Enumerators {
		old[o.Enumerators[i].Name] = true
	}
	for i := range n.Enumerators {
		e := &n.Enumerators[i]
		if e.Value != nil && !old[e.Name] && !e.Untaken {
			values[*e.Value] = append(values[*e.Value], e)
		}
	}
	out := map[*Enumerator]*Enumerator{}
	for _, p := range enumerators(o, n) {
		if p.New == nil && p.Old.Value != nil && len(values[*p.Old.Value]) == 1 {
			out[p.Old] = values[*p.Old.Value][0]
		}
	}
	return out
}

// enumeratorName is the qualified name of an enumerator: of an enum without a name, in the
// scope around it.
func enumeratorName(e *Enum, name string) string {
	scope := e.Name
	if nameless(scope) {
		scope = scopeOf(scope)
	}
	if scope == "" {
		return name
	}
	return scope + "::" + name
}

// nameless reports whether an enum or class has no name of its own.
func nameless(name string) bool {
	last := lastOf(name)
	return unnamed(last) || strings.HasPrefix(last, "(") || strings.HasPrefix(last, "{") || strings.Contains(last, "unnamed")
}
