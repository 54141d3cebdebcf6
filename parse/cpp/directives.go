package cpp

// group is one open #if: which of its branches some build may take, and where the
// braces stood when it opened.
type group struct {
	outerDead bool // the whole group is disabled
	dead      bool // no build takes the current branch
	done      bool // every build has taken a branch by now
	guard     bool // it is the file's include guard, as far as can be told by now
	entry     scope
	exit      scope // braces after the first branch that may be taken
	exited    bool  // exit is set
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
		if s.dead() {
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
func (s *scanner) skipDirective() {
	for s.lex.directive {
		s.lex.next()
	}
}

// rest reads the tokens left of a directive; they are valid until the next call.
func (s *scanner) rest() []token {
	s.line = s.line[:0]
	for {
		t := s.lex.next()
		if t.kind == endDirective {
			return s.line
		}
		s.line = append(s.line, t)
	}
}

// dead reports whether no build reads the code at this place.
func (s *scanner) dead() bool {
	n := len(s.groups)
	return n > 0 && s.groups[n-1].dead
}

func (s *scanner) openGroup(word string) {
	g := group{outerDead: s.dead(), entry: s.functions.scope}
	tokens := s.rest()
	c := unknown
	if word == "if" {
		c = condition(s.lex.text, tokens)
	}
	g.dead = g.outerDead || c == never
	g.done = c == always
	if s.guard == guardOpen {
		if macro := guardMacro(s.lex.text, word, tokens); macro != "" {
			s.guardName, s.guard, g.guard = macro, guardTested, true
		}
	}
	if !g.guard {
		s.breakGuard()
	}
	s.groups = append(s.groups, g)
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
	n := len(s.groups)
	if n == 0 {
		return
	}
	g := &s.groups[n-1]
	if g.guard { // a guard has one branch
		g.guard, s.guard = false, guardNone
	}
	s.leaveBranch(g)
	g.dead = g.outerDead || g.done || c == never
	g.done = g.done || c == always
	s.functions.scope = g.entry
}

func (s *scanner) closeGroup() {
	n := len(s.groups)
	if n == 0 {
		s.breakGuard()
		return
	}
	g := &s.groups[n-1]
	s.leaveBranch(g)
	s.functions.scope = g.entry
	if g.exited {
		s.functions.scope = g.exit
	}
	switch {
	case g.guard && s.guard == guardDefined:
		s.guard = guardClosed
	case g.guard:
		s.guard = guardNone
	}
	s.groups = s.groups[:n-1]
}

// leaveBranch keeps the braces of the first branch that a build may take: a compiler
// sees those of one branch, never of several.
func (s *scanner) leaveBranch(g *group) {
	if !g.dead && !g.exited {
		g.exit, g.exited = s.functions.scope, true
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
