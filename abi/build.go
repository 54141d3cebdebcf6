package abi

import (
	_ "embed" // the known names
	"slices"
	"sort"
	"strings"

	"plumbline/parse"
	"plumbline/parse/cpp"
)

// knownNames declares the names of the standard library and of the third parties that
// PyTorch's headers use, as far as signatures need them: classes with their default
// arguments, and aliases, as GCC 12's libstdc++ has them on x86-64 Linux.
//
//go:embed std/names.h
var knownNames []byte

// knownPath is the path that the known names are declared at.
const knownPath = "<known names>"

// Build resolves what the headers of a tree and its operator schemas declare. Layouts and
// virtual tables are filled by another step.
func Build(in Input) *Surface {
	r := newResolver(in)
	r.collectAll()
	s := &Surface{Version: in.Version}
	r.classEntities(s)
	r.enumEntities(s)
	r.functionEntities(s)
	r.variableEntities(s)
	r.aliasEntities(s)
	r.macroEntities(s)
	r.instantiationEntities(s)
	r.headerEntities(s)
	r.inherit(s)
	r.tiers(s)
	r.lay(s)
	s.Inline = r.inlineSpaces()
	s.Links = r.links()
	s.BlindSpots = r.blindSpots()
	s.AddOperators(&in, r.operatorName)
	sortSurface(s)
	return s
}

func newResolver(in Input) *resolver {
	return &resolver{
		in: in, global: newScope("", nil), unknown: map[string]*missing{}, builtins: map[string]*Type{},
		number: map[string]int{}, reach: make([][]uint64, len(in.Headers)), includes: make([][]int, len(in.Headers)),
		enumOf:  map[*Enum]*enum{},
		spotted: map[BlindSpot]bool{}, classOf: map[*Class]*class{},
	}
}

// collectAll puts every declaration into its scope.
func (r *resolver) collectAll() {
	r.known = true
	env := cpp.NewEnvironment(nil, nil, func(string, parse.Include) (string, bool) { return "", false })
	r.collect(cpp.Declarations(knownPath, knownNames, env))
	done := r.allMembers(0)
	r.known = false
	within := r.followIncludes()
	for _, h := range r.in.Headers {
		r.collect(nested(h, within[h.Path]))
	}
	done = r.allMembers(done)
	r.placeAll(done)
	for _, e := range r.enums {
		r.inject(e)
	}
	r.forget()
	r.haunt()
	r.mergeSpecialisations()
}

// followIncludes resolves the includes of all headers. It gives, for headers that are only ever
// included inside one namespace (pimpl-inl.h in torch::detail), that namespace: their
// declarations are its own.
func (r *resolver) followIncludes() map[string]string {
	within, outside := map[string]string{}, map[string]bool{}
	for i, h := range r.in.Headers {
		r.number[h.Path] = i
	}
	if r.in.Resolve == nil {
		return within
	}
	for i, h := range r.in.Headers {
		for _, inc := range h.Includes {
			to, ok := r.in.Resolve(h.Path, inc)
			if !ok {
				continue
			}
			if n, ok := r.number[to]; ok {
				r.includes[i] = append(r.includes[i], n)
			}
			scope, known := within[to]
			outside[to] = outside[to] || inc.Scope == "" || known && scope != inc.Scope
			within[to] = inc.Scope
		}
	}
	for to := range outside {
		if outside[to] {
			delete(within, to)
		}
	}
	return within
}

// nested gives a header whose declarations stand in a namespace.
func nested(h *parse.Header, namespace string) *parse.Header {
	if namespace == "" {
		return h
	}
	wrapped := *h
	names := strings.Split(namespace, "::")
	for _, name := range slices.Backward(names) {
		wrapped.Decls = []*parse.Decl{{Kind: parse.DeclNamespace, Name: name, Line: 1, Members: wrapped.Decls}}
	}
	return &wrapped
}

// allMembers collects the members of classes from the given one on, those found on the way
// too.
func (r *resolver) allMembers(from int) int {
	for ; from < len(r.classes); from++ {
		r.members(r.classes[from])
	}
	return from
}

// inject makes the enumerators of an unscoped enumeration known around it ([dcl.enum]/11).
func (r *resolver) inject(e *enum) {
	e.index()
	if e.def == nil || e.def.decl.Tag != "enum" {
		return
	}
	for i, m := range e.def.decl.Members {
		if e.inner[m.Name] == i {
			s := e.scope.at(m.Name)
			s.enumerators = append(s.enumerators, enumeratorOf{e, i})
		}
	}
}

// placeAll finds the scopes of what is declared outside of them: classes first, as the
// others may be their members.
func (r *resolver) placeAll(done int) {
	list := r.pending
	r.pending = nil
	for _, o := range list {
		if o.decl.Kind == parse.DeclClass || o.decl.Kind == parse.DeclEnum {
			r.place(o)
		}
	}
	for _, c := range r.classes {
		if c.def == nil {
			r.members(c)
		}
	}
	r.allMembers(done)
	for _, o := range list {
		if o.decl.Kind != parse.DeclClass && o.decl.Kind != parse.DeclEnum {
			r.place(o)
		}
	}
	r.allMembers(0)
}

