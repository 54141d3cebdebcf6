package abi

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var defaultTemplateArgumentChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI036", Name: "default-template-argument-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every default argument of a template stays.",
	},
	check: checkDefaultTemplateArgumentChanged,
}

// checkDefaultTemplateArgumentChanged reports templates whose default arguments are others,
// or gone: X<T> is another type then, and has other symbols. Defaults that exist to reject
// arguments are constraints, told as such.
func checkDefaultTemplateArgumentChanged(d *Diff, report reportFunc) {
	d.eachWhole(func(p *ClassPair) {
		if !specialised(&p.Old.Entity) && !d.told(&p.Old.Entity) {
			d.reportDefaults(&p.Old.Entity, &p.New.Entity, p.Old.Params, p.New.Params, report)
		}
	})
	for k := range d.Aliases {
		p := &d.Aliases[k]
		if p.Old != nil && p.New != nil && d.judged(&p.Old.Entity) && p.Old.Untaken == p.New.Untaken {
			d.reportDefaults(&p.Old.Entity, &p.New.Entity, p.Old.Params, p.New.Params, report)
		}
	}
	for k := range d.Functions {
		p := &d.Functions[k]
		if d.kept(p) && p.Same && p.Old.Untaken == p.New.Untaken {
			d.reportDefaults(&p.Old.Entity, &p.New.Entity, p.Old.TemplateParams, p.New.TemplateParams, report)
		}
	}
}

func (d *Diff) reportDefaults(o, n *Entity, old, new []parse.TemplateParam, report reportFunc) {
	if compareParams(old, new) == paramsChanged {
		return
	}
	changed, lost := changedDefaults(old, new)
	for _, k := range append(changed, lost...) {
		if constrains(&old[k]) || constrains(&new[k]) {
			continue
		}
		i := issue{subject: o.Name, contract: paramName(old, k), old: o, new: n, axes: behaviour, tier: d.causeTier(o),
			oldText: old[k].Text, newText: new[k].Text, affected: d.Affected(o.Name), possible: true,
			instead: "Keep the default, and let clients name the argument.", witness: "using " + o.Name + ";"}
		if new[k].Default == nil {
			i.axes, i.possible = source, false
			i.message = fmt.Sprintf("parameter %s of %s has no default argument any more", paramName(old, k), o.Name)
		} else {
			i.message = fmt.Sprintf("the default argument of parameter %s of %s is %s instead of %s", paramName(old, k), o.Name,
				writtenArg(new[k].Default, 0), writtenArg(old[k].Default, 0))
			if len(i.affected) > 0 {
				i.axes, i.possible = binary|behaviour, false
			}
		}
		report(i)
	}
}

// constrains reports whether a parameter exists to reject arguments.
func constrains(p *parse.TemplateParam) bool {
	if p.Default == nil || p.Kind == parse.ValueParam && p.Type != nil && p.Type.Kind == parse.TypeBuiltin {
		return false
	}
	text := writtenArg(p.Default, 0) + writtenType(p.Type, 0)
	for _, word := range []string{"enable_if", "void_t", "decltype"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// paramName is what a parameter is called: its place where it has no name.
func paramName(params []parse.TemplateParam, i int) string {
	if name := params[i].Name; name != "" {
		return name
	}
	return itoa(i + 1)
}
