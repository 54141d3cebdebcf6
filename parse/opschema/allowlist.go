package opschema

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// AllowList is the list of operators that PyTorch's own compatibility check passes over:
// ALLOW_LIST of test/forward_backward_compatibility/check_forward_backward_compatibility.py.
type AllowList struct {
	Path     string
	Entries  []Allowed // in source order: the first that matches decides
	Problems []Problem
}

// Allowed is one entry of it.
type Allowed struct {
	Line      int
	Pattern   string    // a regular expression, searched for anywhere in the schema
	Until     time.Time // the last day on which it holds, UTC
	Arguments string    // a second one that must be found too, "" for none

	pattern, arguments *regexp.Regexp
}

// ReadAllowList reads the literal ALLOW_LIST of a Python file. What is no entry of the form
// (pattern, datetime.date(y, m, d)[, pattern]), and a pattern that Go's syntax does not
// have, is a problem with its line.
func ReadAllowList(path string, src []byte) *AllowList {
	l := &AllowList{Path: path}
	p := &pyScanner{text: string(src), line: 1}
	if !p.find("ALLOW_LIST", "=", "[") {
		return l
	}
	for tok := p.next(); tok.kind != pyEnd && tok.text != "]"; tok = p.next() {
		switch {
		case tok.text == "(":
			l.entry(tok.line, p.group())
		case tok.text != ",":
			if tok.kind == pyOther && strings.Contains("[{", tok.text) {
				p.group()
			}
			l.Problems = append(l.Problems, Problem{tok.line, fmt.Sprintf("%s is no entry: want (pattern, datetime.date(y, m, d))", tok.text)})
		}
	}
	return l
}

// entry reads one tuple from the tokens between its parentheses.
func (l *AllowList) entry(line int, toks []pyToken) {
	fail := func(format string, args ...any) {
		l.Problems = append(l.Problems, Problem{line, fmt.Sprintf(format, args...)})
	}
	e := Allowed{Line: line}
	var strs []string
	var date []int
	for i, t := range toks {
		switch {
		case t.kind == pyString && i > 0 && toks[i-1].kind == pyString:
			strs[len(strs)-1] += t.text // adjacent literals are one
		case t.kind == pyString:
			strs = append(strs, t.text)
		case t.kind == pyNumber:
			n := 0
			if _, err := fmt.Sscanf(t.text, "%d", &n); err != nil {
				fail("%s is no part of a date", t.text)
				return
			}
			date = append(date, n)
		}
	}
	if len(strs) < 1 || len(strs) > 2 || len(date) != 3 {
		fail("an entry that is not (pattern, datetime.date(y, m, d)[, pattern])")
		return
	}
	e.Pattern, e.Until = strs[0], time.Date(date[0], time.Month(date[1]), date[2], 0, 0, 0, 0, time.UTC)
	var err error
	if e.pattern, err = regexp.Compile(e.Pattern); err != nil {
		fail("the pattern %q can't be judged: %v", e.Pattern, err)
		return
	}
	if len(strs) == 2 {
		e.Arguments = strs[1]
		if e.arguments, err = regexp.Compile(e.Arguments); err != nil {
			fail("the pattern %q can't be judged: %v", e.Arguments, err)
			return
		}
	}
	l.Entries = append(l.Entries, e)
}

// Expired reports whether the entry no longer holds on a day; the zero day is before all.
func (e *Allowed) Expired(today time.Time) bool {
	y, m, d := today.Date()
	return e.Until.Before(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// Perpetual reports whether the entry is meant to hold for ever.
func (e *Allowed) Perpetual() bool { return e.Until.Year() >= 9999 }

// Matches reports whether the pattern is found in a schema with its namespace, whatever
// the day and the second pattern say.
func (e *Allowed) Matches(schema string) bool { return e.pattern.MatchString(schema) }

// Allows gives the entry that lets a schema change on that day, nil for none. schema is
// that of BASE, its namespace written: "aten::add.Tensor(...) -> Tensor". The first entry
// that holds and whose pattern is found decides, for or against.
func (l *AllowList) Allows(schema string, today time.Time) *Allowed {
	if l == nil {
		return nil
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		if !e.Expired(today) && e.Matches(schema) {
			if e.arguments != nil && !e.arguments.MatchString(schema) {
				return nil
			}
			return e
		}
	}
	return nil
}

// spells reports whether what the pattern matches in a schema is a whole name: it starts
// where the schema or the name behind the namespace does, and ends with the namespace, the
// name or the overload, or behind all of them. Entries leave the overload out to mean all.
func (e *Allowed) spells(schema string) bool {
	at := e.pattern.FindStringIndex(schema)
	if at == nil || at[0] > 0 && !strings.HasSuffix(schema[:at[0]], "::") {
		return false
	}
	name, end := strings.IndexByte(schema, '('), at[1]
	if name < 0 || at[0] > name {
		return false
	}
	return end > name || strings.IndexByte(".(:", schema[end]) >= 0 || end > 0 && schema[end-1] == '.'
}

// Overreach lists the operators whose schema the entry's pattern is found in although it
// spells others, as "aten::name.overload"; sorted. schemas are without problems of their own.
func (e *Allowed) Overreach(schemas []*Schema) []string {
	var out []string
	for _, s := range schemas {
		named := *s
		if named.Name.Namespace == "" {
			named.Name.Namespace = "aten"
		}
		if text := named.String(); e.Matches(text) && !e.spells(text) {
			out = append(out, named.Name.String())
		}
	}
	slices.Sort(out)
	return out
}

// String is the entry as a message names it.
func (e *Allowed) String() string {
	text := fmt.Sprintf("(%q, %s", e.Pattern, e.Until.Format(time.DateOnly))
	if e.Arguments != "" {
		text += fmt.Sprintf(", %q", e.Arguments)
	}
	return strings.TrimSpace(text) + ")"
}
