package abi

import (
	"path"
	"slices"
	"strings"

	"plumbline/parse"
)

// entity fills what all entities share from the declaration that speaks.
func (r *resolver) entity(e *Entity, kind, name string, o *origin, owner *class) {
	d := o.decl
	e.Kind, e.Name = kind, name
	e.Path, e.Line = o.path, d.Line
	e.Access = d.Access
	e.OwnExport = d.Export
	e.Deprecated = d.Deprecated
	e.Guards = d.Guards
	e.Untaken = o.untaken
	e.Decl = d
	if owner != nil {
		e.Owner = owner.out
	}
}

// join adds what another declaration of the same entity says.
func (e *Entity) join(o *origin) {
	d := o.decl
	e.Others = append(e.Others, d)
	if e.OwnExport == "" {
		e.OwnExport = d.Export
	}
	if e.Deprecated == nil && (!o.untaken || e.Untaken) {
		e.Deprecated = d.Deprecated
	}
}

// exports settles the export macro of a member: its own, else its class's, and those of the
// classes around it, as visibility attributes go down (GCC manual, visibility).
func (e *Entity) exports(hidden bool) {
	e.Export = e.OwnExport
	if e.Export == "" && e.Owner != nil && !hidden {
		e.Export = e.Owner.Export
	}
}

// reachable reports whether access lets clients name a member.
func (r *resolver) reachable(e *Entity) bool {
	if e.Access == parse.AccessPrivate || !r.public(e.Path) {
		return false
	}
	depth := 0
	for o := e.Owner; o != nil && depth < maxNesting; o, depth = o.Owner, depth+1 {
		if o.Access == parse.AccessPrivate {
			return false
		}
	}
	return true
}

// inTemplate reports whether a scope lies in a class template.
func inTemplate(s *scope) bool {
	for ; s != nil && s.class != nil; s = s.parent {
		if s.class.params != nil {
			return true
		}
	}
	return false
}

// ownerOf is the class of a scope, nil for namespaces.
func ownerOf(s *scope) *class { return s.class }

// symbolScope is a scope as a demangler prints it: templates with their parameters.
func (r *resolver) symbolScope(s *scope) string {
	if s.class == nil {
		return r.qualified(s)
	}
	return r.selfType(s.class, nil).String()
}

// classEntities makes the classes of the surface.
func (r *resolver) classEntities(s *Surface) {
	for _, k := range r.classes {
		if k.known || k.ghost || k.merged || len(k.decls) == 0 {
			continue
		}
		r.classOf[k.out] = k
		r.classEntity(k)
		s.Classes = append(s.Classes, k.out)
	}
	// Owners come before their members in r.classes, but for those declared elsewhere.
	for _, k := range r.classes {
		if r.classOf[k.out] == nil {
			continue
		}
		r.classExport(k, 0)
		if o := k.scope.parent.class; o != nil && o.out.Kind != "" {
			o.out.Nested = append(o.out.Nested, k.out)
		}
	}
	for _, c := range s.Classes {
		c.Public = r.reachable(&c.Entity)
	}
	r.cutBases(s)
}

// cutBases takes the class out of bases that lead back to the class itself, so that whoever
// follows Base.Class comes to an end: templates that derive from another instance of
// themselves, and nonsense.
func (r *resolver) cutBases(s *Surface) {
	state := map[*Class]uint8{}
	var walk func(c *Class, depth int)
	walk = func(c *Class, depth int) {
		state[c] = 1
		for i := range c.Bases {
			b := &c.Bases[i]
			switch {
			case b.Class == nil:
			case state[b.Class] == 1 || depth > maxNesting:
				t := *b.Type
				t.Class = nil
				b.Type, b.Class = &t, nil
				if !c.Template {
					r.spot("cyclic-base", c.Path, c.Line, c.Name+" is a base of itself")
				}
			case state[b.Class] == 0:
				walk(b.Class, depth+1)
			}
		}
		state[c] = 2
	}
	for _, c := range s.Classes {
		if state[c] == 0 {
			walk(c, 0)
		}
	}
}

