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
	if root.built != "" {
		return useTarget{binding: root.built + "." + use.Attrs}
	}
	if root.symbol != "" {
		d := r.define(root.module, root.symbol, nil)
		if !d.ok || !d.isFile {
			return useTarget{}
		}
		start = d.module
	}
	if imp.Name == "" && imp.As == "" && strings.Contains(imp.Module, ".") && len(root.chain) > 0 {
		start = root.chain[0] // `import a.b` binds a
	}
	if !start.ok {
		return useTarget{}
	}
	if op := r.operatorUse(start, use.Attrs); op != "" {
		return useTarget{op: op}
	}
	return r.descend(start, use.Attrs)
}

func (r *resolver) descend(m pyModule, attrs string) useTarget {
	var t useTarget
	for attrs != "" {
		var part, rest string
		part, rest, _ = strings.Cut(attrs, ".")
		if name := r.moduleDotted(m); name != "" && r.isBinding(name+"."+part) {
			return useTarget{binding: name + "." + attrs}
		}
		sub := r.py.child(m, part)
		if !sub.ok || r.bindsOther(m, part, sub) {
			break
		}
		m, attrs = sub, rest
		t.deeper = true
	}
	t.module = m
	return t
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

// operatorUse recognises `torch.ops.ns.name` and `torch.classes.ns`, which reach C++
// through the operator registry and not through a module.
func (r *resolver) operatorUse(start pyModule, attrs string) string {
	if r.bindingsFolder == "" || start.folder != r.bindingsFolder {
		return ""
	}
	if rest, ok := strings.CutPrefix(attrs, "ops."); ok {
		ns, name, _ := strings.Cut(rest, ".")
		name, _, _ = strings.Cut(name, ".")
		return ns + "::" + name
	}
	if rest, ok := strings.CutPrefix(attrs, "classes."); ok {
		ns, name, _ := strings.Cut(rest, ".")
		name, _, _ = strings.Cut(name, ".")
		if name == "" {
			return ""
		}
		return ns + "::" + name
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
