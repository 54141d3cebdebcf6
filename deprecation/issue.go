package deprecation

import (
	"slices"
	"strings"

	"plumbline/internal/finding"
)

// Verdict is what a comparison or one change comes to, in the words of the findings format.
type Verdict string

// The verdicts, harmless first. Python has no binary interface.
const (
	Identical   Verdict = "identical"
	Compatible  Verdict = "compatible"
	Risk        Verdict = "risk"
	SourceBreak Verdict = "source-break"
)

var verdicts = []Verdict{Identical, Compatible, Risk, SourceBreak}

func worse(a, b Verdict) Verdict {
	if slices.Index(verdicts, b) > slices.Index(verdicts, a) {
		return b
	}
	return a
}

// effect is what a change does to code that uses what changed.
type effect uint8

const (
	// breaks: a correct caller stops working. The source axis, an error.
	breaks effect = iota + 1
	// silent: a caller goes on and gets something else. The behaviour axis, a warning.
	silent
	// typing: only type checkers see it. The source axis, a note.
	typing
)

func (e effect) axes() []string {
	switch e {
	case breaks, typing:
		return []string{"source"}
	case silent:
		return []string{"behaviour"}
	}
	return []string{}
}

func (e effect) severity() finding.Severity {
	switch e {
	case breaks:
		return finding.Error
	case silent:
		return finding.Warning
	}
	return finding.Note
}

func (e effect) verdict() Verdict {
	switch e {
	case breaks:
		return SourceBreak
	case silent, typing:
		return Risk
	}
	return Compatible
}

// issue is what a rule tells of one difference. What it leaves zero follows from the rest.
type issue struct {
	subject  string
	contract string // tells apart what shares a subject
	message  string // one sentence, no full stop

	old, new         *Object // nil where there is none
	oldText, newText string  // default: the definitions on one line
	base, head       *finding.Location

	effect   effect
	mild     bool // a note whatever the effect: callers see no difference, or only a warning
	sourced  bool // what changed stands in a source, wherever old is known from
	affected []string

	instead, witness string // see finding.Change
}

// rule is a rule on a pair of surfaces.
type rule struct {
	finding.Rule
	check func(d *Diff, report reportFunc)
}

// reportFunc tells of one difference.
type reportFunc func(i issue)

// finding makes a finding of what a rule tells: the one place that decides severities.
func (d *Diff) finding(r *rule, i issue) finding.Finding {
	if i.old != nil {
		i.oldText, i.base = or(i.oldText, statementText(i.old)), orPlace(i.base, i.old)
	}
	if i.new != nil {
		i.newText, i.head = or(i.newText, statementText(i.new)), orPlace(i.head, i.new)
	}
	slices.Sort(i.affected)
	d.weighStub(&i)
	f := finding.Finding{
		Rule: r.ID, Name: r.Name, Invariant: r.Invariant, Severity: i.effect.severity(),
		Subject: i.subject, Contract: i.contract, Message: i.message,
		Axes: i.effect.axes(), Affected: slices.Compact(i.affected), Base: i.base, Head: i.head,
		Fingerprint: finding.Fingerprint(r.ID, i.subject, i.contract),
		Change: &finding.Change{Old: i.oldText, New: i.newText, Recompiled: i.effect.text(), Instead: i.instead,
			Witness: i.witness, Verdict: string(i.effect.verdict())},
	}
	if f.Affected == nil {
		f.Affected = []string{}
	}
	if i.mild {
		f.Severity = finding.Note
		f.Change.Verdict = string(Compatible)
		if i.effect == silent || i.effect == typing {
			f.Change.Verdict = string(Risk)
		}
	}
	if i.old != nil {
		if reason := d.skippedOf(&i); reason != "" {
			f.Suppressed = &reason
		} else if reason := d.opt.Linter.Excuses(r.ID, i.subject, i.old); reason != "" {
			f.Suppressed = &reason
		}
	}
	return f
}

func (e effect) text() string {
	switch e {
	case breaks:
		return "It stops working until its source is changed."
	case silent:
		return "It goes on without an error and may do something else."
	case typing:
		return "It runs as before; a type checker may complain."
	}
	return "It goes on working."
}

// skippedOf is the reason why what an issue tells of is outside of the promise: of a method that a
// class inherits, that of the class that the issue names.
func (d *Diff) skippedOf(i *issue) string {
	name, _, _ := strings.Cut(i.subject, "(")
	if o := i.old.Owner; o != nil && o.Kind == ClassKind && o.Name != outerOf(name) {
		if r, _ := d.Base.Lookup(outerOf(name)); r.Obj != nil && r.Obj.Kind == ClassKind {
			if reason := d.skipped(r.Obj); reason != "" {
				return reason
			}
		}
	}
	return d.skipped(i.old)
}

// skipped is the reason why an object is outside of the promise; "" for none.
func (d *Diff) skipped(o *Object) string {
	if d.opt.Skip == nil {
		return ""
	}
	return d.opt.Skip(o)
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func orPlace(place *finding.Location, o *Object) *finding.Location {
	if place == nil {
		return o.Location()
	}
	return place
}
