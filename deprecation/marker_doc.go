package deprecation

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"plumbline/parse"
)

// deprecatedNote is a `.. deprecated:: VERSION` of a docstring (Sphinx, "Describing changes between
// versions").
type deprecatedNote struct {
	line    int    // of the docstring, from 0
	version string // what stands behind it on its line
	text    string
	of      string // the parameter or attribute whose description it is part of, "" for none
}

var (
	deprecatedLine = regexp.MustCompile(`^\s*\.\.\s+deprecated::\s*(.*)$`)
	// described is the head of a parameter's description: `size (int): text` (Google), `size :
	// int` (NumPy), `:param size: text` (Sphinx).
	described = regexp.MustCompile("^\\s*(?::(?:param|parameter|arg|argument|key|keyword)\\s+(?:[^:]*\\s)?\\*{0,2}(\\w+):|`{0,2}\\*{0,2}(\\w+)`{0,2}\\s*(?:\\([^:]*\\))?\\s*(?::|$))")
)

// directives reads the deprecations that a docstring announces. One that is indented below the
// description of a parameter is about that parameter.
func directives(text string) []deprecatedNote {
	lines := strings.Split(text, "\n")
	var out []deprecatedNote
	for i, line := range lines {
		m := deprecatedLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		own := indentOf(line)
		d := deprecatedNote{line: i, version: strings.TrimSpace(m[1]), text: strings.TrimSpace(m[1])}
		for _, body := range lines[i+1:] {
			if strings.TrimSpace(body) != "" && indentOf(body) <= own {
				break
			}
			d.text += " " + strings.TrimSpace(body)
		}
		for k := i - 1; k > 0; k-- { // the first line of a docstring is a summary
			if strings.TrimSpace(lines[k]) == "" || indentOf(lines[k]) >= own {
				continue
			}
			if m := described.FindStringSubmatch(lines[k]); m != nil {
				d.of = or(m[1], m[2])
			}
			break
		}
		out = append(out, d)
	}
	return out
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// doc reads the directives of an object's docstring.
func (r *markerReader) doc(o *Object, text string, line int) {
	if line == 0 || !strings.Contains(text, "deprecated::") {
		return
	}
	for _, d := range directives(text) {
		m := textMarker(Marker{Subject: documentedSubject(o, d.of), Object: o, Class: MarkDocumented, Made: "docstring", Path: o.Path, Line: line + d.line}, d.text, r.s.own)
		m.Since = or(versionIn(d.version), m.Since)
		r.out = append(r.out, m)
	}
}

// documentedSubject is what a directive in the docstring of an object is about: the object, of a
// constructor its class, or a parameter, which a class's docstring may describe too.
func documentedSubject(o *Object, param string) string {
	takes := func(f *Object) bool {
		return f.Func() != nil && slices.ContainsFunc(f.Func().Params, func(p parse.PyParam) bool { return p.Name == param })
	}
	if param != "" {
		if takes(o) {
			return fmt.Sprintf("%s(%s)", o.Name, param)
		}
		if o.Kind == ClassKind {
			for _, name := range []string{"__init__", "__new__"} {
				if b := o.scope.names[name]; b != nil && b.obj != nil && takes(b.obj) {
					return fmt.Sprintf("%s(%s)", b.obj.Name, param)
				}
			}
		}
		if o.scope != nil && o.scope.names[param] != nil {
			return o.Name + "." + param
		}
	}
	if n := o.Base(); o.Owner != nil && o.Owner.Kind == ClassKind && (n == "__init__" || n == "__new__") {
		return o.Owner.Name
	}
	return o.Name
}
