package graph

import (
	"strings"

	"plumbline/parse"
)

// useTarget is where an attribute chain leads.
type useTarget struct {
	module  pyModule // deepest module the chain reaches
	deeper  bool     // module lies below what the import itself already reaches
	binding string   // dotted name below the bindings, "" otherwise
	op      string   // "ns::name" of an operator, "ns" alone for torch.classes
}

// resolveUse follows an attribute chain from the module its root is bound to, as far as
// the attributes are submodules. An attribute that a package binds to something else
// ends the chain.
func (r *resolver) resolveUse(f *parse.File, use *parse.Use, root importTarget) useTarget {
	imp := &f.Imports[use.Import]
	start := root.final
	if op := operatorUse(r.registryAttrs(imp, use, root)); op != "" {
		return useTarget{op: op}
	}
	dotted := imp.Name == "" && imp.As == "" && strings.Contains(imp.Module, ".")
	if root.built != "" {
		if !dotted {
			return useTarget{binding: root.built + "." + use.Attrs}
		}
		if len(root.chain) == 0 {
			return useTarget{}
		}
	}
	if root.symbol != "" {
		d := r.define(root.module, root.symbol, nil)
		if !d.ok || !d.isFile {
			return useTarget{}
		}
		start = d.module
	}
	if dotted && len(root.chain) > 0 {
		start = root.chain[0] // `import a.b` binds a
	}
	if !start.ok {
		return useTarget{}
	}
	t := r.descend(start, use.Attrs)
	if dotted {
		t.deeper = true // the statement's own edge leads to a.b, not to a
	}
	return t
}

func (r *resolver) descend(m pyModule, attrs string) useTarget {
	var t useTarget
	for attrs != "" {
		var part, rest string
		part, rest, _ = strings.Cut(attrs, ".")
		if name := r.moduleDotted(m); name != "" && r.isBinding(name+"."+part) {
			return useTarget{binding: name + "." + attrs}
		}
		next := r.attribute(m, part)
		if !next.ok {
			break
		}
		m, attrs = next, rest
		t.deeper = true
	}
	t.module = m
	return t
}

// attribute is the module that a module's attribute is: its own submodule, or another
// module that it imports under this name.
func (r *resolver) attribute(m pyModule, name string) pyModule {
	key := attributeKey{m, name}
	if found, ok := r.attributes[key]; ok {
		return found
	}
	found := r.py.child(m, name)
	if !found.ok || r.bindsOther(m, name, found) {
		found = pyModule{}
		if d := r.define(m, name, nil); d.ok && d.isFile {
			found = d.module
		}
	}
	r.attributes[key] = found
	return found
}

type attributeKey struct {
	module pyModule
	name   string
}

// moduleDotted is the dotted name of the package that holds the bindings, "" for every
// other module: all that descend needs to notice when a chain enters them.
func (r *resolver) moduleDotted(m pyModule) string {
	parent, _, ok := cutLast(r.layout.Bindings, ".")
	if !ok || m.folder == "" || m.folder != r.bindingsFolder {
		return ""
	}
	return parent
}

// operatorUse recognises `torch.ops.ns.name` and `torch.classes.ns.name`, which reach C++
// through the operator registry and not through a module; attrs are what follows torch.
func operatorUse(attrs string) string {
	for _, registry := range [...]string{"ops.", "classes."} {
		rest, ok := strings.CutPrefix(attrs, registry)
		if !ok {
			continue
		}
		ns, name, _ := strings.Cut(rest, ".")
		if name, _, _ = strings.Cut(name, "."); name != "" && !strings.HasPrefix(ns, "__") {
			return ns + "::" + name
		}
	}
	return ""
}

// registryAttrs is what follows torch in a chain that starts at torch, or at ops or
// classes imported from it; "" for every other chain. It holds where torch is a package
// of the tree and where it is somebody else's.
func (r *resolver) registryAttrs(imp *parse.Import, use *parse.Use, root importTarget) string {
	const registry = "torch"
	inTree := r.bindingsFolder != ""
	switch {
	case imp.Level > 0 || imp.Module != registry && !strings.HasPrefix(imp.Module, registry+"."):
		return ""
	case imp.Name == "" && (imp.As == "" || imp.Module == registry):
		if !inTree || len(root.chain) > 0 && root.chain[0].folder == r.bindingsFolder || root.module.folder == r.bindingsFolder {
			return use.Attrs
		}
	case imp.Module == registry && (imp.Name == "ops" || imp.Name == "classes"):
		return imp.Name + "." + use.Attrs
	}
	return ""
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
