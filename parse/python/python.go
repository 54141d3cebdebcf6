// Package python reads the facts of one Python file (.py, .pyi) with a lexer of its own
// and one pass over the logical lines: a syntax tree of every file would cost more than
// the whole map may.
//
// Concurrency: Parse is a pure function of its arguments and may run on any number of
// goroutines.
package python

import (
	"bytes"
	"math"

	"plumbline/parse"
)

// Parse yields the facts of one file. It never fails: what can't be read is listed in
// File.Unparsed, and everything around it is still reported. Path decides nothing but
// File.Path and what `__file__` stands for.
func Parse(path string, src []byte) *parse.File {
	f := &parse.File{Path: path, Language: parse.Python, Bytes: len(src)}
	if len(src) >= math.MaxInt32 { // offsets are 32 bits wide
		f.Unparsed = []parse.Span{{Start: 0, End: len(src), Line: 1}}
		return f
	}
	p := read(src, aliases{})
	if p.found.any() {
		// An alias may be used in a function that stands above it, so the lines are read
		// again with all aliases known. Few files have one.
		p = read(src, p.found)
	}
	p.finish(f)
	return f
}

// parser holds the state of one pass over a file. Facts that need the whole file (which
// name a chain starts at, what a variable holds) are noted and settled by finish.
type parser struct {
	lexer
	known, found aliases

	frames []frame
	body   *frame // the block that the last header opens on the next line, nil when there is none
	header parse.Span
	depth  int // recursion over brackets and lambdas

	stmtLine int32 // first line of the statement being read
	stmtEnd  int32 // offset of its end

	imports []importNote
	scopes  []scope
	binds   []bind
	chains  []chain
	spelled []string // the attributes of chains that are not contiguous in the source

	assigns  []assign   // module-level `name = value`
	exports  []fragment // statements that change __all__
	paths    []fragment // sys.path.append(...) and the like
	getattrs []fragment // bodies of module-level __getattr__
	script   bool
	unparsed []parse.Span
}

// fragment is a byte range that is read again once the whole file is known.
type fragment struct{ start, end int32 }

// read makes the pass.
func read(src []byte, known aliases) *parser {
	p := &parser{lexer: newLexer(src), known: known}
	p.toks = make([]token, 0, 256)
	p.chains = make([]chain, 0, len(src)/80) // about what PyTorch's files need
	p.binds = make([]bind, 0, len(src)/80)
	p.scopes = []scope{{parent: -1}}
	p.frames = []frame{{guard: -1, getattr: -1}}
	for p.next() {
		p.logicalLine()
	}
	p.line = max(p.line, 1)
	if p.body != nil && !p.body.broken {
		p.markUnparsed(p.header)
	}
	for len(p.frames) > 1 {
		p.leave(int32(len(src)))
	}
	return p
}

// finish settles the facts and fills the file.
func (p *parser) finish(f *parse.File) {
	f.Lines = int(p.line) - 1
	if n := len(p.src); n > 0 && p.src[n-1] != '\n' && p.src[n-1] != '\r' {
		f.Lines++
	}
	f.Script = p.script
	f.Unparsed = p.spans()
	names := p.nameTable()
	kept := p.settleImports(f, names)
	p.settleUses(f, names, kept)
	f.Names = p.moduleNames()
	v := p.variables()
	f.All, f.AllFrom = v.exports(p.exports)
	if f.LazyModules = v.lazyModules(p.getattrs); len(f.LazyModules) > 0 {
		f.LazyLine = 1 + bytes.Count(p.src[:p.getattrs[0].start], []byte("\n"))
	}
	f.PathEntries = v.pathEntries(f.Path, p.paths)
}
