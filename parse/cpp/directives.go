package cpp

// group is one open #if: which of its branches some build may take, and what the state S of
// the reader was when it opened.
type group[S any] struct {
	outerDead bool // the whole group is disabled
	dead      bool // no build takes the current branch
	done      bool // every build has taken a branch by now
	guard     bool // it is the file's include guard, as far as can be told by now
	entry     S
	exit      S    // behind the first branch that may be taken
	exited    bool // exit is set
}

// branches are the open #ifs of a file, innermost last. A compiler sees one branch of each,
// never several: every branch starts from the state at the #if, and what follows the #endif
// from that behind the first branch that may be taken.
type branches[S any] []group[S]

// dead reports whether no build reads the code at this place.
func (b branches[S]) dead() bool {
	n := len(b)
	return n > 0 && b[n-1].dead
}

// open enters an #if whose condition is c.
func (b *branches[S]) open(c truth, state S) *group[S] {
	outer := b.dead()
	*b = append(*b, group[S]{outerDead: outer, dead: outer || c == never, done: c == always, entry: state})
	return &(*b)[len(*b)-1]
}

// next leaves a branch for that of an #elif or #else whose condition is c, and gives the state
// that it starts from.
func (b branches[S]) next(c truth, state S) S {
	n := len(b)
	if n == 0 {
		return state
	}
	g := &b[n-1]
	g.leave(state)
	g.dead = g.outerDead || g.done || c == never
	g.done = g.done || c == always
	return g.entry
}

// close leaves an #if, and gives the state that the code behind it starts from.
func (b *branches[S]) close(state S) S {
	n := len(*b)
	if n == 0 {
		return state
	}
	g := &(*b)[n-1]
	g.leave(state)
	*b = (*b)[:n-1]
	if g.exited {
		return g.exit
	}
	return g.entry
}

// leave keeps the state behind the first branch that a build may take.
func (g *group[S]) leave(state S) {
	if !g.dead && !g.exited {
		g.exit, g.exited = state, true
	}
}

// guardState follows what makes an #if around a whole file its include guard.
type guardState uint8

const (
	guardOpen    guardState = iota // nothing but comments and #pragma once so far
	guardTested                    // #ifndef X was first, #define X must follow
	guardDefined                   // inside the guard
	guardClosed                    // its #endif was read, nothing may follow
	guardNone                      // the file has none
)

// directive reads one directive; the lexer stands after its '#'.
func (s *scanner) directive(h token) {
	name := s.lex.next()
	if name.kind != identifier { // the null directive, or a line marker
		s.breakGuard()
		s.finishDirective(name)
		return
	}
	switch word := string(s.lex.bytes(name)); word {
	case "if", "ifdef", "ifndef":
		s.openGroup(word)
	case "elif":
		s.nextBranch(condition(s.lex.text, s.rest()))
	case "elifdef", "elifndef":
		s.nextBranch(unknown)
	case "else":
		s.nextBranch(always)
	case "endif":
		s.closeGroup()
	default:
		if s.groups.dead() {
			break
		}
		switch word {
		case "include", "include_next", "import":
			s.breakGuard()
			s.include(h, word)
		case "define":
			s.define()
		case "pragma":
			s.pragma()
		default:
			s.breakGuard()
		}
	}
	s.skipDirective()
}

// finishDirective skips what is left of the directive that last belongs to.
func (s *scanner) finishDirective(last token) {
	if last.kind != endDirective {
		s.skipDirective()
	}
}

// skipDirective moves the lexer behind the newline that ends the directive, if it isn't yet.
func (s *scanner) skipDirective() { s.lex.skipDirective() }

// rest reads the tokens left of a directive; they are valid until the next call.
func (s *scanner) rest() []token {
	s.line = s.lex.rest(s.line[:0])
	return s.line
}

// skipDirective moves behind the newline that ends the directive being read, if there is one.
func (l *lexer) skipDirective() {
	for l.directive {
		l.next()
	}
}

// rest appends the tokens left of a directive to line.
func (l *lexer) rest(line []token) []token {
	for {
		t := l.next()
		if t.kind == endDirective {
			return line
		}
		line = append(line, t)
	}
}

func (s *scanner) openGroup(word string) {
	tokens := s.rest()
	c := unknown
	if word == "if" {
		c = condition(s.lex.text, tokens)
	}
	g := s.groups.open(c, s.functions.scope)
	if s.guard == guardOpen {
		if macro := guardMacro(s.lex.text, word, tokens); macro != "" {
			s.guardName, s.guard, g.guard = macro, guardTested, true
		}
	}
	if !g.guard {
		s.breakGuard()
	}
}

// guardMacro gives the macro that `#ifndef X` or `#if !defined(X)` tests, "" for others.
func guardMacro(text []byte, word string, tokens []token) string {
	at := func(i int) string { return string(text[tokens[i].start:tokens[i].end]) }
	n := len(tokens)
	switch {
	case word == "ifndef" && n >= 1 && tokens[0].kind == identifier:
		return at(0)
	case word != "if" || n < 3 || at(0) != "!" || at(1) != "defined":
	case n == 3 && tokens[2].kind == identifier:
		return at(2)
	case n == 5 && at(2) == "(" && at(4) == ")":
		return at(3)
	}
	return ""
}

func (s *scanner) nextBranch(c truth) {
	if n := len(s.groups); n > 0 && s.groups[n-1].guard { // a guard has one branch
		s.groups[n-1].guard, s.guard = false, guardNone
	}
	s.functions.scope = s.groups.next(c, s.functions.scope)
}

func (s *scanner) closeGroup() {
	n := len(s.groups)
	if n == 0 {
		s.breakGuard()
		return
	}
	guard := s.groups[n-1].guard
	s.functions.scope = s.groups.close(s.functions.scope)
	switch {
	case guard && s.guard == guardDefined:
		s.guard = guardClosed
	case guard:
		s.guard = guardNone
	}
}

// breakGuard notes that something stands where only an include guard's parts may: what
// comes before it, between its two lines or behind it.
func (s *scanner) breakGuard() {
	if s.guard != guardDefined {
		s.guard = guardNone
	}
}

// pragma lets #pragma once pass where a guard may still come.
func (s *scanner) pragma() {
	t := s.lex.next()
	if t.kind != identifier || string(s.lex.bytes(t)) != "once" {
		s.breakGuard()
	}
	s.finishDirective(t)
}
