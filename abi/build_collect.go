package abi

import (
	"strings"

	"plumbline/parse"
)

// maxNesting bounds recursion over declarations and types: deeper ones are recorded as
// blind spots. Real headers stay below 40.
const maxNesting = 200

// unnamedSpace is how a demangler prints an unnamed namespace.
const unnamedSpace = "(anonymous namespace)"

// resolver holds what Build works on; nothing of it outlives Build but the Surface.
type resolver struct {
	in      Input
	layouts *layouter // nil until the surface is otherwise complete
	global  *scope

	classes   []*class
	enums     []*enum
	aliases   []*alias
	functions []*function
	variables []*variable
	usings    []*using

	instantiations []origin

	pending []origin // declared outside their scopes: A::B::f
	ghosts  []ghost

	enumOf map[*Enum]*enum

	depth    int // of resolution, with work: see enter
	work     int
	muted    int  // names that are not found are not recorded while it is above 0
	known    bool // the known names are being collected
	unknown  map[string]*missing
	spots    []BlindSpot
	builtins map[string]*Type
	number   map[string]int // of each header, by path
	reach    [][]uint64     // what a header includes in the end, by number; nil where not asked for
	includes [][]int        // what a header includes, by number
	spotted  map[BlindSpot]bool
	classOf  map[*Class]*class
}

// missing is a name that lookup did not find.
type missing struct {
	path  string
	line  int
	count int
}

// ghost is a class that a friend declaration or an elaborated type may introduce.
type ghost struct {
	name string
	from *scope
	path string
	decl *parse.Decl
}

// collect puts the declarations of one header into their scopes.
func (r *resolver) collect(h *parse.Header) {
	for _, d := range h.Decls {
		r.declare(d, origin{decl: d, path: h.Path, scope: r.global}, 0)
	}
}

// declare puts one declaration into the scope of its origin.
func (r *resolver) declare(d *parse.Decl, o origin, depth int) {
	if d == nil {
		return
	}
	if depth > maxNesting {
		r.spot("too-deep", o.path, d.Line, "declarations nest more than "+itoa(maxNesting)+" deep: what lies below is not compared")
		return
	}
	o.decl = d
	o.untaken = o.untaken || d.Untaken
	r.elaborated(d, &o)
	if d.Kind == parse.DeclInstantiation {
		r.instantiations = append(r.instantiations, o)
		return
	}
	if d.Scope != nil && d.Kind != parse.DeclNamespace && d.Kind != parse.DeclNamespaceAlias {
		r.pending = append(r.pending, o)
		return
	}
	switch d.Kind {
	case parse.DeclNamespace:
		r.namespace(d, o, depth)
	case parse.DeclClass:
		r.class(d, o)
	case parse.DeclEnum:
		r.enum(d, o)
	case parse.DeclFunction:
		r.function(d, o)
	case parse.DeclVariable:
		r.variable(d, o)
	case parse.DeclAlias:
		a := &alias{origin: o, params: innermost(d.Templates), known: r.known}
		e := o.scope.at(d.Name)
		e.aliases = append(e.aliases, a)
		r.aliases = append(r.aliases, a)
	case parse.DeclUsing:
		if d.Target == nil || len(d.Target.Parts) == 0 {
			return
		}
		u := &using{origin: o}
		e := o.scope.at(d.Target.Last().Ident)
		if !repeated(e.usings, d.Target) {
			e.usings = append(e.usings, u)
		}
		r.usings = append(r.usings, u)
	case parse.DeclUsingNamespace:
		if d.Target != nil && len(d.Target.Parts) > 0 {
			o.scope.directives = append(o.scope.directives, &directive{target: d.Target, from: o.scope})
		}
	case parse.DeclNamespaceAlias:
		if d.Target != nil && len(d.Target.Parts) > 0 {
			e := o.scope.at(d.Name)
			e.spaceAlias = append(e.spaceAlias, &directive{target: d.Target, from: o.scope})
		}
	case parse.DeclFriendClass:
		if d.Target != nil && len(d.Target.Parts) == 1 && !d.Target.Global {
			r.ghosts = append(r.ghosts, ghost{d.Target.Parts[0].Ident, o.scope.namespace(), o.path, d})
		}
	}
}

// repeated reports whether a using-declaration of the same name is among others.
func repeated(list []*using, target *parse.Name) bool {
	text := written(target)
	for _, u := range list {
		if written(u.decl.Target) == text {
			return true
		}
	}
	return false
}

