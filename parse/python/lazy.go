package python

import (
	"slices"
	"strings"
)

// lazyModules reads the bodies of module-level __getattr__ functions (PEP 562): when one
// imports a computed module, the strings of the tables it names are the modules it may
// import. A name that starts with a dot is relative to the package.
func (v *variables) lazyModules(bodies []fragment) []string {
	var modules []string
	for _, body := range bodies {
		l := v.lex(body)
		prefixes := v.computedImports(l)
		if len(prefixes) == 0 {
			continue
		}
		for i := range l.toks {
			if l.toks[i].kind != tokName || l.at(i-1) == opDot {
				continue
			}
			for _, f := range v.values[string(l.text(i))] {
				for _, entry := range v.table(f) {
					for _, prefix := range prefixes {
						name := joinModule(prefix, entry)
						if isModuleName(name) && !slices.Contains(modules, name) {
							modules = append(modules, name)
						}
					}
				}
			}
		}
	}
	return modules
}

// computedImports gives what the names start with that the calls of import_module in a
// body compute: "." for a relative one, "" when nothing is fixed.
func (v *variables) computedImports(l *lexer) []string {
	var prefixes []string
	for i := range l.toks {
		if l.toks[i].kind != tokName || l.at(i+1) != tokOpen {
			continue
		}
		called := l.text(i)
		if string(called) != "import_module" && string(called) != "__import__" && !v.known.has(importModule, called) {
			continue
		}
		name, ok := pick(l.arguments(i+2, int(l.toks[i+1].match)), 0, "name")
		if !ok {
			continue
		}
		if _, literal := l.literal(name.from, name.to); literal {
			continue
		}
		if prefix := fixedPrefix(l, name.from, name.to); !slices.Contains(prefixes, prefix) {
			prefixes = append(prefixes, prefix)
		}
	}
	return prefixes
}

// fixedPrefix gives the text that the string expression of tokens [i, end) starts with,
// the module's own name read as a relative import.
func fixedPrefix(l *lexer, i, end int) string {
	switch l.at(i) {
	case tokName:
		if isOwnName(l, i) && i+2 < end {
			return "."
		}
	case tokString:
		if text, ok := decode(l.text(i)); ok {
			return text
		}
	case tokFStart:
		if l.at(i+1) != tokFieldOpen {
			return ""
		}
		if isOwnName(l, i+2) && l.at(i+3) == tokFieldClose {
			return "."
		}
		return string(l.src[l.toks[i].end:l.toks[i+1].start])
	}
	return ""
}

func isOwnName(l *lexer, i int) bool { return l.is(i, "__name__") || l.is(i, "__package__") }

// joinModule puts a table's entry after a fixed prefix.
func joinModule(prefix, entry string) string {
	if strings.HasSuffix(prefix, ".") {
		entry = strings.TrimLeft(entry, ".")
	}
	return prefix + entry
}

// table gives the strings of a list, tuple, set or dict literal that may name modules: of
// a dict the values, or the keys where the values hold what the modules provide.
func (v *variables) table(f fragment) []string {
	l := v.lex(f)
	i, end := 0, len(l.toks)
	for i+1 < end && l.toks[i].kind == tokName && l.toks[i+1].kind == tokOpen { // frozenset({...})
		i, end = i+2, int(l.toks[i+1].match)
	}
	if i >= end || l.toks[i].kind != tokOpen || l.toks[i].isFor {
		return nil
	}
	end = min(int(l.toks[i].match), end)
	var entries []string
	for i++; i < end; {
		stop := l.nextComma(i, end)
		if entry, ok := tableEntry(l, i, stop); ok && isModuleName(entry) {
			entries = append(entries, entry)
		}
		i = stop + 1
	}
	return entries
}

// tableEntry reads one element of a table.
func tableEntry(l *lexer, i, end int) (string, bool) {
	colon := i
	for colon < end && l.toks[colon].kind != opColon {
		if l.toks[colon].kind == tokOpen {
			colon = min(int(l.toks[colon].match), end)
		}
		colon++
	}
	if colon >= end {
		return l.literal(i, end)
	}
	if value, ok := l.literal(colon+1, end); ok && isModuleName(value) {
		return value, true
	}
	switch l.at(colon + 1) {
	case tokOpen, tokConst, tokString:
		return l.literal(i, colon)
	}
	return "", false // an object: the table holds no modules
}

// isModuleName tells whether s can name a module: identifiers joined by dots, leading
// dots allowed.
func isModuleName(s string) bool {
	s = strings.TrimLeft(s, ".")
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || classes[part[0]] != className {
			return false
		}
		for i := range len(part) {
			if !inName(part[i]) {
				return false
			}
		}
	}
	return true
}
