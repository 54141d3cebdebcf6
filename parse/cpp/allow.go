package cpp

import (
	"bytes"
	"math"
	"slices"

	"plumbline/parse"
)

// Allows reads the inline exceptions of a file: `// plumbline: allow ABI012 (reason)`, and the
// same in a comment of stars.
//
// One behind code covers the statements, or the heads of declarations, that have code on its
// line, one between the lines of a declaration that declaration; one on a line of its own
// covers the next statement, head or directive other than a condition, unless the braces
// around it close before. A head goes from `template` and attributes to the `;` or the `{`:
// what is in the braces is not covered, unless they hold an initial value.
func Allows(src []byte) []parse.Allow {
	if !bytes.Contains(src, []byte(parse.AllowMark)) || len(src) > math.MaxInt32 {
		return nil
	}
	r := allowReader{src: newSource(src)}
	r.lex = newLexer(r.src)
	r.lex.noted = &r.noted
	r.at = none
	for {
		t := r.lex.next()
		r.comments()
		switch t.kind {
		case eof:
			return r.finish()
		case hash:
			r.directive(t)
		default:
			r.token(t)
		}
	}
}

// allowReader follows statements and the heads of declarations, as far as brackets tell.
type allowReader struct {
	src   *source
	lex   lexer
	noted []comment // since the last token
	out   []parse.Allow
	cover [][]int // of each exception, the statements that it covers

	list   []stretch
	groups branches[allowPlace]
	allowPlace
	waiting []int // exceptions for the next statement
	begun   []int // those that waited for the statement that is being read

	line int   // of the end of the last token
	here []int // the statements that have a token on that line
}

// comment is where a comment stands in the text of a source.
type comment struct{ start, end int }

// stretch is the lines of one statement, head or directive.
type stretch struct{ from, to int }

// none is the index of no statement.
const none = -1

// take reads the exceptions of a comment and gives their indices.
func (r *allowReader) take(c comment) (indices []int) {
	line := func(offset int) int { return r.src.line(c.start + offset) }
	for _, a := range parse.ReadAllows(string(r.src.text[c.start:c.end]), line) {
		indices = append(indices, len(r.out))
		r.out, r.cover = append(r.out, a), append(r.cover, nil)
	}
	return indices
}

// comments takes in the comments before the token that was read last.
func (r *allowReader) comments() {
	for _, c := range r.noted {
		for _, i := range r.take(c) {
			switch {
			case r.src.line(c.start) == r.line:
				r.cover[i] = slices.Clone(r.here)
			case r.at != none:
				r.cover[i] = []int{r.at}
			default:
				r.waiting = append(r.waiting, i)
			}
		}
	}
	r.noted = r.noted[:0]
}

// mark notes that a statement, or none, has code on the lines from one to another.
func (r *allowReader) mark(n, from, to int) {
	if from != r.line || to != from {
		r.here = r.here[:0]
	}
	r.line = to
	if n == none {
		return
	}
	r.list[n].to = max(r.list[n].to, to)
	if !slices.Contains(r.here, n) {
		r.here = append(r.here, n)
	}
}

// directive reads a directive, which is one statement, whatever stands around it. The lexer
// stands after its '#'. Conditions are for what they enclose: nothing waits for them.
func (r *allowReader) directive(h token) {
	t := r.lex.next()
	condition := true
	switch string(r.lex.bytes(t)) {
	case "if", "ifdef", "ifndef":
		r.groups.open(unknown, r.allowPlace.clone())
	case "elif", "elifdef", "elifndef", "else":
		r.allowPlace = r.groups.next(unknown, r.allowPlace).clone()
	case "endif":
		r.allowPlace = r.groups.close(r.allowPlace)
	default:
		condition = false
	}
	for t.kind != endDirective {
		t = r.lex.next()
	}
	from, to := r.src.line(int(h.start)), r.src.line(int(t.start))
	n := len(r.list)
	r.list = append(r.list, stretch{from, to})
	r.mark(n, from, to)
	if !condition {
		r.give(n)
	}
	for _, c := range r.noted {
		for _, i := range r.take(c) {
			r.cover[i] = []int{n}
		}
	}
	r.noted = r.noted[:0]
}

// give lets a statement be what exceptions have waited for, and gives their indices.
func (r *allowReader) give(n int) []int {
	given := r.waiting
	for _, i := range given {
		r.cover[i] = []int{n}
	}
	r.waiting = nil
	return given
}

// finish gives every exception the lines that it covers: those of its statements, or its own.
func (r *allowReader) finish() []parse.Allow {
	for i := range r.out {
		a := &r.out[i]
		if len(r.cover[i]) == 0 {
			a.From, a.To = a.Line, a.Line
			continue
		}
		first := r.list[r.cover[i][0]]
		a.From, a.To = first.from, first.to
		for _, n := range r.cover[i] {
			a.From, a.To = min(a.From, r.list[n].from), max(a.To, r.list[n].to)
		}
	}
	return r.out
}
