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
	field   bool   // of is a parameter for certain: `:param size:`
	part    bool   // it is about a part of what the docstring describes: it stands in a note, an item, a section
}

var (
	deprecatedLine = regexp.MustCompile(`^\s*\.\.\s+deprecated::\s*(.*)$`)
	// described is the head of a parameter's description: `size (int): text` (Google), `size :
	// int` (NumPy), `:param size: text` (Sphinx).
	described = regexp.MustCompile("^\\s*(?::(?:param|parameter|arg|argument|key|keyword)\\s+(?:[^:]*\\s)?\\\\?\\*{0,2}(\\w+)(?:=[^:]*)?:|`{0,2}\\*{0,2}(\\w+)`{0,2}\\s*(?:\\([^:]*\\))?\\s*(?::|$))")
	// partly are heads of what describes less than the whole: admonitions (`.. note::`), fields (`:returns:`), the
	// sections of Google's style.
	partly   = regexp.MustCompile(`^\s*(?:\.\.\s+(?:note|warning|tip|hint|important|caution|attention|danger|seealso|admonition|topic|sidebar|legacy|version\w+)::|:\w+[^:]*:|(?:Args|Arguments|Parameters|Keyword Arguments|Attributes|Returns?|Yields?|Raises|Notes?|Warnings?|Examples?|Shape|Methods|Tips?)\s*:\s*$)`)
	listItem = regexp.MustCompile(`^\s*(?:[*+-]|#\.|\d+[.)])\s+\S`)
	// boldLine is a line that a text uses for a title.
	boldLine  = regexp.MustCompile(`^\s*\*\*[^*]+\*\*\s*$`)
	underline = regexp.MustCompile("^(?:=+|-+|~+|\\^+|\"+|'+|`+|#+|\\*+|\\++|\\.+|:+|_+)$")
)

// directives reads the deprecations that a docstring announces. One that is indented below the
// description of a parameter is about that parameter, one in a section or a note about that.
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
		d.place(lines, i)
		out = append(out, d)
	}
	return out
}

// place finds out what the directive on a line of a docstring stands in.
func (d *deprecatedNote) place(lines []string, at int) {
	own := indentOf(lines[at])
	for k := at - 1; k > 0; k-- { // the first line of a docstring is a summary
		line := lines[k]
		if strings.TrimSpace(line) == "" {
			continue
		}
		if indentOf(line) >= own {
			d.part = d.part || indentOf(line) == own && titles(lines, k)
			continue
		}
		if listItem.MatchString(line) {
			d.part, own = true, indentOf(line)
			continue
		}
		if m := described.FindStringSubmatch(line); m != nil && !partly.MatchString(line) || m != nil && m[1] != "" {
			d.of, d.field = or(m[1], m[2]), m[1] != ""
		} else if partly.MatchString(line) {
			d.part = true
		}
		return
	}
}

