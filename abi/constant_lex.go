package abi

import (
	"slices"
	"strconv"
	"strings"
)

// tokKind tells the tokens of constant expressions apart.
type tokKind uint8

const (
	tokPunct tokKind = iota
	tokName
	tokNumber
	tokChar
)

// constToken is one token of a constant expression.
type constToken struct {
	kind tokKind
	text string
}

// lexConstant splits an expression into tokens; nil where it holds something else, as a
// string literal.
func lexConstant(s string) []constToken {
	var out []constToken
	for i := 0; i < len(s); {
		c := s[i]
		start := i
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
			continue
		case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			for i < len(s) && (s[i] == '_' || alnum(s[i])) {
				i++
			}
			out = append(out, constToken{tokName, s[start:i]})
		case c >= '0' && c <= '9':
			for i < len(s) && (alnum(s[i]) || s[i] == '.' || s[i] == '\'' || (s[i] == '+' || s[i] == '-') && exponent(s[start:i])) {
				i++
			}
			out = append(out, constToken{tokNumber, s[start:i]})
		case c == '\'':
			i++
			for i < len(s) && s[i] != '\'' {
				if s[i] == '\\' {
					i++
				}
				i++
			}
			i = min(i+1, len(s))
			out = append(out, constToken{tokChar, s[start:i]})
		case c == '"':
			return nil
		default:
			n := 1
			if i+1 < len(s) && slices.Contains(twoBytes, s[i:i+2]) {
				n = 2
			}
			out = append(out, constToken{tokPunct, s[i : i+n]})
			i += n
		}
	}
	return out
}

// twoBytes are the operators of two bytes.
var twoBytes = []string{"::", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "->"}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// exponent reports whether a number's text so far ends in an exponent's letter.
func exponent(s string) bool {
	hex := strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X")
	last := s[len(s)-1]
	return !hex && (last == 'e' || last == 'E') || hex && (last == 'p' || last == 'P')
}

// number evaluates an integer literal ([lex.icon]).
func number(text string) value {
	s := strings.ToLower(strings.ReplaceAll(text, "'", ""))
	digits := strings.TrimRight(s, "ulz")
	suffix := s[len(digits):]
	if strings.HasPrefix(s, "0x") {
		digits = strings.TrimRight(s, "ulz")
	}
	base := 0
	if len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '7' {
		base = 8
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return value{}
	}
	decimal := !strings.HasPrefix(s, "0") || digits == "0"
	v := value{known: true, bits: int64(n), width: 32}
	u := strings.Contains(suffix, "u")
	l := strings.ReplaceAll(suffix, "u", "")
	switch {
	case l == "ll":
		v.width = 64
		v.typ = longlongType
		if u {
			v.typ = ulonglongType
		}
	case l == "l" || l == "z" || n > 0xffffffff || n > 0x7fffffff && !u && decimal:
		v.width = 64
		v.typ = longType
		if u || n > 0x7fffffffffffffff {
			v.typ = ulongType
			u = true
		}
	case u || n > 0x7fffffff:
		v.typ, u = uintType, true
	}
	v.unsigned = u || v.typ == ulonglongType
	return v
}

// character evaluates a character literal without a prefix ([lex.ccon]).
func character(text string) value {
	s := strings.Trim(text, "'")
	if len(s) == 1 {
		return value{known: true, bits: int64(int8(s[0])), typ: charType, width: 8}
	}
	if n, _, rest, err := strconv.UnquoteChar(s, '\''); err == nil && rest == "" && n < 256 {
		return value{known: true, bits: int64(int8(n)), typ: charType, width: 8}
	}
	if s == `\0` || s == `\'` {
		return value{known: true, bits: int64(map[string]byte{`\0`: 0, `\'`: '\''}[s]), typ: charType, width: 8}
	}
	return value{}
}

// builtinWords reads the keywords of a builtin type, and gives it as a demangler prints it.
func builtinWords(toks []constToken) (string, int) {
	n := 0
	count := map[string]int{}
	for n < len(toks) && toks[n].kind == tokName {
		switch w := toks[n].text; w {
		case "unsigned", "signed", "int", "long", "short", "char", "bool", "float", "double", "void", "wchar_t", "char16_t", "char32_t":
			count[w]++
		default:
			return builtinName(count, n)
		}
		n++
	}
	return builtinName(count, n)
}

func builtinName(count map[string]int, n int) (string, int) {
	if n == 0 {
		return "", 0
	}
	sign := ""
	if count["unsigned"] > 0 {
		sign = "unsigned "
	}
	for _, w := range []string{"bool", "float", "void", "wchar_t", "char16_t", "char32_t"} {
		if count[w] > 0 {
			return w, n
		}
	}
	switch {
	case count["char"] > 0 && count["signed"] > 0:
		return "signed char", n
	case count["char"] > 0:
		return sign + "char", n
	case count["short"] > 0:
		return sign + "short", n
	case count["double"] > 0 && count["long"] > 0:
		return "long double", n
	case count["double"] > 0:
		return "double", n
	case count["long"] > 1:
		return sign + "long long", n
	case count["long"] == 1:
		return sign + "long", n
	}
	return sign + "int", n
}
