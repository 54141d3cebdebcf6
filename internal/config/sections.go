package config

import (
	"path"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"plumbline/internal/finding"
)

// The readers of the sections: one a struct of config.go, in the order of its fields.

func (r *reader) rootsTo(to *[]Root) func(string, *yaml.Node) {
	return func(p string, n *yaml.Node) {
		r.list(p, n, func(p string, n *yaml.Node) {
			var root Root
			text := func(p string, n *yaml.Node) {
				s := r.text(p, n)
				name, dir, named := strings.Cut(s, "=")
				if !named {
					name, dir = "", s
				}
				if named && (name == "" || strings.ContainsAny(name, "*")) {
					r.fail(n, "write name=dir", "%q is no name that a root could provide", name)
				}
				root.Name, root.Path = name, r.inTree(p, n, dir)
			}
			if deref(n).Kind == yaml.MappingNode {
				r.mapping(p, n, []field{{"root", text}, {"for", r.pathTo(&root.For)}})
				r.need(p, n, "root", root.Path, "write {root: dir, for: folder}")
			} else {
				text(p, n)
			}
			*to = append(*to, root)
		})
	}
}

func (r *reader) module(c *Config, p string, n *yaml.Node) {
	var m Module
	r.mapping(p, n, []field{{"name", r.textTo(&m.Name)}, {"paths", r.textsTo(&m.Paths, r.glob)}, {"first", r.boolTo(&m.First)}})
	r.need(p, n, "name", m.Name, "name the module as its folder is called")
	r.need(p, n, "paths", strings.Join(m.Paths, ""), `write paths: ["folder/**"]`)
	c.Modules = append(c.Modules, m)
}

func (r *reader) layer(c *Config, p string, n *yaml.Node) {
	var l Layer
	r.mapping(p, n, []field{{"name", r.textTo(&l.Name)}, {"modules", r.textsTo(&l.Modules, r.glob)}})
	r.need(p, n, "name", l.Name, "reports call the layer by it")
	r.need(p, n, "modules", strings.Join(l.Modules, ""), "list the modules of the layer")
	c.Layers = append(c.Layers, l)
}

func (r *reader) forbidden(c *Config, p string, n *yaml.Node) {
	var f Forbidden
	r.mapping(p, n, []field{{"from", r.globTo(&f.From)}, {"to", r.globTo(&f.To)}, {"reason", r.textTo(&f.Reason)}})
	r.need(p, n, "from", f.From, `write from: "**" for every module`)
	r.need(p, n, "to", f.To, "name the module that nothing may depend on")
	r.need(p, n, "reason", f.Reason, "say why: it is shown with every finding")
	c.Forbidden = append(c.Forbidden, f)
}

func (r *reader) generated(c *Config, p string, n *yaml.Node) {
	var g Generated
	r.mapping(p, n, []field{{"root", r.pathTo(&g.Root)}, {"headers", r.textsTo(&g.Headers, nil)},
		{"template", r.pathTo(&g.Template)}, {"by", r.pathTo(&g.By)}})
	r.need(p, n, "root", g.Root, "name the include root that the headers appear in")
	r.need(p, n, "headers", strings.Join(g.Headers, ""), "list the headers as they are included")
	r.need(p, n, "by", g.By, "name the file of the tree that makes them")
	for _, h := range g.Headers {
		r.placeholders(p+".headers", n, h, g.Template, "template")
	}
	c.Generated = append(c.Generated, g)
}

func (r *reader) built(c *Config, p string, n *yaml.Node) {
	var b Built
	r.mapping(p, n, []field{{"module", r.textTo(&b.Module)}, {"file", r.pathTo(&b.File)}, {"from", r.pathTo(&b.From)}, {"reason", r.textTo(&b.Reason)}})
	r.need(p, n, "module", b.Module, "name the dotted module")
	r.need(p, n, "reason", b.Reason, "say how it comes to be")
	r.placeholders(p+".module", n, b.Module, b.From, "from")
	r.placeholders(p+".file", n, b.File, b.From, "from")
	c.Built = append(c.Built, b)
}

func (r *reader) absent(c *Config, p string, n *yaml.Node) {
	var a Absent
	r.mapping(p, n, []field{{"module", func(p string, n *yaml.Node) { a.Module = r.text(p, n); r.dotted(p, n, a.Module) }},
		{"header", func(p string, n *yaml.Node) { a.Header = r.text(p, n); r.target(p, n, a.Header) }}, {"reason", r.textTo(&a.Reason)}})
	if (a.Module == "") == (a.Header == "") {
		r.fail(n, "", "%s needs one of module and header", label(p))
	}
	r.need(p, n, "reason", a.Reason, "say why it is absent")
	c.Absent = append(c.Absent, a)
}

// rules reads the mapping of rule ids to severities.
func (r *reader) rules(c *Config, p string, n *yaml.Node) {
	var fields []field
	c.Rules = map[string]finding.Severity{}
	if m := deref(n); m.Kind == yaml.MappingNode {
		for i := 0; i < len(m.Content); i += 2 {
			key := deref(m.Content[i])
			fields = append(fields, field{key.Value, func(p string, n *yaml.Node) {
				if !ruleID(key.Value) {
					r.fail(key, ruleHint, "%q is no rule id", key.Value)
				}
				c.Rules[key.Value] = r.severity(p, n)
			}})
		}
	}
	r.mapping(p, n, fields)
}

