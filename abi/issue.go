package abi

import (
	"slices"

	"plumbline/internal/finding"
)

// axes are the ways in which a change can break a client.
type axes uint8

// The axes: one that is already compiled, one that is compiled again, one that works on
// but does something else.
const (
	binary axes = 1 << iota
	source
	behaviour
)

// names are the axes as findings name them.
func (a axes) names() []string {
	out := []string{}
	for i, name := range []string{"binary", "source", "behaviour"} {
		if a&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// issue is what a rule tells of one difference. What it leaves zero follows from the rest.
type issue struct {
	subject  string
	contract string // tells apart what shares a subject: the symbol of an overload
	message  string // one sentence, no full stop

	old, new         *Entity           // the declarations, nil where there is none
	oldText, newText string            // default: the text of old and new
	base, head       *finding.Location // default: where old and new are declared
	tier             Tier              // default: that of old, else of new

	axes      axes
	silent    bool    // a compiled client misbehaves without any notice: layout, vtable, value
	possible  bool    // it may break some client, not each that uses it: a note in every tier
	unreached bool    // a type that no function, variable, public type or macro reaches: at most a risk
	verdict   Verdict // default: follows from the axes
	versioned string  // what makes the change a versioned one, "" for nothing
	// severity is that of an operator's rule, which no tier and no release decides; 0 for others.
	severity   finding.Severity
	suppressed string // why an exception of the tree itself covers it, "" for none

	affected []string // qualified names; sorted and made unique here

	compiled, recompiled, instead, witness string // see finding.Change
}

// finding makes a finding of what a rule tells: the one place that decides severities.
func (d *Diff) finding(r *rule, i issue) finding.Finding {
	d.complete(&i)
	f := finding.Finding{
		Rule: r.ID, Name: r.Name, Invariant: r.Invariant,
		Severity: severity(i.tier, i.axes, i.silent),
		Subject:  i.subject, Contract: i.contract, Message: i.message,
		Axes: i.axes.names(), Affected: sortedUnique(i.affected), Base: i.base, Head: i.head,
		Fingerprint: finding.Fingerprint(r.ID, i.subject, i.contract),
		Change: &finding.Change{Old: i.oldText, New: i.newText, Compiled: i.compiled,
			Recompiled: i.recompiled, Instead: i.instead, Witness: i.witness, Verdict: string(i.verdict)},
	}
	if i.severity != 0 {
		f.Severity = i.severity
	}
	if i.suppressed != "" {
		f.Suppressed = &i.suppressed
	}
	switch {
	case i.versioned != "":
		f.Severity = finding.Note
		f.Message += " (versioned: " + i.versioned + ")"
	case i.possible, i.unreached:
		f.Severity = finding.Note
	}
	return f
}

// complete fills in what follows from the rest of an issue.
func (d *Diff) complete(i *issue) {
	if i.old != nil {
		i.oldText, i.base = orText(i.oldText, i.old), orPlace(i.base, i.old)
	}
	if i.new != nil {
		i.newText, i.head = orText(i.newText, i.new), orPlace(i.head, i.new)
	}
	if i.tier == "" {
		i.tier = d.tierOf(i.old, i.new)
	}
	if i.verdict == "" {
		i.verdict = i.axes.verdict()
		if i.possible && i.axes != 0 {
			i.verdict = Risk
		}
	}
	if i.unreached && verdictRank(i.verdict) > verdictRank(Risk) {
		i.verdict = Risk
	}
	if i.versioned == "" && i.severity == 0 {
		i.versioned = d.versioned(i)
	}
	if i.compiled == "" {
		i.compiled = compiledText(i.axes, i.silent)
	}
	if i.recompiled == "" {
		i.recompiled = recompiledText(i.axes)
	}
}

// verdict is what axes alone make of a comparison.
func (a axes) verdict() Verdict {
	switch {
	case a&binary != 0:
		return BinaryBreak
	case a&source != 0:
		return SourceBreak
	case a&behaviour != 0:
		return Risk
	}
	return Compatible
}

func compiledText(a axes, silent bool) string {
	switch {
	case a&binary == 0:
		return "It goes on working."
	case silent:
		return "It loads and then misbehaves, without any notice."
	}
	return "It no longer loads: the symbol that it asks for is not there."
}

func recompiledText(a axes) string {
	switch {
	case a&source != 0:
		return "It no longer compiles until its source is changed."
	case a&behaviour != 0:
		return "It compiles and may do something else."
	}
	return "It compiles and works."
}

// severity is how much a change weighs: the tier decides first, then the axes. silent says
// that a compiled client misbehaves without any notice.
func severity(tier Tier, a axes, silent bool) finding.Severity {
	switch {
	case a == 0 || tier == TierInternal:
		return finding.Note
	case tier == TierShim || tier == TierStable:
		return finding.Error
	case a&binary != 0 && (tier == TierExported || silent):
		return finding.Error
	}
	return finding.Warning
}

func verdictRank(v Verdict) int {
	return slices.Index([]Verdict{Identical, Compatible, Risk, SourceBreak, BinaryBreak}, v)
}

func worse(a, b Verdict) Verdict {
	if verdictRank(b) > verdictRank(a) {
		return b
	}
	return a
}

func orText(text string, e *Entity) string {
	if text == "" && e.Decl != nil {
		return e.Decl.Text
	}
	return text
}

func orPlace(place *finding.Location, e *Entity) *finding.Location {
	if place == nil {
		return e.Location()
	}
	return place
}
