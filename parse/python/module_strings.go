package python

import (
	"strings"

	"plumbline/parse"
)

// stringExpr reads the literal at i with those that stand beside it (Python reference, 2.4.2).
func (r *moduleReader) stringExpr(i, end int) (parse.PyExpr, int) {
	k := i
	kind := parse.ExprStr
	var value strings.Builder
	var fields []parse.PyExpr
	for k < end && (r.toks[k].kind == tokString || r.toks[k].kind == tokFStart) {
		t := &r.toks[k]
		if t.kind == tokString {
			text := r.slice(t.start, t.end)
			if q := strings.IndexAny(text, `'"`); q > 0 && strings.ContainsAny(text[:q], "bB") {
				kind = parse.ExprBytes
			}
			if v, ok := r.stringValue(t.start, t.end); ok {
				value.WriteString(v)
			}
			k++
			continue
		}
		last := r.closing(k, end)
		if kind == parse.ExprStr {
			kind = parse.ExprFStr
		}
		fields = append(fields, r.fields(k, last, &value)...)
		k = min(last+1, end)
	}
	if kind == parse.ExprFStr && len(fields) == 0 {
		kind = parse.ExprStr
	}
	e := r.node(kind, i, k, fields...)
	if kind != parse.ExprBytes {
		e.Str = value.String()
	}
	return e, k
}

// stringValue is the value of a literal without fields; characters by name and by octal number
// are left as written.
func (r *moduleReader) stringValue(start, end int32) (string, bool) {
	lit := r.slice(start, end)
	if v, ok := decode([]byte(lit)); ok {
		if !strings.Contains(lit, `\`) && len(v) <= len(lit) { // a substring of the source costs nothing
			if i := strings.Index(lit, v); i >= 0 {
				return lit[i : i+len(v)], true
			}
		}
		return v, true
	}
	q := strings.IndexAny(lit, `'"`)
	if q < 0 || strings.ContainsAny(lit[:q], "bB") {
		return "", false
	}
	s, from := quotingAt([]byte(lit), 0, q)
	to := len(lit) - s.width()
	if to < from {
		return "", false
	}
	return looseUnescape(lit[from:to]), true
}

// looseUnescape resolves octal escapes and leaves what it doesn't know.
func looseUnescape(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		i++
		switch c := text[i]; {
		case c >= '0' && c <= '7':
			n, k := 0, 0
			for k < 3 && i+k < len(text) && text[i+k] >= '0' && text[i+k] <= '7' {
				n = n*8 + int(text[i+k]-'0')
				k++
			}
			b.WriteRune(rune(n))
			i += k - 1
		case c == 'N':
			b.WriteString(`\N`)
		default:
			if v, ok := unescape(text[i-1 : min(i+escapeWidth(c), len(text))]); ok {
				b.WriteString(v)
				i += min(escapeWidth(c), len(text)-i) - 1
			} else {
				b.WriteByte('\\')
				b.WriteByte(c)
			}
		}
	}
	return b.String()
}

// escapeWidth is how many bytes follow the backslash of an escape.
func escapeWidth(c byte) int {
	switch c {
	case 'x':
		return 3
	case 'u':
		return 5
	case 'U':
		return 9
	}
	return 1
}

// fields reads the f-string of tokens k to last: its text goes to value, with "{source}" for
// each field, whose expressions are given.
func (r *moduleReader) fields(k, last int, value *strings.Builder) []parse.PyExpr {
	start := r.slice(r.toks[k].start, r.toks[k].end)
	raw := strings.ContainsAny(start[:strings.IndexAny(start, `'"`)], "rR")
	var out []parse.PyExpr
	pos := r.toks[k].end
	for i := k + 1; i < last; {
		t := &r.toks[i]
		if t.kind != tokFieldOpen {
			i++
			continue
		}
		r.fText(r.slice(pos, t.start), raw, value)
		stop := r.closing(i, last)
		e, end := r.tuple(i+1, stop)
		if end < stop && !(r.toks[end].kind == opAssign && end+1 == stop) { // f"{x=}" has a sign behind
			r.bad = true
		}
		out = append(out, e)
		value.WriteString("{" + strings.TrimSpace(e.Text) + "}")
		i = stop + 1
		pos = t.end
		if stop < len(r.toks) {
			pos = r.toks[stop].end
			if pos > 0 && r.text[pos-1] == ':' {
				pos, i = r.afterSpec(pos, i, last)
			}
		}
	}
	if last < len(r.toks) {
		r.fText(r.slice(pos, max(pos, r.toks[last].start)), raw, value)
	}
	return out
}

// fText writes the literal text of an f-string.
func (r *moduleReader) fText(text string, raw bool, value *strings.Builder) {
	if !raw && strings.Contains(text, `\`) {
		text = looseUnescape(text)
	}
	if strings.ContainsAny(text, "{}") {
		text = strings.NewReplacer("{{", "{", "}}", "}").Replace(text)
	}
	value.WriteString(text)
}

// afterSpec gives the offset behind the format specification that starts at pos, and the first
// token behind it, passing the fields in it.
func (r *moduleReader) afterSpec(pos int32, i, last int) (int32, int) {
	for {
		next := int32(len(r.text))
		if i < last && r.toks[i].kind == tokFieldOpen {
			next = r.toks[i].start
		}
		if n := strings.IndexByte(r.text[pos:next], '}'); n >= 0 {
			return pos + int32(n) + 1, i
		}
		if i >= last || r.toks[i].kind != tokFieldOpen {
			return pos, i
		}
		stop := r.closing(i, last)
		if stop >= len(r.toks) {
			return pos, last
		}
		pos, i = r.toks[stop].end, stop+1
		if r.text[pos-1] == ':' {
			pos, i = r.afterSpec(pos, i, last)
		}
	}
}
