package cpp

import (
	"bytes"
	"slices"
	"strings"

	"plumbline/parse"
)

// registrations reads what the file registers, in the expansions of its macros too.
func (s *scanner) registrations() {
	registrations(s.file, s.kept(s.code))
	for _, u := range s.expansions {
		registrations(s.file, s.expanded(u))
	}
	byLine(s.file.Libraries, func(n parse.Library) int { return n.Line })
	byLine(s.file.Stubs, func(n parse.Stub) int { return n.Line })
}

// registrations finds what code registers with the dispatcher: operator libraries
// (torch/library.h) and dispatch stubs (aten/src/ATen/native/DispatchStub.h).
func registrations(f *parse.File, c *code) {
	operatorsEnd := 0 // behind the last RegisterOperators statement
	for i, t := range c.tokens {
		if t.kind != identifier {
			continue
		}
		switch string(c.bytes(i + 1)) {
		case "(":
			macroRegistration(f, c, i)
		case "<":
			customClass(f, c, i)
		}
		switch word := c.bytes(i); {
		case string(word) == "Library":
			libraryObject(f, c, i)
		case string(word) == "RegisterOperators" && i >= operatorsEnd:
			operatorsEnd = registerOperators(f, c, i)
		}
	}
}

// macroRegistration reads a use of TORCH_LIBRARY* or *_DISPATCH at i.
func macroRegistration(f *parse.File, c *code, i int) {
	switch word := c.bytes(i); {
	case bytes.HasPrefix(word, []byte("TORCH_LIBRARY")):
		args := c.arguments(i + 1)
		if len(args) < 2 {
			return
		}
		lib := parse.Library{Line: c.lineOf(i), Namespace: c.lastName(args[0]), How: string(word)}
		if strings.HasPrefix(lib.How, "TORCH_LIBRARY_IMPL") {
			lib.Key = c.lastName(args[1])
		}
		if end := c.closing(i + 1); c.is(end+1, "{") {
			lib.Ops = operatorNames(c, end+1)
		}
		f.Libraries = append(f.Libraries, lib)
	case isStubMacro(word):
		args := c.arguments(i + 1)
		if len(args) == 0 {
			return
		}
		name := args[0]
		if string(word) == "DECLARE_DISPATCH" { // its first argument is the type
			name = args[len(args)-1]
		}
		if n := c.lastName(name); n != "" {
			f.Stubs = append(f.Stubs, parse.Stub{Line: c.lineOf(i), Name: n, How: string(word)})
		}
	}
}

// operatorNames reads the operators that the block at open defines or implements:
// `m.def("name(...) -> ...")`, `m.impl("name", ...)`, with TORCH_SELECTIVE_SCHEMA or
// TORCH_SELECTIVE_NAME around the literal or not.
func operatorNames(c *code, open int) (names []string) {
	for j, end := open, c.closing(open); j < end; j++ {
		if bytes.HasPrefix(c.bytes(j), []byte("TORCH_LIBRARY")) {
			break // blocks don't nest: this one was never closed
		}
		if !c.is(j, "def") && !c.is(j, "impl") || !c.is(j-1, ".") || !c.is(j+1, "(") {
			continue
		}
		at := j + 2
		if c.kind(at) == identifier && c.is(at+1, "(") {
			at += 2
		}
		schema, _, ok := c.literal(at)
		if !ok {
			continue
		}
		name, _, _ := strings.Cut(schema, "(")
		name, _, _ = strings.Cut(name[strings.LastIndexByte(name, ':')+1:], ".")
		if name = strings.TrimSpace(name); isName(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// isStubMacro reports whether word is DECLARE_DISPATCH, DEFINE_DISPATCH or one of the
// many macros that register a kernel for a stub.
func isStubMacro(word []byte) bool {
	stem, ok := bytes.CutSuffix(word, []byte("_DISPATCH"))
	return ok && (string(stem) == "DECLARE" || string(stem) == "DEFINE" ||
		bytes.HasPrefix(stem, []byte("REGISTER")) || bytes.HasPrefix(stem, []byte("ALSO_REGISTER")))
}

// customClass reads `torch::class_<T>("ns", "Name")`.
func customClass(f *parse.File, c *code, i int) {
	if !c.is(i, "class_") {
		return
	}
	open := c.templateEnd(i + 1)
	if c.kind(open) == identifier { // a variable's declaration
		open++
	}
	ns, next, ok := c.literal(open + 1)
	if ok && c.is(open, "(") && c.is(next, ",") && c.kind(next+1) == stringLiteral {
		f.Libraries = append(f.Libraries, parse.Library{Line: c.lineOf(i), Namespace: ns, How: "class_"})
	}
}

// libraryObject reads `torch::Library m(torch::Library::IMPL, "ns", key, ...)`, the
// object behind the macros.
func libraryObject(f *parse.File, c *code, i int) {
	open := i + 1
	if c.is(open, ">") { // make_unique<torch::Library>(...)
		open++
	}
	if c.kind(open) == identifier {
		open++
	}
	if !c.is(open, "(") {
		return
	}
	args := c.arguments(open)
	if len(args) < 2 {
		return
	}
	ns, _, ok := c.literal(args[1].from)
	kind := c.lastName(args[0])
	if !ok || kind != "DEF" && kind != "IMPL" && kind != "FRAGMENT" {
		return
	}
	lib := parse.Library{Line: c.lineOf(i), Namespace: ns, How: "Library::" + kind}
	if kind == "IMPL" && len(args) > 2 {
		lib.Key = c.lastName(args[2])
	}
	f.Libraries = append(f.Libraries, lib)
}

// registerOperators reads the namespaces of the schemas in a RegisterOperators statement,
// each once, and gives the index behind it.
func registerOperators(f *parse.File, c *code, i int) int {
	var seen []string
	if end := c.closing(i + 1); c.is(i+1, "{") || c.is(i+1, "(") && c.is(end+1, "{") {
		return i // the class of that name, or its constructor
	}
	j := i + 1
	for ; j < len(c.tokens) && !c.is(j, ";") && !c.is(j, "}"); j++ {
		if c.is(j, "{") && !c.is(j-1, "(") && !c.is(j-1, "{") && !c.is(j-1, ",") {
			j = c.closing(j) // a lambda's body
			continue
		}
		schema, _, ok := c.literal(j)
		if !ok || !c.is(j-1, "(") && !c.is(j-1, "{") {
			continue
		}
		ns, _, ok := strings.Cut(schema, "::")
		if !ok || !isName(ns) || slices.Contains(seen, ns) {
			continue
		}
		seen = append(seen, ns)
		f.Libraries = append(f.Libraries, parse.Library{Line: c.lineOf(j), Namespace: ns, How: "RegisterOperators"})
	}
	return j
}

// isName reports whether s is an identifier.
func isName(s string) bool {
	for i := range len(s) {
		if classes[s[i]] < clsIdent {
			return false
		}
	}
	return s != "" && classes[s[0]] == clsIdent
}
