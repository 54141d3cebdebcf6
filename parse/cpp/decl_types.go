package cpp

import (
	"slices"
	"strings"

	"plumbline/parse"
)

// typeID reads a type without a name: specifiers and an abstract declarator ([dcl.name]).
func (p *declParser) typeID() (*parse.Type, bool) {
	return p.typeIDWith(nil, nil)
}

// typeIDWith is typeID where the type may be a class or enum defined on the spot, whose
// declaration is added to members.
func (p *declParser) typeIDWith(members *[]*parse.Decl, ctx *scopeContext) (*parse.Type, bool) {
	if !p.enter() {
		p.leave()
		return nil, false
	}
	defer p.leave()
	var s specifiers
	var none scopeContext
	if ctx == nil {
		ctx = &none
	}
	if !p.specifiers(&s, ctx, members != nil) || s.typ == nil {
		return nil, false
	}
	if members != nil {
		*members = append(*members, s.decls...)
	}
	d, ok := p.declarator(s.typ, abstract)
	return d.typ, ok
}

// builtinWords are the words that make up builtin types.
var builtinWords = map[string]bool{
	"void": true, "bool": true, "_Bool": true, "char": true, "short": true, "int": true, "long": true, "float": true,
	"double": true, "signed": true, "unsigned": true, "wchar_t": true, "char8_t": true, "char16_t": true, "char32_t": true,
	"__int128": true, "__int128_t": true, "__uint128_t": true, "auto": true, "_Float16": true, "__fp16": true, "__bf16": true,
	"__float128": true, "_Complex": true, "__complex__": true, "__signed__": true,
}

// builtinType names the type that a set of words stands for ([dcl.type.simple]) as a
// demangler prints it.
func builtinType(words []string) string {
	has := func(w string) bool { return slices.Contains(words, w) }
	longs := 0
	for _, w := range words {
		if w == "long" {
			longs++
		}
	}
	complexSuffix := ""
	if has("_Complex") || has("__complex__") {
		complexSuffix = " _Complex"
	}
	unsigned := has("unsigned")
	switch {
	case has("__uint128_t"), unsigned && has("__int128"):
		return "unsigned __int128"
	case has("__int128"), has("__int128_t"):
		return "__int128"
	case has("char") && unsigned:
		return "unsigned char"
	case has("char") && (has("signed") || has("__signed__")):
		return "signed char"
	case has("short") && unsigned:
		return "unsigned short"
	case has("short"):
		return "short"
	case has("double") && longs > 0:
		return "long double" + complexSuffix
	case longs >= 2 && unsigned:
		return "unsigned long long"
	case longs >= 2:
		return "long long"
	case longs == 1 && unsigned:
		return "unsigned long"
	case longs == 1:
		return "long"
	case unsigned:
		return "unsigned int"
	case has("_Bool"):
		return "bool"
	}
	for _, w := range words {
		if w != "int" && w != "signed" && w != "__signed__" && w != "_Complex" && w != "__complex__" {
			return w + complexSuffix
		}
	}
	return "int"
}

// specifiers reads a decl-specifier-seq ([dcl.spec]), with everything that may stand among
// it. Without a type among them s.typ is nil: constructors, destructors and conversion
// functions have none. define says whether classes and enums may be defined here.
func (p *declParser) specifiers(s *specifiers, ctx *scopeContext, define bool) bool {
	for {
		p.attributes(s)
		if p.simpleSpecifier(s) {
			continue
		}
		word := p.word()
		if (s.typ != nil || len(s.words) > 0) && isShouting(word) && p.wordAt(1) != "" && p.isAt(2, "(") {
			p.pos++ // void UNKNOWN_ATTRIBUTE f()
			continue
		}
		switch {
		case word == "" && !p.is("::"):
			return p.finishType(s)
		case builtinWords[word]:
			if s.typ != nil {
				return p.finishType(s)
			}
			s.words = append(s.words, word)
			p.pos++
			continue
		case len(s.words) > 0 && word != "":
			if s.words[0] == "auto" || !isReserved(word) {
				return p.finishType(s)
			}
		}
		if s.typ != nil || len(s.words) > 0 {
			return p.finishType(s)
		}
		done, ok := p.typeSpecifier(s, ctx, define)
		if !ok {
			return false
		}
		if done {
			return p.finishType(s)
		}
	}
}

// simpleSpecifier passes a specifier that is one word, or explicit(...).
func (p *declParser) simpleSpecifier(s *specifiers) bool {
	switch p.word() {
	case "inline", "__inline", "__inline__", "__forceinline":
		s.inline = true
	case "constexpr", "consteval", "constinit":
		s.constexpr = true
	case "static":
		s.static = true
	case "extern":
		s.extern = true
	case "thread_local", "__thread":
		s.threadLocal = true
	case "mutable":
		s.mutable = true
	case "virtual":
		s.virtual = true
	case "friend":
		s.friend = true
	case "typedef":
		s.typedef = true
	case "register":
	case "const", "__const":
		s.constant = true
	case "volatile", "__volatile__":
		s.volatile = true
	case "explicit":
		s.explicit = true
		if p.isAt(1, "(") {
			p.pos++
			p.skipBalanced()
			return true
		}
	default:
		return false
	}
	p.pos++
	return true
}

