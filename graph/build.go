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
	extensions     map[string]int32 // compiled modules by the last component of their names
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
	b.extensions = b.extensionModules()
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
			r := &resolver{builder: b, absolute: map[string]pyResult{}, attributes: map[attributeKey]pyModule{}}
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
