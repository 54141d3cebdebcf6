package graph

import (
	"strings"

	"plumbline/parse"
)

// resolvePython resolves the imports and attribute chains of one file.
func (r *resolver) resolvePython(i int32) fileResult {
	f := r.files[i]
	res := fileResult{imports: make([]Target, len(f.Imports))}
	targets := make([]importTarget, len(f.Imports))
	for k := range f.Imports {
		imp := &f.Imports[k]
		t := r.resolveImport(f, imp)
		targets[k], res.imports[k] = t, t.target
		if t.target.Status == Unresolved {
			res.unresolved = append(res.unresolved, UnresolvedRecord{Path: f.Path, Line: imp.Line,
				Target: spelled(imp), Status: Unresolved, Reason: t.target.Reason})
		}
		r.importLinks(&res, i, imp, t)
	}
	for k := range f.Uses {
		use := &f.Uses[k]
		r.useLinks(&res, i, use, r.resolveUse(f, use, targets[use.Import]))
	}
	for _, entry := range f.LazyModules {
		if m := r.lazyModule(f, entry); m.ok && m.node != noNode && m.node != i {
			res.links = append(res.links, link{from: fileEnd(i), to: fileEnd(m.node), at: fileEnd(i), line: int32(f.LazyLine), kind: Dynamic})
		}
	}
	return res
}

// spelled writes an import as the source does, dots and name included.
func spelled(imp *parse.Import) string {
	s := strings.Repeat(".", imp.Level) + imp.Module
	if imp.Name == "" {
		return s
	}
	if imp.Module != "" {
		s += "."
	}
	return s + imp.Name
}

// importKind is the kind of an import's edge: the first that fits. What a stub imports
// only a type checker reads.
func importKind(f *parse.File, imp *parse.Import) Kind {
	switch {
	case imp.TypeChecking || isStub(f):
		return Type
	case imp.Lazy:
		return Lazy
	case imp.Dynamic:
		return Dynamic
	case imp.Guarded:
		return Guarded
	}
	return Load
}

// isStub reports whether only a type checker reads the file.
func isStub(f *parse.File) bool { return strings.HasSuffix(f.Path, ".pyi") }

func (r *resolver) importLinks(res *fileResult, i int32, imp *parse.Import, t importTarget) {
	f := r.files[i]
	add := func(to int32, kind Kind) {
		if to != noNode && to != i {
			res.links = append(res.links, link{from: fileEnd(i), to: fileEnd(to), at: fileEnd(i), line: int32(imp.Line), kind: kind})
		}
	}
	kind := importKind(f, imp)
	if t.target.Status == Built {
		r.builtLinks(res, i, imp, t, kind)
		if kind != Type {
			r.parentLinks(add, f, t.chain, noNode)
		}
		return
	}
	if t.target.Status != InTree {
		return
	}
	add(t.final.node, kind)
	if imp.Name == "*" {
		r.starLinks(add, t.module, kind)
	}
	if kind == Type {
		return // nothing runs: no package on the way, no re-export
	}
	r.parentLinks(add, f, t.chain, t.final.node)
	if t.symbol != "" {
		if d := r.define(t.module, t.symbol, nil); d.ok && d.module.node != t.module.node {
			add(d.module.node, Reexport)
		}
	}
}

// parentLinks adds the packages whose __init__ an import runs on the way to its target,
// those apart that have run before the file itself could.
func (r *resolver) parentLinks(add func(int32, Kind), f *parse.File, chain []pyModule, final int32) {
	for _, m := range chain {
		if m.node == noNode || m.node == final || m.folder == "" {
			continue
		}
		if m.folder == "." || strings.HasPrefix(f.Path, m.folder+"/") {
			continue
		}
		add(m.node, Parent)
	}
}

// starLinks adds the submodules that `from package import *` loads because __all__
// names them.
func (r *resolver) starLinks(add func(int32, Kind), m pyModule, kind Kind) {
	if m.node == noNode || m.folder == "" {
		return
	}
	for _, name := range r.files[m.node].All {
		if sub := r.py.child(m, name); sub.ok && sub.node != noNode && !r.bindsOther(m, name, sub) {
			add(sub.node, kind)
		}
	}
}

// builtLinks leads an import of the compiled module through its node to the C++ that
// defines the name, and an import of another built module to its virtual file.
func (r *resolver) builtLinks(res *fileResult, i int32, imp *parse.Import, t importTarget, kind Kind) {
	if !r.isBinding(t.built) {
		res.links = append(res.links, link{from: fileEnd(i), to: virtualEnd(t.target.Path, GeneratedNode),
			at: fileEnd(i), line: int32(imp.Line), kind: kind})
		if t.source > 0 && kind != Type {
			res.links = append(res.links, link{from: fileEnd(i), to: fileEnd(t.source - 1),
				at: fileEnd(i), line: int32(imp.Line), kind: Binding})
		}
		return
	}
	res.links = append(res.links, link{from: fileEnd(i), to: r.bindingsEnd(),
		at: fileEnd(i), line: int32(imp.Line), kind: kind})
	if kind != Type && t.built != r.layout.Bindings {
		r.traceBinding(res, i, int32(imp.Line), t.built)
	}
}

func (b *builder) bindingsEnd() endpoint { return virtualEnd(b.layout.Bindings, BindingNode) }

func (r *resolver) traceBinding(res *fileResult, i, line int32, dotted string) {
	res.bindings.Total++
	to, ok := r.bindings.find(dotted)
	if !ok {
		res.bindings.Missing = append(res.bindings.Missing, dotted)
		return
	}
	res.bindings.Followed++
	res.links = append(res.links, link{from: r.bindingsEnd(), to: fileEnd(to), at: fileEnd(i), line: line, kind: Binding})
}

func (r *resolver) useLinks(res *fileResult, i int32, use *parse.Use, t useTarget) {
	line := int32(use.Line)
	if f := r.files[i]; isStub(f) || f.Imports[use.Import].TypeChecking {
		if t.deeper && t.module.node != noNode && t.module.node != i {
			res.links = append(res.links, link{from: fileEnd(i), to: fileEnd(t.module.node), at: fileEnd(i), line: line, kind: Type})
		}
		return
	}
	switch {
	case t.binding != "":
		if !r.isBinding(t.binding) {
			return // a chain into another built module: the import itself is the edge
		}
		res.links = append(res.links, link{from: fileEnd(i), to: r.bindingsEnd(), at: fileEnd(i), line: line, kind: Usage})
		if t.binding != r.layout.Bindings {
			r.traceBinding(res, i, line, t.binding)
		}
	case t.op != "":
		// An operator that no C++ of the tree defines, or several files do, ends at the
		// binding node.
		ns, op, _ := strings.Cut(t.op, "::")
		res.operators.Total++
		to := r.bindingsEnd()
		if file, ok := r.libraries.operator(ns, op, r.test[i] != ""); ok {
			to = fileEnd(file)
			res.operators.Followed++
		} else {
			res.operators.Missing = append(res.operators.Missing, ns)
			if r.layout.Bindings == "" {
				return
			}
		}
		res.links = append(res.links, link{from: fileEnd(i), to: to, at: fileEnd(i), line: line, kind: Binding})
	case t.deeper && t.module.node != noNode && t.module.node != i:
		res.links = append(res.links, link{from: fileEnd(i), to: fileEnd(t.module.node), at: fileEnd(i), line: line, kind: Usage})
	}
}
