package cpp

import (
	"bytes"
	"strings"
)

// head is what the tokens before a brace at namespace or class scope tell.
type head struct {
	name     int // index of the function's name, its last token; -1 for none
	from     int // where the qualified name starts
	open     int // of the parenthesis with the parameters
	settled  bool
	kernel   bool // the name is the first argument of a macro that defines a kernel
	words    int
	bare     bool // nothing stands before the name
	operator int  // index of the keyword operator, -1 for none

	class, enum, namespace, linkage, assigned, initList bool
	classAt                                             int
}

// opened tells what a brace behind the tokens s opens, and its parameters.
func (w *warner) opened(s []token) (*frame, [][]byte) {
	if f, params := w.lambda(s); f != nil {
		return f, params
	}
	s = w.withoutAttributes(s)
	switch {
	case w.at.parens != nil:
		return &frame{kind: expressionFrame, resume: true}, nil
	case w.at.inCode():
		return w.openedInCode(s)
	case w.at.top != nil && w.at.top.kind == enumFrame:
		return &frame{kind: enumFrame}, nil
	}
	return w.declared(s)
}

// withoutAttributes passes the attributes that a statement begins with: [[unlikely]].
func (w *warner) withoutAttributes(s []token) []token {
	for len(s) > 1 && w.is(s[0], "[") && w.is(s[1], "[") {
		s = s[w.skip(s, 0)+1:]
	}
	return s
}

// openedInCode tells what a brace among statements opens.
func (w *warner) openedInCode(s []token) (*frame, [][]byte) {
	if len(s) == 0 || w.is(s[0], "else") {
		return &frame{kind: blockFrame}, nil
	}
	h := w.head(s)
	switch {
	case h.assigned:
		return &frame{kind: expressionFrame, resume: true}, nil
	case h.class && w.opensClass(&h, s):
		return &frame{kind: classFrame, name: w.className(s, h.classAt)}, nil
	case h.enum:
		return &frame{kind: enumFrame}, nil
	case w.definition != "" && h.name > 0 && h.from > 0: // a macro that defines functions
		return &frame{kind: functionFrame}, w.params(s, h.open)
	case w.is(s[len(s)-1], ")") && s[0].kind == identifier && !w.is(s[0], "return") && h.words == 1:
		return &frame{kind: blockFrame}, nil // a macro opens it
	}
	return &frame{kind: expressionFrame, resume: true}, nil
}

// declared tells what a brace at namespace or class scope opens.
func (w *warner) declared(s []token) (*frame, [][]byte) {
	if len(s) == 0 {
		return &frame{kind: namespaceFrame}, nil
	}
	h := w.head(s)
	last := s[len(s)-1]
	switch {
	case w.is(s[0], "catch"): // the handler of a function whose body is a try block
		return &frame{kind: functionFrame, fn: w.closed}, w.params(s, 1)
	case h.namespace:
		return &frame{kind: namespaceFrame, name: w.namespaceName(s)}, nil
	case h.linkage && last.kind == stringLiteral:
		return &frame{kind: namespaceFrame}, nil
	case h.assigned:
		return &frame{kind: expressionFrame, resume: true}, nil
	case h.enum && h.name < 0:
		return &frame{kind: enumFrame}, nil
	case h.class && w.opensClass(&h, s):
		return &frame{kind: classFrame, name: w.className(s, h.classAt)}, nil
	case h.name < 0:
		return &frame{kind: expressionFrame, resume: true}, nil
	case h.initList && (last.kind == identifier && !w.is(last, "try") || w.is(last, ">")): // `: a_{x}`
		return &frame{kind: expressionFrame, resume: true, fn: w.functionOf(s, &h)}, nil
	}
	return &frame{kind: functionFrame, fn: w.functionOf(s, &h)}, w.params(s, h.open)
}

