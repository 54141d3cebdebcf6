package cpp

import "bytes"

// frameKind is what a frame stands for.
type frameKind uint8

const (
	namespaceFrame frameKind = iota // extern "C" too
	classFrame
	enumFrame
	functionFrame
	lambdaFrame
	blockFrame
	controlFrame    // the statement that an if, else, loop or switch governs; it has no brace
	expressionFrame // braces within an expression: an initializer
	macroFrame      // the body of a macro
)

// frame is something open around a place: a brace, or a control statement. It is never
// changed once made, as the branches of an #if share it.
type frame struct {
	kind   frameKind
	name   string // of a namespace or class
	fn     *functionFact
	outer  *frame
	saved  scopeState // to come back to
	resume bool       // behind its brace the statement around it goes on

	keyword string // of a control frame: "if", "else", ...
	test    string // of an if, as written
}

// functionFact is a function being defined.
type functionFact struct {
	name   string // qualified; "" where there is none
	last   string // what __func__ is
	at     int    // where its name stands; -1 where it has none
	block  string // the head of a macro that opens the body, instead of a name
	lambda bool
	bound  string
}

// scopeState is what the place behind a brace has of the one before.
type scopeState struct {
	pending
	tests  *test
	locals *localName
}

// place is a place of the code.
type place struct {
	top *frame // nil at namespace scope
	scopeState
	ended bool // a statement ended right before, and what governs it may have
}

// test is a condition around a place.
type test struct {
	outer  *test
	text   string
	params []string // the parameters that it depends on
}

// localName is a name in a function whose value depends on a parameter, or is one.
type localName struct {
	outer *localName
	name  []byte
	param string
	count int // of these names, this one included
}

// maxLocals bounds the names remembered, for hostile input.
const maxLocals = 200

// inCode reports whether statements stand at the place, rather than declarations.
func (p *place) inCode() bool { return p.top != nil && p.top.kind >= functionFrame }

// function is the function that the place stands in, nil for none.
func (p *place) function() *functionFact {
	if p.top == nil {
		return nil
	}
	return p.top.fn
}

// token takes the next token.
func (w *warner) token(t token) {
	if w.at.ended && w.settle(t) {
		return
	}
	switch t.kind {
	case identifier:
		w.identifier(t)
	case punct:
		w.punctuation(t)
	case stringLiteral:
		w.signature(t)
		w.push(t)
	default:
		w.push(t)
	}
}

func (w *warner) push(t token) { w.stack.push(&w.at.pending, t) }

// restart begins a statement anew.
func (w *warner) restart() {
	w.at.to = w.at.from
	w.at.dropped, w.at.parens = 0, nil
	w.stack.drop(w.at.pending)
	n := len(w.stack.tokens)
	w.at.from, w.at.to = n, n
}

func (w *warner) identifier(t token) {
	if t.start == 0 || w.lex.text[t.start-1] == '\n' {
		if w.is(t, "namespace") && w.definition == "" {
			w.resync()
		}
	}
	if w.at.parens == nil && w.at.inCode() {
		switch string(w.word(t)) {
		case "if", "for", "while", "switch", "catch", "do", "case", "default", "return", "throw", "goto", "break", "continue":
			w.restart() // only a statement can start with it: what stands before is a macro
		case "try", "__try":
			w.restart()
			return
		}
	}
	w.push(t)
	if w.at.parens == nil && w.at.inCode() && w.is(t, "do") {
		w.control("do", "", nil)
	}
}

// resync leaves all braces but those of namespaces: where one was lost in an odd #if, it
// costs no more than the rest of a function.
func (w *warner) resync() {
	for w.at.top != nil && w.at.top.kind != namespaceFrame {
		w.leave(w.at.top)
	}
}

// leave goes back to the place around a frame.
func (w *warner) leave(f *frame) {
	locals := w.at.locals
	w.at.top, w.at.scopeState, w.at.ended = f.outer, f.saved, false
	if f.kind == blockFrame || f.kind == controlFrame { // what it assigned holds behind it, too
		w.at.locals = locals
	}
	w.stack.drop(w.at.pending)
	if !f.resume {
		w.restart()
	}
}

// enter opens a frame, with an empty statement.
func (w *warner) enter(f *frame) {
	f.outer, f.saved = w.at.top, w.at.scopeState
	if f.fn == nil && w.at.top != nil {
		f.fn = w.at.top.fn
	}
	w.at.top = f
	w.at.pending = w.stack.fresh(w.at.pending)
}

