package graph

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// bindingIndex finds the C++ file behind a name that Python sees in the compiled module.
// It is immutable once built.
type bindingIndex struct {
	root    string // layout.Bindings
	byName  map[string][]pyDefinition
	modules map[string][]int32 // submodule path below root -> files that define it
}

type pyDefinition struct {
	file   int32
	module string // below root; "" for the top or when the file does not tell
}

func newBindingIndex(b *builder) *bindingIndex {
	x := &bindingIndex{root: b.layout.Bindings, byName: map[string][]pyDefinition{}, modules: map[string][]int32{}}
	if x.root == "" {
		return x
	}
	for i, f := range b.files {
		if len(f.PyNames) == 0 || b.test[i] != "" {
			continue
		}
		for _, n := range f.PyNames {
			module := x.below(n.Module)
			if n.Name == "" {
				if module != "" && !slices.Contains(x.modules[module], int32(i)) {
					x.modules[module] = append(x.modules[module], int32(i))
				}
				continue
			}
			x.byName[n.Name] = append(x.byName[n.Name], pyDefinition{file: int32(i), module: module})
		}
	}
	return x
}

// below takes the bindings' own name off a module path, written in full (torch._C) or as
// PYBIND11_MODULE does (_C).
func (x *bindingIndex) below(module string) string {
	_, short, _ := cutLast(x.root, ".")
	for _, name := range [...]string{x.root, short} {
		if module == name {
			return ""
		}
		if rest, ok := strings.CutPrefix(module, name+"."); ok && name != "" {
			return rest
		}
	}
	return module
}

// find gives the files that define a dotted name such as torch._C._distributed_c10d.Work:
// one file, or none when the name can't be traced to a single place.
func (x *bindingIndex) find(dotted string) (int32, bool) {
	rest := x.below(dotted)
	if rest == "" {
		return 0, false
	}
	module, name := x.split(rest)
	if name == "" {
		return x.one(x.modules[module], "")
	}
	var exact, near, all []int32
	for _, d := range x.byName[name] {
		switch {
		case d.module == module:
			exact = appendNew(exact, d.file)
		case slices.Contains(x.modules[module], d.file):
			near = appendNew(near, d.file)
		}
		all = appendNew(all, d.file)
	}
	for _, files := range [...][]int32{exact, near, all} {
		if f, ok := x.one(files, module); ok {
			return f, true
		}
	}
	// A name that no construct gives away lies in the file that defines its submodule.
	return x.one(x.modules[module], "")
}

// split parts a path below the root into the longest known submodule and the name in it.
func (x *bindingIndex) split(rest string) (module, name string) {
	for end := len(rest); end > 0; end = strings.LastIndexByte(rest[:end], '.') {
		if _, ok := x.modules[rest[:end]]; ok {
			name, _, _ = strings.Cut(strings.TrimPrefix(rest[end:], "."), ".")
			return rest[:end], name
		}
	}
	name, _, _ = strings.Cut(rest, ".")
	return "", name
}

// one gives the file when there is just one; of several, the one that also defines the
// submodule.
func (x *bindingIndex) one(files []int32, module string) (int32, bool) {
	if len(files) == 1 {
		return files[0], true
	}
	var in []int32
	for _, f := range files {
		if slices.Contains(x.modules[module], f) {
			in = append(in, f)
		}
	}
	if len(in) == 1 {
		return in[0], true
	}
	return 0, false
}

func appendNew(list []int32, v int32) []int32 {
	if slices.Contains(list, v) {
		return list
	}
	return append(list, v)
}

// extensionModules maps the last component of a module's name to the one product file that
// defines it as a compiled module of its own (PYBIND11_MODULE).
func (b *builder) extensionModules() map[string]int32 {
	found := map[string][]int32{}
	for i, f := range b.files {
		for _, n := range f.PyNames {
			if n.How == "PYBIND11_MODULE" && n.Name == "" && b.test[i] == "" {
				found[n.Module] = appendNew(found[n.Module], int32(i))
			}
		}
	}
	out := map[string]int32{}
	for name, files := range found {
		if len(files) == 1 {
			out[name] = files[0]
		}
	}
	return out
}

