package python

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"

	"plumbline/parse"
)

// markUnparsed notes a region that CPython would not accept. Facts in it are kept.
func (p *parser) markUnparsed(s parse.Span) {
	if s.End > s.Start {
		p.unparsed = append(p.unparsed, s)
	}
}

// spans gives the unparsed regions, sorted and disjoint, with the bytes that CPython
// accepts nowhere: NUL, and bytes that are not in the file's encoding where that is UTF-8.
func (p *parser) spans() []parse.Span {
	if bytes.IndexByte(p.src, 0) >= 0 {
		p.markBytes(func(b []byte) int {
			if b[0] == 0 {
				return 0
			}
			return 1
		})
	}
	if !utf8.Valid(p.src) && !declaresEncoding(p.src) {
		p.markBytes(func(b []byte) int {
			r, n := utf8.DecodeRune(b)
			if r == utf8.RuneError && n == 1 {
				return 0
			}
			return n
		})
	}
	slices.SortFunc(p.unparsed, func(a, b parse.Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var merged []parse.Span
	for _, s := range p.unparsed {
		if n := len(merged); n > 0 && s.Start <= merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, s.End)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// markBytes marks single bytes: width gives the length of the character that b starts
// with, 0 for a byte to mark.
func (p *parser) markBytes(width func(b []byte) int) {
	line := 1
	for i := 0; i < len(p.src); {
		n := width(p.src[i:])
		if n == 0 {
			p.markUnparsed(parse.Span{Start: i, End: i + 1, Line: line})
			n = 1
		}
		if c := p.src[i]; c == '\n' || c == '\r' && (i+1 == len(p.src) || p.src[i+1] != '\n') {
			line++
		}
		i += n
	}
}

// declaresEncoding tells whether one of the first two lines names an encoding other than
// UTF-8 (PEP 263).
func declaresEncoding(src []byte) bool {
	for range 2 {
		line, rest, _ := bytes.Cut(src, []byte{'\n'})
		if n := bytes.Index(line, []byte("coding")); n >= 0 && bytes.IndexByte(line[:n], '#') >= 0 {
			name := line[n+len("coding"):]
			if len(name) > 1 && (name[0] == ':' || name[0] == '=') {
				name = bytes.ToLower(bytes.TrimLeft(name[1:], " \t"))
				return !bytes.HasPrefix(name, []byte("utf-8")) && !bytes.HasPrefix(name, []byte("utf8")) &&
					!bytes.HasPrefix(name, []byte("utf_8"))
			}
		}
		src = rest
	}
	return false
}
