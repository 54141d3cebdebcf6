// Package cpp reads the C family (C, C++, CUDA, HIP, Objective-C, Metal) without building
// it. Scan: what a file includes, what it gives to and takes from Python, what it registers
// and which functions it defines. It exists because a preprocessor knows one configuration
// only, while the facts of a tree are those of all of them. Declarations: what a header
// declares under one configuration, with the macros of its whole tree (Environment), and
// beside it what stands in the branches not taken. Warnings: the calls that warn of a
// deprecation or removal when they run, which are far more than the declarations that say so.
//
// Concurrency: Scan, Directives, Declarations and Warnings are pure functions of their arguments, and
// an Environment is never changed once made; any number of calls may run at the same time.
package cpp

import (
	"bytes"
	"cmp"
	"math"
	"slices"

	"plumbline/parse"
)

// Scan reads the facts of one C-family file. It takes any bytes: what no fact can be read
// from (an unterminated comment or raw string, a malformed #include) is in File.Unparsed.
//
// The phases are those of a compiler ([lex.phases]), but no macro of another file is known,
// so of an #if every branch that some build may take is read. A branch whose condition is
// false in every build is none.
func Scan(path string, src []byte) *parse.File {
	f := &parse.File{Path: path, Language: parse.LanguageOf(path), Bytes: len(src)}
	if len(src) > math.MaxInt32 { // positions are 32 bits wide
		f.Lines = bytes.Count(src, []byte{'\n'})
		f.Unparsed = []parse.Span{{Start: 0, End: len(src), Line: 1}}
		return f
	}
	s := scanner{file: f, src: newSource(src)}
	registers, binds := hasAny(s.src.text, registrationTriggers[:]), hasAny(s.src.text, bindingTriggers[:])
	s.keep = registers || binds
	s.lex = newLexer(s.src)
	s.functions.scan = &s
	if s.keep {
		s.code = make([]token, 0, len(src)/5)
	}
	f.Lines = s.src.lineCount()
	s.run()
	if registers {
		s.registrations()
	}
	if binds {
		s.bindings()
	}
	return f
}

// scanner reads one file front to back.
type scanner struct {
	file *parse.File
	src  *source
	lex  lexer

	groups    branches[scope] // open #ifs
	guard     guardState
	guardName string
	guarded   []int   // Includes that are unconditional if the guard is one
	line      []token // the directive being read

	functions functionScanner
	macros    map[string]macro

	keep       bool    // some text may bind or register: keep the tokens
	code       []token // outside directives
	macroCode  []token // the bodies of macros
	expansions []*unit
}

// Parts of every construct that registers something, or gives to or takes from Python.
// Files without any of them, most by far, are done once their tokens have been seen.
var (
	registrationTriggers = [...]string{
		"REGISTER_", "DECLARE_DISPATCH", "DEFINE_DISPATCH", "TORCH_LIBRARY", "RegisterOperators", "class_", "Library",
	}
	bindingTriggers = [...]string{
		"py::", "pybind11", "PYBIND11", "PyM", "PyImport", "PyType",
	}
)

func hasAny(src []byte, triggers []string) bool {
	for _, t := range triggers {
		if bytes.Contains(src, []byte(t)) {
			return true
		}
	}
	return false
}

func (s *scanner) run() {
	main := &unit{text: s.lex.text, at: -1}
	for {
		var t token
		if s.skimming() {
			t = s.lex.nextBrace()
		} else {
			t = s.lex.next()
		}
		switch t.kind {
		case eof:
			s.finish()
			return
		case hash:
			s.directive(t)
			continue
		}
		if s.groups.dead() {
			continue
		}
		if s.guard != guardDefined {
			s.guard = guardNone
		}
		s.functions.token(main, t)
		if s.keep {
			s.code = append(s.code, t)
		}
	}
}

// skimming reports whether only braces and directives matter at this place.
func (s *scanner) skimming() bool {
	settled := s.guard == guardDefined || s.guard == guardNone
	return !s.keep && settled && s.functions.opaque > 0
}

// expansion reads what a macro at namespace scope stands for.
func (s *scanner) expansion(u *unit) {
	lex := newLexer(&source{text: u.text, orig: u.text})
	lex.lineStart = false
	for {
		t := lex.next()
		if t.kind == eof {
			break
		}
		s.functions.token(u, t)
	}
	if s.keep {
		s.expansions = append(s.expansions, u)
	}
}

// finish settles what only the end of the file decides.
func (s *scanner) finish() {
	if s.lex.openEnd >= 0 {
		s.unparsed(s.lex.openEnd, len(s.lex.text))
	}
	if s.guard != guardClosed {
		for _, i := range s.guarded {
			s.file.Includes[i].Conditional = true
		}
	}
	slices.SortStableFunc(s.file.Functions, func(a, b parse.Function) int { return cmp.Compare(a.Line, b.Line) })
}

// unparsed notes that text[start:end] yields nothing.
func (s *scanner) unparsed(start, end int) {
	span := parse.Span{Start: s.src.offset(start), End: s.src.offset(end), Line: s.src.line(start)}
	if end == len(s.src.text) {
		span.End = len(s.src.orig)
	}
	if n := len(s.file.Unparsed); n > 0 && s.file.Unparsed[n-1].End > span.Start {
		s.file.Unparsed[n-1].End = max(s.file.Unparsed[n-1].End, span.End)
		return
	}
	s.file.Unparsed = append(s.file.Unparsed, span)
}

// bytes is the text of a token.
func (l *lexer) bytes(t token) []byte { return l.text[t.start:t.end] }

// is reports whether t is the operator c.
func (l *lexer) is(t token, c byte) bool { return t.kind == punct && l.text[t.start] == c }
