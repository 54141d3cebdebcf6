package audit

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// AttestationsName is the file at the top of a tree that holds attested facts.
const AttestationsName = "plumbline.attestations.yaml"

// Attestations reads attested facts: a YAML list whose elements have row, state, who, when, link
// and expires, all of them, about the rows there are. Every mistake is named with its line; a file with one is not used,
// for a word that was misread must not make a row done.
func Attestations(path string, data []byte, rows []Row) ([]Attestation, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: is no valid YAML: %w", path, err)
	}
	if len(doc.Content) == 0 {
		return nil, fmt.Errorf("%s: is empty; write a list of facts, or leave the file out", path)
	}
	known := map[string]bool{}
	for _, r := range rows {
		known[r.ID] = true
	}
	r := attestReader{path: path, known: known, seen: map[string]int{}}
	list := doc.Content[0]
	if list.Kind != yaml.SequenceNode {
		r.fail(list, "is no list; write - row: DOD-..., with state, who, when, link and expires")
	}
	var out []Attestation
	for _, n := range list.Content {
		out = append(out, r.fact(n))
	}
	return out, errors.Join(r.mistakes...)
}

type attestReader struct {
	path     string
	known    map[string]bool
	seen     map[string]int // line of the fact about a row
	mistakes []error
}

func (r *attestReader) fail(n *yaml.Node, format string, args ...any) {
	r.mistakes = append(r.mistakes, fmt.Errorf("%s:%d:%d: %s", r.path, n.Line, n.Column, fmt.Sprintf(format, args...)))
}

// fact reads one element of the list.
func (r *attestReader) fact(n *yaml.Node) Attestation {
	a := Attestation{Path: r.path, Line: n.Line}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "is no mapping; write row, state, who, when, link and expires")
		return a
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if values[key.Value] != nil {
			r.fail(key, "%s stands twice", key.Value)
		}
		values[key.Value] = n.Content[i+1]
		switch key.Value {
		case "row", "state", "who", "when", "link", "expires", "note":
		default:
			r.fail(key, "%q is no key of an attested fact; the keys are row, state, who, when, link, expires, note", key.Value)
		}
	}
	text := func(key string) string {
		v := values[key]
		if v == nil || v.Kind != yaml.ScalarNode || strings.TrimSpace(v.Value) == "" || v.Tag == "!!null" {
			at := n
			if v != nil {
				at = v
			}
			r.fail(at, "%s is missing or empty", key)
			return ""
		}
		return strings.TrimSpace(v.Value)
	}
	a.Row, a.State, a.Who, a.Link = text("row"), State(text("state")), text("who"), text("link")
	a.When, a.Expires = r.date(text("when"), "when", values), r.date(text("expires"), "expires", values)
	r.hold(&a, values)
	return a
}

// hold looks for what can't be meant.
func (r *attestReader) hold(a *Attestation, values map[string]*yaml.Node) {
	if a.Row != "" && !r.known[a.Row] {
		r.fail(values["row"], "%q is no row of the definition", a.Row)
	}
	if first := r.seen[a.Row]; first != 0 && a.Row != "" {
		r.fail(values["row"], "%s is attested on line %d too", a.Row, first)
	}
	r.seen[a.Row] = a.Line
	switch a.State {
	case Done, Partial, NotDone, "":
	default:
		r.fail(values["state"], "%q is not one of done, partial, not-done", a.State)
	}
	if a.Link != "" {
		if u, err := url.Parse(a.Link); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			r.fail(values["link"], "%q is no http or https address", a.Link)
		}
	}
	if !a.When.IsZero() && !a.Expires.IsZero() && !a.When.Before(a.Expires) {
		r.fail(values["expires"], "expires before it was said")
	}
}

func (r *attestReader) date(text, key string, values map[string]*yaml.Node) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		r.fail(values[key], "%s: %q is no date of the form YYYY-MM-DD", key, text)
	}
	return t
}
