package deprecation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"plumbline/parse"
	"plumbline/parse/opschema"
)

// NativeFile is what one C++ file says of deprecation.
type NativeFile struct {
	Path     string
	Decls    []NativeDecl
	Warnings []parse.CppWarning
}

// NativeDecl is a declaration with a deprecated attribute ([[deprecated]], C10_DEPRECATED and their
// kin): a compiler shows its text to whoever uses the name.
type NativeDecl struct {
	Name string // qualified: "c10d::TCPStore::TCPStore"
	Line int
	Text string // its message, "" for none
	// Overload is the declaration as written where it is one of several of its name, of which not
	// all are deprecated; "" where the name as such is.
	Overload string
}

// NativeDecls lists what a header declares with a deprecated attribute, in source order.
func NativeDecls(h *parse.Header) []NativeDecl {
	var out []NativeDecl
	live := map[string]bool{} // names that are declared without one
	var walk func(list []*parse.Decl, around string)
	walk = func(list []*parse.Decl, around string) {
		for _, d := range list {
			name := around
			if d.Name != "" {
				name = joinCpp(around, d.Name)
			}
			switch {
			case d.Friend || d.Kind == parse.DeclClass && !d.Defined && d.Deprecated == nil:
			case d.Deprecated != nil && d.Name != "":
				n := NativeDecl{Name: name, Line: d.Line, Text: *d.Deprecated}
				if d.Kind == parse.DeclFunction {
					n.Overload = d.Text
				}
				out = append(out, n)
			case d.Kind == parse.DeclFunction:
				live[name] = true
			}
			walk(d.Members, name)
		}
	}
	walk(h.Decls, "")
	for i := range out {
		if !live[out[i].Name] {
			out[i].Overload = ""
		}
	}
	return out
}

func joinCpp(around, name string) string {
	if around == "" {
		return name
	}
	return around + "::" + name
}

// OldOverloads are the signatures that one entry of deprecated.yaml means.
type OldOverloads struct {
	Path string
	Line int
	List []opschema.Overload
}

// NativeMarkers lists what C++ files and operator schemas say of deprecation, by place. Their
// subjects are qualified names of C++, `aten::symeig` and `torch.symeig` where a function is the
// kernel of an operator, and whole signatures `torch.add(Tensor self, Scalar alpha, Tensor other)`
// of old overloads, of which Python's argument parser warns. Comments of schemas are no markers.
//
// native may be nil: then no operators are known. project has the names that the project goes by.
func NativeMarkers(files []NativeFile, native *opschema.Native, old []OldOverloads, project []string) []Marker {
	own := namesOfProject(project)
	kernels := kernelsOf(native)
	var out []Marker
	for i := range files {
		f := &files[i]
		for _, d := range f.Decls {
			out = append(out, textMarker(Marker{Subject: d.Name, Overload: d.Overload, Class: MarkWarned, Made: "[[deprecated]]", Path: f.Path, Line: d.Line, Categorised: true, Stacklevel: true}, d.Text, own))
		}
		for k := range f.Warnings {
			out = append(out, nativeWarning(f.Path, &f.Warnings[k], kernels, own)...)
		}
	}
	if native != nil {
		for i := range native.Entries {
			if e := &native.Entries[i]; e.Deprecated != nil {
				class := MarkCommented
				if e.Deprecated.Wish {
					class = MarkOther
				}
				out = append(out, textMarker(Marker{Subject: "aten::" + e.Name.String(), Class: class, Made: "comment", Path: native.Path, Line: e.Deprecated.Line}, e.Deprecated.Text, own))
			}
		}
	}
	for _, o := range old {
		for i := range o.List {
			out = append(out, Marker{Subject: o.List[i].String(), Class: MarkWarned, Made: "deprecated.yaml", Path: o.Path, Line: o.Line,
				Text: "This overload is deprecated.", Category: "UserWarning", Categorised: true, Stacklevel: true})
		}
	}
	slices.SortStableFunc(out, func(a, b Marker) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Subject, b.Subject))
	})
	return out
}

// kernelsOf gives the entries of operators by the unqualified names of functions that run them.
func kernelsOf(native *opschema.Native) map[string][]*opschema.Entry {
	out := map[string][]*opschema.Entry{}
	if native == nil {
		return out
	}
	for i := range native.Entries {
		e := &native.Entries[i]
		names := []string{e.Name.Base}
		for _, d := range e.Dispatch {
			names = append(names, lastCpp(d.Kernel))
		}
		if strings.HasPrefix(e.Name.Overload, "out") || strings.HasSuffix(e.Name.Overload, "_out") {
			names = append(names, e.Name.Base+"_out")
		}
		slices.Sort(names)
		for _, n := range slices.Compact(names) {
			out[n] = append(out[n], e)
		}
	}
	return out
}

