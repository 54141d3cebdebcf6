package cpp

import (
	"strconv"
	"strings"

	"plumbline/parse"
)

// takes reports whether the condition of a branch holds, those before it in its group
// being false. A condition that can't be read does not hold, and is not valid.
func (s *macroState) takes(f *FileDirectives, i int) (holds, valid bool) {
	d := &f.lines[i]
	switch {
	case i == f.guard || d.kind == dirElse || d.truth == always:
		return true, true
	case d.truth == never:
		return false, true
	case d.form == testDefined:
		return s.defined(d.name), d.name != ""
	case d.form == testUndefined:
		return !s.defined(d.name) && d.name != "", d.name != ""
	}
	v, ok := s.evaluate(d.text)
	return ok && v != 0, ok
}

// evaluate computes the controlling expression of an #if ([cpp.cond]); false where it is
// none.
func (s *macroState) evaluate(text string) (int64, bool) {
	e := evaluator{state: s, toks: s.expand(lexText(text), true), live: true}
	v := e.ternary()
	return v.n, !e.failed && len(e.toks) == 0
}

// isOperator reports whether a name is an operator of conditions whose operand is not
// expanded.
func isOperator(name string) bool {
	return name == "defined" || strings.HasPrefix(name, "__has_")
}

// number64 is a value of an #if: all types are as wide as intmax_t ([cpp.cond]/13).
type number64 struct {
	n        int64
	unsigned bool
}

// evaluator computes an expression whose macros are expanded; identifiers left are 0.
type evaluator struct {
	state  *macroState
	toks   []tok // what is left
	depth  int
	failed bool
	live   bool // the part being read is evaluated: errors in others don't count
}

