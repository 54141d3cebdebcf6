package cpp

import (
	"bytes"
	"cmp"
	"slices"
)

// code is the token sequence of a unit outside directives, for readers that look back and
// ahead. Every index is safe: beyond the ends there are tokens that match nothing.
type code struct {
	text   []byte
	tokens []token
	line   func(token) int
	closer []int32 // for each opening bracket, the index of the one that closes it
}

// kept is a sequence of the file's own tokens.
func (s *scanner) kept(tokens []token) *code {
	c := &code{text: s.src.text, tokens: tokens, line: func(t token) int { return s.src.line(int(t.start)) }}
	c.matchBrackets()
	return c
}

// expanded lexes the expansion of a macro; all its tokens are on the line of the use.
func (s *scanner) expanded(u *unit) *code {
	lex := newLexer(&source{text: u.text, orig: u.text})
	lex.lineStart = false
	c := &code{text: u.text, line: func(token) int { return s.src.line(u.at) }}
	for t := lex.next(); t.kind != eof; t = lex.next() {
		c.tokens = append(c.tokens, t)
	}
	c.matchBrackets()
	return c
}

// matchBrackets fills closer in one pass, so that looking for the end of an argument list
// costs the same however deep brackets nest.
func (c *code) matchBrackets() {
	c.closer = make([]int32, len(c.tokens))
	var open []int
	for i, t := range c.tokens {
		if t.kind != punct {
			continue
		}
		switch c.text[t.start] {
		case '(', '{', '[':
			open = append(open, i)
		case ')', '}', ']':
			if n := len(open); n > 0 {
				c.closer[open[n-1]] = int32(i)
				open = open[:n-1]
			}
		}
	}
	for _, i := range open {
		c.closer[i] = int32(len(c.tokens))
	}
}

// byLine sorts facts that several readers found, keeping each reader's order in a line.
func byLine[T any](facts []T, line func(T) int) {
	slices.SortStableFunc(facts, func(a, b T) int { return cmp.Compare(line(a), line(b)) })
}

// word is the text of the i-th token, as a copy that a fact may keep.
func (c *code) word(i int) string { return string(c.bytes(i)) }

// bytes is the text of the i-th token, without a copy.
func (c *code) bytes(i int) []byte {
	if i < 0 || i >= len(c.tokens) {
		return nil
	}
	t := c.tokens[i]
	return c.text[t.start:t.end]
}

func (c *code) is(i int, word string) bool {
	return i >= 0 && i < len(c.tokens) && string(c.bytes(i)) == word
}

func (c *code) kind(i int) kind {
	if i < 0 || i >= len(c.tokens) {
		return eof
	}
	return c.tokens[i].kind
}

// lineOf is the line of the i-th token, 0 when there is none.
func (c *code) lineOf(i int) int {
	if i < 0 || i >= len(c.tokens) {
		return 0
	}
	return c.line(c.tokens[i])
}

// literal gives the value of the string literals that start at i, adjacent ones joined,
// and the index behind them. Escapes stay as written: no name has any.
func (c *code) literal(i int) (value string, next int, ok bool) {
	if c.kind(i) != stringLiteral {
		return "", i, false
	}
	for ; c.kind(i) == stringLiteral; i++ {
		value += string(content(c.bytes(i)))
	}
	return value, i, true
}

// content strips prefix, quotes and raw delimiter off a string literal.
func content(lit []byte) []byte {
	quote := bytes.IndexByte(lit, '"')
	raw := quote > 0 && lit[quote-1] == 'R'
	lit = bytes.TrimSuffix(lit[quote+1:], []byte{'"'})
	if raw {
		open, end := bytes.IndexByte(lit, '('), bytes.LastIndexByte(lit, ')')
		if open >= 0 && end > open {
			lit = lit[open+1 : end]
		}
	}
	return lit
}

// closing gives the index of the token that closes the bracket at i, or the number of
// tokens when none does; i itself when there is no bracket.
func (c *code) closing(i int) int {
	if i < 0 || i >= len(c.tokens) || c.closer[i] == 0 {
		return min(i, len(c.tokens))
	}
	return int(c.closer[i])
}

// lookahead bounds how many tokens are read to tell what a name belongs to, so that no
// input costs the square of its size. Real declarations are far shorter.
const lookahead = 250

// templateEnd gives the index behind the template arguments that open at i, or i when
// there are none.
func (c *code) templateEnd(i int) int {
	if !c.is(i, "<") {
		return i
	}
	depth := 0
	for j := i; j < min(len(c.tokens), i+lookahead); j++ {
		switch string(c.bytes(j)) {
		case "<":
			depth++
		case ">":
			if depth--; depth == 0 {
				return j + 1
			}
		case "(", "[":
			j = c.closing(j)
		case ";", "{", "}":
			return i
		}
	}
	return i
}

// argument is a range of tokens [from, to).
type argument struct{ from, to int }

// arguments splits the parenthesis or brace that opens at i at its top-level commas.
func (c *code) arguments(i int) []argument {
	end := c.closing(i)
	var args []argument
	from := i + 1
	for j := i + 1; j < end; j++ {
		switch string(c.bytes(j)) {
		case "(", "{", "[":
			j = c.closing(j)
		case "<":
			if k := c.templateEnd(j); k > j && k <= end {
				j = k - 1
			}
		case ",":
			args = append(args, argument{from, j})
			from = j + 1
		}
	}
	if from < end || len(args) > 0 {
		args = append(args, argument{from, end})
	}
	return args
}

// lastName is the last identifier of an argument that is a plain, maybe qualified name
// or something that ends in one; "" when it holds none.
func (c *code) lastName(a argument) string {
	for i := min(a.to, len(c.tokens)) - 1; i >= a.from; i-- {
		if c.kind(i) == identifier {
			return c.word(i)
		}
	}
	return ""
}

// statementStart gives the index of the first token of the statement that holds i, within
// the lookahead.
func (c *code) statementStart(i int) int {
	for end := max(0, i-lookahead); i > end; i-- {
		switch string(c.bytes(i - 1)) {
		case ";", "{", "}":
			return i
		}
	}
	return i
}
