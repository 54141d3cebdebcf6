package deprecation

import (
	"fmt"

	"plumbline/internal/finding"
	"plumbline/parse"
)

var abstractMethodAdded = &rule{
	Rule: finding.Rule{
		ID: "API035", Name: "abstract-method-added", Invariant: "INV-001", Severity: finding.Error,
		Promise: "No public abstract class asks its subclasses for more.",
	},
	check: checkAbstractMethodAdded,
}

// checkAbstractMethodAdded reports methods that subclasses must define now and did not have to:
// abstract ones (abc) of a class that can be derived from.
func checkAbstractMethodAdded(d *Diff, report reportFunc) {
	d.both(ClassKind, func(p *Pair) {
		if !d.abstract(p.New) {
			return
		}
		for _, name := range p.New.members() {
			b := p.New.scope.names[name]
			if b.obj == nil || !isAbstract(b.obj.Func()) {
				continue
			}
			r := d.Base.classMember(p.Old, name, nil)
			if r.Obj != nil && isAbstract(r.Obj.Func()) && d.abstract(p.Old) {
				continue
			}
			i := issue{subject: p.Old.Name + "." + name, old: r.Obj, new: b.obj, effect: breaks,
				message: fmt.Sprintf("%s asks its subclasses for %s", p.Old.Name, name),
				instead: "Give it a body that does what was done before, and call it where subclasses have none.",
				witness: "class Client(" + p.Old.Base() + "): ...  # can't be instantiated"}
			if r.Obj == nil || !r.Obj.Public {
				i.old, i.base, i.oldText = nil, p.Old.Location(), statementText(p.Old)
			}
			report(i)
		}
	})
}

// isAbstract reports whether a function is marked as one that subclasses must define.
func isAbstract(f *parse.PyFunc) bool {
	return f != nil && decorated(f.Decorators, "abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod")
}

// abstract reports whether Python holds a class's subclasses to its abstract methods: its
// metaclass is ABCMeta.
func (d *Diff) abstract(o *Object) bool {
	s := d.Head
	if d.pairOf[o] != nil {
		s = d.Base
	}
	mro, _ := s.linear(o)
	for _, c := range mro {
		for _, k := range c.Class().Keywords {
			if k.Key == "metaclass" && lastOf(k.Text) == "ABCMeta" {
				return true
			}
		}
		for _, b := range s.bases(c) {
			if b.ref.Outside != "" && b.ref.Outside != "builtins.object" {
				return true // abc.ABC, Protocol, or a class whose metaclass isn't known
			}
		}
	}
	return false
}
