package cpp

import (
	"math"
	"regexp"
	"strconv"

	"plumbline/parse"
)

// FileDirectives is what the preprocessor does with a file, whatever the configuration:
// its directives in source order.
//
// Concurrency: it is never changed once made, but for the tokens of macros, which are made
// when they are first needed, under a lock of their own.
type FileDirectives struct {
	Path     string
	once     bool // #pragma once or an include guard: a compiler reads it once
	guard    int  // index of the include guard's #ifndef in lines, -1 for none
	lines    []ppDirective
	open     int   // where a comment or raw string opens that never closes, -1 for none
	unclosed []int // the #ifs that no #endif closes
}

type directiveKind uint8

const (
	dirOther   directiveKind = iota // nothing the preprocessor acts on
	dirIf                           // #if, #ifdef, #ifndef
	dirElif                         // #elif, #elifdef, #elifndef
	dirElse                         //
	dirEndif                        //
	dirDefine                       //
	dirUndef                        //
	dirInclude                      //
	dirPack                         // #pragma pack
	dirError                        // #error
	dirBad                          // one that can't be read
)

// testForm is how the condition of a dirIf or dirElif is written.
type testForm uint8

const (
	testExpression testForm = iota // text
	testDefined                    // #ifdef name
	testUndefined                  // #ifndef name
)

// ppDirective is one directive. Branches of an #if form a chain by next.
type ppDirective struct {
	kind    directiveKind
	form    testForm
	truth   truth // of the condition, whatever the macros
	at, end int32 // from the '#' until after the newline, in the source's text
	line    int32
	next    int32  // of a branch: index of the next #elif, #else or #endif of its group; the number of directives if there is none
	name    string // of the macro defined or tested
	text    string // of a condition as written; of pragma pack what follows "pack", blanks gone
	macro   *definition
	include parse.Include
}

// Directives reads the macros and includes of a file in one pass, without its declarations.
// It takes any bytes.
func Directives(path string, src []byte) *FileDirectives {
	if len(src) > math.MaxInt32 { // positions are 32 bits wide
		return &FileDirectives{Path: path, guard: -1, open: 0}
	}
	return readDirectives(path, newSource(src))
}

func readDirectives(path string, src *source) *FileDirectives {
	r := directiveReader{src: src, lex: newLexer(src), guard: -1}
	for {
		h, seen := r.lex.nextHash()
		if seen && r.state != guardDefined {
			r.state = guardNone
		}
		if h.kind == eof {
			break
		}
		r.read(h)
	}
	return r.finish(path)
}

// directiveReader reads the directives of one file.
type directiveReader struct {
	src    *source
	lex    lexer
	tokens []token // of the directive being read, its name left out
	lines  []ppDirective
	groups []int // of each open #if, the index of its last branch
	opened []int // of each open #if, its own index
	once   bool

	state   guardState
	guard   int
	guarded []int // includes that are unconditional if the guard is one
}

// read reads the directive that h opens.
func (r *directiveReader) read(h token) {
	d := ppDirective{at: h.start, line: int32(r.src.line(int(h.start)))}
	name := r.lex.next()
	word := ""
	if name.kind == identifier {
		word = string(r.lex.bytes(name))
	}
	state := r.state
	if r.state != guardDefined {
		r.state = guardNone
	}
	switch word {
	case "include", "include_next", "import":
		r.include(&d, word)
	case "define":
		r.define(&d, state)
	default:
		if name.kind != endDirective {
			r.rest()
		}
		r.simple(&d, word, state)
	}
	if r.lex.directive {
		r.rest()
	}
	d.end = int32(r.lex.pos)
	r.lines = append(r.lines, d)
}

// rest reads the tokens left of the directive.
func (r *directiveReader) rest() {
	r.tokens = r.tokens[:0]
	for {
		t := r.lex.next()
		if t.kind == endDirective {
			return
		}
		r.tokens = append(r.tokens, t)
	}
}

