package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"sync"

	"plumbline/deprecation"
	"plumbline/graph"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/cpp"
	"plumbline/parse/opschema"
)

// nativeReader reads what C++ and operator schemas of several trees say of deprecation. Files that
// trees share are read once.
type nativeReader struct {
	mu    sync.Mutex
	read  map[string]nativeFile // by path and content
	notes []string              // what could not be read
	names nativeNames
}

// nativeFile is what one file says.
type nativeFile struct {
	warnings []parse.CppWarning
	declares bool     // it may declare something with a deprecated attribute
	words    []string // those of nativeNames that it has
}

// newNativeReader is a reader of several trees; findings, nil for none, are what names are looked for.
func newNativeReader(findings []finding.Finding) *nativeReader {
	return &nativeReader{read: map[string]nativeFile{}, names: newNativeNames(findings)}
}

func wantedNative(p string) bool {
	switch parse.LanguageOf(p) {
	case parse.Cpp, parse.Cuda, parse.ObjC:
		return true
	}
	return false
}

// markers reads one tree.
func (n *nativeReader) markers(ctx context.Context, req *Request, c *config.Config) ([]deprecation.Marker, error) {
	s := &Scan{}
	one := *req
	if err := s.open(ctx, &one, wantedNative, c); err != nil {
		return nil, err
	}
	files, err := n.files(ctx, s)
	if err != nil {
		return nil, err
	}
	list, declaring := []deprecation.NativeFile{}, []string{}
	n.names.seen = map[string]bool{}
	for i, f := range files {
		for _, w := range f.words {
			n.names.seen[w] = true
		}
		if p := s.Tree.Files()[i].Path; f.declares {
			declaring = append(declaring, p)
		}
	}
	decls, err := s.deprecatedDecls(ctx, &one, declaring)
	if err != nil {
		return nil, err
	}
	for i, f := range files {
		p := s.Tree.Files()[i].Path
		if len(f.warnings) > 0 || decls[p] != nil {
			list = append(list, deprecation.NativeFile{Path: p, Warnings: f.warnings, Decls: decls[p]})
		}
	}
	native, old, problem := s.deprecatedOperators(ctx)
	n.names.operators = nil
	if native != nil {
		n.names.operators = map[string]bool{}
		for i := range native.Entries {
			n.names.operators["aten::"+native.Entries[i].Name.String()] = true
		}
	}
	if problem != nil {
		n.notes = append(n.notes, fmt.Sprintf("%s: %v, so no old signature of operators is known", s.Tree.Name(), problem))
	}
	return deprecation.NativeMarkers(list, native, old, s.projectNames(ctx)), nil
}

// projectNames are the names that the project of a tree goes by: what it calls itself, and the packages that
// its configuration names.
func (s *Scan) projectNames(ctx context.Context) (out []string) {
	if name := graph.ProjectName(s.content(ctx, "pyproject.toml"), s.content(ctx, "setup.py"), s.content(ctx, "setup.cfg")); name != "" {
		out = append(out, name)
	}
	for _, r := range s.Config.Python.Roots {
		out = append(out, path.Base(r))
	}
	return out
}

// files reads the warnings of every file of a tree, in the order of its files.
func (n *nativeReader) files(ctx context.Context, s *Scan) ([]nativeFile, error) {
	modules := config.NewModules(s.Config)
	var paths []string
	var slots []int
	out := make([]nativeFile, len(s.Tree.Files()))
	for i, f := range s.Tree.Files() {
		if modules.IsTest(f.Path) {
			continue
		}
		if known, ok := n.read[f.Path+"\x00"+f.ID]; ok && f.ID != "" {
			out[i] = known
			continue
		}
		paths, slots = append(paths, f.Path), append(slots, i)
	}
	err := s.Tree.Each(ctx, paths, func(i int, b source.Blob) error {
		f := nativeFile{warnings: cpp.Warnings(b.Path, b.Data), words: n.names.in(b.Data)}
		if parse.IsHeader(b.Path) {
			f.declares = bytes.Contains(b.Data, []byte("deprecated")) || bytes.Contains(b.Data, []byte("DEPRECATED"))
		}
		out[slots[i]] = f
		n.mu.Lock()
		n.read[b.Path+"\x00"+b.ID] = f
		n.mu.Unlock()
		return nil
	})
	return out, err
}

// deprecatedDecls reads declarations with a deprecated attribute from some headers, by header. What
// these include is read for its macros alone.
func (s *Scan) deprecatedDecls(ctx context.Context, req *Request, headers []string) (map[string][]deprecation.NativeDecl, error) {
	out := map[string][]deprecation.NativeDecl{}
	if len(headers) == 0 {
		return out, nil
	}
	r := newHeaderReader(ctx, s, req)
	if err := r.from(ctx, headers); err != nil {
		return nil, err
	}
	var directives []*cpp.FileDirectives
	for _, p := range r.paths() {
		directives = append(directives, r.files[p].directives)
	}
	env := cpp.NewEnvironment(defines(&s.Config.Cpp), directives, r.resolve)
	found := make([][]deprecation.NativeDecl, len(headers))
	err := parallel(ctx, len(headers), req.Workers, func(i int) {
		if f := r.files[headers[i]]; f != nil {
			h, _ := readDeclarations(f, env)
			found[i] = deprecation.NativeDecls(h)
		}
	})
	for i, p := range headers {
		if len(found[i]) > 0 {
			out[p] = found[i]
		}
	}
	return out, err
}

// deprecatedOperators reads the operator schemas of a tree and the old signatures that Python still
// takes of them.
func (s *Scan) deprecatedOperators(ctx context.Context) (*opschema.Native, []deprecation.OldOverloads, error) {
	o := &s.Config.Operators
	src := s.content(ctx, o.NativeFunctions)
	if src == nil {
		return nil, nil, nil
	}
	native := opschema.ReadOperators(o.NativeFunctions, src)
	data := s.content(ctx, o.Deprecated)
	if data == nil {
		return native, nil, nil
	}
	list, err := opschema.ReadDeprecated(o.Deprecated, data)
	if err != nil {
		return native, nil, err
	}
	var out []deprecation.OldOverloads
	for i := range list {
		overloads, err := list[i].Overloads(native)
		if err != nil {
			return native, nil, fmt.Errorf("%s:%d: %w", o.Deprecated, list[i].Line, err)
		}
		out = append(out, deprecation.OldOverloads{Path: o.Deprecated, Line: list[i].Line, List: overloads})
	}
	return native, out, nil
}
