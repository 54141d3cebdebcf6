package abi

import (
	"plumbline/parse"
)

// variableEntities makes the variables, static members and fields of the surface.
func (r *resolver) variableEntities(s *Surface) {
	byName := map[string]*Variable{}
	for _, v := range r.variables {
		if v.path == knownPath || r.dropped(v.scope) {
			continue
		}
		x := r.variableOf(v)
		field := x.Kind == "field"
		key := x.Name
		if v.decl.SpecArgs != nil {
			key += writtenArgs(v.decl.SpecArgs)
		}
		nameless := v.decl.Name == ""
		if old := byName[key]; old != nil && !nameless {
			r.joinVariable(old, x, v)
			continue
		}
		if !nameless {
			byName[key] = x
			s.Variables = append(s.Variables, x)
		}
		if k := v.scope.class; k != nil && field {
			k.out.Fields = append(k.out.Fields, x)
		} else if k != nil {
			k.out.Statics = append(k.out.Statics, x)
		}
	}
	for _, x := range s.Variables {
		x.exports(x.Decl.Hidden)
		x.Public = r.reachable(&x.Entity)
	}
}

// variableOf resolves one declaration.
func (r *resolver) variableOf(v *variable) *Variable {
	d := v.decl
	x := &Variable{}
	v.out = x
	kind := "variable"
	if v.scope.class != nil && !d.Static && !v.outside {
		kind = "field"
	}
	name := d.Name
	c := &ctx{scope: v.scope, frames: v.names, path: v.path, line: d.Line}
	own := innermost(v.rest)
	if len(own) > 0 {
		c.frames = &frame{params: own, pick: -1, next: c.frames}
	}
	if d.SpecArgs != nil {
		name += argsString(r.looseArgs(d.SpecArgs, c))
	}
	r.entity(&x.Entity, kind, join(r.qualified(named(v.scope)), name), &v.origin, ownerOf(v.scope))
	x.Template = len(own) > 0 || inTemplate(v.scope)
	if kind == "variable" {
		x.Symbol = join(r.symbolScope(v.scope), name)
		if d.ExternC && v.scope.class == nil {
			x.Symbol = d.Name
		}
	}
	x.Type = r.resolve(d.Type, c)
	x.Static, x.Constexpr, x.Extern, x.Mutable = d.Static, d.Constexpr, d.Extern, d.Mutable
	x.Inline = d.Inline || d.Constexpr && v.scope.class != nil || len(own) > 0
	x.IsBits, x.NoUnique, x.Align = d.IsBits, d.NoUnique, d.Align
	x.Init = d.Init
	if d.IsBits {
		x.Bits = -1
		if w := r.constant(d.Bits, c); w.known {
			x.Bits = w.bits
		}
	}
	if kind == "variable" && !x.Template {
		if w := r.variableValue(v, nil, nil, ""); w.known {
			n := w.bits
			x.Value = &n
		}
	}
	return x
}

// joinVariable adds a redeclaration: the taken one speaks, in a class the one there.
func (r *resolver) joinVariable(old, x *Variable, v *variable) {
	if old.Untaken && !x.Untaken {
		others := append([]*parse.Decl{old.Decl}, old.Others...)
		export := old.OwnExport
		*old = *x
		old.Others = others
		if old.OwnExport == "" {
			old.OwnExport = export
		}
		return
	}
	old.join(&v.origin)
	if x.Untaken && !old.Untaken {
		return
	}
	if old.Value == nil {
		old.Value = x.Value
	}
	if old.Init == "" {
		old.Init = x.Init
	}
	if !x.Extern && v.scope.class == nil {
		old.Extern = old.Extern && x.Extern
		old.Inline = old.Inline || x.Inline
		old.Constexpr = old.Constexpr || x.Constexpr
	}
}

// named is the scope whose name the members of an anonymous union or struct have
// ([class.union.anon]): the class around it.
func named(s *scope) *scope {
	for depth := 0; s.class != nil && unnamed(s.class.name()) && s.parent.class != nil && depth < maxNesting; depth++ {
		if !anonymousMember(s.parent.class, s.class.name()) {
			break
		}
		s = s.parent
	}
	return s
}

// anonymousMember reports whether a class has a member without a name of the class that the
// parser calls name.
func anonymousMember(k *class, name string) bool {
	if k.def == nil {
		return false
	}
	for _, m := range k.def.decl.Members {
		if m.Kind == parse.DeclVariable && m.Name == "" && m.Type != nil && m.Type.Name != nil && m.Type.Name.Last().Ident == name {
			return true
		}
	}
	return false
}
