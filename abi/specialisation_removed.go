package abi

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var specialisationRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI037", Name: "specialisation-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public specialisation and instantiation of a template stays.",
	},
	check: checkSpecialisationRemoved,
}

// checkSpecialisationRemoved reports specialisations that are gone of templates that are not:
// sources get the template itself, compiled clients miss the symbols.
func checkSpecialisationRemoved(d *Diff, report reportFunc) {
	d.classSpecialisationsRemoved(report)
	for k := range d.Functions {
		p := &d.Functions[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || p.Old.Untaken || len(p.Causes) > 0 || !d.specialisationOnly(&p.Old.Entity) {
			continue
		}
		i := d.specialisationIssue(&p.Old.Entity)
		if p.Old.Decl.SpecArgs != nil {
			i.subject += writtenArgs(p.Old.Decl.SpecArgs)
		}
		if i.contract = p.Old.Symbol; hasSymbol(p.Old) {
			i.axes |= binary
		}
		i.possible = i.axes == behaviour
		report(i)
	}
	for k := range d.Variables {
		p := &d.Variables[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || p.Old.Untaken || !d.specialisationOnly(&p.Old.Entity) {
			continue
		}
		i := d.specialisationIssue(&p.Old.Entity)
		if inLibrary(p.Old) {
			i.axes |= binary
		}
		i.possible = i.axes == behaviour
		report(i)
	}
	d.instantiationsRemoved(report)
}

// classSpecialisationsRemoved reports class specialisations: many of one template as one
// change.
func (d *Diff) classSpecialisationsRemoved(report reportFunc) {
	groups, order := map[string][]issue{}, []string{}
	for k := range d.Classes {
		p := &d.Classes[k]
		if p.Old == nil || p.New != nil || !d.judged(&p.Old.Entity) || p.Old.Untaken || d.stillNamed(p.Old.Name) || !d.specialisationOnly(&p.Old.Entity) {
			continue
		}
		i := d.specialisationIssue(&p.Old.Entity)
		affected, linked, tier := d.goesWith([]*Class{p.Old})
		i.affected, i.tier = affected, tier
		if linked {
			i.axes |= binary
		}
		name := templateName(p.Old.Name)
		if t := d.Class(name); t == nil || t.New == nil || !t.New.Defined {
			i.axes = i.axes&binary | source
			i.message = fmt.Sprintf("the specialisation %s is gone, and the template is not defined", p.Old.Name)
		}
		i.possible = i.axes == behaviour
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name] = append(groups[name], i)
	}
	for _, name := range order {
		group := groups[name]
		if len(group) < minNames {
			for _, i := range group {
				report(i)
			}
			continue
		}
		all := group[0]
		all.subject = name
		all.message = fmt.Sprintf("%d specialisations of %s are gone", len(group), name)
		for _, i := range group {
			all.axes |= i.axes
			all.possible = all.possible && i.possible
			all.affected = append(append(all.affected, i.subject), i.affected...)
		}
		report(all)
	}
}

func (d *Diff) specialisationIssue(o *Entity) issue {
	return issue{subject: o.Name, old: o, axes: behaviour,
		message:    fmt.Sprintf("the specialisation %s is gone: the template itself takes its place", o.Name),
		instead:    "Keep the specialisation.",
		recompiled: "It compiles where the template itself can do what it uses, and may do something else.",
		witness:    "auto use = sizeof(" + o.Name + ");"}
}

// specialisationOnly reports whether a declaration that is gone is a specialisation of a
// template that HEAD still has, with the parameters that it had.
func (d *Diff) specialisationOnly(o *Entity) bool {
	if !specialised(o) || d.told(o) {
		return false
	}
	name := templateName(o.Name)
	switch o.Kind {
	case "class", "struct", "union":
		return d.classSpecialisationOnly(o, name)
	case "variable", "field":
		return d.newVariables[d.canonical(name)]
	}
	for _, f := range d.newSets[d.canonical(name)] {
		if len(f.TemplateParams) > 0 {
			return true
		}
	}
	return false
}

// classSpecialisationOnly also is true of specialisations of templates that the tree doesn't
// declare: those of std are never gone. What was for a type that is gone went with it.
func (d *Diff) classSpecialisationOnly(o *Entity, name string) bool {
	s := d.Class(o.Name)
	if s == nil || s.Old == nil || d.respelt[s.Old] || d.renumbered(o.Name) {
		return false
	}
	for i := range s.Old.Args {
		gone := false
		s.Old.Args[i].Type.walk(0, func(t *Type) {
			if t.Kind == ClassType || t.Kind == EnumType {
				p, q := d.Class(t.Name), d.enumOf[d.canonical(t.Name)]
				gone = gone || p != nil && p.New == nil || q != nil && q.New == nil
			}
		})
		if gone {
			return false
		}
	}
	p := d.Class(name)
	return p == nil || p.Old == nil || p.New != nil && compareParams(p.Old.Params, p.New.Params) != paramsChanged
}

// respelled finds the specialisations of BASE that HEAD has with arguments which say the
// same in other words, or other types because of another root cause.
func (d *Diff) respelled() map[*Class]bool {
	added := map[string][]*Class{}
	for _, p := range d.Classes {
		if p.Old == nil && specialised(&p.New.Entity) {
			key := d.canonical(templateName(p.New.Name))
			added[key] = append(added[key], p.New)
		}
	}
	out, used := map[*Class]bool{}, map[*Class]bool{}
	for _, loose := range []bool{false, true} {
		for _, p := range d.Classes {
			if p.New != nil || !specialised(&p.Old.Entity) || out[p.Old] {
				continue
			}
			list := added[d.canonical(templateName(p.Old.Name))]
			for _, n := range list[:min(len(list), maxOverloads)] {
				if !used[n] && d.sameSpecialisation(p.Old, n, loose) {
					out[p.Old], used[n] = true, true
					break
				}
			}
		}
	}
	return out
}

// sameSpecialisation compares the arguments of two specialisations of one template; loose
// passes over conditions on template parameters.
func (d *Diff) sameSpecialisation(o, n *Class, loose bool) bool {
	if len(o.Args) != len(n.Args) || len(o.Args) == 0 || (o.Params == nil) != (n.Params == nil) {
		return false
	}
	c := &typeComparer{d: d, oldParams: numbered(o.Params), newParams: numbered(n.Params)}
	for i := range o.Args {
		a, b := &o.Args[i], &n.Args[i]
		dependent := a.Type != nil && b.Type != nil && a.Type.Kind == Dependent && b.Type.Kind == Dependent
		if !(loose && dependent) && !c.sameArg(a, b, 0) {
			return false
		}
	}
	return true
}

// numbered maps template parameters to their places.
func numbered(params []parse.TemplateParam) map[string]int {
	out := map[string]int{}
	for i, p := range params {
		if p.Name != "" {
			out[p.Name] = i
		}
	}
	return out
}

// instantiationsRemoved reports explicit instantiations ([temp.explicit]) that are gone:
// clients that were told not to make their own miss those of the library.
func (d *Diff) instantiationsRemoved(report reportFunc) {
	for k := range d.Instantiations {
		p := &d.Instantiations[k]
		if p.Old == nil || p.New != nil || !p.Old.Public || p.Old.Untaken {
			continue
		}
		if t := d.Class(templateName(p.Old.Name)); t != nil && t.New == nil || d.spaceVacated(p.Old.Name) {
			continue // told of the template
		}
		if s := d.Class(p.Old.Name); s != nil && s.New != nil {
			continue // a specialisation of its own now
		}
		i := issue{subject: p.Old.Name, contract: p.Old.Symbol, old: p.Old, axes: binary,
			message: fmt.Sprintf("the explicit instantiation of %s is gone", p.Old.Name),
			instead: "Keep the instantiation in the library, and its declaration."}
		if !p.Old.Decl.Extern {
			i.possible = true
			i.message += " from the header"
		}
		report(i)
	}
}
