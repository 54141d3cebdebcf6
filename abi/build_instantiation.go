package abi

import (
	"slices"

	"plumbline/parse"
)

// instantiationEntities lists the explicit instantiations of the surface ([temp.explicit]): a
// name that is repeated once, as the declaration that says extern.
func (r *resolver) instantiationEntities(s *Surface) {
	byName := map[string]*Entity{}
	for i := range r.instantiations {
		o := &r.instantiations[i]
		d := o.decl
		if o.path == knownPath || d.Target == nil || len(d.Target.Parts) == 0 {
			continue
		}
		x := &Entity{}
		r.entity(x, "instantiation", r.instantiated(o), o, nil)
		if d.Type != nil {
			x.Symbol = x.Name + " " + writtenType(d.Type, 0)
		}
		x.Export, x.Public = x.OwnExport, r.public(o.path)
		key := x.Name + x.Symbol
		switch old := byName[key]; {
		case old == nil:
			byName[key] = x
			s.Instantiations = append(s.Instantiations, x)
		case old.Untaken && !x.Untaken, old.Untaken == x.Untaken && !old.Decl.Extern && d.Extern:
			*old = *x
		}
	}
	slices.SortStableFunc(s.Instantiations, before)
}

// instantiated is the qualified name of what is instantiated, with its arguments.
func (r *resolver) instantiated(o *origin) string {
	d := o.decl
	c := &ctx{scope: o.scope, path: o.path, line: d.Line}
	if d.Tag != "" {
		t := r.quiet(func() *Type { return r.named(d.Target, c) })
		if t.Kind == ClassType {
			return t.String()
		}
		return join(r.qualified(o.scope), written(d.Target))
	}
	last := d.Target.Last()
	name := last.Ident
	if last.HasArgs {
		r.muted++
		name += argsString(r.looseArgs(last.Args, c))
		r.muted--
	}
	if n := len(d.Target.Parts); n > 1 {
		around := &parse.Name{Global: d.Target.Global, Parts: d.Target.Parts[:n-1]}
		if space := r.spaceNamed(c, around.Parts); space != nil {
			return join(r.qualified(space), name)
		}
		if t := r.quiet(func() *Type { return r.named(around, c) }); t.Kind == ClassType {
			return join(t.String(), name)
		}
		return join(r.qualified(o.scope), written(around)+"::"+name)
	}
	return join(r.qualified(o.scope), name)
}
