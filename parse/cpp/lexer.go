package cpp

import "bytes"

// kind is what a token is, as far as facts need it told apart.
type kind uint8

const (
	eof           kind = iota
	endDirective       // the newline that ends a directive
	hash               // the '#' that opens a directive
	identifier         // keywords too
	number             // a preprocessing number
	stringLiteral      // prefix and quotes included
	charLiteral        // prefix and quotes included
	punct              // one byte, or "::" or "->"
)

// token is a range of a source's text.
type token struct {
	kind       kind
	start, end int32
}

// Character classes; the order matters: everything from clsIdent on continues an identifier.
const (
	clsPunct uint8 = iota
	clsSpace
	clsNewline
	clsQuote
	clsSlash
	clsHash
	clsIdent
	clsDigit
)

// classes is read-only. A NUL is white space as in GCC; '$' and all bytes beyond ASCII
// are letters, so that any encoding and the placeholders of templates lex.
var classes = func() (t [256]uint8) {
	for _, c := range "\x00 \t\v\f" {
		t[c] = clsSpace
	}
	t['\n'], t['/'], t['#'] = clsNewline, clsSlash, clsHash
	t['"'], t['\''] = clsQuote, clsQuote
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = clsIdent, clsIdent
	}
	t['_'], t['$'] = clsIdent, clsIdent
	for c := 0x80; c < 0x100; c++ {
		t[c] = clsIdent
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = clsDigit
	}
	return t
}()

// lexer does translation phase 3: it splits text into preprocessing tokens. Comments are
// white space.
type lexer struct {
	src       *source
	text      []byte
	pos       int
	lineStart bool       // only white space since the last newline
	directive bool       // a newline ends the directive being read
	openEnd   int        // where a comment or raw string opens that never closes; -1 for none
	noted     *[]comment // where comments go; nil where nobody asks for them
}

func newLexer(src *source) lexer {
	return lexer{src: src, text: src.text, lineStart: true, openEnd: -1}
}

// next reads one token. Inside a directive the newline is a token, elsewhere white space.
func (l *lexer) next() token {
	text := l.text
	p := l.pos
	for p < len(text) {
		switch classes[text[p]] {
		case clsSpace:
			p++
		case clsNewline:
			p++
			l.lineStart = true
			if l.directive {
				l.directive = false
				return l.emit(endDirective, p-1, p)
			}
		case clsSlash:
			end := l.comment(p)
			if end == p {
				return l.emit(punct, p, p+1)
			}
			if l.noted != nil {
				*l.noted = append(*l.noted, comment{p, end})
			}
			p = end
		case clsHash:
			if l.lineStart && !l.directive {
				return l.open(p, p+1)
			}
			return l.emit(punct, p, p+1)
		case clsIdent:
			return l.word(p)
		case clsDigit:
			return l.emit(number, p, numberEnd(text, p))
		case clsQuote:
			return l.quoted(p, p)
		default:
			return l.punctuation(p)
		}
	}
	if l.directive {
		l.directive = false
		return l.emit(endDirective, p, p)
	}
	return l.emit(eof, p, p)
}

// nextBrace reads on to the next brace or directive, or word in the first column: what
// can matter inside a body. It is next without the cost of a token per word.
func (l *lexer) nextBrace() token {
	text := l.text
	p := l.pos
	for p < len(text) {
		c := text[p]
		switch classes[c] {
		case clsSpace:
			p++
			continue
		case clsNewline:
			p++
			l.lineStart = true
			continue
		case clsSlash:
			if end := l.comment(p); end > p {
				p = end
				continue
			}
			p++
		case clsHash:
			if l.lineStart {
				return l.open(p, p+1)
			}
			p++
		case clsIdent:
			if p == 0 || text[p-1] == '\n' {
				return l.word(p)
			}
			for p++; p < len(text) && classes[text[p]] >= clsIdent; p++ {
			}
			if p < len(text) && text[p] == '"' && text[p-1] == 'R' { // maybe a raw string
				p--
				for p > 0 && classes[text[p-1]] >= clsIdent {
					p--
				}
				p = int(l.word(p).end)
			}
		case clsDigit:
			p = numberEnd(text, p)
		case clsQuote:
			p = int(l.quoted(p, p).end)
		default:
			if c == '{' || c == '}' || c == '%' && l.lineStart {
				return l.punctuation(p)
			}
			if c == '.' && p+1 < len(text) && classes[text[p+1]] == clsDigit {
				p = numberEnd(text, p+1)
			} else {
				p++
			}
		}
		l.lineStart = false
	}
	return l.emit(eof, p, p)
}

