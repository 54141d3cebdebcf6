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
		if op := r.operatorUse(root.module, root.symbol+"."+use.Attrs); op != "" {
			return useTarget{op: op}
		}
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
	if op := r.operatorUse(start, use.Attrs); op != "" {
		return useTarget{op: op}
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
