package python

import (
	"bytes"
	"math"
	"strings"

	"plumbline/parse"
)

// Module reads what a Python file declares: see parse.Module. It never fails: what CPython
// would not accept is listed in Unparsed, and everything around it is still read. A path that
// ends in .pyi or .pyi.in is a stub; the ${...} of a template are blanks.
func Module(path string, src []byte) *parse.Module { return readModule(path, src, nil) }

// readModule is Module, which notes on its way the uses of some names where it is asked to.
func readModule(path string, src []byte, uses *useNotes) *parse.Module {
	m := &parse.Module{Path: path, Bytes: len(src), Stub: strings.HasSuffix(path, ".pyi") || strings.HasSuffix(path, ".pyi.in")}
	if len(src) >= math.MaxInt32 { // offsets are 32 bits wide
		m.Unparsed = []parse.Span{{Start: 0, End: len(src), Line: 1}}
		return m
	}
	if strings.HasSuffix(path, ".in") {
		src = blankPlaceholders(src)
	}
	r := &moduleReader{parser: parser{lexer: newLexer(src)}, text: string(src), module: m, uses: uses}
	r.lexer.noted = &r.comments
	r.toks = make([]token, 0, 256)
	r.advanceLine()
	doc, body := &m.Doc, []*parse.PyStmt{}
	for r.loaded { // more than once where the first line is indented
		r.block(blockContext{body: &body, doc: doc, sites: &m.Sites}, r.col)
		doc = nil
	}
	m.Body = body
	m.Comments = r.deprecationComments()
	r.line = max(r.line, 1)
	m.Lines = int(r.line) - 1
	if n := len(src); n > 0 && src[n-1] != '\n' && src[n-1] != '\r' {
		m.Lines++
	}
	m.Unparsed = r.spans()
	return m
}

// blankPlaceholders blanks the ${...} of a template, byte for byte.
func blankPlaceholders(src []byte) []byte {
	out := bytes.Clone(src)
	for i := 0; i+1 < len(out); i++ {
		if out[i] != '$' || out[i+1] != '{' {
			continue
		}
		n := bytes.IndexAny(out[i:], "}\n")
		if n < 0 || out[i+n] == '\n' {
			continue
		}
		for k := i; k <= i+n; k++ {
			out[k] = ' '
		}
		i += n
	}
	return out
}

// moduleReader reads one file, line by line. It uses of parser the lexer and what marks
// regions as unparsed.
type moduleReader struct {
	parser
	text     string // the whole source: what leaves are substrings of it
	module   *parse.Module
	loaded   bool // toks holds a line that is not read yet
	lastLine int  // of the last token that was read
	comments []comment
	levels   int // recursion over expressions
	uses     *useNotes
}

// comment is a comment as the lexer met it.
type comment struct {
	start, end int32
	line       int32
}

// advanceLine loads the next logical line.
func (r *moduleReader) advanceLine() {
	if n := len(r.toks); r.loaded && n > 0 {
		r.lastLine = int(r.toks[n-1].line) + strings.Count(r.slice(r.toks[n-1].start, r.toks[n-1].end), "\n")
	}
	for {
		r.loaded = r.next()
		if !r.loaded || len(r.toks) > 0 {
			return
		}
		r.bad = true // a stray continuation
	}
}

func (r *moduleReader) slice(start, end int32) string { return r.text[start:end] }

// blockContext is what the statements of one block belong to.
type blockContext struct {
	body   *[]*parse.PyStmt // of a module's or class's scope; nil inside functions
	doc    *parse.PyDoc     // where its docstring goes; nil where it can have none
	guards []parse.PyGuard  // within the scope or function
	sites  *[]parse.PySite  // outside of functions: those of the module
	fn     *function        // the function that it is part of, nil outside
	inner  string           // nested functions and classes around it, within fn
	class  bool             // body is a class's
	levels int              // blocks around it
}

// maxBlocks bounds the nesting of blocks: CPython allows 100 levels of indentation (MAXINDENT
// in Parser/tokenizer.h). Deeper lines are read as lines of the deepest block.
const maxBlocks = 100

// clauses is what the clauses before tell the next clause of a compound statement.
type clauses struct {
	line  int
	tests []parse.PyGuard // of an if: what did not hold
	catch *parse.PyExpr   // of a try: what its handlers catch
	loop  bool
}

