package deprecation

import (
	"fmt"
	"slices"
	"strings"

	"plumbline/parse"
)

// site reads a call or raise in the body of an object.
func (r *markerReader) site(o *Object, site *parse.PySite) {
	m := Marker{Object: o, Path: o.Path, Line: site.Line, Inner: site.Inner}
	if site.Kind == parse.PyRaise {
		r.raise(m, o, site)
		return
	}
	via, warns := r.warns(o, site)
	text := site.Text
	switch {
	case !warns:
		if speaks(text) && !isRaised(&site.Call) {
			m.Class, m.Made, m.Subject = MarkOther, oneLine(site.Call.Args[0].Text), o.Name
			r.out = append(r.out, textMarker(m, text, r.s.own))
		}
		return
	case via != nil && via.decorates && r.helper(o) == nil:
		return // what it gives warns, when that is called: see wrapped
	case via != nil:
		m.Made = "helper " + lastOf(dotted(&site.Call.Args[0]))
		text = fill(via, &site.Call)
	default:
		m.Made = oneLine(site.Call.Args[0].Text)
	}
	if !speaks(text) && !deprecationCategory(&site.Call) && (via == nil || !via.deprecates) {
		return // a warning of something else
	}
	if h := r.helper(o); h != nil && o.Kind == FunctionKind && h.text == text {
		m.Class, m.Subject = MarkForwarded, o.Name
		r.out = append(r.out, textMarker(m, text, r.s.own))
		return
	}
	if site.Elsewhere && !saysName(o, text) {
		m.Class, m.Subject = MarkOther, o.Name // who calls o meets no warning, who calls what it made may
		r.out = append(r.out, textMarker(m, text, r.s.own))
		return
	}
	target := r.warned(o, site, text, via)
	for _, subject := range target.subjects {
		one := m
		one.Subject, one.Class, one.Partly = subject, MarkWarned, target.partly
		if _, p, ok := strings.Cut(subject, "("); ok {
			one.Partly = one.Partly || someValues(text, strings.TrimSuffix(p, ")"))
		}
		if via == nil {
			one.Category, one.Stacklevel = categoryOf(&site.Call)
			one.Categorised = categorised(&site.Call)
			one = textMarker(one, text, r.s.own)
		} else {
			one = r.called(one, o, &site.Call, via)
		}
		if target.class != "" {
			one.Class = target.class
		}
		r.out = append(r.out, one.announced())
	}
}

// announced is a marker, or the announcement that its text makes of it: that something will be
// deprecated, or only be otherwise.
func (m Marker) announced() Marker {
	if announces(m.Text) || m.Category != "FutureWarning" && m.Category != "DeprecationWarning" && onlyChanges(m.Text) {
		m.Class = MarkAnnounced
	}
	return m
}

// warned is what a warning is about: what its text names, else what a helper is given, else what its place says.
func (r *markerReader) warned(o *Object, site *parse.PySite, text string, via *helper) aim {
	target := r.aimOf(o, site, text)
	if named := r.named(o, text); named != "" {
		target = aim{subjects: []string{named}}
		if o.Owner != nil && o.Owner.Kind == ClassKind && strings.HasPrefix(o.Name, named+".") && !makes(o) {
			r.byClass = append(r.byClass, namedByMethod{len(r.out), o.Name})
		}
	} else if via != nil && !target.param {
		if p := via.given(o, &site.Call); p != "" {
			target = aim{subjects: []string{fmt.Sprintf("%s(%s)", o.Name, p)}}
		}
	}
	return target
}

// makes reports whether a method runs whenever an object of its class is made, or a class derived from it.
func makes(o *Object) bool {
	switch o.Base() {
	case "__init__", "__new__", "__init_subclass__", "__post_init__":
		return true
	}
	return false
}

// isRaised reports whether a call makes an exception: the raise around it is told.
func isRaised(call *parse.PyExpr) bool {
	name := lastOf(dotted(&call.Args[0]))
	return strings.HasSuffix(name, "Error") || strings.HasSuffix(name, "Exception") || strings.HasSuffix(name, "Warning")
}

// deprecationCategory reports whether a call names a class of warning that is for deprecations.
func deprecationCategory(call *parse.PyExpr) bool {
	c, _ := categoryOf(call)
	return c == "DeprecationWarning" || c == "PendingDeprecationWarning"
}

