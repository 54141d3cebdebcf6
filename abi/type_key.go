package abi

import (
	"strconv"
	"strings"
)

// maxTypeDepth bounds recursion into types; what lies deeper counts as equal.
const maxTypeDepth = 200

// maxTypeParts bounds how many parts of a type are looked at: parts are shared, and aliases of
// pairs of aliases make a type of exponentially many. What lies beyond counts as equal.
const maxTypeParts = 1 << 14

// key is a text that two types share exactly when they are the same, up to bounds on depth
// and parts.
func (t *Type) key(depth int) string {
	w := typeWriter{left: maxTypeParts}
	w.write(t, depth)
	return w.String()
}

// typeWriter writes a type in a form that is made to be compared, not read.
type typeWriter struct {
	strings.Builder
	left int // parts that may still be written
}

func (w *typeWriter) write(t *Type, depth int) {
	w.left--
	if t == nil || depth > maxTypeDepth || w.left < 0 {
		return
	}
	if t.Const {
		w.WriteString("const ")
	}
	if t.Volatile {
		w.WriteString("volatile ")
	}
	if t.Outer != nil {
		w.write(t.Outer, depth+1)
		w.WriteString("::")
	}
	w.WriteString(t.Name)
	if t.HasArgs || len(t.Args) > 0 {
		w.WriteByte('<')
		for i, a := range t.Args {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(a.Value)
			w.write(a.Type, depth+1)
		}
		w.WriteByte('>')
	}
	switch t.Kind {
	case Pointer:
		w.WriteByte('*')
	case LRef:
		w.WriteByte('&')
	case RRef:
		w.WriteString("&&")
	case Array:
		w.WriteString("[" + strconv.FormatInt(t.Len, 10) + " " + t.Extent + "]")
	case MemberPointer:
		w.write(t.Of, depth+1)
		w.WriteString("::*")
	case FunctionType:
		w.function(t, depth)
	}
	w.write(t.Elem, depth+1)
}

func (w *typeWriter) function(t *Type, depth int) {
	w.WriteByte('(')
	for _, p := range t.Params {
		w.write(p, depth+1)
		w.WriteByte(',')
	}
	if t.Variadic {
		w.WriteString("...")
	}
	w.WriteString(")" + t.Ref)
	if t.FnConst {
		w.WriteString(" const")
	}
}

// walk visits a type and all that it is made of, up to bounds on depth and parts.
func (t *Type) walk(depth int, visit func(*Type)) {
	left := maxTypeParts
	t.walkParts(depth, &left, visit)
}

func (t *Type) walkParts(depth int, left *int, visit func(*Type)) {
	if t == nil || depth > maxTypeDepth || *left <= 0 {
		return
	}
	*left--
	visit(t)
	t.Elem.walkParts(depth+1, left, visit)
	t.Of.walkParts(depth+1, left, visit)
	t.Outer.walkParts(depth+1, left, visit)
	for _, a := range t.Args {
		a.Type.walkParts(depth+1, left, visit)
	}
	for _, p := range t.Params {
		p.walkParts(depth+1, left, visit)
	}
}
