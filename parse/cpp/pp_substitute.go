package cpp

import (
	"strconv"
	"strings"
)

// enterBuiltin replaces the use of a macro that no text defines.
func (x *expander) enterBuiltin(m *definition, t tok) bool {
	switch m.builtin {
	case builtinLine:
		t.kind, t.text = number, strconv.Itoa(int(x.use.line))
	case builtinFile:
		t.kind, t.text = stringLiteral, strconv.Quote(x.file)
	case builtinCount:
		t.kind, t.text = number, "0"
		if x.counter != nil {
			t.text = strconv.Itoa(*x.counter)
			*x.counter++
		}
	default:
		if !x.callFollows() {
			return false
		}
		if _, ok := x.arguments(&definition{function: true, variadic: true, params: []string{"..."}}); !ok {
			x.failed = true
		}
		return true
	}
	x.push(context{toks: []tok{t}})
	return true
}

// substitute gives the replacement of m with its arguments in place of its parameters.
func (x *expander) substitute(m *definition, args []arg) []tok {
	s := substitution{x: x, m: m, args: args}
	body := m.tokens()
	s.out = make([]tok, 0, len(body))
	s.list(body)
	return s.out
}

// substitution is one replacement being made.
type substitution struct {
	x    *expander
	m    *definition
	args []arg
	out  []tok

	pasting bool // the next operand is joined to the one before
	empty   bool // the operand before was empty: a placemarker ([cpp.concat])
}

func (s *substitution) list(body []bodyToken) {
	for i := 0; i < len(body) && !s.x.failed; i++ {
		b := &body[i]
		pasted := i > 0 && body[i-1].paste
		switch {
		case b.vaOpt >= 0:
			i += int(b.vaOpt)
			if s.given() {
				s.list(body[i-int(b.vaOpt)+1 : i+1])
				s.pasting = body[i].paste
			} else {
				s.operand(nil, b)
			}
		case b.param < 0:
			s.operand([]tok{b.tok}, b)
		case b.quoted:
			s.operand([]tok{s.x.quote(s.args[b.param].toks, b.space)}, b)
		case s.swallowsComma(b, pasted):
			s.pasting = b.paste
		case b.paste || pasted:
			s.operand(s.args[b.param].toks, b)
		default:
			s.operand(s.x.value(&s.args[b.param]), b)
		}
	}
}

// given reports whether the variadic argument holds any token.
func (s *substitution) given() bool {
	return len(s.args) > 0 && len(s.x.value(&s.args[len(s.args)-1])) > 0
}

// swallowsComma does GNU's `, ## args`: the comma goes when args are left out, and nothing
// is pasted when they aren't.
func (s *substitution) swallowsComma(b *bodyToken, pasted bool) bool {
	n := len(s.out)
	if !pasted || !s.m.variadic || int(b.param) != len(s.m.params)-1 || s.empty || n == 0 || !s.out[n-1].is(',') {
		return false
	}
	list := s.args[b.param].toks
	if s.args[b.param].omitted {
		s.out = s.out[:n-1]
		s.empty = true
		return true
	}
	if b.paste {
		s.pasting = false
		s.append(list, b.space)
	} else {
		s.append(s.x.value(&s.args[b.param]), b.space)
	}
	return true
}

// operand adds what one token of the replacement list stands for.
func (s *substitution) operand(list []tok, b *bodyToken) {
	join := s.pasting && !s.empty && len(s.out) > 0
	s.pasting = b.paste
	switch {
	case len(list) == 0:
		s.empty = !join
		return
	case join:
		last := len(s.out) - 1
		joined := s.x.paste(s.out[last], list[0])
		s.out = append(s.out[:last], joined...)
		list = list[1:]
		s.out = append(s.out, list...)
		s.x.charge(len(list) + 1)
	default:
		s.append(list, b.space)
	}
	s.empty = false
}

// append adds tokens, the first with the white space of what they replace.
func (s *substitution) append(list []tok, space bool) {
	n := len(s.out)
	s.out = append(s.out, list...)
	if len(s.out) > n {
		s.out[n].space = space
	}
	s.x.charge(len(list))
	s.empty = len(list) == 0
}

// paste joins two tokens ([cpp.concat]). What is no token then stays several, as in GCC;
// operators are single bytes anyway.
func (x *expander) paste(a, b tok) []tok {
	text := a.text + b.text
	if len(text) > maxPastedLength {
		x.failed = true
		return nil
	}
	x.charge(len(text) / 16)
	if (a.kind == punct || b.kind == punct) && isCommentOpen(text) {
		return []tok{a, b}
	}
	list := lexText(text)
	if len(list) == 0 {
		return []tok{a, b}
	}
	list[0].space = a.space
	for i := range list {
		list[i].kind = kindOfPasted(list[i], a, b)
	}
	return list
}

// isCommentOpen reports whether lexing text would begin a comment, which pasting never does.
func isCommentOpen(text string) bool {
	return strings.HasPrefix(text, "//") || strings.HasPrefix(text, "/*")
}

// kindOfPasted keeps an export macro's name that is pasted to nothing what it was.
func kindOfPasted(t, a, b tok) kind {
	for _, o := range [...]tok{a, b} {
		if o.kind == annotation && o.text == t.text {
			return annotation
		}
	}
	return t.kind
}

// quote makes a string literal of an argument ([cpp.stringize]).
func (x *expander) quote(list []tok, space bool) tok {
	var b strings.Builder
	b.WriteByte('"')
	for i, t := range list {
		if i > 0 && t.space {
			b.WriteByte(' ')
		}
		if t.kind != stringLiteral && t.kind != charLiteral {
			b.WriteString(t.text)
			continue
		}
		for _, c := range []byte(t.text) {
			switch c {
			case '"', '\\':
				b.WriteByte('\\')
			case '\n':
				b.WriteString(`\n`)
				continue
			}
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	x.charge(len(list) + b.Len()/16)
	if b.Len() > maxPastedLength {
		x.failed = true
	}
	return tok{text: b.String(), kind: stringLiteral, space: space}
}
