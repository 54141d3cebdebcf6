package graph

import (
	"context"
	"runtime"
	"strings"
	"sync"

	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/opschema"
)

// Input is what a graph is built from.
type Input struct {
	Tree            *source.Tree
	Files           []*parse.File // sorted by path
	Layout          Layout
	Native          *opschema.Native      // nil when the tree has no operator schema
	Derivatives     []opschema.Derivative // of the file at DerivativesPath
	DerivativesPath string
	Workers         int // parallel resolvers; 0 means one per processor
}

// builder holds what resolution looks things up in. It is filled once and then only
// read, so workers share it.
type builder struct {
	tree           *source.Tree
	files          []*parse.File
	layout         *Layout
	test           []string // by file: the test submodule it belongs to by its name, "" for none
	module         []string // by file: owning module, test code not yet set apart
	stdlib         map[string]bool
	py             *pyIndex
	includes       *includeResolver
	nodeOf         map[string]int32 // C-family and Python files by path
	bindings       *bindingIndex
	libraries      *libraryIndex
	generated      map[string]*GeneratedHeader
	bindingsFolder string // folder of the package that holds the bindings ("torch"), "" for none
}

// endpoint is one end of a link: a file by index, or a virtual node by ID.
type endpoint struct {
	file    int32 // -1 for a virtual one
	virtual string
	kind    NodeKind
}

func fileEnd(i int32) endpoint { return endpoint{file: i} }

func virtualEnd(id string, kind NodeKind) endpoint {
	return endpoint{file: -1, virtual: id, kind: kind}
}

// link is an edge with one site, before nodes are numbered.
type link struct {
	from, to, at endpoint
	line         int32
	kind         Kind
}

// fileResult is what one worker finds out about one file.
type fileResult struct {
	imports    []Target
	includes   []Target
	links      []link
	unresolved []UnresolvedRecord
	bindings   Traced
	operators  Traced
}

// Build resolves every record of every file and assembles the graph. It fails when two
// modules of the layout claim a file with equally long patterns, or ctx is done.
func Build(ctx context.Context, in Input) (*Graph, error) {
	b, err := newBuilder(&in)
	if err != nil {
		return nil, err
	}
	results, err := b.resolveAll(ctx, in.Workers)
	if err != nil {
		return nil, err
	}
	links, kernels := b.codegenLinks(&in, results)
	for _, r := range results {
		links = append(links, r.links...)
	}
	g, err := b.assemble(links)
	if err != nil {
		return nil, err
	}
	b.fillResolution(g, results)
	g.Coverage.Kernels = kernels
	return g, nil
}

func newBuilder(in *Input) (*builder, error) {
	b := &builder{tree: in.Tree, files: in.Files, layout: &in.Layout, stdlib: stdlibNames(),
		py: newPyIndex(in.Files), nodeOf: make(map[string]int32, len(in.Files)),
		generated: make(map[string]*GeneratedHeader, len(in.Layout.Generated))}
	b.test = make([]string, len(in.Files))
	b.module = make([]string, len(in.Files))
	for i, f := range in.Files {
		b.nodeOf[f.Path] = int32(i)
		module, err := b.moduleOf(f.Path)
		if err != nil {
			return nil, err
		}
		b.module[i] = module
		b.test[i] = b.layout.TestModule(module, f.Path)
	}
	if parent, _, ok := cutLast(in.Layout.Bindings, "."); ok {
		if m := b.py.at(strings.ReplaceAll(parent, ".", "/")); m.ok {
			b.bindingsFolder = m.folder
		}
	}
	for i := range in.Layout.Generated {
		h := &in.Layout.Generated[i]
		if b.generated[h.Target] == nil {
			b.generated[h.Target] = h
		}
	}
	b.includes = newIncludeResolver(in.Tree, in.Files, &in.Layout, b.generated)
	b.bindings = newBindingIndex(b)
	b.libraries = newLibraryIndex(b)
	return b, nil
}

// resolveAll resolves every file; worker w takes files w, w+n, w+2n... and writes only
// their own slots.
func (b *builder) resolveAll(ctx context.Context, workers int) ([]fileResult, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	results := make([]fileResult, len(b.files))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			r := &pyResolver{builder: b, absolute: map[string]pyResult{}}
			for i := w; i < len(b.files) && ctx.Err() == nil; i += workers {
				if b.files[i].Language == parse.Python {
					results[i] = r.resolvePython(int32(i))
				} else {
					results[i] = r.resolveCpp(int32(i))
				}
			}
		})
	}
	wg.Wait()
	return results, ctx.Err()
}

