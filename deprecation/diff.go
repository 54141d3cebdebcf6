package deprecation

import (
	"slices"
	"sort"

	"plumbline/parse"
)

// Diff is two surfaces with their objects matched, old to new: what every rule sees.
type Diff struct {
	Base, Head *Surface
	// Pairs are the public objects of BASE with what has their names at HEAD, in the order of
	// names, outer ones first.
	Pairs []*Pair

	pairOf map[*Object]*Pair
	gone   map[string]bool // public modules of BASE that lead nowhere at HEAD
	calls  []callPair      // see findCalls
	opt    Options
	spots  []BlindSpot // what rules could not judge

	warned map[string]bool // parameters that HEAD warns of, nil until somebody asks: see warnsOf

	aliasTypes map[*Object]aliasResult // see aliasType
}

// Pair is one public object of BASE and what its names lead to at HEAD.
type Pair struct {
	Old *Object
	// New is what the name leads to at HEAD, nil where it leads nowhere, out of the tree or to
	// what only the running program knows.
	New *Object
	// Ref is the same with what New does not tell.
	Ref Ref
	// Lost are the public paths of Old that lead nowhere at HEAD; sorted.
	Lost []string
	// Gone says that no path leads anywhere: users can't name it any more.
	Gone bool
	// Outer says that something around it is gone, which is told instead.
	Outer bool
}

// Match pairs two surfaces.
func Match(base, head *Surface, opt Options) *Diff {
	d := &Diff{Base: base, Head: head, pairOf: map[*Object]*Pair{}, gone: map[string]bool{}, opt: opt, aliasTypes: map[*Object]aliasResult{}}
	for _, m := range base.Modules {
		if m.Public {
			p := d.match(m)
			d.pairOf[m] = p
			d.gone[m.Name] = p.Gone
		}
	}
	base.each(func(o *Object) {
		p := d.pairOf[o]
		if p == nil {
			if !o.Public && !d.contracted(o) {
				return
			}
			p = d.match(o)
			d.pairOf[o] = p
		}
		d.Pairs = append(d.Pairs, p)
	})
	d.calls = d.findCalls()
	return d
}

// match finds what an object is at HEAD: a member of what its class is, else what its paths
// lead to. Whether they are still public there is another question.
func (d *Diff) match(o *Object) *Pair {
	p := &Pair{Old: o}
	if o.Owner != nil && o.Owner.Kind == ClassKind && d.pairOf[o.Owner] != nil {
		d.matchMember(p, d.pairOf[o.Owner])
		return p
	}
	paths := o.paths()
	if len(paths) == 0 {
		paths = []string{o.Name} // public by a contract alone
	}
	asked := 0
	for _, path := range paths {
		if d.underGone(path) {
			continue
		}
		asked++
		if r := d.Head.lookupAs(o.Kind, path); r.known() {
			d.take(p, r)
		} else {
			p.Lost = append(p.Lost, path)
		}
	}
	sort.Strings(p.Lost)
	p.Outer = asked == 0
	p.Gone = asked > 0 && len(p.Lost) == asked
	return p
}

// underGone reports whether a path leads through a module that is gone.
func (d *Diff) underGone(path string) bool {
	for m := outerOf(path); m != ""; m = outerOf(m) {
		if d.gone[m] {
			return true
		}
	}
	return false
}

// take keeps the better of two answers: an object, and of two that which keeps its kind.
func (d *Diff) take(p *Pair, r Ref) {
	switch {
	case !p.Ref.known():
	case r.Obj == nil:
		return
	case p.New != nil && (p.New.Kind == p.Old.Kind || r.Obj.Kind != p.Old.Kind):
		return
	}
	p.Ref, p.New = r, r.Obj
}

// matchMember finds a member of a class in what the class is at HEAD, its bases included.
func (d *Diff) matchMember(p *Pair, outer *Pair) {
	name := p.Old.Base()
	if outer.New == nil || outer.New.Kind != ClassKind {
		p.Outer = true // the class is gone, leads out of the tree, or is something else now
		return
	}
	if name != "__init__" && d.Head.onlyRaises(outer.New) {
		p.Outer = true // nobody can make one: its constructor is told
		return
	}
	p.Ref = d.Head.classMember(outer.New, name, nil)
	p.New = p.Ref.Obj
	if p.Ref.known() || inheritsImplicitly[name] {
		return
	}
	p.Gone = true
	p.Lost = slices.Clone(p.Old.paths())
	sort.Strings(p.Lost)
}

// onlyRaises reports whether making an object of a class only raises.
func (s *Surface) onlyRaises(o *Object) bool {
	f := s.classMember(o, "__init__", nil).Obj.Func()
	return f != nil && f.Body == parse.PyRaises
}

// inheritsImplicitly are the names that every class has from object: one that is gone is
// replaced by Python's own (Python reference, 3.3.1).
var inheritsImplicitly = set("__init__ __new__ __repr__ __str__ __eq__ __ne__ __hash__ __format__ __getattribute__ __setattr__ " +
	"__delattr__ __dir__ __reduce__ __reduce_ex__ __sizeof__ __init_subclass__ __subclasshook__ __class__ __doc__ __module__ __dict__ __weakref__ " +
	"__slots__ __annotations__ __getstate__")

// contracted reports whether a contract promises an object that is not public.
func (d *Diff) contracted(o *Object) bool {
	return slices.ContainsFunc(d.opt.Contracts, func(c Contract) bool { return c.Private && c.covers(o.Name) })
}

// both visits the pairs that both ends have as objects, of one kind.
func (d *Diff) both(kind Kind, visit func(p *Pair)) {
	for _, p := range d.Pairs {
		if p.New != nil && p.Old.Kind == kind && p.New.Kind == kind {
			visit(p)
		}
	}
}
