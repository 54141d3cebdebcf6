package deprecation

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// helper is a function of the tree that warns for those who call it, or who are decorated by it.
type helper struct {
	text       string // its message, "{param}" for what callers give
	category   string
	stacklevel bool
	// categorised says that its warning is given a class, maybe one that only its callers know.
	categorised bool
	decorates   bool // the warning stands in a function that it returns
	params      []parse.PyParam
	deprecates  bool   // its name says that it warns of deprecations
	guard       string // the parameter that it must be given to warn, "" for none
}

// guardParam is the parameter of a helper that its warning is about: the tests around it ask
// whether it was given.
func guardParam(o *Object, site *parse.PySite) string {
	a := newAsked(o)
	for i := range site.Guards {
		if g := &site.Guards[i]; g.Kind == parse.PyIf && g.Test != nil {
			if t := a.tested(g.Test, 0); len(t) > 0 && t[0].value == "" && !t[0].inside {
				return t[0].param
			}
		}
	}
	return ""
}

// given is the parameter of a caller that a call passes to a helper for what it warns of, ""
// for none.
func (h *helper) given(o *Object, call *parse.PyExpr) string {
	if h.guard == "" {
		return ""
	}
	for i := range call.Args[1:] {
		a := &call.Args[i+1]
		name := a.Key
		if name == "" && i < len(h.params) {
			name = h.params[i].Name
		}
		if name != h.guard || a.Kind != parse.ExprName {
			continue
		}
		for _, p := range called(o) {
			if p.Name == a.Name {
				return a.Name
			}
		}
	}
	return ""
}

// keywords are the parameters of a decorated function that a decorator warns of alone: it is given
// them as keywords that are none of its own, `@deprecated_params(old=("1.4", "old is deprecated"))`.
func (h *helper) keywords(o *Object, call *parse.PyExpr) []*parse.PyExpr {
	if call.Kind != parse.ExprCall || !slices.ContainsFunc(h.params, func(p parse.PyParam) bool { return p.Kind == parse.PyVarKeyword }) {
		return nil
	}
	var out []*parse.PyExpr
	for i := range call.Args[1:] {
		a := &call.Args[i+1]
		own := slices.ContainsFunc(h.params, func(p parse.PyParam) bool { return p.Name == a.Key && p.Kind != parse.PyVarKeyword })
		takes := slices.ContainsFunc(called(o), func(p parse.PyParam) bool { return p.Name == a.Key || p.Kind == parse.PyVarKeyword })
		if a.Key != "" && !own && takes && (speaks(textIn(a)) || versioned(a)) {
			out = append(out, a)
		}
	}
	return out
}

// versioned reports whether an expression is a pair of a version and a text: since=("1.3", "...").
func versioned(e *parse.PyExpr) bool {
	return e.Kind == parse.ExprTuple && len(e.Args) == 2 && e.Args[0].Kind == parse.ExprStr && e.Args[1].Kind == parse.ExprStr &&
		versionIn(e.Args[0].Str) == e.Args[0].Str
}

// helper tells what is known of a function as one that warns, nil where it does not: its own
// warning is given a text that comes from its parameters, or its name says that this is what it
// is for. Helpers that call helpers are followed.
func (r *markerReader) helper(o *Object) *helper {
	if h, ok := r.helpers[o]; ok {
		return h
	}
	if r.busy[o] || o.Func() == nil {
		if o.Kind == ClassKind {
			return r.classHelper(o)
		}
		return nil
	}
	r.busy[o] = true
	h := r.findHelper(o)
	r.helpers[o] = h
	delete(r.busy, o)
	return h
}

// classHelper is a class that is used as a decorator: what its __init__ or __call__ warns.
func (r *markerReader) classHelper(o *Object) *helper {
	for _, name := range []string{"__call__", "__init__"} {
		if b := o.scope.names[name]; b != nil && b.obj != nil && b.obj.Func() != nil {
			if h := r.helper(b.obj); h != nil {
				c := *h
				c.decorates = true
				return &c
			}
		}
	}
	return nil
}

func (r *markerReader) findHelper(o *Object) *helper {
	f := o.Func()
	purpose := namesDeprecation(o.Base())
	for i := range f.Sites {
		site := &f.Sites[i]
		if site.Kind != parse.PyWarns {
			continue
		}
		via, ok := r.warns(o, site)
		if !ok {
			continue
		}
		h := &helper{text: site.Text, params: called(o), decorates: site.Inner != "" || via != nil && via.decorates}
		h.category, h.stacklevel = categoryOf(&site.Call)
		h.categorised = categorised(&site.Call) || via != nil && via.categorised
		h.category = or(h.category, defaultCategory(f, &site.Call))
		if via != nil {
			h.category, h.stacklevel = or(h.category, via.category), h.stacklevel || via.stacklevel
			if text := fill(via, &site.Call); !speaks(h.text) && text != "" {
				h.text = text
			}
		}
		if purpose || (via == nil || h.decorates) && o.Base() != "__getattr__" && takesText(f, site) {
			h.guard, h.deprecates = guardParam(o, site), strings.Contains(strings.ToLower(o.Base()), "deprec") || speaks(h.text)
			return h
		}
	}
	return nil
}

