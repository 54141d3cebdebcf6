package cpp

import (
	"maps"
	"math"
	"slices"
	"strings"

	"plumbline/parse"
)

// ppFacts are what preprocessing a file yields beside its tokens.
type ppFacts struct {
	macros   []parse.MacroDef
	includes []parse.Include
	unparsed []parse.Span // sorted, disjoint
	standard [2]int       // as in parse.Header, and its line
	// borrowed are the macros it uses that no file it includes defines, but some other
	// header of the tree; sorted.
	borrowed []string
}

// preprocess turns a file into tokens, with the macros that its includes leave defined. It
// takes any bytes; of what can't be read the place is in the facts.
func (e *Environment) preprocess(path string, src []byte) (*ppUnit, ppFacts) {
	if len(src) > math.MaxInt32 {
		return &ppUnit{tokens: []ppToken{{kind: eof}}, guards: [][]string{nil}, src: newSource(nil)},
			ppFacts{unparsed: []parse.Span{{Start: 0, End: len(src), Line: 1}}}
	}
	f := e.files[path]
	if f == nil {
		f = &fileMacros{path: path, id: -1}
	}
	s := newSource(src)
	r := reader{env: e, src: s, text: string(s.text), lex: newLexer(s), state: newMacroState(e, f)}
	r.dirs = readDirectives(path, newSource(src))
	unit := r.unit(-1)
	r.facts.standard[0], r.facts.standard[1] = r.dirs.standard()
	if r.dirs.open >= 0 {
		r.unparsed(r.dirs.open, len(s.text))
	}
	for _, i := range r.dirs.unclosed {
		r.unparsed(int(r.dirs.lines[i].at), int(r.dirs.lines[i].end))
	}
	r.facts.unparsed = mergeSpans(r.facts.unparsed)
	unit.src = s
	r.facts.borrowed = slices.Sorted(maps.Keys(r.state.borrowed))
	return unit, r.facts
}

// reader preprocesses one file.
type reader struct {
	env   *Environment
	src   *source
	text  string
	lex   lexer
	last  int32 // where the last token ended
	dirs  *FileDirectives
	next  int // index of the next directive
	state *macroState
	facts ppFacts

	groups  []openGroup
	conds   []string // the conditions of this place
	depth   int      // untaken branches this one lies in
	counter int      // __COUNTER__
}

// openGroup is an #if whose #endif has not been read.
type openGroup struct {
	conds  int  // length of reader.conds outside it
	branch int  // the directive that opened the branch being read
	done   bool // every build has taken a branch of it by now
}

// unitReader reads the tokens of a unit: of the file, or of one of its branches.
type unitReader struct {
	*reader
	unit   *ppUnit
	base   int   // open groups outside it
	guard  int32 // index of conds in unit.guards, -1 when not there yet
	guards []int32
	x      expander
	ended  bool
	endAt  int32 // where the directive that ends it starts, -1 for the end of the file
}

// Bounds for hostile input: how many conditions of a place are told, how deep untaken
// branches are read within one another.
const (
	maxConditions    = 64
	maxBranchNesting = 60
)

// unit reads on to the end of the file or of the branch that the innermost open group is in.
func (r *reader) unit(base int) *ppUnit {
	u := &unitReader{reader: r, unit: &ppUnit{guards: [][]string{nil}}, base: base, guard: -1, endAt: -1}
	u.x = expander{macros: r.state, pull: u.pull, counter: &r.counter, file: r.state.path}
	if base < 0 {
		u.unit.tokens = make([]ppToken, 0, len(r.text)/5)
	}
	for {
		t, ok := u.token()
		if !ok {
			break
		}
		if t.kind == identifier {
			if f := r.state.find(t.text); f.export {
				t.kind = annotation
			} else if f.def != nil {
				u.use(t, f)
				continue
			}
		}
		u.emit(t)
	}
	end := u.endAt
	if end < 0 {
		end = int32(len(r.text))
	}
	u.unit.tokens = append(u.unit.tokens, ppToken{
		kind: eof, space: true, at: end, end: end, line: int32(r.src.line(int(end))), guard: u.guardIndex(),
	})
	return u.unit
}

// token gives the next token of the file, one that was read ahead first.
func (u *unitReader) token() (fileToken, bool) {
	if n := len(u.x.back); n > 0 {
		t := u.x.back[0]
		u.x.back = u.x.back[:0]
		return t, true
	}
	return u.pull()
}

// pull reads the next token of the file, directives on the way obeyed.
func (u *unitReader) pull() (fileToken, bool) {
	r := u.reader
	for !u.ended {
		t := r.lex.next()
		switch t.kind {
		case eof:
			u.ended = true
		case hash:
			u.directive(t)
		default:
			ft := fileToken{
				tok: tok{text: r.text[t.start:t.end], kind: t.kind, space: t.start > r.last || t.start == 0},
				at:  t.start, end: t.end, line: int32(r.src.line(int(t.start))), guard: u.guardIndex(),
			}
			r.last = t.end
			return ft, true
		}
	}
	return fileToken{}, false
}

// emit adds a token of the file itself.
func (u *unitReader) emit(t fileToken) {
	u.unit.tokens = append(u.unit.tokens, ppToken{
		kind: t.kind, space: t.space, text: t.text, at: t.at, end: t.end, line: t.line, guard: t.guard,
	})
}

// use expands the use of a macro whose name is t. One that can't be expanded within bounds
// stays as written.
func (u *unitReader) use(t fileToken, f found) {
	x := &u.x
	x.begin(t)
	from := len(u.unit.tokens)
	if !x.replace(f, t.tok) {
		u.emit(t)
		return
	}
	for {
		e, ok := x.next()
		if !ok {
			break
		}
		u.unit.tokens = append(u.unit.tokens, ppToken{
			kind: e.kind, space: e.space, text: e.text, at: t.at, end: x.useEnd, line: t.line, guard: t.guard, macro: t.text,
		})
	}
	if !x.failed {
		return
	}
	u.unit.tokens = u.unit.tokens[:from]
	for i := range u.unit.branches {
		u.unit.branches[i].at = min(u.unit.branches[i].at, from)
	}
	for _, c := range x.consumed {
		if c.kind == identifier && u.env.exports[c.text] {
			c.kind = annotation
		}
		u.emit(c)
	}
	u.reader.unparsed(int(t.at), int(x.useEnd))
}

// unparsed notes that text[start:end] yields nothing.
func (r *reader) unparsed(start, end int) {
	span := parse.Span{Start: r.src.offset(start), End: r.src.offset(end), Line: r.src.line(start)}
	if end == len(r.src.text) {
		span.End = len(r.src.orig)
	}
	r.facts.unparsed = append(r.facts.unparsed, span)
}

// guardIndex gives the index of the conditions of this place in the unit's guards.
func (u *unitReader) guardIndex() int32 {
	if u.guard < 0 {
		u.guard = 0
		if len(u.conds) > 0 {
			u.guard = int32(len(u.unit.guards))
			u.unit.guards = append(u.unit.guards, u.conditions())
		}
	}
	return u.guard
}

// conditions is a copy of the conditions of this place.
func (r *reader) conditions() []string {
	if len(r.conds) == 0 {
		return nil
	}
	return append([]string(nil), r.conds[:min(len(r.conds), maxConditions)]...)
}

// conditionText writes the condition of a branch as it stands in guards.
func (d *ppDirective) conditionText() string {
	switch {
	case d.form == testDefined:
		return "defined(" + d.name + ")"
	case d.form == testUndefined:
		return "!defined(" + d.name + ")"
	}
	return joinToks(lexText(strings.TrimSpace(d.text)))
}
