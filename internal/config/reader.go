package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// place is a position in a file, both 1-based.
type place struct{ line, column int }

// places maps a key path ("layers", "layers[2].modules[0]") to where its value stands.
type places map[string]place

// given reports whether a file has a key; for a configuration built in code, which has no
// places, whether the field has a value.
func (at places) given(path string, filled bool) bool {
	if at == nil {
		return filled
	}
	_, ok := at[path]
	return ok
}

// reader walks a YAML tree along the schema. It collects every mistake instead of stopping at
// the first, and remembers where each value stands, for checks that come later.
type reader struct {
	file   string
	errs   Errors
	places places
}

func (r *reader) fail(n *yaml.Node, hint, format string, args ...any) {
	r.errs = append(r.errs, &Error{File: r.file, Line: n.Line, Column: n.Column,
		Message: fmt.Sprintf(format, args...), Hint: hint})
}

// field is one key of a mapping and what reads its value.
type field struct {
	key  string
	read func(path string, n *yaml.Node)
}

// mapping reads a YAML mapping with exactly the given keys, each at most once.
func (r *reader) mapping(path string, n *yaml.Node, fields []field) {
	n = deref(n)
	if n.Kind != yaml.MappingNode {
		r.fail(n, "", "%s is %s, not a mapping of keys", label(path), kindOf(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := deref(n.Content[i]), n.Content[i+1]
		j := slices.IndexFunc(fields, func(f field) bool { return f.key == key.Value })
		switch {
		case key.Kind != yaml.ScalarNode:
			r.fail(key, "", "a key of %s is %s, not text", label(path), kindOf(key))
			continue
		case j < 0:
			r.fail(key, didYouMean(key.Value, keysOf(fields)), "unknown key %q in %s", key.Value, label(path))
			continue
		case seen[key.Value]:
			r.fail(key, "merge the two", "key %q stands twice in %s", key.Value, label(path))
			continue
		}
		seen[key.Value] = true
		at := strings.TrimPrefix(path+"."+key.Value, ".")
		r.places[at] = place{value.Line, value.Column}
		if v := deref(value); v.Kind == yaml.ScalarNode && v.Tag == "!!null" {
			r.fail(key, "give it a value or drop the key", "key %q has no value", key.Value)
			continue
		}
		fields[j].read(at, value)
	}
}

// list reads a YAML sequence, element by element.
func (r *reader) list(path string, n *yaml.Node, read func(path string, n *yaml.Node)) {
	n = deref(n)
	if n.Kind != yaml.SequenceNode {
		r.fail(n, "write [...] or one `- ` line an entry", "%s is %s, not a list", label(path), kindOf(n))
		return
	}
	for i, e := range n.Content {
		at := path + "[" + strconv.Itoa(i) + "]"
		r.places[at] = place{e.Line, e.Column}
		read(at, e)
	}
}

// text reads a non-empty scalar; numbers and dates count as their text.
func (r *reader) text(path string, n *yaml.Node) string {
	v := deref(n)
	if v.Kind != yaml.ScalarNode || v.Tag == "!!null" {
		r.fail(n, "", "%s is %s, not text", label(path), kindOf(v))
		return ""
	}
	if strings.TrimSpace(v.Value) == "" {
		r.fail(n, "give it a value or drop it", "%s is empty", label(path))
		return ""
	}
	if i := strings.IndexFunc(v.Value, func(c rune) bool { return c < ' ' || c == 0x7f }); i >= 0 {
		r.fail(n, "", "%s has a control character", label(path))
		return ""
	}
	return v.Value
}

// The readers that follow give what stores a value into a target.

func (r *reader) textTo(to *string) func(string, *yaml.Node) {
	return func(path string, n *yaml.Node) { *to = r.text(path, n) }
}

func (r *reader) textsTo(to *[]string, check func(string, *yaml.Node, string)) func(string, *yaml.Node) {
	return func(path string, n *yaml.Node) {
		r.list(path, n, func(path string, n *yaml.Node) {
			s := r.text(path, n)
			if s != "" && check != nil {
				check(path, n, s)
			}
			*to = append(*to, s)
		})
	}
}

func (r *reader) boolTo(to *bool) func(string, *yaml.Node) {
	return func(path string, n *yaml.Node) {
		v := deref(n)
		if v.Kind != yaml.ScalarNode || v.Tag != "!!bool" || v.Decode(to) != nil {
			r.fail(n, "write true or false", "%s is %s, not true or false", label(path), kindOf(v))
		}
	}
}

func (r *reader) positiveTo(to *int, most int) func(string, *yaml.Node) {
	return r.numberTo(to, 1, most)
}

func (r *reader) numberTo(to *int, least, most int) func(string, *yaml.Node) {
	return func(path string, n *yaml.Node) {
		v := deref(n)
		i, err := strconv.Atoi(v.Value)
		if v.Kind != yaml.ScalarNode || err != nil || i < least || i > most {
			r.fail(n, "", "%s: %q is no whole number from %d to %d", label(path), v.Value, least, most)
			return
		}
		*to = i
	}
}

// decimalTo reads a number above 0, with or without a fraction.
func (r *reader) decimalTo(to *float64, most float64) func(string, *yaml.Node) {
	return func(path string, n *yaml.Node) {
		v := deref(n)
		x, err := strconv.ParseFloat(v.Value, 64)
		if v.Kind != yaml.ScalarNode || err != nil || !(x > 0 && x <= most) {
			r.fail(n, "", "%s: %q is no number above 0 and up to %g", label(path), v.Value, most)
			return
		}
		*to = x
	}
}

// need reports a mapping that lacks a required key.
func (r *reader) need(path string, n *yaml.Node, key, value, why string) {
	v := deref(n)
	if value != "" || v.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(v.Content); i += 2 {
		if v.Content[i].Value != key {
			continue
		}
		if e := deref(v.Content[i+1]); e.Kind == yaml.SequenceNode && len(e.Content) == 0 {
			r.fail(e, why, "%s.%s is an empty list", label(path), key)
		}
		return // of anything else its own reader has complained
	}
	r.fail(n, why, "%s lacks the key %q", label(path), key)
}

func deref(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func keysOf(fields []field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.key
	}
	return out
}

func label(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.Tag {
	case "!!null":
		return "empty"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "a boolean"
	}
	return "text"
}
