package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"plumbline/deprecation"
	"plumbline/graph"
	"plumbline/internal/config"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/cpp"
	"plumbline/parse/python"
)

// Offered is a tree with what its Python modules offer.
type Offered struct {
	*Scan
	Surface *deprecation.Surface
	facts   map[string]*parse.Module // of each file that was read, by path and content
	roots   []graph.Root             // import roots of the product
}

// wantedPython tells sources and stubs, templates of stubs included.
func wantedPython(p string) bool {
	return strings.HasSuffix(p, ".py") || strings.HasSuffix(p, ".pyi") || strings.HasSuffix(p, ".pyi.in")
}

// Offer reads what the Python modules of a tree offer. With all, files outside of the roots of
// the surface are read too.
func Offer(ctx context.Context, req Request, all bool) (*Offered, error) {
	o, err := openPython(ctx, &req, nil)
	if err != nil {
		return nil, err
	}
	return o, o.read(ctx, &req, all, nil)
}

// openPython opens a tree for its Python files; given is the configuration to use, nil for the
// tree's own.
func openPython(ctx context.Context, req *Request, given *config.Config) (*Offered, error) {
	o := &Offered{Scan: &Scan{}}
	req.snapshots = true
	var err error
	o.stage("open", func() { err = o.open(ctx, req, wantedPython, given) })
	if err == nil {
		o.roots = o.productRoots(ctx)
	}
	return o, err
}

// productRoots are the import roots that serve the whole tree, deepest first.
func (o *Offered) productRoots(ctx context.Context) []graph.Root {
	list := roots(o.Config.ImportRoots)
	if len(list) == 0 {
		list = o.inferredRoots(ctx)
	}
	list = slices.DeleteFunc(list, func(r graph.Root) bool { return r.For != "" })
	list = slices.DeleteFunc(list, func(r graph.Root) bool { return r.Dir != "." && !o.Tree.HasDir(r.Dir) && !o.Tree.Has(r.Dir+".py") })
	slices.SortStableFunc(list, func(a, b graph.Root) int { return len(b.Dir) - len(a.Dir) })
	return list
}

// mapped reports whether a file lies below an import root that the project maps apart from its
// own top: src, lib.
func (o *Offered) mapped(p string) bool {
	return slices.ContainsFunc(o.roots, func(r graph.Root) bool { return r.Dir != "." && strings.HasPrefix(p, r.Dir+"/") })
}

func (o *Offered) inferredRoots(ctx context.Context) []graph.Root {
	read := func(name string) []byte { return o.content(ctx, name) }
	imports, _ := graph.InferImportRoots(o.Tree.Paths(), o.folder, read("pyproject.toml"), read("setup.py"), read("setup.cfg"))
	return imports
}

// moduleName is the dotted name that a file is imported by.
func (o *Offered) moduleName(p string) string {
	stem := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(p, ".in"), ".pyi"), ".py")
	for _, r := range o.roots {
		rest, ok := stem, true
		if r.Dir != "." && r.Dir != "" {
			rest, ok = strings.CutPrefix(stem, r.Dir+"/")
		}
		if !ok {
			continue
		}
		if r.Name != "" {
			rest = r.Name + "/" + rest
		}
		return dottedPath(rest)
	}
	return dottedPath(stem)
}

func dottedPath(stem string) string {
	if stem == "__init__" {
		return stem // the tree itself is a package, and nothing says how it is called
	}
	return strings.ReplaceAll(strings.TrimSuffix(stem, "/__init__"), "/", ".")
}

// surfaceRoots are the dotted names of the packages and modules whose names are the surface:
// those of the configuration, else all at the top of an import root that are no tests. Where
// one of them is a regular package, folders without an __init__ are no packages but what stands
// beside them: documents, examples, tools; where the project maps its packages to a folder, so
// is all that lies outside of it. Plain modules are where the project lists them to be installed,
// or does not say what is.
func (o *Offered) surfaceRoots(ctx context.Context) []string {
	var out []string
	if len(o.Config.Python.Roots) > 0 {
		for _, r := range o.Config.Python.Roots {
			out = append(out, o.moduleName(strings.TrimSuffix(r, ".py")+".py"))
		}
		return out
	}
	modules := config.NewModules(o.Config)
	regular := map[string]bool{}
	var folders []string
	files := o.Tree.Files()
	apart := slices.ContainsFunc(files, func(f source.File) bool { return o.mapped(f.Path) })
	for _, f := range files {
		name := o.moduleName(f.Path)
		top, rest, below := strings.Cut(name, ".")
		if top == "" || modules.IsTest(f.Path) || isTestName(top) || toolModules[top] || apart && !o.mapped(f.Path) {
			continue
		}
		if path.Base(f.Path) == "__init__.py" && rest == "" {
			regular[top] = true
		}
		if !below && path.Base(f.Path) != "__init__.py" || below || regular[top] {
			folders = append(folders, top)
		}
	}
	listed, packages, whole := graph.InstalledModules(o.content(ctx, "pyproject.toml"), o.content(ctx, "setup.py"), o.content(ctx, "setup.cfg"))
	listed = slices.DeleteFunc(listed, func(m string) bool { return !o.isModuleFile(m) })
	folders = append(folders, listed...)
	slices.Sort(folders)
	for _, top := range slices.Compact(folders) {
		plain := o.isModuleFile(top) && (!whole || slices.Contains(listed, top))
		if regular[top] || plain || len(regular) == 0 && (len(listed) == 0 || packages && !o.isModuleFile(top)) {
			out = append(out, top)
		}
	}
	return out
}

