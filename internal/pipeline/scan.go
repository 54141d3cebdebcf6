package pipeline

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"plumbline/abi"
	"plumbline/coupling"
	"plumbline/deprecation"
	"plumbline/internal/config"
	"plumbline/internal/finding"
	"plumbline/internal/source"
	"plumbline/parse"
	"plumbline/parse/cpp"
	"plumbline/parse/opschema"
	"plumbline/parse/python"
)

// ConfigName is the file in a tree that configures plumbline.
const ConfigName = "plumbline.yaml"

// ScanTree opens a tree, settles its configuration and reads the facts of every source
// file.
func ScanTree(ctx context.Context, req Request) (*Scan, error) {
	s := &Scan{}
	var err error
	s.stage("open", func() { err = s.open(ctx, &req, wanted, req.given) })
	if err != nil {
		return nil, err
	}
	return s, s.readFacts(ctx, &req)
}

// readFacts reads the facts of every source file of an opened tree, and its schemas.
func (s *Scan) readFacts(ctx context.Context, req *Request) error {
	var err error
	s.stage("scan", func() { err = s.scan(ctx, req) })
	if err != nil {
		return err
	}
	s.stage("schemas", func() { err = s.schemas(ctx) })
	if err != nil && req.past && ctx.Err() == nil {
		s.Native, s.Derivatives = nil, nil
		s.Notes = append(s.Notes, fmt.Sprintf("Measured without the operator schema, which is not of a form that can be read: %v.", err))
		err = nil
	}
	return err
}

// open reads the tree's list of files and its configuration, or takes the one given. Where
// that has patterns or a size bound of its own, the list is made again under them. want
// tells the files that the run could use.
func (s *Scan) open(ctx context.Context, req *Request, want func(string) bool, given *config.Config) error {
	opt := source.Options{Want: want, Workers: req.Workers, Snapshots: req.snapshots}
	if s.Config = given; given != nil {
		opt.Ignore, opt.MaxBytes = given.Ignore, int64(given.Limits.MaxFileBytes)
	}
	tree, err := openTree(ctx, req, opt)
	if err != nil {
		return err
	}
	s.Tree, s.folder = tree, folderName(tree)
	if given != nil {
		return nil
	}
	s.Config, err = loadConfig(ctx, req, tree)
	if err != nil {
		return err
	}
	s.Notes = append(s.Notes, s.Config.Notes...)
	limit := int64(s.Config.Limits.MaxFileBytes)
	if len(s.Config.Ignore) > 0 || limit != 0 && limit != source.DefaultMaxBytes {
		opt.Ignore, opt.MaxBytes = s.Config.Ignore, limit
		s.Tree, err = openTree(ctx, req, opt)
	}
	return err
}

// folderName is the name of the folder that a tree is the content of: of a directory its
// own, of REV:FOLDER the folder's.
func folderName(tree *source.Tree) string {
	switch tree.Kind() {
	case source.Directory:
		if dir, err := filepath.Abs(tree.Name()); err == nil && filepath.Base(dir) != string(filepath.Separator) {
			return filepath.Base(dir)
		}
	case source.Snapshotted:
		return tree.Folder()
	case source.Revision:
		if _, folder, ok := strings.Cut(tree.Name(), ":"); ok && folder != "" {
			return path.Base(folder)
		}
	}
	return ""
}

func wanted(path string) bool { return parse.LanguageOf(path) != "" }

