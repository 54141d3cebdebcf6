package abi

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

var trivialityChanged = &rule{
	Rule: finding.Rule{
		ID: "ABI033", Name: "triviality-changed", Invariant: "INV-002", Severity: finding.Error,
		Promise: "What is passed in registers stays so: copying and destroying a class stays as trivial as it was.",
	},
	check: checkTrivialityChanged,
}

// checkTrivialityChanged reports classes whose special members make them another kind of
// parameter (Itanium C++ ABI 3.1.1): what is trivial for the purposes of calls is passed in
// registers or by copy, all else by reference. No symbol tells. Classes that hold one or
// derive from it follow.
func checkTrivialityChanged(d *Diff, report reportFunc) {
	followers, users := d.trivialityFollowers(), d.byValue()
	d.eachWhole(func(p *ClassPair) {
		t := triviality(p)
		if !t.calls && !t.copies || !d.ownTriviality(p) {
			return
		}
		i := d.wholeIssue(p, behaviour)
		i.possible = true
		i.message = fmt.Sprintf("%s is %s", p.Old.Name, t.text())
		i.instead = "Leave its copy operations and its destructor as they were: defaulted in place, or not."
		if t.calls {
			i.affected = append(i.affected, users[d.canonical(p.Old.Name)]...)
			for _, name := range followers[p.Old.Name] {
				i.affected = append(i.affected, users[d.canonical(name)]...)
			}
			if len(i.affected) > 0 && !t.unsure {
				i.axes, i.silent, i.possible = binary, true, false
				i.message += ", which changes how it is passed by value"
			}
		}
		report(i)
	})
}

// trivialChange is how the triviality of a class changed.
type trivialChange struct {
	calls  bool // for the purposes of calls
	copies bool // only whether it is trivially copyable
	lost   bool // it was, and is no longer
	unsure bool // the layouts are not known: what it holds may matter more
}

func (t trivialChange) text() string {
	what := "trivially copyable"
	if t.calls {
		what = "trivial to copy and destroy"
	}
	if t.lost {
		return "no longer " + what
	}
	return what + " now"
}

// triviality compares what both ends of a class are as a parameter. A class that became
// polymorphic, or a union, is another class altogether, of which that is told.
func triviality(p *ClassPair) (t trivialChange) {
	if p.Old == nil || p.New == nil || !p.Old.Defined || !p.New.Defined || kindChanged(p) {
		return t
	}
	o, n := p.Old.Layout, p.New.Layout
	if o != nil && n != nil {
		if o.Polymorphic != n.Polymorphic {
			return t
		}
		t.calls, t.lost = o.Trivial != n.Trivial, o.Trivial
		if !t.calls {
			t.copies, t.lost = o.TriviallyCopyable != n.TriviallyCopyable, o.TriviallyCopyable
		}
		return t
	}
	if !mayBeTrivial(p.Old, map[*Class]bool{}) || !mayBeTrivial(p.New, map[*Class]bool{}) {
		return t
	}
	was, is := ownCalls(p.Old), ownCalls(p.New)
	return trivialChange{calls: was != is, lost: !was && is, unsure: holdsParameter(p.Old) || holdsParameter(p.New)}
}

// mayBeTrivial reports whether what a class without a known layout holds and derives from
// may be trivial: it depends on template parameters, or is trivial.
func mayBeTrivial(c *Class, seen map[*Class]bool) bool {
	if seen[c] {
		return true
	}
	seen[c] = true
	if len(seen) > maxNesting || slices.ContainsFunc(c.Methods, func(m *Function) bool { return m.Virtual }) {
		return false
	}
	for _, b := range c.Bases {
		switch {
		case b.Virtual:
			return false
		case b.Class == nil:
			if b.Type == nil || b.Type.Kind != TemplateParam && b.Type.Kind != Dependent {
				return false
			}
		case b.Class.Layout != nil && !b.Class.Layout.Trivial, b.Class.Layout == nil && !mayBeTrivial(b.Class, seen):
			return false
		}
	}
	return !slices.ContainsFunc(c.Fields, func(f *Variable) bool { return !trivialField(f.Type) })
}

