package opschema

import (
	"strconv"
	"strings"
)

// Upgrader is one entry of the version map (torch/csrc/jit/operator_upgraders/version_map.cpp):
// programs saved with the old schema are rewritten when they are loaded.
type Upgrader struct {
	Line    int
	Version int64  // the file format version from which the new schema holds
	Name    string // of the upgrader: "div_Tensor_0_3"
	Text    string // the old schema as written
	Schema  *Schema
}

// ReadUpgraders reads the entries {version, "upgrader", "schema"} of the version map from
// its C++ text. A schema that can't be read is a problem with its line.
func ReadUpgraders(src []byte) (all []Upgrader, problems []Problem) {
	s := &cppScanner{text: string(src), line: 1}
	var before [5]string // the tokens in front: { number , "upgrader" ,
	for {
		tok, line, ok := s.next()
		if !ok {
			return all, problems
		}
		version, err := strconv.ParseInt(before[1], 10, 64)
		if err == nil && before[0] == "{" && before[2] == "," && strings.HasPrefix(before[3], `"`) && before[4] == "," && strings.HasPrefix(tok, `"`) {
			u := Upgrader{Line: line, Version: version, Name: before[3][1:], Text: tok[1:]}
			if u.Schema, err = ParseSchema(u.Text); err != nil {
				problems = append(problems, Problem{line, "the schema of upgrader " + u.Name + " can't be read: " + err.Error()})
			} else {
				all = append(all, u)
			}
		}
		copy(before[:], before[1:])
		before[4] = tok
	}
}

// cppScanner gives words, strings and single bytes of C++ text. A string's token is a
// quote and its value, adjacent literals taken as one.
type cppScanner struct {
	text string
	pos  int
	line int
}

func (s *cppScanner) next() (tok string, line int, ok bool) {
	s.skip()
	if s.pos >= len(s.text) {
		return "", s.line, false
	}
	start, line, c := s.pos, s.line, s.text[s.pos]
	switch {
	case isLetter(c) || isDigit(c):
		for s.pos < len(s.text) && (isLetter(s.text[s.pos]) || isDigit(s.text[s.pos])) {
			s.pos++
		}
	case c == '"':
		var b strings.Builder
		b.WriteByte('"')
		for s.pos < len(s.text) && s.text[s.pos] == '"' {
			end := stringEnd(s.text, s.pos)
			literal := s.text[s.pos:end]
			if value, err := strconv.Unquote(literal); err == nil {
				literal = value
			}
			b.WriteString(literal)
			s.line += strings.Count(s.text[s.pos:min(end, len(s.text))], "\n")
			s.pos = end
			s.skip()
		}
		return b.String(), line, true
	default:
		s.pos++
	}
	return s.text[start:s.pos], line, true
}

// skip passes over blanks and comments.
func (s *cppScanner) skip() {
	for s.pos < len(s.text) {
		rest := s.text[s.pos:]
		end := 1
		switch {
		case strings.HasPrefix(rest, "//"):
			if end = strings.IndexByte(rest, '\n'); end < 0 {
				end = len(rest)
			}
		case strings.HasPrefix(rest, "/*"):
			if end = strings.Index(rest, "*/") + 2; end < 2 {
				end = len(rest)
			}
		case strings.IndexByte(" \t\r\n", rest[0]) < 0:
			return
		}
		s.line += strings.Count(rest[:end], "\n")
		s.pos += end
	}
}
