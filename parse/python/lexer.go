package python

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// maxNesting bounds brackets and replacement fields: CPython allows 200 levels
// (MAXLEVEL in Parser/tokenizer.h); past it a line is unparsed.
const maxNesting = 200

// lexer splits a file into logical lines. The tokens of one line stay valid until the
// next one is read. The rules are those of the Python reference, "Lexical analysis".
type lexer struct {
	src  []byte
	pos  int
	line int32 // 1-based line of pos
	crs  bool  // the file has carriage returns: newlines must be counted byte by byte

	toks []token // the current logical line
	open []int32 // indices in toks of the brackets, f-strings and fields still open

	col, alt int32      // width of the line's indentation, tabs as 8 and as 1 (CPython compares both)
	bad      bool       // CPython would not accept the line
	joined   bool       // the source is a fragment: newlines mean nothing and no line is resynchronised
	noted    *[]comment // where comments go; nil where nobody asks for them
	resync   bool       // a statement keyword showed that a bracket was never closed: the line ends here
}

// newLexer starts at the first byte after a byte order mark.
func newLexer(src []byte) lexer {
	l := lexer{src: src, line: 1, crs: bytes.IndexByte(src, '\r') >= 0}
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		l.pos = 3
	}
	return l
}

// at gives the kind of token i of the line, tokEnd outside it.
func (l *lexer) at(i int) kind {
	if uint(i) >= uint(len(l.toks)) {
		return tokEnd
	}
	return l.toks[i].kind
}

// text gives the source of token i.
func (l *lexer) text(i int) []byte { return l.src[l.toks[i].start:l.toks[i].end] }

// is tells whether token i stands in the line and reads s.
func (l *lexer) is(i int, s string) bool {
	return uint(i) < uint(len(l.toks)) && string(l.text(i)) == s
}

// next reads the next logical line; false at the end of the file.
func (l *lexer) next() bool {
	l.toks, l.open = l.toks[:0], l.open[:0]
	l.bad, l.resync = false, false
	if !l.indentation() {
		return false
	}
	for l.pos < len(l.src) && !l.resync {
		c := l.src[l.pos]
		if len(l.open) == 0 && classes[c] == classNewline && !l.joined {
			break
		}
		l.token(c)
	}
	if len(l.open) > 0 {
		l.bad = true
		for _, i := range l.open {
			l.toks[i].match = int32(len(l.toks))
		}
	}
	return true
}

// fragment reads src[start:end] as one line, whatever newlines it holds.
func (l *lexer) fragment(start, end int32) {
	l.toks, l.open, l.src, l.pos, l.joined = l.toks[:0], l.open[:0], l.src[:end], int(start), true
	for l.pos < len(l.src) {
		l.token(l.src[l.pos])
	}
	for _, i := range l.open {
		l.toks[i].match = int32(len(l.toks))
	}
}

// newline consumes one line end: LF, CR LF or CR.
func (l *lexer) newline() {
	if l.src[l.pos] == '\r' && l.pos+1 < len(l.src) && l.src[l.pos+1] == '\n' {
		l.pos++
	}
	l.pos++
	l.line++
}

// advance moves to p and counts the line ends passed.
func (l *lexer) advance(p int) {
	part := l.src[l.pos:p]
	n := bytes.Count(part, []byte{'\n'})
	if l.crs {
		for i, c := range part {
			if c == '\r' && (i+1 == len(part) || part[i+1] != '\n') {
				n++
			}
		}
	}
	l.line += int32(n)
	l.pos = p
}

// skipComment moves to the end of the physical line.
func (l *lexer) skipComment() {
	rest := l.src[l.pos:]
	if n := bytes.IndexByte(rest, '\n'); n >= 0 {
		rest = rest[:n]
	}
	if l.crs {
		if n := bytes.IndexByte(rest, '\r'); n >= 0 {
			rest = rest[:n]
		}
	}
	if l.noted != nil {
		*l.noted = append(*l.noted, comment{int32(l.pos), int32(l.pos + len(rest)), l.line})
	}
	l.pos += len(rest)
}

