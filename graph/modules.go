package graph

import (
	"path"
	"strings"
)

// LayoutError is a mistake in the module map that shows only on the files of a tree: two
// modules claim a file.
type LayoutError struct{ Err error }

func (e *LayoutError) Error() string { return "configuration: " + e.Err.Error() }

// Unwrap gives the layout's own error.
func (e *LayoutError) Unwrap() error { return e.Err }

func (b *builder) moduleOf(p string) (string, error) { return b.layout.ModuleOf(p) }

// ModuleOf is the module of a path: what the layout says, else the top folder, "." for
// files at the top of the tree.
func (l *Layout) ModuleOf(p string) (string, error) {
	m, err := l.Module(p)
	if err != nil {
		return "", &LayoutError{err}
	}
	if m != "" {
		return m, nil
	}
	if top, _, ok := strings.Cut(p, "/"); ok {
		return top, nil
	}
	return ".", nil
}

// parentModule is the nearest module whose name is a leading part of name.
func parentModule(name string, known map[string]bool) string {
	for p := path.Dir(name); p != "." && p != "/"; p = path.Dir(p) {
		if known[p] {
			return p
		}
	}
	return ""
}

// assignModules gives every node its module. Test code goes to a submodule of its own,
// but a file that product code loads is product code whatever its name.
func (b *builder) assignModules(g *Graph) error {
	base := make([]string, len(g.Nodes))
	for i := range g.Nodes {
		n := &g.Nodes[i]
		var err error
		switch n.Kind {
		case FileNode:
			f := b.nodeOf[n.ID]
			base[i], n.Test = b.module[f], b.test[f] != ""
		case BindingNode:
			base[i] = n.ID
		case GeneratedNode:
			base[i], err = b.moduleOf(b.placeOf(n.ID))
		default:
			base[i], err = b.moduleOf(n.ID)
		}
		if err != nil {
			return err
		}
	}
	b.loadedTests(g, base)
	for i := range g.Nodes {
		if n := &g.Nodes[i]; n.Test && n.Kind == FileNode {
			base[i] = b.test[b.nodeOf[n.ID]]
		}
	}
	g.listModules(base)
	return nil
}

// loadedTests clears the test mark of files that product code depends on, transitively.
// What suites, benchmarks and tools load stays test code, but for files of their own.
func (b *builder) loadedTests(g *Graph, base []string) {
	var queue []int32
	for i := range g.Nodes {
		if g.Nodes[i].Kind == FileNode && !g.Nodes[i].Test {
			queue = append(queue, int32(i))
		}
	}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, e := range g.Out(n) {
			to := &g.Nodes[e.To]
			if AllKinds.Has(e.Kind) && to.Test && (base[n] == base[e.To] || !b.layout.Top(base[n])) {
				to.Test = false
				queue = append(queue, e.To)
			}
		}
	}
}

// listModules builds the sorted module list and points every node at its module.
func (g *Graph) listModules(names []string) {
	known := map[string]bool{}
	for _, n := range names {
		known[n] = true
	}
	g.byModule = map[string]int32{}
	for _, name := range sortedKeys(known) {
		g.byModule[name] = int32(len(g.Modules))
		g.Modules = append(g.Modules, Module{Name: name, Parent: parentModule(name, known), Test: true})
	}
	for i := range g.Nodes {
		n := &g.Nodes[i]
		n.Module = g.byModule[names[i]]
		m := &g.Modules[n.Module]
		if n.Kind == FileNode {
			m.Files++
			m.Lines += n.Lines
			m.Test = m.Test && n.Test
		}
	}
	for i := range g.Modules {
		g.Modules[i].Test = g.Modules[i].Test && g.Modules[i].Files > 0
	}
}

// ownerOf is the module of a generated file, "" where the layout is at odds with itself.
func (b *builder) ownerOf(id string) string {
	m, err := b.moduleOf(b.placeOf(id))
	if err != nil {
		return ""
	}
	return m
}

// placeOf is where in the tree the build puts a generated file: the module that owns the
// place owns the file.
func (b *builder) placeOf(id string) string {
	if h := b.generated[id]; h != nil {
		return path.Join(h.Root, id)
	}
	for _, m := range b.layout.Built {
		if m.From != "" && (m.Module == id || m.File == id) {
			return m.From
		}
	}
	for _, root := range b.includes.roots {
		if p := joinPath(root.Dir, id); b.tree.Has(p + ".in") {
			return p
		}
	}
	if !strings.Contains(id, "/") {
		return strings.ReplaceAll(id, ".", "/") // a compiled module is known by its dotted name
	}
	return path.Clean(id)
}
