package graph

import (
	"path"
	"slices"
	"strings"

	"plumbline/parse"
)

// resolver resolves the records of files. One worker owns one resolver; what it shares
// with others (index, files) is read only.
type resolver struct {
	*builder
	absolute   map[string]pyResult       // memo of dotted names, by the roots that serve the file
	attributes map[attributeKey]pyModule // memo of attributes that are modules
}

// pyResult is where a dotted module name leads.
type pyResult struct {
	chain  []pyModule // one per dotted part, as far as found
	found  bool
	inTree bool // its first part names something under a root
	status Status
	path   string // virtual path of a built module
}

// last is the module that the whole name leads to.
func (r *pyResult) last() pyModule {
	if !r.found || len(r.chain) == 0 {
		return pyModule{}
	}
	return r.chain[len(r.chain)-1]
}

// resolveModule finds the module that an import of file f names, its imported name not
// yet looked at.
func (r *resolver) resolveModule(f *parse.File, imp *parse.Import) pyResult {
	if imp.Level > 0 {
		return r.resolveRelative(f, imp.Level, imp.Module)
	}
	return r.resolveDotted(f, imp.Module)
}

// resolveRelative climbs from the file's folder as PEP 328 does: one dot is the package
// that holds the file, for an __init__ file the package itself.
func (r *resolver) resolveRelative(f *parse.File, level int, dotted string) pyResult {
	dir := path.Dir(f.Path)
	for ; level > 1; level-- {
		if dir == "." {
			return pyResult{inTree: true, status: Unresolved}
		}
		dir = path.Dir(dir)
	}
	base := r.py.at(dir)
	if dir == "." {
		base = r.treePackage()
	}
	if name := r.bindingsBelow(dir, dotted); name != "" {
		return r.bindingsResult()
	}
	chain, ok := r.py.walk(base, dotted)
	res := pyResult{chain: append([]pyModule{base}, chain...), found: ok, inTree: true, status: InTree}
	if !ok {
		res.status = Unresolved
		if name := r.dottedFromRoot(dir, dotted); name != "" {
			if b, ok := r.built(name); ok {
				return b
			}
		}
	}
	return res
}

// treePackage is the tree's own root seen as a package: its __init__ if it has one.
func (r *resolver) treePackage() pyModule {
	m := pyModule{node: noNode, folder: ".", ok: true}
	if n, ok := r.py.node["__init__.py"]; ok {
		m.node = n
	}
	return m
}

// dottedFromRoot writes a module below a folder as an absolute dotted name under the
// first import root that holds the folder, or "".
func (r *resolver) dottedFromRoot(dir, dotted string) string {
	for _, root := range r.layout.ImportRoots {
		prefix := root.Name
		rest := dir
		if root.Dir != "." {
			if dir != root.Dir && !strings.HasPrefix(dir, root.Dir+"/") {
				continue
			}
			rest = strings.TrimPrefix(strings.TrimPrefix(dir, root.Dir), "/")
		}
		if rest == "." {
			rest = ""
		}
		name := prefix
		for _, part := range [...]string{strings.ReplaceAll(rest, "/", "."), dotted} {
			if part != "" && name != "" {
				name += "."
			}
			name += part
		}
		return name
	}
	return ""
}

func (r *resolver) bindingsBelow(dir, dotted string) string {
	if r.layout.Bindings == "" {
		return ""
	}
	if name := r.dottedFromRoot(dir, dotted); r.isBinding(name) {
		return name
	}
	return ""
}

// isBinding reports whether a dotted name is the compiled module or lies below it.
func (b *builder) isBinding(dotted string) bool {
	root := b.layout.Bindings
	return root != "" && strings.HasPrefix(dotted, root) &&
		(len(dotted) == len(root) || dotted[len(root)] == '.')
}

func (r *resolver) bindingsResult() pyResult {
	return pyResult{found: true, inTree: true, status: Built, path: r.layout.Bindings}
}

