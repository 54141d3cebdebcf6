package deprecation

import (
	"regexp"
	"slices"

	"plumbline/parse"
	"plumbline/parse/opschema"
)

// NativeNames lists the functions that the build makes for Python of operator schemas, once a
// name, in source order: `torch.add` of a function, `torch.Tensor.add_` of a method, and
// `torch._C._special.special_erf` of one with `python_module: special` (create_python_bindings
// of tools/autograd/gen_python_functions.py; the names of its modules stand in
// tools/autograd/templates/python_*_functions.cpp). Out variants are no names of their own: they
// are overloads of their operator.
//
// generator is tools/autograd/gen_python_functions.py of the same tree, which says what gets no
// such function; nil for none. What an operator of a module is called there for users
// (torch.special.erf) is Python's, and read from its source.
func NativeNames(native *opschema.Native, generator *parse.Module) []NativeFunction {
	skip := readUnbound(generator)
	var out []NativeFunction
	have := map[string]bool{}
	for i := range native.Entries {
		e := &native.Entries[i]
		if skip.covers(e) {
			continue
		}
		for _, name := range pythonNames(e) {
			if !have[name] {
				have[name] = true
				out = append(out, NativeFunction{Name: name, Path: native.Path, Line: e.Line})
			}
		}
	}
	return out
}

// pythonNames are the names that one operator has in Python (is_py_torch_function and its
// siblings).
func pythonNames(e *opschema.Entry) (names []string) {
	if e.Name.Namespace != "" && e.Name.Namespace != "aten" {
		return nil
	}
	if e.PythonModule != "" {
		return []string{"torch._C._" + e.PythonModule + "." + e.Name.Base}
	}
	if slices.Contains(e.Variants, "function") {
		// Names with two leading underscores stay in torch._C._VariableFunctions: see the loop
		// over it in torch/__init__.py.
		home := "torch."
		if len(e.Name.Base) > 2 && e.Name.Base[:2] == "__" {
			home = "torch._C._VariableFunctions."
		}
		names = append(names, home+e.Name.Base)
	}
	if slices.Contains(e.Variants, "method") {
		names = append(names, "torch.Tensor."+e.Name.Base)
	}
	return names
}

// unbound is what the generator makes no function of.
type unbound struct {
	names      []*regexp.Regexp // of C++ functions, matched whole
	signatures []string
}

// readUnbound reads _SKIP_PYTHON_BINDINGS and SKIP_PYTHON_BINDINGS_SIGNATURES. A pattern that is
// no regular expression of Go's is passed over.
func readUnbound(m *parse.Module) unbound {
	var u unbound
	if m == nil {
		return u
	}
	for _, st := range m.Body {
		if st.Value == nil || st.Value.Kind != parse.ExprList {
			continue
		}
		for i := range st.Value.Args {
			text := st.Value.Args[i].Str
			switch {
			case text == "":
			case st.Name == "_SKIP_PYTHON_BINDINGS" || st.Name == "SKIP_PYTHON_BINDINGS":
				if re, err := regexp.Compile("^(?:" + text + ")$"); err == nil {
					u.names = append(u.names, re)
				}
			case st.Name == "SKIP_PYTHON_BINDINGS_SIGNATURES":
				u.signatures = append(u.signatures, text)
			}
		}
	}
	return u
}

// covers reports whether an operator gets no function (should_generate_py_binding).
func (u *unbound) covers(e *opschema.Entry) bool {
	if slices.Contains(e.Tags, "generated") && !slices.Contains(e.Tags, "view_copy") {
		return true
	}
	name, signature := e.Name.Base, e.Func
	if schema, err := e.Schema(); err == nil {
		if schema.OutIndex() < len(schema.Args) {
			name += "_out" // name of torchgen/api/cpp.py
		}
		signature = schema.String()
	}
	return slices.Contains(u.signatures, signature) ||
		slices.ContainsFunc(u.names, func(re *regexp.Regexp) bool { return re.MatchString(name) })
}
