package cpp

import "strings"

// IsExport reports whether a name is an export macro of the tree: one that stands for
// default visibility, or for dllexport or dllimport, on some platform, and for no more than
// attributes on any.
func (e *Environment) IsExport(name string) bool { return e.exports[name] }

// annotates is what an object-like macro stands for as far as attributes go.
type annotates uint8

const (
	unjudged      annotates = iota
	judging                 // it is being judged: a macro of itself
	notAttributes           // something else, in some definition
	attributes              // nothing, or attributes, in all definitions
	exporting               // attributes, and in some definition one that exports
	telling                 // an attribute that says more than a declaration's visibility
)

// learnExports judges every name by all definitions that the tree has of it, whatever
// branch of whatever #if they stand in: a name exports or not on all platforms alike.
func (e *Environment) learnExports() {
	e.exports = map[string]bool{}
	j := judge{env: e, verdicts: map[string]annotates{}}
	for name := range e.names {
		if j.name(name, 0) == exporting {
			e.exports[name] = true
		}
	}
}

type judge struct {
	env      *Environment
	verdicts map[string]annotates
}

func (j *judge) name(name string, depth int) annotates {
	v := j.verdicts[name]
	n := j.env.names[name]
	switch {
	case v == judging || depth > maxNesting || n == nil:
		return notAttributes
	case v != unjudged:
		return v
	}
	j.verdicts[name] = judging
	v = attributes
	if len(n.all) == 0 {
		v = notAttributes
	}
	for _, m := range n.all {
		w := j.definition(m, depth)
		if w == notAttributes {
			v = w
			break
		}
		v = max(v, w)
	}
	j.verdicts[name] = v
	return v
}

// definition judges one replacement list: attributes and macros that stand for such.
func (j *judge) definition(m *definition, depth int) annotates {
	if m.function {
		return notAttributes
	}
	if m.raw == "" {
		return attributes
	}
	toks := lexText(m.raw)
	v := attributes
	for i := 0; i < len(toks); {
		t := toks[i]
		end := i + 1
		switch {
		case t.kind == identifier && isAttribute(t.text) && end < len(toks) && toks[end].is('('):
			end = closeOf(toks, end, '(', ')')
			v = max(v, attribute(toks[i:end]))
		case t.is('[') && end < len(toks) && toks[end].is('['):
			end = closeOf(toks, i, '[', ']')
			v = max(v, attribute(toks[i:end]))
		case t.kind == identifier && t.text != m.name:
			w := j.name(t.text, depth+1)
			if w == notAttributes {
				return w
			}
			v = max(v, w)
		default:
			return notAttributes
		}
		i = end
		if v == telling {
			return notAttributes
		}
	}
	return v
}

func isAttribute(word string) bool {
	return word == "__attribute__" || word == "__attribute" || word == "__declspec"
}

// closeOf gives the index behind the bracket that closes the one at i.
func closeOf(toks []tok, i int, open, closing byte) int {
	depth := 0
	for ; i < len(toks); i++ {
		switch {
		case toks[i].is(open):
			depth++
		case toks[i].is(closing):
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return i
}

// attribute judges one attribute. One that a declaration is known by must not be lost: a
// macro that holds it is expanded.
func attribute(toks []tok) annotates {
	v := attributes
	for i, t := range toks {
		switch strings.Trim(t.text, "_") {
		case "deprecated", "unavailable", "aligned", "packed", "abi_tag", "hidden":
			return telling
		case "dllexport", "dllimport":
			v = exporting
		case "visibility":
			if i+2 < len(toks) && toks[i+2].text == `"default"` {
				v = exporting
			}
		}
	}
	return v
}
