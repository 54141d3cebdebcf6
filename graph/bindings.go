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

// below takes the bindings' own name off a module path.
func (x *bindingIndex) below(module string) string {
	if module == x.root {
		return ""
	}
	return strings.TrimPrefix(module, x.root+".")
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

// libraryIndex finds the C++ files that open an operator namespace, test code left aside,
// and those that define dispatch stubs.
type libraryIndex struct {
	byNamespace map[string][]int32
	stubs       map[string][]int32
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
	x := &libraryIndex{byNamespace: map[string][]int32{}, stubs: map[string][]int32{}}
	best := map[string]int{}
	for i, f := range b.files {
		if b.test[i] != "" {
			continue
		}
		for _, l := range f.Libraries {
			rank := libraryRank(l.How)
			if rank < 0 || l.Namespace == "_" {
				continue
			}
			if old, ok := best[l.Namespace]; !ok || rank < old {
				best[l.Namespace], x.byNamespace[l.Namespace] = rank, nil
			} else if rank > old {
				continue
			}
			x.byNamespace[l.Namespace] = appendNew(x.byNamespace[l.Namespace], int32(i))
		}
	}
	for i, f := range b.files {
		for _, s := range f.Stubs {
			if s.How == "DEFINE_DISPATCH" {
				x.stubs[s.Name] = appendNew(x.stubs[s.Name], int32(i))
			}
		}
	}
	return x
}

// registrationLinks are the edges from a file that registers kernels to what it
// registers them with.
func (b *builder) registrationLinks(i int32, f *parse.File) (links []link) {
	for _, l := range f.Libraries {
		if libraryRank(l.How) >= 0 {
			continue
		}
		for _, to := range b.libraries.byNamespace[l.Namespace] {
			links = append(links, link{from: fileEnd(i), to: fileEnd(to), at: fileEnd(i), line: int32(l.Line), kind: Registration})
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
