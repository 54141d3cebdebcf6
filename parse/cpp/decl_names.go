package cpp

import (
	"strings"

	"plumbline/parse"
)

// nameUse says where a name stands: that decides what may be part of it.
type nameUse uint8

const (
	nameOfType     nameUse = iota // a type or template name
	nameOfFunction                // may end in operator@ or ~X
)

// name reads a possibly qualified name with template arguments ([expr.prim.id.qual]).
func (p *declParser) name(use nameUse) (*parse.Name, bool) {
	n := &parse.Name{Global: p.take("::")}
	for {
		p.take("template")
		switch {
		case use == nameOfFunction && p.word() == "operator":
			ident, ok := p.operatorName()
			n.Parts = append(n.Parts, parse.NamePart{Ident: ident})
			return n, ok
		case use == nameOfFunction && p.is("~") && p.peek(1).kind == identifier:
			p.pos++
			n.Parts = append(n.Parts, parse.NamePart{Ident: "~" + p.word()})
			p.pos++
			if p.is("<") { // ~X<T>
				if _, ok := p.templateArgs(); !ok {
					return nil, false
				}
			}
			return n, true
		}
		t := p.at()
		if t.kind != identifier || isReserved(t.text) {
			return nil, false
		}
		p.pos++
		part := parse.NamePart{Ident: t.text}
		if p.is("<") && !p.isValue(t.text) && !(use == nameOfFunction && p.is("<=")) {
			if args, ok := p.templateArgs(); ok {
				part.Args, part.HasArgs = args, true
			} else if use == nameOfType {
				return nil, false
			}
		}
		n.Parts = append(n.Parts, part)
		if !p.is("::") || p.isAt(1, "*") {
			return n, true
		}
		p.pos++
	}
}

// operatorName reads what follows `operator`, which is the current word. A conversion
// function gives "operator" alone, its type comes next.
func (p *declParser) operatorName() (string, bool) {
	p.pos++
	t := p.at()
	switch {
	case t.kind == stringLiteral:
		p.pos++
		if i := strings.LastIndexByte(t.text, '"'); i+1 < len(t.text) { // ""_x lexed whole
			return `operator""` + t.text[i+1:], true
		}
		suffix := p.word()
		p.pos++
		return `operator""` + suffix, suffix != ""
	case t.text == "new" || t.text == "delete":
		p.pos++
		if p.is("[") && p.isAt(1, "]") {
			p.pos += 2
			return "operator " + t.text + "[]", true
		}
		return "operator " + t.text, true
	case t.text == "co_await":
		p.pos++
		return "operator co_await", true
	case t.kind != punct || t.text == "::":
		return "operator", true
	case p.is("(") && p.isAt(1, ")"), p.is("[") && p.isAt(1, "]"):
		p.pos += 2
		return "operator" + t.text + p.toks[p.pos-1].text, true
	}
	for _, op := range operatorSymbols {
		if p.take(op) {
			return "operator" + op, true
		}
	}
	return "", false
}

// operatorSymbols are the operators that can be overloaded ([over.oper]), longer ones first.
var operatorSymbols = [...]string{
	"->*", "<=>", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
	"+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "+", "-", "*", "/", "%", "^", "&", "|", "~", "!", "=", "<", ">", ",",
}

// reserved are the keywords that can't be (part of) the name of a type or declarator.
var reserved = map[string]bool{
	"alignas": true, "alignof": true, "asm": true, "auto": true, "bool": true, "break": true, "case": true, "catch": true,
	"char": true, "char8_t": true, "char16_t": true, "char32_t": true, "class": true, "const": true, "constexpr": true,
	"const_cast": true, "continue": true, "decltype": true, "default": true, "delete": true, "do": true, "double": true,
	"dynamic_cast": true, "else": true, "enum": true, "explicit": true, "extern": true, "false": true, "float": true, "for": true,
	"friend": true, "goto": true, "if": true, "inline": true, "int": true, "long": true, "mutable": true, "namespace": true,
	"new": true, "noexcept": true, "nullptr": true, "operator": true, "private": true, "protected": true, "public": true,
	"register": true, "reinterpret_cast": true, "return": true, "short": true, "signed": true, "sizeof": true, "static": true,
	"static_assert": true, "static_cast": true, "struct": true, "switch": true, "template": true, "this": true,
	"thread_local": true, "throw": true, "true": true, "try": true, "typedef": true, "typeid": true, "typename": true,
	"union": true, "unsigned": true, "using": true, "virtual": true, "void": true, "volatile": true, "wchar_t": true, "while": true,
}

