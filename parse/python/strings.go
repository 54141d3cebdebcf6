package python

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// prefixes of string literals, lower-cased: those of the reference and the t-strings of
// PEP 750, which nest as f-strings do.
func isPrefix(word []byte) bool {
	switch len(word) {
	case 1:
		switch word[0] | 0x20 {
		case 'r', 'b', 'u', 'f', 't':
			return true
		}
	case 2:
		switch [2]byte{word[0] | 0x20, word[1] | 0x20} {
		case [2]byte{'r', 'b'}, [2]byte{'b', 'r'}, [2]byte{'r', 'f'}, [2]byte{'f', 'r'},
			[2]byte{'r', 't'}, [2]byte{'t', 'r'}:
			return true
		}
	}
	return false
}

// quoting is how a string literal is written.
type quoting struct {
	quote       byte
	triple      bool
	raw         bool
	interpolate bool // an f-string or t-string
	bytes       bool
}

// quotingAt reads the prefix src[start:q] and the opening quote at q; the content starts
// at the returned offset.
func quotingAt(src []byte, start, q int) (quoting, int) {
	s := quoting{quote: src[q]}
	for _, c := range src[start:q] {
		switch c | 0x20 {
		case 'r':
			s.raw = true
		case 'f', 't':
			s.interpolate = true
		case 'b':
			s.bytes = true
		}
	}
	if q+2 < len(src) && src[q+1] == s.quote && src[q+2] == s.quote {
		s.triple = true
		return s, q + 3
	}
	return s, q + 1
}

// width is the number of quotes at either end.
func (s quoting) width() int {
	if s.triple {
		return 3
	}
	return 1
}

// stringLiteral reads the literal whose prefix starts at l.pos and whose quote is at q.
func (l *lexer) stringLiteral(q int) {
	s, p := quotingAt(l.src, l.pos, q)
	if s.interpolate {
		l.fString(s, p)
		return
	}
	end, ok := plainEnd(l.src, p, s)
	if !ok {
		l.bad = true
	}
	l.emitLines(tokString, end)
}

// emitLines emits a token that may hold line ends.
func (l *lexer) emitLines(k kind, end int) {
	start := l.pos
	l.emit(k, end)
	l.pos = start
	l.advance(end)
}

// plainEnd finds the offset after the closing quote of a string without fields whose
// content starts at p; when it is never closed, the end of the line or file and false.
func plainEnd(src []byte, p int, s quoting) (int, bool) {
	content := p
	for p < len(src) {
		if s.triple {
			n := bytes.IndexByte(src[p:], s.quote)
			if n < 0 {
				return len(src), false
			}
			p += n
			if escaped(src[content:p]) {
				p++
				continue
			}
			if p+2 < len(src) && src[p+1] == s.quote && src[p+2] == s.quote {
				return p + 3, true
			}
			p++
			continue
		}
		switch src[p] {
		case s.quote:
			return p + 1, true
		case '\n', '\r':
			return p, false
		case '\\':
			p = afterEscape(src, p)
		default:
			p++
		}
	}
	return len(src), false
}

