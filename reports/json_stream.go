package reports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"time"

	"plumbline/graph"
)

// jsonStream writes one JSON object member by member, and long lists element by element,
// one a line: output of any size needs the memory of its largest element only, and two
// results can be compared by line. The first error sticks and comes out of close.
type jsonStream struct {
	w     *bufio.Writer
	buf   bytes.Buffer
	enc   *json.Encoder
	any   bool // the object has a member already
	err   error
	count int // elements of the open list
}

// newJSONStream opens the object with its schema id.
func newJSONStream(w io.Writer, schema string) *jsonStream {
	s := &jsonStream{w: bufio.NewWriterSize(w, 1<<16)}
	s.enc = json.NewEncoder(&s.buf)
	s.enc.SetEscapeHTML(false)
	s.w.WriteByte('{')
	s.field("schema", schema)
	return s
}

// value encodes one value without its newline.
func (s *jsonStream) value(v any) {
	if s.err != nil {
		return
	}
	s.buf.Reset()
	if s.err = s.enc.Encode(v); s.err == nil {
		s.w.Write(bytes.TrimSuffix(s.buf.Bytes(), []byte("\n")))
	}
}

func (s *jsonStream) key(name string) {
	if s.any {
		s.w.WriteString(",\n")
	}
	s.any = true
	s.w.WriteString(strconv.Quote(name))
	s.w.WriteByte(':')
}

// field writes a member whole.
func (s *jsonStream) field(name string, v any) {
	s.key(name)
	s.value(v)
}

// list opens a member that element fills and endList closes.
func (s *jsonStream) list(name string) {
	s.key(name)
	s.w.WriteByte('[')
	s.count = 0
}

func (s *jsonStream) element(v any) {
	if s.count > 0 {
		s.w.WriteByte(',')
	}
	s.count++
	s.w.WriteByte('\n')
	s.value(v)
}

func (s *jsonStream) endList() {
	if s.count > 0 {
		s.w.WriteByte('\n')
	}
	s.w.WriteByte(']')
}

// close ends the object and gives the first error.
func (s *jsonStream) close() error {
	s.w.WriteString("}\n")
	if err := s.w.Flush(); err != nil {
		return err
	}
	return s.err
}

// figure is a measured number, rounded to six decimals so that equal measurements print
// alike on every machine.
type figure float64

// MarshalJSON implements json.Marshaler.
func (f figure) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, math.Round(float64(f)*1e6)/1e6, 'f', -1, 64), nil
}

// kindCounts are sites by edge kind; every kind is written, in order, zeros included.
type kindCounts [graph.NumKinds]int

// MarshalJSON implements json.Marshaler.
func (k kindCounts) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, n := range k {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, graph.Kind(i).String())
		b = append(b, ':')
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, '}'), nil
}

// optional is a string that is null when empty.
type optional string

// MarshalJSON implements json.Marshaler.
func (o optional) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return plainJSON(string(o))
}

// plainJSON encodes a value as the encoder of the reports does, who leaves < and & alone.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// list makes a nil slice an empty one, for JSON has no use for null lists.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// kindNames lists the names of the kinds in a set.
func kindNames(set graph.KindSet) []string {
	names := []string{}
	for k := range graph.NumKinds {
		if set.Has(k) {
			names = append(names, k.String())
		}
	}
	return names
}

// jsonTree says what was measured.
type jsonTree struct {
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Commit  optional `json:"commit"`
	Date    optional `json:"date"`
	Profile optional `json:"profile"`
	Notes   []string `json:"notes"`
	Version optional `json:"plumbline"`
}

func newJSONTree(t *Tree) jsonTree {
	j := jsonTree{Name: t.Name, Kind: t.Kind, Commit: optional(t.Commit), Profile: optional(t.Profile),
		Notes: list(t.Notes), Version: optional(t.Version)}
	if !t.Date.IsZero() {
		j.Date = optional(t.Date.UTC().Format(time.RFC3339))
	}
	return j
}

// jsonSite is one statement or line.
type jsonSite struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Kind string `json:"kind"`
}

// newJSONSites lists sites, at most perKind of each kind; perKind 0 lists all.
func newJSONSites(g *graph.Graph, sites []graph.ViewSite, perKind int) []jsonSite {
	out := make([]jsonSite, 0, len(sites))
	var seen [graph.NumKinds]int
	for _, s := range sites {
		if seen[s.Kind]++; perKind > 0 && seen[s.Kind] > perKind {
			continue
		}
		out = append(out, jsonSite{g.Nodes[s.File].ID, int(s.Line), s.Kind.String()})
	}
	return out
}
