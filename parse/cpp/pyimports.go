package cpp

import (
	"bytes"

	"plumbline/parse"
)

// importCall reads a call at i that imports a Python module and whose argument is a
// literal or a constant of this file: `py::module_::import("x")`, `PyImport_*("x")`.
func (b *binder) importCall(i int) (module string, ok bool) {
	word := b.bytes(i)
	if string(word) == "import" {
		if !b.is(i-1, "::") {
			return "", false
		}
		switch string(b.bytes(i - 2)) {
		case "module", "module_", "mpy": // functorch/csrc/dim/minpybind.h
		default:
			return "", false
		}
	} else if !isImportFunction(word) {
		return "", false
	}
	if !b.is(i+1, "(") {
		return "", false
	}
	if lit, _, ok := b.literal(i + 2); ok {
		return lit, lit != ""
	}
	if b.is(i+3, ")") {
		module, ok = b.constants[b.word(i+2)]
	}
	return module, ok
}

func isImportFunction(word []byte) bool {
	switch string(word) {
	case "PyImport_ImportModule", "PyImport_ImportModuleNoBlock", "PyImport_ImportModuleLevel",
		"PyImport_Import", "PyImport_AddModule", "PyImport_AddModuleRef", "PyImport_GetModule":
		return true
	}
	return false
}

// imports records every import call of the code.
func (b *binder) imports(f *parse.File) {
	for i := range b.tokens {
		if b.kind(i) != identifier {
			continue
		}
		if module, ok := b.importCall(i); ok {
			f.PyImports = append(f.PyImports, parse.PyImport{Line: b.lineOf(i), Module: module})
		}
	}
}

// stringConstants collects what names of the file stand for a string: macros, and
// variables that are initialized with one literal and look constant.
func stringConstants(f *parse.File, c *code) map[string]string {
	constants := map[string]string{}
	for _, m := range f.Macros {
		if !m.Angled {
			constants[m.Name] = m.Target
		}
	}
	for i := range c.tokens {
		if c.kind(i) != stringLiteral {
			continue
		}
		at := i - 1
		if !c.is(at, "=") && !c.is(at, "(") && !c.is(at, "{") {
			continue
		}
		for at--; c.is(at, "[") || c.is(at, "]"); at-- {
		}
		lit, next, _ := c.literal(i)
		ends := c.is(next, ";") || (c.is(next, ")") || c.is(next, "}")) && c.is(next+1, ";")
		if c.kind(at) != identifier || !ends || !constantBefore(c, at) {
			continue
		}
		constants[c.word(at)] = lit
	}
	return constants
}

// constantBefore reports whether the declaration of the name at i says const.
func constantBefore(c *code, i int) bool {
	for j := c.statementStart(i); j < i; j++ {
		if bytes.HasPrefix(c.bytes(j), []byte("const")) { // const, constexpr, constinit
			return true
		}
	}
	return false
}