func isReserved(word string) bool { return reserved[word] }

// isValue reports whether a name is that of a value parameter of a template being read: a
// '<' behind it compares.
func (p *declParser) isValue(name string) bool { return p.values[name] > 0 }

// argTrial is the outcome of reading template arguments at one place.
type argTrial struct {
	args []parse.TemplateArg
	end  int
	ok   bool
}

// templateArgs reads `<...>`; on failure it does not move.
func (p *declParser) templateArgs() ([]parse.TemplateArg, bool) {
	if t, ok := p.argMemo[p.pos]; ok {
		if t.ok {
			p.pos = t.end
		}
		return t.args, t.ok
	}
	start := p.pos
	args, ok := p.readTemplateArgs()
	if p.argMemo == nil {
		p.argMemo = map[int]argTrial{}
	}
	p.argMemo[start] = argTrial{args, p.pos, ok}
	if !ok {
		p.pos = start
	}
	return args, ok
}

func (p *declParser) readTemplateArgs() ([]parse.TemplateArg, bool) {
	if !p.enter() {
		p.leave()
		return nil, false
	}
	defer p.leave()
	p.pos++
	args := []parse.TemplateArg{}
	if p.takeAngle() {
		return args, true
	}
	for {
		arg, ok := p.templateArg()
		if !ok {
			return nil, false
		}
		args = append(args, arg)
		switch {
		case p.take(","):
		case p.takeAngle():
			return args, true
		default:
			return nil, false
		}
	}
}

// takeAngle passes one closing angle bracket.
func (p *declParser) takeAngle() bool {
	if t := p.at(); t.kind == punct && t.text == ">" {
		p.pos++
		return true
	}
	return false
}

// templateArg reads one argument: a type wherever it can be one ([temp.arg]/2), else an
// expression up to the comma or bracket that ends it.
func (p *declParser) templateArg() (parse.TemplateArg, bool) {
	start := p.pos
	if t, ok := p.typeID(); ok {
		// A declarator without a name takes the dots for a parameter pack's.
		pack := p.take("...") || p.toks[p.pos-1].text == "."
		if p.is(",") || p.is(">") && !p.is(">=") {
			return parse.TemplateArg{Type: t, Pack: pack}, true
		}
	}
	p.pos = start
	if !p.expression(",>", true) || p.pos == start {
		p.pos = start // a '<' that compares may have been taken for one that opens arguments
		if !p.expression(",>", false) || p.pos == start {
			return parse.TemplateArg{}, false
		}
	}
	end, pack := p.pos, false
	if end-start > 3 && p.toks[end-1].text == "." && p.toks[end-2].text == "." && p.toks[end-3].text == "." {
		end, pack = end-3, true
	}
	return parse.TemplateArg{Expr: p.textOf(start, end), Pack: pack}, true
}

// expression passes tokens up to the first of the bytes in stops that is outside brackets,
// those of template arguments among them if angles is set. It is false where a bracket, a
// semicolon or the end comes first.
func (p *declParser) expression(stops string, angles bool) bool {
	for {
		t := p.at()
		if t.kind == eof {
			return false
		}
		if t.kind == identifier && !isReserved(t.text) || t.kind == identifier && strings.HasSuffix(t.text, "_cast") {
			p.pos++
			if angles && p.is("<") && !p.is("<<") && !p.is("<=") && !p.isValue(t.text) {
				p.templateArgs() // an operator where it can't be arguments
			}
			continue
		}
		if t.kind != punct {
			p.pos++
			continue
		}
		if strings.Contains(stops, t.text) && len(t.text) == 1 {
			if t.text != ">" || !p.isAt(0, ">=") {
				return true
			}
		}
		switch t.text {
		case "(", "[", "{":
			p.skipBalanced()
			continue
		case ")", "]", "}", ";":
			return false
		}
		p.pos++
	}
}