// built looks a dotted name up among the modules that the build makes.
func (r *resolver) built(dotted string) (pyResult, bool) {
	if r.isBinding(dotted) {
		return r.bindingsResult(), true
	}
	for _, b := range r.layout.Built {
		if dotted != b.Module && !strings.HasPrefix(dotted, b.Module+".") {
			continue
		}
		if n, ok := r.py.node[b.From]; ok && b.File == "" {
			res := r.alias(n)
			chain, ok := r.py.walk(res.last(), strings.TrimPrefix(dotted[len(b.Module):], "."))
			if res.chain = append(res.chain, chain...); ok {
				return res, true
			}
			continue
		}
		p := b.File
		if p == "" {
			p = b.Module
		}
		return pyResult{found: true, inTree: true, status: Built, path: p}, true
	}
	return pyResult{}, false
}

// isBuiltModule reports whether a name is itself a module that the build makes, and not
// something in one.
func (r *resolver) isBuiltModule(dotted string) bool {
	return slices.ContainsFunc(r.layout.Built, func(b BuiltModule) bool { return b.Module == dotted })
}

// alias is a module that the tree makes known under a second name.
func (r *resolver) alias(node int32) pyResult {
	m := pyModule{node: node, ok: true}
	if p := r.files[node].Path; path.Base(p) == "__init__.py" {
		m.folder = path.Dir(p)
	}
	return pyResult{chain: []pyModule{m}, found: true, inTree: true, status: InTree}
}

// resolveDotted resolves an absolute name: the import roots in order, then, as Python
// does for scripts, the file's own folder and the folders that it puts on sys.path.
func (r *resolver) resolveDotted(f *parse.File, dotted string) pyResult {
	key := r.rootKey(f.Path) + "\x00" + dotted
	res, ok := r.absolute[key]
	if !ok {
		res = r.fromRoots(f.Path, r.layout.ImportRoots, dotted)
		r.absolute[key] = res
	}
	if res.found || res.status == Stdlib {
		return res
	}
	if roots := r.ownRoots(f); len(roots) > 0 {
		if own := r.fromRoots(f.Path, roots, dotted); own.found {
			return own
		}
	}
	return res
}

// ownRoots are the folders that only this file imports from. Python puts a script's
// folder on sys.path; a file outside any package can only be imported or run that way.
func (r *resolver) ownRoots(f *parse.File) []Root {
	dir := path.Dir(f.Path)
	var roots []Root
	if _, inPackage := r.py.node[joinPath(dir, "__init__.py")]; !inPackage || f.Script {
		roots = append(roots, Root{Dir: dir})
	}
	for _, e := range f.PathEntries {
		if d := path.Join(dir, e); d != dir && d != ".." && !strings.HasPrefix(d, "../") {
			roots = append(roots, Root{Dir: d})
		}
	}
	return roots
}

// rootKey tells apart files that other roots hold for: the folders of those that serve
// them alone.
func (r *resolver) rootKey(path string) string {
	key := ""
	for _, root := range r.layout.ImportRoots {
		if root.For != "" && root.serves(path) {
			key += root.For + "\x00"
		}
	}
	return key
}

// serves reports whether files at a path use the root.
func (r *Root) serves(path string) bool {
	return r.For == "" || path == r.For || strings.HasPrefix(path, r.For+"/")
}

// fromRoots searches roots in order for a dotted name that the file at from imports.
func (r *resolver) fromRoots(from string, roots []Root, dotted string) pyResult {
	if r.isBinding(dotted) {
		return r.bindingsResult()
	}
	if r.layout.ExternalImport(dotted) {
		return pyResult{status: ThirdParty}
	}
	first, rest, _ := strings.Cut(dotted, ".")
	std := r.stdlib[first]
	best := pyResult{status: ThirdParty}
	for _, root := range roots {
		if !root.serves(from) {
			continue
		}
		top, rest, ok := r.top(root, first, rest)
		if ok || root.provides(first) {
			best.inTree = best.inTree || !std
		}
		if !ok {
			continue
		}
		chain, ok := r.py.walk(top, rest)
		// The standard library is not shadowed by a lone name of the tree, only by a
		// package of it that really holds the module asked for.
		if ok && (!std || rest != "") {
			return pyResult{chain: append([]pyModule{top}, chain...), found: true, inTree: true, status: InTree}
		}
		if top.node != noNode && !std {
			best.chain = append([]pyModule{top}, chain...)
			break // a regular package ends the search: importlib looks no further
		}
	}
	// Where a file is in the tree, it wins over what the build would make.
	if b, ok := r.built(dotted); ok {
		return b
	}
	switch {
	case std:
		best.status = Stdlib
	case best.inTree:
		best.status = Unresolved
	}
	return best
}

