package abi

import (
	"strings"

	"plumbline/parse"
)

// exposedClasses gives the internal classes that a firmer class derives from or holds by
// value, each with the firmest such tier: their layout is part of that class's promise.
func exposedClasses(s *Surface) map[*Class]Tier {
	out := map[*Class]Tier{}
	var expose func(c *Class, tier Tier, depth int)
	expose = func(c *Class, tier Tier, depth int) {
		if c == nil || c.Tier != TierInternal || depth > maxTypeDepth ||
			out[c] != "" && tierRank(out[c]) <= tierRank(tier) {
			return
		}
		out[c] = tier
		parts(c, func(part *Class) { expose(part, tier, depth+1) })
	}
	for _, c := range s.Classes {
		if c.Tier != TierInternal && c.Public {
			parts(c, func(part *Class) { expose(part, c.Tier, 0) })
		}
	}
	return out
}

// parts visits the classes that a class is made of: its bases and what it holds by value.
func parts(c *Class, visit func(*Class)) {
	for _, b := range c.Bases {
		if b.Class != nil {
			visit(b.Class)
		}
	}
	for _, f := range c.Fields {
		t := f.Type
		for depth := 0; t != nil && t.Kind == Array && depth < maxTypeDepth; depth++ {
			t = t.Elem
		}
		if t != nil && t.Kind == ClassType && t.Class != nil {
			visit(t.Class)
		}
	}
}

func tierRank(t Tier) int {
	return strings.Index("shim     stable   exported header   internal ", string(t))
}

// reachedTypes are the qualified names of the classes and enums of either surface that a
// function, a variable, a public type or a macro of the public headers reaches: what only
// clients themselves make and use never crosses the library's border.
func reachedTypes(surfaces ...*Surface) map[string]bool {
	r := reacher{names: map[string]bool{}}
	for _, s := range surfaces {
		r.surface(s)
	}
	return r.names
}

type reacher struct{ names map[string]bool }

func (r reacher) surface(s *Surface) {
	words := map[string]bool{}
	for _, m := range s.Macros {
		for _, w := range strings.FieldsFunc(m.Body, func(c rune) bool { return c > 127 || !identByte(byte(c)) }) {
			words[w] = true
		}
	}
	for _, f := range s.Functions {
		if !f.Public && !f.Virtual {
			continue
		}
		r.typ(f.Return, "")
		for _, p := range f.Params {
			r.typ(p.Type, "")
		}
		if f.Owner != nil && (!f.Inline || f.Virtual) && !f.Deleted {
			r.names[f.Owner.Name] = true // it is told where an object lies
		}
	}
	for _, v := range s.Variables {
		if v.Kind != "field" && v.Public {
			r.typ(v.Type, "")
		}
	}
	for _, a := range s.Aliases {
		if a.Public {
			r.typ(a.Type, "")
			r.names[a.Using] = a.Using != ""
		}
	}
	for _, c := range s.Classes {
		r.class(c, words)
	}
	for _, e := range s.Enums {
		if words[lastOf(e.Name)] || e.Owner != nil && e.Public {
			r.names[e.Name] = true
		}
	}
}

// class adds what a class is made of, and the class itself where a macro names it.
func (r reacher) class(c *Class, words map[string]bool) {
	if words[lastOf(c.Name)] {
		r.names[c.Name] = true
	}
	if !c.Public {
		return
	}
	for _, b := range c.Bases {
		r.typ(b.Type, c.Name)
	}
	for _, f := range c.Fields {
		r.typ(f.Type, c.Name)
	}
}

// typ adds all types that a type names, but for except.
func (r reacher) typ(t *Type, except string) {
	t.walk(0, func(t *Type) {
		if (t.Kind == ClassType || t.Kind == EnumType) && t.Name != except {
			r.names[t.Name] = true
		}
	})
}

// Reached reports whether something public of the headers reaches a class or enum. Both a
// specialisation and its template count as one.
func (d *Diff) Reached(name string) bool {
	if d.reached[name] {
		return true
	}
	plain, _, specialised := strings.Cut(name, "<")
	return specialised && d.reached[plain]
}

// accessible reports whether clients, or classes that derive from one, may name a member.
func accessible(e *Entity) bool { return e.Access != parse.AccessPrivate }

// includeGraph answers which headers a header brings along.
type includeGraph struct {
	headers map[string]*Header
	memo    map[string]map[string]bool
}

func newIncludeGraph(s *Surface) *includeGraph {
	g := &includeGraph{headers: map[string]*Header{}, memo: map[string]map[string]bool{}}
	for _, h := range s.Headers {
		g.headers[h.Path] = h
	}
	return g
}

// closures computes what each of the named headers reaches, itself included.
func (g *includeGraph) closure(path string) map[string]bool {
	if seen, ok := g.memo[path]; ok {
		return seen
	}
	seen := map[string]bool{path: true}
	for stack := []string{path}; len(stack) > 0; {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if h := g.headers[top]; h != nil {
			for _, inc := range h.Includes {
				if !seen[inc] {
					seen[inc] = true
					stack = append(stack, inc)
				}
			}
		}
	}
	g.memo[path] = seen
	return seen
}

// reaches reports whether including one header brings the other along.
func (g *includeGraph) reaches(from, to string) bool {
	return from == to || g.closure(from)[to]
}