// head reads the tokens before a brace as a compiler that knows no names would: of several
// names before a parenthesis the last one is the function's, as macros come first.
func (w *warner) head(s []token) head {
	h := head{name: -1, open: -1, operator: -1}
	for i := 0; i < len(s); i++ {
		t := s[i]
		word := w.word(t)
		switch t.kind {
		case stringLiteral:
			h.linkage = h.linkage || i > 0 && w.is(s[i-1], "extern")
		case identifier:
			i = w.headWord(&h, s, i)
		case punct:
			if h.operator >= 0 && word[0] != '(' {
				continue
			}
			switch word[0] {
			case '(':
				if h.operator >= 0 && i == h.operator+1 && i+2 < len(s) && w.is(s[i+1], ")") && w.is(s[i+2], "(") {
					i++ // operator()
					continue
				}
				w.candidate(&h, s, i)
				i = w.skip(s, i)
			case '[':
				i = w.skip(s, i)
			case '{':
				i = w.skip(s, i)
			case '<':
				if i > 0 && s[i-1].kind == identifier {
					i = w.skipAngles(s, i)
				}
			case '=':
				h.assigned = true
			case ':':
				if len(word) == 1 {
					h.settled, h.initList = h.settled || h.name >= 0, true
				}
			case '-':
				h.settled = h.settled || len(word) == 2 && h.name >= 0
			}
		}
	}
	return h
}

// headWord takes the word at i, and gives the index of the last token that belongs to it.
func (w *warner) headWord(h *head, s []token, i int) int {
	switch string(w.word(s[i])) {
	case "namespace":
		h.namespace = true
	case "class", "struct", "union":
		if h.name < 0 && !h.class && !h.enum {
			h.class, h.classAt = true, i
		}
	case "enum":
		h.enum = h.enum || h.name < 0
	case "template", "static", "inline", "constexpr": // may stand before a macro, too
		return i
	case "operator":
		if !h.settled {
			h.operator = i
		}
	}
	if i == 0 || !w.is(s[i-1], "::") || h.words == 0 {
		h.words++
	}
	return i
}

// candidate takes the name before the parenthesis at open for the function's, unless
// something tells that it isn't.
func (w *warner) candidate(h *head, s []token, open int) {
	if h.operator >= 0 {
		h.name, h.from, h.open = h.operator, w.qualifiedFrom(s, h.operator), open
		h.settled, h.operator = true, -1
		h.bare = false
		return
	}
	i := open - 1
	if i >= 0 && w.is(s[i], ">") { // a specialisation: f<int>(...)
		i = w.anglesFrom(s, i) - 1
	}
	if h.settled || i < 0 || s[i].kind != identifier || isNeverName(w.word(s[i])) {
		return
	}
	word := w.word(s[i])
	if h.name >= 0 {
		have := w.word(s[h.name])
		behind := i > 0 && w.is(s[i-1], ")")
		if isUpper(word) && !isUpper(have) || behind && isUpper(word) == isUpper(have) {
			return // an attribute-like macro behind the parameters
		}
	}
	h.name, h.open = i, open
	h.from = w.qualifiedFrom(s, i)
	h.bare = h.words == 1 && h.from == i
	if h.kernel = isKernelMacro(word) && h.bare; h.kernel {
		w.kernel(h, s, open)
	}
}

// kernel takes TORCH_IMPL_FUNC(name)(parameters): the name is the macro's first argument.
func (w *warner) kernel(h *head, s []token, open int) {
	end := w.skip(s, open)
	if open+1 < end && s[open+1].kind == identifier {
		h.name, h.from, h.settled = open+1, open+1, true
		if end+1 < len(s) && w.is(s[end+1], "(") {
			h.open = end + 1
		}
	}
}

// skip gives the index of the bracket that closes the one at i, or of the last token.
func (w *warner) skip(s []token, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		if s[i].kind != punct {
			continue
		}
		switch w.lex.text[s[i].start] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth <= 0 {
				return i
			}
		}
	}
	return len(s) - 1
}

// skipAngles gives the index of the > that closes the < at i, or i when none does.
func (w *warner) skipAngles(s []token, i int) int {
	depth := 0
	for j := i; j < len(s); j++ {
		if s[j].kind != punct {
			continue
		}
		switch w.lex.text[s[j].start] {
		case '<':
			depth++
		case '>':
			if depth--; depth == 0 {
				return j
			}
		case '(', '[', '{':
			j = w.skip(s, j)
		}
	}
	return i
}

