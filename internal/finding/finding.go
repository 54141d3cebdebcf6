// Package finding holds what every analysis reports in: rules, severities, findings and
// their fingerprints. It exists so that rules of different analyses sort, suppress and
// render alike without knowing one another.
//
// Concurrency: rules are constants in all but name; findings are plain values that
// nobody changes once an analysis has returned them.
package finding

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Severity orders findings by what they cost a correct user of the code.
type Severity int

// The severities, least first.
const (
	Note    Severity = iota + 1 // static typing and style
	Warning                     // behaviour changes in silence
	Error                       // a correct caller stops working
)

// String is the name used on the command line and in every format.
func (s Severity) String() string {
	switch s {
	case Note:
		return "note"
	case Warning:
		return "warning"
	case Error:
		return "error"
	}
	return "never"
}

// ParseSeverity reads the name of a severity. "never" gives a severity above all others,
// so that no finding reaches it.
func ParseSeverity(name string) (Severity, error) {
	switch name {
	case "note":
		return Note, nil
	case "warning":
		return Warning, nil
	case "error":
		return Error, nil
	case "never":
		return Error + 1, nil
	}
	return 0, fmt.Errorf("unknown severity %q: one of error, warning, note, never", name)
}

// MarshalText renders a severity by its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Severity) UnmarshalText(text []byte) (err error) {
	*s, err = ParseSeverity(string(text))
	return err
}

// Rule is what stays the same about a kind of finding. ID is never reused.
type Rule struct {
	ID        string   // "CPL001"
	Name      string   // what happened, in the field's words: "layer-violation"
	Invariant string   // the INV ids it serves, comma-separated; "" when none
	Promise   string   // one sentence: what holds while the rule is silent
	Severity  Severity // the default
	Doc       string   // what breaks and what to do: the comment of the rule's txtar
	Example   string   // the rest of the txtar: the fixture itself
}

// Location is a place in a tree; Line is 1-based, 0 where a file as a whole is meant.
type Location struct {
	Path string `json:"path"`
	Line int    `json:"line"`
}

// Finding is one violation of one rule.
type Finding struct {
	Rule        string    `json:"rule"`
	Name        string    `json:"name"`
	Invariant   string    `json:"invariant"`
	Severity    Severity  `json:"severity"`
	Subject     string    `json:"subject"`
	Contract    string    `json:"-"` // what tells two findings of one rule and subject apart: file pair, configured rule
	Message     string    `json:"message"`
	Axes        []string  `json:"axes"`
	Affected    []string  `json:"affected"`
	Base        *Location `json:"base"`
	Head        *Location `json:"head"`
	Fingerprint string    `json:"fingerprint"`
	Suppressed  *string   `json:"suppressed"` // the reason, when an exception covers it
	Change      *Change   `json:"change,omitempty"`
	// SuppressedIn says where the exception stands: InSource for a comment at the place itself,
	// "" for one elsewhere.
	SuppressedIn string `json:"-"`
}

// Change tells of a finding about two trees what was, what is, and what that means to code
// that uses it.
type Change struct {
	Old        string `json:"old"`        // the declaration at BASE, "" where there was none
	New        string `json:"new"`        // the declaration at HEAD, "" where there is none
	Compiled   string `json:"compiled"`   // what happens to a client that is already compiled
	Recompiled string `json:"recompiled"` // what happens to a client that is compiled again
	Instead    string `json:"instead"`    // what to do instead
	Witness    string `json:"witness"`    // a line or two of client code that shows it
	Verdict    string `json:"verdict"`    // what this change alone makes of the comparison
}

// Fingerprint identifies a finding across revisions: it hashes rule, subject and contract
// and never a line, so code that moves keeps its alerts.
func Fingerprint(rule, subject, contract string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%s", rule, subject, contract)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Sort orders findings by rule, then subject, place and contract: the one order all
// formats share.
func Sort(fs []Finding) {
	slices.SortFunc(fs, func(a, b Finding) int { return Compare(&a, &b) })
}

// Compare orders two findings as Sort does, for types that hold more than a finding.
func Compare(a, b *Finding) int {
	return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject),
		comparePlace(a.Head, b.Head), comparePlace(a.Base, b.Base), cmp.Compare(a.Contract, b.Contract))
}

func comparePlace(a, b *Location) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
}
