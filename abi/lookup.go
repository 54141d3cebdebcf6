package abi

import "plumbline/parse"

// want is what a lookup looks for: other declarations of the name are passed over, as
// merged headers hold more than any one compilation sees.
type want uint8

const (
	wantType  want = iota // classes, enumerations, aliases, template parameters
	wantSpace             // namespaces
	wantScope             // what may stand before "::"
	wantValue             // functions, variables, enumerators, value parameters
)

// ctx is where a name is used.
type ctx struct {
	scope  *scope
	frames *frame // template headers in force, innermost first
	path   string
	line   int
}

// found is what a name means.
type found struct {
	slot *slot
	via  *Type  // the class it was found in as a member
	typ  *Type  // a type at once: an injected class name
	bind *frame // a template parameter of this header
	at   int
}

// unqualified looks a name up from a place outward ([basic.lookup.unqual]).
func (r *resolver) unqualified(c *ctx, name string, w want) (found, bool) {
	f := c.frames
	for ; f != nil && f.owner == nil; f = f.next {
		if i := paramNamed(f.params, name, w); i >= 0 {
			return found{bind: f, at: i}, true
		}
	}
	for s := c.scope; s != nil; s = s.parent {
		if s.class == nil || f == nil {
			return r.outward(s, name, w)
		}
		if hit, ok := r.classStep(s, f, name, w); ok {
			return hit, true
		}
	}
	return found{}, false
}

// outward is unqualified from a scope whose template parameters are not bound; the answer
// is kept.
func (r *resolver) outward(s *scope, name string, w want) (found, bool) {
	if hit, ok := s.memo[w][name]; ok {
		return hit, hit != found{}
	}
	var hit found
	ok := false
	if s.class != nil {
		hit, ok = r.classStep(s, nil, name, w)
	} else if e := r.inSpace(s, name, w, nil); e != nil {
		hit, ok = found{slot: e}, true
	}
	if !ok && s.parent != nil {
		hit, ok = r.outward(s.parent, name, w)
	}
	if s.memo[w] == nil {
		s.memo[w] = map[string]found{}
	}
	s.memo[w][name] = hit
	return hit, ok
}

// forget drops what lookups have kept, after a name was added.
func (r *resolver) forget() {
	var drop func(s *scope, depth int)
	drop = func(s *scope, depth int) {
		s.memo, s.in = [4]map[string]found{}, [4]map[string]*slot{}
		if depth > maxNesting {
			return
		}
		for _, e := range s.slots {
			if e.space != nil {
				drop(e.space, depth+1)
			}
		}
	}
	drop(r.global, 0)
	for _, c := range r.classes {
		drop(c.scope, maxNesting)
	}
}

// classStep looks a name up in one class: its members and bases, itself, its template
// parameters.
func (r *resolver) classStep(s *scope, frames *frame, name string, w want) (found, bool) {
	c := s.class
	self := r.selfType(c, frames)
	if hit, ok := r.member(self, name, w, 0); ok {
		return hit, true
	}
	for f := frames; f != nil; f = f.next {
		if f.owner == s {
			if i := paramNamed(f.params, name, w); i >= 0 {
				return found{bind: f, at: i}, true
			}
			return found{}, false
		}
	}
	if i := paramNamed(c.within(), name, w); i >= 0 {
		return found{bind: &frame{owner: s, params: c.within(), pick: -1}, at: i}, true
	}
	return found{}, false
}

// paramNamed is the index of a template parameter, -1 for none.
func paramNamed(params []parse.TemplateParam, name string, w want) int {
	if w == wantSpace {
		return -1
	}
	for i := range params {
		if params[i].Name == name && (params[i].Kind == parse.ValueParam) == (w == wantValue) {
			return i
		}
	}
	return -1
}

// member looks a name up in a class and its bases ([class.member.lookup]); those of bases
// that depend on template parameters come last, as a best effort.
func (r *resolver) member(t *Type, name string, w want, depth int) (found, bool) {
	c := t.decl
	if c == nil || depth > maxNesting {
		return found{}, false
	}
	if e := c.scope.slots[name]; e != nil && r.has(e, w) {
		return found{slot: e, via: t}, true
	}
	if (w == wantType || w == wantScope) && name == c.name() {
		return found{typ: t}, true
	}
	defer r.leave()
	if !r.enter() {
		return found{}, false
	}
	for _, b := range r.basesOf(t) {
		if b.Type == nil {
			continue
		}
		if hit, ok := r.member(b.Type, name, w, depth+1); ok {
			return hit, true
		}
	}
	return found{}, false
}

// inSpace looks a name up in one namespace: in it, in the inline and unnamed ones in it,
// and where its using-directives lead.
func (r *resolver) inSpace(s *scope, name string, w want, seen []*scope) *slot {
	if seen == nil {
		if e, ok := s.in[w][name]; ok {
			return e
		}
	}
	e := r.searchSpace(s, name, w, seen)
	if seen == nil {
		if s.in[w] == nil {
			s.in[w] = map[string]*slot{}
		}
		s.in[w][name] = e
	}
	return e
}

func (r *resolver) searchSpace(s *scope, name string, w want, seen []*scope) *slot {
	for _, o := range seen {
		if o == s {
			return nil
		}
	}
	seen = append(seen, s)
	if e := s.slots[name]; e != nil && r.has(e, w) {
		return e
	}
	for _, t := range s.transparent {
		if e := r.inSpace(t, name, w, seen); e != nil {
			return e
		}
	}
	for _, d := range s.directives {
		if to := r.space(d); to != nil {
			if e := r.inSpace(to, name, w, seen); e != nil {
				return e
			}
		}
	}
	return nil
}

