package deprecation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"plumbline/parse"
)

// MarkerClass says what a place that speaks of deprecation does.
type MarkerClass string

// The classes of marker.
const (
	MarkWarned     MarkerClass = "warned"     // a warning that users see at run time
	MarkAnnounced  MarkerClass = "announced"  // a warning that something will be deprecated or will change: no cycle has begun
	MarkForwarded  MarkerClass = "forwarded"  // a helper that warns of what its callers say
	MarkData       MarkerClass = "data"       // a warning about what users have, not write: the dtype of a tensor, a file, an environment variable
	MarkUnclear    MarkerClass = "unclear"    // a warning under a condition that can't be followed, which may be about what it stands in
	MarkDocumented MarkerClass = "documented" // a directive of a docstring
	MarkCommented  MarkerClass = "commented"  // a comment: no marker, but a wish
	MarkTombstone  MarkerClass = "tombstone"  // it raises whatever it is given, or where something is given
	MarkOther      MarkerClass = "other"      // a text that speaks of deprecation and is given to no warning, or to one of a function that is made here and runs elsewhere
)

// Marker is one place that speaks of deprecation.
type Marker struct {
	Subject string  // what is deprecated: an object, a parameter `f(x)`, a value of one `f(x="sum")`
	Object  *Object // the object of the subject, or that the marker stands in
	Class   MarkerClass
	Made    string // how: "warnings.warn", "decorator deprecated", "helper warn_deprecated", "docstring", ...
	Path    string
	Line    int

	Text     string
	Category string // last name of the warning's class; "" where the call names none
	// Categorised says that the call gives a class, whether or not it can be told which.
	Categorised bool
	Stacklevel  bool   // the call gives one
	Known       bool   // a decorator that is known to leave the docstring as it is: that of PEP 702
	Inner       string // nested function that it stands in
	// Partly says that the subject is a parameter of which some values are meant: those of some type, or
	// others than its default.
	Partly bool
	// Overload is the declaration of C++ that is meant, where others of its name are not deprecated.
	Overload string

	Since       string // version that the text says it has warned since; "" for none
	Promised    string // version that the text promises the end for; "" for none
	Alternative string // what to use instead, as the text says; "" for nothing
}

// Markers lists every place of a tree that speaks of deprecation, by place. Subjects are names by
// file and nesting, whether public or not.
func (s *Surface) Markers() []Marker {
	r := &markerReader{s: s, helpers: map[*Object]*helper{}, busy: map[*Object]bool{}}
	for _, m := range s.Modules {
		r.module(m)
	}
	r.methods()
	r.handed()
	r.forwarded()
	slices.SortStableFunc(r.out, func(a, b Marker) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Subject, b.Subject))
	})
	return r.out
}

// markerReader collects the markers of one surface.
type markerReader struct {
	s       *Surface
	out     []Marker
	helpers map[*Object]*helper // what is known of functions, nil for no helper
	busy    map[*Object]bool    // being asked about: functions may call one another
	byClass []namedByMethod
}

// namedByMethod is a marker by which a method that makes no object says that its class is deprecated.
type namedByMethod struct {
	at     int // in the list of markers
	method string
}

// methods gives what methods say of their class to these where nothing warns who makes an object of it: users
// who do not call them meet no warning.
func (r *markerReader) methods() {
	made := map[string]bool{}
	by := map[int]bool{}
	for _, n := range r.byClass {
		by[n.at] = true
	}
	for i := range r.out {
		if m := &r.out[i]; !by[i] && (m.Class == MarkWarned || m.Class == MarkTombstone) {
			made[m.Subject] = true
		}
	}
	for _, n := range r.byClass {
		if m := &r.out[n.at]; !made[m.Subject] {
			m.Subject = n.method
		}
	}
}

// module reads what a module says outside of functions, then its objects.
func (r *markerReader) module(m *Object) {
	if m.Facts == nil {
		return
	}
	for i := range m.Facts.Sites {
		r.site(m, &m.Facts.Sites[i])
	}
	r.doc(m, m.Facts.Doc.Text, m.Facts.Doc.Line)
	for _, c := range m.Facts.Comments {
		about := commented(m, c.Line, 0)
		r.out = append(r.out, textMarker(Marker{Subject: about.Name, Object: about, Class: MarkCommented, Made: "comment", Path: m.Path, Line: c.Line}, c.Text, r.s.own))
	}
	r.members(m, 0)
}

// longComment is how many lines a comment above a definition may have.
const longComment = 12

// commented is the object that a comment is about, as its place tells: the function that it stands
// in, the statement that it stands behind, or the definition below it; else the class or module around.
func commented(o *Object, line, depth int) *Object {
	if o.scope == nil || depth > maxNesting {
		return o
	}
	var below *Object
	next := 0
	for _, name := range o.scope.order {
		b := o.scope.names[name]
		if b == nil || b.obj == nil || b.kind == bindImport || b.obj.Owner != o || b.obj.Origin != FromSource || b.obj.Stmt == nil {
			continue
		}
		st := b.obj.Stmt
		first := st.Line
		for _, d := range b.obj.decorators() {
			first = min(first, d.Line)
		}
		switch {
		case first <= line && line <= st.EndLine:
			return commented(b.obj, line, depth+1)
		case first > line && (below == nil || first < next):
			below, next = b.obj, first
		}
	}
	if below != nil && next <= line+longComment && !between(o, line, next) {
		return below
	}
	return o
}

