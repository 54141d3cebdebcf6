package finding

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// BaselineError is one mistake in a baseline.
type BaselineError struct {
	File    string
	Line    int // 1-based
	Message string
}

// Error renders the mistake as file:line: message.
func (e *BaselineError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// BaselineErrors are all mistakes of one baseline, by line. It is never empty when returned
// as an error.
type BaselineErrors []*BaselineError

// Error renders one mistake a line.
func (es BaselineErrors) Error() string {
	var lines []string
	for _, e := range es {
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "\n")
}

// maxBaselineErrors bounds how many mistakes are told: the first of them explain the rest.
const maxBaselineErrors = 20

// ReadBaseline reads a baseline; name is what mistakes call it, known tells the rules that
// there are. Unknown keys and rules and values that mean nothing are mistakes: a baseline that
// is read wrong would let things pass. Entries that stand twice or out of order do no harm, as
// a merge of both sides' lines leaves them: they are told in Notes, and the strictest counts.
func ReadBaseline(name string, data []byte, known func(rule string) bool) (*Baseline, error) {
	r := &baselineReader{file: name, data: data, known: known}
	if at := conflict.FindIndex(data); at != nil {
		r.fail(at[0], "has merge conflict markers at line %d: resolve them (keep the lines of both sides that still hold) or run `plumbline baseline write`", r.line(at[0]))
		return nil, r.errs
	}
	if err := r.whole(); err != nil {
		r.syntax(err)
	}
	if len(r.errs) > 0 {
		slices.SortStableFunc(r.errs, func(a, b *BaselineError) int { return cmp.Compare(a.Line, b.Line) })
		return nil, r.errs[:min(len(r.errs), maxBaselineErrors)]
	}
	r.disorder()
	return &Baseline{Entries: sortEntries(r.entries), Notes: r.notes}, nil
}

// conflict is what git leaves in a file where a merge found no answer. No line of JSON starts
// like this.
var conflict = regexp.MustCompile(`(?m)^(?:<{7}|\|{7}|={7}|>{7})(?: |\r?$)`)

// baselineReader collects entries and mistakes with their lines.
type baselineReader struct {
	file    string
	data    []byte
	known   func(rule string) bool
	entries []Entry
	notes   []string
	errs    BaselineErrors
}

func (r *baselineReader) line(at int) int {
	return 1 + bytes.Count(r.data[:min(at, len(r.data))], []byte("\n"))
}

func (r *baselineReader) fail(at int, format string, args ...any) {
	r.errs = append(r.errs, &BaselineError{r.file, r.line(at), fmt.Sprintf(format, args...)})
}

// syntax tells of a file that is no JSON, or none of the right shape.
func (r *baselineReader) syntax(err error) {
	at := len(r.data)
	var s *json.SyntaxError
	if errors.As(err, &s) {
		at = int(s.Offset)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the file ends too early")
	}
	r.fail(at, "is no baseline: %v; restore it from version control or run `plumbline baseline write`", err)
}

// whole reads the file. It returns an error where it is no JSON object; what is wrong with
// the content goes to fail.
func (r *baselineReader) whole() error {
	if !json.Valid(r.data) { // the decoder would take the start of a file that is cut off
		var v any
		return cmp.Or(json.Unmarshal(r.data, &v), io.ErrUnexpectedEOF)
	}
	dec := json.NewDecoder(bytes.NewReader(r.data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("it does not start with an object")
	}
	seen := map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string) // nothing else is a key
		at := int(dec.InputOffset())
		if seen[name] {
			r.fail(at, "has the key %q twice", name)
		}
		seen[name] = true
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		r.member(name, raw, int(dec.InputOffset())-len(raw))
	}
	for _, name := range []string{"schema", "entries"} {
		if !seen[name] {
			r.fail(0, "lacks the key %q", name)
		}
	}
	return nil
}

// member reads one value of the whole; at is where it starts.
func (r *baselineReader) member(name string, raw json.RawMessage, at int) {
	switch name {
	case "schema":
		var s string
		if json.Unmarshal(raw, &s) != nil || s != BaselineSchema {
			r.fail(at, "the schema is %.60s, and this program reads %q: use the plumbline that wrote it, or run `plumbline baseline write`", raw, BaselineSchema)
		}
	case "entries":
		r.list(raw, at)
	default:
		r.fail(at, "has an unknown key %.60q", name)
	}
}

