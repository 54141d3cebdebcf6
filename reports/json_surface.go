package reports

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"

	"plumbline/abi"
	"plumbline/deprecation"
	"plumbline/internal/source"
	"plumbline/parse"
)

// Surface is what a tree declares, in one language.
type Surface struct {
	Tree    Tree
	Surface *abi.Surface         // of "cpp" and "ops"
	Python  []deprecation.Record // of "python"
	Lang    string               // "cpp", "ops" or "python"
	All     bool                 // private members, internal declarations and those of other headers too
	// Unparsed asks for the regions that could not be read, instead of what could.
	Unparsed bool
	// Snapshot is what the tree can be read from again, the last record in JSON; nil for none.
	Snapshot *source.Snapshot
}

// surfaceRecord is one declaration of the C++ surface.
type surfaceRecord struct {
	Name       string     `json:"name"`
	Symbol     optional   `json:"symbol"`
	Kind       string     `json:"kind"`
	Exported   optional   `json:"exported"`
	Tier       abi.Tier   `json:"tier"`
	Template   bool       `json:"template"`
	Virtual    bool       `json:"virtual"`
	Pure       bool       `json:"pure"`
	Access     optional   `json:"access"`
	Path       string     `json:"path"`
	Line       int        `json:"line"`
	Deprecated *string    `json:"deprecated"`
	Guards     []string   `json:"guards"` // the conditions that it stands under
	Taken      bool       `json:"taken"`  // whether the configuration takes them
	Layout     *jsonField `json:"layout,omitempty"`
	Value      *jsonField `json:"value,omitempty"`
}

// jsonField is a member that only some kinds have, where null is a value of its own.
type jsonField struct{ value any }

// MarshalJSON implements json.Marshaler.
func (f *jsonField) MarshalJSON() ([]byte, error) { return plainJSON(f.value) }

type jsonLayout struct {
	Size   int64    `json:"size"`
	Align  int64    `json:"align"`
	Fields [][2]any `json:"fields"` // name and offset in bytes
	Vtable []string `json:"vtable"`
}

type unparsedRecord struct {
	Path  string `json:"path"`
	Line  int    `json:"line"`
	Bytes int    `json:"bytes"`
}

type operatorRecord struct {
	Name   string   `json:"name"`
	Schema string   `json:"schema"`
	Cpp    []string `json:"cpp"`
	Path   string   `json:"path"`
	Line   int      `json:"line"`
}

// SurfaceJSON writes one object a declaration, one a line, sorted by name.
func SurfaceJSON(w io.Writer, in Surface) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	var err error
	switch {
	case in.Unparsed:
		err = encodeAll(enc, unparsedRecords(in.Surface))
	case in.Lang == "ops":
		err = encodeAll(enc, operatorRecords(in.Surface))
	case in.Lang == "python":
		err = encodeAll(enc, pythonRecords(in.Python))
	default:
		err = encodeAll(enc, in.records())
	}
	if err != nil || in.Snapshot == nil {
		return err
	}
	return enc.Encode(in.Snapshot)
}

func encodeAll[T any](enc *json.Encoder, rows []T) error {
	for i := range rows {
		if err := enc.Encode(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func unparsedRecords(s *abi.Surface) []unparsedRecord {
	var out []unparsedRecord
	for _, h := range s.Headers {
		for _, u := range h.Unparsed {
			out = append(out, unparsedRecord{h.Path, u.Line, u.End - u.Start})
		}
	}
	return out
}

func operatorRecords(s *abi.Surface) []operatorRecord {
	out := make([]operatorRecord, len(s.Operators))
	for i, o := range s.Operators {
		out[i] = operatorRecord{o.Name, o.Schema, list(o.Cpp), o.Path, o.Line}
	}
	return out
}

// records lists the C++ surface by name, then symbol, place and kind.
func (in *Surface) records() []surfaceRecord {
	var out []surfaceRecord
	add := func(e *abi.Entity, change func(*surfaceRecord)) {
		if !in.All && (!e.Public || e.Tier == abi.TierInternal) {
			return
		}
		r := newSurfaceRecord(e)
		if change != nil {
			change(&r)
		}
		out = append(out, r)
	}
	s := in.Surface
	for _, c := range s.Classes {
		add(&c.Entity, func(r *surfaceRecord) { r.Layout = &jsonField{newJSONLayout(c)} })
	}
	for _, e := range s.Enums {
		add(&e.Entity, nil)
		for i := range e.Enumerators {
			add(&e.Entity, func(r *surfaceRecord) { r.enumerator(e, &e.Enumerators[i]) })
		}
	}
	for _, f := range s.Functions {
		add(&f.Entity, func(r *surfaceRecord) { r.Virtual, r.Pure = f.Virtual, f.Pure })
	}
	for _, v := range s.Variables {
		add(&v.Entity, func(r *surfaceRecord) {
			if v.Value != nil || v.Constexpr {
				r.Value = &jsonField{v.Value}
			}
		})
	}
	for _, a := range s.Aliases {
		add(&a.Entity, nil)
	}
	for _, m := range s.Macros {
		add(&m.Entity, nil)
	}
	slices.SortStableFunc(out, func(a, b surfaceRecord) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Symbol, b.Symbol), cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

func newSurfaceRecord(e *abi.Entity) surfaceRecord {
	return surfaceRecord{Name: e.Name, Symbol: optional(e.Symbol), Kind: e.Kind, Exported: optional(e.Export), Tier: e.Tier,
		Template: e.Template, Access: optional(accessName(e.Access)), Path: e.Path, Line: e.Line, Deprecated: e.Deprecated,
		Guards: list(e.Guards), Taken: !e.Untaken}
}

// enumerator makes the record of an enum that of one of its enumerators.
func (r *surfaceRecord) enumerator(e *abi.Enum, x *abi.Enumerator) {
	r.Kind, r.Name, r.Symbol, r.Line = "enumerator", e.Name+"::"+x.Name, "", x.Line
	if x.Deprecated != nil {
		r.Deprecated = x.Deprecated
	}
	r.Guards, r.Taken = list(x.Guards), !x.Untaken && !e.Untaken
	r.Value = &jsonField{x.Value}
}

func accessName(a parse.Access) string {
	switch a {
	case parse.AccessPublic:
		return "public"
	case parse.AccessProtected:
		return "protected"
	case parse.AccessPrivate:
		return "private"
	}
	return ""
}

// newJSONLayout is the layout of a class, nil where it is unknown. Of the vtable it lists the
// primary one, a virtual destructor twice, as the Itanium C++ ABI has it.
func newJSONLayout(c *abi.Class) *jsonLayout {
	if c.Layout == nil {
		return nil
	}
	l := &jsonLayout{Size: c.Layout.Size, Align: c.Layout.Align, Fields: [][2]any{}, Vtable: []string{}}
	for _, f := range c.Layout.Fields {
		l.Fields = append(l.Fields, [2]any{f.Name, f.Offset})
	}
	if c.Vtable == nil {
		return l
	}
	for _, s := range c.Vtable.Slots {
		name := s.Key
		if s.Function != nil && s.Function.Symbol != "" {
			name = s.Function.Symbol
		}
		l.Vtable = append(l.Vtable, name)
	}
	return l
}
