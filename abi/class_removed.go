package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

var classRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI030", Name: "class-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public class stays.",
	},
	check: checkClassRemoved,
}

// checkClassRemoved reports classes that are gone, once each: members and nested classes go
// with them, functions that name them follow. What only was declared is told of where a
// function follows.
func checkClassRemoved(d *Diff, report reportFunc) {
	specialisations := map[string][]*Class{}
	for _, p := range d.Classes {
		if p.Old != nil && p.Old.Defined && specialised(&p.Old.Entity) {
			key := d.canonical(templateName(p.Old.Name))
			specialisations[key] = append(specialisations[key], p.Old)
		}
	}
	for k := range d.Classes {
		p := &d.Classes[k]
		o := p.Old
		if o == nil || p.New != nil || unnameable(o.Name) || d.told(&o.Entity) || specialised(&o.Entity) || d.renumbered(o.Name) {
			continue
		}
		key := d.canonical(o.Name)
		if a := d.newAlias(key); a != nil && a.Public || d.newVariables[key] {
			continue // told as an alias that was a type; of a variable that has its name its type is told
		}
		affected, linked, tier := d.goesWith(append([]*Class{o}, specialisations[key]...))
		if !d.judged(&o.Entity) && !linked || !o.Defined && len(affected) == 0 && len(specialisations[key]) == 0 {
			continue
		}
		i := issue{subject: o.Name, old: &o.Entity, axes: source, tier: tier, affected: affected, witness: objectOf(o),
			message: fmt.Sprintf("%s is gone", o.Name), instead: "Keep it for a deprecation cycle.", possible: o.Untaken}
		if by := d.classStandsIn(o.Name); by != "" {
			i.axes = 0
			i.message += ": " + by
			i.recompiled = "It compiles where what it finds can do what it uses."
		}
		if linked {
			i.axes |= binary
		}
		if i.axes != 0 {
			report(i)
		}
	}
}

// classStandsIn says what sources find under the name of a class that is gone, "" for
// nothing: a class of a namespace that its own leads to or around an unnamed one, a macro.
func (d *Diff) classStandsIn(name string) string {
	for _, l := range d.New.Links {
		if l.From != scopeOf(name) {
			continue
		}
		if p := d.Class(join(l.To, lastOf(name))); p != nil && p.New != nil && p.New.Public {
			return "its name is found in " + l.To
		}
	}
	if open := strings.ReplaceAll(name, unnamedSpace+"::", ""); open != name {
		if p := d.Class(open); p != nil && p.New != nil && p.New.Public {
			return "it is no longer in an unnamed namespace"
		}
	}
	if d.macroNamed(lastOf(name)) {
		return "a macro has its name"
	}
	return ""
}

// goesWith are the functions that go with a class and its specialisations, or are others
// without them: members that clients link against, and whatever names one or a class in it.
// linked says that a compiled client may refer to one of them, tier how firm the promise is
// that this breaks.
func (d *Diff) goesWith(classes []*Class) (affected []string, linked bool, tier Tier) {
	tier = d.causeTier(&classes[0].Entity)
	own := map[string]bool{}
	visit := func(n *Class) {
		for _, m := range n.Methods {
			own[m.Name] = own[m.Name] || m.Public && hasSymbol(m)
		}
		for _, v := range n.Statics {
			if v.Public && inLibrary(v) {
				affected, linked = append(affected, v.Name), true
			}
		}
		affected = append(append(affected, d.Affected(n.Name)...), d.followers(n.Name)...)
		if t := d.firmest[n.Name]; t != "" {
			linked = true
			if tierRank(t) < tierRank(tier) {
				tier = t
			}
		}
	}
	for _, c := range classes {
		eachNested(c, visit)
	}
	affected = slices.DeleteFunc(affected, func(name string) bool {
		links, member := own[name]
		return member && !links
	})
	return affected, linked, tier
}
