package deprecation

import (
	"fmt"
	"strings"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var functionOnlyRaises = &rule{
	Rule: finding.Rule{
		ID: "API025", Name: "function-only-raises", Invariant: "INV-001", Severity: finding.Error,
		Promise: "No function that did something only raises.",
	},
	check: checkFunctionOnlyRaises,
}

// checkFunctionOnlyRaises reports functions of which only a tombstone is left: they raise
// whatever they are given. One that asks to be implemented is no such thing.
// A function of an operator schema may have become one, too.
func checkFunctionOnlyRaises(d *Diff, report reportFunc) {
	d.eachCall(func(c *callPair) {
		if c.old.Func().Body == parse.PyCode && (c.old.Func().Only == nil || d.Base.raisesAlways(c.old) == nil) {
			d.reportTombstone(c.subject, c.old, c.new, report)
		}
	})
	for _, p := range d.Pairs {
		if p.Old.Origin == FromSchema && p.New != nil && p.New.Func() != nil {
			d.reportTombstone(p.Old.Name, p.Old, p.New, report)
		}
	}
}

// reportTombstone tells of a function that only raises at HEAD, itself or by another one that it calls.
func (d *Diff) reportTombstone(subject string, old, new *Object, report reportFunc) {
	end := d.Head.raisesAlways(new)
	if end == nil {
		return
	}
	site := raising(end.Func())
	if site == nil || strings.HasPrefix(lastOf(decoratorName(&site.Call)), "NotImplemented") && site.Text == "" {
		return
	}
	i := issue{subject: subject, old: old, new: new, effect: breaks, instead: "Warn for two releases before it raises.",
		message: fmt.Sprintf("%s does nothing any more but raise %s", subject, oneLine(or(dotted(&site.Call), decoratorName(&site.Call)))),
		newText: "raise " + oneLine(site.Call.Text), head: &finding.Location{Path: new.Path, Line: site.Line}}
	if end != new {
		i.message = fmt.Sprintf("%s does nothing any more but call %s, which raises %s", subject, end.Name, oneLine(or(dotted(&site.Call), decoratorName(&site.Call))))
		i.newText, i.head.Line = oneLine(new.Func().Only.Text), new.Func().Only.Line
	}
	if site.Text != "" {
		i.message += ": " + oneLine(site.Text)
	}
	report(i)
}

// raising is the raise of a function that only raises.
func raising(f *parse.PyFunc) *parse.PySite {
	for i := range f.Sites {
		if s := &f.Sites[i]; s.Kind == parse.PyRaise && len(s.Guards) == 0 && s.Inner == "" {
			return s
		}
	}
	return nil
}
