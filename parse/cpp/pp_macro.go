package cpp

import (
	"slices"
	"strings"
	"sync"
)

// definition is what a macro stands for. A definition without one is nil.
type definition struct {
	name     string
	function bool
	variadic bool
	params   []string // as in parse.MacroDef
	raw      string   // the replacement as written
	builtin  builtin

	once sync.Once
	body []bodyToken // see tokens
}

// builtin is a macro that no text defines.
type builtin uint8

const (
	notBuiltin   builtin = iota
	builtinLine          // __LINE__
	builtinFile          // __FILE__, __BASE_FILE__
	builtinCount         // __COUNTER__
	builtinDrop          // _Pragma and __pragma, which leave nothing
)

// tok is a token on its way through macro expansion.
type tok struct {
	text  string
	kind  kind
	space bool // white space stands before it
	paint bool // an identifier that is never expanded again ([cpp.rescan])
}

func (t tok) is(c byte) bool { return t.kind == punct && t.text[0] == c && len(t.text) == 1 }

// bodyToken is a token of a replacement list.
type bodyToken struct {
	tok
	param  int32 // the parameter it names, -1 for none
	quoted bool  // # stands before it, which is no token
	paste  bool  // ## follows, which is no token
	vaOpt  int32 // of a __VA_OPT__: how many of the tokens after it are its argument, -1 for others
}

// tokens gives the replacement list, read when it is first needed.
func (m *definition) tokens() []bodyToken {
	m.once.Do(func() { m.body = m.read() })
	return m.body
}

// read splits the replacement into tokens, with the operators # and ## folded into their
// operands ([cpp.stringize], [cpp.concat]).
func (m *definition) read() []bodyToken {
	toks := lexText(m.raw)
	body := make([]bodyToken, 0, len(toks))
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if n := hashes(toks, i); n == 2 && len(body) > 0 && i+2 < len(toks) {
			body[len(body)-1].paste = true
			i++
			continue
		} else if n > 0 && m.function && i+1 < len(toks) && m.param(toks[i+1].text) >= 0 {
			i++
			body = append(body, bodyToken{tok: toks[i], param: m.param(toks[i].text), quoted: true, vaOpt: -1})
			body[len(body)-1].space = t.space
			continue
		}
		b := bodyToken{tok: t, param: -1, vaOpt: -1}
		if t.kind == identifier && m.function {
			b.param = m.param(t.text)
			if t.text == "__VA_OPT__" && m.variadic && i+1 < len(toks) && toks[i+1].is('(') {
				body, i = m.vaOpt(body, t, toks, i)
				continue
			}
		}
		body = append(body, b)
	}
	return body
}

// vaOpt reads the __VA_OPT__( ) whose name is toks[i]; it gives the index of the last token.
func (m *definition) vaOpt(body []bodyToken, t tok, toks []tok, i int) ([]bodyToken, int) {
	depth, j := 0, i+1
	for ; j < len(toks); j++ {
		if toks[j].is('(') {
			depth++
		} else if toks[j].is(')') {
			if depth--; depth == 0 {
				break
			}
		}
	}
	inner := definition{function: true, params: m.params, raw: joinToks(toks[min(i+2, len(toks)):j])}
	list := inner.read()
	body = append(body, bodyToken{tok: t, param: -1, vaOpt: int32(len(list))})
	return append(body, list...), j
}

// hashes tells # (1) from ## (2) at toks[i]; 0 is neither. %: and %:%: are their digraphs.
func hashes(toks []tok, i int) int {
	if !toks[i].is('#') {
		return 0
	}
	if i+1 < len(toks) && toks[i+1].is('#') && !toks[i+1].space {
		return 2
	}
	return 1
}

// param gives the index of the parameter that a word of the replacement names, or -1.
func (m *definition) param(word string) int32 {
	if !m.function || len(m.params) == 0 {
		return -1
	}
	if m.variadic {
		last := m.params[len(m.params)-1]
		if last == "..." && word == "__VA_ARGS__" || last != "..." && strings.TrimSuffix(last, "...") == word {
			return int32(len(m.params) - 1)
		}
	}
	return int32(slices.Index(m.params, word))
}

// text is the replacement with comments gone and white space made one blank.
func (m *definition) text() string { return joinToks(lexText(m.raw)) }

// same reports whether two definitions, nil for none, stand for the same.
func (m *definition) same(o *definition) bool {
	if m == nil || o == nil || m == o {
		return m == o
	}
	return m.function == o.function && slices.Equal(m.params, o.params) && (m.raw == o.raw || m.text() == o.text())
}

// lexText splits text that holds no directive into tokens.
func lexText(text string) []tok {
	src := []byte(text)
	lex := newLexer(&source{text: src, orig: src})
	lex.lineStart = false
	toks := make([]tok, 0, len(text)/4+1)
	last := int32(0)
	for {
		t := lex.next()
		if t.kind == eof {
			return toks
		}
		if t.kind == hash { // a newline in a comment or a raw string came before it
			lex.directive = false
			t.kind = punct
		}
		if t.kind != endDirective {
			toks = append(toks, tok{text: text[t.start:t.end], kind: t.kind, space: t.start > last})
		}
		last = t.end
	}
}

// joinToks writes tokens out, one blank for white space between them.
func joinToks(toks []tok) string {
	n := 0
	for _, t := range toks {
		n += len(t.text) + 1
	}
	var b strings.Builder
	b.Grow(n)
	for i, t := range toks {
		if i > 0 && t.space {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