// indentation skips blank and comment lines and measures the indentation of the next
// line; false at the end of the file. A form feed starts the count again; an indentation
// split by a backslash counts up to the first one (CPython, tok_get).
func (l *lexer) indentation() bool {
	l.col, l.alt = 0, 0
	first := int32(0)
	for l.pos < len(l.src) {
		switch l.src[l.pos] {
		case ' ':
			l.col, l.alt = l.col+1, l.alt+1
		case '\t':
			l.col, l.alt = (l.col/8+1)*8, l.alt+1
		case '\f':
			l.col, l.alt = 0, 0
		case '#':
			l.skipComment()
			continue
		case '\n', '\r':
			l.newline()
			l.col, l.alt, first = 0, 0, 0
			continue
		case '\\':
			if !l.continuation() {
				return true
			}
			if first == 0 {
				first = l.col
			}
			continue
		default:
			if first > 0 {
				l.col, l.alt = first, first
			}
			return true
		}
		l.pos++
	}
	return false
}

// continuation consumes a backslash and the line end after it; false when none follows.
func (l *lexer) continuation() bool {
	if l.pos+1 < len(l.src) && classes[l.src[l.pos+1]] == classNewline {
		l.pos++
		l.newline()
		return true
	}
	return false
}

// token reads one token, or skips white space or a comment.
func (l *lexer) token(c byte) {
	switch classes[c] {
	case classSpace:
		l.pos++
	case className:
		l.name()
	case classDigit:
		l.number()
	case classOp:
		l.operator(c)
	case classOpen:
		l.openBracket(tokOpen, l.pos+1)
	case classClose:
		l.closeBracket(c)
	case classQuote:
		l.stringLiteral(l.pos)
	case classHash:
		l.skipComment()
	case classNewline:
		l.newline()
		l.checkResync()
	case classBackslash:
		if !l.continuation() {
			l.stray()
		}
	default:
		l.stray()
	}
}

// emit appends a token that ends at end, and moves there. Two operands side by side mark
// the line as bad, unless they are strings or follow a soft keyword.
func (l *lexer) emit(k kind, end int) {
	if n := len(l.toks); k.startsOperand() && n > 0 {
		prev := l.toks[n-1].kind
		if prev.endsOperand() && !(prev.isString() && k.isString()) && !l.isSoftKeyword(n-1) {
			l.bad = true
		}
	}
	l.toks = append(l.toks, token{kind: k, start: int32(l.pos), end: int32(end), line: l.line})
	l.pos = end
}

// isSoftKeyword tells whether token i starts a statement and reads match, case or type.
func (l *lexer) isSoftKeyword(i int) bool {
	if l.toks[i].kind != tokName {
		return false
	}
	switch l.at(i - 1) {
	case tokEnd, opSemicolon, opColon:
	default:
		return false
	}
	switch string(l.text(i)) {
	case "match", "case", "type":
		return true
	}
	return false
}

// stray marks a byte that starts no token.
func (l *lexer) stray() {
	l.bad = true
	l.emit(opOther, l.pos+1)
}

// name reads an identifier, a keyword or the prefix of a string.
func (l *lexer) name() {
	p, ascii := l.pos, true
	for p < len(l.src) && inName(l.src[p]) {
		ascii = ascii && l.src[p] < utf8.RuneSelf
		p++
	}
	word := l.src[l.pos:p]
	if p < len(l.src) && len(word) <= 2 && classes[l.src[p]] == classQuote && isPrefix(word) {
		l.stringLiteral(p)
		return
	}
	if !ascii && !isIdentifier(word) {
		l.bad = true
	}
	k := keyword(word)
	if k == kwFor && len(l.open) > 0 {
		l.toks[l.open[len(l.open)-1]].isFor = true
	}
	l.emit(k, p)
}

