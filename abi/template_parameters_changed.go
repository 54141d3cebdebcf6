package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var templateParametersChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI035", Name: "template-parameters-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every class and alias template takes the arguments that it took.",
	},
	check: checkTemplateParametersChanged,
}

// checkTemplateParametersChanged reports class and alias templates whose parameters were
// added, removed, reordered or became others. Functions that name them follow.
func checkTemplateParametersChanged(d *Diff, report reportFunc) {
	d.eachWhole(func(p *ClassPair) {
		if !specialised(&p.Old.Entity) && !specialised(&p.New.Entity) && !d.told(&p.Old.Entity) {
			d.reportParams(&p.Old.Entity, &p.New.Entity, p.Old.Params, p.New.Params, report)
		}
	})
	for k := range d.Aliases {
		p := &d.Aliases[k]
		if p.Old != nil && p.New != nil && d.judged(&p.Old.Entity) && p.Old.Using == "" && p.New.Using == "" &&
			p.Old.Untaken == p.New.Untaken && !d.aliasChanged(p) {
			d.reportParams(&p.Old.Entity, &p.New.Entity, p.Old.Params, p.New.Params, report)
		}
	}
	for k := range d.Functions {
		p := &d.Functions[k]
		if d.kept(p) && p.Same && p.changed == 0 && p.Old.Untaken == p.New.Untaken {
			d.reportFunctionParams(p, report)
		}
	}
}

// reportFunctionParams reports function templates: only calls that pass template arguments
// notice, and parameters that exist to reject arguments are told as constraints.
func (d *Diff) reportFunctionParams(p *FunctionPair, report reportFunc) {
	named := func(params []parse.TemplateParam) []parse.TemplateParam {
		return slices.DeleteFunc(slices.Clone(params), func(p parse.TemplateParam) bool {
			return constrains(&p) || strings.Contains(p.Text, "enable_if")
		})
	}
	o, n := named(p.Old.TemplateParams), named(p.New.TemplateParams)
	if len(o) == 0 || len(n) == 0 || compareParams(o, n) != paramsChanged {
		return
	}
	i := functionIssue(p, source)
	i.possible = true
	i.message = fmt.Sprintf("%s takes %s instead of %s", p.Old.Name, paramList(p.New.TemplateParams), paramList(p.Old.TemplateParams))
	i.instead = "Add the parameter at the end, where it can be deduced or has a default argument."
	i.recompiled = "It compiles where it lets the compiler deduce all template arguments."
	report(i)
}

func (d *Diff) reportParams(o, n *Entity, old, new []parse.TemplateParam, report reportFunc) {
	change := compareParams(old, new)
	if change == paramsSame {
		return
	}
	i := issue{subject: o.Name, old: o, new: n, axes: source, tier: d.causeTier(o), affected: d.Affected(o.Name),
		possible: change == paramsExtended,
		message:  fmt.Sprintf("%s takes %s instead of %s", o.Name, paramList(new), paramList(old)),
		instead:  "Add a template of another name, or an alias template that takes what this one took.",
		witness:  "using " + o.Name + ";"}
	if change == paramsExtended {
		i.recompiled = "It compiles, unless it passes the template itself as an argument or declares it."
	}
	if len(i.affected) > 0 {
		i.axes |= binary
		if change == paramsExtended {
			i.axes, i.possible = binary, false
		}
	}
	report(i)
}

// paramList prints template parameters as they are written.
func paramList(params []parse.TemplateParam) string {
	if params == nil {
		return "no arguments"
	}
	var list []string
	for _, p := range params {
		list = append(list, p.Text)
	}
	return "<" + strings.Join(list, ", ") + ">"
}
