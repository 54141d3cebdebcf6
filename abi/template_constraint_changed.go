package abi

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

var templateConstraintChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI046", Name: "template-constraint-changed", Invariant: "INV-002", Severity: finding.Warning,
		Promise: "No template accepts fewer arguments than before.",
	},
	check: checkTemplateConstraintChanged,
}

// checkTemplateConstraintChanged reports templates whose constraints (requires, enable_if)
// were added, or read otherwise: which arguments they still take can't be told from the text.
func checkTemplateConstraintChanged(d *Diff, report reportFunc) {
	for k := range d.Functions {
		p := &d.Functions[k]
		if !d.kept(p) || p.changed&(changedParameters|addedParameters|becameDeleted) != 0 {
			continue
		}
		o, n := constraints(p.Old), constraints(p.New)
		if n == "" || plainConstraint(n) == plainConstraint(o) || sameWritten(p.Old, p.New) {
			continue
		}
		i := functionIssue(p, source)
		i.message = fmt.Sprintf("%s is constrained by %s", p.Old.Name, brief(n))
		if o != "" {
			i.possible = true
			i.message += ", no longer by " + brief(o)
		} else if d.divided(p.New) {
			i.possible = true
			i.message += ", and another overload takes arguments that it rejects"
		}
		i.instead = "Add the constrained template beside the old one."
		report(i)
	}
}

// constraints are the requires-clause and the parameters of a template that exist to reject
// arguments.
func constraints(f *Function) string {
	if f.Decl == nil {
		return ""
	}
	names := templateParams(f)
	var out []string
	if f.Decl.Requires != "" {
		out = append(out, renameParams(f.Decl.Requires, names))
	}
	for _, p := range f.TemplateParams {
		if strings.Contains(p.Text, "enable_if") {
			out = append(out, renameParams(p.Text, names))
		}
	}
	if f.Return != nil && f.Return.Kind == Dependent && strings.Contains(f.Return.Name, "enable_if") {
		out = append(out, renameParams(f.Return.Name, names))
	}
	return strings.Join(out, " and ")
}

// divided reports whether HEAD has another constrained overload with as many parameters: the
// old template may have been divided in two.
func (d *Diff) divided(n *Function) bool {
	return slices.ContainsFunc(d.newSets[d.canonical(n.Name)], func(f *Function) bool {
		return f != n && f.Public && len(f.Params) == len(n.Params) && constraints(f) != "" && constraints(f) != constraints(n)
	})
}

// plainConstraint writes traits alike in their long and short forms, without namespaces.
func plainConstraint(text string) string {
	return namespaceBefore.ReplaceAllString(plainTraits(text), "")
}

// namespaceBefore is a namespace before a name: by convention in lower case.
var namespaceBefore = regexp.MustCompile(`\b[a-z][a-z0-9_]*::`)

// sameWritten reports whether two templates are constrained in the same words, with the names
// of aliases: where those mean something else now, that is told of them.
func sameWritten(o, n *Function) bool {
	written := func(f *Function) (out string) {
		names := templateParams(f)
		for _, p := range f.TemplateParams {
			if strings.Contains(p.Text, "enable_if") {
				out += renameParams(p.Text, names) + " and "
			}
		}
		if f.Decl != nil {
			head, _, _ := strings.Cut(f.Decl.Text, " "+lastOf(f.Name)+"(")
			for _, word := range []string{"inline ", "static ", "constexpr ", "friend "} {
				head = strings.ReplaceAll(head, word, "")
			}
			out += renameParams(f.Decl.Requires, names) + " and " + renameParams(head, names)
		}
		return plainConstraint(out)
	}
	return written(o) == written(n)
}