// control opens what a control statement governs.
func (w *warner) control(keyword, text string, params []string) {
	f := &frame{kind: controlFrame, keyword: keyword, test: text}
	w.restart()
	w.enter(f)
	if text != "" {
		w.at.tests = &test{outer: w.at.tests, text: text, params: params}
	}
}

// settle leaves the control statements that a statement ended, now that t comes next. It
// reports whether t is taken: an else.
func (w *warner) settle(t token) bool {
	w.at.ended = false
	for w.at.top != nil && w.at.top.kind == controlFrame {
		f, tests := w.at.top, w.at.tests
		w.leave(f)
		if f.keyword == "if" && w.is(t, "else") {
			var params []string
			if tests != nil {
				params = tests.params
			}
			w.control("else", "!("+f.test+")", params)
			return true
		}
	}
	return false
}

func (w *warner) punctuation(t token) {
	switch w.lex.text[t.start] {
	case '(', '[':
		w.at.parens = &paren{outer: w.at.parens, at: w.at.dropped + w.at.to - w.at.from}
		w.push(t)
	case ')', ']':
		w.closeParen(t)
	case '{':
		w.openBrace(t)
	case '}':
		w.closeBrace(t)
	case ';':
		if w.at.parens != nil {
			w.push(t)
			return
		}
		w.endStatement()
	case ':':
		if t.end-t.start == 1 && w.at.parens == nil && w.isLabel() {
			w.restart()
			return
		}
		w.push(t)
	default:
		w.push(t)
	}
}

// isLabel reports whether a colon ends a label, not a statement's first part.
func (w *warner) isLabel() bool {
	s := w.stack.of(w.at.pending)
	if len(s) == 0 {
		return false
	}
	switch string(w.word(s[0])) {
	case "case", "default", "public", "protected", "private":
		return true
	}
	return len(s) == 1 && s[0].kind == identifier
}

// endStatement takes what only a whole statement tells.
func (w *warner) endStatement() {
	s := w.stack.of(w.at.pending)
	if len(s) > 0 {
		w.assignment(s)
		w.message(s)
		w.wholeStatement(s)
	}
	w.restart()
	w.at.ended = w.at.top != nil && w.at.top.kind == controlFrame
}

func (w *warner) closeParen(t token) {
	p := w.at.parens
	if p == nil {
		w.push(t)
		return
	}
	w.push(t)
	w.at.parens = p.outer
	s := w.stack.of(w.at.pending)
	open := p.at - w.at.dropped
	if open < 1 || w.lex.text[s[open].start] != '(' {
		return
	}
	w.call(s, open)
	if w.at.parens == nil && w.at.inCode() {
		w.controlHead(s, open)
	}
}

// controlHead opens what an if, loop or switch governs, once its parenthesis closes.
func (w *warner) controlHead(s []token, open int) {
	keyword := string(w.word(s[0]))
	inside := s[open+1 : len(s)-1]
	switch keyword {
	case "if":
		if open > 2 {
			return
		}
		for i := len(inside) - 1; i >= 0; i-- { // if (init; test)
			if w.is(inside[i], ";") {
				w.assignment(inside[:i])
				inside = inside[i+1:]
				break
			}
		}
		w.assignment(inside)
		w.control("if", w.textOf(inside), w.paramsOf(inside))
	case "switch":
		w.control("switch", "switch ("+w.textOf(inside)+")", w.paramsOf(inside))
	case "for":
		w.rangeFor(inside)
		w.control("for", "", nil)
	case "while", "catch":
		w.control(keyword, "", nil)
	}
}

// openBrace decides what a brace opens, and enters it.
func (w *warner) openBrace(t token) {
	f, params := w.opened(w.stack.of(w.at.pending))
	if f.resume {
		w.push(t)
	}
	w.enter(f)
	switch f.kind {
	case functionFrame:
		w.at.tests, w.at.locals = nil, nil
		w.locals = localTexts{}
		w.addLocals(params)
	case lambdaFrame:
		w.addLocals(params)
	}
}

