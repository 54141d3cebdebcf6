package python

import (
	"strings"

	"plumbline/parse"
)

// Uses lists where a file uses some names: calls and mentions of them, alone or as part of an
// attribute chain, in any expression but type annotations, lambdas and what stands behind await or
// yield. An import that gives one of them another name makes that name wanted too, from there on.
// Reading a file again for a few names is cheap; keeping every call of every file is not.
func Uses(path string, src []byte, wanted map[string]bool) *parse.PyUses {
	n := &useNotes{wanted: map[string]bool{}, out: &parse.PyUses{Path: path}}
	for name, ok := range wanted {
		n.wanted[name] = ok
	}
	m := readModule(path, src, nil) // imports first: functions may use what is imported below them
	for _, st := range m.Body {
		n.imported(st)
	}
	readModule(path, src, n)
	return n.out
}

// Mentions reports whether a file has one of some names anywhere, be it in a text or a comment: most
// files have none, and need not be read for their uses.
func Mentions(src []byte, wanted map[string]bool) bool {
	for at := 0; at < len(src); {
		start := at
		for at < len(src) && isNameByte(src[at]) {
			at++
		}
		if at > start && wanted[string(src[start:at])] {
			return true
		}
		at = max(at, start+1)
	}
	return false
}

// isNameByte reports whether a byte may be part of a name.
func isNameByte(c byte) bool {
	return c == '_' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// useNotes are the uses that were met so far. A nil one takes no notes.
type useNotes struct {
	wanted map[string]bool
	out    *parse.PyUses
}

// imported makes the name wanted that an import gives to something wanted.
func (n *useNotes) imported(st *parse.PyStmt) {
	if st.Kind != parse.PyImported || st.Name == "" {
		return
	}
	if i := st.Import; n.wanted[i.Name] || i.Name == "" && n.any(i.Module) {
		n.wanted[st.Name] = true
	}
}

func (n *useNotes) any(dotted string) bool {
	for part := range strings.SplitSeq(dotted, ".") {
		if n.wanted[part] {
			return true
		}
	}
	return false
}

// note notes a name or attribute chain, or the call of one. It reports whether that is all there is
// to see in the expression.
func (n *useNotes) note(e *parse.PyExpr) bool {
	switch e.Kind {
	case parse.ExprCall:
		if name := chainOf(&e.Args[0]); name != "" && n.any(name) {
			call := *e
			n.out.Uses = append(n.out.Uses, parse.PyUse{Line: e.Line, Name: name, Call: &call})
		}
	case parse.ExprName, parse.ExprAttr:
		name := chainOf(e)
		if name == "" {
			return false
		}
		if last := len(n.out.Uses) - 1; n.any(name) && (last < 0 || n.out.Uses[last].Call == nil || n.out.Uses[last].Line != e.Line || n.out.Uses[last].Name != name) {
			n.out.Uses = append(n.out.Uses, parse.PyUse{Line: e.Line, Name: name})
		}
		return true
	}
	return false
}

// chainOf is a name or an attribute chain, "" for anything else.
func chainOf(e *parse.PyExpr) string {
	var parts []string
	for depth := 0; depth < maxNesting; depth++ {
		switch e.Kind {
		case parse.ExprName:
			name := e.Name
			for i := len(parts) - 1; i >= 0; i-- {
				name += "." + parts[i]
			}
			return name
		case parse.ExprAttr:
			parts = append(parts, e.Name)
			e = &e.Args[0]
		default:
			return ""
		}
	}
	return ""
}

// bound notes names that a target binds within a function.
func (n *useNotes) bound(t *parse.PyExpr, line int) {
	if n == nil || t == nil {
		return
	}
	for _, x := range flatten(t, 0) {
		if x.Kind == parse.ExprName {
			n.binds(x.Name, line)
		}
	}
}

// binds notes that a function binds a name.
func (n *useNotes) binds(name string, line int) {
	if n != nil && n.wanted[name] {
		n.out.Bound = append(n.out.Bound, parse.PyHiding{Line: line, Name: name})
	}
}

// params notes the parameters of a nested function; those of others are facts of their own.
func (n *useNotes) params(f *parse.PyFunc) {
	if n == nil {
		return
	}
	for i := range f.Params {
		n.binds(f.Params[i].Name, f.Params[i].Line)
	}
}