func (l *lexer) emit(k kind, start, end int) token {
	l.pos = end
	if k > endDirective {
		l.lineStart = false
	}
	return token{k, int32(start), int32(end)}
}

// open enters a directive whose '#' is text[start:end].
func (l *lexer) open(start, end int) token {
	l.directive = true
	return l.emit(hash, start, end)
}

// comment gives the end of the comment that opens at p, or p when none does.
func (l *lexer) comment(p int) int {
	if p+1 >= len(l.text) {
		return p
	}
	switch l.text[p+1] {
	case '/':
		if n := bytes.IndexByte(l.text[p:], '\n'); n >= 0 {
			return p + n
		}
		return len(l.text)
	case '*':
		if n := bytes.Index(l.text[p+2:], []byte("*/")); n >= 0 {
			return p + 2 + n + 2
		}
		l.openEnd = p
		return len(l.text)
	}
	return p
}

// word reads an identifier, or the literal it is the prefix of.
func (l *lexer) word(p int) token {
	text := l.text
	e := p + 1
	for e < len(text) && classes[text[e]] >= clsIdent {
		e++
	}
	if e < len(text) && e-p <= 3 && classes[text[e]] == clsQuote && isPrefix(text[p:e], text[e]) {
		if text[e-1] == 'R' {
			return l.raw(p, e)
		}
		return l.quoted(p, e)
	}
	return l.emit(identifier, p, e)
}

// isPrefix reports whether word is an encoding prefix of a literal that opens with quote.
func isPrefix(word []byte, quote byte) bool {
	switch string(word) {
	case "L", "u", "U", "u8":
		return true
	case "R", "LR", "uR", "UR", "u8R":
		return quote == '"'
	}
	return false
}

// quoted reads the literal that starts at p and whose quote is text[q]. A newline ends an
// unterminated one, as in GCC: in text that an #if disables an apostrophe may be just that.
func (l *lexer) quoted(p, q int) token {
	text := l.text
	quote := text[q]
	k := stringLiteral
	if quote == '\'' {
		k = charLiteral
	}
	e := q + 1
	for ; e < len(text); e++ {
		switch text[e] {
		case quote:
			return l.emit(k, p, e+1)
		case '\n':
			return l.emit(k, p, e)
		case '\\':
			if e+1 < len(text) && text[e+1] != '\n' {
				e++
			}
		}
	}
	return l.emit(k, p, e)
}

// maxDelimiter is the longest delimiter a raw string may have ([lex.string]).
const maxDelimiter = 16

// raw reads a raw string whose quote is text[q]. Splices inside it are undone
// ([lex.phases]), so its end is looked for in the file as it is.
func (l *lexer) raw(p, q int) token {
	n := bytes.IndexByte(l.text[q:min(q+maxDelimiter+2, len(l.text))], '(')
	if n < 0 || bytes.ContainsAny(l.text[q+1:q+n], " )\\\t\v\f\n\"") {
		return l.quoted(p, q)
	}
	closing := make([]byte, 0, maxDelimiter+2)
	closing = append(closing, ')')
	closing = append(closing, l.text[q+1:q+n]...)
	closing = append(closing, '"')
	body := l.src.offset(q + n + 1)
	end := bytes.Index(l.src.orig[body:], closing)
	if end < 0 {
		l.openEnd = p
		return l.emit(stringLiteral, p, len(l.text))
	}
	return l.emit(stringLiteral, p, max(l.src.position(body+end+len(closing)), q+n+1))
}

// numberEnd gives the end of the preprocessing number at p ([lex.ppnumber]): digit
// separators and signs of exponents belong to it.
func numberEnd(text []byte, p int) int {
	for p++; p < len(text); p++ {
		switch c := text[p]; {
		case classes[c] >= clsIdent || c == '.':
		case c == '\'' && p+1 < len(text) && classes[text[p+1]] >= clsIdent:
		case (c == '+' || c == '-') && isExponent(text[p-1]):
		default:
			return p
		}
	}
	return p
}

func isExponent(c byte) bool { return c == 'e' || c == 'E' || c == 'p' || c == 'P' }

// punctuation reads an operator: one byte, but "::" and "->" whole, as their parts mean
// something else, and the digraph of '#'.
func (l *lexer) punctuation(p int) token {
	if p+1 < len(l.text) {
		switch c, d := l.text[p], l.text[p+1]; {
		case c == ':' && d == ':', c == '-' && d == '>':
			return l.emit(punct, p, p+2)
		case c == '%' && d == ':' && l.lineStart && !l.directive:
			return l.open(p, p+2)
		case c == '.' && classes[d] == clsDigit:
			return l.emit(number, p, numberEnd(l.text, p+1))
		}
	}
	return l.emit(punct, p, p+1)
}
