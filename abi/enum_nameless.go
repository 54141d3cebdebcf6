package abi

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

// namedEnums drops the enums that have no name of their own.
func namedEnums(list []*Enum) []*Enum {
	return slices.DeleteFunc(slices.Clone(list), func(e *Enum) bool { return nameless(e.Name) })
}

// matchNameless pairs the enums without a name by what they declare, for that is all that
// clients know of them: the names that the parser made up count up through a header, so that
// one more enum would shift them all. An enum goes with the first one that has an enumerator
// of the same qualified name.
func (d *Diff) matchNameless(old, new []*Enum) (pairs []EnumPair) {
	holder := map[string]*Enum{}
	for _, n := range new {
		for i := range n.Enumerators {
			if name := d.canonical(enumeratorName(n, n.Enumerators[i].Name)); nameless(n.Name) && holder[name] == nil {
				holder[name] = n
			}
		}
	}
	paired := map[*Enum]bool{}
	for _, o := range old {
		if !nameless(o.Name) {
			continue
		}
		p := EnumPair{Old: o}
		for i := 0; i < len(o.Enumerators) && p.New == nil; i++ {
			p.New = holder[d.canonical(enumeratorName(o, o.Enumerators[i].Name))]
		}
		if p.New != nil {
			paired[p.New] = true
		}
		pairs = append(pairs, p)
	}
	for _, n := range new {
		if nameless(n.Name) && !paired[n] {
			pairs = append(pairs, EnumPair{New: n})
		}
	}
	return pairs
}

// namelessRemoved tells of the enumerators of enums without a name that are gone as a whole:
// such an enum is no more than its constants.
func (d *Diff) namelessRemoved(report reportFunc) {
	for k := range d.Enums {
		p := &d.Enums[k]
		if p.Old == nil || p.New != nil || !nameless(p.Old.Name) || !d.judged(&p.Old.Entity) || d.told(&p.Old.Entity) {
			continue
		}
		for j := range p.Old.Enumerators {
			o := &p.Old.Enumerators[j]
			i := issue{subject: enumeratorName(p.Old, o.Name), old: &p.Old.Entity, axes: source, oldText: o.Name,
				base: &finding.Location{Path: p.Old.Path, Line: o.Line}}
			if d.offered(i.subject) {
				continue
			}
			i.message = fmt.Sprintf("%s is gone", i.subject)
			i.compiled = "It goes on with the number that the enumerator was."
			i.instead = "Keep it, deprecated."
			i.witness = "auto value = " + i.subject + ";"
			report(i)
		}
	}
}

// offered reports whether HEAD has something else under an enumerator's name: a constant, a
// macro, or an enumerator of an enum that has a name now.
func (d *Diff) offered(name string) bool {
	name = d.canonical(name)
	if d.newVariables[name] || d.newMacros[lastOf(name)] {
		return true
	}
	for _, e := range d.New.Enums {
		if !e.Scoped && scopeOf(d.canonical(e.Name)) == scopeOf(name) &&
			slices.ContainsFunc(e.Enumerators, func(x Enumerator) bool { return x.Name == lastOf(name) }) {
			return true
		}
	}
	return false
}