// toolModules are scripts at the top of a tree that tools look for by these names.
var toolModules = map[string]bool{"setup": true, "conftest": true, "noxfile": true, "versioneer": true}

func isTestName(top string) bool {
	return top == "test" || top == "tests" || strings.HasPrefix(top, "test_")
}

// isModuleFile reports whether a name at the top is a plain module.
func (o *Offered) isModuleFile(top string) bool {
	return slices.ContainsFunc(o.roots, func(r graph.Root) bool {
		return r.Name == "" && (o.Tree.Has(path.Join(r.Dir, top+".py")) || o.Tree.Has(path.Join(r.Dir, top+".pyi")))
	})
}

// read reads the files and builds the surface. What other, the reading of another tree, has of
// the same path and content is taken from it.
func (o *Offered) read(ctx context.Context, req *Request, all bool, other *Offered) error {
	tops := o.surfaceRoots(ctx)
	var list []source.File
	for _, f := range o.Tree.Files() {
		if all || slices.ContainsFunc(tops, func(t string) bool { return within(o.moduleName(f.Path), t) }) {
			list = append(list, f)
		}
	}
	var err error
	var files []*parse.Module
	o.stage("scan", func() { files, err = o.scanModules(ctx, req, list, other) })
	if err != nil {
		return err
	}
	if len(files) == 0 && req.trees == nil {
		return fmt.Errorf("%s: %w: nothing in it is Python%s", o.Tree.Name(), ErrNoSource, skippedWords(o.Tree.Skipped()))
	}
	if err := holdUnread(o.Scan, files, func(m *parse.Module) ([]parse.Span, int) { return m.Unparsed, m.Bytes },
		"`plumbline facts` lists unparsed_bytes by file"); err != nil {
		return err
	}
	in := deprecation.Input{Roots: tops, Allow: o.allowList(ctx), Built: o.builtModule(), Native: o.nativeFunctions(ctx),
		Spelled: sync.OnceValue(func() map[string]bool { return o.spelled(ctx, tops) }), Project: o.projectNames(ctx)}
	for _, f := range files {
		in.Files = append(in.Files, deprecation.File{Module: o.moduleName(f.Path), Facts: f})
	}
	req.progress("resolve", 0, len(files))
	o.stage("resolve", func() { o.Surface = deprecation.Build(in) })
	return nil
}

