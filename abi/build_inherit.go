package abi

import "plumbline/parse"

// inherit marks the functions that override a virtual function of a known base without
// saying so ([class.virtual]/2).
func (r *resolver) inherit(s *Surface) {
	v := virtuals{r: r, memo: map[*class]map[string]bool{}}
	for _, c := range s.Classes {
		k := r.classOf[c]
		if len(c.Bases) == 0 {
			continue
		}
		v.work = 0
		inherited := v.ofBases(r.selfType(k, nil), 0)
		if len(inherited) == 0 {
			continue
		}
		for _, m := range c.Methods {
			if !m.Virtual && !m.Static && len(m.TemplateParams) == 0 && inherited[overrideKey(m)] {
				m.Virtual = true
			}
		}
		delete(v.memo, k) // its own may be virtual now
	}
}

// virtuals finds the virtual functions of classes.
type virtuals struct {
	r    *resolver
	memo map[*class]map[string]bool
	work int // steps taken for one class
}

// overrideKey is what an overrider and what it overrides share: name, parameters and
// qualifiers; destructors are all alike.
func overrideKey(f *Function) string {
	switch f.Func {
	case parse.FuncDestructor:
		return "~"
	case parse.FuncConstructor:
		return ""
	case parse.FuncConversion:
		return "operator " + f.Return.String() + f.signature()
	}
	return f.Decl.Name + f.signature()
}

// ofBases are the virtual functions of the bases of a class type.
func (v *virtuals) ofBases(t *Type, depth int) map[string]bool {
	out := map[string]bool{}
	if v.work++; depth > maxNesting || v.work > maxWork {
		return out
	}
	for _, b := range v.r.basesOf(t) {
		if b.Type == nil || b.Type.decl == nil {
			continue
		}
		for key := range v.of(b.Type, depth+1) {
			out[key] = true
		}
	}
	return out
}

// of are the virtual functions of a class type, those of its bases included.
func (v *virtuals) of(t *Type, depth int) map[string]bool {
	k := t.decl
	frames := v.r.framesOf(t)
	if frames == nil {
		if m, ok := v.memo[k]; ok {
			return m
		}
		v.memo[k] = nil
	}
	out := v.ofBases(t, depth)
	for _, m := range k.out.Methods {
		if m.Static || len(m.TemplateParams) > 0 {
			continue
		}
		key := overrideKey(m)
		if frames != nil {
			key = overrideKey(v.r.bound(m, k, frames))
		}
		if m.Virtual || out[key] {
			out[key] = true
		}
	}
	delete(out, "")
	if frames == nil {
		v.memo[k] = out
	}
	return out
}

// bound is a method with the parameters of its class bound.
func (r *resolver) bound(m *Function, k *class, frames *frame) *Function {
	x := *m
	x.Params = nil
	r.muted++
	r.signatureOf(&x, m.Decl, &ctx{scope: k.scope, frames: frames, path: m.Path, line: m.Line})
	r.muted--
	return &x
}
