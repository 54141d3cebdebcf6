package abi

import (
	"slices"
	"strconv"

	"plumbline/parse"
)

// value is what an integral constant expression is worth.
type value struct {
	known    bool
	bits     int64 // of an unsigned type the same bits
	typ      *Type // promoted; nil is int
	unsigned bool
	width    int    // in bits
	text     string // where it is not known: the expression, names in it resolved where it is a name alone
}

func itoa(n int) string     { return strconv.Itoa(n) }
func itoa64(n int64) string { return strconv.FormatInt(n, 10) }
func utoa(n uint64) string  { return strconv.FormatUint(n, 10) }

// constant evaluates an integral constant expression as written ([expr.const]).
func (r *resolver) constant(text string, c *ctx) value {
	toks := lexConstant(text)
	defer r.leave()
	if !r.enter() || len(toks) == 0 || len(toks) > maxTokens {
		return value{text: text}
	}
	e := evaluator{r: r, c: c, toks: toks}
	v := e.expression(0)
	if e.failed || e.at != len(toks) {
		return value{text: e.single(text)}
	}
	if !v.known && v.text == "" {
		v.text = text
	}
	return v
}

// maxTokens bounds the expressions that are evaluated.
const maxTokens = 2000

// evaluator is a recursive descent over the tokens of one expression.
type evaluator struct {
	r      *resolver
	c      *ctx
	toks   []constToken
	at     int
	depth  int
	failed bool
}

// single is the text of an expression that could not be evaluated.
func (e *evaluator) single(text string) string { return text }

func (e *evaluator) peek() string {
	if e.at < len(e.toks) {
		return e.toks[e.at].text
	}
	return ""
}

func (e *evaluator) take(text string) bool {
	if e.at < len(e.toks) && e.toks[e.at].text == text && e.toks[e.at].kind != tokChar {
		e.at++
		return true
	}
	return false
}

func (e *evaluator) fail() value {
	e.failed = true
	return value{}
}

// precedence of binary operators ([expr.compound]).
var precedence = map[string]int{
	"||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6,
	"<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8, ">>": 8, "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}

// expression evaluates binary operators that bind at least as tight as level, and ?:.
func (e *evaluator) expression(level int) value {
	if e.depth > maxNesting {
		return e.fail()
	}
	e.depth++
	defer func() { e.depth-- }()
	v := e.unary()
	for !e.failed && e.at < len(e.toks) {
		op := e.peek()
		if op == "?" && level == 0 {
			e.at++
			a := e.expression(0)
			if !e.take(":") {
				return e.fail()
			}
			b := e.expression(0)
			switch {
			case !v.known:
				v = value{}
			case v.bits != 0:
				v = a
			default:
				v = b
			}
			continue
		}
		p := precedence[op]
		if p == 0 || p < level || e.toks[e.at].kind != tokPunct {
			return v
		}
		e.at++
		w := e.expression(p + 1)
		v = binaryOp(op, v, w)
	}
	return v
}

func (e *evaluator) unary() value {
	if e.at >= len(e.toks) {
		return e.fail()
	}
	t := e.toks[e.at]
	switch t.kind {
	case tokNumber:
		e.at++
		return number(t.text)
	case tokChar:
		e.at++
		return character(t.text)
	case tokName:
		return e.postfix(e.name())
	}
	switch t.text {
	case "+", "-", "~", "!":
		e.at++
		if e.depth > maxNesting {
			return e.fail()
		}
		e.depth++
		v := e.unary()
		e.depth--
		return unaryOp(t.text, v)
	case "(":
		return e.parenthesis()
	case "&":
		e.at++
		if n := e.qualifiedName(); n != nil {
			return value{text: "&" + e.r.functionNamed(n, e.c)}
		}
	case "::":
		return e.postfix(e.name())
	}
	return e.fail()
}

// parenthesis evaluates (x) or a cast (T)x.
func (e *evaluator) parenthesis() value {
	e.at++
	start := e.at
	if t := e.typeName(); t != nil && e.take(")") {
		if e.at < len(e.toks) && (e.toks[e.at].kind != tokPunct || e.peek() == "(" || e.peek() == "-" || e.peek() == "~") {
			return convert(e.unaryDeeper(), t)
		}
	}
	e.at = start
	v := e.expression(0)
	if !e.take(")") {
		return e.fail()
	}
	return v
}

func (e *evaluator) unaryDeeper() value {
	if e.depth > maxNesting {
		return e.fail()
	}
	e.depth++
	defer func() { e.depth-- }()
	return e.unary()
}

// postfix passes over what follows a name and makes it something unknown: a call.
func (e *evaluator) postfix(v value) value {
	for e.at < len(e.toks) && (e.peek() == "(" || e.peek() == "{" || e.peek() == ".") {
		if e.peek() == "." {
			e.at += 2
			v = value{}
			continue
		}
		if !e.skip() {
			return e.fail()
		}
		v = value{}
	}
	return v
}

// skip passes over a balanced group.
func (e *evaluator) skip() bool {
	depth := 0
	for ; e.at < len(e.toks); e.at++ {
		switch e.toks[e.at].text {
		case "(", "{", "[":
			depth++
		case ")", "}", "]":
			if depth--; depth == 0 {
				e.at++
				return true
			}
		}
	}
	return false
}

