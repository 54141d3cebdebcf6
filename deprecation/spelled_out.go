package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// spellOut takes back that *args or **kwargs is gone where HEAD spells what they allowed: what the
// method that BASE handed them on to takes, or the keys that BASE took out of them.
func (d *Diff) spellOut(c *callPair) {
	if c.old.Func() == nil {
		return
	}
	required := map[string]bool{} // what callers had to give all along
	var keep []paramChange
	for _, ch := range c.match.changes {
		if ch.kind == paramVariadic {
			if params, ok := d.takesInherited(c, ch.old); ok {
				for _, p := range params {
					required[p.Name] = required[p.Name] || p.Default == nil && !isVariadic(&p)
				}
				continue
			}
			if ch.old.Kind == parse.PyVarKeyword && takesKeys(c, ch.old.Name) {
				ch.mild, ch.note = true, "HEAD names what was taken out of it"
			}
		}
		keep = append(keep, ch)
	}
	c.match.changes = slices.DeleteFunc(keep, func(ch paramChange) bool { return ch.kind == paramAddedRequired && required[ch.new.Name] })
}

// takesInherited reports whether a method of BASE gives its variadic parameter on to the method
// that it overrides, of which HEAD takes all parameters: these.
func (d *Diff) takesInherited(c *callPair, variadic *parse.PyParam) ([]parse.PyParam, bool) {
	o := c.old
	if o.Owner == nil || o.Owner.Kind != ClassKind || !handsOn(o, variadic) {
		return nil, false
	}
	mro, _ := d.Base.linear(o.Owner)
	for _, above := range mro[1:] {
		b := above.scope.names[o.Base()]
		if b == nil {
			continue
		}
		if b.obj == nil || b.obj.Func() == nil || onlyOverloads(b.obj) {
			return nil, false
		}
		params := called(b.obj)
		takes := compareParams(params, c.newOf)
		return params, !slices.ContainsFunc(takes.changes, func(ch paramChange) bool { return ch.kind != paramAddedRequired && ch.kind != paramRequired }) &&
			namesAll(c.newOf, keysOf(o, variadic.Name))
	}
	return nil, false
}

// handsOn reports whether a method gives a variadic parameter to a call of what it overrides.
func handsOn(o *Object, variadic *parse.PyParam) bool {
	key := "*"
	if variadic.Kind == parse.PyVarKeyword {
		key = "**"
	}
	return slices.ContainsFunc(o.Func().Calls, func(call parse.PyExpr) bool {
		return call.Kind == parse.ExprCall && lastOf(call.Args[0].Text) == o.Base() && slices.ContainsFunc(call.Args[1:], func(a parse.PyExpr) bool {
			return a.Key == key && strings.TrimLeft(a.Text, "*") == variadic.Name
		})
	})
}

// takesKeys reports whether HEAD names all keys that BASE took out of its **kwargs, which it did
// not give on.
func takesKeys(c *callPair, kwargs string) bool {
	keys := keysOf(c.old, kwargs)
	given := slices.ContainsFunc(c.old.Func().Calls, func(call parse.PyExpr) bool { return strings.Contains(call.Text, "**"+kwargs) })
	return len(keys) > 0 && !given && namesAll(c.newOf, keys)
}

// keysOf are the keys that a function takes out of its **kwargs by name.
func keysOf(o *Object, kwargs string) (keys []string) {
	f := o.Func()
	for _, t := range f.Taken {
		if t.From == kwargs {
			keys = append(keys, t.Key)
		}
	}
	for i := range f.Selfs {
		if v := f.Selfs[i].Value; v != nil {
			keys = append(keys, keyTaken(v, kwargs)...)
		}
	}
	return keys
}

// keyTaken is the key of kwargs["key"], kwargs.pop("key") or kwargs.get("key").
func keyTaken(e *parse.PyExpr, kwargs string) []string {
	var key *parse.PyExpr
	switch {
	case e.Kind == parse.ExprIndex && e.Args[0].Text == kwargs:
		key = &e.Args[1]
	case e.Kind == parse.ExprCall && len(e.Args) > 1 && (e.Args[0].Text == kwargs+".pop" || e.Args[0].Text == kwargs+".get"):
		key = &e.Args[1]
	}
	if key == nil || key.Kind != parse.ExprStr {
		return nil
	}
	return []string{key.Str}
}

func namesAll(params []parse.PyParam, keys []string) bool {
	for _, k := range keys {
		if !slices.ContainsFunc(params, func(p parse.PyParam) bool { return p.Name == k && !isVariadic(&p) && p.Kind != parse.PyPositionalOnly }) {
			return false
		}
	}
	return true
}
