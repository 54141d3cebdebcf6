package graph

import (
	_ "embed"
	"path"
	"strings"

	"plumbline/parse"
)

//go:embed stdlib.txt
var stdlibText string

// stdlibNames reads the embedded list of the standard library's top-level modules.
func stdlibNames() map[string]bool {
	set := map[string]bool{}
	for _, line := range strings.Split(stdlibText, "\n") {
		if line != "" && line[0] != '#' {
			set[line] = true
		}
	}
	return set
}

// pyIndex knows which Python modules the tree holds. It is immutable after newPyIndex.
type pyIndex struct {
	node   map[string]int32 // path of every Python file -> node
	folder map[string]bool  // folders with a Python file somewhere below
}

// pyModule is what a dotted name leads to: a file, a folder, or both.
type pyModule struct {
	node   int32  // file node, or -1 for a package without __init__
	folder string // where submodules live; "" for a plain module
	ok     bool
}

const noNode = int32(-1)

func newPyIndex(files []*parse.File) *pyIndex {
	x := &pyIndex{node: map[string]int32{}, folder: map[string]bool{".": true}}
	for i, f := range files {
		if f.Language != parse.Python {
			continue
		}
		x.node[f.Path] = int32(i)
		for d := path.Dir(f.Path); d != "." && !x.folder[d]; d = path.Dir(d) {
			x.folder[d] = true
		}
	}
	return x
}

// at looks up the module at an extensionless path, with CPython's precedence inside one
// folder (importlib.machinery.FileFinder): a package with __init__, then a plain module,
// then a folder without __init__. A stub stands in only where no source exists.
func (x *pyIndex) at(p string) pyModule {
	for _, ext := range [...]string{".py", ".pyi"} {
		if n, ok := x.node[p+"/__init__"+ext]; ok {
			return pyModule{node: n, folder: p, ok: true}
		}
		if n, ok := x.node[p+ext]; ok {
			return pyModule{node: n, ok: true}
		}
	}
	if x.folder[p] {
		return pyModule{node: noNode, folder: p, ok: true}
	}
	return pyModule{}
}

// child looks up a direct submodule.
func (x *pyIndex) child(m pyModule, name string) pyModule {
	if !m.ok || m.folder == "" || name == "" {
		return pyModule{}
	}
	return x.at(joinPath(m.folder, name))
}

// walk follows the parts of a dotted name down from m. It returns the modules passed
// through (m excluded) and whether every part was found.
func (x *pyIndex) walk(m pyModule, dotted string) (chain []pyModule, ok bool) {
	for dotted != "" {
		var part string
		part, dotted, _ = strings.Cut(dotted, ".")
		m = x.child(m, part)
		if !m.ok {
			return chain, false
		}
		chain = append(chain, m)
	}
	return chain, true
}

// joinPath is path.Join for an already clean folder, without its cost.
func joinPath(dir, name string) string {
	if dir == "." || dir == "" {
		return name
	}
	return dir + "/" + name
}
