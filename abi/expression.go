package abi

import (
	"strconv"
	"strings"
)

// sameExpression reports whether two expressions surely mean the same: the same tokens but
// for scopes before names and the spelling of numbers and of "nothing".
func sameExpression(o, n string) bool {
	return o == n || plainExpression(o) == plainExpression(n) || nullPointer(o) && nullPointer(n)
}

// nullPointer reports whether an expression is one way or another to write a null pointer:
// casts and parentheses around nothing but zero.
func nullPointer(text string) bool {
	text = strings.TrimSpace(text)
	for strings.HasPrefix(text, "(") {
		open := strings.LastIndexByte(text[:len(text)-len(strings.TrimLeft(text, "( "))], '(')
		end := strings.IndexByte(text, ')')
		switch {
		case end < 0:
			return false
		case strings.HasSuffix(strings.TrimSpace(text[open+1:end]), "*"):
			text = text[:open] + text[end+1:] // a cast to a pointer
		case strings.HasSuffix(text, ")"):
			text = text[1 : len(text)-1]
		default:
			return false
		}
		text = strings.TrimSpace(text)
	}
	return text == "nullptr" || text == "NULL" || text == "0"
}

// plainExpression writes an expression without scopes, blanks and the choices of spelling
// that change nothing.
func plainExpression(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ':
			i++
		case c == '"' || c == '\'':
			j := closing(text, i)
			b.WriteString(text[i:j])
			i = j
		case c >= '0' && c <= '9' || c == '.' && i+1 < len(text) && text[i+1] >= '0' && text[i+1] <= '9':
			j := i
			for j < len(text) && (identByte(text[j]) || text[j] == '.' || text[j] == '\'' ||
				(text[j] == '-' || text[j] == '+') && (text[j-1] == 'e' || text[j-1] == 'E') && !strings.HasPrefix(text[i:], "0x")) {
				j++
			}
			b.WriteString(plainNumber(text[i:j]))
			i = j
		case identByte(c):
			j := i
			for j < len(text) && identByte(text[j]) {
				j++
			}
			word := text[i:j]
			rest := strings.TrimLeft(text[j:], " ")
			if strings.HasPrefix(rest, "::") {
				i = len(text) - len(rest) + 2 // a scope
				continue
			}
			if word == "NULL" {
				word = "nullptr"
			}
			b.WriteString(word + " ")
			i = j
		case strings.HasPrefix(text[i:], "::"):
			i += 2
		default:
			b.WriteByte(c)
			i++
		}
	}
	switch out := b.String(); out {
	case "nullopt ", "{}":
		return "{}"
	default:
		return out
	}
}

// closing is the index after a literal that opens at i.
func closing(text string, i int) int {
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case text[i]:
			return j + 1
		}
	}
	return len(text)
}

// plainNumber writes a number by its value.
func plainNumber(text string) string {
	digits := strings.ReplaceAll(text, "'", "")
	whole := strings.TrimRight(digits, "uUlLzZ")
	if v, err := strconv.ParseUint(whole, 0, 64); err == nil {
		return strconv.FormatUint(v, 10) + " "
	}
	if !strings.HasPrefix(digits, "0x") {
		digits = strings.TrimRight(digits, "fFlL")
	}
	if v, err := strconv.ParseFloat(digits, 64); err == nil {
		return strconv.FormatFloat(v, 'g', -1, 64) + " "
	}
	return text + " "
}