// namesDeprecation reports whether a function's name says that it is there to warn.
func namesDeprecation(name string) bool {
	n := strings.ToLower(strings.Trim(name, "_"))
	return strings.Contains(n, "deprec") && !strings.HasPrefix(n, "is_") && !strings.HasPrefix(n, "test") || n == "warn" || strings.HasPrefix(n, "warn_")
}

// takesText reports whether the text of a warning comes from the parameters of its function.
func takesText(f *parse.PyFunc, site *parse.PySite) bool {
	for i := range f.Params {
		p := f.Params[i].Name
		if at := strings.Index(site.Text, "{"+p+"}"); at >= 0 && i < 3 && speaks(site.Text[at:]) {
			return true // what it says is deprecated comes from its caller
		}
		for k := range site.Call.Args[1:] {
			if a := &site.Call.Args[k+1]; a.Kind == parse.ExprName && a.Name == p && (k == 0 || a.Key == "message" || a.Key == "msg") {
				return true
			}
		}
	}
	return false
}

// warns reports whether a call warns its user: a function of the warnings module, a method that
// is called so, or a helper of the tree, which via then is.
func (r *markerReader) warns(o *Object, site *parse.PySite) (via *helper, ok bool) {
	fn := &site.Call.Args[0]
	name := dotted(fn)
	if name == "" {
		return nil, fn.Name == "warn" || fn.Name == "warning" || fn.Name == "warn_once"
	}
	ref := r.s.resolveIn(scopeOf(o), name)
	if o.Kind == ModuleKind {
		ref = r.s.resolveIn(o, name)
	}
	switch {
	case ref.Obj != nil && ref.Obj.Kind != AttributeKind:
		h := r.helper(ref.Obj)
		return h, h != nil
	case ref.Outside != "":
		last := lastOf(ref.Outside)
		return nil, last == "warn" || last == "warn_explicit" || last == "warning" || last == "deprecated"
	}
	switch lastOf(name) { // log.warning, a function's own import, a method
	case "warn", "warning", "warn_once", "warning_once", "warn_explicit":
		return nil, true
	}
	return nil, false
}

// categoryOf is the class of warning that a call names, and whether it gives a stack level.
func categoryOf(call *parse.PyExpr) (category string, stacklevel bool) {
	for i := range call.Args[1:] {
		a := &call.Args[i+1]
		name := lastOf(dotted(a))
		if a.Kind == parse.ExprCall {
			name = lastOf(dotted(&a.Args[0])) // warnings.warn(FutureWarning("..."))
		}
		switch {
		case a.Key == "stacklevel" || a.Key == "" && i == 2:
			stacklevel = true
		case strings.HasSuffix(name, "Warning") && (a.Key == "" || a.Key == "category"):
			category = name
		}
	}
	return category, stacklevel
}

// categorised reports whether a call gives a class of warning, known or not.
func categorised(call *parse.PyExpr) bool {
	for i := range call.Args[1:] {
		if a := &call.Args[i+1]; a.Key == "category" || a.Key == "" && i == 1 {
			return true
		}
	}
	c, _ := categoryOf(call)
	return c != ""
}

// defaultCategory is the class of warning that a function's own parameter has for a default, where
// a call in it gives that parameter for the class.
func defaultCategory(f *parse.PyFunc, call *parse.PyExpr) string {
	for i := range call.Args[1:] {
		a := &call.Args[i+1]
		if a.Kind != parse.ExprName || a.Key != "category" && !(a.Key == "" && i == 1) {
			continue
		}
		for k := range f.Params {
			if p := &f.Params[k]; p.Name == a.Name && p.Default != nil && strings.HasSuffix(lastOf(dotted(p.Default)), "Warning") {
				return lastOf(dotted(p.Default))
			}
		}
	}
	return ""
}

// fill is the text of a helper with what a call gives for its parameters.
func fill(h *helper, call *parse.PyExpr) string {
	text := h.text
	place := 0
	for i := range call.Args[1:] {
		a := &call.Args[i+1]
		key := a.Key
		if key == "" && place < len(h.params) {
			key = h.params[place].Name
			place++
		}
		value := oneLine(a.Text)
		if a.Kind == parse.ExprStr || a.Kind == parse.ExprFStr {
			value = a.Str
		}
		if (a.Kind == parse.ExprStr || a.Kind == parse.ExprFStr) && (text == "" || h.text == "" && !speaks(text) && speaks(value)) {
			text = value // of a helper that has no text of its own: what speaks of deprecation, before a version
			continue
		}
		text = strings.ReplaceAll(text, "{"+key+"}", value)
	}
	return text
}
