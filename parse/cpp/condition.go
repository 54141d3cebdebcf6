package cpp

import (
	"bytes"
	"strconv"
)

// truth is what is known of a condition whatever macros a build defines.
type truth uint8

const (
	unknown truth = iota
	never
	always
)

// value is the value of a subexpression of an #if, where it is the same in every build.
type value struct {
	n     int64
	known bool
}

func (v value) truth() truth {
	switch {
	case !v.known:
		return unknown
	case v.n == 0:
		return never
	}
	return always
}

// condition evaluates the controlling expression of an #if or #elif ([cpp.cond]).
// Every identifier but true and false may be a macro, so it is unknown, and so is an
// expression that doesn't parse.
func condition(text []byte, tokens []token) truth {
	e := expression{text: text, tokens: tokens}
	v := e.ternary()
	if e.failed || len(e.tokens) > 0 {
		return unknown
	}
	return v.truth()
}

// maxNesting bounds the recursion of the parsers in this package on hostile input.
const maxNesting = 200

type expression struct {
	text   []byte
	tokens []token // what is left
	depth  int
	failed bool
}

// peek gives the text of the token n places ahead.
func (e *expression) peek(n int) string {
	if n >= len(e.tokens) {
		return ""
	}
	return string(e.text[e.tokens[n].start:e.tokens[n].end])
}

func (e *expression) take(op string) bool {
	if !e.at(op) {
		return false
	}
	e.tokens = e.tokens[len(op):]
	return true
}

// at reports whether the operator op, one token a byte, comes next.
func (e *expression) at(op string) bool {
	if len(e.tokens) < len(op) {
		return false
	}
	first, last := e.tokens[0], e.tokens[len(op)-1]
	return first.kind == punct && int(last.end-first.start) == len(op) &&
		string(e.text[first.start:last.end]) == op
}

func (e *expression) ternary() value {
	if e.depth++; e.depth > maxNesting {
		e.failed = true
		e.tokens = nil
	}
	defer func() { e.depth-- }()
	c := e.binary(0)
	if !e.take("?") {
		return c
	}
	yes := e.ternary()
	if !e.take(":") {
		e.failed = true
		return value{}
	}
	no := e.ternary()
	switch c.truth() {
	case always:
		return yes
	case never:
		return no
	}
	return value{}
}

// precedences lists the binary operators, the loosest first; in a row the longer ones first.
var precedences = [...][]string{
	{"||"}, {"&&"}, {"|"}, {"^"}, {"&"}, {"==", "!="}, {"<=", ">=", "<", ">"}, {"<<", ">>"}, {"+", "-"}, {"*", "/", "%"},
}

func (e *expression) binary(level int) value {
	if level == len(precedences) {
		return e.unary()
	}
	left := e.binary(level + 1)
	for {
		op := e.operator(level)
		if op == "" {
			return left
		}
		left = apply(op, left, e.binary(level+1))
	}
}

// operator takes the operator of a level that comes next, "" when there is none.
func (e *expression) operator(level int) string {
	for _, op := range precedences[level] {
		longer := len(op) == 1 && (e.at(op+op) || e.at(op+"="))
		if !longer && e.take(op) {
			return op
		}
	}
	return ""
}

func (e *expression) unary() value {
	if e.depth++; e.depth > maxNesting {
		e.failed = true
		e.tokens = nil
	}
	defer func() { e.depth-- }()
	switch {
	case e.take("!"):
		return negate(e.unary())
	case e.take("-"):
		v := e.unary()
		return value{-v.n, v.known}
	case e.take("+"):
		return e.unary()
	case e.take("~"):
		v := e.unary()
		return value{^v.n, v.known}
	case e.take("("):
		v := e.ternary()
		if !e.take(")") {
			e.failed = true
		}
		return v
	}
	return e.operand()
}

func negate(v value) value {
	return value{boolean(v.n == 0), v.known}
}

func (e *expression) operand() value {
	if len(e.tokens) == 0 {
		e.failed = true
		return value{}
	}
	t, word := e.tokens[0], e.peek(0)
	e.tokens = e.tokens[1:]
	switch t.kind {
	case number:
		n, err := strconv.ParseInt(string(bytes.TrimRight(bytes.ReplaceAll([]byte(word), []byte("'"), nil), "uUlLzZ")), 0, 64)
		return value{n, err == nil}
	case identifier:
		if word == "true" || word == "false" {
			return value{boolean(word == "true"), true}
		}
		if word == "not" {
			return negate(e.unary())
		}
		if word == "defined" && len(e.tokens) > 0 && e.tokens[0].kind == identifier {
			e.tokens = e.tokens[1:]
		}
		e.skipArguments()
	case charLiteral:
	default:
		e.failed = true
	}
	return value{}
}

// skipArguments passes the arguments of a macro, defined() or __has_include(), if any.
func (e *expression) skipArguments() {
	if !e.at("(") {
		return
	}
	depth := 0
	for i := range e.tokens {
		switch e.peek(i) {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				e.tokens = e.tokens[i+1:]
				return
			}
		}
	}
	e.failed = true
}

// apply computes a binary operator. Where one side decides alone, the other may be unknown.
func apply(op string, a, b value) value {
	switch op {
	case "&&":
		if a.truth() == never || b.truth() == never {
			return value{0, true}
		}
	case "||":
		if a.truth() == always || b.truth() == always {
			return value{1, true}
		}
	}
	if !a.known || !b.known {
		return value{}
	}
	return arithmetic(op, a.n, b.n)
}

func arithmetic(op string, a, b int64) value {
	switch op {
	case "&&":
		return value{boolean(a != 0 && b != 0), true}
	case "||":
		return value{boolean(a != 0 || b != 0), true}
	case "==":
		return value{boolean(a == b), true}
	case "!=":
		return value{boolean(a != b), true}
	case "<":
		return value{boolean(a < b), true}
	case ">":
		return value{boolean(a > b), true}
	case "<=":
		return value{boolean(a <= b), true}
	case ">=":
		return value{boolean(a >= b), true}
	case "|":
		return value{a | b, true}
	case "^":
		return value{a ^ b, true}
	case "&":
		return value{a & b, true}
	case "+":
		return value{a + b, true}
	case "-":
		return value{a - b, true}
	case "*":
		return value{a * b, true}
	}
	return value{} // shifts and divisions: their edge cases decide no real condition
}

func boolean(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