// provides reports whether a root's name starts with a first component.
func (r *Root) provides(first string) bool {
	name, ok := strings.CutPrefix(r.Name, first)
	return ok && first != "" && (name == "" || name[0] == '/')
}

// top finds the module that a root provides for a name, and what is left to look up in
// it. A root of the name a.b provides a.b, and is what makes `import a` succeed.
func (r *resolver) top(root Root, first, rest string) (m pyModule, left string, ok bool) {
	if root.Name == "" {
		m = r.py.at(joinPath(root.Dir, first))
		return m, rest, m.ok
	}
	dotted := first
	if rest != "" {
		dotted += "." + rest
	}
	name := strings.ReplaceAll(root.Name, "/", ".")
	switch {
	case strings.HasPrefix(name, dotted+"."):
		return pyModule{node: noNode, ok: true}, "", true
	case dotted != name && !strings.HasPrefix(dotted, name+"."):
		return pyModule{}, "", false
	}
	m = r.py.at(root.Dir)
	if root.Dir == "." {
		m = r.treePackage()
	}
	return m, strings.TrimPrefix(dotted[len(name):], "."), m.ok
}

// importTarget is where one import record leads in the graph.
type importTarget struct {
	module pyModule   // the module the statement names, found or not
	final  pyModule   // the file the record depends on: a submodule, or module itself
	chain  []pyModule // packages passed through on the way to final
	symbol string     // the imported name when it is no submodule
	target Target
	built  string // dotted name below the bindings or of a built module, "" otherwise
	source int32  // 1 + the C++ file that defines a built module, 0 where it is not known
}

// resolveImport resolves one record: the module, then the imported name as a symbol of
// it or as a submodule.
func (r *resolver) resolveImport(f *parse.File, imp *parse.Import) importTarget {
	if imp.Computed {
		return importTarget{target: Target{Status: Unresolved, Reason: "relative to a package that is computed at run time"}}
	}
	res := r.resolveModule(f, imp)
	t := importTarget{module: res.last(), chain: res.chain, final: res.last()}
	t.target = Target{Status: res.status, Path: res.path}
	if res.status == Built {
		t.built = r.absoluteName(f, imp)
		t.chain = r.packagesAbove(f, t.built)
		return t
	}
	if !res.found && res.status == Unresolved && imp.Module != "" {
		if e, ok := r.extension(f, imp, imp.Module); ok {
			return e
		}
	}
	if !res.found {
		t.target.Reason = r.absentReason(f, imp, res.status)
		return t
	}
	if imp.Name != "" && imp.Name != "*" {
		if t = r.resolveName(f, imp, t); t.target.Status != InTree {
			return t
		}
	}
	t.target.Path = r.modulePath(t.final)
	return t
}

// packagesAbove are the packages of the tree that an import of a built module runs on its
// way: torch for torch._C.
func (r *resolver) packagesAbove(f *parse.File, dotted string) []pyModule {
	first, rest, _ := strings.Cut(dotted, ".")
	for _, root := range r.layout.ImportRoots {
		if top, rest, ok := r.top(root, first, rest); ok && root.serves(f.Path) && top.node != noNode {
			above, _, _ := cutLast(rest, ".")
			if above == rest {
				above = ""
			}
			chain, _ := r.py.walk(top, above)
			return append([]pyModule{top}, chain...)
		}
	}
	return nil
}