// name evaluates what starts with a name: a keyword, a cast, a constant.
func (e *evaluator) name() value {
	switch e.peek() {
	case "true", "false":
		e.at++
		return value{known: true, bits: int64(b2i(e.toks[e.at-1].text == "true")), typ: boolType, width: 8}
	case "sizeof", "alignof":
		return e.sizeof()
	case "static_cast", "const_cast", "reinterpret_cast":
		e.at++
		if !e.take("<") {
			return e.fail()
		}
		t := e.typeName()
		if t == nil || !e.take(">") || e.peek() != "(" {
			return e.fail()
		}
		e.at++
		v := e.expression(0)
		if !e.take(")") {
			return e.fail()
		}
		return convert(v, t)
	}
	start, toks := e.at, e.toks
	if t := e.typeName(); t != nil && (e.peek() == "(" || e.peek() == "{") {
		closing := map[string]string{"(": ")", "{": "}"}[e.peek()]
		e.at++
		if e.take(closing) {
			return convert(value{known: true}, t)
		}
		v := e.expression(0)
		if e.take(closing) {
			return convert(v, t)
		}
	}
	e.at, e.toks = start, toks
	n := e.qualifiedName()
	if n == nil {
		return e.fail()
	}
	if k := len(n.Parts) - 2; k >= 0 && n.Parts[k].Ident == "numeric_limits" && len(n.Parts[k].Args) == 1 && n.Parts[k].Args[0].Type != nil {
		return e.limit(e.r.resolve(n.Parts[k].Args[0].Type, e.c), n.Last().Ident)
	}
	return e.r.namedValue(n, e.c)
}

// limit evaluates std::numeric_limits<T>::max() and its like.
func (e *evaluator) limit(of *Type, member string) value {
	if !e.take("(") || !e.take(")") {
		return value{}
	}
	width, unsigned, ok := integral(of)
	if !ok {
		return value{}
	}
	v := value{known: true, typ: of, width: width, unsigned: unsigned}
	switch {
	case member == "max" && unsigned:
		v.bits = int64(^uint64(0) >> (64 - width))
	case member == "max":
		v.bits = int64(^uint64(0) >> (65 - width))
	case (member == "min" || member == "lowest") && !unsigned:
		v.bits = -1 << (width - 1)
	case member != "min" && member != "lowest":
		return value{}
	}
	return v
}

// sizeof evaluates sizeof(T) and alignof(T): of classes once layouts are made.
func (e *evaluator) sizeof() value {
	alignment := e.peek() == "alignof"
	e.at++
	if e.peek() != "(" {
		return e.fail()
	}
	start := e.at
	e.at++
	t := e.typeName()
	if t == nil || !e.take(")") {
		e.at = start
		if !e.skip() {
			return e.fail()
		}
		return value{}
	}
	size := int64(0)
	switch {
	case t.Kind == Pointer:
		size = 8
	case t.Kind == Builtin:
		size = builtinSize[t.Name]
	case t.Kind == EnumType && t.Enum != nil && t.Enum.Underlying != nil:
		size = builtinSize[t.Enum.Underlying.Name]
	}
	if size == 0 {
		size, _ = e.r.sizeOfType(t, alignment)
	}
	return value{known: size > 0, bits: size, typ: ulongType, unsigned: true, width: 64}
}

// typeName reads a type name where one stands, nil (and nothing read) where none does.
func (e *evaluator) typeName() *Type {
	start, toks := e.at, e.toks
	var t *Type
	e.take("const")
	if words, n := builtinWords(e.toks[e.at:]); n > 0 {
		e.at += n
		t = e.r.builtin(words)
	} else if n := e.qualifiedName(); n != nil {
		hitType := e.r.quiet(func() *Type { return e.r.named(n, e.c) })
		if hitType.Kind != Unresolved && (hitType.Kind != External || hitType.decl != nil) && hitType.Kind != Dependent {
			t = hitType
		}
	}
	if t == nil {
		e.at, e.toks = start, toks
		return nil
	}
	for e.take("const") || e.peek() == "*" {
		if e.take("*") {
			t = &Type{Kind: Pointer, Elem: t}
		}
	}
	return t
}

// qualifiedName reads a::b::c, template arguments of single types included.
func (e *evaluator) qualifiedName() *parse.Name {
	n := &parse.Name{}
	start := e.at
	n.Global = e.take("::")
	for e.at < len(e.toks) && e.toks[e.at].kind == tokName {
		p := parse.NamePart{Ident: e.toks[e.at].text}
		e.at++
		if e.peek() == "<" {
			e.simpleArgs(&p)
		}
		n.Parts = append(n.Parts, p)
		if e.peek() != "::" || e.at+1 >= len(e.toks) || e.toks[e.at+1].kind != tokName {
			return n
		}
		e.at++
	}
	e.at = start
	return nil
}

// simpleArgs reads template arguments that are names or builtin types; anything else is
// left where it is, as an operator.
func (e *evaluator) simpleArgs(p *parse.NamePart) {
	start, toks := e.at, e.toks
	if e.depth > maxNesting {
		return
	}
	e.depth++
	defer func() { e.depth-- }()
	e.at++
	var args []parse.TemplateArg
	for {
		var a parse.TemplateArg
		if words, n := builtinWords(e.toks[min(e.at, len(e.toks)):]); n > 0 {
			e.at += n
			a.Type = &parse.Type{Kind: parse.TypeBuiltin, Text: words}
		} else if e.at < len(e.toks) && e.toks[e.at].kind == tokNumber {
			a.Expr = e.toks[e.at].text
			e.at++
		} else if n := e.qualifiedName(); n != nil {
			a.Type = &parse.Type{Kind: parse.TypeNamed, Name: n}
		} else {
			break
		}
		args = append(args, a)
		if e.take(",") {
			continue
		}
		if e.peek() == ">>" { // closes two lists ([temp.names]/3)
			e.toks = slices.Clone(e.toks)
			e.toks[e.at].text = ">"
			p.Args, p.HasArgs = args, true
			return
		}
		if e.take(">") {
			p.Args, p.HasArgs = args, true
			return
		}
		break
	}
	e.at, e.toks = start, toks
}