// titles reports whether a line of a docstring is a section's title, which is underlined or in bold, and
// not that of the docstring.
func titles(lines []string, at int) bool {
	if boldLine.MatchString(lines[at]) {
		return true
	}
	line := strings.TrimSpace(lines[at])
	if len(line) < 3 || !underline.MatchString(line) || at == 0 {
		return false
	}
	title := strings.TrimSpace(lines[at-1])
	if title == "" || len(line) < len(title) {
		return false
	}
	return slices.ContainsFunc(lines[:at-1], func(l string) bool {
		l = strings.TrimSpace(l)
		return l != "" && !underline.MatchString(l) // a title may have a line above, too
	})
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// doc reads the directives of an object's docstring. What is about a part of it that has no name is given
// to nothing.
func (r *markerReader) doc(o *Object, text string, line int) {
	if line == 0 || !strings.Contains(text, "deprecated::") {
		return
	}
	for _, d := range directives(text) {
		m := Marker{Object: o, Class: MarkDocumented, Made: "docstring", Path: o.Path, Line: line + d.line, Partly: d.part}
		var known bool
		if m.Subject, known = documentedSubject(o, &d); !known {
			m.Class = MarkOther
		}
		m = textMarker(m, d.text, r.s.own)
		m.Since = or(versionIn(d.version), m.Since)
		r.out = append(r.out, m)
	}
}

// documentedSubject is what a directive in the docstring of an object is about: the object, of a
// constructor its class, or a parameter, which a class's docstring may describe too. known is false
// where it is about a part that has no name here.
func documentedSubject(o *Object, d *deprecatedNote) (subject string, known bool) {
	if d.of != "" {
		if f := describedBy(o, d.of, d.field); f != nil {
			return fmt.Sprintf("%s(%s)", f.Name, d.of), true
		}
		if o.scope != nil && o.scope.names[d.of] != nil {
			return o.Name + "." + d.of, true
		}
	}
	whole := o.Name
	if n := o.Base(); o.Owner != nil && o.Owner.Kind == ClassKind && (n == "__init__" || n == "__new__") {
		whole = o.Owner.Name
	}
	if d.field || d.part {
		return whole, false
	}
	if p := saidParameter(d.text); p != "" {
		if f := describedBy(o, p, false); f != nil {
			return fmt.Sprintf("%s(%s)", f.Name, p), true
		}
	}
	return whole, d.of != "" || speaksOfWhole(o, d.text)
}

// describedBy is the function that takes a parameter which a docstring describes: the one that has it, of a
// class its constructor. What is a parameter for certain may come in by **kwargs.
func describedBy(o *Object, param string, certain bool) *Object {
	takes := func(f *Object, kwargs bool) bool {
		return f.Func() != nil && slices.ContainsFunc(f.Func().Params, func(p parse.PyParam) bool {
			return p.Name == param || kwargs && p.Kind == parse.PyVarKeyword
		})
	}
	list := []*Object{o}
	if o.Kind == ClassKind {
		list = nil
		for _, name := range []string{"__init__", "__new__"} {
			if b := o.scope.names[name]; b != nil && b.obj != nil {
				list = append(list, b.obj)
			}
		}
	}
	for _, kwargs := range []bool{false, true} {
		for _, f := range list {
			if (!kwargs || certain) && takes(f, kwargs) {
				return f
			}
		}
	}
	return nil
}

var (
	// saidPart is what a directive says is deprecated, up to the verb.
	saidPart = regexp.MustCompile(`(?i)^v?[\d.]*\w*\s*(?:[-:,]\s*)?([^.;]*(?:\.\w[^.;]*)*?)\s(?:is|are|was|were|has been|have been)\s+(?:now\s+)?deprecated`)
	// saidParamOf is a parameter that a directive names: "the ``old`` parameter is", ":paramref:`.f.old` ...".
	saidParamOf = regexp.MustCompile("(?i)^(?:the\\s+)?(?::paramref:`[^`]*?(\\w+)`|[`'\"]*(\\w+)[`'\"]*\\s+(?:parameter|argument|keyword|flag|option))(?:\\s+(?:parameter|argument|keyword|flag|option))?$")
	thisOne     = regexp.MustCompile(`(?i)^(?:use of |using |usage of )?(?:(?:this|the)(?: (?:\w+ )?(?:function|method|class|module|attribute|property|api|object|package|decorator|constructor|dialect|operator|event|helper|type|member|accessor))?|it)?$`)
	nonWord     = regexp.MustCompile(`\W|_`)
)

// saidParameter is the parameter that a directive says is deprecated, "" for none.
func saidParameter(text string) string {
	if m := saidPart.FindStringSubmatch(text); m != nil {
		if p := saidParamOf.FindStringSubmatch(strings.TrimSpace(m[1])); p != nil {
			return or(p[1], p[2])
		}
	}
	return ""
}

// speaksOfWhole reports whether a directive is about all of what its docstring describes: it names nothing, or
// that, or something that this is named after.
func speaksOfWhole(o *Object, text string) bool {
	m := saidPart.FindStringSubmatch(text)
	if m == nil || thisOne.MatchString(strings.TrimSpace(m[1])) {
		return true
	}
	said := strings.ToLower(nonWord.ReplaceAllString(m[1], ""))
	if lower := strings.ToLower(m[1]); strings.Contains(lower, "with no ") || strings.Contains(lower, "without ") || strings.HasPrefix(lower, "use of ") && !strings.Contains(said, strings.ToLower(o.Base())) {
		return false
	}
	return slices.ContainsFunc(saidNames(o), func(part string) bool {
		part = strings.ToLower(nonWord.ReplaceAllString(part, ""))
		return len(part) > 2 && strings.Contains(said, part)
	})
}

// saidNames are the words of an object's name that texts call it by: of a module those of its packages but
// the first, of anything else its own and those of classes around it.
func saidNames(o *Object) (out []string) {
	if o.Kind == ModuleKind {
		out = strings.Split(o.Name, ".")
		return out[min(1, len(out)-1):]
	}
	for x := o; x != nil && x.Kind != ModuleKind; x = x.Owner {
		out = append(out, x.Base())
	}
	return out
}
