package graph

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// maxHops bounds how many re-exports are followed; chains in PyTorch end after four.
const maxHops = 16

// definition is where a name imported from a module is really defined.
type definition struct {
	module pyModule
	isFile bool // the name is that module itself, not something in it
	ok     bool
}

// define follows a symbol of a module through `from x import y`, `import x as y`, star
// imports and __getattr__ tables to the file that defines it. A cycle of re-exports, or a
// name made at run time, gives no definition.
func (r *resolver) define(m pyModule, name string, seen []int32) definition {
	if m.node == noNode || len(seen) >= maxHops || slices.Contains(seen, m.node) {
		return definition{}
	}
	seen = append(seen, m.node)
	f := r.files[m.node]
	if hasName(f.Names, name) {
		return definition{module: m, ok: true}
	}
	if d := r.defineByImport(f, name, seen); d.ok {
		return d
	}
	for i := range f.Imports {
		imp := &f.Imports[i]
		if imp.Name != "*" || imp.Lazy || imp.InClass {
			continue
		}
		res := r.resolveModule(f, imp)
		star := res.last()
		if !star.ok || !r.exports(star, name) {
			continue
		}
		if d := r.define(star, name, seen); d.ok {
			return d
		}
	}
	return r.defineByTable(f, name)
}

func (r *resolver) defineByImport(f *parse.File, name string, seen []int32) definition {
	for i := range f.Imports {
		imp := &f.Imports[i]
		if imp.Lazy || imp.InClass || imp.Binds() != name {
			continue
		}
		res := r.resolveModule(f, imp)
		target := res.last()
		if !target.ok {
			continue
		}
		if imp.Name == "" {
			if imp.As == "" && len(res.chain) > 0 {
				target = res.chain[0]
			}
			return definition{module: target, isFile: true, ok: true}
		}
		if sub := r.py.child(target, imp.Name); sub.ok && !r.bindsOther(target, imp.Name, sub) {
			return definition{module: sub, isFile: true, ok: true}
		}
		if d := r.define(target, imp.Name, seen); d.ok {
			return d
		}
	}
	return definition{}
}

// defineByTable finds a module that a module-level __getattr__ imports on demand.
func (r *resolver) defineByTable(f *parse.File, name string) definition {
	for _, lazy := range f.LazyModules {
		t := r.lazyModule(f, lazy)
		if !t.ok {
			continue
		}
		last := lazy[strings.LastIndexByte(lazy, '.')+1:]
		if last == name {
			return definition{module: t, isFile: true, ok: true}
		}
	}
	return definition{}
}

// lazyModule resolves an entry of a __getattr__ table.
func (r *resolver) lazyModule(f *parse.File, entry string) pyModule {
	name := strings.TrimLeft(entry, ".")
	if level := len(entry) - len(name); level > 0 {
		res := r.resolveRelative(f, level, name)
		return res.last()
	}
	res := r.resolveDotted(f, name)
	return res.last()
}

// exports reports whether `from m import *` binds name: __all__ decides where it is
// literal, a leading underscore otherwise.
func (r *resolver) exports(m pyModule, name string) bool {
	if m.node == noNode {
		return false
	}
	f := r.files[m.node]
	if f.All == nil || len(f.AllFrom) > 0 {
		return !strings.HasPrefix(name, "_")
	}
	return slices.Contains(f.All, name)
}

func hasName(names []string, name string) bool {
	_, ok := slices.BinarySearch(names, name)
	return ok
}
