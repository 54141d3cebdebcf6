package parse

import (
	"slices"
	"strings"
)

// Allow is one inline exception: a comment that accepts findings of named rules for the lines
// that it covers, as `# plumbline: allow API004 (reason)`.
type Allow struct {
	Rules  []string // as written, in order, each once
	Reason string   // the text in the brackets, blanks made one
	Line   int      // of the word plumbline, 1-based
	From   int      // the first line that it covers
	To     int      // the last one; the line of the comment itself where there is nothing to cover
	// Problem says why it can't be read, with what to write instead; "" for one that can. What
	// could be read of it stands in the other fields.
	Problem string
}

// AllowMark is what every inline exception has in it: a file without it has none.
const AllowMark = "plumbline:"

// allowForm is how an inline exception is written, for what is told of those that are not.
const allowForm = "write `plumbline: allow RULE (reason)`"

// ReadAllows reads the inline exceptions of one comment, its marks included; line gives the
// line of an offset in it. From and To are left to the reader of the language. One starts the
// comment, or a line of it, or stands behind another comment's mark (`# noqa  # plumbline: ...`):
// in the middle of a sentence the word means nothing.
func ReadAllows(comment string, line func(offset int) int) []Allow {
	var out []Allow
	for at := 0; ; {
		i := strings.Index(comment[at:], AllowMark)
		if i < 0 {
			return out
		}
		start := at + i
		at = start + len(AllowMark)
		if !opensAllow(comment[:start]) {
			continue
		}
		a, n := readAllow(strings.TrimSuffix(comment[at:], "*/"))
		a.Line = line(start)
		out = append(out, a)
		at += n
	}
}

// opensAllow reports whether an exception may start behind the text.
func opensAllow(before string) bool {
	before = before[strings.LastIndexAny(before, "\r\n")+1:]
	before = strings.TrimRight(before, " \t")
	return strings.HasSuffix(before, "#") || strings.HasSuffix(before, "//") || strings.Trim(before, "/*!<# \t") == ""
}

// readAllow reads what follows the mark, and tells how much of it that is.
func readAllow(text string) (a Allow, read int) {
	open := strings.IndexByte(text, '(')
	if open < 0 {
		open = len(text)
	}
	word, rest, _ := strings.Cut(plain(text[:open]), " ")
	if word == "" {
		a.Problem = "nothing stands behind `plumbline:`: " + allowForm
		return a, open
	}
	if word != "allow" {
		a.Problem = "it starts with " + quoted(word) + " and not with `allow`: " + allowForm
		return a, open
	}
	a.Problem = a.readRules(rest)
	if open == len(text) {
		if a.Problem == "" {
			a.Problem = "it gives no reason in brackets: " + allowForm
		}
		return a, open
	}
	end := closing(text, open)
	if a.Reason = plain(text[open+1 : end]); a.Problem != "" {
		return a, end
	}
	switch {
	case end == len(text):
		a.Problem = "the bracket around its reason is not closed: " + allowForm
	case a.Reason == "":
		a.Problem = "its reason is empty: " + allowForm
	}
	return a, end
}

// readRules reads the names of rules, separated by commas, and tells what is wrong with them.
func (a *Allow) readRules(list string) (problem string) {
	if strings.TrimSpace(list) == "" {
		return "it names no rule: " + allowForm
	}
	for part := range strings.SplitSeq(list, ",") {
		names := strings.Fields(part)
		switch {
		case len(names) == 0:
			problem = "a comma has no rule behind it or before it: " + allowForm
		case len(names) > 1:
			problem = quoted(strings.TrimSpace(part)) + " is no rule; rules are separated by commas and the reason stands in brackets: " + allowForm
		case !slices.Contains(a.Rules, names[0]):
			a.Rules = append(a.Rules, names[0])
		}
	}
	return problem
}

// closing is the index of the bracket that closes the one at open, the length of text where
// none does.
func closing(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

// plain makes one line of a text: the stars that open the lines of a block comment are no
// part of it.
func plain(text string) string {
	var words []string
	for i, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if i > 0 {
			line = strings.TrimLeft(strings.TrimLeft(line, " \t"), "*")
		}
		words = append(words, strings.Fields(line)...)
	}
	return strings.ToValidUTF8(strings.Join(words, " "), "\uFFFD")
}

// quoted shows a piece of a comment, the start of a long one.
func quoted(s string) string {
	const most = 40
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "..."
	}
	return "`" + s + "`"
}
