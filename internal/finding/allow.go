package finding

import (
	"fmt"
	"strings"
)

// Allow is an inline exception: a comment that accepts findings of named rules on the lines
// that it covers.
type Allow struct {
	Path     string
	Rules    []string
	Reason   string
	Line     int    // of the comment, 1-based
	From, To int    // the lines that it covers
	Problem  string // why it can't be read, and covers nothing; "" for one that can
}

// AllowUse is one rule of one inline exception.
type AllowUse struct {
	Path string
	Line int
	Rule string
}

// InSource is the value of Finding.SuppressedIn for what an inline exception covers.
const InSource = "source"

// ApplyAllows marks the findings that inline exceptions cover: those of a named rule whose place
// at HEAD lies in the lines of the exception. It tells which exceptions cover one, rule by
// rule, findings included that something else accepts already. Findings about the gate are
// never covered.
func ApplyAllows(list []Finding, allows []Allow) (used map[AllowUse]bool) {
	used = map[AllowUse]bool{}
	at := map[string][]*Allow{} // by path
	for i := range allows {
		if a := &allows[i]; a.Problem == "" {
			at[a.Path] = append(at[a.Path], a)
		}
	}
	for i := range list {
		f := &list[i]
		if f.Head == nil || OfGate(f.Rule) {
			continue
		}
		for _, a := range at[f.Head.Path] {
			if f.Head.Line < a.From || f.Head.Line > a.To || !a.names(f.Rule) {
				continue
			}
			used[AllowUse{a.Path, a.Line, f.Rule}] = true
			if f.Suppressed == nil {
				reason := a.Reason
				f.Suppressed, f.SuppressedIn = &reason, InSource
			}
		}
	}
	return used
}

func (a *Allow) names(rule string) bool {
	for _, r := range a.Rules {
		if r == rule {
			return true
		}
	}
	return false
}

// AllowInput is what AllowFindings judges by.
type AllowInput struct {
	Used   map[AllowUse]bool      // what ApplyAllows told
	AtBase []Allow                // BASE's exceptions, under the paths that their files have at HEAD
	Known  func(rule string) bool // whether there is such a rule
	Judged func(rule string) bool // whether what ran would have found what the rule finds
}

// AllowFindings are the findings about inline exceptions: those that can't be read (GAT002), that
// are for no rule (GAT003) and that fit no finding (GAT004), rule by rule. An exception that BASE
// has too is no change: what is found about it is a note.
func AllowFindings(allows []Allow, in AllowInput) []Finding {
	stood := map[string]bool{}
	for i := range in.AtBase {
		stood[in.AtBase[i].identity()] = true
	}
	var out []Finding
	for i := range allows {
		a := &allows[i]
		standing := stood[a.identity()]
		report := func(r *Rule, rule, message string) {
			f := r.New(a.subject(rule), a.Reason, message, &Location{a.Path, a.Line})
			if standing {
				f.Severity = Note
				f.Message += "; BASE has it, too"
			}
			out = append(out, f)
		}
		if a.Problem != "" {
			report(&ExceptionWithoutReason, strings.Join(a.Rules, ", "), "the exception covers nothing: "+a.Problem)
			continue
		}
		for _, rule := range a.Rules {
			switch {
			case OfGate(rule):
				report(&ExceptionOfUnknownRule, rule, "no exception covers "+rule+", which is about the gate itself: remove it")
			case !in.Known(rule):
				report(&ExceptionOfUnknownRule, rule, fmt.Sprintf("there is no rule %s: `plumbline rules` lists those that there are", rule))
			case in.Judged(rule) && !in.Used[AllowUse{a.Path, a.Line, rule}]:
				report(&ExceptionUnmatched, rule, fmt.Sprintf("%s finds nothing on %s: remove the exception, or put it where the finding is", rule, a.lines()))
			}
		}
	}
	return out
}

// identity tells exceptions of one file apart, wherever they stand.
func (a *Allow) identity() string {
	return fmt.Sprintf("%q", []string{a.Path, strings.Join(a.Rules, ","), a.Reason, a.Problem})
}

// subject names the exception of a rule as findings call it.
func (a *Allow) subject(rule string) string {
	return strings.Join(strings.Fields("allow "+rule+" in"), " ") + " " + a.Path
}

func (a *Allow) lines() string {
	if a.From == a.To {
		return fmt.Sprintf("line %d", a.From)
	}
	return fmt.Sprintf("lines %d to %d", a.From, a.To)
}