func (r *resolver) classEntity(k *class) {
	o := k.def
	if o == nil {
		o = &k.decls[0]
		for i := range k.decls {
			if o.untaken && !k.decls[i].untaken {
				o = &k.decls[i]
			}
		}
	}
	c := k.out
	name := r.qualified(k.scope)
	r.entity(&c.Entity, o.decl.Tag, name, o, ownerOf(k.scope.parent))
	if c.Kind == "" {
		c.Kind = "class"
	}
	c.Template = inTemplate(k.scope)
	c.Defined = k.def != nil
	c.Params = classParams(k)
	if k.isSpec {
		r.specArgs(k)
		c.Args = k.args
	}
	for i := range k.decls {
		if p := &k.decls[i]; p.decl != o.decl {
			c.join(p)
			if p.decl.Access != parse.AccessNone && c.Access == parse.AccessNone {
				c.Access = p.decl.Access // defined outside of its class
			}
		}
	}
	if k.primary != nil && c.OwnExport == "" && c.Kind != "" {
		c.OwnExport = ""
	}
	if k.def == nil {
		return
	}
	c.Bases = r.basesOf(r.selfType(k, nil))
	for _, m := range k.def.decl.Members {
		if m.Kind == parse.DeclFriendClass || m.Kind == parse.DeclFunction && m.Friend {
			c.Friends = append(c.Friends, m.Text)
		}
	}
}

// classParams are those of a class template: names of the definition, defaults of whatever
// declaration has them.
func classParams(k *class) []parse.TemplateParam {
	list := k.within()
	for i := range list {
		if list[i].Default == nil && k.params[i].Default != nil {
			list = append([]parse.TemplateParam(nil), list...)
			for j := range list {
				if list[j].Default == nil {
					list[j].Default = k.params[j].Default
				}
			}
			break
		}
	}
	return list
}

// classExport settles the export macro of a class after those around it.
func (r *resolver) classExport(k *class, depth int) {
	if o := k.scope.parent.class; o != nil && depth < maxNesting && r.classOf[o.out] != nil {
		r.classExport(o, depth+1)
	}
	hidden := false
	for i := range k.decls {
		hidden = hidden || k.decls[i].decl.Hidden
	}
	k.out.exports(hidden)
}

// enumEntities makes the enumerations of the surface.
func (r *resolver) enumEntities(s *Surface) {
	for _, e := range r.enums {
		r.values(e)
		if e.known {
			continue
		}
		o := e.def
		if o == nil {
			o = &e.decls[0]
		}
		owner := ownerOf(e.scope)
		x := e.out
		r.entity(&x.Entity, "enum", join(r.qualified(e.scope), o.decl.Name), o, owner)
		x.Scoped = o.decl.Tag != "enum"
		x.Defined = e.def != nil
		x.Template = inTemplate(e.scope)
		if x.Underlying == nil && o.decl.Type != nil {
			x.Fixed = true
			x.Underlying = r.resolve(o.decl.Type, &ctx{scope: e.scope, path: o.path, line: o.decl.Line})
		}
		for i := range e.decls {
			if e.decls[i].decl != o.decl {
				x.join(&e.decls[i])
			}
		}
		x.exports(o.decl.Hidden)
		x.Public = r.reachable(&x.Entity)
		if owner != nil {
			owner.out.Enums = append(owner.out.Enums, x)
		}
		s.Enums = append(s.Enums, x)
	}
}

// aliasEntities makes the aliases and using-declarations of the surface.
func (r *resolver) aliasEntities(s *Surface) {
	byName := map[string]*Alias{}
	for _, a := range r.aliases {
		if a.known || unnamed(a.decl.Name) {
			continue
		}
		x := &Alias{Params: a.params}
		c := &ctx{scope: a.scope, path: a.path, line: a.decl.Line}
		if a.params != nil {
			c.frames = &frame{params: a.params, pick: -1}
		}
		r.entity(&x.Entity, "alias", join(r.qualified(a.scope), a.decl.Name), &a.origin, ownerOf(a.scope))
		if a.params == nil && !inTemplate(a.scope) {
			x.Type = r.aliasType(a, nil, &parse.NamePart{Ident: a.decl.Name}, c)
			if v := x.Type.Via; len(v) > 0 && v[0] == x.Name {
				u := *x.Type
				u.Via = v[1:]
				x.Type = &u
			}
		} else {
			x.Type = r.resolve(a.decl.Type, c)
		}
		x.Template = a.params != nil || inTemplate(a.scope)
		r.addAlias(s, byName, x, &a.origin)
	}
	for _, u := range r.usings {
		if u.known() {
			continue
		}
		to := r.follow(u)
		x := &Alias{Using: u.qualified}
		r.entity(&x.Entity, "alias", join(r.qualified(u.scope), u.decl.Target.Last().Ident), &u.origin, ownerOf(u.scope))
		if to != nil && r.has(to, wantType) {
			p := parse.NamePart{Ident: u.decl.Target.Last().Ident}
			x.Type = r.slotType(to, u.via, &p, &ctx{scope: u.scope, path: u.path, line: u.decl.Line}, 0)
		}
		if x.Using == "" {
			x.Using = written(u.decl.Target)
		}
		x.Template = inTemplate(u.scope)
		r.addAlias(s, byName, x, &u.origin)
	}
}

