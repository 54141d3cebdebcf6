package opschema

import "strings"

// value reads a default: a name, a number, a string or a list of those. Its text is kept,
// without the blanks around tokens: torchgen splits arguments at ", ".
func (p *parser) value() string {
	if p.peek() != '[' {
		return p.constant()
	}
	p.accept("[")
	if p.accept("]") {
		return "[]"
	}
	var parts []string
	for p.err == nil {
		parts = append(parts, p.constant())
		if p.accept("]") {
			break
		}
		p.expect(",")
	}
	return "[" + strings.Join(parts, ",") + "]"
}

func (p *parser) constant() string {
	c := p.peek()
	switch {
	case isLetter(c):
		return p.ident()
	case c == '\'' || c == '"':
		return p.str(c)
	case c == '-':
		p.accept("-")
		p.space()
		return "-" + p.number()
	}
	return p.number()
}

// number takes a number as Python writes it: digits, a fraction, an exponent, "j".
func (p *parser) number() string {
	start := p.pos
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		sign := (c == '-' || c == '+') && p.pos > start && (p.text[p.pos-1] == 'e' || p.text[p.pos-1] == 'E')
		if !isDigit(c) && c != '.' && c != 'e' && c != 'E' && c != 'j' && !sign {
			break
		}
		p.pos++
	}
	text := p.text[start:p.pos]
	if !strings.ContainsAny(text, "0123456789") || text[0] == 'e' || text[0] == 'E' || text[0] == 'j' {
		p.pos = start
		p.fail("want a default value")
		return ""
	}
	return text
}

// str takes a string literal with its quotes.
func (p *parser) str(quote byte) string {
	start := p.pos
	for p.pos++; p.pos < len(p.text); p.pos++ {
		switch p.text[p.pos] {
		case '\\':
			p.pos++
		case quote:
			p.pos++
			return p.text[start:p.pos]
		}
	}
	p.pos = start
	p.fail("want a string that ends")
	return ""
}
