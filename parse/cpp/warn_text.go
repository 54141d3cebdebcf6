package cpp

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// computed stands in a message for what is known only when the code runs.
const computed = "{...}"

// messageOf joins the arguments of a message.
func (w *warner) messageOf(args [][]token) string {
	m := messageText{w: w}
	for _, arg := range args {
		m.fresh = true
		m.argument(arg, 0)
	}
	return m.String()
}

// messageText builds a message.
type messageText struct {
	strings.Builder
	w     *warner
	fresh bool // what is computed next is not yet written as such
}

func (m *messageText) literal(text string) {
	m.WriteString(text)
	m.fresh = true
}

func (m *messageText) computed() {
	if m.fresh {
		m.WriteString(computed)
	}
	m.fresh = false
}

// argument adds one argument: its literals, those that pass through what only joins or formats
// included.
func (m *messageText) argument(s []token, depth int) {
	w := m.w
	for i := 0; i < len(s); i++ {
		switch t := s[i]; t.kind {
		case stringLiteral:
			m.literal(literalText(w.word(t)))
		case identifier:
			i = m.word(s, i, depth)
		case punct:
			switch w.lex.text[t.start] {
			case '+', '<', '#':
			case '(', '{':
				end := w.skip(s, i)
				if depth < maxNesting && i == 0 {
					m.inside(s[i+1:max(i+1, end)], depth)
				} else {
					m.computed()
				}
				i = end
			case '[':
				m.computed()
				i = w.skip(s, i)
			default:
				m.computed()
			}
		default:
			m.computed()
		}
	}
}

// inside adds what stands in a parenthesis that only joins or formats.
func (m *messageText) inside(s []token, depth int) {
	for _, arg := range m.w.splitArgs(s) {
		m.argument(arg, depth+1)
	}
}

// word adds what starts with the name at i, and gives the index of its last token.
func (m *messageText) word(s []token, i, depth int) int {
	w := m.w
	end := i
	for end+2 < len(s) && w.is(s[end+1], "::") && s[end+2].kind == identifier {
		end += 2
	}
	name := string(w.word(s[end]))
	called := end+1 < len(s) && (w.is(s[end+1], "(") || w.is(s[end+1], "{"))
	if called && depth < maxNesting {
		closing := w.skip(s, end+1)
		inner := s[end+2 : max(end+2, closing)]
		switch name {
		case "str", "string", "to_string", "c_str", "string_view", "concat":
			m.inside(inner, depth)
			return m.converted(s, closing)
		case "format":
			m.formatted(w.splitArgs(inner), depth)
			return m.converted(s, closing)
		}
	}
	if !called && end == i {
		if m.known(name) {
			return m.converted(s, end)
		}
		if text, ok := w.locals.streams[name]; ok && end+3 < len(s) && w.is(s[end+1], ".") && w.is(s[end+2], "str") {
			m.literal(text)
			return m.converted(s, end)
		}
	}
	m.computed()
	return end
}

// formatted adds what fmt::format makes of its arguments.
func (m *messageText) formatted(args [][]token, depth int) {
	if len(args) == 0 {
		return
	}
	parts := make([]string, len(args))
	for i, arg := range args {
		part := messageText{w: m.w, fresh: true}
		part.argument(arg, depth+1)
		parts[i] = part.String()
	}
	text, used := parts[0], 1
	for {
		before, rest, ok := strings.Cut(text, "{}")
		if !ok || used == len(parts) {
			break
		}
		m.literal(before + parts[used])
		text = rest
		used++
	}
	m.literal(text)
}

// known adds what a name stands for, if the function or the file tells.
func (m *messageText) known(name string) bool {
	w := m.w
	switch name {
	case "__func__", "__FUNCTION__":
		if fn := w.at.function(); fn != nil && fn.last != "" && !fn.lambda {
			m.literal(fn.last)
			return true
		}
	}
	text, ok := w.locals.texts[name]
	if !ok && !w.isParam(name) {
		text, ok = w.texts[name]
	}
	if ok {
		m.literal(text)
	}
	return ok
}

// converted passes .c_str() and the like behind s[i].
func (m *messageText) converted(s []token, i int) int {
	for i+4 < len(s) && m.w.is(s[i+1], ".") && m.w.is(s[i+3], "(") && m.w.is(s[i+4], ")") {
		switch string(m.w.word(s[i+2])) {
		case "c_str", "str", "data", "what":
			i += 4
			continue
		}
		break
	}
	return i
}

// literalText is the value of a string literal: escapes undone ([lex.ccon]), raw ones as they
// are, what is no UTF-8 replaced.
func literalText(lit []byte) string {
	text := string(content(lit))
	quote := strings.IndexByte(string(lit), '"')
	if !strings.Contains(text, `\`) || quote > 0 && lit[quote-1] == 'R' {
		return strings.ToValidUTF8(text, string(utf8.RuneError))
	}
	var b strings.Builder
	for len(text) > 0 {
		n := strings.IndexByte(text, '\\')
		if n < 0 || n+1 == len(text) {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:n])
		text = text[n:]
		if text[1] == '\'' || text[1] == '"' || text[1] == '?' {
			b.WriteByte(text[1])
			text = text[2:]
			continue
		}
		r, multibyte, rest, err := strconv.UnquoteChar(text, 0)
		switch {
		case err != nil:
			b.WriteString(text[:2])
			text = text[2:]
			continue
		case multibyte || r < utf8.RuneSelf:
			b.WriteRune(r)
		default:
			b.WriteByte(byte(r))
		}
		text = rest
	}
	return strings.ToValidUTF8(b.String(), string(utf8.RuneError))
}