// namespace opens a namespace, made by its first opening.
func (r *resolver) namespace(d *parse.Decl, o origin, depth int) {
	s := o.scope
	names := strings.Split(d.Name, "::")
	for i, name := range names {
		last := i == len(names)-1
		key := strings.TrimPrefix(name, "inline ")
		if key == "" {
			key = unnamedSpace
		}
		e := s.at(key)
		if e.space == nil {
			e.space = newScope(key, s)
			e.space.unnamed = name == ""
			e.space.known = r.known
			if e.space.unnamed {
				s.transparent = append(s.transparent, e.space)
			}
		}
		if (last && d.IsInline || key != name && name != "") && !e.space.inline {
			e.space.inline = true
			s.transparent = append(s.transparent, e.space)
		}
		s = e.space
	}
	o.scope = s
	for _, m := range d.Members {
		r.declare(m, o, depth+1)
	}
}

// innermost is the last template header, nil for none.
func innermost(headers [][]parse.TemplateParam) []parse.TemplateParam {
	if len(headers) == 0 {
		return nil
	}
	return headers[len(headers)-1]
}

// class puts a declaration of a class into its scope.
func (r *resolver) class(d *parse.Decl, o origin) *class {
	e := o.scope.at(slotName(d.Name, o.path))
	if e.class == nil || unnamed(d.Name) && len(e.class.decls) > 0 {
		e.class = r.newClass(d.Name, o.scope)
		e.class.ghost = true
	}
	c := e.class
	if d.Spec || d.SpecArgs != nil {
		c = r.specialisation(c, d)
	} else if c.params == nil {
		c.params = innermost(d.Templates)
	} else {
		c.params = mergeDefaults(c.params, innermost(d.Templates))
	}
	c.ghost = false
	c.known = c.known && r.known
	if len(c.decls) == 0 {
		c.known = r.known
	}
	c.decls = append(c.decls, o)
	return c
}

// unnamed reports whether a name is one that the parser made up: "$1".
func unnamed(name string) bool { return name == "" || name[0] == '$' }

// slotName is what a name is kept under: made-up ones are those of one header.
func slotName(name, path string) string {
	if unnamed(name) {
		return name + " " + path
	}
	return name
}

// unnamedType is the name that stands for an unnamed class or enumeration.
const unnamedType = "{unnamed type}"

// newClass makes a class in a scope.
func (r *resolver) newClass(name string, parent *scope) *class {
	c := &class{out: &Class{}, scope: newScope(name, parent), known: r.known}
	c.scope.class = c
	c.scope.known = r.known
	r.classes = append(r.classes, c)
	return c
}

// specialisation finds or makes the specialisation of a template that d declares.
func (r *resolver) specialisation(primary *class, d *parse.Decl) *class {
	text := writtenArgs(d.SpecArgs)
	for _, s := range primary.specs {
		if s.scope.name == text {
			return s
		}
	}
	c := r.newClass(text, primary.scope.parent)
	c.primary, c.isSpec, c.spec = primary, true, d.SpecArgs
	if p := innermost(d.Templates); len(p) > 0 {
		c.params = p
	}
	primary.specs = append(primary.specs, c)
	return c
}

// mergeDefaults adds the default arguments and names that a redeclaration brings
// ([temp.param]/12).
func mergeDefaults(old, more []parse.TemplateParam) []parse.TemplateParam {
	if len(old) == 0 {
		return more
	}
	if len(old) != len(more) {
		return old
	}
	merged := old
	for i := range old {
		if (old[i].Default != nil || more[i].Default == nil) && (old[i].Name != "" || more[i].Name == "") {
			continue
		}
		if &merged[0] == &old[0] {
			merged = append([]parse.TemplateParam(nil), old...)
		}
		if merged[i].Default == nil {
			merged[i].Default = more[i].Default
		}
		if merged[i].Name == "" {
			merged[i].Name = more[i].Name
		}
	}
	return merged
}

// enum puts a declaration of an enumeration and its enumerators into their scopes.
func (r *resolver) enum(d *parse.Decl, o origin) *enum {
	s := o.scope.at(slotName(d.Name, o.path))
	e := s.enum
	if e == nil || unnamed(d.Name) && e.def != nil {
		e = &enum{out: &Enum{}, scope: o.scope, known: r.known}
		r.enums = append(r.enums, e)
		r.enumOf[e.out] = e
		s.enum = e
	}
	e.decls = append(e.decls, o)
	if d.Defined && (e.def == nil || e.def.untaken && !o.untaken ||
		e.def.untaken == o.untaken && !r.public(e.def.path) && r.public(o.path)) {
		def := o
		e.def = &def
	}
	return e
}