// libraryIndex finds the C++ files that define operators and dispatch stubs. Product code
// and test code are kept apart: only a test sees what tests define.
type libraryIndex struct {
	product, test namespaces
	stubs         map[string][]int32
}

// namespaces are the operator namespaces that some files open.
type namespaces struct {
	owners map[string][]int32 // namespace -> the files that own it, or all that extend it
	ops    map[string][]int32 // ns::name -> the files that define the operator
}

// file is the one file that defines an operator: the one that names it, else the one
// that owns its namespace.
func (n *namespaces) file(ns, op string) (int32, bool) {
	for _, files := range [...][]int32{n.ops[ns+"::"+op], n.owners[ns]} {
		if len(files) == 1 {
			return files[0], true
		}
	}
	return 0, false
}

// operator finds the file behind torch.ops.ns.op for the file that uses it.
func (x *libraryIndex) operator(ns, op string, fromTest bool) (int32, bool) {
	if f, ok := x.product.file(ns, op); ok || !fromTest {
		return f, ok
	}
	return x.test.file(ns, op)
}

// libraryRank orders the constructs that open an operator namespace: the one that owns
// it first, those that extend it after; -1 for those that only implement it.
func libraryRank(how string) int {
	switch {
	case strings.Contains(how, "IMPL"):
		return -1
	case strings.Contains(how, "FRAGMENT"), how == "class_", how == "RegisterOperators":
		return 1
	}
	return 0
}

func newLibraryIndex(b *builder) *libraryIndex {
	x := &libraryIndex{product: b.namespaces(false), test: b.namespaces(true), stubs: map[string][]int32{}}
	for i, f := range b.files {
		for _, s := range f.Stubs {
			if s.How == "DEFINE_DISPATCH" {
				x.stubs[s.Name] = appendNew(x.stubs[s.Name], int32(i))
			}
		}
	}
	return x
}

// namespaces indexes the operator libraries of product code or of test code.
func (b *builder) namespaces(test bool) namespaces {
	n := namespaces{owners: map[string][]int32{}, ops: map[string][]int32{}}
	best := map[string]int{}
	for i, f := range b.files {
		if (b.test[i] != "") != test {
			continue
		}
		for _, l := range f.Libraries {
			rank := libraryRank(l.How)
			if rank < 0 || l.Namespace == "_" {
				continue
			}
			for _, op := range l.Ops {
				key := l.Namespace + "::" + op
				n.ops[key] = appendNew(n.ops[key], int32(i))
			}
			if old, ok := best[l.Namespace]; !ok || rank < old {
				best[l.Namespace], n.owners[l.Namespace] = rank, nil
			} else if rank > old {
				continue
			}
			n.owners[l.Namespace] = appendNew(n.owners[l.Namespace], int32(i))
		}
	}
	return n
}

// registrationLinks are the edges from a file that registers kernels to what it
// registers them with.
func (b *builder) registrationLinks(i int32, f *parse.File) (links []link) {
	for _, l := range f.Libraries {
		if libraryRank(l.How) >= 0 {
			continue
		}
		ops := l.Ops
		if len(ops) == 0 {
			ops = []string{""} // a block that names none registers with the namespace
		}
		for _, op := range ops {
			if to, ok := b.libraries.operator(l.Namespace, op, b.test[i] != ""); ok {
				links = append(links, link{from: fileEnd(i), to: fileEnd(to), at: fileEnd(i), line: int32(l.Line), kind: Registration})
			}
		}
	}
	for _, s := range f.Stubs {
		if !strings.HasPrefix(s.How, "REGISTER_") && !strings.HasPrefix(s.How, "ALSO_REGISTER_") {
			continue
		}
		for _, to := range b.libraries.stubs[s.Name] {
			links = append(links, link{from: fileEnd(i), to: fileEnd(to), at: fileEnd(i), line: int32(s.Line), kind: Registration})
		}
	}
	return links
}
