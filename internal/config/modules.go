package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Modules finds the module of a file. It is safe for concurrent use.
type Modules struct {
	patterns []modulePattern
	tests    []matcher
	except   []string
	testName string
}

type modulePattern struct {
	matcher
	module   string
	first    bool
	literals int
	star     int // index of the `*` of the pattern that fills the `*` of the name, -1 for none
}

// NewModules compiles the module map of a configuration. The pattern with the most literal
// characters wins; one of a module with First beats all without.
func NewModules(c *Config) *Modules {
	m := &Modules{except: c.Tests.Except, testName: c.Tests.Name}
	for _, mod := range c.Modules {
		for _, p := range mod.Paths {
			mp := modulePattern{matcher: compile(p), module: mod.Name, first: mod.First, literals: literals(p), star: -1}
			if strings.Contains(mod.Name, "*") && !strings.Contains(p, `\*`) {
				mp.star = strings.IndexByte(p, '*')
			}
			m.patterns = append(m.patterns, mp)
		}
	}
	// Best first, so that the first match is the answer and only its equals can tie with it.
	slices.SortStableFunc(m.patterns, func(a, b modulePattern) int {
		if a.first != b.first {
			if a.first {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.literals, a.literals)
	})
	for _, p := range c.Tests.Patterns {
		m.tests = append(m.tests, compile(p))
	}
	return m
}

// Of is the module of a file, "" when no pattern matches it. It fails when two modules claim
// the file with equally long patterns.
func (m *Modules) Of(path string) (string, error) {
	for i := range m.patterns {
		p := &m.patterns[i]
		if !p.match(path) {
			continue
		}
		name := p.name(path)
		for _, q := range m.patterns[i+1:] {
			if q.first != p.first || q.literals != p.literals {
				break
			}
			if q.match(path) && q.name(path) != name {
				return "", fmt.Errorf("%s belongs to two modules: %s by %q and %s by %q; make one pattern longer, or give one module `first: true`",
					path, name, p.pattern, q.name(path), q.pattern)
			}
		}
		return name, nil
	}
	return "", nil
}

// name is the module's name for a file that the pattern matches.
func (p *modulePattern) name(path string) string {
	if p.star < 0 || p.star >= len(path) {
		return p.module
	}
	// Everything before the first * is literal, so the path is the same up to there.
	value, _, _ := strings.Cut(path[p.star:], "/")
	return strings.Replace(p.module, "*", value, 1)
}

// TestSubmodule is the submodule that a test file of a module belongs to, unless product code
// loads the file (which only the graph knows); "" when the file is no test code, or the module
// keeps its tests.
func (m *Modules) TestSubmodule(module, path string) string {
	for _, e := range m.except {
		if matchModule(e, module) {
			return ""
		}
	}
	if m.IsTest(path) {
		return module + "/" + m.testName
	}
	return ""
}

// IsTest reports whether a path is test code by its name, whatever its module does with it.
func (m *Modules) IsTest(path string) bool {
	for i := range m.tests {
		if m.tests[i].match(path) {
			return true
		}
	}
	return false
}

// Layer is the index of a module's layer, counted from the bottom; ok is false for a module of
// no layer. An entry that is the module's own name beats a glob, a glob beats the name of a
// module it lies below, and of those the nearest counts.
func (c *Config) Layer(module string) (index int, ok bool) {
	best := -1
	for i, l := range c.Layers {
		for _, entry := range l.Modules {
			strength := -1
			switch {
			case entry == module:
				strength = 3 << 20
			case isGlob(entry):
				if match(entry, module) {
					strength = 2<<20 + literals(entry)
				}
			case covers(entry, module):
				strength = 1<<20 + len(entry)
			}
			if strength > best {
				best, index, ok = strength, i, true
			}
		}
	}
	return index, ok
}

// Matches reports whether the rule forbids that one module depends on another.
func (f Forbidden) Matches(from, to string) bool {
	return matchModule(f.From, from) && matchModule(f.To, to) && !matchModule(f.To, from)
}