// severity reads error, warning, note or off. YAML 1.1 calls `off` a boolean, this is about text.
func (r *reader) severity(p string, n *yaml.Node) finding.Severity {
	switch name := r.text(p, n); name {
	case "off":
		return Off
	case "error", "warning", "note":
		s, _ := finding.ParseSeverity(name) // a known name
		return s
	case "":
	default:
		r.fail(n, didYouMean(name, []string{"error", "warning", "note", "off"}), "unknown severity %q", name)
	}
	return Off
}

// ruleTo reads a rule id.
func (r *reader) ruleTo(to *string) func(string, *yaml.Node) {
	return func(p string, n *yaml.Node) {
		if *to = r.text(p, n); *to != "" && !ruleID(*to) {
			r.fail(n, ruleHint, "%q is no rule id", *to)
		}
	}
}

func (r *reader) severityAt(c *Config, p string, n *yaml.Node) {
	var s SeverityAt
	given := ""
	r.mapping(p, n, []field{{"rule", r.ruleTo(&s.Rule)}, {"path", r.globTo(&s.Path)},
		{"severity", func(p string, n *yaml.Node) { s.Severity, given = r.severity(p, n), p }}})
	r.need(p, n, "rule", s.Rule, "name the rule, such as ABI045")
	r.need(p, n, "path", s.Path, "say where, as a glob")
	r.need(p, n, "severity", given, "one of error, warning, note, off")
	c.Severities = append(c.Severities, s)
}

func (r *reader) exception(c *Config, p string, n *yaml.Node) {
	var e Exception
	expires := func(p string, n *yaml.Node) {
		s := r.text(p, n)
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			e.Expires = t
		} else if s != "" {
			r.fail(n, "write YYYY-MM-DD", "%q is no date", s)
		}
	}
	r.mapping(p, n, []field{{"rule", r.ruleTo(&e.Rule)}, {"path", r.globTo(&e.Path)}, {"subject", r.textTo(&e.Subject)},
		{"reason", r.textTo(&e.Reason)}, {"expires", expires}})
	r.need(p, n, "rule", e.Rule, "name the rule, such as CPL001")
	r.need(p, n, "reason", e.Reason, "say why the finding is accepted")
	r.need(p, n, "path", e.Path+e.Subject, "say which finding is accepted, by path, subject or both")
	c.Exceptions = append(c.Exceptions, e)
}

func (r *reader) globTo(to *string) func(string, *yaml.Node) {
	return func(p string, n *yaml.Node) { *to = r.text(p, n); r.glob(p, n, *to) }
}

// target checks a glob of include targets, which may start with ../ as code writes them.
func (r *reader) target(p string, n *yaml.Node, s string) bool {
	if !validGlob(s) {
		r.fail(n, "escape brackets that are meant literally with a backslash", "%s: %q is no valid glob", label(p), s)
		return false
	}
	return true
}

// glob checks that a pattern is well formed and stays in the tree.
func (r *reader) glob(p string, n *yaml.Node, s string) {
	if s == "" || !r.target(p, n, s) {
		return
	}
	if s != "." && s != path.Clean(s) || strings.HasPrefix(s, "/") || strings.HasPrefix(s, "../") {
		r.fail(n, "write it relative to the top of the tree, with forward slashes, without . and ..", "%q doesn't name files of the tree", s)
	}
}

// dotted checks a glob of dotted module names.
func (r *reader) dotted(p string, n *yaml.Node, s string) {
	if s != "" && (strings.Contains(s, "/") || strings.Contains(s, "..") || strings.HasPrefix(s, ".") || !validGlob(slashed(s))) {
		r.fail(n, "write a dotted name such as a.b or a.b.**", "%q is no valid pattern of module names", s)
	}
}

func (r *reader) pathTo(to *string) func(string, *yaml.Node) {
	return func(p string, n *yaml.Node) { *to = r.inTree(p, n, r.text(p, n)) }
}

// inTree checks that a path stays inside the tree.
func (r *reader) inTree(p string, n *yaml.Node, s string) string {
	if s == "" {
		return ""
	}
	clean := path.Clean(s)
	if strings.HasPrefix(s, "/") || strings.Contains(s, `\`) || clean == ".." || strings.HasPrefix(clean, "../") {
		r.fail(n, "write it relative to the top of the tree, with forward slashes", "%q leaves the tree", s)
	}
	return clean
}

// maxPlaceholders bounds the ways in which a path can match a template.
const maxPlaceholders = 3

// placeholders checks that every placeholder of made gets a value from the path it is made from.
func (r *reader) placeholders(p string, n *yaml.Node, made, from, fromKey string) {
	have := placeholdersOf(from)
	if parts := split(from); len(parts) > 2*maxPlaceholders+1 || len(have) != len(parts)/2 {
		r.fail(n, "", "%s may have up to %d placeholders, each once", fromKey, maxPlaceholders)
		return
	}
	for name := range placeholdersOf(made) {
		if name != opPlaceholder && !have[name] {
			r.fail(n, "use it there too", "%s uses %s, which %s doesn't have", label(p), name, fromKey)
		}
	}
}

const ruleHint = "a rule id looks like CPL001"

// ruleID reports whether s has the form of a rule id: three capitals and three digits.
func ruleID(s string) bool {
	if len(s) != 6 {
		return false
	}
	for i := range 6 {
		if i < 3 && (s[i] < 'A' || s[i] > 'Z') || i >= 3 && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}