// extension recognises an import of a compiled module that C++ of the tree defines.
func (r *resolver) extension(f *parse.File, imp *parse.Import, module string) (importTarget, bool) {
	last := module[strings.LastIndexByte(module, '.')+1:]
	file, ok := r.extensions[last]
	if !ok {
		return importTarget{}, false
	}
	bare := *imp
	if bare.Name != last {
		bare.Name = ""
	}
	name := r.absoluteName(f, &bare)
	return importTarget{target: Target{Status: Built, Path: name}, built: name, source: 1 + file,
		chain: r.packagesAbove(f, name)}, true
}

func (r *resolver) modulePath(m pyModule) string {
	if m.node == noNode {
		return m.folder
	}
	return r.files[m.node].Path
}

// resolveName tells whether the imported name is a symbol of the module or a submodule.
// CPython looks for the attribute first, so a name that the package binds to something
// other than its own submodule is a symbol, even where a submodule has the same name.
func (r *resolver) resolveName(f *parse.File, imp *parse.Import, t importTarget) importTarget {
	dotted := r.absoluteName(f, imp)
	if r.isBinding(dotted) {
		t.built = dotted
		t.target = Target{Status: Built, Path: r.layout.Bindings}
		return t
	}
	sub := r.py.child(t.module, imp.Name)
	if sub.ok && !r.bindsOther(t.module, imp.Name, sub) {
		t.chain = append(t.chain[:len(t.chain):len(t.chain)], sub)
		t.final = sub
		return t
	}
	if b, ok := r.built(dotted); ok && !sub.ok && r.isBuiltModule(dotted) {
		if b.status == InTree {
			t.final = b.last()
			return t
		}
		t.built = dotted
		t.target = Target{Status: Built, Path: b.path}
		return t
	}
	if e, ok := r.extension(f, imp, imp.Name); ok && !r.define(t.module, imp.Name, nil).ok {
		e.chain = t.chain
		return e
	}
	if t.module.node == noNode {
		t.target.Status = Unresolved
		t.target.Reason = r.absentReason(f, imp, Unresolved)
		return t
	}
	t.symbol = imp.Name
	return t
}

// bindsOther reports whether a package's __init__ binds name to something that is not
// its submodule of that name.
func (r *resolver) bindsOther(pkg pyModule, name string, sub pyModule) bool {
	if pkg.node == noNode {
		return false
	}
	f := r.files[pkg.node]
	if hasName(f.Names, name) {
		return true
	}
	for i := range f.Imports {
		imp := &f.Imports[i]
		if imp.Lazy || imp.InClass || imp.TypeChecking || imp.Binds() != name || imp.Dynamic {
			continue
		}
		res := r.resolveModule(f, imp)
		bound := res.last()
		switch {
		case imp.Name != "":
			bound = r.py.child(bound, imp.Name)
		case imp.As == "" && len(res.chain) > 0:
			bound = res.chain[0] // `import a.b` binds a
		}
		if bound != sub {
			return true
		}
	}
	return false
}

// absoluteName writes the module (and name) of an import as a dotted name from its root,
// "" when the file lies under none.
func (r *resolver) absoluteName(f *parse.File, imp *parse.Import) string {
	name := imp.Module
	if imp.Level > 0 {
		dir := path.Dir(f.Path)
		for l := imp.Level; l > 1 && dir != "."; l-- {
			dir = path.Dir(dir)
		}
		name = r.dottedFromRoot(dir, imp.Module)
	}
	if imp.Name != "" && imp.Name != "*" {
		if name != "" {
			name += "."
		}
		name += imp.Name
	}
	return name
}

// absentReason looks up why an unresolved import is expected.
func (r *resolver) absentReason(f *parse.File, imp *parse.Import, status Status) string {
	if status != Unresolved {
		return ""
	}
	name := r.absoluteName(f, imp)
	bare := *imp
	bare.Name = ""
	if reason := r.layout.AbsentImport(name); reason != "" {
		return reason
	}
	return r.layout.AbsentImport(r.absoluteName(f, &bare))
}