// between reports whether a statement of an object's scope begins between two lines.
func between(o *Object, from, to int) bool {
	var body []*parse.PyStmt
	switch {
	case o.Facts != nil:
		body = o.Facts.Body
	case o.Class() != nil:
		body = o.Class().Body
	}
	return slices.ContainsFunc(body, func(st *parse.PyStmt) bool { return st.Line > from && st.Line < to })
}

func (r *markerReader) members(o *Object, depth int) {
	if depth > maxNesting {
		return
	}
	for _, own := range o.ownObjects() {
		r.object(own, depth)
		for _, other := range own.More {
			if other.Func != nil && decorated(other.Func.Decorators, "setter", "deleter") {
				r.accessor(own, other, true)
				continue
			}
			r.object(withStmt(own, other), depth)
		}
	}
}

// ownObjects are what the source of a module or class defines itself, in order.
func (o *Object) ownObjects() (out []*Object) {
	if o.scope == nil {
		return nil
	}
	for _, name := range o.scope.order {
		if b := o.scope.names[name]; b != nil && b.kind == bindObject && b.obj.Owner == o && b.obj.Origin == FromSource {
			out = append(out, b.obj)
		}
	}
	return out
}

// object reads one definition.
func (r *markerReader) object(o *Object, depth int) {
	if f := o.Func(); f != nil {
		r.decorators(o, f.Decorators)
		r.doc(o, f.Doc.Text, f.Doc.Line)
		for i := range f.Sites {
			r.site(o, &f.Sites[i])
		}
		return
	}
	if c := o.Class(); c != nil {
		r.decorators(o, c.Decorators)
		r.doc(o, c.Doc.Text, c.Doc.Line)
		r.members(o, depth+1)
		return
	}
	if o.Stmt != nil && o.Stmt.Value != nil && o.Stmt.Name != "" {
		r.wrapped(o, o.Stmt.Value)
	}
}

// wrapped reads `old = deprecated_alias(new)` and `old = deprecated("...")(new)`: what is made by
// a decorator that warns when it is called.
func (r *markerReader) wrapped(o *Object, value *parse.PyExpr) {
	if value.Kind != parse.ExprCall || len(value.Args) < 2 {
		return
	}
	if fn := &value.Args[0]; fn.Kind == parse.ExprName && fn.Name == "property" && o.Owner != nil {
		for i := range value.Args[1:] {
			a := &value.Args[i+1]
			if f := functionNamed(o, a); f != nil && a.Key != "doc" {
				r.accessor(o, f, i > 0 && a.Key == "" || a.Key == "fset" || a.Key == "fdel")
			}
		}
		return
	}
	d := value
	if fn := &value.Args[0]; fn.Kind == parse.ExprCall {
		d = fn // the decorator is made first
	}
	r.decorators(o, []parse.PyExpr{*d})
}

// decorators are those that warn when what they decorate is called: PEP 702's, and those of the
// tree whose body does.
func (r *markerReader) decorators(o *Object, list []parse.PyExpr) {
	for i := range list {
		d := &list[i]
		name := decoratorName(d)
		if name == "" {
			continue
		}
		ref := r.s.resolveIn(scopeOf(o), name)
		subject := o.Name
		if n := o.Base(); (n == "__init__" || n == "__new__") && o.Owner.Kind == ClassKind {
			subject = o.Owner.Name
		}
		m := Marker{Subject: subject, Object: o, Class: MarkWarned, Made: "decorator " + lastOf(name), Path: o.Path, Line: d.Line}
		var h *helper
		switch {
		case ref.Obj != nil:
			if h = r.helper(ref.Obj); h == nil || !h.decorates {
				continue
			}
		case lastOf(ref.Outside) == "deprecated":
			h = &helper{category: "DeprecationWarning", categorised: true, stacklevel: true, deprecates: true} // PEP 702: both are its defaults
			m.Known = true
		default:
			continue
		}
		if keywords := h.keywords(o, d); len(keywords) > 0 {
			for _, k := range keywords {
				one := r.called(m, o, d, h)
				one.Subject, one.Line = fmt.Sprintf("%s(%s)", o.Name, k.Key), k.Line
				text := textIn(k)
				if versioned(k) {
					text = or(text, k.Args[1].Str)
				}
				if one = textMarker(one, text, r.s.own); versioned(k) {
					one.Since = k.Args[0].Str
				}
				r.out = append(r.out, one)
			}
			continue
		}
		if m = r.called(m, o, d, h); h.deprecates || speaks(m.Text) || strings.Contains(m.Category, "Deprecat") {
			if staticOnly(d) || o.Stmt != nil && typeOnly(o.Stmt.Guards) {
				m.Class, m.Category, m.Stacklevel = MarkDocumented, "", false
			}
			r.out = append(r.out, m)
		}
	}
}

// staticOnly reports whether a decorator of PEP 702 is told to warn nobody at run time:
// `@deprecated("...", category=None)`.
func staticOnly(d *parse.PyExpr) bool {
	return d.Kind == parse.ExprCall && slices.ContainsFunc(d.Args[1:], func(a parse.PyExpr) bool { return a.Key == "category" && a.Text == "None" })
}

// textIn is the text of an expression, or of the first element of it that has one and speaks of
// deprecation.
func textIn(e *parse.PyExpr) string {
	if e.Kind == parse.ExprStr || e.Kind == parse.ExprFStr {
		return e.Str
	}
	for i := range e.Args {
		if t := textIn(&e.Args[i]); speaks(t) {
			return t
		}
	}
	return ""
}

// scopeOf is where names in an object's definition are looked up.
func scopeOf(o *Object) *Object {
	if o.Owner != nil {
		return o.Owner
	}
	return o
}
