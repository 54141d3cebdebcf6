package abi

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var baseClassChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI011", Name: "base-class-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "Public classes derive from what they derived from, in the same order and way.",
	},
	check: checkBaseClassChanged,
}

// checkBaseClassChanged reports bases that are new, stand elsewhere, became virtual or not,
// are less accessible or take other template arguments: bases lie in objects in their order,
// virtual ones last (Itanium C++ ABI 2.4).
func checkBaseClassChanged(d *Diff, report reportFunc) {
	d.eachHierarchy(func(o, n *Class) {
		pairs := d.matchBases(o, n)
		still := unmoved(o, n, pairs)
		for _, p := range pairs {
			switch {
			case p.new == nil:
				if by := d.inherits(n, p.old.Type.Name); by != "" {
					i := d.baseIssue(o, n, p.old, binary)
					i.possible = still
					i.message = fmt.Sprintf("%s derives from %s through %s only", o.Name, p.old.Type, by)
					report(i)
				}
			case p.old == nil:
				d.baseAdded(o, n, p, pairs, still, report)
			default:
				d.baseKept(o, n, p, report)
			}
		}
		d.basesReordered(o, n, pairs, still, report)
	})
}

// baseIssue starts what is told of one base.
func (d *Diff) baseIssue(o, n *Class, b *Base, a axes) issue {
	return issue{subject: o.Name, contract: b.Type.String(), old: &o.Entity, new: &n.Entity, axes: a, silent: a&binary != 0,
		unreached: a == binary && o.Template && !d.Reached(o.Name),
		affected:  d.followers(o.Name), witness: fmt.Sprintf("%s& f(%s& object) { return object; }", b.Type, o.Name),
		instead: "Leave the bases as they were, and hold what is new as a member at the end."}
}

// baseAdded reports a new base, unless it stands for one that is told already: the class had
// it through another, or has another through it.
func (d *Diff) baseAdded(o, n *Class, p basePair, pairs []basePair, still bool, report reportFunc) {
	for _, q := range pairs {
		if q.new == nil && (p.new.Class != nil && d.derivesFrom(p.new.Class, d.canonical(q.old.Type.Name), map[*Class]bool{}) ||
			q.old.Class != nil && d.derivesFrom(q.old.Class, d.canonical(p.new.Type.Name), map[*Class]bool{})) {
			return
		}
	}
	i := d.baseIssue(o, n, p.new, binary)
	i.message = fmt.Sprintf("%s derives from %s too", o.Name, p.new.Type)
	i.witness = fmt.Sprintf("static_assert(sizeof(%s) > 0);", o.Name)
	if i.possible = still && emptyBase(p.new, 0); i.possible {
		i.message += ", which is empty: nothing moves"
	}
	report(i)
}

// baseKept reports what became of a base that both ends have.
func (d *Diff) baseKept(o, n *Class, p basePair, report reportFunc) {
	tell := func(a axes, message string) {
		i := d.baseIssue(o, n, p.old, a)
		i.possible = p.otherArguments && (unevaluated(p.old.Type) || unevaluated(p.new.Type))
		i.contract += "|" + message
		i.message = message
		report(i)
	}
	if p.otherArguments {
		tell(binary|source, fmt.Sprintf("%s derives from %s instead of %s", o.Name, p.new.Type, p.old.Type))
	}
	switch {
	case p.new.Virtual && !p.old.Virtual:
		tell(binary|source, fmt.Sprintf("the base %s of %s became virtual", p.old.Type, o.Name))
	case p.old.Virtual && !p.new.Virtual:
		tell(binary, fmt.Sprintf("the base %s of %s is no longer virtual", p.old.Type, o.Name))
	}
	if p.new.Access > p.old.Access && p.old.Access != parse.AccessNone {
		tell(source, fmt.Sprintf("the base %s of %s is %s instead of %s", p.old.Type, o.Name, accessText(p.new.Access), accessText(p.old.Access)))
	}
}

// basesReordered reports the first base that stands before one that it stood behind.
func (d *Diff) basesReordered(o, n *Class, pairs []basePair, still bool, report reportFunc) {
	var last *basePair
	for k := range pairs {
		p := &pairs[k]
		if p.old == nil || p.new == nil {
			continue
		}
		if last != nil && p.newAt < last.newAt {
			i := d.baseIssue(o, n, p.old, binary)
			i.contract += "|order"
			i.possible = still
			i.message = fmt.Sprintf("the base %s of %s stands before %s instead of behind it", p.old.Type, o.Name, last.old.Type)
			i.instead = "Leave the bases in the order they had."
			report(i)
			return
		}
		last = p
	}
}

// unevaluated reports whether a template argument of a type is an expression whose value is
// not known: it may be what it was.
func unevaluated(t *Type) bool {
	return slices.ContainsFunc(t.Args, func(a Arg) bool {
		return a.Type == nil && (strings.Contains(a.Value, "()") || strings.ContainsAny(a.Value, "*+/ "))
	})
}
