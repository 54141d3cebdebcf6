package cpp

import (
	"bytes"

	"plumbline/parse"
)

// scope is where in the braces a place of the file is. It is copied at every #if, as a
// compiler sees one branch only.
type scope struct {
	opaque int  // open braces, counted from the first one that is no namespace's
	resume bool // behind the last of them the statement goes on (an initializer)
	statement
}

// statement is what is known of the declaration being read at namespace scope.
type statement struct {
	paren, angle int    // open ( or [, open < of template arguments
	words        int    // identifiers so far, each qualified one once
	last         []byte // the last token outside of parentheses
	lastKind     kind
	before       byte // the first byte of the token before last

	name      []byte // what is defined if a body follows
	nameAt    int    // where in the file it stands
	qualified bool   // the name is a member's or stands in a namespace
	bare      bool   // nothing stands before the name: a macro, unless it is a constructor
	settled   bool   // the name can't change any more: what follows belongs to it

	namespace, linkage, class, assigned, initList bool

	operatorAt int // behind the keyword operator whose symbol is being read, else 0
	kernel     bool
	argsAt     int // where the arguments of a macro to expand start, else 0
	expanding  macro
}

// unit is a stretch of code: the file itself, or what a macro expands to.
type unit struct {
	text  []byte
	at    int // for an expansion: where in the file it stands; -1 for the file itself
	depth int // expansions around this one
}

// place gives the position in the file of a position in the unit.
func (u *unit) place(at int) int {
	if u.at >= 0 {
		return u.at
	}
	return at
}

// functionScanner finds the functions defined at namespace scope, token by token.
type functionScanner struct {
	scope
	scan     *scanner
	expanded int // bytes read and written for macro expansions so far
}

// isKernelMacro reports whether word is one of the macros that define the function their
// first argument names (aten/src/ATen/TensorMeta.h).
func isKernelMacro(word []byte) bool {
	switch string(word) {
	case "TORCH_IMPL_FUNC", "TORCH_META_FUNC", "TORCH_META_FUNC2", "TORCH_PRECOMPUTE_META_FUNC", "TORCH_PRECOMPUTE_META_FUNC2":
		return true
	}
	return false
}

// token takes the next token of a unit.
func (f *functionScanner) token(u *unit, t token) {
	if f.opaque > 0 {
		f.inside(u, t)
		return
	}
	word := u.text[t.start:t.end]
	switch t.kind {
	case identifier:
		f.identifier(u, t, word)
	case punct:
		if f.punctuation(u, t, word) {
			return
		}
	case stringLiteral:
		f.linkage = f.linkage || string(f.last) == "extern"
	}
	if f.paren == 0 {
		f.shift(word, t.kind)
	}
}

func (f *functionScanner) shift(word []byte, k kind) {
	if len(f.last) > 0 {
		f.before = f.last[0]
	}
	f.last, f.lastKind = word, k
}

// inside follows the braces of a body. Where they went wrong, what can only stand at
// namespace scope sets them right, so that one odd #if never costs the rest of the file.
func (f *functionScanner) inside(u *unit, t token) {
	switch t.kind {
	case punct:
		switch u.text[t.start] {
		case '{':
			f.opaque++
		case '}':
			if atColumnZero(u, t) && closesNamespace(u.text[t.end:]) {
				f.scope = scope{}
				return
			}
			if f.opaque--; f.opaque > 0 {
				return
			}
			if f.resume {
				f.shift(u.text[t.start:t.end], punct)
				return
			}
			f.scope = scope{}
		}
	case identifier:
		c := u.text[t.start]
		if (c == 'n' || c == 'T') && atColumnZero(u, t) {
			word := u.text[t.start:t.end]
			if string(word) == "namespace" || isKernelMacro(word) {
				f.scope = scope{}
				f.token(u, t)
			}
		}
	}
}

func atColumnZero(u *unit, t token) bool {
	return u.at < 0 && (t.start == 0 || u.text[t.start-1] == '\n')
}

// closesNamespace reports whether the rest of a line after a brace is a comment that
// says which namespace it closes.
func closesNamespace(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t")
	if !bytes.HasPrefix(rest, []byte("//")) {
		return false
	}
	rest = bytes.TrimPrefix(bytes.TrimLeft(rest, "/ \t"), []byte("end "))
	return bytes.HasPrefix(rest, []byte("namespace")) || bytes.HasPrefix(rest, []byte("anonymous namespace"))
}

func (f *functionScanner) identifier(u *unit, t token, word []byte) {
	if f.kernel && f.paren == 1 && !f.settled {
		f.name, f.nameAt, f.settled = word, u.place(int(t.start)), true
		return
	}
	if f.paren > 0 || f.angle > 0 {
		return
	}
	if f.bare && !f.kernel && string(f.last) == ")" { // a macro's use needs no semicolon
		f.statement = statement{}
	}
	switch string(word) {
	case "namespace":
		f.namespace = true
	case "class", "struct", "union", "enum":
		f.class = f.class || f.name == nil
	case "template", "static", "inline", "constexpr": // may stand before a macro, too
		return
	case "operator":
		f.operatorAt = int(t.end)
	}
	if string(f.last) != "::" || f.words == 0 {
		f.words++
	}
}

