package audit

import (
	"regexp"
	"slices"
	"strings"
)

// command is one simple command of a shell script.
type command struct {
	Line  int
	Text  string // its words, without keywords such as `if` in front
	Op    string // what ends it: "||", "&&", "|", ";" or a line
	Depth int    // of $( ) and ( ) around it
	from  int    // index of the first command that belongs to it: those in its own ( ) come before it
	asks  bool   // its failure is a condition: after if, while, until, !
}

// shellScanner takes a script apart: comments, quotes, here-documents and GitHub's ${{ }} are no
// commands; what stands in $( ), ( ) and after `bash -c` is. It is no shell: what it can't follow
// (eval, functions, case) comes out as the words that stand there.
type shellScanner struct {
	text  string
	lines []int // line of the file by line of the text
	out   []command
	docs  []string // here-documents that begin after this line
}

// shellCommands lists the commands of a script in the order in which they end.
func shellCommands(script []shellLine) []command {
	s := &shellScanner{}
	var b strings.Builder
	for _, l := range script {
		b.WriteString(l.Text + "\n")
		s.lines = append(s.lines, l.Line)
	}
	s.text = b.String()
	for i := 0; i < len(s.text); {
		i = s.list(i, 0, 0) + 1
	}
	return s.out
}

func (s *shellScanner) line(i int) int {
	n := strings.Count(s.text[:min(i, len(s.text))], "\n")
	if n >= len(s.lines) {
		n = len(s.lines) - 1
	}
	return s.lines[n]
}

