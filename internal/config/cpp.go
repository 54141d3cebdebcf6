package config

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Undefined is the value of a define that takes a macro of the built-in configuration away.
const Undefined = "undefined"

func (c *Cpp) empty() bool {
	return len(c.Defines) == 0 && c.Installed == "" && c.Public == nil && c.Shim == nil && c.Stable == nil && c.Internal == nil
}

// over gives the section with the keys that it has, and those of under that it lacks. Places
// tell an empty list from none; nil for a configuration built in code.
func (c Cpp) over(under *Cpp, at places) Cpp {
	given := func(key string, filled bool) bool { return at.given("cpp."+key, filled) }
	out := *under
	if given("defines", c.Defines != nil) {
		out.Defines = maps.Clone(under.Defines)
		if out.Defines == nil {
			out.Defines = map[string]string{}
		}
		maps.Copy(out.Defines, c.Defines)
	}
	if given("installed", c.Installed != "") {
		out.Installed = c.Installed
	}
	if given("public", c.Public != nil) {
		// A file that lists the public headers itself means those, not the profile's source of them.
		out.Public, out.Installed = append([]string{}, c.Public...), c.Installed
	}
	for _, l := range []struct {
		key      string
		from, to *[]string
	}{{"shim", &c.Shim, &out.Shim}, {"stable", &c.Stable, &out.Stable}, {"internal_namespaces", &c.Internal, &out.Internal}} {
		if given(l.key, *l.from != nil) {
			*l.to = append([]string{}, *l.from...) // an empty list is one
		}
	}
	return out
}

func (r *reader) cpp(c *Cpp, p string, n *yaml.Node) {
	r.mapping(p, n, []field{{"defines", func(p string, n *yaml.Node) { r.defines(c, p, n) }},
		{"installed", r.pathTo(&c.Installed)}, {"public", r.textsTo(&c.Public, r.glob)},
		{"shim", r.textsTo(&c.Shim, r.glob)}, {"stable", r.textsTo(&c.Stable, r.glob)},
		{"internal_namespaces", r.textsTo(&c.Internal, r.identifier)}})
}

// macroName is an identifier, which is all that an object-like macro's name can be.
var macroName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

func (r *reader) identifier(p string, n *yaml.Node, s string) {
	if !macroName.MatchString(s) {
		r.fail(n, "write one name without ::", "%s: %q is no identifier", label(p), s)
	}
}

// defines reads the mapping of macro names to their values; a value may be empty.
func (r *reader) defines(c *Cpp, p string, n *yaml.Node) {
	var fields []field
	c.Defines = map[string]string{}
	if m := deref(n); m.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(m.Content); i += 2 {
			key := deref(m.Content[i])
			fields = append(fields, field{key.Value, func(p string, n *yaml.Node) {
				if !macroName.MatchString(key.Value) {
					r.fail(key, "", "%q is no name of a macro", key.Value)
					return
				}
				if v := deref(n); v.Kind == yaml.ScalarNode && v.Value == "" {
					c.Defines[key.Value] = ""
					return
				}
				c.Defines[key.Value] = r.text(p, n)
			}})
		}
	}
	r.mapping(p, n, fields)
}

func (w *writer) cpp(c *Cpp) {
	w.buf.WriteString("cpp:\n")
	if len(c.Defines) > 0 {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(c.Defines)) {
			parts = append(parts, name+": "+quote(c.Defines[name]))
		}
		fmt.Fprintf(&w.buf, "  defines: {%s}\n", strings.Join(parts, ", "))
	}
	if c.Installed != "" {
		fmt.Fprintf(&w.buf, "  installed: %s\n", quote(c.Installed))
	}
	for _, l := range []struct {
		key    string
		values []string
	}{{"public", c.Public}, {"shim", c.Shim}, {"stable", c.Stable}, {"internal_namespaces", c.Internal}} {
		if l.values != nil {
			fmt.Fprintf(&w.buf, "  %s: %s\n", l.key, flow(l.values, len(l.key)+4, "    "))
		}
	}
}

// includeLiteral is a string literal that names headers below the folder that the build
// installs headers into.
var includeLiteral = regexp.MustCompile(`["']include/([^"'\s]+)["']`)

// InstalledHeaders reads the globs of installed headers out of the file that Installed
// names: what follows "include/" in its literals, for those that are headers by their
// extension. Those that stand under an `if` belong to some builds only (Caffe2, TensorPipe)
// and don't count; `if __name__ == ...` is none.
func InstalledHeaders(data []byte) []string {
	lines := strings.Split(string(data), "\n")
	var globs []string
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") {
			continue
		}
		for _, m := range includeLiteral.FindAllStringSubmatch(line, -1) {
			g := m[1]
			header := isHeader(g) || strings.HasSuffix(g, "*") && isHeader(strings.TrimSuffix(g, "*"))
			if header && validGlob(g) && !conditional(lines[:i+1]) {
				globs = append(globs, g)
			}
		}
	}
	slices.Sort(globs)
	return slices.Compact(globs)
}

// conditional reports whether the last of some lines of Python stands under an if, by
// the indents of the lines above it.
func conditional(lines []string) bool {
	indent := indentOf(lines[len(lines)-1])
	for i := len(lines) - 2; i >= 0 && indent > 0; i-- {
		text := strings.TrimLeft(lines[i], " \t")
		if text == "" || text[0] == '#' || indentOf(lines[i]) >= indent {
			continue
		}
		indent = indentOf(lines[i])
		word, _, _ := strings.Cut(strings.TrimSuffix(text, ":"), " ")
		if (word == "if" || word == "elif" || word == "else") && !strings.Contains(text, "__name__") {
			return true
		}
	}
	return false
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// PublicHeaders decides which headers of a tree are public, by their paths; installed are
// the globs of InstalledHeaders. An installed header x/y.h is made of R/x/y.h, where R is
// an include root: of roots with a name or for one folder none is installed. Globs that
// cross folders from the start (**/*.h) would name test code too: they mean those of Public.
func (c *Config) PublicHeaders(installed []string) func(path string) bool {
	var patterns []string
	listed := len(installed) > 0
	for _, g := range installed {
		if strings.HasPrefix(g, "**") {
			listed = false
			continue
		}
		for _, r := range c.IncludeRoots {
			if r.Name == "" && r.For == "" {
				patterns = append(patterns, path.Join(r.Path, g))
			}
		}
	}
	if !listed {
		if c.Cpp.Public == nil {
			return func(string) bool { return true }
		}
		patterns = append(patterns, c.Cpp.Public...)
	}
	matchers := make([]matcher, len(patterns))
	for i, p := range patterns {
		matchers[i] = compile(p)
	}
	return func(path string) bool {
		return slices.ContainsFunc(matchers, func(m matcher) bool { return m.match(path) })
	}
}

// Matches reports whether one of the globs matches a path.
func Matches(globs []string, path string) bool {
	return slices.ContainsFunc(globs, func(g string) bool { return match(g, path) })
}
