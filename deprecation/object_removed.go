package deprecation

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/internal/finding"
)

var objectRemoved = &rule{
	Rule: finding.Rule{
		ID: "API001", Name: "object-removed", Invariant: "INV-001, INV-050", Severity: finding.Error,
		Promise: "Every public module, class, function, method and attribute can still be named.",
	},
	check: checkObjectRemoved,
}

// checkObjectRemoved reports public objects that no path leads to any more. What goes with a
// module or class is told there.
func checkObjectRemoved(d *Diff, report reportFunc) {
	enumMembers := d.enumMembers()
	for _, p := range d.Pairs {
		if !p.Gone || enumMembers[p.Old] || d.onlyDeclared(p.Old) || python2Methods[p.Old.Base()] {
			continue
		}
		o := p.Old
		i := issue{subject: o.Name, old: o, effect: breaks,
			message: fmt.Sprintf("%s %s is gone", kindWord(o), o.Name) + o.madeBy(), witness: witnessOf(o, p.Lost),
			instead: "Keep it for two releases with a warning that says what to use, then remove it."}
		if o.Owner != nil && o.Owner.Kind == ClassKind && d.Base.isTypedDict(o.Owner) {
			i.effect = typing // a key that only its declaration has lost
		}
		if g := o.conditional(); g != "" {
			i.message += "; at BASE it was there only " + g
			i.effect = silent
		}
		if r, ok := d.Head.Lookup(o.Name); ok && r.Obj != nil && !o.named {
			i.message += " from every public path; it is still defined in " + r.Obj.Path
			i.new = r.Obj
		} else if moved := d.movedTo(o); moved != nil {
			i.message += ": " + moved.Name + " has its name now"
			i.instead = "Leave a name at the old place that leads to the new one."
			i.new = moved
		}
		for _, path := range p.Lost {
			if path != o.Name {
				i.affected = append(i.affected, path)
			}
		}
		i.affected = append(i.affected, d.goesWith(o)...)
		report(i)
	}
}

// conditional says under what an object is bound in its module, "" where it always is. What stubs
// declare for one platform alone is taken to be there.
func (o *Object) conditional() string {
	if o.Owner == nil || o.Owner.Kind != ModuleKind || o.Origin != FromSource {
		return ""
	}
	if b := o.Owner.scope.names[o.Base()]; b != nil && b.obj == o {
		return guardText(b.condition())
	}
	return ""
}

// onlyDeclared reports whether a class of BASE only says that its objects have an attribute, and
// binds nothing. A field of a dataclass is a parameter, a key of a TypedDict an entry, and what a
// stub declares is there.
func (d *Diff) onlyDeclared(o *Object) bool {
	return o.Origin == FromSource && o.Kind == AttributeKind && isDeclared(o.Stmt) && o.Owner.Kind == ClassKind &&
		!isField(o) && !d.Base.isTypedDict(o.Owner)
}

// goesWith are the public objects that only a module or class that is gone held.
func (d *Diff) goesWith(o *Object) []string {
	var out []string
	if o.scope == nil {
		return nil
	}
	d.Base.eachIn(o, 0, func(m *Object) {
		if p := d.pairOf[m]; m != o && p != nil && p.Outer {
			out = append(out, m.Name)
		}
	})
	return out
}

// movedTo is an object of HEAD with the same last name and kind that BASE did not have, the
// only one; nil for none.
func (d *Diff) movedTo(o *Object) *Object {
	if o.Owner == nil || o.Owner.Kind != ModuleKind {
		return nil
	}
	var found *Object
	for _, m := range d.Head.Modules {
		b := m.scope.names[o.Base()]
		if b == nil || b.obj == nil || b.obj.Kind != o.Kind || o.Kind == AttributeKind || !b.obj.Public {
			continue
		}
		if old := d.Base.byName[m.Name]; old != nil && old.scope.names[o.Base()] != nil {
			continue
		}
		if found != nil {
			return nil
		}
		found = b.obj
	}
	return found
}

// madeBy says in a message what makes an object that no Python source defines.
func (o *Object) madeBy() string {
	switch o.Origin {
	case FromSchema:
		return ": the operator schema that the build made it of is"
	case FromStub:
		return " from the stub that declares it"
	}
	return ""
}

// kindWord is what an object is called in a message.
func kindWord(o *Object) string {
	switch {
	case o.Kind != FunctionKind || o.Owner == nil || o.Owner.Kind != ClassKind:
		return string(o.Kind)
	case flavourOf(o) == property:
		return string(property)
	}
	return string(method)
}

// witnessOf is a line of client code that names an object.
func witnessOf(o *Object, paths []string) string {
	path := o.Name
	if len(paths) > 0 && !slices.Contains(paths, path) {
		path = slices.MinFunc(paths, func(a, b string) int { return len(a) - len(b) })
	}
	switch {
	case o.Kind == ModuleKind:
		return "import " + path
	case o.Owner != nil && o.Owner.Kind == ModuleKind && strings.Contains(path, "."):
		return "from " + outerOf(path) + " import " + lastOf(path)
	}
	return path
}

// python2Methods are special methods that Python 3 never calls (What's New in Python 3.0).
var python2Methods = set("__nonzero__ __unicode__ __cmp__ __coerce__ __long__ __oct__ __hex__ __div__ __rdiv__ __idiv__ " +
	"__getslice__ __setslice__ __delslice__ __metaclass__")
