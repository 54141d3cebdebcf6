package cpp

import (
	"bytes"
	"sort"
)

// source is a file after translation phases 1 and 2 ([lex.phases]): every line ends in
// one '\n', and lines joined by a backslash are one. Doing this first keeps the lexer
// ignorant of splices, wherever in a token they stand.
type source struct {
	text  []byte // what the lexer reads; orig itself when nothing had to change
	orig  []byte // the file as it is on disk
	edits []edit // what was taken out, by position
	lines lineCursor
}

// edit says that up to text[at] (exclusive) gone bytes and lines newlines are missing
// compared to the file; both are totals since its start.
type edit struct {
	at, gone, lines int
}

// lineCursor remembers the last line asked for: facts are found about front to back, so
// each byte is counted about once.
type lineCursor struct {
	off, newlines int
}

// utf8BOM may open a file and is no part of its text.
var utf8BOM = []byte("\xef\xbb\xbf")

// newSource applies phases 1 and 2. Like GCC it takes CRLF and a lone CR for a newline,
// and lets blanks stand between the backslash and the newline.
func newSource(src []byte) *source {
	s := &source{text: src, orig: src}
	bom := bytes.HasPrefix(src, utf8BOM)
	if !bom && bytes.IndexByte(src, '\r') < 0 && !hasSplice(src) {
		return s
	}
	s.text = make([]byte, 0, len(src))
	last := edit{}
	cut := func(n, lines int) {
		last = edit{at: len(s.text), gone: last.gone + n, lines: last.lines + lines}
		s.edits = append(s.edits, last)
	}
	i := 0
	if bom {
		i = len(utf8BOM)
		cut(i, 0)
	}
	for i < len(src) {
		n := bytes.IndexAny(src[i:], "\\\r")
		if n < 0 {
			n = len(src) - i
		}
		s.text = append(s.text, src[i:i+n]...)
		if i += n; i == len(src) {
			break
		}
		if end := spliceEnd(src, i); end > i {
			cut(end-i, 1)
			i = end
			continue
		}
		switch {
		case src[i] == '\\':
			s.text = append(s.text, '\\')
		case i+1 < len(src) && src[i+1] == '\n':
			cut(1, 0) // the '\n' itself follows
		default:
			s.text = append(s.text, '\n')
		}
		i++
	}
	return s
}

// hasSplice reports whether a backslash ends any line of src, which has no CR.
func hasSplice(src []byte) bool {
	for i := 0; ; i++ {
		n := bytes.IndexByte(src[i:], '\\')
		if n < 0 {
			return false
		}
		if i += n; spliceEnd(src, i) > i {
			return true
		}
	}
}

// spliceEnd gives the offset after the newline that the backslash at i joins, or i when
// it joins none.
func spliceEnd(src []byte, i int) int {
	if src[i] != '\\' {
		return i
	}
	for j := i + 1; j < len(src); j++ {
		switch src[j] {
		case ' ', '\t', '\v', '\f':
		case '\n':
			return j + 1
		case '\r':
			if j+1 < len(src) && src[j+1] == '\n' {
				j++
			}
			return j + 1
		default:
			return i
		}
	}
	return i
}

// offset turns a position of text into one of the file.
func (s *source) offset(at int) int {
	if n := s.editsBefore(at); n > 0 {
		return at + s.edits[n-1].gone
	}
	return at
}

// editsBefore counts the edits at or before text[at].
func (s *source) editsBefore(at int) int {
	return sort.Search(len(s.edits), func(i int) bool { return s.edits[i].at > at })
}

// position is the inverse of offset; a byte that was taken out gives the one after it.
func (s *source) position(off int) int {
	n := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].at+s.edits[i].gone > off })
	if n > 0 {
		off -= s.edits[n-1].gone
	}
	if n < len(s.edits) {
		off = min(off, s.edits[n].at)
	}
	return off
}

// line is the 1-based line of text[at] in the file.
func (s *source) line(at int) int {
	c := &s.lines
	if at < c.off {
		c.newlines -= bytes.Count(s.text[at:c.off], []byte{'\n'})
	} else {
		c.newlines += bytes.Count(s.text[c.off:at], []byte{'\n'})
	}
	c.off = at
	n := c.newlines + 1
	if k := s.editsBefore(at); k > 0 {
		n += s.edits[k-1].lines
	}
	return n
}

// lineCount is the number of lines of the file, a last unterminated one included.
func (s *source) lineCount() int {
	n := bytes.Count(s.text, []byte{'\n'})
	if k := len(s.edits); k > 0 {
		n += s.edits[k-1].lines
	}
	if last := len(s.orig) - 1; last >= 0 && s.orig[last] != '\n' && s.orig[last] != '\r' {
		n++
	}
	return n
}