// anglesFrom gives the index of the < that the > at i closes, or 0.
func (w *warner) anglesFrom(s []token, i int) int {
	depth := 0
	for ; i > 0; i-- {
		switch {
		case w.is(s[i], ">"):
			depth++
		case w.is(s[i], "<"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return 0
}

// qualifiedFrom gives the index where the qualified name starts whose last part is at i.
func (w *warner) qualifiedFrom(s []token, i int) int {
	if i > 0 && w.is(s[i-1], "~") {
		i--
	}
	for i >= 2 && w.is(s[i-1], "::") {
		j := i - 2
		if w.is(s[j], ">") {
			j = w.anglesFrom(s, j) - 1
		}
		if j < 0 || s[j].kind != identifier {
			break
		}
		i = j
	}
	return i
}

// opensClass reports whether the brace is that of a class, rather than of a function that
// returns one.
func (w *warner) opensClass(h *head, s []token) bool {
	last := s[len(s)-1]
	if h.name < 0 {
		return true
	}
	if last.kind != identifier {
		return h.initList
	}
	switch string(w.word(last)) {
	case "const", "volatile", "noexcept", "override", "final", "try":
		return h.initList
	}
	return true
}

// className is the name of the class whose key is at i: the last one before its bases, as
// annotations come first.
func (w *warner) className(s []token, i int) string {
	from, to := -1, -1
	for i++; i < len(s); i++ {
		switch {
		case s[i].kind == identifier && (w.is(s[i], "final") || w.is(s[i], "sealed")) && from >= 0:
			return w.plain(s, from, to)
		case s[i].kind == identifier:
			if from < 0 || !w.is(s[i-1], "::") {
				from = i
			}
			to = i + 1
		case w.is(s[i], ":"):
			i = len(s)
		case w.is(s[i], "(") || w.is(s[i], "["):
			i = w.skip(s, i)
		case w.is(s[i], "<"):
			if end := w.skipAngles(s, i); end > i {
				i = end
			}
		}
	}
	return w.plain(s, from, to)
}

// namespaceName is the name in the head of a namespace, "" for an unnamed one.
func (w *warner) namespaceName(s []token) string {
	var b []byte
	seen := false
	for i := 0; i < len(s); i++ {
		switch {
		case w.is(s[i], "namespace"):
			seen = true
		case !seen || w.is(s[i], "inline"):
		case w.is(s[i], "[") || w.is(s[i], "("):
			i = w.skip(s, i)
		case w.is(s[i], "::"):
			b = append(b, "::"...)
		case s[i].kind == identifier && !w.is(s[i], "__attribute__"):
			if n := len(b); n > 0 && b[n-1] != ':' { // a macro before the name
				b = b[:0]
			}
			b = append(b, w.word(s[i])...)
		}
	}
	return string(b)
}

// plain joins the names of s[from:to] and leaves template arguments out.
func (w *warner) plain(s []token, from, to int) string {
	if from < 0 {
		return ""
	}
	var b []byte
	for i := from; i < to; i++ {
		if w.is(s[i], "<") {
			i = max(i, w.skipAngles(s, i))
			continue
		}
		b = append(b, w.word(s[i])...)
	}
	return string(b)
}

// functionOf makes the fact of the function that a head defines.
func (w *warner) functionOf(s []token, h *head) *functionFact {
	outer := ""
	for f := w.at.top; f != nil; f = f.outer {
		if f.kind >= functionFrame { // a class local to a function
			return f.fn
		}
		if f.name != "" {
			outer = f.name + "::" + outer
		}
	}
	if h.bare && !h.kernel && !w.isConstructor(s[h.name]) {
		return &functionFact{at: -1, block: w.textOf(s[h.from : w.skip(s, h.open)+1])}
	}
	last := ""
	if w.is(s[h.name], "operator") {
		symbol := w.textOf(s[h.name+1 : h.open])
		last = "operator" + symbol
		if symbol != "" && classes[symbol[0]] >= clsIdent {
			last = "operator " + symbol
		}
	} else {
		last = string(w.word(s[h.name]))
		if h.name > 0 && w.is(s[h.name-1], "~") {
			last = "~" + last
		}
	}
	qualifier := strings.TrimSuffix(w.plain(s, h.from, h.name), "~")
	return &functionFact{name: outer + qualifier + last, last: last, at: int(s[h.name].start)}
}

// isConstructor reports whether a name is that of the class around.
func (w *warner) isConstructor(t token) bool {
	if w.at.top == nil || w.at.top.kind != classFrame {
		return false
	}
	name := []byte(w.at.top.name)
	if i := bytes.LastIndex(name, []byte("::")); i >= 0 {
		name = name[i+2:]
	}
	return bytes.Equal(name, w.word(t))
}
