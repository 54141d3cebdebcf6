package deprecation

import (
	"slices"

	"plumbline/parse"
)

// keys makes keys of what construction sets.
func (r *keyReader) keys(m *moduleState) {
	byName := map[string][]keySet{}
	var order []string
	for _, k := range r.sets {
		if byName[k.name] == nil {
			order = append(order, k.name)
		}
		byName[k.name] = append(byName[k.name], k)
	}
	for _, name := range order {
		r.key(m, byName[name])
	}
}

// key makes a key of all that is set under one name.
func (r *keyReader) key(m *moduleState, sets []keySet) {
	first := slices.IndexFunc(sets, func(k keySet) bool { return k.kind != "" })
	if first < 0 {
		r.unclear(m, sets)
		return
	}
	given := slices.IndexFunc(sets, func(k keySet) bool { return k.kind != "" && !k.nothing })
	lost := given < 0 // None alone: there is a name, and nothing to save yet
	given = max(given, first)
	k := &sets[given]
	key := StateKey{Name: k.name, Kind: k.kind, Pattern: k.pattern, Path: k.owner.Path, Line: k.line, Owner: k.owner, cond: effective(k.guards)}
	var paths [][]parse.PyGuard
	saved := lost
	for i := range sets {
		set := &sets[i]
		switch {
		case set.nothing: // taken away by a class that derives from the one that set it
			lost = lost || i > given && len(effective(set.guards)) == 0 && k.owner != set.owner
			continue
		case set.kind != "":
			key.Kind, saved = set.kind, saved || set.saved
		}
		if set.kind == ModuleKey || set.kind == "" {
			key.classes = append(key.classes, set.class)
		}
		if key.Class == nil {
			key.Class = set.class
		}
		key.outside = or(key.outside, set.outside)
		if !set.maybe && set.saved {
			paths = append(paths, effective(set.guards))
		}
	}
	key.Conditional = lost || !r.always(paths)
	switch {
	case key.Name == unknownPart:
		m.computed = append(m.computed, key)
	case !saved:
		m.transient = append(m.transient, key)
	default:
		m.keys = append(m.keys, key)
	}
}

// unclear notes an attribute of which the source does not say what it holds.
func (r *keyReader) unclear(m *moduleState, sets []keySet) {
	for i := range sets {
		k := &sets[i]
		if k.nothing {
			continue
		}
		m.maybe = append(m.maybe, StateKey{Name: k.name, Pattern: k.pattern, Path: k.owner.Path, Line: k.line, Owner: k.owner})
		return
	}
}

// effective are the guards that a key's being there depends on: tests. What a loop goes through
// is in the name, and so is a test on its variable.
func effective(guards []parse.PyGuard) (out []parse.PyGuard) {
	var variables []string
	for i := range guards {
		g := guards[i]
		switch g.Kind {
		case parse.PyLoop:
			variables = loopVariables(guards[:i+1])
			continue
		case parse.PyWith, parse.PyFinally, parse.PyLoopElse:
			continue
		case parse.PyIf, parse.PyElse:
			if mentions(g.Test, variables, 0) {
				continue
			}
		}
		if !slices.ContainsFunc(out, func(o parse.PyGuard) bool { return sameGuard(&o, &g) }) {
			out = append(out, g)
		}
	}
	return out
}

func sameGuard(a, b *parse.PyGuard) bool { return a.Kind == b.Kind && sameTest(a, b) }

// sameTest reports whether two clauses ask the same, or belong to the same statement: `if bias`
// twice is one condition.
func sameTest(a, b *parse.PyGuard) bool {
	if a.Test != nil && b.Test != nil {
		return a.Test == b.Test || a.Test.Text == b.Test.Text
	}
	return a.Test == b.Test && a.Line == b.Line
}

// maxPaths bounds the paths that are held against one another.
const maxPaths = 200

