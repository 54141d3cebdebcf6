package python

// kind classifies a token. Only the distinctions that some fact needs are made: every
// other operator is an opOther.
type kind uint8

const (
	tokEnd kind = iota // no token: what at() gives outside the line

	// The tokens that start an operand; their order serves startsOperand and endsOperand.
	tokFStart // f-string; its fields follow, up to the matching tokFEnd
	tokName
	tokConst // None, True, False
	tokNumber
	tokString
	tokFEnd
	tokClose // ) ] }

	tokOpen // ( [ {
	tokFieldOpen
	tokFieldClose

	opDot
	opComma
	opColon
	opSemicolon
	opAssign    // =
	opAugmented // += and the like
	opWalrus
	opStar // * and **
	opArrow
	opAt
	opEqual // ==
	opOther

	kwAnd
	kwAs
	kwAsync
	kwAwait
	kwClass
	kwDef
	kwDel
	kwElif
	kwElse
	kwExcept
	kwFinally
	kwFor
	kwFrom
	kwGlobal
	kwIf
	kwImport
	kwIn
	kwLambda
	kwNonlocal
	kwNot
	kwOr
	kwRaise
	kwStatement // assert, break, continue, pass, return: what follows is an expression or nothing
	kwTry
	kwWhile
	kwWith
	kwYield
	kwOther // is
)

// token is one lexical element of a logical line.
type token struct {
	kind       kind
	isFor      bool  // tokOpen: a comprehension's `for` stands directly inside
	start, end int32 // byte range in the file
	line       int32 // 1-based line of start
	match      int32 // opening tokens: index of the closing one, or the line's length when there is none
}

// startsOperand tells the tokens that can't stand right after an operand. Opening
// brackets are not among them: they may call or subscript it.
func (k kind) startsOperand() bool { return tokFStart <= k && k <= tokString }

// endsOperand tells that an operator must follow the token before another operand may.
func (k kind) endsOperand() bool { return tokName <= k && k <= tokClose }

// isString tells the tokens that may stand side by side as one concatenated literal.
func (k kind) isString() bool { return k == tokString || k == tokFStart || k == tokFEnd }

// keywords is a hash table with linear probing: looking up every word of a tree in a map
// costs a tenth of the whole scan. It is written nowhere but here.
var keywords = func() (t [128]struct {
	word string
	kind kind
}) {
	for word, k := range map[string]kind{
		"None": tokConst, "True": tokConst, "False": tokConst, "and": kwAnd, "as": kwAs,
		"async": kwAsync, "await": kwAwait, "class": kwClass, "def": kwDef, "del": kwDel,
		"elif": kwElif, "else": kwElse, "except": kwExcept, "finally": kwFinally, "for": kwFor,
		"from": kwFrom, "global": kwGlobal, "if": kwIf, "import": kwImport, "in": kwIn,
		"is": kwOther, "lambda": kwLambda, "nonlocal": kwNonlocal, "not": kwNot, "or": kwOr,
		"raise": kwRaise, "assert": kwStatement, "break": kwStatement, "continue": kwStatement,
		"pass": kwStatement, "return": kwStatement, "try": kwTry, "while": kwWhile,
		"with": kwWith, "yield": kwYield,
	} {
		h := keywordHash([]byte(word))
		for t[h].word != "" {
			h = (h + 1) % len(t)
		}
		t[h].word, t[h].kind = word, k
	}
	return t
}()

func keywordHash(word []byte) int {
	return (int(word[0])*5 + int(word[1])*3 + len(word)) % 128
}

// keyword gives the kind of an identifier. Soft keywords (match, case, type, _) are names.
func keyword(word []byte) kind {
	if len(word) < 2 || len(word) > len("continue") {
		return tokName
	}
	for h := keywordHash(word); keywords[h].word != ""; h = (h + 1) % len(keywords) {
		if string(word) == keywords[h].word {
			return keywords[h].kind
		}
	}
	return tokName
}

// startsStatementOnly tells the keywords that no valid expression contains, so that one
// of them at the start of a line inside brackets proves that a bracket was never closed.
func (k kind) startsStatementOnly() bool {
	switch k {
	case kwClass, kwDef, kwDel, kwElif, kwExcept, kwFinally, kwFrom, kwGlobal, kwImport,
		kwNonlocal, kwRaise, kwStatement, kwTry, kwWhile, kwWith:
		return true
	}
	return false
}

// Byte classes of the lexer's main switch.
type class uint8

const (
	classStray class = iota // starts no token: $ ? ` NUL ...
	classSpace
	classNewline
	className // letters, _ and every byte from 0x80 on
	classDigit
	classQuote
	classOpen
	classClose
	classHash
	classBackslash
	classOp
)

// classes maps each byte to its class. It is a table, written nowhere but here.
var classes = func() (t [256]class) {
	for c := range t {
		switch {
		case c >= 0x80, c == '_', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			t[c] = className
		case '0' <= c && c <= '9':
			t[c] = classDigit
		}
	}
	for c, bytes := range map[class]string{
		classSpace: " \t\f", classNewline: "\r\n", classQuote: `'"`, classOpen: "([{", classClose: ")]}",
		classHash: "#", classBackslash: `\`, classOp: ".,:;=+-*/%&|^~<>@!",
	} {
		for i := range len(bytes) {
			t[bytes[i]] = c
		}
	}
	return t
}()

// inName tells whether a byte continues a name.
func inName(c byte) bool { return classes[c] == className || classes[c] == classDigit }
