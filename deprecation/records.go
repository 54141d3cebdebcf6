package deprecation

import (
	"cmp"
	"slices"

	"plumbline/parse"
)

// Record is one definition as the surface format has it.
type Record struct {
	Name       string
	Kind       Kind
	Func       *parse.PyFunc // of a function
	Path       string
	Line       int
	Public     bool
	ExportedAs []string // the other public names that it has
	Schema     bool     // known from an operator schema alone
	Deprecated *string  // what its marker says, nil where it has none
}

// Records lists the public surface by name, one record a definition: each overload is one. With
// all it lists what every file that was read defines outside of functions, one record a
// statement, both branches of an if included, private names too.
func (s *Surface) Records(all bool) []Record {
	var out []Record
	if all {
		out = s.allRecords()
	} else {
		s.each(func(o *Object) {
			if o.Public {
				out = append(out, publicRecords(o)...)
			}
		})
	}
	s.markRecords(out)
	slices.SortStableFunc(out, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

// markRecords notes which records are deprecated, and what their marker says: a warning before a
// docstring.
func (s *Surface) markRecords(list []Record) {
	text := map[string]*Marker{}
	for _, m := range s.Markers() {
		if rank := markRank(m.Class); rank > 0 && (text[m.Subject] == nil || markRank(text[m.Subject].Class) < rank) {
			text[m.Subject] = &m
		}
	}
	for i := range list {
		if m := text[list[i].Name]; m != nil {
			list[i].Deprecated = &m.Text
		}
	}
}

func newRecord(o *Object) Record {
	return Record{Name: o.Name, Kind: o.Kind, Func: o.Func(), Path: o.Path, Line: o.Line, Public: o.Public, ExportedAs: o.ExportedAs,
		Schema: o.Origin == FromSchema}
}

// publicRecords are those of one object: of a function with overloads one each.
func publicRecords(o *Object) []Record {
	out := []Record{newRecord(o)}
	if o.Func() == nil {
		return out
	}
	for _, st := range o.More {
		if isOverload(st) {
			r := newRecord(o)
			r.Func, r.Line = st.Func, st.Line
			out = append(out, r)
		}
	}
	return out
}

// allRecords lists the statements of all files.
func (s *Surface) allRecords() []Record {
	objects := map[*parse.PyStmt]*Object{}
	s.each(func(o *Object) {
		if o.Stmt != nil && o.Kind != AttributeKind {
			objects[o.Stmt] = o
			for _, st := range o.More {
				objects[st] = o
			}
		}
	})
	var out []Record
	for _, f := range s.files {
		r := Record{Name: f.Module, Kind: ModuleKind, Path: f.Facts.Path, Line: 1}
		if m := s.byName[f.Module]; m != nil && m.Path == f.Facts.Path {
			r.Public, r.ExportedAs = m.Public, m.ExportedAs
		}
		out = append(append(out, r), s.statementRecords(f.Module, f.Facts, f.Facts.Body, objects, 0)...)
	}
	return out
}

func (s *Surface) statementRecords(scope string, m *parse.Module, body []*parse.PyStmt, objects map[*parse.PyStmt]*Object, depth int) []Record {
	var out []Record
	for _, st := range body {
		r := Record{Name: scope + "." + st.Name, Path: m.Path, Line: st.Line, Func: st.Func, Kind: FunctionKind}
		switch {
		case st.Kind == parse.PyClassDef:
			r.Kind = ClassKind
		case st.Kind == parse.PyAssigned && st.Name != "", st.Kind == parse.PyAnnotated && st.Name != "", st.Kind == parse.PyTypeAlias:
			r.Kind = AttributeKind
			if o := s.byName[scope]; o != nil {
				if b := o.scope.names[st.Name]; b != nil && b.obj != nil && b.stmt == st {
					r.Public, r.ExportedAs = b.obj.Public, b.obj.ExportedAs
				}
			}
		case st.Kind != parse.PyDef:
			continue
		}
		if o := objects[st]; o != nil {
			r.Public, r.ExportedAs = o.Public, o.ExportedAs
		}
		out = append(out, r)
		if st.Class != nil && depth < maxNesting {
			out = append(out, s.statementRecords(r.Name, m, st.Class.Body, objects, depth+1)...)
		}
	}
	return out
}
