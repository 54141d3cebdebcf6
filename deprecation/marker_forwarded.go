package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// forwarded adds the markers of functions that do nothing but call one that only raises, and says that
// something is gone: they are tombstones as much as that one is.
func (r *markerReader) forwarded() {
	tombs := map[*Object]*Marker{}
	for i := range r.out {
		if m := &r.out[i]; m.Class == MarkTombstone && m.Object.function() != nil && m.Object.Name == m.Subject && tombs[m.Object] == nil {
			c := *m
			tombs[m.Object] = &c
		}
	}
	if len(tombs) == 0 {
		return
	}
	var funcs []*Object
	r.s.each(func(o *Object) {
		if f := o.Func(); f != nil && o.Origin == FromSource && f.Only != nil && tombs[o] == nil {
			funcs = append(funcs, o)
		}
	})
	for range maxHands {
		added := false
		for _, o := range funcs {
			target, _ := r.callee(o, o.Func().Only)
			m := tombs[target]
			if m == nil || target == o || tombs[o] != nil {
				continue
			}
			c := *m
			c.Subject, c.Object, c.Path, c.Line, c.Made = o.Name, o, o.Path, o.Func().Only.Line, "forwards to "+target.Name
			c = textMarker(c, fill(&helper{text: m.Text, params: called(target)}, o.Func().Only), r.s.own)
			tombs[o], added = &c, true
			r.out = append(r.out, c)
		}
		if !added {
			return
		}
	}
}

// raisesAlways is the function in which a call of another one ends that only raises: that itself, or what it
// does nothing but call; nil where it does something else, or calls what asks to be implemented.
func (s *Surface) raisesAlways(o *Object) *Object {
	r := &markerReader{s: s}
	seen := []*Object{}
	for range maxHands + 1 {
		f := o.function()
		switch {
		case f == nil || slices.Contains(seen, o):
			return nil
		case o.Func().Body == parse.PyRaises:
			if site := raising(o.Func()); len(seen) > 0 && (site == nil || strings.HasPrefix(lastOf(decoratorName(&site.Call)), "NotImplemented")) {
				return nil
			}
			return o
		case o.Func().Only == nil:
			return nil
		}
		seen = append(seen, o)
		o, _ = r.callee(o, o.Func().Only)
	}
	return nil
}
