package cpp

// value tells what the expression that starts at i makes of the variable it initializes:
// a module known by an import, by its definition or by another variable, or a class.
func (b *binder) value(i int) (variableKind, string) {
	e := moduleExpression{}
	depth := 0
	for end := min(len(b.tokens), i+lookahead); i < end; i++ {
		switch string(b.bytes(i)) {
		case "(", "<":
			depth++
			continue
		case ")", ">":
			if depth--; depth < 0 {
				return e.result()
			}
			continue
		case ";", "{", "}", ",":
			if depth == 0 || !b.is(i, ",") {
				return e.result()
			}
		}
		if b.kind(i) != identifier {
			continue
		}
		next, done := b.operand(&e, i)
		if done {
			return e.result()
		}
		i = next
	}
	return e.result()
}

// moduleExpression is what is known of an expression while it is read.
type moduleExpression struct {
	path   string
	found  bool // path comes from an operand, even if it is ""
	module bool // it names a module, or is cast to one
	class  bool
	other  bool // something else is done with it
}

func (e *moduleExpression) result() (variableKind, string) {
	switch {
	case e.class:
		return classVariable, ""
	case e.module && !e.other:
		return moduleVariable, e.path
	}
	return otherVariable, ""
}

// operand reads the identifier at i into e and gives the last index it used; done says
// that nothing behind it matters.
func (b *binder) operand(e *moduleExpression, i int) (last int, done bool) {
	word := b.bytes(i)
	if path, ok := b.importCall(i); ok {
		e.path, e.found, e.module = path, true, true
		return b.closing(i + 1), false
	}
	switch string(word) {
	case "module", "module_":
		if b.is(i+1, ">") { // cast<py::module>(), reinterpret_borrow<py::module>(...)
			e.module, e.other = true, false
		}
		return i, false
	case "def_submodule":
		sub, _, ok := b.literal(i + 2)
		if !ok {
			e.other = true
			return i, true
		}
		e.path, e.module = join(e.path, sub), true
		return b.closing(i + 1), false
	case "def":
		return i, true
	case "attr":
		if sub, _, ok := b.literal(i + 2); ok {
			e.path, e.other = join(e.path, sub), true
			return b.closing(i + 1), false
		}
	case "PyModule_Create", "PyModule_Create2":
		args := b.arguments(i + 1)
		if len(args) > 0 {
			e.path, e.found, e.module = b.tables.modules[b.lastName(args[0])], true, true
		}
		return b.closing(i + 1), false
	case "PyModule_New":
		if lit, _, ok := b.literal(i + 2); ok {
			b.add(i, lit, "", string(word))
			e.path, e.found, e.module = lit, true, true
		}
		return b.closing(i + 1), false
	}
	if isClassTemplate(word) && b.is(i+1, "<") {
		e.class = true
		return i, true
	}
	if !b.is(i+1, "(") && !b.is(i+1, "<") && !b.is(i+1, "::") {
		if v, ok := b.lookup(i); ok && v.kind == moduleVariable && !e.found {
			e.path, e.found, e.module = v.path, true, true
		}
		return i, false
	}
	if !isTransparent(word) && !b.is(i+1, "::") {
		e.other = true
	}
	return i, false
}

// isTransparent reports whether a call of that name passes its operand through.
func isTransparent(word []byte) bool {
	switch string(word) {
	case "handle", "THPObjectPtr", "object", "cast", "ptr", "get", "release", "move", "borrow", "steal", "checked_steal",
		"reinterpret_borrow", "reinterpret_steal", "getPyModule":
		return true
	}
	return false
}

// helper is a function or lambda of the file that adds an object to a module under the
// name it is given.
type helper struct {
	name   string
	param  int // which argument is the name
	module string
}

// maxHelperDepth is how many braces may stand between a helper's head and its call.
const maxHelperDepth = 10

// helper notes the function around the current call if it has a parameter of that name.
func (b *binder) helper(param, module string) {
	for n := len(b.braces); n > max(0, len(b.braces)-maxHelperDepth); n-- {
		if h, ok := b.helperAt(b.braces[n-1].at, param); ok {
			h.module = module
			b.helpers[h.name] = h
			return
		}
	}
}

// helperAt reads the head of the function whose body opens at open.
func (b *binder) helperAt(open int, param string) (helper, bool) {
	start := b.statementStart(open)
	for i := start; i < open; i++ {
		if !b.is(i, "(") {
			continue
		}
		if b.closing(i) >= open {
			return helper{}, false
		}
		for k, a := range b.arguments(i) {
			if !b.declares(a, param) {
				continue
			}
			name := b.word(i - 1)
			if b.is(i-1, "]") { // a lambda: auto name = [&](...)
				eq := i - 1
				for eq > start && !b.is(eq, "=") {
					eq--
				}
				name = b.word(eq - 1)
			}
			return helper{name: name, param: k}, isName(name)
		}
		i = b.closing(i)
	}
	return helper{}, false
}

// declares reports whether the parameter a has that name, default value aside.
func (b *binder) declares(a argument, name string) bool {
	for i := a.from; i < a.to && !b.is(i, "="); i++ {
		if b.is(i, name) && (i+1 == a.to || b.is(i+1, "=")) {
			return true
		}
	}
	return false
}

// helperNames records what the file's helpers are called with.
func (b *binder) helperNames() {
	if len(b.helpers) == 0 {
		return
	}
	for i := range b.tokens {
		h, ok := b.helpers[string(b.bytes(i))]
		if !ok {
			continue
		}
		open := b.templateEnd(i + 1)
		if !b.is(open, "(") {
			continue
		}
		args := b.arguments(open)
		if h.param >= len(args) {
			continue
		}
		a := args[h.param]
		if name, next, ok := b.literal(a.from); ok && next == a.to && isName(name) {
			b.add(a.from, h.module, name, "PyModule_AddObject")
		}
	}
}
