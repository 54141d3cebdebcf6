package config

import (
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// validGlob reports whether a pattern is well formed.
func validGlob(pattern string) bool { return doublestar.ValidatePattern(pattern) }

// match reports whether a path matches a well-formed glob. `dir/**` matches dir itself too.
func match(pattern, path string) bool { return doublestar.MatchUnvalidated(pattern, path) }

// MatchDotted reports whether a dotted module name matches a dotted glob: * stays within one
// component, `a.b.**` matches a.b and everything below.
func MatchDotted(pattern, name string) bool { return match(slashed(pattern), slashed(name)) }

// MatchPath reports whether a path, or the target of an include, matches a glob.
func MatchPath(pattern, path string) bool { return match(pattern, path) }

func slashed(dotted string) string { return strings.ReplaceAll(dotted, ".", "/") }

// matchModule reports whether a module glob means a module: literally, as a glob, or as one of
// the modules that it lies below.
func matchModule(pattern, module string) bool {
	return covers(pattern, module) || isGlob(pattern) && match(pattern, module)
}

// covers reports whether module is outer or a submodule of it.
func covers(outer, module string) bool {
	return module == outer || len(module) > len(outer) && module[len(outer)] == '/' && strings.HasPrefix(module, outer)
}

func isGlob(pattern string) bool { return strings.ContainsAny(pattern, `*?[{\`) }

// literals counts the characters of a glob that stand for themselves: what "longest match"
// means. Of alternatives, the shortest counts.
func literals(pattern string) int {
	n := 0
	for i := 0; i < len(pattern); i++ {
		switch pattern[i] {
		case '*', '?':
		case '\\':
			i++
			n++
		case '[':
			for i++; i < len(pattern) && pattern[i] != ']'; i++ {
				if pattern[i] == '\\' {
					i++
				}
			}
		case '{':
			body, end := alternatives(pattern[i:])
			least := -1
			for _, alt := range body {
				if l := literals(alt); least < 0 || l < least {
					least = l
				}
			}
			n += max(least, 0)
			i += end
		default:
			n++
		}
	}
	return n
}

// alternatives splits the {a,b} that s starts with, and gives the index of its closing brace.
func alternatives(s string) (list []string, end int) {
	depth, start := 0, 1
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			depth++
		case ',':
			if depth == 1 {
				list = append(list, s[start:i])
				start = i + 1
			}
		case '}':
			if depth--; depth == 0 {
				return append(list, s[start:i]), i
			}
		}
	}
	return list, len(s) - 1
}

// matcher is a compiled glob: the forms that nearly every pattern has are matched without
// doublestar, since each file of a tree is held against each pattern.
type matcher struct {
	form    form
	text    string // tree: the folder with its slash; component: "/name/"; base: glob of the last component
	pattern string
	prefix  string // general: literal start, so that most paths are refused at once
}

type form int

const (
	general   form = iota
	tree           // a/b/**
	component      // **/name/**
	base           // **/glob
	exact          // a/b.py
)

func compile(pattern string) matcher {
	m := matcher{pattern: pattern}
	if strings.HasSuffix(pattern, "/**") {
		m.pattern += "/*" // what is below the folder, never a file of its name
	}
	inner, leads := strings.CutPrefix(pattern, "**/")
	body, trails := strings.CutSuffix(inner, "/**")
	switch {
	case !isGlob(pattern):
		m.form, m.text = exact, pattern
	case !leads && trails && !isGlob(body):
		m.form, m.text = tree, body+"/"
	case leads && trails && !isGlob(body):
		m.form, m.text = component, "/"+body+"/"
	case leads && !strings.Contains(inner, "/") && !strings.Contains(inner, "**"):
		m.form, m.text = base, inner
	default:
		m.prefix = pattern[:strings.IndexAny(pattern, `*?[{\`)]
	}
	return m
}

// match reports whether a file matches.
func (m *matcher) match(path string) bool {
	switch m.form {
	case exact:
		return path == m.text
	case tree:
		return strings.HasPrefix(path, m.text)
	case component:
		return strings.HasPrefix(path, m.text[1:]) || strings.Contains(path, m.text)
	case base:
		return match(m.text, path[strings.LastIndexByte(path, '/')+1:])
	}
	return strings.HasPrefix(path, m.prefix) && match(m.pattern, path)
}