// block reads the lines of one block, which is indented by col.
func (r *moduleReader) block(ctx blockContext, col int32) {
	var open clauses
	var decorators []parse.PyExpr
	first := true
	for r.loaded && r.col >= col {
		if r.col > col && ctx.levels < maxBlocks && !first {
			r.bad = true // unexpected: it is read as a line of this block
		}
		span := parse.Span{Start: int(r.toks[0].start), End: int(r.toks[len(r.toks)-1].end), Line: int(r.toks[0].line)}
		bad := r.bad
		if r.toks[0].kind == opAt {
			e, end := r.expression(1, len(r.toks))
			bad = bad || r.bad || end < len(r.toks)
			decorators = append(decorators, e)
			r.advanceLine()
		} else {
			if first && ctx.doc != nil && len(decorators) == 0 {
				r.docstring(ctx.doc)
			}
			bad = r.logical(ctx, &open, decorators, col) || bad
			decorators = nil
		}
		first = false
		if bad {
			r.markUnparsed(span)
		}
	}
	if len(decorators) > 0 {
		r.markUnparsed(parse.Span{Start: 0, End: 0, Line: r.lastLine})
	}
}

// docstring takes the docstring of a block whose first line is loaded.
func (r *moduleReader) docstring(doc *parse.PyDoc) {
	if k := r.toks[0].kind; k != tokString && k != tokOpen {
		return
	}
	end := r.find(opSemicolon, 0, len(r.toks))
	for i := range end {
		if r.toks[i].kind == tokFStart {
			return
		}
	}
	i, j := 0, end
	for r.at(i) == tokOpen && r.text[r.toks[i].start] == '(' && int(r.toks[i].match) == j-1 {
		i, j = i+1, j-1
	}
	if i >= j {
		return
	}
	value := ""
	for k := i; k < j; k++ {
		if r.toks[k].kind != tokString {
			return
		}
		part, ok := r.stringValue(r.toks[k].start, r.toks[k].end)
		if !ok {
			return
		}
		value += part
	}
	*doc = parse.PyDoc{Line: int(r.toks[i].line), Text: value}
}

// logical reads the loaded line and, where it opens one, the block behind it. It reports whether
// CPython would not accept the line.
func (r *moduleReader) logical(ctx blockContext, open *clauses, decorators []parse.PyExpr, col int32) (bad bool) {
	n := len(r.toks)
	colon := r.moduleColon(ctx)
	if colon < 0 {
		r.simpleStatements(&ctx, 0, n)
		bad = r.bad
		*open = clauses{}
		r.advanceLine()
		return bad
	}
	inner, after, ok := r.header(&ctx, open, decorators, colon)
	bad = r.bad || !ok
	if colon+1 < n {
		inner.guards = inner.guards[:len(inner.guards):len(inner.guards)]
		if inner.doc != nil {
			r.inlineDoc(inner.doc, colon+1, n)
		}
		r.simpleStatements(&inner, colon+1, n)
		bad = bad || r.bad
		r.advanceLine()
	} else {
		r.advanceLine()
		if r.loaded && r.col > col {
			deeper := r.col
			if inner.levels++; inner.levels > maxBlocks {
				deeper = col + 1
			}
			if inner.levels <= maxBlocks+1 {
				r.block(inner, deeper)
			}
		} else if !r.module.Stub {
			bad = true // a header without a body
		}
	}
	if after != nil {
		after()
	}
	return bad
}

// inlineDoc takes the docstring of `def f(): "text"`.
func (r *moduleReader) inlineDoc(doc *parse.PyDoc, i, n int) {
	end := r.find(opSemicolon, i, n)
	if end != i+1 || r.toks[i].kind != tokString {
		return
	}
	if v, ok := r.stringValue(r.toks[i].start, r.toks[i].end); ok {
		*doc = parse.PyDoc{Line: int(r.toks[i].line), Text: v}
	}
}

// moduleColon gives the index of the colon that ends the header of a compound statement, -1
// for simple statements.
func (r *moduleReader) moduleColon(ctx blockContext) int {
	n := len(r.toks)
	switch r.toks[0].kind {
	case kwIf, kwElif, kwElse, kwFor, kwWhile, kwTry, kwExcept, kwFinally, kwWith, kwDef, kwClass, kwAsync:
	case tokName:
		soft := (r.is(0, "match") || r.is(0, "case")) && r.toks[n-1].kind == opColon && n > 2 ||
			r.is(0, "case") && n > 3 && r.find(opColon, 1, n) < n && r.at(1) != opAssign && r.at(1) != opColon && r.at(1) != opDot
		if !soft {
			return -1
		}
	default:
		return -1
	}
	colon := r.freeColon(0, n)
	r.bad = r.bad || colon == n
	return colon
}