// finishType turns collected builtin words into a type and puts qualifiers on it.
func (p *declParser) finishType(s *specifiers) bool {
	if len(s.words) > 0 {
		s.typ = &parse.Type{Kind: parse.TypeBuiltin, Text: builtinType(s.words)}
	}
	if s.typ != nil {
		s.typ.Const = s.typ.Const || s.constant
		s.typ.Volatile = s.typ.Volatile || s.volatile
	}
	return true
}

// typeSpecifier reads the one specifier that names the type. done says that the declarator
// comes next although no type was read.
func (p *declParser) typeSpecifier(s *specifiers, ctx *scopeContext, define bool) (done, ok bool) {
	switch word := p.word(); word {
	case "class", "struct", "union":
		return false, p.classSpecifier(s, ctx, define)
	case "enum":
		return false, p.enumSpecifier(s, ctx, define)
	case "decltype", "typeof", "__typeof__", "__decltype", "__typeof", "__underlying_type", "_BitInt":
		return false, p.decltype(s)
	case "typename":
		p.pos++
	case "operator":
		return true, true
	}
	if p.is("~") {
		return true, true
	}
	if p.isConstructor(ctx) {
		return true, true
	}
	if p.isUnknownAnnotation() {
		if s.export == "" && looksLikeExport(p.word()) {
			s.export = p.word()
		}
		p.pos++
		return false, true
	}
	start := p.pos
	n, ok := p.name(nameOfType)
	if !ok {
		p.pos = start
		return false, false
	}
	s.typ = &parse.Type{Kind: parse.TypeNamed, Name: n}
	return false, true
}

// decltype reads decltype(...), perhaps with a name that goes on from there.
func (p *declParser) decltype(s *specifiers) bool {
	start := p.pos
	p.pos++
	if !p.is("(") {
		return false
	}
	from, to := p.group()
	operand := p.textOf(from, to)
	if operand == "auto" && p.toks[start].text == "decltype" {
		s.typ = &parse.Type{Kind: parse.TypeBuiltin, Text: "decltype(auto)"}
		return true
	}
	s.typ = &parse.Type{Kind: parse.TypeDecltype, Text: operand}
	if p.toks[start].text != "decltype" {
		s.typ = &parse.Type{Kind: parse.TypeOther, Text: p.textOf(start, p.pos)}
	}
	if p.is("::") {
		p.pos++
		if _, ok := p.name(nameOfType); !ok {
			return false
		}
		s.typ = &parse.Type{Kind: parse.TypeOther, Text: p.textOf(start, p.pos)}
	}
	return true
}

// isConstructor reports whether the declarator of a constructor, of a deduction guide or of
// a member defined outside its class without a type (A::A, A::~A, A::operator T) comes next.
func (p *declParser) isConstructor(ctx *scopeContext) bool {
	if ctx.inClass && p.word() == ctx.class && p.isAt(1, "(") {
		return !p.isAt(2, "*") && !p.isAt(2, "&") || !p.isAt(3, ")") && !p.isAt(4, ")")
	}
	start := p.pos
	defer func() { p.pos = start }()
	p.take("::")
	last := ""
	for {
		if p.is("~") || p.word() == "operator" {
			return last != ""
		}
		word := p.word()
		if word == "" || isReserved(word) {
			return false
		}
		p.pos++
		if p.is("<") {
			if _, ok := p.templateArgs(); !ok {
				return false
			}
		}
		if p.is("(") {
			return word == last || ctx.inClass && word == ctx.class || last == "" && p.isGuide()
		}
		if !p.take("::") {
			return false
		}
		last = word
	}
}

// isGuide reports whether the parenthesis that opens here is that of a deduction guide:
// an arrow follows it.
func (p *declParser) isGuide() bool {
	start := p.pos
	defer func() { p.pos = start }()
	p.skipBalanced()
	return p.is("->")
}

// isUnknownAnnotation reports whether the current word is a macro that nothing defines and
// that stands in front of a type: in all capitals, with a type or specifier behind it.
func (p *declParser) isUnknownAnnotation() bool {
	word := p.word()
	if !isShouting(word) {
		return false
	}
	next := p.peek(1)
	if next.kind != identifier {
		return p.isAt(1, "::") && next.space
	}
	if builtinWords[next.text] || isSpecifierWord(next.text) {
		return true
	}
	if isReserved(next.text) {
		return false
	}
	after := p.peek(2)
	return after.kind == identifier && after.text != "final" || after.text == "::" || after.text == "<" || after.text == "&" || after.text == "*"
}

// isShouting reports whether a word looks like a macro.
func isShouting(word string) bool {
	return len(word) > 2 && strings.ToUpper(word) == word && strings.ContainsFunc(word, func(r rune) bool { return r >= 'A' && r <= 'Z' })
}

func isSpecifierWord(word string) bool {
	switch word {
	case "inline", "constexpr", "static", "extern", "thread_local", "mutable", "virtual", "friend", "typedef", "const", "volatile",
		"explicit", "class", "struct", "union", "enum", "typename":
		return true
	}
	return false
}

// looksLikeExport reports whether a macro that nothing defines is one that exports, by the
// names such macros have everywhere.
func looksLikeExport(word string) bool {
	return strings.HasSuffix(word, "_API") || strings.HasSuffix(word, "_EXPORT") || strings.HasSuffix(word, "_PUBLIC")
}
