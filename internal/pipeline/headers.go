package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"plumbline/abi"
	"plumbline/graph"
	"plumbline/internal/config"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/cpp"
	"plumbline/parse/opschema"
)

// headerReader collects the headers that a surface needs: the public ones and what they
// include, or all of the tree. Reading goes in rounds, for only what is read tells what
// it includes.
type headerReader struct {
	s         *Scan
	req       *Request
	public    func(path string) bool
	templates map[string]string // of a header that the build makes, as it is included: the template it is made from
	made      map[string]config.Header
	includes  *graph.Includes
	files     map[string]*headerFile // by path; nil for one that can't be read
	missing   []missingInclude
	blind     []abi.BlindSpot

	// What another tree can share: the declarations read, of each header the sum of what they
	// follow from, and the sum of all macros.
	headers  map[string]*parse.Header
	closures map[string][sha256.Size]byte
	macros   [sha256.Size]byte
}

// headerFile is one header as read.
type headerFile struct {
	path       string
	id         string                   // of its content
	data       []byte                   // nil once its declarations are read
	directives *cpp.FileDirectives      // likewise
	targets    map[parse.Include]string // where its includes lead in the tree, by the record without its line
}

// missingInclude is an include that leads to no header that is read.
type missingInclude struct {
	path      string
	line      int
	target    string
	generated bool // the build makes it
	operator  bool // for one operator, whose functions follow from the schema
	reason    string
}

// wantedHeader tells the files that a C++ surface could use.
func wantedHeader(p string) bool { return parse.IsHeader(p) }

func newHeaderReader(ctx context.Context, s *Scan, req *Request) *headerReader {
	r := &headerReader{s: s, req: req, files: map[string]*headerFile{}, templates: map[string]string{}, made: map[string]config.Header{}}
	var installed []string
	if p := s.Config.Cpp.Installed; p != "" && s.Tree.Has(p) {
		data, err := s.Tree.Read(ctx, p)
		if err != nil {
			r.blind = append(r.blind, abi.BlindSpot{Kind: "public-headers", Path: p, Text: "what is installed can't be read: " + err.Error()})
		}
		installed = config.InstalledHeaders(data)
	}
	byPath := s.Config.PublicHeaders(installed)
	made := map[string]bool{} // whether the header made from a template is public
	for _, g := range s.Config.Generated {
		if parse.IsHeader(g.Template) {
			made[g.Template] = false
		}
	}
	var ops []string
	if s.Native != nil {
		ops = opschema.OpNames(s.Native)
	}
	for _, h := range s.Config.GeneratedHeaders(s.Tree.Paths(), ops) {
		if _, taken := r.made[h.Target]; taken || s.Tree.Has(h.Path()) {
			continue
		}
		r.made[h.Target] = h
		if _, isTemplate := made[h.Template]; isTemplate && h.Op == "" {
			r.templates[h.Target] = h.Template
			made[h.Template] = made[h.Template] || byPath(h.Path())
		}
	}
	r.public = func(p string) bool {
		if public, template := made[p]; template {
			return public
		}
		return byPath(p)
	}
	return r
}

// read reads what is needed; with all, every header of the tree.
func (r *headerReader) read(ctx context.Context, all bool) error {
	var first []string
	for _, f := range r.s.Tree.Files() {
		if all || r.public(f.Path) {
			first = append(first, f.Path)
		}
	}
	return r.from(ctx, first)
}

// from reads some headers and all that they include.
func (r *headerReader) from(ctx context.Context, first []string) error {
	if err := r.round(ctx, first); err != nil {
		return err
	}
	r.settleIncludes(ctx)
	for round := first; len(round) > 0; {
		next := r.follow(round)
		if err := r.round(ctx, next); err != nil {
			return err
		}
		round = next
	}
	return nil
}

// round reads some files, each into its own slot.
func (r *headerReader) round(ctx context.Context, paths []string) error {
	files := make([]*headerFile, len(paths))
	failures := make([]string, len(paths))
	var done atomic.Int64
	done.Store(int64(len(r.files)))
	total := len(r.files) + len(paths)
	err := r.s.Tree.Each(ctx, paths, func(i int, b source.Blob) error {
		files[i], failures[i] = readHeader(b)
		if n := done.Add(1); n%64 == 0 {
			r.req.progress("read", int(n), total)
		}
		return nil
	})
	for i, p := range paths {
		r.files[p] = files[i]
		if failures[i] != "" {
			r.blind = append(r.blind, abi.BlindSpot{Kind: "unread", Path: p, Text: failures[i]})
		}
	}
	return err
}

// readHeader reads the directives of one header. A reader that fails is a defect of ours: the
// header counts as absent, and the failure is told.
func readHeader(b source.Blob) (f *headerFile, failure string) {
	defer func() {
		if p := recover(); p != nil {
			f, failure = nil, fmt.Sprintf("could not be read at all, a defect of plumbline: %v", p)
		}
	}()
	data := fillTemplate(b.Data)
	return &headerFile{path: b.Path, id: b.ID, data: data, directives: cpp.Directives(b.Path, data)}, ""
}

