package cpp

import "strings"

// lambda tells whether a brace behind the tokens s is that of a lambda, and its parameters.
func (w *warner) lambda(s []token) (*frame, [][]byte) {
	n := w.beforeResult(s)
	for n > 0 && s[n-1].kind == identifier {
		switch string(w.word(s[n-1])) {
		case "mutable", "noexcept", "constexpr", "static", "__device__", "__host__":
			n--
			continue
		}
		return nil, nil
	}
	if n == 0 {
		return nil, nil
	}
	open := -1
	end := n - 1
	if w.is(s[end], ")") {
		open = w.opener(s, end)
		end = open - 1
		if end >= 0 && w.is(s[end], ">") { // [] <typename T> (...)
			end = w.anglesFrom(s, end) - 1
		}
		for end > 0 && s[end].kind == identifier && isUpper(w.word(s[end])) { // [=] GPU_LAMBDA (...)
			end--
		}
	}
	for end > 0 && s[end].kind == identifier && (w.is(s[end], "__device__") || w.is(s[end], "__host__")) {
		end--
	}
	if end < 0 || !w.is(s[end], "]") {
		return nil, nil
	}
	from := w.opener(s, end)
	if from < 0 || from > 0 && !w.beginsExpression(s[from-1]) {
		return nil, nil // a subscript, or an array
	}
	if w.is(s[from+1], "[") && w.is(s[end-1], "]") {
		return nil, nil // an attribute
	}
	f := &frame{kind: lambdaFrame, resume: true}
	fn := functionFact{at: -1}
	if around := w.at.function(); around != nil {
		fn = *around
	} else if around := w.headAround(s, from); around != nil {
		fn = *around
	}
	fn.lambda, fn.last = true, ""
	if bound := w.boundName(s); bound != "" {
		fn.bound = bound
	}
	f.fn = &fn
	return f, w.params(s, open)
}

// beforeResult gives the number of tokens before the trailing result type of a lambda.
func (w *warner) beforeResult(s []token) int {
	for i, depth := len(s)-1, 0; i > 0 && i > len(s)-lookahead; i-- {
		if s[i].kind != punct {
			continue
		}
		switch string(w.word(s[i])) {
		case ")", "]", "}":
			depth++
		case "(", "[", "{":
			if depth--; depth < 0 {
				return len(s)
			}
		case "->":
			if depth == 0 {
				return i
			}
		case ";", "=", ".", "?":
			if depth == 0 {
				return len(s)
			}
		}
	}
	return len(s)
}

// opener gives the index of the bracket that the one at i closes, -1 for none.
func (w *warner) opener(s []token, i int) int {
	for depth := 0; i >= 0; i-- {
		if s[i].kind != punct {
			continue
		}
		switch w.lex.text[s[i].start] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// beginsExpression reports whether behind t a [ opens a lambda, no subscript.
func (w *warner) beginsExpression(t token) bool {
	switch t.kind {
	case identifier:
		return w.is(t, "return") || w.is(t, "co_return") || w.is(t, "throw")
	case punct:
		switch w.lex.text[t.start] {
		case ')', ']', '}':
			return false
		}
		return true
	}
	return false
}

// headAround is the function in whose head the lambda that starts at i stands, in the
// initialiser of a member or in the default of a parameter; nil for none.
func (w *warner) headAround(s []token, i int) *functionFact {
	if w.at.inCode() || w.at.parens == nil {
		return nil
	}
	p := w.at.parens
	for p.outer != nil {
		p = p.outer
	}
	open := p.at - w.at.dropped
	if open < 0 || open >= i {
		return nil
	}
	h := w.head(s[:open+1])
	switch {
	case h.name < 0 || h.assigned || h.bare && !h.kernel && !w.isConstructor(s[h.name]):
		return nil
	case h.initList && !h.class || w.inDefault(s, open, i):
		return w.functionOf(s[:open+1], &h)
	}
	return nil
}

// inDefault reports whether what starts at i stands behind the = of a parameter in the
// parenthesis at open: in a variable's initializer there is none.
func (w *warner) inDefault(s []token, open, i int) bool {
	for j := open + 1; j < i; j++ {
		switch {
		case w.is(s[j], "(") || w.is(s[j], "["):
			if end := w.skip(s, j); end < i {
				j = end
			}
		case w.is(s[j], "="):
			return true
		}
	}
	return false
}

// boundName is the name that a call around registers the lambda under: the first literal of
// def("name", ...), or of what wraps it.
func (w *warner) boundName(s []token) string {
	for p := w.at.parens; p != nil; p = p.outer {
		open := p.at - w.at.dropped
		if open < 1 || !w.registers(s[open-1]) {
			continue
		}
		for i := open + 1; i < len(s) && !w.is(s[i], ","); i++ {
			if s[i].kind != stringLiteral {
				continue
			}
			var b strings.Builder
			for ; i < len(s) && s[i].kind == stringLiteral; i++ {
				b.WriteString(literalText(w.word(s[i])))
			}
			return b.String()
		}
	}
	return ""
}

// registers reports whether a function of that name gives its first argument, a name or a
// schema, to the function that follows: those of pybind11, torch::Library, RegisterOperators and
// torch::jit::Operator.
func (w *warner) registers(t token) bool {
	word := string(w.word(t))
	switch word {
	case "op", "impl", "kernel", "Operator", "OperatorGenerator":
		return true
	}
	return t.kind == identifier && strings.HasPrefix(word, "def")
}

// params are the names of the parameters in the parenthesis at open, none for -1.
func (w *warner) params(s []token, open int) [][]byte {
	if open < 0 || open >= len(s) {
		return nil
	}
	var names [][]byte
	end := w.skip(s, open)
	for from := open + 1; from < end; {
		to, stop := from, -1
		for ; to < end && !w.is(s[to], ","); to++ {
			switch {
			case stop < 0 && w.is(s[to], "="):
				stop = to
			case s[to].kind != punct:
			case w.is(s[to], "(") || w.is(s[to], "[") || w.is(s[to], "{"):
				to = w.skip(s, to)
			case stop < 0 && w.is(s[to], "<"):
				to = max(to, min(w.skipAngles(s, to), end-1))
			}
		}
		if stop < 0 {
			stop = min(to, end)
		}
		if name := w.paramName(s[from:stop]); name != nil && len(names) < maxParameters {
			names = append(names, name)
		}
		from = to + 1
	}
	return names
}

// paramName is the name in the declaration of a parameter, nil for none.
func (w *warner) paramName(s []token) []byte {
	n := len(s)
	for n > 0 && w.is(s[n-1], "]") { // an array
		n = w.opener(s, n-1)
	}
	if n > 3 && w.is(s[n-1], ")") { // void (*f)(int)
		open := w.opener(s, n-1)
		if open > 2 && w.is(s[open-1], ")") && s[open-2].kind == identifier {
			return w.word(s[open-2])
		}
		return nil
	}
	if n < 2 || s[n-1].kind != identifier || w.is(s[n-2], "::") || isTypeWord(w.word(s[n-1])) {
		return nil
	}
	for _, t := range s[:n-1] {
		switch string(w.word(t)) {
		case "const", "volatile", "struct", "class", "enum", "typename":
		default:
			return w.word(s[n-1])
		}
	}
	return nil
}

// isTypeWord tells the keywords that end a type without a name.
func isTypeWord(word []byte) bool {
	switch string(word) {
	case "auto", "bool", "char", "const", "double", "float", "int", "long", "short", "signed", "unsigned", "void", "volatile":
		return true
	}
	return false
}