func (w *warner) closeBrace(t token) {
	if t.start == 0 || w.lex.text[t.start-1] == '\n' {
		if closesNamespace(w.lex.text[t.end:]) && w.definition == "" {
			w.resync()
		}
	}
	if f := w.at.top; f != nil && f.kind == expressionFrame && w.at.dropped == 0 && w.at.from == f.saved.to {
		to := w.at.to // an initializer's tokens are part of the statement
		w.at.top, w.at.scopeState, w.at.ended = f.outer, f.saved, false
		w.at.to = to
		w.push(t)
		return
	}
	w.endStatement()
	for w.at.top != nil && w.at.top.kind == controlFrame {
		w.leave(w.at.top)
	}
	f := w.at.top
	if f == nil || f.kind == macroFrame {
		return
	}
	if f.kind == functionFrame {
		w.closed = f.fn
	}
	w.leave(f)
	if f.resume {
		w.push(t)
		return
	}
	w.at.ended = w.at.top != nil && w.at.top.kind == controlFrame
}

// addLocals adds parameters to the names known at the place.
func (w *warner) addLocals(params [][]byte) {
	for _, p := range params {
		w.addLocal(p, string(p))
	}
}

// isParam reports whether a name is that of a parameter at the place.
func (w *warner) isParam(name string) bool {
	for n := w.at.locals; n != nil; n = n.outer {
		if string(n.name) == name && n.param == name {
			return true
		}
	}
	return false
}

func (w *warner) addLocal(name []byte, param string) {
	n := 1
	if w.at.locals != nil {
		n += w.at.locals.count
	}
	if n <= maxLocals {
		w.at.locals = &localName{outer: w.at.locals, name: name, param: param, count: n}
	}
}

// paramsOf lists the parameters that code depends on.
func (w *warner) paramsOf(tokens []token) []string {
	var params []string
	for i, t := range tokens {
		if t.kind != identifier || i > 0 && w.isMember(tokens[i-1]) {
			continue
		}
		word := w.word(t)
		for n := w.at.locals; n != nil; n = n.outer {
			if bytes.Equal(n.name, word) {
				params = appendNew(params, n.param)
			}
		}
	}
	return params
}

// isMember reports whether what follows t is a member's name, or a qualified one.
func (w *warner) isMember(t token) bool {
	return w.is(t, ".") || w.is(t, "->") || w.is(t, "::")
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// assignment follows a parameter into a local variable: `auto x = f(param)`.
func (w *warner) assignment(s []token) {
	if w.at.locals == nil {
		return
	}
	depth := 0
	for i, t := range s {
		if t.kind != punct {
			continue
		}
		switch w.lex.text[t.start] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '=':
			if depth == 0 && i > 0 && i+1 < len(s) && !w.isCompound(s, i) {
				w.bindLocals(s[:i], s[i+1:])
				return
			}
		}
	}
}

// isCompound reports whether the = at i is part of a longer operator that compares.
func (w *warner) isCompound(s []token, i int) bool {
	before, after := s[i-1], s[i+1]
	if after.kind == punct && after.start == s[i].end && w.lex.text[after.start] == '=' {
		return true
	}
	return before.kind == punct && before.end == s[i].start && bytes.IndexByte([]byte("=!<>"), w.lex.text[before.start]) >= 0
}

// bindLocals notes that the variables that left declares or assigns to depend on what right does.
func (w *warner) bindLocals(left, right []token) {
	params := w.paramsOf(right)
	if len(params) == 0 || len(left) == 0 {
		return
	}
	last := left[len(left)-1]
	if w.is(last, "]") { // auto [a, b]
		for i := len(left) - 2; i >= 0 && !w.is(left[i], "["); i-- {
			if left[i].kind == identifier {
				w.bindLocal(left[i], params)
			}
		}
		return
	}
	if last.kind == identifier && (len(left) < 2 || !w.isMember(left[len(left)-2])) {
		w.bindLocal(last, params)
	}
}

func (w *warner) bindLocal(t token, params []string) {
	have := w.paramsOf([]token{t})
	for _, p := range params {
		if n := len(have); n == 0 || len(appendNew(have, p)) > n {
			w.addLocal(w.word(t), p)
		}
	}
}

// rangeFor follows a parameter into the variable of a range-based for.
func (w *warner) rangeFor(s []token) {
	for i, t := range s {
		if t.kind == punct && t.end-t.start == 1 && w.lex.text[t.start] == ':' {
			w.bindLocals(s[:i], s[i+1:])
			return
		}
	}
	for i, t := range s {
		if w.is(t, ";") {
			w.assignment(s[:i])
			return
		}
	}
}