// list reads commands up to an unquoted byte `until` at this depth, or to the end, and gives its place.
func (s *shellScanner) list(i int, until byte, depth int) int {
	var b strings.Builder
	start, from := -1, len(s.out)
	emit := func(op string) {
		if text := strings.TrimSpace(b.String()); text != "" {
			text, asks := stripKeywords(text)
			if text != "" {
				s.out = append(s.out, command{Line: s.line(start), Text: text, Op: op, Depth: depth, from: from, asks: asks})
			}
		} else if n := len(s.out); n > 0 && s.out[n-1].Depth == depth && op != "\n" && s.out[n-1].Op == "\n" {
			s.out[n-1].Op = op
		}
		b.Reset()
		start, from = -1, len(s.out)
	}
	word := func(at int, text string) {
		if start < 0 && strings.TrimSpace(text) != "" {
			start = at
		}
		b.WriteString(text)
	}
	for i < len(s.text) && depth < 50 {
		rest := s.text[i:]
		c := s.text[i]
		switch {
		case until != 0 && c == until:
			emit("\n")
			return i
		case strings.HasPrefix(rest, "\\\n"):
			b.WriteByte(' ')
			i += 2
		case c == '\\' && len(rest) > 1:
			word(i, rest[:2])
			i += 2
		case strings.HasPrefix(rest, "${{"):
			end := after(rest, "}}")
			word(i, rest[:end])
			i += end
		case strings.HasPrefix(rest, "$(("):
			end := after(rest, "))")
			word(i, rest[:end])
			i += end
		case strings.HasPrefix(rest, "${"):
			end := after(rest, "}")
			word(i, rest[:end])
			i += end
		case strings.HasPrefix(rest, "$("), c == '(':
			at := i
			i = s.list(i+strings.IndexByte(rest, '(')+1, ')', depth+1) + 1
			word(at, "()")
		case c == '\'':
			i = s.single(i, &b, word, depth)
		case c == '"':
			i = s.double(i, &b, word, depth)
		case c == '#' && (i == 0 || strings.IndexByte(" \t\n;(", s.text[i-1]) >= 0):
			if n := strings.IndexByte(rest, '\n'); n >= 0 {
				i += n
			} else {
				i = len(s.text)
			}
		case strings.HasPrefix(rest, "<<<"):
			word(i, "<<<")
			i += 3
		case strings.HasPrefix(rest, "<<"):
			n := s.hereDocument(rest)
			word(i, rest[:n])
			i += n
		case strings.HasPrefix(rest, "||"), strings.HasPrefix(rest, "&&"):
			emit(rest[:2])
			i = s.skipBlank(i + 2)
		case strings.HasPrefix(rest, "&>"), c == '&' && i > 0 && (s.text[i-1] == '>' || s.text[i-1] == '<'):
			word(i, "&")
			i++
		case c == '|':
			emit("|")
			i = s.skipBlank(i + 1 + boolToInt(strings.HasPrefix(rest, "|&")))
		case c == ';', c == '&':
			emit(";")
			i++
		case c == '\n':
			emit("\n")
			i = s.skipDocuments(i + 1)
		case c == ')':
			emit(";")
			i++
		default:
			word(i, rest[:1])
			i++
		}
	}
	emit("\n")
	return i
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// skipBlank passes the white space after an operator: its right side may stand on the next line.
func (s *shellScanner) skipBlank(i int) int {
	for i < len(s.text) && strings.IndexByte(" \t\n", s.text[i]) >= 0 {
		i++
	}
	return i
}

// after is the place behind the first `end` in text, or its length.
func after(text, end string) int {
	if n := strings.Index(text, end); n >= 0 {
		return n + len(end)
	}
	return len(text)
}

var shellFlag = regexp.MustCompile(`(^|\s)-\w*c\s*$`)

func (s *shellScanner) single(i int, b *strings.Builder, word func(int, string), depth int) int {
	end := strings.IndexByte(s.text[i+1:], '\'')
	if end < 0 {
		word(i, s.text[i:])
		return len(s.text)
	}
	end += i + 1
	if shellFlag.MatchString(b.String()) {
		s.nested(i+1, end, depth)
	}
	word(i, strings.ReplaceAll(s.text[i:end+1], "\n", " "))
	return end + 1
}

// double reads a string in double quotes, the $( ) in it included.
func (s *shellScanner) double(i int, b *strings.Builder, word func(int, string), depth int) int {
	script := shellFlag.MatchString(b.String())
	at := i
	for i++; i < len(s.text); {
		switch c := s.text[i]; {
		case c == '"':
			if script {
				s.nested(at+1, i, depth)
			}
			word(at, strings.ReplaceAll(s.text[at:i+1], "\n", " "))
			return i + 1
		case c == '\\':
			i += 2
		case strings.HasPrefix(s.text[i:], "${{"):
			i += after(s.text[i:], "}}")
		case strings.HasPrefix(s.text[i:], "$(") && !strings.HasPrefix(s.text[i:], "$((") && !script:
			i = s.list(i+2, ')', depth+1) + 1
		default:
			i++
		}
	}
	word(at, s.text[at:])
	return len(s.text)
}

// nested reads the script that a shell is given with -c.
func (s *shellScanner) nested(from, to, depth int) {
	first := strings.Count(s.text[:from], "\n")
	inner := &shellScanner{text: s.text[from:to] + "\n", lines: append(slices.Clone(s.lines[first:]), s.lines[len(s.lines)-1])}
	for i := 0; i < len(inner.text) && depth < 50; {
		i = inner.list(i, 0, depth+1) + 1
	}
	base := len(s.out)
	for _, c := range inner.out {
		c.from += base
		s.out = append(s.out, c)
	}
}

var hereDocument = regexp.MustCompile(`^<<-?\s*\\?['"]?([A-Za-z_][\w.-]*)['"]?`)

func (s *shellScanner) hereDocument(rest string) int {
	m := hereDocument.FindStringSubmatch(rest)
	if m == nil {
		return 2
	}
	s.docs = append(s.docs, m[1])
	return len(m[0])
}

// skipDocuments passes the here-documents that begin on this line.
func (s *shellScanner) skipDocuments(i int) int {
	for _, end := range s.docs {
		for i < len(s.text) {
			line, _, _ := strings.Cut(s.text[i:], "\n")
			i += len(line) + 1
			if strings.TrimSpace(line) == end {
				break
			}
		}
	}
	s.docs = nil
	return min(i, len(s.text))
}

var keyword = regexp.MustCompile(`^(if|elif|while|until|then|else|do|!|\{|\}|time|sudo(\s+-\w+)*|env|exec|command)(\s+|$)`)

// stripKeywords takes off what stands before the command proper, assignments too.
func stripKeywords(text string) (rest string, asks bool) {
	for {
		if m := keyword.FindStringSubmatch(text); m != nil {
			asks = asks || m[1] == "if" || m[1] == "elif" || m[1] == "while" || m[1] == "until" || m[1] == "!"
			text = text[len(m[0]):]
			continue
		}
		if m := assignments.FindString(text); m != "" && len(m) < len(text) {
			text = text[len(m):]
			continue
		}
		break
	}
	switch text {
	case "fi", "done", "esac", ";;":
		return "", false
	}
	return strings.TrimSpace(text), asks
}

var assignments = regexp.MustCompile(`^([A-Za-z_]\w*=("[^"]*"|'[^']*'|[^\s"']*)\s+)+`)
