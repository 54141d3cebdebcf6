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
	loops bool   // it is the condition of while or until
	group bool   // a { stands before it: what follows belongs to it
}

// shellScanner takes a script apart: comments, quotes, here-documents and GitHub's ${{ }} are no
// commands; what stands in $( ), ( ) and after `bash -c` is. It is no shell: what it can't follow
// (eval, functions, case) comes out as the words that stand there.
type shellScanner struct {
	text  string
	lines []int // line of the file by line of the text
	ends  []int // where each line of the text ends
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
	if s.ends == nil {
		for at := range len(s.text) {
			if s.text[at] == '\n' {
				s.ends = append(s.ends, at)
			}
		}
	}
	n, _ := slices.BinarySearch(s.ends, i)
	return s.lines[min(n, len(s.lines)-1)]
}

// shellList reads one list of commands, at one depth.
type shellList struct {
	*shellScanner
	depth       int
	words       strings.Builder // of the command that is being read
	start, from int
}

// emit ends the command that is being read.
func (l *shellList) emit(op string) {
	if text := strings.TrimSpace(l.words.String()); text != "" {
		if rest, asks := stripKeywords(text); rest != "" {
			l.out = append(l.out, command{Line: l.line(l.start), Text: rest, Op: op, Depth: l.depth, from: l.from,
				asks: asks, loops: loopHead.MatchString(text), group: strings.HasPrefix(text, "{")})
		}
	} else if n := len(l.out); n > 0 && l.out[n-1].Depth == l.depth && op != "\n" && l.out[n-1].Op == "\n" {
		l.out[n-1].Op = op
	}
	l.words.Reset()
	l.start, l.from = -1, len(l.out)
}

func (l *shellList) word(at int, text string) {
	if l.start < 0 && strings.TrimSpace(text) != "" {
		l.start = at
	}
	l.words.WriteString(text)
}

// list reads commands up to an unquoted byte `until` at this depth, or to the end, and gives its place.
func (s *shellScanner) list(i int, until byte, depth int) int {
	l := &shellList{shellScanner: s, depth: depth, start: -1, from: len(s.out)}
	for i < len(s.text) && depth < 50 {
		if until != 0 && s.text[i] == until {
			break
		}
		if n := l.inWord(i); n > i {
			i = n
			continue
		}
		i = l.between(i)
	}
	l.emit("\n")
	return i
}

// inWord reads what belongs to a word though it may hold blanks or operators, and gives the place
// behind it; the same place where there is no such thing.
func (l *shellList) inWord(i int) int {
	rest := l.text[i:]
	end := 0
	switch {
	case strings.HasPrefix(rest, "\\\n"):
		l.words.WriteByte(' ')
		return i + 2
	case rest[0] == '\\' && len(rest) > 1:
		end = 2
	case strings.HasPrefix(rest, "${{"):
		end = after(rest, "}}")
	case strings.HasPrefix(rest, "$(("):
		end = after(rest, "))")
	case strings.HasPrefix(rest, "${"):
		end = after(rest, "}")
	case strings.HasPrefix(rest, "$("), rest[0] == '(':
		behind := l.list(i+strings.IndexByte(rest, '(')+1, ')', l.depth+1) + 1
		l.word(i, "()")
		return behind
	case rest[0] == '\'':
		return l.single(i)
	case rest[0] == '"':
		return l.double(i)
	case strings.HasPrefix(rest, "<<<"):
		end = 3
	case strings.HasPrefix(rest, "<<"):
		end = l.hereDocument(rest)
	case strings.HasPrefix(rest, "&>"), rest[0] == '&' && i > 0 && (l.text[i-1] == '>' || l.text[i-1] == '<'):
		end = 1
	}
	l.word(i, rest[:end])
	return i + end
}

// between reads a comment, what ends a command, or one byte of a word, and gives the place behind it.
func (l *shellList) between(i int) int {
	rest := l.text[i:]
	switch c := rest[0]; {
	case c == '#' && (i == 0 || strings.IndexByte(" \t\n;(", l.text[i-1]) >= 0):
		if n := strings.IndexByte(rest, '\n'); n >= 0 {
			return i + n
		}
		return len(l.text)
	case strings.HasPrefix(rest, "||"), strings.HasPrefix(rest, "&&"):
		l.emit(rest[:2])
		return l.skipBlank(i + 2)
	case c == '|':
		l.emit("|")
		return l.skipBlank(i + 1 + boolToInt(strings.HasPrefix(rest, "|&")))
	case c == ';', c == '&', c == ')':
		l.emit(";")
	case c == '\n':
		l.emit("\n")
		return l.skipDocuments(i + 1)
	default:
		l.word(i, rest[:1])
	}
	return i + 1
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

func (l *shellList) single(i int) int {
	end := strings.IndexByte(l.text[i+1:], '\'')
	if end < 0 {
		l.word(i, l.text[i:])
		return len(l.text)
	}
	end += i + 1
	if shellFlag.MatchString(l.words.String()) {
		l.nested(i+1, end, l.depth)
	}
	l.word(i, strings.ReplaceAll(l.text[i:end+1], "\n", " "))
	return end + 1
}

// double reads a string in double quotes, the $( ) in it included.
func (l *shellList) double(i int) int {
	script := shellFlag.MatchString(l.words.String())
	at := i
	for i++; i < len(l.text); {
		switch rest := l.text[i:]; {
		case rest[0] == '"':
			if script {
				l.nested(at+1, i, l.depth)
			}
			l.word(at, strings.ReplaceAll(l.text[at:i+1], "\n", " "))
			return i + 1
		case rest[0] == '\\':
			i += 2
		case strings.HasPrefix(rest, "${{"):
			i += after(rest, "}}")
		case strings.HasPrefix(rest, "$(") && !strings.HasPrefix(rest, "$((") && !script:
			i = l.list(i+2, ')', l.depth+1) + 1
		default:
			i++
		}
	}
	l.word(at, l.text[at:])
	return len(l.text)
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

var loopHead = regexp.MustCompile(`^(while|until)\s`)

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
