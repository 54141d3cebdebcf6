package deprecation

import "strings"

// spelling is source text with what is mere layout taken out: comments, line breaks, blanks
// beside brackets and commas, a comma before a closing bracket, the kind of quotes.
func spelling(text string) string {
	var b strings.Builder
	blank := false
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case ' ', '\t', '\r', '\n', '\f':
			blank = true
			i++
		case '\\':
			i++
		case '\'', '"':
			end := stringEnd(text, i)
			separate(&b, blank, 'a')
			b.WriteString(quotes(text[i:end]))
			blank, i = false, end
		default:
			separate(&b, blank, c)
			b.WriteByte(c)
			blank = false
			i++
		}
	}
	return strings.NewReplacer(",)", ")", ",]", "]", ",}", "}").Replace(b.String())
}

// separate writes the blank between two words; elsewhere a blank is layout.
func separate(b *strings.Builder, blank bool, next byte) {
	if s := b.String(); blank && s != "" && wordByte(s[len(s)-1]) && wordByte(next) {
		b.WriteByte(' ')
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= 0x80 || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// stringEnd is the offset after the string literal whose quote is at i.
func stringEnd(text string, i int) int {
	quote := text[i : i+1]
	if strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
		quote = text[i : i+3]
	}
	for j := i + len(quote); j < len(text); j++ {
		if text[j] == '\\' {
			j++
		} else if strings.HasPrefix(text[j:], quote) {
			return j + len(quote)
		}
	}
	return len(text)
}

// quotes writes a plain literal in single quotes, where that needs no escapes.
func quotes(lit string) string {
	if len(lit) >= 2 && lit[0] == '"' && !strings.HasPrefix(lit, `"""`) && !strings.ContainsAny(lit[1:len(lit)-1], `'"\`) {
		return "'" + lit[1:len(lit)-1] + "'"
	}
	return lit
}