// resolvePython resolves the imports and attribute chains of one file.
func (r *pyResolver) resolvePython(i int32) fileResult {
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

func (r *pyResolver) importLinks(res *fileResult, i int32, imp *parse.Import, t importTarget) {
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
func (r *pyResolver) parentLinks(add func(int32, Kind), f *parse.File, chain []pyModule, final int32) {
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
func (r *pyResolver) starLinks(add func(int32, Kind), m pyModule, kind Kind) {
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
func (r *pyResolver) builtLinks(res *fileResult, i int32, imp *parse.Import, t importTarget, kind Kind) {
	if !r.isBinding(t.built) {
		res.links = append(res.links, link{from: fileEnd(i), to: virtualEnd(t.target.Path, GeneratedNode),
			at: fileEnd(i), line: int32(imp.Line), kind: kind})
		return
	}
	res.links = append(res.links, link{from: fileEnd(i), to: r.bindingsEnd(),
		at: fileEnd(i), line: int32(imp.Line), kind: kind})
	if kind != Type && t.built != r.layout.Bindings {
		r.traceBinding(res, i, int32(imp.Line), t.built)
	}
}

func (b *builder) bindingsEnd() endpoint { return virtualEnd(b.layout.Bindings, BindingNode) }

func (r *pyResolver) traceBinding(res *fileResult, i, line int32, dotted string) {
	res.bindings.Total++
	to, ok := r.bindings.find(dotted)
	if !ok {
		res.bindings.Missing = append(res.bindings.Missing, dotted)
		return
	}
	res.bindings.Followed++
	res.links = append(res.links, link{from: r.bindingsEnd(), to: fileEnd(to), at: fileEnd(i), line: line, kind: Binding})
}

func (r *pyResolver) useLinks(res *fileResult, i int32, use *parse.Use, t useTarget) {
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
		ns, _, _ := strings.Cut(t.op, "::")
		res.operators.Total++
		files := r.libraries.byNamespace[ns]
		if len(files) == 0 {
			res.operators.Missing = append(res.operators.Missing, ns)
			return
		}
		res.operators.Followed++
		for _, to := range files {
			res.links = append(res.links, link{from: fileEnd(i), to: fileEnd(to), at: fileEnd(i), line: line, kind: Binding})
		}
	case t.deeper && t.module.node != noNode && t.module.node != i:
		res.links = append(res.links, link{from: fileEnd(i), to: fileEnd(t.module.node), at: fileEnd(i), line: line, kind: Usage})
	}
}

// resolveCpp resolves the includes, Python imports and registrations of a C-family file.
func (r *pyResolver) resolveCpp(i int32) fileResult {
	f := r.files[i]
	res := fileResult{includes: make([]Target, len(f.Includes))}
	for k := range f.Includes {
		inc := &f.Includes[k]
		t := r.includes.resolve(f.Path, inc)
		res.includes[k] = t
		r.includeLink(&res, i, inc, t)
	}
	for k := range f.PyImports {
		r.pyImportLink(&res, i, &f.PyImports[k])
	}
	res.links = append(res.links, r.registrationLinks(i, f)...)
	return res
}

func (r *pyResolver) includeLink(res *fileResult, i int32, inc *parse.Include, t Target) {
	f := r.files[i]
	l := link{from: fileEnd(i), at: fileEnd(i), line: int32(inc.Line)}
	switch t.Status {
	case InTree:
		to, ok := r.nodeOf[t.Path]
		if !ok || to == i {
			return // a file that is no source: .def, .txt
		}
		l.to, l.kind = fileEnd(to), Include
		if inc.Conditional {
			l.kind = IncludeConditional
		}
		res.links = append(res.links, l)
	case Generated:
		l.to, l.kind = virtualEnd(t.Path, GeneratedNode), IncludeGenerated
		res.links = append(res.links, l)
	case Unresolved, Ambiguous:
		res.unresolved = append(res.unresolved, UnresolvedRecord{Path: f.Path, Line: inc.Line, Target: inc.Target,
			Include: true, Status: t.Status, Reason: t.Reason})
	}
}

// pyImportLink is C++ that imports Python at run time: an edge up the layers.
func (r *pyResolver) pyImportLink(res *fileResult, i int32, imp *parse.PyImport) {
	f := r.files[i]
	py := r.fromRoots(f.Path, r.layout.ImportRoots, imp.Module)
	l := link{from: fileEnd(i), at: fileEnd(i), line: int32(imp.Line), kind: Dynamic}
	switch {
	case py.status == Built && r.isBinding(imp.Module):
		l.to = r.bindingsEnd()
	case py.found && py.last().node != noNode && py.last().node != i:
		l.to = fileEnd(py.last().node)
	case py.status == Unresolved:
		fake := parse.Import{Module: imp.Module, Line: imp.Line}
		res.unresolved = append(res.unresolved, UnresolvedRecord{Path: f.Path, Line: imp.Line, Target: imp.Module,
			Status: Unresolved, Reason: r.absentReason(f, &fake, Unresolved)})
		return
	default:
		return
	}
	res.links = append(res.links, l)
}
