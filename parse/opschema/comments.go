package opschema

import (
	"bytes"
	"slices"
	"strings"
)

// Remark is what a comment says of an operator's deprecation. The build reads no comment: it
// warns nobody who calls the operator.
type Remark struct {
	Line int    // of the comment's first line
	Text string // its lines joined by blanks, the # gone
	// Wish tells that by its words the operator should be or will be deprecated, or is not, and
	// not that it is.
	Wish bool `json:",omitempty"`
}

// deprecationWords tell, in lower case, that a comment speaks of deprecation or removal.
var deprecationWords = [...]string{
	"deprecat", "obsolete", "do not use", "will be removed", "to be removed", "be removed in", "scheduled for removal", "no longer support",
}

// wishes are the words before "deprecated" that make it a plan.
var wishes = [...]string{"should be deprecated", "will be deprecated", "to be deprecated", "could be deprecated", "can be deprecated", "not deprecated"}

func remark(line int, text string) *Remark {
	lower := strings.ToLower(text)
	speaks := func(word string) bool { return strings.Contains(lower, word) }
	if !slices.ContainsFunc(deprecationWords[:], speaks) {
		return nil
	}
	for _, w := range wishes {
		lower = strings.ReplaceAll(lower, w, "")
	}
	return &Remark{Line: line, Text: text, Wish: !slices.ContainsFunc(deprecationWords[:], speaks)}
}

// comment is a run of comment lines, or the comment behind a value.
type comment struct {
	line, end int // its first line, the one behind its last
	text      string
}

// readRemarks gives every entry the remark that the comments directly above and within it make.
// What belongs to no entry is in Remarks.
func (n *Native) readRemarks(src []byte) {
	if !bytes.ContainsRune(src, '#') {
		return
	}
	entries := make([]*Entry, len(n.Entries)) // by line
	for i := range n.Entries {
		entries[i] = &n.Entries[i]
	}
	slices.SortStableFunc(entries, func(a, b *Entry) int { return a.Line - b.Line })
	lines := bytes.Split(src, []byte{'\n'})
	next := 0
	for _, c := range comments(lines) {
		r := remark(c.line, c.text)
		if r == nil {
			continue
		}
		for next < len(entries) && entries[next].Line < c.end {
			next++
		}
		switch {
		case next < len(entries) && entries[next].Line == c.end:
			entries[next].remember(r)
		case next > 0 && within(lines, entries[next-1].Line, c.line):
			entries[next-1].remember(r)
		default:
			n.Remarks = append(n.Remarks, *r)
		}
	}
}

// remember adds a remark to those on the entry.
func (e *Entry) remember(r *Remark) {
	if e.Deprecated == nil {
		e.Deprecated = r
		return
	}
	e.Deprecated.Text += " " + r.Text
	e.Deprecated.Wish = e.Deprecated.Wish && r.Wish
}

// within reports whether a line belongs to the entry that starts at first: between them there
// are no blank lines, and no comment at the margin.
func within(lines [][]byte, first, line int) bool {
	for ; line > first; line-- {
		text := lines[line-1]
		if len(bytes.TrimSpace(text)) == 0 || text[0] == '#' {
			return false
		}
	}
	return true
}

// comments lists the comments of a YAML file: those on lines of their own, runs of them as
// one, and those behind a value.
func comments(lines [][]byte) []comment {
	var all []comment
	run := -1 // index of the run that the line may go on
	for i, line := range lines {
		text := bytes.TrimSpace(line)
		if len(text) == 0 || text[0] != '#' {
			run = -1
			if at := trailingComment(line); at >= 0 {
				all = append(all, comment{line: i + 1, end: i + 1, text: clean(line[at:])})
			}
			continue
		}
		if run < 0 {
			run = len(all)
			all = append(all, comment{line: i + 1})
		}
		c := &all[run]
		c.end = i + 2
		c.text = strings.TrimSpace(c.text + " " + clean(text))
	}
	return all
}

// clean strips a comment line of its mark.
func clean(line []byte) string {
	return strings.Join(strings.Fields(strings.TrimLeft(string(bytes.TrimSpace(line)), "#")), " ")
}

// trailingComment gives where the comment behind a value starts, -1 for none: at a # behind a
// blank, outside of a quoted scalar (YAML 1.2, 6.6 and 7.3).
func trailingComment(line []byte) int {
	var quote byte
	mark := byte(':') // the last byte that is no blank; a scalar may begin behind some
	for i, c := range line {
		switch {
		case quote != 0:
			if c == quote && (quote != '"' || line[i-1] != '\\') {
				quote = 0
			}
		case c == '#' && i > 0 && (line[i-1] == ' ' || line[i-1] == '\t'):
			return i
		case (c == '"' || c == '\'') && bytes.IndexByte([]byte(":-,[{"), mark) >= 0:
			quote = c
		}
		if c != ' ' && c != '\t' {
			mark = c
		}
	}
	return -1
}
