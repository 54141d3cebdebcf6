package cpp

import (
	"bytes"

	"plumbline/parse"
)

// include reads what follows the name of an #include, #include_next or #import
// ([cpp.include]); h is the directive's '#'.
func (s *scanner) include(h token, word string) {
	in := parse.Include{
		Line:        s.src.line(int(h.start)),
		Next:        word == "include_next",
		Conditional: len(s.groups) > 0,
	}
	var ok bool
	in.Target, in.Angled, ok = s.lex.headerName()
	if !ok {
		t := s.lex.next()
		if t.kind != identifier {
			s.finishDirective(t)
			s.unparsed(int(h.start), s.lex.pos)
			return
		}
		in.Target, in.Macro = string(s.lex.bytes(t)), true
	}
	if len(s.groups) == 1 && s.groups[0].guard {
		in.Conditional = false
		s.guarded = append(s.guarded, len(s.file.Includes))
	}
	s.file.Includes = append(s.file.Includes, in)
}

// headerName reads a "..." or <...> at the lexer's place. Nothing is special inside one:
// no comment, no escape. Where the '>' is missing GCC takes the rest of the line.
func (l *lexer) headerName() (name string, angled, ok bool) {
	p := l.skipBlank()
	text := l.text
	if p == len(text) || text[p] != '"' && text[p] != '<' {
		return "", false, false
	}
	line := text[p+1:]
	if n := bytes.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	angled = text[p] == '<'
	closing := byte('"')
	if angled {
		closing = '>'
	}
	end := bytes.IndexByte(line, closing)
	if end < 0 && angled {
		end = len(bytes.TrimRight(line, " \t\v\f"))
	}
	if end <= 0 {
		return "", false, false
	}
	l.pos = min(p+1+end+1, p+1+len(line))
	return string(line[:end]), angled, true
}

// skipBlank moves the lexer behind white space and comments that stay in the directive.
func (l *lexer) skipBlank() int {
	for l.pos < len(l.text) {
		end := l.pos
		switch classes[l.text[l.pos]] {
		case clsSpace:
			end++
		case clsSlash:
			end = l.comment(l.pos)
		}
		if end == l.pos {
			break
		}
		l.pos = end
	}
	return l.pos
}

// headerMacro records `#define NAME "x.h"` or `<x.h>`; the lexer stands behind NAME.
func (s *scanner) headerMacro(name token) {
	start := s.lex.pos
	target, angled, ok := s.lex.headerName()
	closed := ok && (!angled || s.lex.text[s.lex.pos-1] == '>')
	if closed && s.lex.next().kind == endDirective {
		s.file.Macros = append(s.file.Macros, parse.Macro{
			Line:   s.src.line(int(name.start)),
			Name:   string(s.lex.bytes(name)),
			Target: target,
			Angled: angled,
		})
		return
	}
	if s.lex.directive { // not one: the rest is read as ordinary tokens
		s.lex.pos = start
	}
}