// loadConfig reads the configuration in force for a tree: the file that the request
// names, else the tree's own, on top of the profile that it names or that fits the tree.
func loadConfig(ctx context.Context, req *Request, tree *source.Tree) (*config.Config, error) {
	var file *config.Config
	name, data, err := req.ConfigFile, []byte(nil), error(nil)
	switch {
	case name != "":
		if data, err = req.ReadConfig(name); err != nil {
			return nil, &config.Error{File: name, Message: "cannot be read: " + err.Error()}
		}
	case tree.Has(ConfigName) && !req.NoConfig:
		name = ConfigName
		if data, err = tree.Read(ctx, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if name != "" {
		if file, err = config.Load(name, data); err != nil {
			return nil, err
		}
	}
	c, err := config.Resolve(file, func(p string) bool { return tree.Has(p) || tree.HasDir(p) })
	if err != nil {
		return nil, err
	}
	return c, c.CheckRules(ruleIDs())
}

// Rules lists the rules of all analyses in ID order.
func Rules() []finding.Rule {
	rules := slices.Concat(abi.Rules(), coupling.Rules(), coupling.ChangeRules(), deprecation.Rules(), deprecation.CycleRules(), finding.GateRules())
	slices.SortFunc(rules, func(a, b finding.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules
}

// ruleIDs lists what a configuration may speak of.
func ruleIDs() []string {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	return ids
}

// scan reads every source file in parallel, but for those whose facts are known; each result
// goes to the slot of its file.
func (s *Scan) scan(ctx context.Context, req *Request) error {
	list := s.Tree.Files()
	files := make([]*parse.File, len(list))
	if err := parallel(ctx, len(list), req.Workers, func(i int) {
		f := list[i]
		if files[i] = req.known[contentKey{f.Path, f.ID}]; files[i] == nil {
			files[i] = req.Kept.file(f.Path, f.ID)
		}
	}); err != nil {
		return err
	}
	var paths []string
	var slots []int
	for i, f := range list {
		if files[i] == nil {
			paths, slots = append(paths, f.Path), append(slots, i)
		}
	}
	failures := make([]string, len(paths))
	var done atomic.Int64
	err := s.Tree.Each(ctx, paths, func(i int, b source.Blob) error {
		// Of a directory the content is known only now.
		if files[slots[i]] = req.Kept.file(b.Path, b.ID); files[slots[i]] == nil {
			if files[slots[i]], failures[i] = parseFile(b); failures[i] == "" {
				req.Kept.putFile(b.Path, b.ID, files[slots[i]])
			}
		}
		if n := done.Add(1); n%64 == 0 {
			req.progress("scan", int(n), len(paths))
		}
		return nil
	})
	if err != nil {
		return err
	}
	req.progress("scan", len(paths), len(paths))
	s.Notes = append(s.Notes, slices.DeleteFunc(failures, func(f string) bool { return f == "" })...)
	s.Files = slices.DeleteFunc(files, func(f *parse.File) bool { return f == nil }) // skipped: binary, vanished
	return nil
}

// contentKey is a file by its path and its git blob id, of which its facts follow.
type contentKey struct{ path, id string }

// contents are the facts of a scan by path and content, where that is known without reading.
func (s *Scan) contents() map[contentKey]*parse.File {
	known := make(map[contentKey]*parse.File, len(s.Files))
	at := 0
	for _, f := range s.Tree.Files() {
		// Both lists are sorted by path; the facts lack the files that could not be read.
		for at < len(s.Files) && s.Files[at].Path < f.Path {
			at++
		}
		if at < len(s.Files) && s.Files[at].Path == f.Path && f.ID != "" {
			known[contentKey{f.Path, f.ID}] = s.Files[at]
		}
	}
	return known
}

// parseFile reads the facts of one file. A reader that fails is a defect of ours: the
// file counts as wholly unread instead of taking the run down, and the failure is told.
func parseFile(b source.Blob) (f *parse.File, failure string) {
	defer func() {
		if r := recover(); r != nil {
			failure = fmt.Sprintf("%s: could not be read at all, a defect of plumbline: %v", b.Path, r)
			f = &parse.File{Path: b.Path, Language: parse.LanguageOf(b.Path), Bytes: len(b.Data),
				Unparsed: []parse.Span{{Start: 0, End: len(b.Data), Line: 1}}}
		}
	}()
	if parse.LanguageOf(b.Path) == parse.Python {
		return python.Parse(b.Path, b.Data), ""
	}
	return cpp.Scan(b.Path, b.Data), ""
}

// schemas reads the operator schemas that the configuration names.
func (s *Scan) schemas(ctx context.Context) error {
	var errs []error
	if p := s.Config.Operators.NativeFunctions; p != "" && s.Tree.Has(p) {
		data, err := s.Tree.Read(ctx, p)
		if err == nil {
			s.Native, err = opschema.ReadNative(p, data)
		}
		errs = append(errs, err)
	}
	if p := s.Config.Operators.Derivatives; p != "" && s.Tree.Has(p) {
		data, err := s.Tree.Read(ctx, p)
		if err == nil {
			s.Derivatives, err = opschema.ReadDerivatives(p, data)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// content is what a file holds, nil where it can't be read.
func (s *Scan) content(ctx context.Context, path string) []byte {
	if !s.Tree.Has(path) {
		return nil
	}
	data, err := s.Tree.Read(ctx, path)
	if err != nil {
		return nil
	}
	return data
}
