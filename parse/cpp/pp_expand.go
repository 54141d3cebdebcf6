package cpp

// Bounds on macro expansion, for hostile input. Of the real headers the largest use makes
// some hundred thousand tokens, and calls nest some thirty deep.
const (
	maxContexts     = 400     // replacements and arguments being read at once
	maxCallNesting  = 100     // arguments expanded within arguments
	maxUseWork      = 4 << 20 // tokens moved for one use
	maxFileWork     = 12 << 20
	maxPastedLength = 1 << 16 // bytes of one token made by # or ##
)

// context is a list of tokens that is read before what stands behind it.
type context struct {
	toks []tok
	pos  int
	def  *definition // whose replacement it is: disabled until its end; nil for an argument
	wall bool        // nothing behind it is looked at: an argument expanded on its own
}

// expander expands macros as [cpp.replace] and [cpp.rescan] say, in the way GCC does where
// they leave it open: a macro is disabled until the end of its replacement has been passed,
// and looking for the '(' of a function-like macro passes it.
type expander struct {
	macros *macroState
	pull   func() (fileToken, bool) // the next token of the file; nil for a list on its own
	back   []fileToken              // at most one, read ahead of its turn

	stack    []context
	calls    int  // arguments being expanded
	work     int  // tokens moved for this use
	inIf     bool // a condition: operands of defined are no macros
	failed   bool // over a bound, or an argument list that never ends
	use      fileToken
	useEnd   int32
	consumed []fileToken // of the file, for the current use
	counter  *int        // __COUNTER__
	file     string      // __FILE__
}

// fileToken is a token with its place in the file's text.
type fileToken struct {
	tok
	at, end int32
	line    int32
	guard   int32
}

// charge counts work and fails the use once there is too much of it.
func (x *expander) charge(n int) {
	x.work += n
	x.macros.spent += n
	if x.work > maxUseWork || x.macros.spent > maxFileWork {
		x.failed = true
	}
}

// begin starts the use of a macro whose name is t.
func (x *expander) begin(t fileToken) {
	x.use, x.useEnd = t, t.end
	x.consumed = append(x.consumed[:0], t)
	x.stack = x.stack[:0]
	x.work, x.calls, x.failed = 0, 0, false
}

// push has toks read next.
func (x *expander) push(c context) {
	if len(x.stack) >= maxContexts {
		x.failed = true
		return
	}
	x.stack = append(x.stack, c)
}

// get gives the next token of the contexts; none at a wall and at their end.
func (x *expander) get() (tok, bool) {
	for n := len(x.stack); n > 0 && !x.failed; n = len(x.stack) {
		c := &x.stack[n-1]
		if c.pos < len(c.toks) {
			c.pos++
			x.charge(1)
			return c.toks[c.pos-1], true
		}
		if c.wall {
			break
		}
		x.stack = x.stack[:n-1]
	}
	return tok{}, false
}

// take is get, but goes on in the file where the contexts end.
func (x *expander) take() (tok, bool) {
	if t, ok := x.get(); ok {
		return t, true
	}
	if x.failed || len(x.stack) > 0 || !x.fill() {
		return tok{}, false
	}
	t := x.back[0]
	x.back = x.back[:0]
	x.consumed = append(x.consumed, t)
	x.useEnd = max(x.useEnd, t.end)
	x.charge(1)
	return t.tok, true
}

// fill reads one token of the file ahead.
func (x *expander) fill() bool {
	if len(x.back) > 0 {
		return true
	}
	if x.pull == nil {
		return false
	}
	t, ok := x.pull()
	if ok {
		x.back = append(x.back, t)
	}
	return ok
}

// callFollows reports whether the next token is a '('. Contexts that have ended are left.
func (x *expander) callFollows() bool {
	for n := len(x.stack); n > 0; n = len(x.stack) {
		c := &x.stack[n-1]
		if c.pos < len(c.toks) {
			return c.toks[c.pos].is('(')
		}
		if c.wall {
			return false
		}
		x.stack = x.stack[:n-1]
	}
	return x.fill() && x.back[0].is('(')
}

// next gives the next token that no macro is left to replace.
func (x *expander) next() (tok, bool) {
	for {
		t, ok := x.get()
		if !ok || t.kind != identifier || t.paint {
			return t, ok
		}
		if x.inIf && isOperator(t.text) {
			x.protect()
			return t, true
		}
		f := x.macros.find(t.text)
		switch {
		case f.export && !x.inIf:
			t.kind = annotation
			return t, true
		case f.def == nil || x.inIf && !f.visible:
			return t, true
		case x.disabled(t.text):
			t.paint = true
			return t, true
		case !x.replace(f, t):
			return t, true
		}
	}
}

