package cpp

import (
	"bytes"
	"strings"

	"plumbline/parse"
)

// bindings reads what the file gives to Python and takes from it.
func (s *scanner) bindings() {
	main := s.kept(s.code)
	b := &binder{code: main, file: s.file, tables: collectTables(main), constants: stringConstants(s.file, main), helpers: map[string]helper{}}
	inMacros := *b
	inMacros.code = s.kept(s.macroCode)
	inMacros.imports(s.file)
	inMacros.walk()
	b.imports(s.file)
	b.walk()
	b.helperNames()
	s.file.PyNames = append(s.file.PyNames, b.tables.names...)
	b.tables.methodNames(s.file, main)
	byLine(s.file.PyNames, func(n parse.PyName) int { return n.Line })
	byLine(s.file.PyImports, func(n parse.PyImport) int { return n.Line })
}

// variableKind is what a C++ variable holds, as far as binding code needs it.
type variableKind uint8

const (
	otherVariable  variableKind = iota // nothing that names can be defined on
	moduleVariable                     // a Python module
	classVariable                      // a pybind11 class or enum
)

// variable is a C++ variable in scope.
type variable struct {
	name  string
	depth int // braces around its scope
	kind  variableKind
	path  string // of a module, as far as the file tells
}

// binder follows variables that hold Python modules through a file and records what is
// defined on them.
type binder struct {
	*code
	file      *parse.File
	tables    *tables
	constants map[string]string
	vars      []variable // in scope, innermost last
	braces    []brace    // open ones, innermost last
	paren     int
	helpers   map[string]helper // by name
}

// brace is an open brace: its index, and the parentheses open around it.
type brace struct{ at, parens int }

// walk reads the code once, front to back.
func (b *binder) walk() {
	for i := range b.tokens {
		switch b.kind(i) {
		case punct:
			b.bracket(i)
		case identifier:
			b.declaration(i)
			b.definition(i)
		}
	}
}

func (b *binder) bracket(i int) {
	switch b.text[b.tokens[i].start] {
	case '{':
		b.braces = append(b.braces, brace{i, b.paren})
		b.paren = 0
	case '}':
		if n := len(b.braces); n > 0 {
			b.paren, b.braces = b.braces[n-1].parens, b.braces[:n-1]
		}
		n := len(b.vars)
		for n > 0 && b.vars[n-1].depth > len(b.braces) {
			n--
		}
		b.vars = b.vars[:n]
	case '(':
		b.paren++
	case ')':
		b.paren = max(b.paren-1, 0)
	}
}

// declare puts a variable in scope; a parameter is in that of the body that follows.
func (b *binder) declare(name string, k variableKind, path string) {
	depth := len(b.braces)
	if b.paren > 0 {
		depth++
	}
	b.vars = append(b.vars, variable{name, depth, k, path})
}

// lookup finds the innermost variable that the i-th token names.
func (b *binder) lookup(i int) (variable, bool) {
	name := b.bytes(i)
	for k := len(b.vars) - 1; k >= max(0, len(b.vars)-lookahead); k-- {
		if b.vars[k].name == string(name) {
			return b.vars[k], true
		}
	}
	return variable{}, false
}

// declaration notes a variable that the identifier at i declares, be it as its type, as
// the macro that names it, or as its own name.
func (b *binder) declaration(i int) {
	word := b.bytes(i)
	switch {
	case string(word) == "PYBIND11_MODULE" && b.is(i+1, "("):
		if args := b.arguments(i + 1); len(args) >= 2 {
			name := b.lastName(args[0])
			b.add(i, name, "", string(word))
			b.vars = append(b.vars, variable{b.lastName(args[1]), len(b.braces) + 1, moduleVariable, name})
		}
	case bytes.HasPrefix(word, []byte("TORCH_LIBRARY")) && b.is(i+1, "("):
		if args := b.arguments(i + 1); len(args) >= 2 {
			b.vars = append(b.vars, variable{b.lastName(args[len(args)-1]), len(b.braces) + 1, otherVariable, ""})
		}
	case b.is(i+1, "="): // first, as a variable may be called module
		if k, path := b.value(i + 2); k != otherVariable {
			b.declare(string(word), k, path)
		} else if _, shadows := b.lookup(i); shadows && b.kind(i-1) != punct {
			b.declare(string(word), otherVariable, "")
		}
	case isHolderType(word):
		b.typed(i, string(word))
	}
}

// isHolderType reports whether variables of type word may hold a module, or hide one.
func isHolderType(word []byte) bool {
	switch string(word) {
	case "module", "module_", "Library", "THPObjectPtr":
		return true
	}
	return false
}

// typed reads `py::module m`, as a parameter or with an initializer of any form.
func (b *binder) typed(i int, typ string) {
	at := i + 1
	for b.is(at, "&") || b.is(at, "*") || b.is(at, "const") {
		at++
	}
	if b.kind(at) != identifier {
		return
	}
	k, path := otherVariable, ""
	switch b.word(at + 1) {
	case "=": // its value decides when the walk gets there, its type if that is unknown
		if typ != "THPObjectPtr" {
			break
		}
		return
	case "(", "{":
		k, path = b.value(at + 2)
	case ",", ")", ";":
	default:
		return
	}
	if typ == "module" || typ == "module_" {
		k = moduleVariable
	}
	if typ != "THPObjectPtr" || k == moduleVariable {
		b.declare(b.word(at), k, path)
	}
}

// add records a name given to Python.
func (b *binder) add(i int, module, name, how string) {
	b.file.PyNames = append(b.file.PyNames, parse.PyName{Line: b.lineOf(i), Module: module, Name: name, How: how})
}