// escaped tells whether the byte that follows part is escaped: an odd number of
// backslashes stands before it.
func escaped(part []byte) bool {
	n := 0
	for n < len(part) && part[len(part)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// afterEscape gives the offset after the backslash at p and the character it escapes; an
// escaped CR LF counts as one.
func afterEscape(src []byte, p int) int {
	if p+2 < len(src) && src[p+1] == '\r' && src[p+2] == '\n' {
		return p + 3
	}
	return min(p+2, len(src))
}

// fString reads an f-string: its start, a group of tokens for each replacement field,
// nested format fields after the field they belong to, and its end (PEP 701).
func (l *lexer) fString(s quoting, content int) {
	if len(l.open) >= maxNesting { // read as a plain string, so that recursion ends
		end, _ := plainEnd(l.src, content, s)
		l.bad = true
		l.emitLines(tokString, end)
		return
	}
	l.openBracket(tokFStart, content)
	for !l.resync {
		if !l.fText(s, false) {
			l.bad = true
			break
		}
		if l.src[l.pos] == '{' {
			l.field(s)
			continue
		}
		l.pop()
		l.emit(tokFEnd, l.pos+s.width())
		return
	}
	if n := len(l.open); n > 0 && !l.resync {
		l.pop()
		l.emit(tokFEnd, l.pos)
	}
}

// fText skips literal text of an f-string, or of a format specification, up to the next
// field or the end; false when the string is never closed. In a specification, braces
// can't be doubled and a single } ends it (CPython, tok_get_fstring_mode).
func (l *lexer) fText(s quoting, spec bool) bool {
	for l.pos < len(l.src) {
		c := l.src[l.pos]
		switch {
		case c == s.quote && l.closes(s):
			return true
		case c == '\n' || c == '\r':
			if !s.triple {
				return false
			}
			l.newline()
		case c == '\\':
			l.fEscape(s)
		case c == '{' || c == '}':
			doubled := l.pos+1 < len(l.src) && l.src[l.pos+1] == c
			switch {
			case doubled && !spec:
				l.pos += 2
			case c == '}' && !spec:
				l.bad = true
				l.pos++
			default:
				return true
			}
		default:
			l.pos++
		}
	}
	return false
}

// closes tells whether the quote at pos ends the string.
func (l *lexer) closes(s quoting) bool {
	return !s.triple || l.pos+2 < len(l.src) && l.src[l.pos+1] == s.quote && l.src[l.pos+2] == s.quote
}

// fEscape skips a backslash and what it escapes; before a brace it escapes nothing, and
// the braces of \N{...} are no field.
func (l *lexer) fEscape(s quoting) {
	next := byte(0)
	if l.pos+1 < len(l.src) {
		next = l.src[l.pos+1]
	}
	switch {
	case next == '{' || next == '}':
		l.pos++
	case next == 'N' && !s.raw && l.pos+2 < len(l.src) && l.src[l.pos+2] == '{':
		p := l.pos + 3
		for p < len(l.src) && l.src[p] != '}' && l.src[p] != s.quote && l.src[p] != '\n' {
			p++
		}
		if p < len(l.src) && l.src[p] == '}' {
			p++
		}
		l.pos = p
	default:
		l.advance(afterEscape(l.src, l.pos))
	}
}

// field reads one replacement field from its { to its }.
func (l *lexer) field(s quoting) {
	if len(l.open) >= maxNesting {
		l.bad = true
		l.pos++
		return
	}
	l.openBracket(tokFieldOpen, l.pos+1)
	base := len(l.open)
	for l.pos < len(l.src) && !l.resync {
		c := l.src[l.pos]
		if len(l.open) > base || c != '}' && c != ':' && c != '!' {
			l.token(c)
			continue
		}
		if c == '!' {
			if l.pos+1 < len(l.src) && l.src[l.pos+1] == '=' {
				l.token(c)
			} else {
				l.conversion()
			}
			continue
		}
		l.pop()
		l.emit(tokFieldClose, l.pos+1)
		if c == ':' {
			l.spec(s)
		}
		return
	}
	l.bad = true
	if !l.resync {
		for len(l.open) >= base {
			l.pop()
		}
		l.emit(tokFieldClose, l.pos)
	}
}

// conversion skips !r, !s or !a at the end of a field.
func (l *lexer) conversion() {
	l.pos++
	for l.pos < len(l.src) && (inName(l.src[l.pos]) || l.src[l.pos] == ' ') {
		l.pos++
	}
}

// spec reads a format specification up to and with the } of its field. A closing quote
// or line end before it is left for the string to deal with.
func (l *lexer) spec(s quoting) {
	for !l.resync {
		if !l.fText(s, true) || l.src[l.pos] == s.quote {
			l.bad = true
			return
		}
		if l.src[l.pos] == '}' {
			l.pos++
			return
		}
		l.field(s)
	}
}

// literal gives the value of tokens [i, j) when they are one string literal, adjacent
// ones joined: no bytes, no fields, in any number of parentheses.
func (l *lexer) literal(i, j int) (string, bool) {
	for l.at(i) == tokOpen && l.src[l.toks[i].start] == '(' && int(l.toks[i].match) == j-1 {
		i, j = i+1, j-1
	}
	if i >= j {
		return "", false
	}
	value := ""
	for ; i < j; i++ {
		end := l.toks[i].end
		switch l.toks[i].kind {
		case tokString:
		case tokFStart:
			if l.at(i+1) != tokFEnd {
				return "", false
			}
			end = l.toks[i+1].end
		default:
			return "", false
		}
		part, ok := decode(l.src[l.toks[i].start:end])
		if !ok {
			return "", false
		}
		value += part
		if l.toks[i].kind == tokFStart {
			i++
		}
	}
	return value, true
}

// decode gives the value of one string literal without fields; false for bytes, for an
// unclosed one and for an escape by character name.
func decode(lit []byte) (string, bool) {
	q := bytes.IndexAny(lit, `'"`)
	if q < 0 {
		return "", false
	}
	s, start := quotingAt(lit, 0, q)
	end := len(lit) - s.width()
	if s.bytes || end < start || lit[end] != s.quote {
		return "", false
	}
	text := string(lit[start:end])
	if s.interpolate {
		text = strings.NewReplacer("{{", "{", "}}", "}").Replace(text)
	}
	if s.raw || !strings.Contains(text, `\`) {
		return text, true
	}
	return unescape(text)
}

// unescape resolves the escapes of the reference's table, except \N{name}.
func unescape(text string) (string, bool) {
	var b strings.Builder
	for text != "" {
		n := strings.IndexByte(text, '\\')
		if n < 0 || n+1 == len(text) {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:n])
		c := text[n+1]
		text = text[n+2:]
		digits := 0
		switch c {
		case '\n':
		case '\r':
			text = strings.TrimPrefix(text, "\n")
		case 'a', 'b', 'f', 'n', 'r', 't', 'v':
			b.WriteByte("\a\b\f\n\r\t\v"[strings.IndexByte("abfnrtv", c)])
		case '\\', '\'', '"':
			b.WriteByte(c)
		case 'x':
			digits = 2
		case 'u':
			digits = 4
		case 'U':
			digits = 8
		case 'N', '0', '1', '2', '3', '4', '5', '6', '7':
			return "", false
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
		if digits > 0 {
			v, err := strconv.ParseUint(text[:min(digits, len(text))], 16, 32)
			if err != nil || len(text) < digits || !utf8.ValidRune(rune(v)) {
				return "", false
			}
			b.WriteRune(rune(v))
			text = text[digits:]
		}
	}
	return b.String(), true
}
