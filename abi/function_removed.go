package abi

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var functionRemoved = &rule{
	Rule: finding.Rule{
		ID: "ABI001", Name: "function-removed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Every public function that BASE declares is there at HEAD.",
	},
	check: checkFunctionRemoved,
}

// checkFunctionRemoved reports functions that are gone without anything in their overload
// set taking their place. What goes with its class, or with a type that it names, is told
// there; virtual methods are told as slots of their class.
func checkFunctionRemoved(d *Diff, report reportFunc) {
	for k := range d.Functions {
		p := &d.Functions[k]
		o := p.Old
		if o == nil || p.New != nil || !d.judged(&o.Entity) || len(p.Causes) > 0 || o.Virtual || o.Deleted ||
			implicitAgain(o) || d.spaceVacated(o.Name) ||
			d.specialisationOnly(&o.Entity) {
			continue
		}
		i := issue{subject: o.Name, contract: o.Symbol, old: &o.Entity, axes: source, witness: callOf(o),
			message: fmt.Sprintf("%s is gone", signature(o)),
			instead: "Keep it for a deprecation cycle, defined in terms of what replaces it."}
		template, sure := d.templateFor(o)
		if by := d.standsIn(o); by != "" {
			i.axes = 0
			i.message += ": " + by
		} else if template != nil {
			i.message += ": a template takes its arguments"
			if i.possible = !sure; sure {
				i.axes = 0
			}
		}
		if d.implicit(o) {
			i.axes = 0
			i.message += ": the compiler declares it"
		}
		if hasSymbol(o) {
			i.axes |= binary
			i.possible = false
		}
		if i.axes != 0 {
			report(i)
		}
	}
}

// implicit reports whether the compiler declares a member that is gone ([special]): a
// destructor, a copy or move, and the default constructor where there is no other.
func (d *Diff) implicit(o *Function) bool {
	if o.Func == parse.FuncDestructor || special(o) != "" {
		return true
	}
	if o.Func != parse.FuncConstructor || required(o) > 0 {
		return false
	}
	p := d.Class(o.Owner.Name)
	return p != nil && p.New != nil && !slices.ContainsFunc(p.New.Methods, func(m *Function) bool { return m.Func == parse.FuncConstructor })
}

// standsIn says what sources that call a function that is gone find under its name, "" for
// nothing: what a using-declaration names, a method of a base, a macro.
func (d *Diff) standsIn(o *Function) string {
	if a := d.newAlias(d.canonical(o.Name)); a != nil && a.Public {
		return "its name stands for " + aliasTarget(a)
	}
	if sharedName(o) {
		return "" // that other types have such an operator says nothing
	}
	if o.Owner == nil {
		for _, l := range d.New.Links {
			if l.From == scopeOf(o.Name) && len(d.newSets[d.canonical(join(l.To, lastOf(o.Name)))]) > 0 {
				return "its name is found in " + l.To
			}
		}
		if d.macroNamed(lastOf(o.Name)) {
			return "a macro has its name"
		}
		return ""
	}
	p := d.Class(o.Owner.Name)
	if p == nil || p.New == nil || o.Func == parse.FuncConstructor {
		return ""
	}
	if b := d.inherited(p.New, o, map[*Class]bool{}); b != "" {
		return "it is a method of " + b
	}
	return ""
}

// inherited is the base of a class at HEAD that has a method as BASE declared it in the
// class itself, "" for none.
func (d *Diff) inherited(c *Class, o *Function, seen map[*Class]bool) string {
	for _, b := range c.Bases {
		if b.Class == nil || seen[b.Class] || len(seen) > maxBases || b.Access == parse.AccessPrivate {
			continue
		}
		seen[b.Class] = true
		for _, m := range b.Class.Methods {
			if m.Public && lastOf(m.Name) == lastOf(o.Name) && len(m.Params) == len(o.Params) && m.Const == o.Const &&
				d.compareTypes(o, m).parameters(o, m) == 0 {
				return b.Class.Name
			}
		}
		if found := d.inherited(b.Class, o, seen); found != "" {
			return found
		}
	}
	return ""
}

// templateFor is a template of HEAD that calls of a function that is gone go to, nil for
// none; sure where it has no constraint that may reject their arguments.
func (d *Diff) templateFor(o *Function) (template *Function, sure bool) {
	for _, n := range d.newSets[d.canonical(o.Name)] {
		if !n.Template || o.Template || !n.Public || n.Deleted || n.Func != o.Func || len(n.Params) < len(o.Params) || required(n) > len(o.Params) {
			continue
		}
		takes := true
		for k, p := range o.Params {
			takes = takes && converts(p.Type, n.Params[k].Type)
		}
		if takes && (template == nil || !sure) {
			template, sure = n, constraints(n) == ""
		}
	}
	return template, sure
}