// simple reads a directive that is a name and tokens.
func (r *directiveReader) simple(d *ppDirective, word string, state guardState) {
	switch word {
	case "if", "ifdef", "ifndef":
		d.kind = dirIf
		r.test(d, word)
		if macro := guardMacro(r.lex.text, word, r.tokens); macro != "" && state == guardOpen {
			d.name, r.guard, r.state = macro, len(r.lines), guardTested
		}
		r.groups = append(r.groups, len(r.lines))
		r.opened = append(r.opened, len(r.lines))
	case "elif", "elifdef", "elifndef", "else":
		if !r.branch(d, dirElif) {
			break
		}
		if word == "else" {
			d.kind, d.truth = dirElse, always
		} else {
			r.test(d, word[2:])
		}
	case "endif":
		guard := len(r.groups) == 1 && r.groups[0] == r.guard
		r.branch(d, dirEndif)
		if n := len(r.groups); n > 0 {
			r.groups, r.opened = r.groups[:n-1], r.opened[:n-1]
		}
		if guard && r.state == guardDefined {
			r.state = guardClosed
		}
	case "undef":
		d.kind = dirBad
		if len(r.tokens) > 0 && r.tokens[0].kind == identifier {
			d.kind, d.name = dirUndef, string(r.lex.bytes(r.tokens[0]))
		}
	case "error":
		d.kind = dirError
	case "pragma":
		r.pragma(d, state)
	}
}

// oldStandard matches a condition that is true below a C++ standard.
var oldStandard = regexp.MustCompile(`__cplusplus *< *(\d+)[lL]?`)

// standard is the least value of __cplusplus that a file does not refuse with an #error right
// behind the test, and the line of the test; 0 where it refuses none.
func (d *FileDirectives) standard() (least, line int) {
	for i := range d.lines {
		l := &d.lines[i]
		if l.kind != dirIf || i+1 >= len(d.lines) || d.lines[i+1].kind != dirError {
			continue
		}
		m := oldStandard.FindStringSubmatch(l.text)
		if m == nil {
			continue
		}
		if n, err := strconv.Atoi(m[1]); err == nil && n > least {
			least, line = n, int(l.line)
		}
	}
	return least, line
}

// branch links an #elif, #else or #endif to the group it belongs to; false if there is none.
func (r *directiveReader) branch(d *ppDirective, kind directiveKind) bool {
	n := len(r.groups)
	if n == 0 {
		d.kind = dirBad
		return false
	}
	d.kind = kind
	r.lines[r.groups[n-1]].next = int32(len(r.lines))
	if kind == dirEndif {
		return true
	}
	if n == 1 && r.groups[0] == r.guard { // a guard has one branch
		r.guard, r.state = -1, guardNone
	}
	r.groups[n-1] = len(r.lines)
	return true
}

// test reads the condition of a branch.
func (r *directiveReader) test(d *ppDirective, word string) {
	n := len(r.tokens)
	if word != "if" {
		d.form = testDefined
		if word == "ifndef" {
			d.form = testUndefined
		}
		if n > 0 {
			d.name = string(r.lex.bytes(r.tokens[0]))
		}
		return
	}
	if n > 0 {
		d.text = string(r.lex.text[r.tokens[0].start:r.tokens[n-1].end])
		d.truth = condition(r.lex.text, r.tokens)
	}
}

func (r *directiveReader) pragma(d *ppDirective, state guardState) {
	if len(r.tokens) == 0 {
		return
	}
	switch string(r.lex.bytes(r.tokens[0])) {
	case "once":
		r.once = true
		r.state = state // a guard may still come
	case "pack":
		d.kind = dirPack
		for _, t := range r.tokens[1:] {
			d.text += string(r.lex.bytes(t))
		}
	}
}

// include reads an #include, #include_next or #import.
func (r *directiveReader) include(d *ppDirective, word string) {
	in := parse.Include{Line: int(d.line), Next: word == "include_next"}
	in.Conditional = len(r.groups) > 0
	var ok bool
	in.Target, in.Angled, ok = r.lex.headerName()
	if !ok {
		t := r.lex.next()
		if t.kind != identifier {
			d.kind = dirBad
			return
		}
		in.Target, in.Macro = string(r.lex.bytes(t)), true
	}
	if len(r.groups) == 1 && r.groups[0] == r.guard {
		in.Conditional = false
		r.guarded = append(r.guarded, len(r.lines))
	}
	d.kind, d.include = dirInclude, in
}