// definition records what a call at i defines on a module.
func (b *binder) definition(i int) {
	word := b.bytes(i)
	member := b.is(i-1, ".") || b.is(i-1, "->")
	switch {
	case member && string(word) == "def" && b.is(i+1, "("):
		b.definitions(i)
	case member && string(word) == "def_submodule" && b.is(i+1, "("):
		if sub, _, ok := b.literal(i + 2); ok {
			v, _ := b.lookup(i - 2)
			b.add(i, join(v.path, sub), "", string(word))
		}
	case member && string(word) == "attr" && b.is(i+1, "("):
		name, next, ok := b.literal(i + 2)
		v, _ := b.lookup(i - 2)
		if ok && v.kind == moduleVariable && b.is(next, ")") && b.is(next+1, "=") {
			b.add(i, v.path, name, string(word))
		}
	case isClassTemplate(word):
		b.class(i)
	case isAddFunction(word) && b.is(i+1, "("):
		b.addObject(i)
	default:
		b.handOver(i)
	}
}

// definitions records `m.def("x", ...)` and the calls chained to it.
func (b *binder) definitions(i int) {
	v, _ := b.lookup(i - 2)
	if v.kind != moduleVariable {
		return
	}
	for b.is(i, "def") && b.is(i+1, "(") {
		if name, _, ok := b.literal(i + 2); ok {
			b.add(i+2, v.path, name, "def")
		}
		end := b.closing(i + 1)
		if !b.is(end+1, ".") {
			return
		}
		i = end + 2
	}
}

// handOver records a call that gives a module variable and a name to some function: other
// files' helpers take them in this order, as `slot_dict_impl<T>::bind(m, "ParameterDict")`
// and `py_context_manager<T>(m, "_Guard")` do.
func (b *binder) handOver(i int) {
	open := i + 1
	if !b.is(open, "(") {
		if open = b.templateEnd(open); !b.is(open, "(") {
			return
		}
	}
	if b.kind(open+1) != identifier || !b.is(open+2, ",") {
		return
	}
	name, next, ok := b.literal(open + 3)
	if !ok || !isName(name) || !b.is(next, ",") && !b.is(next, ")") || isQuery(b.word(i)) {
		return
	}
	if v, _ := b.lookup(i); v.kind == classVariable {
		return // the variable of a class, which is recorded
	}
	if v, _ := b.lookup(open + 1); v.kind == moduleVariable {
		b.add(open+3, v.path, name, b.word(i))
	}
}

// isQuery reports whether a function of that name reads an attribute rather than sets it.
func isQuery(function string) bool {
	f := strings.ToLower(function)
	return strings.Contains(f, "get") || strings.Contains(f, "has") || strings.Contains(f, "del")
}

// isClassTemplate reports whether word is a template whose objects are Python classes:
// pybind11's own, and aliases named after them.
func isClassTemplate(word []byte) bool {
	switch string(word) {
	case "enum_", "exception", "register_exception", "register_local_exception", "bind_vector", "bind_map", "native_enum":
		return true
	}
	return bytes.HasSuffix(word, []byte("class_"))
}

// class records `py::class_<T> var(scope, "Name")`, unless scope is itself a class.
func (b *binder) class(i int) {
	open := b.templateEnd(i + 1)
	if open == i+1 {
		return
	}
	name := ""
	if b.kind(open) == identifier {
		name = b.word(open)
		open++
	}
	if !b.is(open, "(") && !b.is(open, "{") {
		return
	}
	args := b.arguments(open)
	if len(args) < 2 {
		return
	}
	lit, _, ok := b.literal(args[1].from)
	if !ok {
		return
	}
	how := b.word(i)
	if strings.HasSuffix(how, "class_") || strings.HasPrefix(how, "bind_") {
		how = "class_"
	}
	if k, path := b.scope(args[0]); k != classVariable {
		b.add(args[1].from, path, lit, how)
	}
	if name != "" {
		b.declare(name, classVariable, "")
	}
}

// scope is what the first argument of a class template or of PyModule_AddObject names:
// `m`, `*m`, `m.ptr()`, `module.get()`.
func (b *binder) scope(a argument) (variableKind, string) {
	for i := a.from; i < a.to; i++ {
		if b.kind(i) == identifier {
			v, _ := b.lookup(i)
			return v.kind, v.path
		}
	}
	return otherVariable, ""
}

func isAddFunction(word []byte) bool {
	switch string(word) {
	case "PyModule_AddObject", "PyModule_AddObjectRef", "PyModule_Add", "PyModule_AddIntConstant",
		"PyModule_AddStringConstant", "PyModule_AddType", "PyObject_SetAttrString", "setattr":
		return true
	}
	return false
}

// addObject records PyModule_AddObject(m, "x", ...) and its kin. Calls whose name is a
// parameter make the function around them a helper.
func (b *binder) addObject(i int) {
	args := b.arguments(i + 1)
	if len(args) < 2 {
		return
	}
	word := b.word(i)
	k, path := b.scope(args[0])
	if strings.Contains(strings.ToLower(word), "setattr") && k != moduleVariable {
		return // an attribute of some other object
	}
	name, next, ok := b.literal(args[1].from)
	switch {
	case ok && next == args[1].to && isName(name):
		b.add(args[1].from, path, name, "PyModule_AddObject")
	case word == "PyModule_AddType":
		typ := b.tables.types[b.lastName(args[1])]
		if name := typ[strings.LastIndexByte(typ, '.')+1:]; name != "" {
			b.add(i, path, name, "PyModule_AddObject")
		}
	case args[1].to == args[1].from+1 && b.kind(args[1].from) == identifier:
		b.helper(b.word(args[1].from), path)
	}
}

// join appends a submodule to a module's path.
func join(path, sub string) string {
	if path == "" {
		return sub
	}
	return path + "." + sub
}
