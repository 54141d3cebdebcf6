package cpp

import (
	"bytes"
	"slices"
)

// allowPlace is where in the brackets a token stands. It is copied at every #if, as a compiler sees
// one branch only.
type allowPlace struct {
	open []bracket
	at   int // the statement that is being read, none between two
	allowHead
}

func (p allowPlace) clone() allowPlace {
	p.open = slices.Clone(p.open)
	return p
}

// allowHead is what is known of the statement that is being read.
type allowHead struct {
	tokens int
	first  []byte // its first token
	last   []byte // its last token
	word   bool   // that is a word
	parens bool   // it has parentheses
	body   bool   // one of its words says that braces hold more code
	enum   bool   // it declares an enumeration
	macro  bool   // it is a name in capitals and its arguments, so far
}

// bracket is an open bracket, and what goes on behind it.
type bracket struct {
	kind byte // '(' for parentheses and brackets, '=' for braces around a value, '{' for others
	enum bool // '{': its statements end with commas
	at   int  // '{' in a statement, of a lambda: that statement, else none
	allowHead
}

// maxOpen bounds the open brackets that are told apart.
const maxOpen = 500

func (p *allowPlace) push(b bracket) {
	if len(p.open) < maxOpen {
		p.open = append(p.open, b)
	}
}

// inside is the kind of the innermost open bracket, 0 for none.
func (p *allowPlace) inside() byte {
	if n := len(p.open); n > 0 {
		return p.open[n-1].kind
	}
	return 0
}

// token takes the next token outside directives.
func (r *allowReader) token(t token) {
	word := r.lex.bytes(t)
	from := r.src.line(int(t.start))
	to := from
	if t.kind == stringLiteral && t.end > t.start {
		to = r.src.line(int(t.end) - 1)
	}
	c := byte(0)
	if t.kind == punct {
		c = word[0]
	}
	switch {
	case c == '}':
		r.closeBrace()
		r.mark(r.at, from, to)
		r.last, r.word = word, false
		return
	case c == '{' && !r.opensValue():
		r.mark(r.at, from, to)
		r.openBody()
		return
	case c == ';' && r.inside() != '(':
		if r.inside() == '=' { // the braces hold code after all
			r.open[len(r.open)-1] = bracket{kind: '{', at: none}
		}
		r.mark(r.at, from, to)
		r.at = none
		return
	}
	if r.at != none && t.kind == identifier && r.nextMacro(t, word, from) {
		r.at = none
	}
	if r.at == none {
		r.at, r.allowHead = len(r.list), allowHead{}
		r.list = append(r.list, stretch{from, to})
		r.begun = r.give(r.at)
	}
	r.mark(r.at, from, to)
	r.follow(t, word, c)
}

// follow notes what a token tells of the statement that it is a part of.
func (r *allowReader) follow(t token, word []byte, c byte) {
	h := &r.allowHead
	h.macro = c == '(' && h.tokens == 1 && isCapitals(h.first) || h.macro && (r.inside() == '(' || c == '(')
	if h.tokens++; h.tokens == 1 {
		h.first = word
	}
	h.last, h.word = word, t.kind == identifier
	top := r.inside()
	switch {
	case c == '(' || c == '[':
		h.parens = h.parens || c == '(' && top != '('
		r.push(bracket{kind: '('})
	case c == '{':
		r.push(bracket{kind: '='})
	case c == ')' || c == ']':
		if top == '(' {
			r.open = r.open[:len(r.open)-1]
		}
	case c == ',' && top == '{' && r.open[len(r.open)-1].enum:
		r.at = none
	case c == ':' && len(word) == 1 && h.tokens == 2 && isAccess(string(h.first)): // no statement: what waited for it still waits
		r.at, r.waiting = none, r.begun
		for _, i := range r.waiting {
			r.cover[i] = nil
		}
	case t.kind == identifier && top != '(':
		switch string(word) {
		case "enum":
			h.enum, h.body = true, true
		case "class", "struct", "union", "namespace", "extern", "else", "do", "try", "requires", "asm":
			h.body = true
		}
	}
}

// opensValue reports whether the brace that was read opens the value of what is being
// declared, or of an argument, and no code.
func (r *allowReader) opensValue() bool {
	if r.at == none {
		return false
	}
	switch string(r.last) {
	case "=", "(", ",", "{", "return":
		return true
	}
	named := r.word || string(r.last) == ">"
	return named && (r.inside() == '(' || r.inside() == '=' || !r.body && !r.parens)
}

// openBody ends the head of what the brace opens. In parentheses it is a lambda's, whose
// statement goes on behind it.
func (r *allowReader) openBody() {
	b := bracket{kind: '{', at: none, enum: r.at != none && r.enum}
	if in := r.inside(); r.at != none && (in == '(' || in == '=') {
		b = bracket{kind: '{', at: r.at, allowHead: r.allowHead}
	}
	r.push(b)
	r.at = none
}

// closeBrace goes back to what stands around the innermost braces. Parentheses that are still
// open in them never close.
func (r *allowReader) closeBrace() {
	n := len(r.open)
	for n > 0 && r.open[n-1].kind == '(' {
		n--
	}
	if n == 0 {
		r.open, r.at, r.waiting = r.open[:0], none, nil
		return
	}
	b := r.open[n-1]
	r.open = r.open[:n-1]
	if b.kind == '{' {
		r.at, r.allowHead, r.waiting = b.at, b.allowHead, nil
	}
}

// nextMacro reports whether a word starts another use of a macro, on a line of its own, behind
// one that needs no semicolon. A macro before anything else may be an attribute.
func (r *allowReader) nextMacro(t token, word []byte, line int) bool {
	return r.macro && r.inside() != '(' && string(r.last) == ")" && line > r.line && isCapitals(word) &&
		bytes.HasPrefix(r.lex.text[t.end:], []byte("("))
}

// isCapitals reports whether a word is written as macros are.
func isCapitals(word []byte) bool {
	return len(word) > 1 && bytes.IndexFunc(word, func(c rune) bool { return (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' }) < 0
}