// lastCpp is the last component of a qualified name of C++.
func lastCpp(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }

// nativeWarning makes markers of a place of C++ that warns or raises.
func nativeWarning(path string, w *parse.CppWarning, kernels map[string][]*opschema.Entry, own projectNames) []Marker {
	m := textMarker(Marker{Path: path, Line: w.Line, Made: w.Macro, Category: nativeCategory(w.Category), Categorised: true, Stacklevel: true}, w.Text, own)
	subjects := []string{w.Function}
	switch {
	case w.Definition != "":
		subjects = []string{w.Definition}
	case w.Bound != "":
		subjects = []string{boundName(w)}
	case w.Function == "":
		subjects = []string{or(w.Block, path)}
	case isKernel(w.Function):
		subjects = append(subjects, operatorNames(kernels[lastCpp(w.Function)])...)
	}
	m.Class = nativeClass(w, subjects[0])
	var out []Marker
	for _, subject := range subjects {
		one := m
		one.Subject = subject
		if p := nativeParam(w); p != "" {
			one.Subject = fmt.Sprintf("%s(%s)", subject, p)
			one.Partly = strings.ContainsAny(given.Replace(w.Conditional), ".(<>") // more than whether it was given
		}
		out = append(out, one)
	}
	return out
}

// given takes out of a condition what asks whether an optional argument was given.
var given = strings.NewReplacer(".has_value()", "", ".defined()", "")

// nativeParam is the parameter that a warning is about: one that its text names, else the last that
// the tests around it depend on; "" for none.
func nativeParam(w *parse.CppWarning) string {
	head := w.Text
	if i := verdictWord.FindStringIndex(head); i != nil {
		head = head[:i[1]]
	}
	for _, m := range saidParam.FindAllStringSubmatch(head, 4) {
		if name := or(or(m[1], m[2]), or(m[3], m[4])); name != "" {
			return name
		}
	}
	for i := len(w.Params) - 1; i >= 0; i-- {
		if hasWord(head, w.Params[i]) {
			return w.Params[i]
		}
	}
	if len(w.Params) == 0 {
		return ""
	}
	return w.Params[len(w.Params)-1]
}

// isKernel reports whether a function stands where kernels of operators do.
func isKernel(function string) bool {
	return !strings.Contains(function, "::") || strings.HasPrefix(function, "at::native::") || strings.HasPrefix(function, "at::")
}

// nativeClass is what a place of C++ does.
func nativeClass(w *parse.CppWarning, subject string) MarkerClass {
	conditional := len(w.Conditions) > 0
	names := strings.Contains(w.Text, lastCpp(subject)) || itself.MatchString(w.Text)
	switch {
	case w.Change || announces(w.Text):
		return MarkAnnounced
	case w.Definition != "":
		return MarkForwarded
	case w.Raises && (len(w.Params) > 0 || !conditional) && speaksOfRemoval(w.Text):
		return MarkTombstone
	case w.Raises:
		return MarkOther
	case len(w.Params) > 0 && strings.Contains(given.Replace(w.Conditional), "."):
		return MarkData // what a tensor is made of
	case conditional && len(w.Params) == 0 && !names:
		return MarkUnclear
	case w.Function == "" && w.Bound == "" && w.Block == "":
		return MarkUnclear
	}
	return MarkWarned
}

// boundName is the name that a lambda is registered under, in the words of operators.
func boundName(w *parse.CppWarning) string {
	name, _, _ := strings.Cut(w.Bound, "(")
	return strings.TrimSpace(name)
}

// operatorNames are the names of operators, and those that they have in C++ and Python.
func operatorNames(entries []*opschema.Entry) (out []string) {
	for _, e := range entries {
		out = append(out, "aten::"+e.Name.String())
		if slices.Contains(e.Variants, "function") {
			out = append(out, "at::"+e.Name.Base)
		}
		if slices.Contains(e.Variants, "method") {
			out = append(out, "at::Tensor::"+e.Name.Base)
		}
		out = append(out, pythonNames(e)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func nativeCategory(k parse.CppWarnKind) string {
	switch k {
	case parse.CppWarnDeprecation:
		return "DeprecationWarning"
	case parse.CppWarnFuture:
		return "FutureWarning"
	case parse.CppWarnUser:
		return "UserWarning"
	}
	return ""
}
