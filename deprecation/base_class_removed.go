package deprecation

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
)

var baseClassRemoved = &rule{
	Rule: finding.Rule{
		ID: "API030", Name: "base-class-removed", Invariant: "INV-001", Severity: finding.Warning,
		Promise: "Every class keeps the classes above it.",
	},
	check: checkBaseClassRemoved,
}

// checkBaseClassRemoved reports bases that a class no longer has, at any height: isinstance,
// issubclass and except answer otherwise. object, and what only serves type checkers, is no
// base; one that has only moved, or is spelled otherwise, is the same. Of one that is gone altogether
// the finding on its own name tells users more: a note.
func checkBaseClassRemoved(d *Diff, report reportFunc) {
	d.both(ClassKind, func(p *Pair) {
		if p.Old.Origin != FromSource || p.New.Origin != FromSource {
			return // how a stub arranges classes is no promise
		}
		have := d.ancestors(p.New)
		if have == nil {
			return
		}
		for _, b := range d.promisedBases(p.Old) {
			if name, _ := d.ancestorName(b); name != "" && !have.has(d, b) {
				report(issue{mild: isPrivate(lastOf(name)) || d.baseGone(b), subject: p.Old.Name, contract: name, old: p.Old, new: p.New, effect: silent,
					message: fmt.Sprintf("%s no longer derives from %s", p.Old.Name, name),
					instead: "Keep the base, or let the class be one by __instancecheck__ or register.",
					witness: fmt.Sprintf("isinstance(x, %s)", lastOf(name))})
			}
		}
	})
}

// baseGone reports whether a base of BASE is no more, anywhere: whoever asks for it fails, and is told so.
func (d *Diff) baseGone(base Ref) bool {
	if base.Obj == nil {
		return false
	}
	var now Ref
	if p := d.pairOf[base.Obj]; p != nil {
		now = p.Ref
	} else {
		now = d.Head.lookupAs(ClassKind, base.Obj.Name)
	}
	return now.Obj == nil && now.Outside == ""
}

// promisedBases are the bases of a class of BASE and, above those that are not public, whose own
// bases nothing else tells, the public ones that it has through them.
func (d *Diff) promisedBases(o *Object) (out []Ref) {
	seen := map[*Object]bool{o: true}
	var visit func(o *Object, depth int)
	visit = func(o *Object, depth int) {
		for _, b := range d.Base.bases(o) {
			r := d.Base.meant(b.ref)
			unpaired := r.Obj != nil && d.pairOf[r.Obj] == nil
			known := slices.ContainsFunc(out, func(x Ref) bool { return x.Obj == r.Obj && x.Outside == r.Outside })
			if !known && !(unpaired && depth > 0) {
				out = append(out, r)
			}
			if unpaired && r.Obj.Kind == ClassKind && !seen[r.Obj] && depth < maxNesting {
				seen[r.Obj] = true
				visit(r.Obj, depth+1)
			}
		}
	}
	visit(o, 0)
	return out
}

// meant is what a base is where a name stands for it: `text_type = str`, `_G = Generic[T]`.
func (s *Surface) meant(r Ref) Ref {
	for hops := 0; hops < maxAliases && r.Obj != nil && r.Obj.Kind == AttributeKind; hops++ {
		o := r.Obj
		if o.Stmt == nil || o.Owner == nil || o.Stmt.Value == nil {
			return r
		}
		next := s.baseIn(o.Owner, o.Stmt.Value, nil)
		if !next.known() || next.Obj == o {
			return r
		}
		r = next
	}
	return r
}

// ancestorName is what a base of BASE is called at HEAD, "" where it can't be followed, and
// whether it is a class of the tree.
func (d *Diff) ancestorName(r Ref) (name string, inTree bool) {
	if r.Obj == nil {
		return r.Outside, false
	}
	var now Ref
	if p := d.pairOf[r.Obj]; p != nil {
		now = p.Ref
	} else {
		now = d.Head.lookupAs(ClassKind, r.Obj.Name)
	}
	switch now = d.Head.meant(now); {
	case now.Obj != nil:
		return now.Obj.Name, true
	case now.Outside != "":
		return now.Outside, false
	}
	return r.Obj.Name, true
}

// ancestry is what is above a class at HEAD.
type ancestry struct {
	class   *Object
	names   map[string]bool // classes of the tree, by their names
	last    map[string]bool // the same by their last names, for one that has moved
	library map[string]bool // classes from outside of the tree, as libraryName gives them, and what is above those
}

// ancestors follows all that is above a class at HEAD; nil where something can't be followed.
func (d *Diff) ancestors(o *Object) *ancestry {
	a := &ancestry{class: o, names: map[string]bool{}, last: map[string]bool{}, library: map[string]bool{}}
	mro, _ := d.Head.linear(o)
	for _, c := range mro {
		a.names[c.Name] = true
		for _, b := range d.Head.bases(c) {
			switch r := d.Head.meant(b.ref); {
			case r.Outside != "":
				for _, n := range libraryAncestors(r.Outside) {
					a.library[n] = true
				}
			case r.Obj != nil && r.Obj.Kind == ClassKind:
				a.names[r.Obj.Name], a.last[r.Obj.Base()] = true, true
			default:
				return nil // made at run time
			}
		}
	}
	return a
}

// has reports whether a base of BASE is still above the class, or is none that anyone asks for.
func (a *ancestry) has(d *Diff, base Ref) bool {
	name, inTree := d.ancestorName(base)
	switch {
	case inTree && a.names[name], !inTree && plainBase[name], a.library[libraryName(name)]:
		return true
	}
	if r, still := d.Head.Lookup(name); a.last[lastOf(name)] && (!still || r.Opaque) {
		return true // it has moved
	}
	return !inTree && a.answersAs(d, name)
}

// answersAs reports whether a class has all the methods by which one of the library's abstract
// classes knows its own: isinstance asks for these, not for the base.
func (a *ancestry) answersAs(d *Diff, name string) bool {
	methods := structural[libraryName(name)]
	if methods == nil || !classModules[outerOf(name)] {
		return false
	}
	mro, _ := d.Head.linear(a.class)
	return !slices.ContainsFunc(methods, func(m string) bool {
		return !slices.ContainsFunc(mro, func(c *Object) bool { return c.scope.names[m] != nil })
	})
}
