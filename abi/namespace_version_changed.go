package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

var namespaceVersionChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI063", Name: "namespace-version-changed", Invariant: "INV-002", Severity: finding.Note,
		Promise: "Every inline namespace keeps its name.",
	},
	check: checkNamespaceVersionChanged,
}

// checkNamespaceVersionChanged reports inline namespaces that came, went or were renamed:
// sources see no difference, every symbol below is another one. That is how a library says
// that its binary interface changed, so it is a versioned change.
func checkNamespaceVersionChanged(d *Diff, report reportFunc) {
	old, new := gone(d.Old.Inline, d.New.Inline), gone(d.New.Inline, d.Old.Inline)
	for _, o := range old {
		k := slices.IndexFunc(new, func(n string) bool { return scopeOf(n) == scopeOf(o) })
		if k < 0 {
			d.reportInline(o, "", report)
			continue
		}
		d.reportInline(o, new[k], report)
		new = slices.Delete(new, k, k+1)
	}
	for _, n := range new {
		d.reportInline("", n, report)
	}
}

// reportInline tells of an inline namespace that has another name, "" for none.
func (d *Diff) reportInline(old, new string, report reportFunc) {
	i := issue{axes: binary, instead: "Nothing: clients have to be compiled again, as the new name says."}
	if o := d.Old.within(old); o != nil {
		i.base, i.oldText, i.tier = o.Location(), "inline namespace "+lastOf(old), o.Tier
	}
	if n := d.New.within(new); n != nil {
		i.head, i.newText = n.Location(), "inline namespace "+lastOf(new)
		if i.tier == "" {
			i.tier = n.Tier
		}
	}
	if i.tier == "" || new == "" && d.spaceVacated(old+"::") {
		return // nothing is declared in it
	}
	switch {
	case new == "":
		i.subject, i.message = old, fmt.Sprintf("the inline namespace %s is gone", old)
	case old == "":
		i.subject, i.message = new, fmt.Sprintf("%s is an inline namespace now", new)
	default:
		i.subject, i.message = new, fmt.Sprintf("the inline namespace %s is called %s", old, new)
	}
	i.versioned = "inline namespace"
	i.affected = slices.Concat(d.Affected(old), d.Affected(new))
	i.witness = fmt.Sprintf("void f(%s::T& object);", orWord(old, new))
	report(i)
}

// gone are the names of one sorted list that another lacks.
func gone(names, others []string) (out []string) {
	for _, n := range names {
		if !slices.Contains(others, n) {
			out = append(out, n)
		}
	}
	return out
}

// within is the first public entity of a namespace, nil for none.
func (s *Surface) within(namespace string) *Entity {
	if namespace == "" {
		return nil
	}
	prefix := namespace + "::"
	var first *Entity
	take := func(e *Entity) {
		if e.Public && strings.HasPrefix(e.Name, prefix) && (first == nil ||
			e.Path < first.Path || e.Path == first.Path && e.Line < first.Line) {
			first = e
		}
	}
	for _, f := range s.Functions {
		take(&f.Entity)
	}
	for _, c := range s.Classes {
		take(&c.Entity)
	}
	return first
}
