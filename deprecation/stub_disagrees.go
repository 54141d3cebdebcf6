package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

var stubDisagrees = &rule{
	Rule: finding.Rule{
		ID: "API041", Name: "stub-disagrees", Invariant: "INV-070", Severity: finding.Note,
		Promise: "A stub declares the parameters that its source takes.",
	},
	check: checkStubDisagrees,
}

// stubPair is a function that a source defines and a stub declares.
type stubPair struct{ source, stub *Object }

// checkStubDisagrees reports stubs of HEAD that do not take what their source takes, where they
// did at BASE. Source decides what the surface is.
func checkStubDisagrees(d *Diff, report reportFunc) {
	before := map[string]bool{}
	for i := range d.Base.stubbed {
		if p := &d.Base.stubbed[i]; p.difference() != "" {
			before[p.source.Name] = true
		}
	}
	for i := range d.Head.stubbed {
		p := &d.Head.stubbed[i]
		what := p.difference()
		if what == "" || before[p.source.Name] || !p.source.Public {
			continue
		}
		was := d.Base.byName[moduleOf(p.source).Name]
		if was == nil {
			continue // new at HEAD: nothing that was right has become wrong
		}
		report(issue{subject: p.source.Name, new: p.source, effect: typing, base: &finding.Location{Path: was.Path, Line: was.Line},
			oldText: signatureText(p.stub), message: fmt.Sprintf("the stub of %s, %s:%d, %s", p.source.Name, p.stub.Path, p.stub.Line, what),
			instead: "Bring the stub in line with the source."})
	}
}

// difference says in what a stub's parameters are others, "" where they are not: names and how
// they are given. A stub with several overloads, or a source that takes anything, is not judged.
func (p *stubPair) difference() string {
	if isOverload(p.stub.Stmt) || len(p.stub.More) > 0 || flavourOf(p.source) == property || flavourOf(p.stub) == property {
		return ""
	}
	for _, q := range called(p.source) {
		if isVariadic(&q) {
			return ""
		}
	}
	for _, c := range compareParams(called(p.source), called(p.stub)).changes {
		switch c.kind {
		case paramRemoved:
			return "lacks the parameter " + c.name()
		case paramRenamed:
			return fmt.Sprintf("calls the parameter %s %s", c.old.Name, c.new.Name)
		case paramAddedRequired, paramInserted:
			return fmt.Sprintf("has a parameter %s that the source has not", c.name())
		case paramKeywordOnly, paramPositionalOnly, paramReordered:
			return fmt.Sprintf("takes the parameter %s in another way", c.name())
		}
	}
	return ""
}
