package deprecation

import (
	"fmt"
	"slices"

	"plumbline/internal/finding"
	"plumbline/parse"
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
// base; one that has only moved is the same.
func checkBaseClassRemoved(d *Diff, report reportFunc) {
	d.both(ClassKind, func(p *Pair) {
		if p.Old.Origin != FromSource || p.New.Origin != FromSource {
			return // how a stub arranges classes is no promise
		}
		have, moved := d.ancestors(p.New)
		if have == nil {
			return
		}
		for _, b := range d.Base.bases(p.Old) {
			name := d.ancestorName(&b)
			if name == "" || plainBase[name] || have[name] || have[lastOf(name)] {
				continue
			}
			if _, still := d.Head.Lookup(name); !still && moved[lastOf(name)] {
				continue
			}
			report(issue{mild: isPrivate(lastOf(name)), subject: p.Old.Name, contract: name, old: p.Old, new: p.New, effect: silent,
				message: fmt.Sprintf("%s no longer derives from %s", p.Old.Name, name),
				instead: "Keep the base, or let the class be one by __instancecheck__ or register.",
				witness: fmt.Sprintf("isinstance(x, %s)", lastOf(name))})
		}
	})
}

// ancestorName is what a base of BASE is called at HEAD; "" where it can't be followed.
func (d *Diff) ancestorName(b *baseRef) string {
	if o := b.ref.Obj; o != nil {
		if p := d.pairOf[o]; p != nil && p.New != nil {
			return p.New.Name
		}
		return o.Name
	}
	if b.ref.Outside != "" {
		return b.ref.Outside
	}
	return ""
}

// ancestors are the names of all that is above a class at HEAD, those outside of the tree by
// their last name too; nil where one can't be followed. last has the last names of those in the
// tree, for a base that has moved.
func (d *Diff) ancestors(o *Object) (out, last map[string]bool) {
	out, last = map[string]bool{}, map[string]bool{}
	mro, _ := d.Head.linear(o)
	for _, c := range mro {
		out[c.Name] = true
		for _, b := range d.Head.bases(c) {
			switch {
			case b.ref.Outside != "":
				out[b.ref.Outside], out[lastOf(b.ref.Outside)] = true, true
			case b.ref.Obj != nil:
				out[b.ref.Obj.Name], last[b.ref.Obj.Base()] = true, true
				if b.ref.Obj.Kind != ClassKind {
					return nil, nil // made at run time
				}
			default:
				return nil, nil
			}
		}
	}
	if slices.ContainsFunc(o.Class().Keywords, func(k parse.PyExpr) bool { return k.Key == "metaclass" && lastOf(k.Text) == "ABCMeta" }) {
		out["abc.ABC"] = true
	}
	return out, last
}