// fillTemplate blanks the placeholders of a code template, ${...}, byte for byte: what the
// build puts in their place is derived from the operator schema, not from the template.
func fillTemplate(data []byte) []byte {
	if !bytes.Contains(data, []byte("${")) {
		return data
	}
	out := bytes.Clone(data)
	for at := 0; ; {
		start := bytes.Index(out[at:], []byte("${"))
		if start < 0 {
			return out
		}
		start += at
		end := bytes.IndexAny(out[start:], "}\n")
		if end < 0 || out[start+end] == '\n' {
			at = start + 2
			continue
		}
		for i := start; i <= start+end; i++ {
			out[i] = ' '
		}
		at = start + end
	}
}

// settleIncludes fixes what includes mean, once the first headers are read.
func (r *headerReader) settleIncludes(ctx context.Context) {
	l := graph.Layout{IncludeRoots: roots(r.s.Config.IncludeRoots), AbsentInclude: absentInclude(r.s.Config),
		ExternalInclude: matchAny(r.s.Config.External.Includes, config.MatchPath)}
	for target, h := range r.made {
		l.Generated = append(l.Generated, graph.GeneratedHeader{Root: h.Root, Target: target, Template: h.Template, By: h.By, Op: h.Op})
	}
	if len(l.IncludeRoots) == 0 {
		inferRoots(ctx, r.s, r.s.Config, r.s.Tree.Paths(), &l)
	}
	var files []*parse.File
	for _, p := range r.paths() {
		files = append(files, &parse.File{Path: p, Includes: r.files[p].directives.Includes()})
	}
	r.includes = graph.NewIncludes(r.s.Tree, files, &l)
}

// follow resolves the includes of some files and lists the headers they lead to that are
// not read yet, sorted.
func (r *headerReader) follow(paths []string) []string {
	var next []string
	for _, p := range paths {
		f := r.files[p]
		if f == nil {
			continue
		}
		f.targets = map[parse.Include]string{}
		for _, inc := range f.directives.Includes() {
			to, ok := r.lookUp(p, &inc)
			if !ok {
				continue
			}
			f.targets[placeless(inc)] = to
			if _, known := r.files[to]; !known {
				next = append(next, to)
			}
		}
	}
	slices.Sort(next)
	return slices.Compact(next)
}

func placeless(inc parse.Include) parse.Include {
	inc.Line, inc.Conditional, inc.Scope = 0, false, ""
	return inc
}

// lookUp finds the file of the tree that an include leads to; of a header that the build
// makes, the template. What leads nowhere in the tree although it should is noted.
func (r *headerReader) lookUp(from string, inc *parse.Include) (string, bool) {
	t := r.includes.Resolve(from, inc)
	switch t.Status {
	case graph.InTree:
		return t.Path, t.Path != from
	case graph.Generated:
		if p, ok := r.templates[t.Path]; ok {
			return p, true
		}
		r.missing = append(r.missing, missingInclude{path: from, line: inc.Line, target: t.Path, generated: true, operator: r.made[t.Path].Op != ""})
	case graph.Unresolved, graph.Ambiguous:
		r.missing = append(r.missing, missingInclude{path: from, line: inc.Line, target: inc.Target, reason: t.Reason})
	}
	return "", false
}

// gaps tells what includes lead to nothing that is read, each header once at its first place.
func (r *headerReader) gaps() []abi.BlindSpot {
	slices.SortFunc(r.missing, func(a, b missingInclude) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.line, b.line), cmp.Compare(a.target, b.target))
	})
	var out []abi.BlindSpot
	seen := map[string]bool{}
	operators := 0
	for _, m := range r.missing {
		if seen[m.target] {
			continue
		}
		seen[m.target] = true
		switch {
		case m.operator:
			operators++
		case m.generated:
			out = append(out, abi.BlindSpot{Kind: "generated-headers", Path: m.path, Line: m.line,
				Text: m.target + " is made by the build and is not read"})
		default:
			text := m.target + " is nowhere in the tree"
			if m.reason != "" {
				text += ": " + m.reason
			}
			out = append(out, abi.BlindSpot{Kind: "unresolved-include", Path: m.path, Line: m.line, Text: text})
		}
	}
	for _, skip := range r.s.Tree.Skips() {
		if parse.IsHeader(skip.Path) && skip.Reason != source.SkipIgnored && skip.Reason != source.SkipSubmodule {
			out = append(out, abi.BlindSpot{Kind: "unread", Path: skip.Path, Text: "skipped: " + skip.Reason})
		}
	}
	if operators > 0 {
		out = append(out, abi.BlindSpot{Kind: "generated-headers",
			Text: fmt.Sprintf("headers that the build makes for one operator each are not read (%d): their functions follow from the operator schema", operators)})
	}
	return out
}

