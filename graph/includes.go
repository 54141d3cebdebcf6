package graph

import (
	"path"
	"slices"
	"strings"

	"plumbline/internal/source"
	"plumbline/parse"
)

// includeResolver finds the file that a C-family include means, as a compiler with the
// layout's -I list does: the includer's folder first for quotes, then the roots in order,
// exact case. It is immutable once the roots are settled.
type includeResolver struct {
	tree       *source.Tree
	layout     *Layout
	roots      []Root
	configured int // how many of roots are configured, and so ordered
	generated  map[string]*GeneratedHeader
	macros     map[string][]parse.Macro // header-valued macros of the whole tree by name
	folders    map[string][]int         // first path components below the roots of these indices
	byBase     map[string][]string      // base name -> paths, for ambiguity and inferred roots
}

// resolve finds the target of an include in the file at from.
func (x *includeResolver) resolve(from string, inc *parse.Include) Target {
	target, angled := inc.Target, inc.Angled
	if inc.Macro {
		defs := x.macros[target]
		if len(defs) == 0 {
			return Target{Status: Unresolved, Reason: "named by a macro that nothing in the tree defines: the build does"}
		}
		if !sameTarget(defs) {
			return Target{Status: Ambiguous}
		}
		target, angled = defs[0].Target, defs[0].Angled
	}
	dir := path.Dir(from)
	if !angled && !inc.Next {
		if p, ok := x.file(dir, target); ok {
			return Target{Path: p, Status: InTree}
		}
	}
	switch found := x.fromRoots(from, target, inc.Next); len(found) {
	case 0:
	case 1:
		return Target{Path: found[0], Status: InTree}
	default:
		return Target{Status: Ambiguous}
	}
	if v, ok := x.generatedPath(dir, target, angled); ok {
		return Target{Path: v, Status: Generated}
	}
	return x.notFound(from, target, angled)
}

func sameTarget(defs []parse.Macro) bool {
	for _, d := range defs[1:] {
		if d.Target != defs[0].Target {
			return false
		}
	}
	return true
}

// file looks for a target below a folder and follows links to the real file.
func (x *includeResolver) file(dir, target string) (string, bool) {
	if strings.HasPrefix(target, "/") || target == "" {
		return "", false
	}
	p := target
	if dir != "." {
		p = dir + "/" + target
	}
	if strings.Contains(p, "./") || strings.Contains(p, "//") {
		p = path.Clean(p)
	}
	return x.tree.Canonical(p)
}

// fromRoots searches the -I list: the first configured root that has the target decides.
// Inferred roots have no order, so all that fit are given. For #include_next the search
// goes on after the root that the including file itself was found under.
func (x *includeResolver) fromRoots(from, target string, next bool) (found []string) {
	skipping := next
	for i, root := range x.roots {
		if skipping {
			skipping = root.Dir != "." && !strings.HasPrefix(from, root.Dir+"/")
			continue
		}
		if !root.serves(from) {
			continue
		}
		dir, t, ok := root.strip(target)
		if !ok {
			continue
		}
		p, ok := x.file(dir, t)
		if !ok || next && p == from || slices.Contains(found, p) {
			continue
		}
		found = append(found, p)
		if i < x.configured {
			return found
		}
	}
	return found
}

// strip takes a root's name off a target and gives the folder to look the rest up in;
// it tells whether the root serves the target at all.
func (r *Root) strip(target string) (dir, rest string, ok bool) {
	if r.Name == "" {
		return r.Dir, target, true
	}
	if target == r.Name {
		return path.Dir(r.Dir), path.Base(r.Dir), true
	}
	rest, ok = strings.CutPrefix(target, r.Name+"/")
	return r.Dir, rest, ok
}

// generatedPath recognises headers that the build makes: by the layout's rules and the
// operators of the schema, or because a configure input X.in lies where X would.
func (x *includeResolver) generatedPath(dir, target string, angled bool) (string, bool) {
	if _, ok := x.generated[target]; ok {
		return target, true
	}
	if !angled {
		p := path.Join(dir, target)
		for _, root := range x.roots {
			v := p
			if root.Dir != "." {
				rest, ok := strings.CutPrefix(p, root.Dir+"/")
				if !ok {
					continue
				}
				v = rest
			}
			if _, ok := x.generated[v]; ok {
				return v, true
			}
		}
		if x.tree.Has(p + ".in") {
			return p, true
		}
	}
	for _, root := range x.roots {
		if p := joinPath(root.Dir, target); x.tree.Has(p + ".in") {
			return target, true
		}
	}
	return "", false
}

// notFound sorts targets that no root leads to into unresolved, ambiguous and external.
func (x *includeResolver) notFound(from, target string, angled bool) Target {
	first, _, nested := strings.Cut(target, "/")
	if x.layout.ExternalInclude(target) {
		return Target{Status: External}
	}
	relative := first == "." || first == ".."
	if angled && !relative && !(nested && x.means(from, first)) {
		if nested && len(x.candidates(target)) > 1 {
			return Target{Status: Ambiguous}
		}
		return Target{Status: External}
	}
	if len(x.candidates(target)) > 1 && nested && !relative {
		return x.missing(target, Target{Status: Ambiguous})
	}
	return x.missing(target, Target{Status: Unresolved})
}