// place puts one declaration into the scope that its name says.
func (r *resolver) place(o origin) {
	d := o.decl
	c := &ctx{scope: o.scope, path: o.path, line: d.Line}
	if d.Scope.Global {
		c.scope = r.global
	}
	home := r.spaceNamed(c, d.Scope.Parts)
	if home == nil {
		for i := len(d.Templates) - 1; i >= 0; i-- {
			c.frames = &frame{params: d.Templates[len(d.Templates)-1-i], pick: -1, next: c.frames}
		}
		t := r.quiet(func() *Type { return r.named(d.Scope, c) })
		if t.decl == nil {
			if d.Friend {
				return
			}
			r.missing(written(d.Scope), c)
			return
		}
		home = t.decl.scope
	}
	o.rest = d.Templates
	o.names = nil
	o.outside = true
	o.scope = home
	r.headers(&o, home)
	switch d.Kind {
	case parse.DeclFunction:
		if d.Friend {
			return // declared where it belongs
		}
		f := &function{origin: o}
		e := home.at(d.Name)
		e.functions = append(e.functions, f)
		r.functions = append(r.functions, f)
	case parse.DeclVariable:
		r.variables = append(r.variables, &variable{origin: o})
	case parse.DeclClass:
		r.class(d, o)
	case parse.DeclEnum:
		r.enum(d, o)
	case parse.DeclAlias, parse.DeclUsing, parse.DeclFriendClass:
	}
}

// headers gives the template headers of a declaration to the class templates around it,
// outermost first; what remains is its own ([temp.mem]).
func (r *resolver) headers(o *origin, home *scope) {
	var owners []*scope
	for s := home; s != nil && s.class != nil; s = s.parent {
		if s.class.params != nil {
			owners = append(owners, s)
		}
	}
	slices.Reverse(owners)
	for _, s := range owners {
		for len(o.rest) > 0 && len(o.rest[0]) == 0 {
			o.rest = o.rest[1:]
		}
		if len(o.rest) == 0 {
			return
		}
		o.names = &frame{owner: s, params: o.rest[0], pick: -1, next: o.names}
		o.rest = o.rest[1:]
	}
}

// mergeSpecialisations makes one of specialisations whose arguments are the same once
// resolved.
func (r *resolver) mergeSpecialisations() {
	for _, k := range r.classes {
		if len(k.specs) < 2 {
			continue
		}
		byArgs := map[string]*class{}
		for _, s := range k.specs {
			r.specArgs(s)
			if len(s.params) > 0 {
				continue
			}
			key := argsString(s.args)
			first := byArgs[key]
			switch {
			case first == nil:
				byArgs[key] = s
			case first.def == nil && s.def != nil, first.def != nil && first.def.untaken && s.def != nil && !s.def.untaken:
				first.merged = true
				s.decls = append(s.decls, first.decls...)
				byArgs[key] = s
			default:
				s.merged = true
				first.decls = append(first.decls, s.decls...)
			}
		}
	}
}

// missing records a name that lookup did not find.
func (r *resolver) missing(name string, c *ctx) {
	if r.muted > 0 || c.path == knownPath {
		return
	}
	m := r.unknown[name]
	if m == nil {
		r.unknown[name] = &missing{c.path, c.line, 1}
		return
	}
	m.count++
}

// spot records a blind spot, once.
func (r *resolver) spot(kind, path string, line int, text string) {
	b := BlindSpot{Kind: kind, Path: path, Line: line, Text: text}
	if r.spotted[b] {
		return
	}
	r.spotted[b] = true
	r.spots = append(r.spots, b)
}

// blindSpots are those met, sorted.
func (r *resolver) blindSpots() []BlindSpot {
	list := slices.Clone(r.spots)
	for name, m := range r.unknown {
		text := "no header of the tree declares " + name
		if m.count > 1 {
			text += " (used " + itoa(m.count) + " times)"
		}
		list = append(list, BlindSpot{Kind: "unresolved-name", Path: m.path, Line: m.line, Text: text})
	}
	for _, h := range r.in.Headers {
		for _, s := range h.Unparsed {
			list = append(list, BlindSpot{Kind: "unparsed", Path: h.Path, Line: s.Line, Text: itoa(s.End-s.Start) + " bytes could not be read"})
		}
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		if a.Path != b.Path {
			return a.Path < b.Path
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Kind+a.Text < b.Kind+b.Text
	})
	return list
}

// inlineSpaces are the qualified names of the inline namespaces of the tree, sorted.
func (r *resolver) inlineSpaces() []string {
	var list []string
	var walk func(s *scope, depth int)
	walk = func(s *scope, depth int) {
		if s.inline && !s.known {
			list = append(list, r.qualified(s))
		}
		if depth > maxNesting {
			return
		}
		for _, e := range s.slots {
			if e.space != nil {
				walk(e.space, depth+1)
			}
		}
	}
	walk(r.global, 0)
	sort.Strings(list)
	return list
}

// before orders entities by name, then place.
func before(a, b *Entity) int {
	if c := strings.Compare(a.Name, b.Name); c != 0 {
		return c
	}
	if c := strings.Compare(a.Path, b.Path); c != 0 {
		return c
	}
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return strings.Compare(a.Symbol, b.Symbol)
}

func sortSurface(s *Surface) {
	slices.SortStableFunc(s.Classes, func(a, b *Class) int { return before(&a.Entity, &b.Entity) })
	slices.SortStableFunc(s.Enums, func(a, b *Enum) int { return before(&a.Entity, &b.Entity) })
	slices.SortStableFunc(s.Functions, func(a, b *Function) int { return before(&a.Entity, &b.Entity) })
	slices.SortStableFunc(s.Variables, func(a, b *Variable) int { return before(&a.Entity, &b.Entity) })
	slices.SortStableFunc(s.Aliases, func(a, b *Alias) int { return before(&a.Entity, &b.Entity) })
	slices.SortStableFunc(s.Macros, func(a, b *Macro) int { return before(&a.Entity, &b.Entity) })
}