func (u *using) known() bool { return u.path == knownPath }

// addAlias adds an alias, or lets the one of its name speak that does so with more right.
func (r *resolver) addAlias(s *Surface, byName map[string]*Alias, x *Alias, o *origin) {
	key := x.Name
	if x.Using != "" {
		key += " = " + x.Using
	}
	x.exports(o.decl.Hidden)
	x.Public = r.reachable(&x.Entity)
	old := byName[key]
	switch {
	case old == nil:
		byName[key] = x
		s.Aliases = append(s.Aliases, x)
		if o.scope.class != nil {
			o.scope.class.out.Aliases = append(o.scope.class.out.Aliases, x)
		}
	case old.Untaken && !x.Untaken || old.Untaken == x.Untaken && !old.Public && x.Public:
		others := append(append([]*parse.Decl{old.Decl}, old.Others...), x.Others...)
		*old = *x
		old.Others = others
	default:
		old.join(o)
	}
}

// macroEntities makes the macros of the surface: what a header defines and leaves defined,
// include guards left out.
func (r *resolver) macroEntities(s *Surface) {
	byName := map[string]*Macro{}
	for _, h := range r.in.Headers {
		undefined := map[string]bool{}
		for i := range h.Macros {
			m := &h.Macros[i]
			if m.Undef {
				undefined[m.Name] = true
			}
		}
		for i := range h.Macros {
			m := &h.Macros[i]
			if m.Undef || undefined[m.Name] || r.includeGuard(h, i) {
				continue
			}
			x := &Macro{FunctionLike: m.FunctionLike, Params: m.Params, Body: m.Body}
			x.Kind, x.Name, x.Path, x.Line = "macro", m.Name, h.Path, m.Line
			x.Guards, x.Untaken = m.Guards, m.Untaken
			x.Public = r.public(h.Path)
			old := byName[m.Name]
			switch {
			case old == nil:
				byName[m.Name] = x
				s.Macros = append(s.Macros, x)
			case old.Untaken && !x.Untaken, old.Untaken == x.Untaken && !old.Public && x.Public:
				*old = *x
			}
		}
	}
}

// includeGuard reports whether a macro only guards its header: the first one, empty, named
// after the file.
func (r *resolver) includeGuard(h *parse.Header, i int) bool {
	m := &h.Macros[i]
	if i > 0 || m.FunctionLike || m.Body != "" || len(m.Guards) > 0 {
		return false
	}
	return strings.Contains(letters(m.Name), letters(path.Base(h.Path)))
}

// letters are the letters and digits of a name, in lower case.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= 'A' && c <= 'Z':
			return c + 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			return c
		}
		return -1
	}, s)
}

// headerEntities lists the headers.
func (r *resolver) headerEntities(s *Surface) {
	for i, h := range r.in.Headers {
		x := &Header{Path: h.Path, Public: r.public(h.Path), Bytes: h.Bytes, Unparsed: h.Unparsed,
			Standard: h.Standard, StandardLine: h.StandardLine}
		var list []string
		for _, n := range r.includes[i] {
			list = append(list, r.in.Headers[n].Path)
		}
		x.Includes = sortedUnique(list)
		s.Headers = append(s.Headers, x)
	}
}

// sortedUnique is never nil, so that it reads as an empty list in every format.
func sortedUnique(names []string) []string {
	out := append([]string{}, names...)
	slices.SortFunc(out, strings.Compare)
	return slices.Compact(out)
}
