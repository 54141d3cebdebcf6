package deprecation

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/parse"
)

// maxHands bounds through how many functions a parameter is followed.
const maxHands = 4

// handed adds the markers of parameters that a function hands on, under any name, to one that warns
// of them: the __init__ of its base, another method of its object, a private function. Users of the
// outer function meet the warning too.
func (r *markerReader) handed() {
	warned := map[string]map[string]*Marker{} // by function and parameter
	for i := range r.out {
		r.markParam(warned, &r.out[i])
	}
	var funcs []*Object
	r.s.each(func(o *Object) {
		if f := o.Func(); f != nil && o.Origin == FromSource && len(f.Calls)+len(f.Hands) > 0 {
			funcs = append(funcs, o)
		}
	})
	for range maxHands {
		var added []Marker
		for _, o := range funcs {
			added = append(added, r.handsOn(o, warned)...)
		}
		if len(added) == 0 {
			return
		}
		for i := range added {
			r.markParam(warned, &added[i])
		}
		r.out = append(r.out, added...)
	}
}

// markParam notes a marker of a parameter.
func (r *markerReader) markParam(warned map[string]map[string]*Marker, m *Marker) {
	name, param, ok := strings.Cut(strings.TrimSuffix(m.Subject, ")"), "(")
	if !ok || m.Class != MarkWarned || m.Partly || strings.Contains(param, "=") {
		return
	}
	if warned[name] == nil {
		warned[name] = map[string]*Marker{}
	}
	if warned[name][param] == nil {
		c := *m
		warned[name][param] = &c
	}
}

// handsOn are the parameters of a function that it hands on to one that warns of them, and that
// it does not warn of itself.
func (r *markerReader) handsOn(o *Object, warned map[string]map[string]*Marker) (out []Marker) {
	f := o.Func()
	own := called(o)
	for i, call := range slices.Concat(f.Calls, f.Hands) {
		target, bound := r.callee(o, &call)
		if target == nil || target == o || len(warned[target.Name]) == 0 {
			continue
		}
		params := called(target)
		args := call.Args[1:]
		if !bound && len(args) > 0 && flavourOf(target) == method {
			args = args[1:] // Base.f(self, ...)
		}
		for k := range args {
			a := &args[k]
			name := a.Key
			if name == "" && k < len(params) && !isVariadic(&params[k]) {
				name = params[k].Name
			}
			m := warned[target.Name][name]
			if m == nil || a.Kind != parse.ExprName || warned[o.Name][a.Name] != nil ||
				!slices.ContainsFunc(own, func(p parse.PyParam) bool { return p.Name == a.Name && !isVariadic(&p) }) ||
				slices.ContainsFunc(out, func(m Marker) bool { return strings.HasSuffix(m.Subject, "("+a.Name+")") }) {
				continue
			}
			c := *m
			c.Subject, c.Object, c.Path, c.Line, c.Inner = fmt.Sprintf("%s(%s)", o.Name, a.Name), o, o.Path, call.Line, ""
			c.Made = "handed on to " + target.Name
			c.Partly = c.Partly || i < len(f.CallGuards) && slices.ContainsFunc(f.CallGuards[i], isCondition)
			out = append(out, c)
		}
	}
	return out
}

// callee is the function of the tree that a call in a method or function runs, of a class its
// constructor; bound says that self is given by how it is called.
func (r *markerReader) callee(o *Object, call *parse.PyExpr) (target *Object, bound bool) {
	fn := &call.Args[0]
	if fn.Kind == parse.ExprAttr && o.Owner != nil && o.Owner.Kind == ClassKind && len(o.Func().Params) > 0 {
		base := &fn.Args[0]
		switch {
		case base.Kind == parse.ExprCall && base.Args[0].Kind == parse.ExprName && base.Args[0].Name == "super":
			mro, _ := r.s.linear(o.Owner)
			for _, c := range mro[1:] {
				if b := c.scope.names[fn.Name]; b != nil {
					return b.obj.function(), true
				}
			}
			return nil, true
		case base.Kind == parse.ExprName && base.Name == o.Func().Params[0].Name:
			return r.s.classMember(o.Owner, fn.Name, nil).Obj.function(), true
		}
	}
	name := dotted(fn)
	if name == "" {
		return nil, false
	}
	ref := r.s.resolveFrom(o, name)
	if ref.Obj != nil && ref.Obj.Kind == ClassKind {
		return r.s.classMember(ref.Obj, "__init__", nil).Obj.function(), true
	}
	return ref.Obj.function(), false
}

// resolveFrom looks a dotted name up as the body of a function does: among its own imports, then in its module.
func (s *Surface) resolveFrom(o *Object, name string) Ref {
	first, rest, more := strings.Cut(name, ".")
	if slices.ContainsFunc(o.Func().Params, func(p parse.PyParam) bool { return p.Name == first }) {
		return Ref{} // whatever it is given
	}
	for _, st := range o.Func().Imports {
		if st.Name != first {
			continue
		}
		ref := s.imported(moduleOf(o), st.Import, nil)
		for more && ref.Obj != nil {
			first, rest, more = strings.Cut(rest, ".")
			ref = s.member(ref.Obj, first, nil)
		}
		return ref
	}
	return s.resolveIn(moduleOf(o), name)
}

// function is an object that is a function, else nil.
func (o *Object) function() *Object {
	if o.Func() == nil {
		return nil
	}
	return o
}