// trivialField reports whether a field of that type may be trivial to copy and destroy.
func trivialField(t *Type) bool {
	for depth := 0; t != nil && t.Kind == Array && depth < maxTypeDepth; depth++ {
		t = t.Elem
	}
	if t == nil {
		return false
	}
	switch t.Kind {
	case External, Unresolved:
		return false
	case ClassType:
		return t.Class != nil && t.Class.Layout != nil && t.Class.Layout.Trivial
	}
	return true
}

// holdsParameter reports whether a class template holds or derives from what its arguments
// decide.
func holdsParameter(c *Class) bool {
	depends := func(t *Type) bool {
		for depth := 0; t != nil && t.Kind == Array && depth < maxTypeDepth; depth++ {
			t = t.Elem
		}
		return t == nil || t.Kind == TemplateParam || t.Kind == Dependent
	}
	return slices.ContainsFunc(c.Bases, func(b Base) bool { return b.Class == nil || b.Class.Template }) ||
		slices.ContainsFunc(c.Fields, func(f *Variable) bool { return depends(f.Type) })
}

// ownCalls reports whether a class itself has what makes it nontrivial for calls.
func ownCalls(c *Class) bool {
	t := declaredTraits(c)
	return t.copyCtor == userDefined || t.moveCtor == userDefined || t.dtor == userDefined
}

// ownTriviality reports whether a class's own special members changed its triviality: not
// what it holds or derives from, of which the change is told.
func (d *Diff) ownTriviality(p *ClassPair) bool {
	o, n := declaredTraits(p.Old), declaredTraits(p.New)
	o.nonAggregate, n.nonAggregate = false, false
	return o != n
}

// trivialityFollowers maps classes whose triviality changed of their own accord to those
// that are no longer what they were because they hold one or derive from it.
func (d *Diff) trivialityFollowers() map[string][]string {
	flipped := map[*Class]*ClassPair{}
	for i := range d.Classes {
		if p := &d.Classes[i]; triviality(p).calls {
			flipped[p.Old] = p
		}
	}
	out := map[string][]string{}
	for i := range d.Classes {
		p := &d.Classes[i]
		if flipped[p.Old] == nil || d.ownTriviality(p) {
			continue
		}
		seen := map[*Class]bool{}
		var follow func(c *Class)
		follow = func(c *Class) {
			parts(c, func(part *Class) {
				q := flipped[part]
				if q == nil || seen[part] || len(seen) > maxBases {
					return
				}
				seen[part] = true
				if d.ownTriviality(q) {
					out[q.Old.Name] = append(out[q.Old.Name], p.Old.Name)
				}
				follow(part)
			})
		}
		follow(p.Old)
	}
	return out
}

// byValue maps classes, by canonical name, to the public functions of the library that take
// or return them by value at both ends.
func (d *Diff) byValue() map[string][]string {
	out := map[string][]string{}
	for i := range d.Functions {
		p := &d.Functions[i]
		if p.Old == nil || p.New == nil || !d.judged(&p.Old.Entity) || callAxes(p.Old) == 0 {
			continue
		}
		is := d.valueTypes(p.New)
		for key := range d.valueTypes(p.Old) {
			if is[key] {
				out[key] = append(out[key], p.Old.Name)
			}
		}
	}
	return out
}

// valueTypes are the canonical names of the classes that a function takes or returns by value.
func (d *Diff) valueTypes(f *Function) map[string]bool {
	out := map[string]bool{}
	add := func(t *Type) {
		if t != nil && t.Kind == ClassType {
			out[d.canonical(t.Name)] = true
		}
	}
	add(f.Return)
	for _, p := range f.Params {
		add(p.Type)
	}
	return out
}
