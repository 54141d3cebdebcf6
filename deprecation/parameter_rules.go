package deprecation

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
)

// parameterRules are API010 to API020: one way each in which a parameter may change. They share
// one check; a row says what to tell.
var parameterRules = makeParameterRules()

// parameterRow is what a rule says of its kind of change.
type parameterRow struct {
	kind    changeKind
	id      string
	name    string
	effect  effect
	promise string
	message string // of the parameter, as %s
	instead string
}

// Rules that matter to calls by name alone.
const (
	parameterRenamedID = "API011"
	positionalOnlyID   = "API015"
)

var parameterRows = []parameterRow{
	{paramRemoved, "API010", "parameter-removed", breaks, "Every parameter stays.",
		"the parameter %s is gone", "Keep it for two releases, ignored and with a warning."},
	{paramRenamed, parameterRenamedID, "parameter-renamed", breaks, "Every parameter keeps its name.",
		"the parameter %s has another name", "Take the old name too, with a warning, for two releases."},
	{paramReordered, "API012", "parameter-reordered", silent, "Parameters that are given by place keep their order.",
		"the parameter %s has another place among those given by place", "Keep the order, or make the parameters keyword-only after a warning."},
	{paramInserted, "API013", "parameter-inserted", silent, "No parameter is inserted in front of one that callers give by place.",
		"the parameter %s stands in front of old ones, which move", "Add it at the end, or keyword-only."},
	{paramKeywordOnly, "API014", "parameter-became-keyword-only", breaks, "What could be given by place still can.",
		"the parameter %s can't be given by place any more", "Warn for two releases where it is given by place."},
	{paramPositionalOnly, positionalOnlyID, "parameter-became-positional-only", breaks, "What could be given by name still can.",
		"the parameter %s can't be given by name any more", "Keep the name, or warn for two releases where it is used."},
	{paramRequired, "API016", "parameter-became-required", breaks, "What had a default keeps one.",
		"the parameter %s has no default any more", "Keep the default, or warn for two releases where it is not given."},
	{paramAddedRequired, "API017", "required-parameter-added", breaks, "No parameter is added that callers must give.",
		"the parameter %s is new and has no default", "Give it a default that does what was done before."},
	{paramDefault, "API018", "parameter-default-changed", silent, "Every default stays what it was.",
		"the default of %s is another", "Warn where it is not given: for two releases, then require it for two more, then change the default."},
	{paramVariadic, "API019", "variadic-parameter-removed", breaks, "What took any further argument still does.",
		"the parameter %s is gone", "Keep it, and warn of what is given by it."},
	{paramType, "API020", "parameter-type-changed", typing, "Every parameter takes all types that it took.",
		"the parameter %s takes less", "Take the old type too, and convert it."},
}

func makeParameterRules() []*rule {
	var out []*rule
	for _, row := range parameterRows {
		out = append(out, &rule{
			Rule: finding.Rule{ID: row.id, Name: row.name, Invariant: "INV-001", Severity: row.effect.severity(), Promise: row.promise},
			check: func(d *Diff, report reportFunc) {
				for i := range d.calls {
					d.reportParameters(&d.calls[i], &row, report)
				}
				d.reportFields(&row, report)
			},
		})
	}
	return out
}

// reportParameters tells of the changes of one kind in one call.
func (d *Diff) reportParameters(c *callPair, row *parameterRow, report reportFunc) {
	if c.blind {
		return
	}
	changes := c.match.changes
	switch row.kind {
	case paramDefault:
		changes = d.changedDefaults(c)
	case paramType:
		changes = d.changedTypes(c)
	}
	for k := range changes {
		ch := &changes[k]
		if ch.kind != row.kind || isPrivate(ch.name()) && row.kind != paramInserted && row.kind != paramAddedRequired {
			continue // a parameter with a leading underscore is the implementation's own
		}
		i := issue{subject: fmt.Sprintf("%s(%s)", c.subject, ch.name()), old: c.old, new: c.new, effect: row.effect, mild: ch.mild,
			oldText: signatureText(c.old), instead: row.instead, message: c.subject + ": " + fmt.Sprintf(row.message, ch.name())}
		switch {
		case c.new != nil:
			i.newText = signatureText(c.new)
			if ch.new != nil {
				i.head = &finding.Location{Path: c.new.Path, Line: ch.new.Line}
			}
		default:
			i.new, i.newText = c.holder, statementText(c.holder)
		}
		if ch.old != nil {
			i.base = &finding.Location{Path: c.old.Path, Line: ch.old.Line}
		}
		if ch.kind == paramRenamed {
			i.message += ": " + ch.new.Name
		}
		if ch.note != "" {
			i.message += " (" + ch.note + ")"
		}
		if f := c.old.Func(); f != nil && f.Body == parse.PyRaises {
			i.mild = true // a base that leaves it to others, or a tombstone
			i.message += " (it only raised, so no call breaks)"
		}
		i.witness = callWitness(c, ch)
		report(i)
	}
}

// reportFields tells of fields of dataclasses and named tuples, which are parameters of a
// constructor that nobody wrote: those with another default, and those that became keyword-only.
// The other rows have rules of their own for fields.
func (d *Diff) reportFields(row *parameterRow, report reportFunc) {
	if row.kind != paramDefault && row.kind != paramKeywordOnly {
		return
	}
	d.eachFields(func(p *Pair, old, new []field) {
		for _, o := range old {
			j := slices.IndexFunc(new, func(n field) bool { return n.obj.Base() == o.obj.Base() })
			if j < 0 || isPrivate(o.obj.Base()) || d.toldAbove(p, &new[j]) {
				continue
			}
			n := new[j]
			i := issue{subject: p.Old.Name + "." + o.obj.Base(), old: o.obj, new: n.obj, effect: row.effect, instead: row.instead,
				message: p.Old.Name + ": " + fmt.Sprintf(row.message, o.obj.Base()), witness: p.Old.Base() + "(...)"}
			switch {
			case row.kind == paramKeywordOnly && n.byName && !o.byName, row.kind == paramDefault && d.otherDefault(o.obj, n.obj):
				report(i)
			}
		}
	})
}

// otherDefault reports whether two fields have defaults that mean different values. What a
// lambda makes is not compared with what a class makes.
func (d *Diff) otherDefault(o, n *Object) bool {
	a, b := defaultOf(o), defaultOf(n)
	if a == nil || b == nil || isEllipsis(a) || isEllipsis(b) {
		return false
	}
	if made := a.Key != "" && a.Key != "default"; made != (b.Key != "" && b.Key != "default") {
		return true
	}
	if (a.Kind == parse.ExprLambda) != (b.Kind == parse.ExprLambda) {
		return false
	}
	old, new := d.Base.valueOf(o.Owner, a), d.Head.valueOf(n.Owner, b)
	return old != new && !respelt(old, new)
}

// callWitness is a call that worked before.
func callWitness(c *callPair, ch *paramChange) string {
	name := lastOf(c.subject)
	if name == "__init__" {
		name = lastOf(outerOf(c.subject))
	}
	switch ch.kind {
	case paramRemoved, paramRenamed, paramPositionalOnly:
		return fmt.Sprintf("%s(..., %s=...)", name, ch.name())
	case paramKeywordOnly, paramReordered, paramInserted:
		return fmt.Sprintf("%s(...)  # %s by place", name, ch.name())
	case paramRequired, paramDefault:
		return fmt.Sprintf("%s(...)  # without %s", name, ch.name())
	}
	return name + "(...)"
}