func (x *includeResolver) missing(target string, t Target) Target {
	t.Reason = x.layout.AbsentInclude(target)
	return t
}

// candidates lists the folders D of the tree for which D/target is a file.
func (x *includeResolver) candidates(target string) []string {
	var dirs []string
	for _, p := range x.byBase[path.Base(target)] {
		if strings.HasSuffix(p, "/"+target) {
			dirs = append(dirs, p[:len(p)-len(target)-1])
		}
	}
	return dirs
}

// severalTargets is how many targets have to lie below a folder to make it a root.
const severalTargets = 2

// inferRoots adds every folder D under which several otherwise unresolved angled targets
// exist as D/target, each below no other folder; and the tree itself under the name of
// the folder that it is the content of, where targets start with that.
func (x *includeResolver) inferRoots(files []*parse.File) {
	found := map[string]int{}
	seen := map[string]bool{}
	inside := 0 // targets that name the tree's own folder
	for _, f := range files {
		for i := range f.Includes {
			inc := &f.Includes[i]
			if !inc.Angled || inc.Macro || seen[inc.Target] {
				continue
			}
			seen[inc.Target] = true
			if len(x.fromRoots(f.Path, inc.Target, false)) > 0 {
				continue
			}
			if rest, ok := strings.CutPrefix(inc.Target, x.layout.Folder+"/"); ok && x.tree.Has(rest) {
				inside++
			} else if dirs := x.candidates(inc.Target); len(dirs) == 1 {
				found[dirs[0]]++
			}
		}
	}
	for _, dir := range sortedKeys(found) {
		if found[dir] >= severalTargets {
			x.roots = append(x.roots, Root{Dir: dir})
		}
	}
	if inside >= severalTargets {
		x.roots = append(x.roots, Root{Name: x.layout.Folder, Dir: "."})
	}
}

// newIncludeResolver indexes the tree for a layout. Roots are inferred when it says so.
func newIncludeResolver(tree *source.Tree, files []*parse.File, layout *Layout, generated map[string]*GeneratedHeader) *includeResolver {
	x := &includeResolver{tree: tree, generated: generated, layout: layout,
		roots: append([]Root(nil), layout.IncludeRoots...), macros: map[string][]parse.Macro{},
		folders: map[string][]int{}, byBase: map[string][]string{}}
	x.configured = len(x.roots)
	for _, p := range tree.Paths() {
		x.byBase[path.Base(p)] = append(x.byBase[path.Base(p)], p)
	}
	for _, f := range files {
		for _, m := range f.Macros {
			x.macros[m.Name] = append(x.macros[m.Name], m)
		}
	}
	if layout.InferRoots {
		x.inferRoots(files)
	}
	x.indexFolders(tree.Paths())
	return x
}

// indexFolders notes the first components below every root: an angled target that
// starts with one of them was meant for the tree.
func (x *includeResolver) indexFolders(paths []string) {
	note := func(first string, root int) {
		if list := x.folders[first]; len(list) == 0 || list[len(list)-1] != root {
			x.folders[first] = append(list, root)
		}
	}
	for i, r := range x.roots {
		if r.Name != "" {
			note(r.Name, i)
			continue
		}
		for _, p := range below(paths, r.Dir) {
			rest := p
			if r.Dir != "." {
				rest = p[len(r.Dir)+1:]
			}
			if first, _, nested := strings.Cut(rest, "/"); nested {
				note(first, i)
			}
		}
	}
}

// below is the part of a sorted list of paths that lies below a folder.
func below(paths []string, dir string) []string {
	if dir == "." {
		return paths
	}
	start, _ := slices.BinarySearch(paths, dir+"/")
	end, _ := slices.BinarySearch(paths, dir+"0") // '0' follows '/'
	return paths[start:end]
}

// means reports whether a first component names a folder below a root that serves the
// including file.
func (x *includeResolver) means(from, first string) bool {
	return slices.ContainsFunc(x.folders[first], func(i int) bool { return x.roots[i].serves(from) })
}

// Includes resolves includes of one tree where no graph is wanted: it leads where a graph
// of the same layout leads. It is immutable, so any number of goroutines may ask it.
type Includes struct{ x *includeResolver }

// NewIncludes indexes a tree. Of files it looks at includes and header-valued macros: they
// decide where roots are inferred, if the layout says so, and what macros in includes mean.
func NewIncludes(tree *source.Tree, files []*parse.File, layout *Layout) *Includes {
	generated := make(map[string]*GeneratedHeader, len(layout.Generated))
	for i := range layout.Generated {
		if h := &layout.Generated[i]; generated[h.Target] == nil {
			generated[h.Target] = h
		}
	}
	return &Includes{newIncludeResolver(tree, files, layout, generated)}
}

// Resolve finds the target of an include in the file at from.
func (r *Includes) Resolve(from string, inc *parse.Include) Target { return r.x.resolve(from, inc) }

// Roots lists the roots in force, inferred ones last.
func (r *Includes) Roots() []Root { return r.x.roots }
