package graph

import (
	"slices"
	"strings"

	"plumbline/parse"
	"plumbline/parse/opschema"
)

// codegenLinks are the edges from generators and schemas to what the build makes: the
// generator's file to each generated header that the tree includes, dispatch entries of
// the operator schema to their kernels, derivative formulas to the functions they call.
// A generated header also includes what its template includes.
func (b *builder) codegenLinks(in *Input, results []fileResult) (links []link, kernels Traced) {
	lines := operatorLines(in.Native)
	for _, header := range b.usedGenerated(results) {
		rule := b.generated[header]
		if rule == nil {
			continue // made from X.in by the build's configure step: no generator in the tree
		}
		to := virtualEnd(header, GeneratedNode)
		if by, ok := b.nodeOf[rule.By]; ok {
			at := fileEnd(by)
			if rule.Template != "" {
				at = b.evidence(rule.Template)
			}
			links = append(links, link{from: fileEnd(by), to: to, at: at, line: 1, kind: Codegen})
		}
		if line := lines[rule.Op]; line > 0 {
			schema := virtualEnd(in.Native.Path, DataNode)
			links = append(links, link{from: schema, to: to, at: schema, line: int32(line), kind: Codegen})
		}
		// Only where the header and its template have one owner: a dependency of a module
		// has its place in a file of that module.
		if t, ok := b.nodeOf[rule.Template]; ok && b.ownerOf(header) == b.module[t] {
			links = append(links, b.templateLinks(to, t, results[t].includes)...)
		}
	}
	functions := b.functionIndex(in)
	if n := in.Native; n != nil {
		schema := virtualEnd(n.Path, DataNode)
		for _, op := range n.Entries {
			for _, d := range op.Dispatch {
				kernels.Total++
				to, ok := functions.kernel(d.Kernel, d.Keys)
				if !ok {
					kernels.Missing = append(kernels.Missing, d.Kernel)
					continue
				}
				kernels.Followed++
				links = append(links, link{from: schema, to: fileEnd(to), at: schema, line: int32(d.Line), kind: Codegen})
			}
		}
	}
	if d := in.Derivatives; len(d) > 0 {
		schema := virtualEnd(in.DerivativesPath, DataNode)
		for _, e := range d {
			for _, call := range e.Calls {
				if to, ok := functions.kernel(call, nil); ok {
					links = append(links, link{from: schema, to: fileEnd(to), at: schema, line: int32(e.Line), kind: Codegen})
				}
			}
		}
	}
	kernels.Missing = uniqueSorted(kernels.Missing)
	return links, kernels
}

// operatorLines maps the base name of every operator to the first entry that declares it.
func operatorLines(n *opschema.Native) map[string]int {
	lines := map[string]int{}
	if n == nil {
		return lines
	}
	for _, e := range n.Entries {
		names := []opschema.Name{e.Name}
		for _, variant := range e.Autogen {
			if name, err := opschema.ParseName(variant); err == nil {
				names = append(names, name)
			}
		}
		for _, name := range names {
			if root := name.Root(); lines[root] == 0 {
				lines[root] = e.Line
			}
		}
	}
	return lines
}

// usedGenerated lists the generated headers that some file includes.
func (b *builder) usedGenerated(results []fileResult) []string {
	used := map[string]bool{}
	for _, r := range results {
		for _, t := range r.includes {
			if t.Status == Generated {
				used[t.Path] = true
			}
		}
	}
	return sortedKeys(used)
}

// evidence is the node that stands for a template: the file itself when it is source.
func (b *builder) evidence(template string) endpoint {
	if i, ok := b.nodeOf[template]; ok {
		return fileEnd(i)
	}
	return virtualEnd(template, DataNode)
}

func (b *builder) templateLinks(header endpoint, template int32, targets []Target) (links []link) {
	for k, t := range targets {
		l := link{from: header, at: fileEnd(template), line: int32(b.files[template].Includes[k].Line), kind: Include}
		switch t.Status {
		case InTree:
			to, ok := b.nodeOf[t.Path]
			if !ok {
				continue
			}
			l.to = fileEnd(to)
		case Generated:
			if t.Path == header.virtual {
				continue
			}
			l.to, l.kind = virtualEnd(t.Path, GeneratedNode), IncludeGenerated
		default:
			continue
		}
		links = append(links, l)
	}
	return links
}

// functionIndex finds the file that defines a function of a given name.
type functionIndex struct {
	files []*parse.File
	defs  map[string][]int32
}

// functionIndex indexes the functions that the schemas name, product code only.
func (b *builder) functionIndex(in *Input) *functionIndex {
	x := &functionIndex{files: b.files, defs: map[string][]int32{}}
	if in.Native != nil {
		for _, op := range in.Native.Entries {
			for _, d := range op.Dispatch {
				x.defs[unqualified(d.Kernel)] = nil
			}
		}
	}
	for _, e := range in.Derivatives {
		for _, c := range e.Calls {
			x.defs[unqualified(c)] = nil
		}
	}
	if len(x.defs) == 0 {
		return x
	}
	for i, f := range b.files {
		if b.test[i] != "" {
			continue
		}
		for _, fn := range f.Functions {
			if list, ok := x.defs[fn.Name]; ok && !slices.Contains(list, int32(i)) {
				x.defs[fn.Name] = append(list, int32(i))
			}
		}
	}
	return x
}

func unqualified(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// kernel finds the one file that defines a kernel. Where backends define functions of
// the same name, the dispatch key tells them apart by the backend folder.
func (x *functionIndex) kernel(name string, keys []string) (int32, bool) {
	found := x.defs[unqualified(name)]
	if len(found) > 1 {
		found = x.source(found)
	}
	if len(found) > 1 && len(keys) > 0 {
		found = x.forKeys(found, keys)
	}
	if len(found) == 1 {
		return found[0], true
	}
	return 0, false
}

// source keeps compiled files where headers define the name too (inline wrappers).
func (x *functionIndex) source(found []int32) []int32 {
	var out []int32
	for _, i := range found {
		if !parse.IsHeader(x.files[i].Path) {
			out = append(out, i)
		}
	}
	if len(out) == 0 {
		return found
	}
	return out
}

// backends maps a word in a dispatch key to the folders of that backend in ATen/native.
var backends = [...]struct{ key, folder string }{
	{"CUDA", "/cuda/"}, {"MPS", "/mps/"}, {"XPU", "/xpu/"}, {"Mkldnn", "/mkldnn/"}, {"Vulkan", "/vulkan/"},
	{"Quantized", "/quantized/"}, {"Sparse", "/sparse/"}, {"NestedTensor", "/nested/"},
}

func (x *functionIndex) forKeys(found []int32, keys []string) []int32 {
	var out []int32
	for _, i := range found {
		fits := true
		for _, be := range backends {
			wanted := slices.ContainsFunc(keys, func(k string) bool { return strings.Contains(k, be.key) })
			if wanted != strings.Contains(x.files[i].Path, be.folder) {
				fits = false
			}
		}
		if fits {
			out = append(out, i)
		}
	}
	return out
}