// list reads the entries. The empty object at the end is none.
func (r *baselineReader) list(raw json.RawMessage, at int) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('[') {
		r.fail(at, "entries is no list")
		return
	}
	for dec.More() {
		var one json.RawMessage
		if err := dec.Decode(&one); err != nil {
			r.fail(at, "entries: %v", err)
			return
		}
		start := at + int(dec.InputOffset()) - len(one)
		if strings.Join(strings.Fields(string(one)), "") == "{}" {
			if dec.More() {
				r.fail(start, "an empty object stands before the end of the list: remove it")
			}
			continue
		}
		r.entry(one, start)
	}
}

func (r *baselineReader) entry(raw json.RawMessage, at int) {
	var l baselineLine
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		var t *json.UnmarshalTypeError
		switch {
		case errors.As(err, &t) && t.Field == "":
			r.fail(at, "an entry is no object")
		case errors.As(err, &t):
			r.fail(at, "%s is a %s, which it can't be", t.Field, t.Value)
		default:
			r.fail(at, "the entry has an %s", strings.TrimPrefix(err.Error(), "json: "))
		}
		return
	}
	e := Entry{Rule: l.Rule, Subject: l.Subject, Contract: l.Contract, Dependency: l.Dependency, Kind: l.Kind, Cycle: l.Cycle,
		Policy: l.Policy, Score: l.Score, System: l.System, Reason: l.Reason, Line: r.line(at)}
	if l.Value != nil {
		e.Value = *l.Value
	}
	if wrong := r.sense(&e, l.Value != nil); wrong != "" {
		r.fail(at, "%s", wrong)
		return
	}
	r.entries = append(r.entries, e)
}

// sense says what is wrong with an entry as a whole, "" for nothing.
func (r *baselineReader) sense(e *Entry, valued bool) string {
	kinds := 0
	for _, is := range []bool{e.Rule != "", e.Dependency != "", len(e.Cycle) > 0, e.Score != "", e.System != ""} {
		if is {
			kinds++
		}
	}
	from, to, arrow := strings.Cut(e.Dependency, " -> ")
	members := slices.Sorted(slices.Values(e.Cycle))
	switch {
	case kinds != 1:
		return "an entry has exactly one of rule, dependency, cycle, score and system"
	case (e.Rule != "") != (e.Subject != ""), e.Contract != "" && e.Rule == "":
		return "rule and subject go together, and contract with them"
	case e.Rule != "" && !r.known(e.Rule):
		return fmt.Sprintf("there is no rule %.60q: remove the entry, or use the plumbline that wrote it", e.Rule)
	case (e.Dependency != "") != (e.Kind != ""), e.Dependency != "" && (!arrow || from == "" || to == ""):
		return `a dependency is written {"dependency":"FROM -> TO","kind":"load"}`
	case e.Kind != "" && !slices.Contains(Links(), e.Kind):
		return fmt.Sprintf("kind: %.60q is not one of %s", e.Kind, strings.Join(Links(), ", "))
	case (len(e.Cycle) > 0) != (e.Policy != ""), len(e.Cycle) == 1:
		return `a cycle is written {"cycle":["ONE","TWO"],"policy":"load"}`
	case len(slices.Compact(members)) != len(e.Cycle):
		return "the cycle has a member twice"
	case valued != e.measured():
		return "score and system have a value, and nothing else has"
	}
	slices.Sort(e.Cycle)
	return ""
}

// disorder notes the entries that stand twice or out of order.
func (r *baselineReader) disorder() {
	first := map[string]*Entry{}
	sorted := true
	for i := range r.entries {
		e := &r.entries[i]
		key := fmt.Sprintf("%q", []any{e.subject(), e.kind(), e.Rule, e.Contract, e.Policy})
		if was := first[key]; was != nil {
			r.notes = append(r.notes, fmt.Sprintf("%s:%d: %s stands on line %d already; the stricter of both counts", r.file, e.Line, e, was.Line))
		} else {
			first[key] = e
		}
		if i > 0 && compareEntries(&r.entries[i-1], e) > 0 && sorted {
			sorted = false
			r.notes = append(r.notes, fmt.Sprintf("%s:%d: the entries are not sorted from here on; `plumbline baseline prune` sorts them", r.file, e.Line))
		}
	}
}
