package python

import (
	"bytes"
	"math"

	"plumbline/parse"
)

// Allows reads the inline exceptions of a file: `# plumbline: allow API004 (reason)`.
//
// One behind code, or between the lines of a statement, covers the whole logical line; one on
// a line of its own covers the next statement, unless the block that it stands in ends before.
// Decorators and the `def` or `class` that they are for are one statement, which ends with its
// header: what is inside is not covered.
func Allows(src []byte) []parse.Allow {
	if !bytes.Contains(src, []byte(parse.AllowMark)) || len(src) >= math.MaxInt32 {
		return nil
	}
	var noted []comment
	r := allowReader{lexer: newLexer(src)}
	r.noted = &noted
	for r.next() {
		above := 0
		for above < len(noted) && (len(r.toks) == 0 || noted[above].start < r.toks[0].start) {
			above++
		}
		for _, c := range noted[:above] {
			r.read(c, len(r.toks) > 0 && !r.blockEnded(c))
		}
		for _, c := range noted[above:] {
			r.read(c, true)
		}
		noted = noted[:0]
		if len(r.toks) > 0 { // else a backslash that joins nothing
			r.statement()
		}
	}
	for _, c := range noted {
		r.read(c, false)
	}
	return r.out
}

// allowReader follows the statements of a file.
type allowReader struct {
	lexer
	out    []parse.Allow
	before int32 // indentation of the logical line before this one
	open   []int // indices in out: for the statement that is being read
	from   int   // the line of the first of its decorators, 0 for none
}

// read takes the exceptions out of a comment. They cover their own line, and the statement that
// is being read where there is one for them.
func (r *allowReader) read(c comment, covers bool) {
	for _, a := range parse.ReadAllows(string(r.src[c.start:c.end]), func(int) int { return int(c.line) }) {
		a.From, a.To = a.Line, a.Line
		if covers {
			r.open = append(r.open, len(r.out))
		}
		r.out = append(r.out, a)
	}
}

// blockEnded reports whether a comment on its own line stands in a block that the logical line
// in toks is no part of any more.
func (r *allowReader) blockEnded(c comment) bool {
	start := bytes.LastIndexAny(r.src[:c.start], "\r\n") + 1
	column := int32(0)
	for _, b := range r.src[start:c.start] {
		if b == '\t' {
			column |= 7
		}
		column++
	}
	return r.col < r.before && column > r.col
}

// statement gives the exceptions that wait for it the lines of the logical line in toks, with
// the decorators above it. Behind a decorator more has to come.
func (r *allowReader) statement() {
	r.before = r.col
	last := r.toks[len(r.toks)-1]
	if r.from == 0 {
		r.from = int(r.toks[0].line)
	}
	if r.toks[0].kind == opAt {
		return
	}
	for _, i := range r.open {
		r.out[i].From, r.out[i].To = r.from, int(last.line)+bytes.Count(r.text(len(r.toks)-1), []byte{'\n'})
	}
	r.open, r.from = r.open[:0], 0
}
