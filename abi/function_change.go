package abi

import "slices"

// functionChange is what became of a function that both ends have.
type functionChange uint32

// The changes that rules tell apart.
const (
	changedParameters functionChange = 1 << iota
	addedParameters
	changedReturn
	changedQualifiers
	changedStatic
	becameInline
	becameDeleted
	becameHidden
	changedLinkage
)

// changes says what became of a function, apart from what follows from root causes; those
// of a result join the pair's.
func (d *Diff) changes(p *FunctionPair) (c functionChange) {
	o, n := p.Old, p.New
	switch {
	case o == nil || n == nil || o.Deleted:
		return 0
	case o.ExternC != n.ExternC:
		return changedLinkage
	case n.Deleted:
		return becameDeleted
	}
	cmpr := d.compareTypes(o, n)
	if o.ExternC || !p.Same {
		c |= cmpr.parameters(o, n)
	}
	switch {
	case o.Owner != nil && o.Static != n.Static:
		c |= changedStatic
	case !sameQualifiers(o, n):
		c |= changedQualifiers
	}
	if o.Return != nil && n.Return != nil && o.Template == n.Template && !cmpr.same(returned(o.Return), returned(n.Return)) && knownType(o.Return) && knownType(n.Return) {
		c |= changedReturn
	}
	if c&(changedParameters|addedParameters|changedQualifiers) == 0 || o.ExternC {
		switch {
		case hasSymbol(o) && ownCopy(n):
			c |= becameInline
		case hasSymbol(o) && (exportedNow(o) && !exportedNow(n) || hidden(n) && !hidden(o)):
			c |= becameHidden
		}
	}
	return c
}

// returned is the type of what a function returns: values of types other than classes have
// no qualifiers ([expr.type]), so that `char* const f()` returns a char*.
func returned(t *Type) *Type {
	switch t.Kind {
	case Builtin, Pointer, EnumType, MemberPointer:
		if t.Const || t.Volatile {
			plain := *t
			plain.Const, plain.Volatile = false, false
			return &plain
		}
	}
	return t
}

// exportedNow reports whether an export macro applies to a function.
func exportedNow(f *Function) bool { return f.Export != "" && !hidden(f) }

func hidden(f *Function) bool { return f.Decl != nil && f.Decl.Hidden }

// knownType reports whether the declaration itself says what a type is: what the compiler
// deduces from a body is no part of it.
func knownType(t *Type) bool {
	known := true
	t.walk(0, func(t *Type) {
		known = known && t.Kind != Dependent && t.Kind != Unresolved && t.Name != "auto" && t.Name != "decltype(auto)"
	})
	return known
}

// parameters compares parameter lists: equal but for root causes, some added, or changed.
func (c *typeComparer) parameters(o, n *Function) functionChange {
	if o.Variadic != n.Variadic {
		return changedParameters
	}
	if len(o.Params) == len(n.Params) {
		for i := range o.Params {
			if !c.same(o.Params[i].Type, n.Params[i].Type) {
				return changedParameters
			}
		}
		return 0
	}
	if len(o.Params) < len(n.Params) && c.added(o, n) != nil {
		return addedParameters
	}
	return changedParameters
}

// added gives the parameters of n that o lacks, nil where o's are no subsequence of n's.
func (c *typeComparer) added(o, n *Function) (extra []int) {
	i := 0
	for j := range n.Params {
		if i < len(o.Params) && c.same(o.Params[i].Type, n.Params[j].Type) && c.named(o, n, i, j) {
			i++
		} else {
			extra = append(extra, j)
		}
	}
	if i < len(o.Params) {
		return nil
	}
	return extra
}

// named reports whether two parameters may be the same one: where a name moved on to a
// later place, the one that took its place is another.
func (c *typeComparer) named(o, n *Function, i, j int) bool {
	name := o.Params[i].Name
	if name != "" && name != n.Params[j].Name && slices.ContainsFunc(n.Params[:j], func(p Param) bool { return p.Name == name }) {
		return false
	}
	if name == "" || name == n.Params[j].Name || len(n.Params)-j <= len(o.Params)-i {
		return true
	}
	return !slices.ContainsFunc(n.Params[j+1:], func(p Param) bool {
		return p.Name == name && c.same(o.Params[i].Type, p.Type)
	})
}