// resolve is lookUp for headers that are read.
func (r *headerReader) resolve(from string, inc parse.Include) (string, bool) {
	f := r.files[from]
	if f == nil {
		return "", false
	}
	to, ok := f.targets[placeless(inc)]
	if !ok && inc.Macro { // a macro's name is settled by the one who asks
		return "", false
	}
	return to, ok && r.files[to] != nil
}

// paths lists the headers that could be read, sorted.
func (r *headerReader) paths() []string {
	var paths []string
	for p, f := range r.files {
		if f != nil {
			paths = append(paths, p)
		}
	}
	slices.Sort(paths)
	return paths
}

// declarations reads the declarations of every header under one configuration, in parallel.
func (r *headerReader) declarations(ctx context.Context, other *headerReader) ([]*parse.Header, error) {
	paths := r.paths()
	directives := make([]*cpp.FileDirectives, len(paths))
	for i, p := range paths {
		directives[i] = r.files[p].directives
	}
	env := cpp.NewEnvironment(defines(&r.s.Config.Cpp), directives, r.resolve)
	r.macros, r.closures = env.Digest(), r.closureSums()
	already := r.readAlready(other)
	headers := make([]*parse.Header, len(paths))
	failures := make([]string, len(paths))
	var done atomic.Int64
	err := parallel(ctx, len(paths), r.req.Workers, func(i int) {
		if headers[i] = already[paths[i]]; headers[i] == nil {
			headers[i], failures[i] = readDeclarations(r.files[paths[i]], env)
		}
		if n := done.Add(1); n%64 == 0 {
			r.req.progress("parse", int(n), len(paths))
		}
	})
	r.headers = make(map[string]*parse.Header, len(paths))
	for i, f := range failures {
		if f == "" {
			r.headers[paths[i]] = headers[i]
		} else {
			r.blind = append(r.blind, abi.BlindSpot{Kind: "unread", Path: paths[i], Text: f})
		}
		r.files[paths[i]].data, r.files[paths[i]].directives = nil, nil // two trees are held at a time
	}
	return headers, err
}

// defines translates the macros of a configuration.
func defines(c *config.Cpp) map[string]string {
	out := make(map[string]string, len(c.Defines))
	for name, value := range c.Defines {
		if value == config.Undefined {
			value = cpp.Undefined
		}
		out[name] = value
	}
	return out
}

// readDeclarations reads one header; see readHeader for what fails.
func readDeclarations(f *headerFile, env *cpp.Environment) (h *parse.Header, failure string) {
	defer func() {
		if p := recover(); p != nil {
			failure = fmt.Sprintf("could not be read at all, a defect of plumbline: %v", p)
			h = &parse.Header{Path: f.path, Bytes: len(f.data), Unparsed: []parse.Span{{Start: 0, End: len(f.data), Line: 1}}}
		}
	}()
	return cpp.Declarations(f.path, f.data, env), ""
}

// parallel calls work for 0 to n-1 from up to workers goroutines; it ends early when ctx is done.
func parallel(ctx context.Context, n, workers int, work func(i int)) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n || ctx.Err() != nil {
					return
				}
				work(i)
			}
		})
	}
	group.Wait()
	return context.Cause(ctx)
}

// sameInclude gives, for a header of BASE, the header of HEAD that clients include by the same
// name: the one of its path, else the first of the same name below an include root.
func sameInclude(base, head *headerReader) func(string) string {
	byName := map[string]string{}
	for _, p := range slices.Backward(head.paths()) {
		byName[head.includeName(p)] = p
	}
	return func(p string) string {
		if head.files[p] != nil {
			return p
		}
		return byName[base.includeName(p)]
	}
}

// sameFile gives, for a header of BASE, the header of HEAD that it became: the one of its
// path; else the only one new at HEAD with the content that it alone had of all that are
// gone, for short headers are often equal by chance.
func sameFile(base, head *headerReader) func(string) string {
	gone, added := newAlone(base, head), newAlone(head, base)
	return func(p string) string {
		if head.files[p] != nil {
			return p
		}
		if f := base.files[p]; f != nil && gone[f.id] == p {
			return added[f.id]
		}
		return ""
	}
}

// newAlone lists by content the headers of a tree whose path the other lacks; "" for a
// content that several of them have.
func newAlone(of, other *headerReader) map[string]string {
	byContent := map[string]string{}
	for _, p := range of.paths() {
		if other.files[p] != nil {
			continue
		}
		id := of.files[p].id
		if _, twice := byContent[id]; twice {
			p = ""
		}
		byContent[id] = p
	}
	return byContent
}

// includeName is how clients include a header: its path below the longest include root.
func (r *headerReader) includeName(p string) string {
	for target, template := range r.templates {
		if template == p {
			return target
		}
	}
	best := p
	for _, root := range r.includes.Roots() {
		if root.Name != "" || root.For != "" {
			continue
		}
		if rest, ok := strings.CutPrefix(p, path.Clean(root.Dir)+"/"); ok && len(rest) < len(best) {
			best = rest
		}
	}
	return best
}