// function puts a declaration of a function into its scope. A friend belongs to the
// namespace around its class, and its names are looked up in the class.
func (r *resolver) function(d *parse.Decl, o origin) {
	f := &function{origin: o}
	f.rest = d.Templates
	home := o.scope
	if d.Friend {
		home = home.namespace()
		f.hidden = true
	}
	e := home.at(d.Name)
	e.functions = append(e.functions, f)
	r.functions = append(r.functions, f)
}

// variable puts a declaration of a variable or a field into its scope.
func (r *resolver) variable(d *parse.Decl, o origin) {
	v := &variable{origin: o}
	v.rest = d.Templates
	if d.Name != "" {
		e := o.scope.at(d.Name)
		e.variables = append(e.variables, v)
	}
	r.variables = append(r.variables, v)
}

// members collects what the definitions of a class declare: the one that speaks for it,
// then those in branches not taken.
func (r *resolver) members(c *class) {
	if c.def != nil {
		return
	}
	for i := range c.decls {
		o := &c.decls[i]
		if !o.decl.Defined {
			continue
		}
		if c.def == nil || c.def.untaken && !o.untaken ||
			c.def.untaken == o.untaken && !r.public(c.def.path) && r.public(o.path) {
			c.def = o
		}
	}
	if c.def == nil {
		return
	}
	if own := innermost(c.def.decl.Templates); len(own) == len(c.params) && !c.isSpec {
		c.inner = own
	}
	r.body(c, c.def)
	for i := range c.decls {
		o := &c.decls[i]
		if o.decl.Defined && o.untaken && o != c.def {
			r.body(c, o)
		}
	}
}

// body declares the members of one definition.
func (r *resolver) body(c *class, o *origin) {
	depth := 0
	for s := c.scope; s != nil; s = s.parent {
		depth++
	}
	for _, m := range o.decl.Members {
		r.declare(m, origin{path: o.path, scope: c.scope, untaken: o.untaken}, depth)
	}
}

// public reports whether a header is installed.
func (r *resolver) public(path string) bool { return r.in.Public == nil || r.in.Public(path) }

// elaborated notes the classes that elaborated types of a declaration may introduce
// ([basic.scope.pdecl]/7).
func (r *resolver) elaborated(d *parse.Decl, o *origin) {
	if d.Kind == parse.DeclFunction || d.Kind == parse.DeclVariable || d.Kind == parse.DeclAlias {
		r.tags(d.Type, o, 0)
	}
}

func (r *resolver) tags(t *parse.Type, o *origin, depth int) {
	if t == nil || depth > maxNesting {
		return
	}
	if t.Tag != "" && t.Tag != "enum" && t.Name != nil && len(t.Name.Parts) == 1 && !t.Name.Global {
		r.ghosts = append(r.ghosts, ghost{t.Name.Parts[0].Ident, o.scope.namespace(), o.path, o.decl})
	}
	r.tags(t.Elem, o, depth+1)
	for i := range t.Params {
		r.tags(t.Params[i].Type, o, depth+1)
	}
	if t.Name == nil {
		return
	}
	for i := range t.Name.Parts {
		for j := range t.Name.Parts[i].Args {
			r.tags(t.Name.Parts[i].Args[j].Type, o, depth+1)
		}
	}
}

// haunt makes the classes that nothing but friends and elaborated types declare.
func (r *resolver) haunt() {
	made := map[string]bool{}
	for _, g := range r.ghosts {
		if made[g.name] {
			r.forget() // that it was not there
			delete(made, g.name)
		}
		hit, ok := r.unqualified(&ctx{scope: g.from, path: g.path}, g.name, wantType)
		if ok && (hit.slot == nil || !hit.slot.repeats(g.name)) {
			continue
		}
		e := g.from.at(g.name)
		if e.class != nil {
			continue
		}
		e.class = r.newClass(g.name, g.from)
		e.class.ghost = true
		made[g.name] = true
	}
	r.forget()
}

// repeats reports whether a slot holds nothing but aliases of a class that has the same
// name and that nothing else declares: `typedef struct X X;`.
func (e *slot) repeats(name string) bool {
	if e.class != nil || e.enum != nil || len(e.aliases) == 0 {
		return false
	}
	for _, a := range e.aliases {
		t := a.decl.Type
		if t == nil || t.Tag == "" || t.Name == nil || len(t.Name.Parts) != 1 || t.Name.Parts[0].Ident != name {
			return false
		}
	}
	return true
}