// scanModules reads files in parallel; each result goes to the slot of its file.
func (o *Offered) scanModules(ctx context.Context, req *Request, list []source.File, other *Offered) ([]*parse.Module, error) {
	files := make([]*parse.Module, len(list))
	failures := make([]string, len(list))
	if err := parallel(ctx, len(list), req.Workers, func(i int) {
		f := list[i]
		if other != nil && f.ID != "" {
			files[i] = other.facts[f.Path+"\x00"+f.ID]
		}
		if files[i] == nil {
			files[i] = req.Kept.module(f.Path, f.ID)
		}
	}); err != nil {
		return nil, err
	}
	var paths []string
	var slots []int
	for i, f := range list {
		if files[i] == nil {
			paths, slots = append(paths, f.Path), append(slots, i)
		}
	}
	ids := make([]string, len(list))
	err := o.Tree.Each(ctx, paths, func(i int, b source.Blob) error {
		k := slots[i]
		ids[k] = b.ID
		if other != nil {
			files[k] = other.facts[b.Path+"\x00"+b.ID]
		}
		if files[k] == nil {
			files[k] = req.Kept.module(b.Path, b.ID)
		}
		if files[k] == nil {
			if files[k], failures[k] = readModule(b); failures[k] == "" {
				req.Kept.putModule(b.Path, b.ID, files[k])
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	req.progress("scan", len(list), len(list))
	o.facts = make(map[string]*parse.Module, len(list))
	for i, f := range list {
		if files[i] == nil {
			continue
		}
		id := ids[i]
		if id == "" {
			id = f.ID
		}
		o.facts[f.Path+"\x00"+id] = files[i]
	}
	o.Notes = append(o.Notes, slices.DeleteFunc(failures, func(f string) bool { return f == "" })...)
	return slices.DeleteFunc(files, func(f *parse.Module) bool { return f == nil }), nil
}

// readModule reads one file. As in parseFile, a reader that fails is told and costs one file.
func readModule(b source.Blob) (m *parse.Module, failure string) {
	defer func() {
		if r := recover(); r != nil {
			failure = fmt.Sprintf("%s: could not be read at all, a defect of plumbline: %v", b.Path, r)
			m = &parse.Module{Path: b.Path, Bytes: len(b.Data), Unparsed: []parse.Span{{Start: 0, End: len(b.Data), Line: 1}}}
		}
	}()
	return python.Module(b.Path, b.Data), ""
}

// within reports whether a dotted name is another one or lies below it.
func within(dotted, root string) bool {
	return dotted == root || strings.HasPrefix(dotted, root+".")
}

// allowList reads the file of names whose being public is unclear. What can't be read is told.
func (o *Offered) allowList(ctx context.Context) deprecation.AllowList {
	out := deprecation.AllowList{Names: map[string][]string{}, Migrated: map[string]string{}}
	p := o.Config.Python.AllowList
	if p == "" || !o.Tree.Has(p) {
		return out
	}
	data, err := o.Tree.Read(ctx, p)
	var raw map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(data, &raw)
	}
	if err != nil {
		o.Notes = append(o.Notes, fmt.Sprintf("%s: can't be read, so no name is taken from it: %v", p, err))
		return out
	}
	for module, value := range raw {
		var names []string
		var moved map[string]string
		switch {
		case json.Unmarshal(value, &names) == nil:
			out.Names[module] = names
		case module == "being_migrated" && json.Unmarshal(value, &moved) == nil:
			out.Migrated = moved
		default:
			o.Notes = append(o.Notes, fmt.Sprintf("%s: %q is neither a list of names nor a table of modules", p, module))
		}
	}
	return out
}

// nativeGenerator makes the Python functions of operator schemas in PyTorch's tree.
const nativeGenerator = "tools/autograd/gen_python_functions.py"

// nativeFunctions are the functions that operator schemas define for Python.
func (o *Offered) nativeFunctions(ctx context.Context) []deprecation.NativeFunction {
	if err := o.schemas(ctx); err != nil {
		o.Notes = append(o.Notes, fmt.Sprintf("no operator schema is read, so functions of Python that come from one are not known: %v", err))
		return nil
	}
	if o.Native == nil {
		return nil
	}
	var generator *parse.Module
	if o.Tree.Has(nativeGenerator) {
		if data, err := o.Tree.Read(ctx, nativeGenerator); err == nil {
			generator = python.Module(nativeGenerator, data)
		}
	}
	var tables []*parse.File
	for _, p := range o.Tree.Paths() {
		if !deprecation.HandWritten(p) {
			continue
		}
		if data, err := o.Tree.Read(ctx, p); err == nil {
			tables = append(tables, cpp.Scan(p, data))
		}
	}
	return append(deprecation.NativeNames(o.Native, generator), deprecation.HandWrittenNames(tables)...)
}

// spelled are the names that the C++ below the roots of the surface spells, or if there is none that
// of the whole tree.
func (o *Offered) spelled(ctx context.Context, tops []string) map[string]bool {
	var below, all []string
	for _, p := range o.Tree.Paths() {
		if parse.LanguageOf(p) != parse.Cpp {
			continue
		}
		all = append(all, p)
		if slices.ContainsFunc(tops, func(t string) bool { return within(o.moduleName(p), t) }) {
			below = append(below, p)
		}
	}
	if len(below) == 0 {
		below = all
	}
	out := map[string]bool{}
	var mu sync.Mutex
	err := o.Tree.Each(ctx, below, func(_ int, b source.Blob) error {
		own := map[string]bool{}
		deprecation.AddSpelled(own, b.Data)
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(out, own)
		return nil
	})
	if err != nil {
		o.Notes = append(o.Notes, fmt.Sprintf("what C++ gives to Python could not be read, so what stubs alone tell is a note: %v", err))
	}
	return out
}

// builtModule tells the modules that the build makes or compiles.
func (o *Offered) builtModule() func(string) bool {
	var names []string
	for _, b := range o.Config.BuiltModules(o.Tree.Paths()) {
		names = append(names, b.Module)
	}
	if o.Config.Bindings != "" {
		names = append(names, o.Config.Bindings)
	}
	return func(dotted string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return within(dotted, n) })
	}
}