// called completes a marker by the call of a helper or decorator.
func (r *markerReader) called(m Marker, o *Object, call *parse.PyExpr, h *helper) Marker {
	m.Category, m.Stacklevel, m.Categorised = h.category, h.stacklevel, h.categorised
	if call.Kind != parse.ExprCall {
		return textMarker(m, h.text, r.s.own)
	}
	if c, level := categoryOf(call); c != "" || level {
		m.Category, m.Stacklevel = or(c, m.Category), m.Stacklevel || level
	}
	m = textMarker(m, fill(h, call), r.s.own)
	for i := range call.Args[1:] {
		a := &call.Args[i+1]
		key := a.Key
		if key == "" && i < len(h.params) {
			key = h.params[i].Name
		}
		if a.Kind != parse.ExprStr {
			continue
		}
		switch {
		case slices.Contains(sinceWords, key):
			m.Since = or(versionIn(a.Str), m.Since)
		case slices.Contains(promiseWords, key):
			m.Promised = or(versionIn(a.Str), m.Promised)
		case slices.Contains(insteadWords, key):
			m.Alternative = or(m.Alternative, a.Str)
		case key == "old_argument_name" && a.Str != "" && !strings.Contains(m.Subject, "("):
			m.Subject = fmt.Sprintf("%s(%s)", m.Subject, a.Str)
		}
	}
	return m
}

// Names of the arguments by which helpers are told versions and what to use instead.
var (
	sinceWords   = []string{"since", "deprecated_in", "deprecation_version", "deprecated_since", "version", "in_version"}
	promiseWords = []string{"removed_in", "removal_version", "remove_in", "removal", "remove", "until", "target_version"}
	insteadWords = []string{"instructions", "alternative", "new_class_name", "new_argument_name", "new_functional_name", "replacement", "use", "instead"}
)

// raise is a tombstone where a function raises whatever it is given, or whenever something is
// given, and says that this is gone. Other raises that speak of deprecation are told as such.
func (r *markerReader) raise(m Marker, o *Object, site *parse.PySite) {
	if !speaks(site.Text) && !speaksOfRemoval(site.Text) {
		return
	}
	m.Made = "raise " + oneLine(or(dotted(&site.Call), decoratorName(&site.Call)))
	target := r.aimOf(o, site, site.Text)
	for _, subject := range target.subjects {
		one := m
		one.Subject, one.Class, one.Partly = subject, MarkTombstone, target.partly
		if !speaksOfRemoval(site.Text) || site.Inner != "" || target.outer || !target.param && !alwaysRaises(o, site) || target.class != "" {
			one.Class = MarkOther // it raises in some cases only
		}
		r.out = append(r.out, textMarker(one, site.Text, r.s.own))
	}
}

// alwaysRaises reports whether nothing gets past a raise: whoever calls the function, or imports
// the module, meets it.
func alwaysRaises(o *Object, site *parse.PySite) bool {
	if f := o.Func(); f != nil && o.Base() != "__init__" {
		return f.Body == parse.PyRaises
	}
	return len(site.Guards) == 0
}

// named is what a text says is deprecated, where that is not what it stands in: the class around a
// method, or of something private another object of the tree. "" for none.
func (r *markerReader) named(o *Object, text string) string {
	m := saidDeprecated.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	name := strings.TrimSuffix(m[1], ".")
	for outer := o.Owner; outer != nil && outer.Kind == ClassKind; outer = outer.Owner {
		if lastOf(name) == outer.Base() {
			return outer.Name
		}
	}
	if o.Public || lastOf(name) == o.Base() || !strings.Contains(name, ".") {
		return ""
	}
	if ref, ok := r.s.Lookup(name); ok && ref.Obj != nil && ref.Obj != o && ref.Obj.Kind != ModuleKind {
		return ref.Obj.Name
	}
	return ""
}

// namesAsked are the names that the tests around a place of a module's __getattr__ compare its
// parameter with.
func namesAsked(s *Surface, m *Object, guards []parse.PyGuard) []string {
	var out []string
	for i := range guards {
		if g := &guards[i]; g.Kind == parse.PyIf && g.Test != nil {
			for _, n := range spelledIn(s, m, g.Test, 0) {
				out = append(out, m.Name+"."+n)
			}
		}
	}
	return out
}

// namesAnswered are the names of the tables of deprecated names that a module's __getattr__ looks
// its parameter up in.
func namesAnswered(s *Surface, o *Object) []string {
	var out []string
	for i := range o.Func().Answers {
		if e := &o.Func().Answers[i]; e.Kind == parse.ExprName && strings.Contains(strings.ToLower(e.Name), "deprec") {
			for _, n := range spelledIn(s, o.Owner, e, 0) {
				out = append(out, o.Owner.Name+"."+n)
			}
		}
	}
	return out
}

// spelledIn are the strings of an expression, those of the tables that it names included.
func spelledIn(s *Surface, m *Object, e *parse.PyExpr, depth int) []string {
	if depth > 4 {
		return nil
	}
	switch e.Kind {
	case parse.ExprStr:
		return []string{e.Str}
	case parse.ExprName:
		if b := m.scope.names[e.Name]; b != nil && b.stmt.Value != nil {
			return spelledIn(s, m, b.stmt.Value, depth+1)
		}
		return nil
	case parse.ExprDict:
		var out []string
		for i := 0; i < len(e.Args); i += 2 {
			out = append(out, spelledIn(s, m, &e.Args[i], depth+1)...)
		}
		return out
	}
	var out []string
	for i := range e.Args {
		out = append(out, spelledIn(s, m, &e.Args[i], depth+1)...)
	}
	return out
}
