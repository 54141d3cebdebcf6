package config

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// BCLinter is a .bc-linter.yml: the configuration of PyTorch's own linter for compatibility
// (pytorch/test-infra, tools/stronghold/docs/bc_linter_config.md).
type BCLinter struct {
	Version int
	// Include and Exclude are patterns of files, as in .gitignore. No Include is all files.
	Include, Exclude []string
	// Functions, Classes and PublicOnly say what is looked at.
	Functions, Classes, PublicOnly bool
	// Included and Excluded are the decorators that put a symbol in or out, before paths do.
	Included, Excluded []BCAnnotation
	// Violations are the names of the linter's checks that are turned off.
	Violations []string
	// Notes name what is unknown or could not be read, and counts for nothing.
	Notes []string
}

// BCAnnotation is a decorator, by its last name or the end of its dotted one.
type BCAnnotation struct {
	Name      string
	Propagate bool // it holds for the members of a class too
}

// defaultBCLinter is what holds for the keys that a file does not have.
func defaultBCLinter() *BCLinter {
	return &BCLinter{Version: 1, Include: []string{"**/*.py"}, Exclude: []string{".*", ".*/**", "**/.*/**", "**/.*"},
		Functions: true, Classes: true, PublicOnly: true}
}

// ReadBCLinter reads a .bc-linter.yml; name is what notes call it. What is wrong in it is a
// note and leaves the default, as the linter does.
func ReadBCLinter(name string, data []byte) *BCLinter {
	r := bcReader{name: name, out: defaultBCLinter()}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		r.out.Notes = append(r.out.Notes, fmt.Sprintf("%s: %s; nothing of the file counts", name, strings.TrimPrefix(err.Error(), "yaml: ")))
		return r.out
	}
	if len(doc.Content) == 0 {
		return r.out
	}
	r.keys(doc.Content[0], "", map[string]func(*yaml.Node){
		"version": func(n *yaml.Node) {
			if err := n.Decode(&r.out.Version); err != nil {
				r.note(n, "version is no number")
			}
		},
		"include": func(n *yaml.Node) { r.texts(n, &r.out.Include) },
		"exclude": func(n *yaml.Node) { r.texts(n, &r.out.Exclude) },
		"scan": func(n *yaml.Node) {
			r.keys(n, "scan", map[string]func(*yaml.Node){
				"functions": r.flag(&r.out.Functions), "classes": r.flag(&r.out.Classes), "public_only": r.flag(&r.out.PublicOnly),
			})
		},
		"annotations": func(n *yaml.Node) {
			r.keys(n, "annotations", map[string]func(*yaml.Node){
				"include": func(n *yaml.Node) { r.annotations(n, &r.out.Included) }, "exclude": func(n *yaml.Node) { r.annotations(n, &r.out.Excluded) },
			})
		},
		"excluded_violations": func(n *yaml.Node) { r.texts(n, &r.out.Violations) },
		"paths":               func(*yaml.Node) {},
	})
	// Those under paths win over the same keys at the top, wherever they stand.
	if paths := valueOf(doc.Content[0], "paths"); paths != nil {
		r.keys(paths, "paths", map[string]func(*yaml.Node){
			"include": func(n *yaml.Node) { r.texts(n, &r.out.Include) }, "exclude": func(n *yaml.Node) { r.texts(n, &r.out.Exclude) },
		})
	}
	return r.out
}

type bcReader struct {
	name string
	out  *BCLinter
}

func (r *bcReader) note(n *yaml.Node, format string, args ...any) {
	r.out.Notes = append(r.out.Notes, fmt.Sprintf("%s:%d: %s", r.name, n.Line, fmt.Sprintf(format, args...)))
}

// keys reads a mapping; a key that nothing reads is a note.
func (r *bcReader) keys(n *yaml.Node, of string, read map[string]func(*yaml.Node)) {
	n = deref(n)
	if n.Kind != yaml.MappingNode {
		if n.Tag != "!!null" {
			r.note(n, "%s is no mapping of keys", label(of))
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], deref(n.Content[i+1])
		do, ok := read[key.Value]
		switch {
		case !ok:
			r.note(key, "unknown key %q", strings.TrimPrefix(of+"."+key.Value, "."))
		case value.Tag != "!!null":
			do(value)
		}
	}
}

// valueOf is the value of a key of a mapping, nil for none.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	n = deref(n)
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func (r *bcReader) flag(into *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if err := n.Decode(into); err != nil {
			r.note(n, "%q is neither true nor false", n.Value)
		}
	}
}

// texts reads a list of texts, or one text.
func (r *bcReader) texts(n *yaml.Node, into *[]string) {
	list := []string{}
	switch n.Kind {
	case yaml.ScalarNode:
		list = append(list, n.Value)
	case yaml.SequenceNode:
		for _, e := range n.Content {
			if e = deref(e); e.Kind == yaml.ScalarNode {
				list = append(list, e.Value)
			} else {
				r.note(e, "is no text")
			}
		}
	default:
		r.note(n, "is no list of texts")
		return
	}
	*into = list
}

// annotations reads decorators: names, or mappings with name and propagate_to_members.
func (r *bcReader) annotations(n *yaml.Node, into *[]BCAnnotation) {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = n.Content
	}
	for _, e := range list {
		e = deref(e)
		var a BCAnnotation
		switch e.Kind {
		case yaml.ScalarNode:
			a.Name = e.Value
		case yaml.MappingNode:
			r.keys(e, "annotations", map[string]func(*yaml.Node){
				"name": func(n *yaml.Node) { a.Name = n.Value }, "propagate_to_members": r.flag(&a.Propagate),
			})
		}
		if a.Name == "" {
			r.note(e, "an annotation without a name")
			continue
		}
		*into = append(*into, a)
	}
}

// Covers reports whether the linter looks at a file, by its path from the top of the tree. It
// looks at Python sources only, and says nothing of others.
func (b *BCLinter) Covers(path string) bool {
	if !strings.HasSuffix(path, ".py") {
		return true
	}
	if len(b.Include) > 0 && !matchIgnore(b.Include, path) {
		return false
	}
	return !matchIgnore(b.Exclude, path)
}

// matchIgnore reports whether a path, or a folder that it lies in, matches patterns as those of
// .gitignore: the last one that does decides, and ! takes back (gitignore(5)).
func matchIgnore(patterns []string, path string) bool {
	found := false
	for _, p := range patterns {
		p = strings.TrimRight(p, " \t")
		rest, negated := strings.CutPrefix(p, "!")
		if rest == "" || strings.HasPrefix(p, "#") {
			continue
		}
		rest = strings.TrimPrefix(rest, `\`)
		if matchIgnored(rest, path) {
			found = !negated
		}
	}
	return found
}

// matchIgnored matches one pattern. One without a slash but at its end is for any depth.
func matchIgnored(pattern, path string) bool {
	pattern, folder := strings.CutSuffix(pattern, "/")
	if at := strings.IndexByte(pattern, '/'); at < 0 {
		pattern = "**/" + pattern
	} else if at == 0 {
		pattern = pattern[1:]
	}
	pattern = strings.NewReplacer("{", `\{`, "}", `\}`).Replace(pattern)
	if !validGlob(pattern) {
		return false
	}
	if strings.HasSuffix(pattern, "/**") {
		pattern += "/*" // what lies in the folder, and not the folder itself
	}
	for at := 0; at <= len(path); at++ {
		if at < len(path) && path[at] != '/' || at == len(path) && folder {
			continue
		}
		if match(pattern, path[:at]) {
			return true
		}
	}
	return false
}
