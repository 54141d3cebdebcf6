package opschema

import "strings"

// pyScanner gives the tokens of Python text, as far as lists of literals need them.
type pyScanner struct {
	text string
	pos  int
	line int
}

type pyToken struct {
	kind pyKind
	text string // of a string its value
	line int
}

type pyKind uint8

const (
	pyEnd pyKind = iota
	pyName
	pyNumber
	pyString
	pyOther // one byte
)

// next gives the next token; comments and blanks are passed over.
func (p *pyScanner) next() pyToken {
	p.skip()
	if p.pos >= len(p.text) {
		return pyToken{kind: pyEnd, line: p.line}
	}
	start, line, c := p.pos, p.line, p.text[p.pos]
	switch {
	case isLetter(c):
		p.word()
		word := p.text[start:p.pos]
		if p.pos < len(p.text) && (p.text[p.pos] == '"' || p.text[p.pos] == '\'') && len(word) <= 2 {
			return pyToken{pyString, p.str(strings.ContainsAny(word, "rR")), line}
		}
		return pyToken{pyName, word, line}
	case isDigit(c):
		p.word()
		return pyToken{pyNumber, p.text[start:p.pos], line}
	case c == '"' || c == '\'':
		return pyToken{pyString, p.str(false), line}
	}
	p.pos++
	return pyToken{pyOther, p.text[start:p.pos], line}
}

func (p *pyScanner) word() {
	for p.pos < len(p.text) && (isLetter(p.text[p.pos]) || isDigit(p.text[p.pos])) {
		p.pos++
	}
}

func (p *pyScanner) skip() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case '\n':
			p.line++
		case ' ', '\t', '\r', '\\':
		case '#':
			for p.pos < len(p.text) && p.text[p.pos] != '\n' {
				p.pos++
			}
			continue
		default:
			return
		}
		p.pos++
	}
}

// str takes a string literal and gives its value; escapes that regular expressions know
// themselves are kept as they are, as Python keeps those that it does not know.
func (p *pyScanner) str(raw bool) string {
	quote := p.text[p.pos : p.pos+1]
	if strings.HasPrefix(p.text[p.pos:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	p.pos += len(quote)
	var b strings.Builder
	for p.pos < len(p.text) && !strings.HasPrefix(p.text[p.pos:], quote) {
		c := p.text[p.pos]
		if c == '\n' {
			if len(quote) == 1 { // the literal does not end
				return b.String()
			}
			p.line++
		}
		if c == '\\' && p.pos+1 < len(p.text) {
			p.pos++
			next := p.text[p.pos]
			if next == '\n' {
				p.line++
			}
			if raw || !strings.ContainsRune("\\'\"\n", rune(next)) {
				b.WriteByte('\\')
			}
			if raw || next != '\n' {
				b.WriteByte(next)
			}
			p.pos++
			continue
		}
		b.WriteByte(c)
		p.pos++
	}
	p.pos = min(p.pos+len(quote), len(p.text))
	return b.String()
}

// find goes behind the first place where those tokens follow one another; a type
// annotation may stand behind the first.
func (p *pyScanner) find(first string, rest ...string) bool {
	for tok := p.next(); tok.kind != pyEnd; tok = p.next() {
		if tok.kind != pyName || tok.text != first {
			continue
		}
		saved := *p
		if tok = p.next(); tok.text == ":" {
			for range maxNesting { // as long as an annotation may be
				if tok = p.next(); tok.kind == pyEnd || tok.text == "=" {
					break
				}
			}
		}
		ok := true
		for i, want := range rest {
			if i > 0 {
				tok = p.next()
			}
			ok = ok && tok.kind == pyOther && tok.text == want
		}
		if ok {
			return true
		}
		*p = saved
	}
	return false
}

// group gives the tokens up to the parenthesis that closes the one just taken.
func (p *pyScanner) group() []pyToken {
	var toks []pyToken
	for depth := 1; ; {
		tok := p.next()
		if tok.kind == pyOther {
			depth += strings.Count("([{", tok.text) - strings.Count(")]}", tok.text)
		}
		if depth == 0 || tok.kind == pyEnd {
			return toks
		}
		toks = append(toks, tok)
	}
}