// replace is enter, and notes a definition that no included file gave.
func (x *expander) replace(f found, t tok) bool {
	if !x.enter(f.def, t) {
		return false
	}
	if !f.visible {
		x.macros.borrow(t.text)
	}
	return true
}

// protect keeps the operand of defined, and the like, from being expanded.
func (x *expander) protect() {
	n := len(x.stack)
	if n == 0 {
		return
	}
	c := &x.stack[n-1]
	for i := c.pos; i < len(c.toks); i++ {
		c.toks[i].paint = true // every list on the stack is a copy of its own
		if i == c.pos && !c.toks[i].is('(') || c.toks[i].is(')') {
			break
		}
	}
}

// disabled reports whether a macro's replacement is being read.
func (x *expander) disabled(name string) bool {
	for i := range x.stack {
		if d := x.stack[i].def; d != nil && d.name == name {
			return true
		}
	}
	return false
}

// enter replaces the use of m whose name is t; false if it is none, as no '(' follows.
func (x *expander) enter(m *definition, t tok) bool {
	if m.builtin != notBuiltin {
		return x.enterBuiltin(m, t)
	}
	if !m.function {
		list := x.substitute(m, nil)
		if len(list) > 0 {
			list[0].space = t.space
		}
		x.push(context{toks: list, def: m})
		return true
	}
	if !x.callFollows() {
		return false
	}
	args, ok := x.arguments(m)
	if !ok {
		x.failed = true
		return true
	}
	list := x.substitute(m, args)
	if len(list) > 0 {
		list[0].space = t.space
	}
	x.push(context{toks: list, def: m})
	return true
}

// arg is an argument of a macro, as written and, once asked for, expanded.
type arg struct {
	toks     []tok
	expanded []tok
	done     bool
	omitted  bool // there was none for the parameter, not even an empty one
}

// arguments reads the arguments of m, whose '(' comes next ([cpp.replace]/11).
func (x *expander) arguments(m *definition) ([]arg, bool) {
	x.take()
	var args []arg
	var cur []tok
	depth := 0
	for {
		t, ok := x.take()
		if !ok {
			return nil, false
		}
		if t.kind == identifier && !t.paint && x.disabled(t.text) {
			t.paint = true
		}
		if t.kind == punct && len(t.text) == 1 {
			switch t.text[0] {
			case '(':
				depth++
			case ')':
				if depth == 0 {
					args = append(args, arg{toks: cur})
					return x.arity(m, args)
				}
				depth--
			case ',':
				if depth == 0 && !(m.variadic && len(args) == len(m.params)-1) {
					args = append(args, arg{toks: cur})
					cur = nil
					continue
				}
			}
		}
		cur = append(cur, t)
	}
}

// arity holds the number of arguments against the parameters ([cpp.replace]/4); what a
// variadic macro isn't given is empty.
func (x *expander) arity(m *definition, args []arg) ([]arg, bool) {
	switch {
	case len(args) == len(m.params):
		args[0].omitted = m.variadic && len(args) == 1 && len(args[0].toks) == 0
		return args, true
	case len(m.params) == 0 && len(args) == 1 && len(args[0].toks) == 0:
		return nil, true
	case m.variadic && len(args) == len(m.params)-1:
		return append(args, arg{omitted: true}), true
	}
	return nil, false
}

// value is an argument, fully expanded.
func (x *expander) value(a *arg) []tok {
	if a.done {
		return a.expanded
	}
	a.done = true
	if !x.anyMacro(a.toks) {
		a.expanded = a.toks
		return a.toks
	}
	if x.calls++; x.calls > maxCallNesting {
		x.failed = true
		return nil
	}
	base := len(x.stack)
	x.push(context{toks: a.toks, wall: true})
	for {
		t, ok := x.next()
		if !ok {
			break
		}
		a.expanded = append(a.expanded, t)
	}
	x.stack = x.stack[:min(base, len(x.stack))]
	x.calls--
	return a.expanded
}

// anyMacro reports whether a list holds a token that expansion may change.
func (x *expander) anyMacro(toks []tok) bool {
	for i := range toks {
		if t := &toks[i]; t.kind == identifier && !t.paint {
			if x.inIf && isOperator(t.text) {
				return true
			}
			if f := x.macros.find(t.text); f.def != nil || f.export {
				return true
			}
		}
	}
	return false
}