// has reports whether a slot holds what is wanted.
func (r *resolver) has(e *slot, w want) bool {
	switch w {
	case wantSpace:
		return e.space != nil || len(e.spaceAlias) > 0
	case wantValue:
		if len(e.functions) > 0 || len(e.variables) > 0 || len(e.enumerators) > 0 {
			return true
		}
	default:
		if e.class != nil || e.enum != nil || len(e.aliases) > 0 ||
			w == wantScope && (e.space != nil || len(e.spaceAlias) > 0) {
			return true
		}
	}
	for _, u := range e.usings {
		if u.asked {
			continue
		}
		u.asked = true
		to := r.follow(u)
		has := to != nil && r.has(to, w)
		u.asked = false
		if has {
			return true
		}
	}
	return false
}

// space is the namespace that a using-directive or a namespace alias names, nil for none.
func (r *resolver) space(d *directive) *scope {
	if d.done || d.busy {
		return d.to
	}
	d.busy = true
	c := &ctx{scope: d.from}
	if d.target.Global {
		c.scope = r.global
	}
	d.to = r.spaceNamed(c, d.target.Parts)
	d.busy, d.done = false, true
	return d.to
}

// spaceNamed is the namespace of a qualified name, nil for none. Where the innermost
// meaning of its first component leads nowhere, outer ones are tried.
func (r *resolver) spaceNamed(c *ctx, parts []parse.NamePart) *scope {
	for s := c.scope; s != nil; s = s.parent {
		if s.class != nil {
			continue
		}
		to := s
		for i := range parts {
			e := r.inSpace(to, parts[i].Ident, wantSpace, nil)
			if to = r.slotSpace(e); to == nil {
				break
			}
		}
		if to != nil {
			return to
		}
	}
	return nil
}

// slotSpace is the namespace that a slot holds.
func (r *resolver) slotSpace(e *slot) *scope {
	if e == nil {
		return nil
	}
	if e.space != nil {
		return e.space
	}
	for _, d := range e.spaceAlias {
		if to := r.space(d); to != nil {
			return to
		}
	}
	return nil
}

// follow is the slot that a using-declaration names, nil for none.
func (r *resolver) follow(u *using) *slot {
	if u.done || u.busy {
		return u.slot
	}
	u.busy = true
	u.slot, u.via, u.qualified = r.target(u)
	u.busy, u.done = false, true
	return u.slot
}

func (r *resolver) target(u *using) (*slot, *Type, string) {
	n := u.decl.Target
	c := &ctx{scope: u.scope, path: u.path, line: u.decl.Line}
	if n.Global {
		c.scope = r.global
	}
	name := n.Last().Ident
	parts := n.Parts[:len(n.Parts)-1]
	if len(parts) == 0 {
		if !n.Global {
			return nil, nil, name
		}
		return r.global.slots[name], nil, name
	}
	if s := r.spaceNamed(c, parts); s != nil {
		e := r.inSpace(s, name, wantType, nil)
		if e == nil {
			e = r.inSpace(s, name, wantValue, nil)
		}
		return e, nil, join(r.qualified(s), name)
	}
	q := &parse.Name{Global: n.Global, Parts: parts}
	t := r.quiet(func() *Type { return r.named(q, c) })
	if t.decl == nil {
		return nil, nil, written(n)
	}
	hit, ok := r.member(t, name, wantType, 0)
	if !ok {
		hit, _ = r.member(t, name, wantValue, 0)
	}
	if hit.typ != nil { // inherits constructors
		return nil, hit.typ, t.String() + "::" + name
	}
	return hit.slot, hit.via, t.String() + "::" + name
}

// visible reports whether a header sees another through its includes.
func (r *resolver) visible(from, to string) bool {
	if from == to {
		return true
	}
	f, ok := r.number[from]
	t, ok2 := r.number[to]
	if !ok || !ok2 {
		return false
	}
	if r.reach[f] == nil {
		r.reach[f] = r.closure(f)
	}
	return r.reach[f][t/64]&(1<<(t%64)) != 0
}

// closure is the set of headers that one includes, those that these include and so on.
func (r *resolver) closure(from int) []uint64 {
	set := make([]uint64, len(r.includes)/64+1)
	queue := []int{from}
	for len(queue) > 0 {
		p := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, q := range r.includes[p] {
			if bit := uint64(1) << (q % 64); set[q/64]&bit == 0 {
				set[q/64] |= bit
				queue = append(queue, q)
			}
		}
	}
	return set
}

// rank orders declarations of one name as seen from a header: lower speaks first.
func (r *resolver) rank(o *origin, path string) int {
	n := 0
	if o.untaken {
		n += 8
	}
	if o.path != path {
		n += 4
		if !r.visible(path, o.path) {
			n += 2
		}
	}
	if !r.public(o.path) {
		n++
	}
	return n
}

// chosen is the alias of a slot that speaks, seen from a header.
func (r *resolver) chosen(e *slot, path string) *alias {
	best := e.aliases[0]
	if len(e.aliases) == 1 || e.asked == path {
		return e.answer(best)
	}
	for _, a := range e.aliases[1:] {
		if r.rank(&a.origin, path) < r.rank(&best.origin, path) {
			best = a
		}
	}
	e.asked, e.told = path, best
	return best
}

// answer is the alias that spoke last, the only one if there is one.
func (e *slot) answer(only *alias) *alias {
	if len(e.aliases) == 1 {
		return only
	}
	return e.told
}
