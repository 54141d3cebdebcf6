package deprecation

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// LedgerError is one mistake in a ledger.
type LedgerError struct {
	File    string
	Line    int // 1-based
	Message string
}

// Error renders the mistake as file:line: message.
func (e *LedgerError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message) }

// LedgerErrors are all mistakes of one ledger, by line. It is never empty when returned as an error.
type LedgerErrors []*LedgerError

// Error renders one mistake a line.
func (es LedgerErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// ReadLedger reads a ledger; name is what mistakes call it. Unknown keys, values that mean
// nothing and subjects that stand twice are mistakes: a ledger that is read wrong would excuse breaks.
// Lines may come in any order.
func ReadLedger(name string, data []byte) (*Ledger, error) {
	r := &ledgerReader{file: name, data: data}
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		return nil, LedgerErrors{r.syntax(err)}
	}
	l := &Ledger{}
	r.object(value{data, 0}, "the ledger", []key{
		{"schema", true, func(v value) {
			if s, ok := r.text(v, "schema"); ok && s != LedgerSchema {
				r.fail(v, "the schema is %.50q, this program reads %q", s, LedgerSchema)
			}
		}},
		{"releases", true, func(v value) { r.list(v, "releases", func(v value) { r.release(l, v) }) }},
		{"deprecations", true, func(v value) { r.list(v, "deprecations", func(v value) { r.entry(l, v) }) }},
	})
	if len(r.errs) > 0 {
		slices.SortStableFunc(r.errs, func(a, b *LedgerError) int { return cmp.Compare(a.Line, b.Line) })
		return nil, r.errs
	}
	l.sort()
	return l, nil
}

// ledgerReader collects mistakes with their lines.
type ledgerReader struct {
	file string
	data []byte
	errs LedgerErrors

	releases map[ReleaseID]bool
	subjects map[string]bool
}

// value is a JSON value and where it starts in the file.
type value struct {
	raw []byte
	at  int
}

// key is a member that an object may have.
type key struct {
	name     string
	required bool
	read     func(value)
}

func (r *ledgerReader) line(at int) int {
	return 1 + bytes.Count(r.data[:min(at, len(r.data))], []byte("\n"))
}

// maxLedgerErrors bounds how many mistakes are told: the first of them explain the rest.
const maxLedgerErrors = 50

func (r *ledgerReader) fail(v value, format string, args ...any) {
	if len(r.errs) == maxLedgerErrors {
		return
	}
	r.errs = append(r.errs, &LedgerError{r.file, r.line(v.at), fmt.Sprintf(format, args...)})
}

// conflict is what git leaves in a file where a merge found none.
var conflict = regexp.MustCompile(`(?m)^(?:<{7}|={7}|>{7})(?: |$)`)

func (r *ledgerReader) syntax(err error) *LedgerError {
	if at := conflict.FindIndex(r.data); at != nil {
		return &LedgerError{r.file, r.line(at[0]), "a merge left its conflict markers: keep both sides' lines, of one subject the earlier first release, or write the ledger again"}
	}
	at := len(r.data)
	var s *json.SyntaxError
	if errors.As(err, &s) {
		at = int(s.Offset)
	}
	return &LedgerError{r.file, r.line(at), "not valid JSON: " + err.Error()}
}

// members splits an object or a list; keys has the names of an object's members. The bytes are
// valid JSON.
func members(v value) (keys []string, values []value) {
	dec := json.NewDecoder(bytes.NewReader(v.raw))
	open, err := dec.Token()
	if err != nil {
		return nil, nil
	}
	for dec.More() {
		if open == json.Delim('{') {
			k, err := dec.Token()
			if err != nil {
				return keys, values
			}
			name, _ := k.(string) // nothing else is a key
			keys = append(keys, name)
		}
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			return keys, values
		}
		values = append(values, value{raw, v.at + int(dec.InputOffset()) - len(raw)})
	}
	return keys, values
}

// begins reports whether a value is of the kind that starts with a sign.
func (v value) begins(sign string) bool { return bytes.HasPrefix(bytes.TrimSpace(v.raw), []byte(sign)) }

// object reads an object with exactly the given keys, each at most once.
func (r *ledgerReader) object(v value, what string, keys []key) bool {
	if !v.begins("{") {
		r.fail(v, "%s is no object", what)
		return false
	}
	before := len(r.errs)
	seen := map[string]bool{} // by name of the key
	names, values := members(v)
	for i, member := range values {
		name := names[i]
		at := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
		switch {
		case at < 0:
			r.fail(member, "%s has an unknown key %.50q", what, name)
		case seen[name]:
			r.fail(member, "%s has the key %q twice", what, name)
		default:
			seen[name] = true
			keys[at].read(member)
		}
	}
	for _, k := range keys {
		if k.required && !seen[k.name] {
			r.fail(v, "%s lacks the key %q", what, k.name)
		}
	}
	return len(r.errs) == before
}

func (r *ledgerReader) list(v value, what string, read func(value)) {
	if !v.begins("[") {
		r.fail(v, "%s is no list", what)
		return
	}
	_, values := members(v)
	for _, e := range values {
		read(e)
	}
}

