package config

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Header is one header that the build makes.
type Header struct {
	Root     string // include root it appears in
	Target   string // how it is included, relative to Root
	Template string // file of the tree it is made from, "" where there is none
	By       string // file of the tree that makes it
	Op       string // the operator it is for, "" when it is for none alone
}

// Path is the virtual path of the header in the tree.
func (h Header) Path() string { return path.Join(h.Root, h.Target) }

// GeneratedHeaders lists every header that the build makes of a tree, sorted by root and
// target, each once: the first entry that makes it wins. Files are all paths of the tree; ops are the
// operator base names, as ATen/ops/<op>.h is called after them.
//
// PyTorch's torchgen writes some of the headers of an operator only where it needs them
// (a <op>_cuda_dispatch.h for an operator with a CUDA kernel): the list has them all. Files
// that aren't headers by their extension are left out: an entry may stand for a whole folder.
func (c *Config) GeneratedHeaders(files, ops []string) []Header {
	have := setOf(files)
	var out []Header
	for _, g := range c.Generated {
		if len(ops) > 0 && perOperator(g.Headers) {
			out = append(out, operatorHeaders(g, ops, have)...)
			continue
		}
		if !have[g.By] {
			continue
		}
		for template, values := range made(g.Template, files, have) {
			for _, h := range g.Headers {
				target := fill(h, values)
				if !isHeader(target) {
					continue
				}
				out = append(out, Header{Root: g.Root, Target: target, Template: template, By: g.By})
			}
		}
	}
	// Stable: among equals the first entry stays first.
	slices.SortStableFunc(out, func(a, b Header) int {
		return cmp.Or(cmp.Compare(a.Root, b.Root), cmp.Compare(a.Target, b.Target))
	})
	return slices.CompactFunc(out, func(a, b Header) bool { return a.Root == b.Root && a.Target == b.Target })
}

func perOperator(headers []string) bool {
	for _, h := range headers {
		if !strings.Contains(h, opPlaceholder) {
			return false
		}
	}
	return len(headers) > 0
}

// operatorHeaders are the headers of one entry for every operator. The operator schema
// alone says that the build makes them, also in a tree cut down to a part of PyTorch;
// template and generator are named where they are there.
func operatorHeaders(g Generated, ops []string, have map[string]bool) []Header {
	template, by := g.Template, g.By
	if !have[template] {
		template = ""
	}
	if !have[by] {
		by = ""
	}
	var out []Header
	for _, h := range g.Headers {
		for _, op := range ops {
			out = append(out, Header{g.Root, strings.ReplaceAll(h, opPlaceholder, op), template, by, op})
		}
	}
	return out
}

// BuiltModules lists the Python modules that the build makes of a tree, sorted by name, each
// once, with From naming a real file. Files are all paths of the tree.
func (c *Config) BuiltModules(files []string) []Built {
	have := setOf(files)
	var out []Built
	for _, b := range c.Built {
		for from, values := range made(b.From, files, have) {
			// A placeholder stands for a path, a module name has dots.
			dotted := make(map[string]string, len(values))
			for k, v := range values {
				dotted[k] = strings.ReplaceAll(v, "/", ".")
			}
			out = append(out, Built{fill(b.Module, dotted), fill(b.File, values), from, b.Reason})
		}
	}
	slices.SortStableFunc(out, func(a, b Built) int { return cmp.Compare(a.Module, b.Module) })
	return slices.CompactFunc(out, func(a, b Built) bool { return a.Module == b.Module })
}

func isHeader(target string) bool {
	switch path.Ext(target) {
	case ".h", ".hpp", ".hh", ".inl", ".inc", ".cuh":
		return true
	}
	return false
}

// opPlaceholder stands for every operator base name, pathPlaceholder for a text that may cross
// folders. Any other placeholder stays within one folder's name.
const (
	opPlaceholder   = "<op>"
	pathPlaceholder = "<path>"
)

// made yields each file that a template stands for, with the values of its placeholders, in
// the order of files. No template at all yields "" once, a missing one nothing.
func made(template string, files []string, have map[string]bool) func(func(string, map[string]string) bool) {
	return func(yield func(string, map[string]string) bool) {
		parts := split(template)
		if len(parts) < 2 {
			if template == "" || have[template] {
				yield(template, nil)
			}
			return
		}
		for _, f := range files {
			if !strings.HasPrefix(f, parts[0]) {
				continue
			}
			values := map[string]string{}
			if matchParts(parts, f, values) && !yield(f, values) {
				return
			}
		}
	}
}

// split cuts a text into literals at even and placeholders at odd places.
func split(s string) []string {
	var parts []string
	for {
		start := strings.IndexByte(s, '<')
		end := strings.IndexByte(s[max(start, 0):], '>')
		if start < 0 || end < 0 {
			return append(parts, s)
		}
		parts = append(parts, s[:start], s[start:start+end+1])
		s = s[start+end+1:]
	}
}

// matchParts matches s against split parts, every placeholder as short as can be, and fills in
// their values. Parts are few and short, so backtracking stays cheap.
func matchParts(parts []string, s string, values map[string]string) bool {
	rest, ok := strings.CutPrefix(s, parts[0])
	if !ok {
		return false
	}
	if len(parts) == 1 {
		return rest == ""
	}
	for end := 0; end <= len(rest); end++ {
		if end > 0 && rest[end-1] == '/' && parts[1] != pathPlaceholder {
			return false
		}
		if end == 0 && parts[1] != pathPlaceholder {
			continue // only a path may be empty
		}
		if matchParts(parts[2:], rest[end:], values) {
			values[parts[1]] = rest[:end]
			return true
		}
	}
	return false
}

// fill puts values in the place of placeholders; one without a value stays.
func fill(s string, values map[string]string) string {
	parts := split(s)
	for i := 1; i < len(parts); i += 2 {
		if v, ok := values[parts[i]]; ok {
			parts[i] = v
		}
	}
	return strings.Join(parts, "")
}

// placeholdersOf is the set of placeholders in a text.
func placeholdersOf(s string) map[string]bool {
	set := map[string]bool{}
	for i, part := range split(s) {
		if i%2 == 1 {
			set[part] = true
		}
	}
	return set
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}
