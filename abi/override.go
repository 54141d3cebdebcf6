package abi

// maxBases bounds how many bases of one class are searched, and with it recursion.
const maxBases = 1000

// followOverridden leaves to the method of a base what its overriders changed with it: one
// change, told where it began.
func (d *Diff) followOverridden() {
	const shared = changedParameters | addedParameters | changedReturn | changedQualifiers
	type follower struct{ p, of *FunctionPair }
	var list []follower
	for i := range d.Functions {
		p := &d.Functions[i]
		if p.changed&shared == 0 || p.Old.Owner == nil || !p.Old.Virtual {
			continue
		}
		if top := d.overridden(p, p.Old.Owner, shared, map[*Class]bool{}); top != nil {
			list = append(list, follower{p, top})
		}
	}
	for _, f := range list {
		f.p.changed &^= shared
		f.of.overriders = append(f.of.overriders, f.p.Old.Name)
	}
}

// overridden is the method furthest up the bases of a class that a method overrides and that
// changed in the same way, nil for none.
func (d *Diff) overridden(p *FunctionPair, c *Class, shared functionChange, seen map[*Class]bool) *FunctionPair {
	for _, b := range c.Bases {
		if b.Class == nil || seen[b.Class] || len(seen) > maxBases {
			continue
		}
		seen[b.Class] = true
		if up := d.overridden(p, b.Class, shared, seen); up != nil {
			return up
		}
		for _, m := range b.Class.Methods {
			q := d.functionOf[m]
			if m.Virtual && m.Public && q != nil && q != p && q.changed&shared == p.changed&shared &&
				overrides(p.Old, m) && q.New != nil && overrides(p.New, q.New) {
				return q
			}
		}
	}
	return nil
}

// overrides reports whether a method has the name, the parameters and the qualifiers of
// another ([class.virtual]).
func overrides(f, m *Function) bool {
	if lastOf(f.Name) != lastOf(m.Name) || len(f.Params) != len(m.Params) || !sameQualifiers(f, m) {
		return false
	}
	for i := range f.Params {
		if f.Params[i].Type.key(0) != m.Params[i].Type.key(0) {
			return false
		}
	}
	return true
}