// always reports whether one of the paths is taken whatever the tests say, or construction
// fails: two that differ in the outcome of their last test are the one before it.
func (r *keyReader) always(paths [][]parse.PyGuard) bool {
	if len(paths) == 0 || len(paths)+len(r.raises) > maxPaths {
		return false
	}
	all := append(slices.Clip(paths), r.raises...)
	for {
		if slices.ContainsFunc(all, func(p []parse.PyGuard) bool { return len(p) == 0 }) {
			return true
		}
		merged := mergePaths(all)
		if merged == nil {
			return false
		}
		all = append(all, merged)
		if len(all) > maxPaths {
			return false
		}
	}
}

// mergePaths is a path that two others are the only ways on from, nil where there is none that
// is not among them.
func mergePaths(all [][]parse.PyGuard) []parse.PyGuard {
	for i, a := range all {
		for _, b := range all[i+1:] {
			if len(a) == 0 || len(a) != len(b) {
				continue
			}
			x, y := &a[len(a)-1], &b[len(b)-1]
			if !opposite(x, y) || !samePath(a[:len(a)-1], b[:len(b)-1]) {
				continue
			}
			joined := a[:len(a)-1]
			if !slices.ContainsFunc(all, func(p []parse.PyGuard) bool { return samePath(p, joined) }) {
				return slices.Clone(joined)
			}
		}
	}
	return nil
}

// opposite reports whether one of two clauses runs: if and else.
func opposite(a, b *parse.PyGuard) bool {
	return sameTest(a, b) && (a.Kind == parse.PyIf && b.Kind == parse.PyElse || a.Kind == parse.PyElse && b.Kind == parse.PyIf)
}

func samePath(a, b []parse.PyGuard) bool {
	return slices.EqualFunc(a, b, func(x, y parse.PyGuard) bool { return sameGuard(&x, &y) })
}

// saved adds what a class stores itself in its state dict. One that does so without asking
// its bases saves no parameter and no buffer of its own.
func (r *keyReader) saved(m *moduleState) {
	own := false
	for _, c := range r.mro {
		if isRoot(c) {
			break
		}
		if b := c.scope.names["get_extra_state"]; b != nil && b.kind == bindObject {
			m.keys = append(m.keys, StateKey{Name: "_extra_state", Kind: EntryKey, Path: c.Path, Line: b.stmt.Line, Owner: c})
		}
		b := c.scope.names["_save_to_state_dict"]
		if b == nil || own {
			continue
		}
		f := r.s.memberBinding(c, b, nil).Obj.Func()
		if f == nil {
			m.saves = true
			return
		}
		asks := asksBase(f)
		spelled := r.stores(m, c, f, asks)
		own = !asks && spelled
	}
	if own {
		m.keys = slices.DeleteFunc(m.keys, func(k StateKey) bool { return k.Kind == ParameterKey || k.Kind == BufferKey })
	}
}

// asksBase reports whether a _save_to_state_dict calls that of a base.
func asksBase(f *parse.PyFunc) bool {
	return slices.ContainsFunc(f.Calls, func(e parse.PyExpr) bool { return e.Args[0].Name == "_save_to_state_dict" })
}

// stores adds destination[prefix + "name"]. It reports whether the source spells all names:
// other ones are those of what is registered, or, beside what the bases store, not known.
func (r *keyReader) stores(m *moduleState, c *Object, f *parse.PyFunc, more bool) (spelled bool) {
	spelled = true
	in := &methodScope{s: r.s, class: c, f: f}
	for i := range f.Stores {
		p := &f.Stores[i]
		for _, n := range in.names(p) {
			// The prefix is what comes first, and is no part of the key.
			key := StateKey{Name: trimPrefix(n.text), Kind: EntryKey, Path: c.Path, Line: p.Line, Owner: c, cond: effective(p.Guards)}
			key.Conditional = len(key.cond) > 0
			if key.Pattern = containsUnknown(key.Name); key.Name == "" || key.Name == unknownPart {
				if spelled = false; more {
					m.computed = append(m.computed, key)
				}
				continue
			}
			if !slices.ContainsFunc(m.keys, func(k StateKey) bool { return k.Name == key.Name }) {
				m.keys = append(m.keys, key)
			}
		}
	}
	return spelled
}
