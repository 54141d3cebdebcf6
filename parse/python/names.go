package python

import (
	"slices"
	"strings"
)

// moduleNames gives the sorted names that the module binds other than by import, those
// of functions that declare them global included.
func (p *parser) moduleNames() []string {
	globals := make(map[string]map[int32]bool)
	for i := range p.binds {
		if b := &p.binds[i]; b.how == bindGlobal {
			name := string(p.src[b.start:b.end])
			if globals[name] == nil {
				globals[name] = make(map[int32]bool)
			}
			globals[name][b.scope] = true
		}
	}
	seen := make(map[string]struct{})
	var names []string
	for i := range p.binds {
		b := &p.binds[i]
		name := p.src[b.start:b.end]
		if b.how != bindName || b.scope != 0 && (len(globals) == 0 || !globals[string(name)][b.scope]) {
			continue
		}
		if _, ok := seen[string(name)]; !ok {
			names = append(names, string(name))
			seen[names[len(names)-1]] = struct{}{}
		}
	}
	slices.Sort(names)
	return names
}

// assign is a module-level `name = value`.
type assign struct{ name, value fragment }

// maxLookups bounds how many variables a value may be followed through.
const maxLookups = 4

// variables answers what module-level variables hold, by reading their values again.
type variables struct {
	src    []byte
	known  aliases
	values map[string][]fragment
}

func (p *parser) variables() *variables {
	v := &variables{src: p.src, known: p.known}
	if len(p.exports)+len(p.paths)+len(p.getattrs) == 0 {
		return v
	}
	v.values = make(map[string][]fragment)
	for _, a := range p.assigns {
		name := string(p.src[a.name.start:a.name.end])
		v.values[name] = append(v.values[name], a.value)
	}
	return v
}

// lex reads a fragment as one line.
func (v *variables) lex(f fragment) *lexer {
	l := &lexer{src: v.src, line: 1}
	l.fragment(f.start, f.end)
	return l
}

// exportList collects what __all__ holds.
type exportList struct {
	v     *variables
	names []string
	from  []string
	seen  map[string]bool
}

// exports reads the statements that change __all__: its literal entries, and the dotted
// names of the modules whose __all__ is added. Entries are nil when no statement could be read.
func (v *variables) exports(statements []fragment) (all, from []string) {
	e := exportList{v: v, seen: make(map[string]bool)}
	read := false
	for _, f := range statements {
		l := v.lex(f)
		n := len(l.toks)
		switch {
		case l.at(1) == opDot && l.at(3) == tokOpen && l.is(2, "append"):
			read = e.element(l, 4, int(l.toks[3].match), 0) || read
		case l.at(1) == opDot && l.at(3) == tokOpen && l.is(2, "extend"):
			read = e.sum(l, 4, int(l.toks[3].match), 0) || read
		default:
			value := n
			for value > 0 && l.toks[value-1].kind != opAssign && l.toks[value-1].kind != opAugmented {
				value--
			}
			if value > 0 {
				read = e.sum(l, value, n, 0) || read
			}
		}
	}
	if read && e.names == nil {
		e.names = []string{}
	}
	return e.names, e.from
}

// sum reads tokens [i, end) as lists joined by +; false when nothing of it was readable.
func (e *exportList) sum(l *lexer, i, end, depth int) bool {
	read := false
	for start := i; start < end; {
		k := start
		for k < end && !l.is(k, "+") {
			if l.toks[k].kind == tokOpen {
				k = min(int(l.toks[k].match), end)
			}
			k++
		}
		k = min(k, end)
		read = e.term(l, start, k, depth) || read
		start = k + 1
	}
	return read
}

// term reads one list of names in any of the forms that module authors use.
func (e *exportList) term(l *lexer, i, end, depth int) bool {
	if i >= end || depth > maxNesting {
		return false
	}
	switch t := l.toks[i]; {
	case l.nextComma(i, end) < end: // a tuple without parentheses
		return e.elements(l, i, end, depth)
	case t.kind == tokOpen && int(t.match) == end-1:
		switch {
		case t.isFor:
			return false
		case l.src[t.start] == '(' && l.nextComma(i+1, end-1) == end-1 && end-1 > i+1:
			return e.sum(l, i+1, end-1, depth+1)
		}
		e.elements(l, i+1, end-1, depth)
		return true
	case t.kind != tokName:
		return false
	case end == i+1:
		return e.variable(string(l.text(i)), depth)
	case l.at(i+1) == tokOpen && int(l.toks[i+1].match) == end-1:
		switch string(l.text(i)) {
		case "list", "tuple", "set", "sorted":
			return !l.toks[i+1].isFor && e.sum(l, i+2, end-1, depth+1)
		}
		return false
	}
	name := compact(l, i, end)
	owner, ok := strings.CutSuffix(name, ".__all__")
	if !ok || strings.ContainsAny(owner, "([{\"'") {
		return false
	}
	if !slices.Contains(e.from, owner) {
		e.from = append(e.from, owner)
	}
	return true
}

// elements reads comma-separated entries.
func (e *exportList) elements(l *lexer, i, end, depth int) bool {
	read := false
	for i < end {
		stop := l.nextComma(i, end)
		read = e.element(l, i, stop, depth) || read
		i = stop + 1
	}
	return read
}

// element reads one entry: a literal, or another list after a star.
func (e *exportList) element(l *lexer, i, end, depth int) bool {
	if i < end && l.toks[i].kind == opStar {
		return e.term(l, i+1, end, depth+1)
	}
	name, ok := l.literal(i, end)
	if ok && !e.seen[name] {
		e.seen[name] = true
		e.names = append(e.names, name)
	}
	return ok
}

// variable reads the list that a module-level variable holds.
func (e *exportList) variable(name string, depth int) bool {
	if name == "__all__" || depth >= maxLookups {
		return false
	}
	read := false
	for _, f := range e.v.values[name] {
		l := e.v.lex(f)
		read = e.sum(l, 0, len(l.toks), depth+1) || read
	}
	return read
}

// compact gives the source of tokens [i, end) without what stands between them.
func compact(l *lexer, i, end int) string {
	var b strings.Builder
	for ; i < end; i++ {
		b.Write(l.text(i))
	}
	return b.String()
}