// define reads a #define; the lexer stands behind that word.
func (r *directiveReader) define(d *ppDirective, state guardState) {
	d.kind = dirBad
	name := r.lex.next()
	if name.kind != identifier {
		return
	}
	d.name = string(r.lex.bytes(name))
	if state == guardTested && d.name == r.lines[r.guard].name {
		r.state = guardDefined
	}
	m := &definition{name: d.name}
	if p := int(name.end); p < len(r.lex.text) && r.lex.text[p] == '(' {
		r.lex.next()
		if !r.parameters(m) {
			return
		}
	}
	r.rest()
	if n := len(r.tokens); n > 0 {
		m.raw = string(r.lex.text[r.tokens[0].start:r.tokens[n-1].end])
	}
	d.kind, d.macro = dirDefine, m
}

// parameters reads the parameters of a function-like macro up to their ')'; false if they
// are malformed. The lexer stands behind the '('.
func (r *directiveReader) parameters(m *definition) bool {
	m.function = true
	dots := 0
	for {
		t := r.lex.next()
		switch {
		case t.kind == endDirective:
			return false
		case r.lex.is(t, ')'):
			return true
		case r.lex.is(t, '.'):
			if dots++; dots == 1 && len(m.params) > 0 && !r.afterComma(t) {
				m.params[len(m.params)-1] += "..." // GNU: args...
			} else if dots == 1 {
				m.params = append(m.params, "...")
			}
			m.variadic = true
		case t.kind == identifier:
			if len(m.params) == maxParameters || m.variadic {
				return false
			}
			m.params = append(m.params, string(r.lex.bytes(t)))
		case !r.lex.is(t, ','):
			return false
		}
	}
}

// afterComma reports whether the last thing before t but white space is a comma.
func (r *directiveReader) afterComma(t token) bool {
	p := int(t.start) - 1
	for p > 0 && classes[r.lex.text[p]] == clsSpace {
		p--
	}
	return p >= 0 && r.lex.text[p] == ','
}

// finish settles what only the end of the file decides.
func (r *directiveReader) finish(path string) *FileDirectives {
	for _, i := range r.groups {
		r.lines[i].next = int32(len(r.lines))
	}
	if r.state != guardClosed {
		r.guard = -1
		for _, i := range r.guarded {
			r.lines[i].include.Conditional = true
		}
	}
	return &FileDirectives{
		Path: path, lines: r.lines, guard: r.guard, once: r.once || r.guard >= 0, open: r.lex.openEnd,
		unclosed: r.opened,
	}
}

// nextHash reads on to the next directive and tells whether it passed anything but white
// space and comments. It is next without the cost of tokens.
func (l *lexer) nextHash() (t token, seen bool) {
	text := l.text
	p := l.pos
	for p < len(text) {
		c := text[p]
		switch classes[c] {
		case clsSpace:
			p++
			continue
		case clsNewline:
			p++
			l.lineStart = true
			continue
		case clsSlash:
			if end := l.comment(p); end > p {
				p = end
				continue
			}
			p++
		case clsHash:
			if l.lineStart {
				return l.open(p, p+1), seen
			}
			p++
		case clsIdent:
			start := p
			for p++; p < len(text) && classes[text[p]] >= clsIdent; p++ {
			}
			if p < len(text) && classes[text[p]] == clsQuote && p-start <= 3 {
				p = int(l.word(start).end)
			}
		case clsDigit:
			p = numberEnd(text, p)
		case clsQuote:
			p = int(l.quoted(p, p).end)
		default:
			switch {
			case c == '%' && l.lineStart && p+1 < len(text) && text[p+1] == ':':
				return l.open(p, p+2), seen
			case c == '.' && p+1 < len(text) && classes[text[p+1]] == clsDigit:
				p = numberEnd(text, p+1)
			default:
				p++
			}
		}
		l.lineStart, seen = false, true
	}
	return l.emit(eof, p, p), seen
}