func (r *ledgerReader) text(v value, what string) (string, bool) {
	var s string
	if !v.begins(`"`) || json.Unmarshal(v.raw, &s) != nil {
		r.fail(v, "%s is no text", what)
		return "", false
	}
	return s, true
}

func (r *ledgerReader) textTo(to *string, what string) func(value) {
	return func(v value) { *to, _ = r.text(v, what) }
}

// releaseTo reads a minor release, as "2.6".
func (r *ledgerReader) releaseTo(to *ReleaseID, what string) func(value) {
	return func(v value) {
		s, ok := r.text(v, what)
		id, valid := ParseRelease(s)
		if ok && (!valid || id.String() != s) {
			r.fail(v, "%s: %.50q is no minor release such as 2.6", what, s)
		}
		*to = id
	}
}

// commitID is the id of a git object, by SHA-1 or SHA-256.
var commitID = regexp.MustCompile(`^(?:[0-9a-f]{40}|[0-9a-f]{64})$`)

func (r *ledgerReader) release(l *Ledger, v value) {
	var e LedgerRelease
	ok := r.object(v, "a release", []key{
		{"release", true, r.releaseTo(&e.Release, "release")},
		{"version", true, func(v value) {
			s, ok := r.text(v, "version")
			var valid bool
			if e.Version, valid = ParseVersion(s); ok && !valid {
				r.fail(v, "version: %.50q is no version", s)
			}
		}},
		{"tag", true, r.textTo(&e.Tag, "tag")},
		{"commit", true, func(v value) {
			s, ok := r.text(v, "commit")
			if e.Commit = s; ok && !commitID.MatchString(s) {
				r.fail(v, "commit: %.70q is no id of a commit", s)
			}
		}},
		{"date", true, func(v value) {
			s, ok := r.text(v, "date")
			if !ok || s == "" {
				return
			}
			var err error
			if e.Date, err = time.Parse(time.DateOnly, s); err != nil {
				r.fail(v, "date: %.50q is no date such as 2025-01-29", s)
			}
		}},
	})
	switch {
	case !ok:
		return
	case e.Version.Release() != e.Release:
		r.fail(v, "release %s has the version %s", e.Release, e.Version)
	case r.releases[e.Release]:
		r.fail(v, "release %s stands twice", e.Release)
	}
	if r.releases == nil {
		r.releases = map[ReleaseID]bool{}
	}
	r.releases[e.Release] = true
	l.Releases = append(l.Releases, e)
}

func (r *ledgerReader) entry(l *Ledger, v value) {
	var e LedgerEntry
	var tombstone ReleaseID
	ok := r.object(v, "a deprecation", []key{
		{"subject", true, func(v value) {
			if s, ok := r.text(v, "subject"); ok && s == "" {
				r.fail(v, "subject is empty")
			} else {
				e.Subject = s
			}
		}},
		{"first", true, r.releaseTo(&e.First, "first")},
		{"last", true, r.releaseTo(&e.Last, "last")},
		{"without", false, func(v value) {
			r.list(v, "without", func(v value) {
				var id ReleaseID
				r.releaseTo(&id, "without")(v)
				e.Without = append(e.Without, id)
			})
		}},
		{"category", true, r.textTo(&e.Category, "category")},
		{"promised", true, func(v value) {
			s, ok := r.text(v, "promised")
			if _, valid := ParseVersion(s); ok && s != "" && !valid {
				r.fail(v, "promised: %.50q is no version", s)
			}
			e.Promised = s
		}},
		{"tombstone", false, func(v value) { r.releaseTo(&tombstone, "tombstone")(v); e.Tombstone = &tombstone }},
		{"text", true, r.textTo(&e.Text, "text")},
	})
	if !ok {
		return
	}
	r.sense(&e, v)
	l.Deprecations = append(l.Deprecations, e)
}

// sense checks what the values of an entry say together.
func (r *ledgerReader) sense(e *LedgerEntry, v value) {
	slices.SortFunc(e.Without, CompareReleases)
	e.Without = slices.Compact(e.Without)
	between := func(id ReleaseID) bool { return e.First.Before(id) && id.Before(e.Last) }
	switch {
	case r.subjects[e.Subject]:
		r.fail(v, "subject %q stands twice: keep the line with the earlier first release", e.Subject)
	case e.Last.Before(e.First):
		r.fail(v, "subject %q warns last in %s, before it first does in %s", e.Subject, e.Last, e.First)
	case slices.ContainsFunc(e.Without, func(id ReleaseID) bool { return !between(id) }):
		r.fail(v, "subject %q lists a release without the warning that does not lie between %s and %s", e.Subject, e.First, e.Last)
	case e.Tombstone != nil && e.Tombstone.Before(e.First):
		r.fail(v, "subject %q raises in %s, before it first warns in %s", e.Subject, *e.Tombstone, e.First)
	}
	if r.subjects == nil {
		r.subjects = map[string]bool{}
	}
	r.subjects[e.Subject] = true
}