// binaryOperators gives the binary operators their precedence, the loosest first.
var binaryOperators = map[string]int{
	"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7,
	"<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}

// alternatives are operators that are words ([lex.digraph]).
var alternatives = map[string]string{
	"and": "&&", "or": "||", "not": "!", "bitand": "&", "bitor": "|", "xor": "^", "compl": "~", "not_eq": "!=",
}

// operator gives the operator that comes next and how many tokens it is, "" for none.
func (e *evaluator) operator() (string, int) {
	if len(e.toks) == 0 {
		return "", 0
	}
	t := e.toks[0]
	if t.kind == identifier {
		return alternatives[t.text], 1
	}
	if t.kind != punct {
		return "", 0
	}
	if len(e.toks) > 1 && e.toks[1].kind == punct && !e.toks[1].space {
		switch two := t.text + e.toks[1].text; two {
		case "||", "&&", "==", "!=", "<=", ">=", "<<", ">>":
			return two, 2
		}
	}
	return t.text, 1
}

func (e *evaluator) take(op string) bool {
	got, n := e.operator()
	if got != op {
		return false
	}
	e.toks = e.toks[n:]
	return true
}

func (e *evaluator) fail() number64 {
	e.failed = true
	e.toks = nil
	return number64{}
}

func (e *evaluator) ternary() number64 {
	if e.depth++; e.depth > maxNesting {
		return e.fail()
	}
	defer func() { e.depth-- }()
	c := e.binary(1)
	if !e.take("?") {
		return c
	}
	live := e.live
	e.live = live && c.n != 0
	yes := e.ternary()
	if !e.take(":") {
		return e.fail()
	}
	e.live = live && c.n == 0
	no := e.ternary()
	e.live = live
	r := no
	if c.n != 0 {
		r = yes
	}
	r.unsigned = yes.unsigned || no.unsigned
	return r
}

// binary reads operators of at least the given precedence.
func (e *evaluator) binary(lowest int) number64 {
	left := e.unary()
	for {
		op, n := e.operator()
		level := binaryOperators[op]
		if level < lowest || level == 0 {
			return left
		}
		e.toks = e.toks[n:]
		live := e.live
		if op == "&&" && left.n == 0 || op == "||" && left.n != 0 {
			e.live = false
		}
		right := e.binary(level + 1)
		e.live = live
		left = e.apply(op, left, right)
	}
}

func (e *evaluator) unary() number64 {
	if e.depth++; e.depth > maxNesting {
		return e.fail()
	}
	defer func() { e.depth-- }()
	switch {
	case e.take("!"):
		return number64{n: boolean(e.unary().n == 0)}
	case e.take("-"):
		v := e.unary()
		v.n = -v.n
		return v
	case e.take("+"):
		return e.unary()
	case e.take("~"):
		v := e.unary()
		v.n = ^v.n
		return v
	case e.take("("):
		v := e.ternary()
		if !e.take(")") {
			return e.fail()
		}
		return v
	}
	return e.operand()
}

func (e *evaluator) operand() number64 {
	if len(e.toks) == 0 {
		return e.fail()
	}
	t := e.toks[0]
	e.toks = e.toks[1:]
	switch t.kind {
	case number:
		v, ok := integer(t.text)
		if !ok {
			return e.fail()
		}
		return v
	case charLiteral:
		return character(t.text)
	case identifier, annotation:
		return e.word(t.text)
	}
	return e.fail()
}

// word evaluates a name that is no macro, and the operators that look like one.
func (e *evaluator) word(name string) number64 {
	switch {
	case name == "true":
		return number64{n: 1}
	case name == "defined":
		return e.isDefined()
	}
	args, call := e.arguments()
	if !call {
		return number64{}
	}
	switch name {
	case "__has_include", "__has_include_next":
		return number64{n: boolean(e.state.hasInclude(strings.TrimSpace(joinToks(args)), name != "__has_include"))}
	case "__has_attribute", "__has_cpp_attribute", "__has_builtin":
		word := strings.ReplaceAll(joinToks(args), " ", "")
		return number64{n: e.state.env.supports(name[len("__has_"):], word)}
	}
	return number64{} // a function-like macro that is not there
}

func (e *evaluator) isDefined() number64 {
	paren := e.take("(")
	if len(e.toks) == 0 || e.toks[0].kind != identifier {
		return e.fail()
	}
	name := e.toks[0].text
	e.toks = e.toks[1:]
	if paren && !e.take(")") {
		return e.fail()
	}
	return number64{n: boolean(e.state.defined(name))}
}

// arguments takes a parenthesis that comes next.
func (e *evaluator) arguments() ([]tok, bool) {
	if len(e.toks) == 0 || !e.toks[0].is('(') {
		return nil, false
	}
	depth := 0
	for i, t := range e.toks {
		switch {
		case t.is('('):
			depth++
		case t.is(')'):
			if depth--; depth == 0 {
				args := e.toks[1:i]
				e.toks = e.toks[i+1:]
				return args, true
			}
		}
	}
	e.fail()
	return nil, false
}

// hasInclude reports whether an include of this file would find a header.
func (s *macroState) hasInclude(name string, next bool) bool {
	n := len(name)
	if n < 3 || !(name[0] == '<' && name[n-1] == '>' || name[0] == '"' && name[n-1] == '"') {
		list := joinToks(s.expand(lexText(name), false))
		if n = len(list); n < 3 || list == name {
			return false
		}
		name = list
	}
	in := parse.Include{Target: strings.ReplaceAll(name[1:n-1], " ", ""), Angled: name[0] == '<', Next: next}
	if s.env.headers[in.Target] {
		return true
	}
	if s.env.resolve == nil {
		return false
	}
	_, ok := s.env.resolve(s.path, in)
	return ok
}

// integer reads an integer literal ([lex.icon]).
func integer(text string) (number64, bool) {
	digits := strings.TrimRight(text, "uUlLzZ")
	unsigned := strings.ContainsAny(text[len(digits):], "uU")
	digits = strings.ReplaceAll(digits, "'", "")
	n, err := strconv.ParseUint(digits, 0, 64)
	if err != nil || strings.ContainsAny(digits, "_oO") {
		return number64{}, false
	}
	return number64{int64(n), unsigned || int64(n) < 0}, true
}

// character gives the value of a character literal ([lex.ccon]), as GCC computes those of
// several characters.
func character(text string) number64 {
	_, body, _ := strings.Cut(text, "'")
	body = strings.TrimSuffix(body, "'")
	var n int64
	for len(body) > 0 {
		r, _, tail, err := strconv.UnquoteChar(body, '\'')
		if err != nil { // \0, \? and the like
			r, tail = octal(body)
		}
		n, body = n<<8|int64(r), tail
	}
	return number64{n: n}
}

// octal reads an escape that Go does not have.
func octal(body string) (rune, string) {
	if body[0] != '\\' || len(body) < 2 {
		return rune(body[0]), body[1:]
	}
	end := 1
	for end < len(body) && end < 4 && body[end] >= '0' && body[end] <= '7' {
		end++
	}
	if end == 1 {
		return rune(body[1]), body[2:]
	}
	n, _ := strconv.ParseInt(body[1:end], 8, 32)
	return rune(n), body[end:]
}