// isIdentifier tells whether a name with bytes beyond ASCII can be an identifier. Bytes
// that are no UTF-8 are taken as letters of the encoding that the file declares.
func isIdentifier(word []byte) bool {
	for len(word) > 0 {
		r, n := utf8.DecodeRune(word)
		if r >= utf8.RuneSelf && n > 1 && !unicode.In(r, unicode.L, unicode.Nl, unicode.Mn, unicode.Mc,
			unicode.Nd, unicode.Pc, unicode.Other_ID_Start, unicode.Other_ID_Continue) {
			return false
		}
		word = word[n:]
	}
	return true
}

// openBracket emits an opening token and puts it on the stack.
func (l *lexer) openBracket(k kind, end int) {
	if k == tokOpen && l.src[l.pos] == '{' && len(l.toks) > 0 {
		if n := len(l.toks) - 1; l.toks[n].kind.endsOperand() && !l.isSoftKeyword(n) {
			l.bad = true
		}
	}
	if len(l.open) >= maxNesting {
		l.bad = true
	}
	l.open = append(l.open, int32(len(l.toks)))
	l.emit(k, end)
}

// closeBracket emits a closing bracket and matches it with the innermost open one; a
// stray one is an operator that marks the line as bad.
func (l *lexer) closeBracket(c byte) {
	n := len(l.open)
	if n == 0 || l.toks[l.open[n-1]].kind != tokOpen {
		l.stray()
		return
	}
	opening := &l.toks[l.open[n-1]]
	if b := l.src[opening.start]; b == '(' && c != ')' || b == '[' && c != ']' || b == '{' && c != '}' {
		l.bad = true
	}
	l.pop()
	l.emit(tokClose, l.pos+1)
}

// pop matches the innermost open token with the one emitted next.
func (l *lexer) pop() {
	n := len(l.open) - 1
	l.toks[l.open[n]].match = int32(len(l.toks))
	l.open = l.open[:n]
}

// checkResync looks at the start of a physical line inside brackets: a keyword that only
// starts statements proves that a bracket was never closed, and ends the logical line.
func (l *lexer) checkResync() {
	if len(l.open) == 0 || l.joined {
		return
	}
	p := l.pos
	for p < len(l.src) && (l.src[p] == ' ' || l.src[p] == '\t') {
		p++
	}
	q := p
	for q < len(l.src) && 'a' <= l.src[q] && l.src[q] <= 'z' {
		q++
	}
	if q == p || q < len(l.src) && (inName(l.src[q]) || classes[l.src[q]] == classQuote) {
		return
	}
	k := keyword(l.src[p:q])
	if !k.startsStatementOnly() || k == kwFrom && l.at(len(l.toks)-1) == kwYield {
		return
	}
	l.bad, l.resync = true, true
}

// operator reads one operator. Only the kinds that facts need are told apart.
func (l *lexer) operator(c byte) {
	next, third := byte(0), byte(0)
	if l.pos+1 < len(l.src) {
		next = l.src[l.pos+1]
	}
	if l.pos+2 < len(l.src) {
		third = l.src[l.pos+2]
	}
	k, n := opOther, 1
	switch {
	case c == '.' && classes[next] == classDigit:
		l.number()
		return
	case c == '.':
		k = opDot
	case c == ',':
		k = opComma
	case c == ';':
		k = opSemicolon
	case c == ':' && next == '=':
		k, n = opWalrus, 2
	case c == ':':
		k = opColon
	case c == '=' && next == '=':
		k, n = opEqual, 2
	case c == '=':
		k = opAssign
	case c == '-' && next == '>':
		k, n = opArrow, 2
	case c == '!':
		n = 2
		if next != '=' {
			l.stray()
			return
		}
	case c == '<' && next == '>': // Python 2
		l.bad, n = true, 2
	case (c == '<' || c == '>') && next == '=':
		n = 2
	case c == next && (c == '*' || c == '/' || c == '<' || c == '>') && third == '=':
		k, n = opAugmented, 3
	case c == next && (c == '*' || c == '/' || c == '<' || c == '>'):
		n = 2
		if c == '*' {
			k = opStar
		}
	case next == '=' && c != '~':
		k, n = opAugmented, 2
	case c == '*':
		k = opStar
	case c == '@':
		k = opAt
	}
	l.emit(k, l.pos+n)
}
