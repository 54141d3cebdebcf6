package cpp

import (
	"bytes"
	"strings"
)

// macro is a function-like macro of the file. Macros that define kernels or register them
// are used far more often than they are written out.
type macro struct {
	params []string
	body   []byte
}

// Bounds on expanding macros, for hostile input: real files nest three deep, expand to a
// few hundred kilobytes and have a dozen parameters.
const (
	maxExpansionDepth = 8
	maxExpansionBytes = 4 << 20
	maxParameters     = 100
)

// define reads a #define; the lexer stands behind that word.
func (s *scanner) define() {
	name := s.lex.next()
	if name.kind != identifier {
		s.breakGuard()
		s.finishDirective(name)
		return
	}
	if s.guard == guardTested && string(s.lex.bytes(name)) == s.guardName {
		s.guard = guardDefined
	} else {
		s.breakGuard()
	}
	if p := int(name.end); p < len(s.lex.text) && s.lex.text[p] == '(' {
		s.functionMacro(name)
		return
	}
	s.headerMacro(name)
	s.macroBody()
}

// functionMacro keeps a function-like macro for its uses at namespace scope.
func (s *scanner) functionMacro(name token) {
	m := macro{}
	t := s.lex.next()
	from := int(t.end)
	for t.kind != endDirective && !s.lex.is(t, ')') {
		t = s.lex.next()
	}
	if t.kind == endDirective {
		return
	}
	params := string(s.lex.text[from:t.start])
	s.macroBody()
	m.body = s.lex.text[t.end:s.lex.pos]
	if strings.Count(params, ",") >= maxParameters {
		return
	}
	for p := range strings.SplitSeq(params, ",") {
		m.params = append(m.params, strings.TrimSpace(p))
	}
	if s.macros == nil {
		s.macros = map[string]macro{}
	}
	s.macros[string(s.lex.bytes(name))] = m
}

// macroBody reads the rest of a #define.
func (s *scanner) macroBody() {
	for s.lex.directive {
		t := s.lex.next()
		if s.keep && t.kind != endDirective {
			s.macroCode = append(s.macroCode, t)
		}
	}
}

// expand gives the text that a use of m with these arguments stands for ([cpp.replace]).
func expand(m macro, args []byte) []byte {
	values := splitArguments(args)
	lex := newLexer(&source{text: m.body, orig: m.body})
	lex.lineStart = false
	var out []byte
	for last := 0; len(out) < maxExpansionBytes; {
		t := lex.next()
		if t.kind == eof {
			break
		}
		switch {
		case lex.is(t, '#') && lex.pos < len(m.body) && m.body[lex.pos] == '#': // paste
			out = bytes.TrimRight(out, " \t")
			lex.next()
			last = lex.skipBlank()
			continue
		case t.kind == identifier:
			out = append(out, m.body[last:t.start]...)
			out = append(out, m.argument(lex.bytes(t), values)...)
		default:
			out = append(out, m.body[last:t.end]...)
		}
		last = int(t.end)
	}
	return out
}

// argument is what a word of the body stands for: an argument, or itself.
func (m *macro) argument(word []byte, values [][]byte) []byte {
	for i, p := range m.params {
		variadic := p == "..." && string(word) == "__VA_ARGS__"
		switch {
		case !variadic && p != string(word):
		case i >= len(values):
			return nil
		case variadic:
			return bytes.Join(values[i:], []byte(","))
		default:
			return values[i]
		}
	}
	return word
}

// splitArguments cuts the arguments of a macro at the commas outside parentheses.
func splitArguments(args []byte) [][]byte {
	lex := newLexer(&source{text: args, orig: args})
	var values [][]byte
	depth, start := 0, 0
	for {
		t := lex.next()
		switch {
		case t.kind == eof:
			return append(values, bytes.TrimSpace(args[start:]))
		case lex.is(t, '('):
			depth++
		case lex.is(t, ')'):
			depth--
		case lex.is(t, ',') && depth == 0:
			values = append(values, bytes.TrimSpace(args[start:t.start]))
			start = int(t.end)
		}
	}
}
