package deprecation

import (
	"slices"

	"plumbline/parse"
)

// baseRef is one base of a class.
type baseRef struct {
	expr *parse.PyExpr
	ref  Ref
}

// bases are the bases of a class, as far as they can be followed.
func (s *Surface) bases(o *Object) []baseRef { return s.basesIn(o, nil) }

func (s *Surface) basesIn(o *Object, seen trail) []baseRef {
	c := o.Class()
	if c == nil {
		return nil
	}
	out := make([]baseRef, 0, len(c.Bases))
	for i := range c.Bases {
		out = append(out, baseRef{expr: &c.Bases[i], ref: s.baseIn(o.Owner, &c.Bases[i], seen)})
	}
	return out
}

// baseIn is the class that an expression in a module or class names: of Generic[T] Generic.
func (s *Surface) baseIn(scope *Object, e *parse.PyExpr, seen trail) Ref {
	if e.Kind == parse.ExprIndex {
		e = &e.Args[0]
	}
	name := dotted(e)
	if name == "" {
		return Ref{}
	}
	if r := s.resolveName(scope, name, seen); r.known() {
		return r
	}
	return builtinRef(name)
}

// builtinRef is a name that no import brings: one of Python's own.
func builtinRef(name string) Ref {
	if builtins[name] {
		return Ref{Outside: "builtins." + name}
	}
	return Ref{}
}

// linear is the order in which attributes of a class are looked up (MRO), as far as its bases
// are in the tree; whole is false where one is not, object and the like aside. Classes stand in
// it depth first, each at its last place: the same as C3 (Python reference, 3.3.3.1) but in
// hierarchies that C3 orders otherwise or refuses.
func (s *Surface) linear(o *Object) (mro []*Object, whole bool) { return s.linearIn(o, nil) }

func (s *Surface) linearIn(o *Object, seen trail) (mro []*Object, whole bool) {
	whole = true
	var visit func(o *Object, depth int)
	var list []*Object
	visit = func(o *Object, depth int) {
		list = append(list, o)
		if depth > maxNesting || len(list) > maxAncestors {
			whole = false
			return
		}
		for _, b := range s.basesIn(o, seen) {
			switch {
			case b.ref.Obj != nil && b.ref.Obj.Kind == ClassKind && b.ref.Obj != o:
				visit(b.ref.Obj, depth+1)
			case plainBase[b.ref.Outside]:
			default:
				whole = false
			}
		}
	}
	visit(o, 0)
	for i, c := range list {
		if !slices.Contains(list[i+1:], c) {
			mro = append(mro, c)
		}
	}
	return mro, whole
}

// maxAncestors bounds the classes above one class that are looked at.
const maxAncestors = 1000

// plainBase are bases from outside that bring no member that a user of a class would name.
var plainBase = map[string]bool{
	"builtins.object": true, "abc.ABC": true, "typing.Generic": true, "typing.Protocol": true,
	"typing_extensions.Generic": true, "typing_extensions.Protocol": true,
}

// classMember is what an attribute of a class is: its own, or the first that it inherits.
func (s *Surface) classMember(o *Object, name string, seen trail) Ref {
	if b := o.scope.names[name]; b != nil {
		return s.memberBinding(o, b, seen)
	}
	key := o.Name + ":" + name
	if len(seen) > maxHops || slices.Contains(seen, key) {
		return Ref{}
	}
	seen = append(slices.Clip(seen), key)
	mro, whole := s.linearIn(o, seen)
	for _, c := range mro[1:] {
		if b := c.scope.names[name]; b != nil {
			return s.memberBinding(c, b, seen)
		}
	}
	for _, c := range mro {
		if fn := s.Native[c.Name+"."+name]; fn != nil {
			return Ref{Obj: fn}
		}
	}
	for _, c := range mro {
		if c.setsOnSelf(name) {
			return Ref{Opaque: true} // an attribute of objects
		}
	}
	if !whole && s.givenOutside(mro, name, seen) || o.scope.names["__getattr__"] != nil {
		return Ref{Opaque: true}
	}
	return s.metaMember(o, mro, name)
}

// metaMember is what a class's metaclass gives it: an attribute of the class, not of its objects.
func (s *Surface) metaMember(o *Object, mro []*Object, name string) Ref {
	for _, c := range mro {
		for _, k := range c.Class().Keywords {
			if k.Key != "metaclass" {
				continue
			}
			r := s.resolveIn(c.Owner, dotted(&k))
			if r.Obj == nil || r.Obj.Kind != ClassKind || r.Obj == o {
				continue
			}
			if b := r.Obj.scope.names[name]; b != nil && b.obj != nil {
				return Ref{Opaque: true}
			}
		}
	}
	return Ref{}
}

// setsOnSelf reports whether a method of a class gives its objects an attribute.
func (o *Object) setsOnSelf(name string) bool {
	for _, n := range o.members() {
		f := o.scope.names[n].obj.Func()
		if f == nil {
			continue
		}
		for i := range f.Selfs {
			if f.Selfs[i].Name == name {
				return true
			}
		}
	}
	return false
}

// memberBinding is what a binding of a class scope is as a member: a function that an alias
// names is one.
func (s *Surface) memberBinding(c *Object, b *binding, seen trail) Ref {
	if b.kind == bindObject {
		return Ref{Obj: b.obj, Through: []*binding{b}}
	}
	key := c.Name + ":" + b.name
	if slices.Contains(seen, key) {
		return Ref{Opaque: true}
	}
	r := s.follow(c, b, append(slices.Clip(seen), key))
	if !r.known() {
		return Ref{Opaque: true, Through: []*binding{b}}
	}
	return r
}

// members are the names that a class's own statements bind, in order.
func (o *Object) members() []string {
	if o.scope == nil {
		return nil
	}
	return o.scope.order
}
