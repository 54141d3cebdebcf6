package audit

import (
	"strings"
)

// pyString is a string literal that is no docstring, as it stands between its quotes.
type pyString struct {
	line int // of its first character
	text string
}

// pyText takes a Python file apart: its string literals, and its lines without comments and
// without what stands in strings. A string that is a statement of its own is a comment.
func pyText(data []byte) (texts []pyString, lines []string) {
	s := string(data)
	var code strings.Builder
	line, depth, start := 1, 0, true // start: nothing but blanks before on this logical line
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '\n':
			code.WriteByte(c)
			line++
			i++
			if depth == 0 {
				start = true
			}
		case c == '\\' && i+1 < len(s) && s[i+1] == '\n':
			code.WriteByte('\n')
			line++
			i += 2
		case c == '#':
			for i < len(s) && s[i] != '\n' {
				i++
			}
		case c == '"' || c == '\'':
			text, end := stringAt(s, i)
			if !start || !endsStatement(s, end) {
				texts = append(texts, pyString{line, text})
			}
			n := strings.Count(s[i:end], "\n")
			code.WriteString(string(c) + string(c) + strings.Repeat("\n", n))
			line += n
			i, start = end, false
		default:
			switch c {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth = max(0, depth-1)
			}
			if c != ' ' && c != '\t' && c != '\r' && c != '\f' && !prefixes(s, i) {
				start = false
			}
			code.WriteByte(c)
			i++
		}
	}
	return texts, strings.Split(code.String(), "\n")
}

// prefixes reports whether letters at i are the prefix of a string.
func prefixes(s string, i int) bool {
	for k := i; k < len(s) && k < i+3; k++ {
		switch s[k] {
		case '"', '\'':
			return k > i
		case 'r', 'R', 'b', 'B', 'u', 'U', 'f', 'F':
		default:
			return false
		}
	}
	return false
}

// stringAt is the content of the literal at i and where it ends.
func stringAt(s string, i int) (text string, end int) {
	quote := s[i : i+1]
	if strings.HasPrefix(s[i:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	from := i + len(quote)
	for k := from; k < len(s); k++ {
		switch {
		case s[k] == '\\':
			k++
		case strings.HasPrefix(s[k:], quote):
			return s[from:k], k + len(quote)
		case s[k] == '\n' && len(quote) == 1:
			return s[from:k], k // not closed
		}
	}
	return s[from:], len(s)
}

// endsStatement reports whether nothing follows on the line but a comment.
func endsStatement(s string, i int) bool {
	rest, _, _ := strings.Cut(s[i:], "\n")
	rest = strings.TrimSpace(rest)
	return rest == "" || rest[0] == '#' || rest[0] == ';'
}
