package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
)

var exceptionClassMoved = &rule{
	Rule: finding.Rule{
		ID: "API036", Name: "exception-class-moved", Invariant: "INV-001", Severity: finding.Warning,
		Promise: "Who catches an exception by one of its names catches it still.",
	},
	check: checkExceptionClassMoved,
}

// checkExceptionClassMoved reports exceptions whose paths led to one class and lead to several:
// what is raised as one is not caught as the other.
func checkExceptionClassMoved(d *Diff, report reportFunc) {
	d.both(ClassKind, func(p *Pair) {
		if !d.Base.isException(p.Old) {
			return
		}
		for _, path := range p.Old.paths() {
			r, ok := d.Head.Lookup(path)
			if !ok || r.Obj == nil || r.Obj == p.New || r.Obj.Kind != ClassKind || d.isAbove(r.Obj, p.New) {
				continue
			}
			report(issue{subject: path, contract: p.Old.Name, old: p.Old, new: r.Obj, effect: silent,
				message: fmt.Sprintf("%s is %s now, and no longer the class that %s is", path, r.Obj.Name, p.New.Name),
				instead: "Let the old name lead to the new class.", witness: "except " + path + ": ..."})
		}
	})
}

// isAbove reports whether a class of HEAD is another one or a base of it.
func (d *Diff) isAbove(a, b *Object) bool {
	mro, _ := d.Head.linear(b)
	for _, c := range mro {
		if c == a {
			return true
		}
	}
	return false
}