// punctuation reports whether the statement ended or the brace opened, so that there is
// nothing to remember of the token.
func (f *functionScanner) punctuation(u *unit, t token, word []byte) bool {
	top := f.paren == 0
	switch word[0] {
	case '(', '[':
		if top && f.angle == 0 && word[0] == '(' {
			f.openParameters(u, t)
		}
		if f.operatorAt == 0 || word[0] == '(' {
			f.paren++
		}
	case ')', ']':
		if f.paren > 0 {
			f.paren--
		}
		if f.paren == 0 && f.argsAt > 0 {
			f.expandMacro(u, u.text[f.argsAt:t.start])
			return true
		}
	case '<':
		if top && f.operatorAt == 0 && f.lastKind == identifier {
			f.angle++
		}
	case '>':
		if top && f.angle > 0 {
			f.angle--
		}
	case '=':
		f.assigned = f.assigned || top && f.angle == 0 && f.operatorAt == 0
	case ':':
		if top && f.angle == 0 && len(word) == 1 {
			f.settled, f.initList = f.settled || f.name != nil, true
		}
	case '-':
		if top && len(word) == 2 && f.operatorAt == 0 {
			f.settled = f.settled || f.name != nil
		}
	case ';':
		if top {
			f.scope = scope{}
			return true
		}
	case '{':
		f.openBrace()
		return true
	case '}':
		f.scope = scope{}
		return true
	}
	return false
}

// openParameters takes the name before a parenthesis for the function's, unless something
// tells that it isn't. Of several such names the last one counts: macros come first.
func (f *functionScanner) openParameters(u *unit, t token) {
	if f.operatorAt > 0 {
		if string(f.last) == "operator" { // the symbol is "()"
			return
		}
		f.nameAt = u.place(f.operatorAt - len("operator"))
		symbol := bytes.TrimSpace(u.text[f.operatorAt:t.start])
		if len(symbol) == 0 {
			return
		}
		f.name = append([]byte("operator"), symbol...)
		if classes[symbol[0]] >= clsIdent {
			f.name = append([]byte("operator "), symbol...)
		}
		f.settled, f.operatorAt = true, 0
		return
	}
	word := f.last
	if f.settled || f.lastKind != identifier || isNeverName(word) {
		return
	}
	if f.name != nil && (isUpper(word) && !isUpper(f.name) || f.before == ')' && isUpper(word) == isUpper(f.name)) {
		return // an attribute-like macro behind the parameters
	}
	f.name, f.nameAt = word, u.place(int(t.start)-len(word))
	f.qualified = f.before == ':'
	f.bare = f.words == 1 && !f.qualified && f.before != '~'
	if f.before == '~' {
		f.name = append([]byte{'~'}, word...)
	}
	f.kernel = isKernelMacro(word)
	if m, ok := f.scan.macros[string(word)]; ok && f.bare && !f.kernel {
		f.argsAt, f.expanding = int(t.end), m
	}
}

// isNeverName tells words that stand before a parenthesis and name no function.
func isNeverName(word []byte) bool {
	switch string(word) {
	case "alignas", "asm", "__asm__", "__attribute__", "catch", "decltype", "__declspec", "defined", "explicit", "for",
		"if", "__launch_bounds__", "noexcept", "requires", "return", "sizeof", "static_assert", "switch", "throw",
		"typeof", "__typeof__", "while":
		return true
	}
	return false
}

// isUpper reports whether word looks like a macro's name.
func isUpper(word []byte) bool {
	return !bytes.ContainsFunc(word, func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// openBrace decides what a brace at namespace scope opens.
func (f *functionScanner) openBrace() {
	symbol := f.paren == 0 && f.angle == 0
	switch {
	case f.paren > 0 || f.assigned:
		f.opaque, f.resume = 1, true
		return
	case f.namespace && f.name == nil, f.linkage && f.lastKind == stringLiteral:
		f.scope = scope{}
		return
	case symbol && f.initList && !f.class && (f.lastKind == identifier || string(f.last) == ">"):
		f.opaque, f.resume = 1, true // a member's initializer: `: a_{x}`
		return
	}
	if f.name != nil && !f.opensClass() && (!f.bare || f.kernel) {
		f.record()
	}
	f.scope = scope{opaque: 1}
}

// opensClass reports whether the brace is that of a class whose head has parentheses, as
// in `class MACRO(x) Name {`, rather than of a function that returns a class.
func (f *functionScanner) opensClass() bool {
	if !f.class || f.lastKind != identifier {
		return f.class && f.initList
	}
	switch string(f.last) {
	case "const", "volatile", "noexcept", "override", "final", "try":
		return f.initList
	}
	return true
}

func (f *functionScanner) record() {
	fn := parse.Function{Line: f.scan.src.line(f.nameAt), Name: string(f.name)}
	have := f.scan.file.Functions
	if n := len(have); n > 0 && have[n-1] == fn { // the same name before each branch of an #if
		return
	}
	f.scan.file.Functions = append(have, fn)
}

// expandMacro reads the expansion of a macro of this file in its place. Beyond the bounds
// the use stands for nothing, as a use of any other file's macro does.
func (f *functionScanner) expandMacro(u *unit, args []byte) {
	m, at := f.expanding, f.nameAt
	f.statement = statement{}
	if u.depth >= maxExpansionDepth || f.expanded > maxExpansionBytes {
		return
	}
	text := expand(m, args)
	f.expanded += len(m.body) + len(args) + len(text)
	f.scan.expansion(&unit{text: text, at: at, depth: u.depth + 1})
}
