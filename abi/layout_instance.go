package abi

import (
	"slices"

	"plumbline/parse"
)

// lay gives the classes of a surface their layouts and virtual tables, with the lookup that
// resolved the surface to instantiate templates. From here on that lookup knows sizes and
// traits, so what it kept of specialisations is dropped.
func (r *resolver) lay(s *Surface) {
	l := newLayouter()
	l.instance = r.instance
	l.fresh = r.fresh
	l.self = func(c *Class) *Type {
		if k := r.classOf[c]; k != nil {
			return r.selfType(k, nil)
		}
		return nil
	}
	for _, k := range r.classes {
		k.bound = nil
	}
	r.layouts = l
	l.layOut(s)
	r.layouts = nil
}

// fresh is a class with the types of fields that need sizes to be known resolved again;
// the class itself where none does.
func (r *resolver) fresh(c *Class) *Class {
	k := r.classOf[c]
	if k == nil || k.def == nil {
		return c
	}
	stale := func(f *Variable) bool { return needsSizes(f.Type) || f.IsBits && f.Bits < 0 || len(f.Align) > 0 }
	at := &ctx{scope: k.scope, path: c.Path, line: c.Line}
	align := r.alignments(c.Decl.Align, at)
	if !slices.ContainsFunc(c.Fields, stale) && slices.Equal(align, c.Decl.Align) {
		return c
	}
	x := *c
	if d := *c.Decl; !slices.Equal(align, d.Align) {
		d.Align = align
		x.Decl = &d
	}
	x.Fields = nil
	for _, f := range c.Fields {
		if stale(f) {
			f = r.rebound(f, k, nil)
		}
		x.Fields = append(x.Fields, f)
	}
	return &x
}

// needsSizes reports whether a type could not be resolved without sizes.
func needsSizes(t *Type) bool {
	for n := 0; t != nil && n < maxTypeNesting; t, n = t.Elem, n+1 {
		if t.Kind == Dependent || t.Kind == Unresolved || t.Kind == Array && t.Len < 0 ||
			slices.ContainsFunc(t.Args, func(a Arg) bool { return a.Type == nil && !literal(a.Value) || needsSizes(a.Type) }) {
			return true
		}
	}
	return false
}

// rebound is a field with parameters bound, or sizes known.
func (r *resolver) rebound(f *Variable, k *class, frames *frame) *Variable {
	x := *f
	at := &ctx{scope: k.scope, frames: frames, path: f.Path, line: f.Line}
	r.muted++
	defer func() { r.muted-- }()
	x.Type = r.resolve(f.Decl.Type, at)
	if x.IsBits && x.Bits < 0 {
		if w := r.constant(f.Decl.Bits, at); w.known {
			x.Bits = w.bits
		}
	}
	x.Align = r.alignments(f.Align, at)
	return &x
}

// alignments are the operands of alignas as numbers, where they can be evaluated.
func (r *resolver) alignments(list []string, c *ctx) []string {
	if len(list) == 0 {
		return list
	}
	r.muted++
	defer func() { r.muted-- }()
	out := slices.Clone(list)
	for i, text := range list {
		if v := r.constant(text, c); v.known {
			out[i] = itoa64(v.bits)
		} else if v := r.constant("alignof ("+text+")", c); v.known {
			out[i] = itoa64(v.bits)
		}
	}
	return out
}

// instance is what a specialisation of a template of the tree holds: its bases, fields and
// methods with the parameters bound to the arguments.
func (r *resolver) instance(t *Type) (*Class, string) {
	k := t.decl
	switch {
	case k == nil || k.out == nil || k.known:
		return nil, describeType(t) + " is not known"
	case r.dependent(t, 0):
		return nil, describeType(t) + " depends on template parameters"
	case k.def == nil:
		return nil, describeType(t) + " is not defined"
	case k.def.untaken:
		return nil, describeType(t) + " is defined in a branch that is not taken only"
	}
	frames := r.framesOf(t)
	if frames == nil {
		return nil, "the arguments of " + describeType(t) + " are not known"
	}
	r.muted++
	defer func() { r.muted-- }()
	c := *k.out
	c.Bases = r.basesOf(t)
	c.Fields, c.Methods = nil, nil
	if len(c.Decl.Align) > 0 {
		d := *c.Decl
		d.Align = r.alignments(d.Align, &ctx{scope: k.scope, frames: frames, path: c.Path, line: c.Line})
		c.Decl = &d
	}
	for _, f := range k.out.Fields {
		c.Fields = append(c.Fields, r.rebound(f, k, frames))
	}
	for _, m := range k.out.Methods {
		if len(m.TemplateParams) > 0 || !shapes(m) {
			c.Methods = append(c.Methods, m)
			continue
		}
		x := r.bound(m, k, frames)
		if m.Return != nil && m.Decl.Type != nil {
			x.Return = r.resolve(m.Decl.Type.Elem, &ctx{scope: k.scope, frames: frames, path: m.Path, line: m.Line})
		}
		c.Methods = append(c.Methods, x)
	}
	return &c, ""
}

// shapes reports whether a function can matter to the layout or the virtual tables of its
// class.
func shapes(m *Function) bool {
	return m.Virtual || m.Override || m.Func == parse.FuncConstructor || m.Func == parse.FuncDestructor || m.Decl.Name == "operator="
}
