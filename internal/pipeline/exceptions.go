package pipeline

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"plumbline/internal/config"
	"plumbline/internal/finding"
)

// today is the date that exceptions expire against: the one asked for, else that of the
// revision, else the clock's.
func (s *Scan) today(asked string) (time.Time, error) {
	if asked != "" {
		return time.Parse(time.DateOnly, asked)
	}
	if date, ok := s.Tree.Date(); ok {
		return date, nil
	}
	return time.Now(), nil
}

// applyConfig shifts the severities of what one pass found and marks what exceptions of the
// configuration cover; of gives the finding of an element. Exceptions that have expired cover
// nothing; they, and those that fit no finding, are found where their rule is one of the
// pass's.
func applyConfig[T any](list []T, of func(*T) *finding.Finding, rules []finding.Rule, c *config.Config, today time.Time) (kept []T, gate []finding.Finding) {
	used := make([]bool, len(c.Exceptions))
	for _, v := range list {
		f := of(&v)
		if severity, ok := severityOf(f, c); ok {
			if severity == config.Off {
				continue
			}
			f.Severity = severity
		}
		for i := range c.Exceptions {
			e := &c.Exceptions[i]
			if !covers(e, f) {
				continue
			}
			used[i] = true
			if f.Suppressed == nil && (e.Expires.IsZero() || today.Before(e.Expires)) {
				f.Suppressed = &e.Reason
			}
		}
		kept = append(kept, v)
	}
	for i := range c.Exceptions {
		e := &c.Exceptions[i]
		if !slices.ContainsFunc(rules, func(r finding.Rule) bool { return r.ID == e.Rule }) {
			continue // another pass judges it
		}
		at := placeOf(c, c.ExceptionLine(i))
		switch {
		case !used[i]:
			gate = append(gate, finding.ExceptionUnmatched.New(describe(e), e.Reason, describe(e)+" fits no finding: remove it from the configuration", at))
		case !e.Expires.IsZero() && !today.Before(e.Expires):
			gate = append(gate, finding.ExceptionExpired.New(describe(e), e.Reason, describe(e)+" expired on "+e.Expires.Format(time.DateOnly)+" and covers nothing any more", at))
		}
	}
	return kept, configured(gate, c)
}

// configured shifts the severities of findings about the gate. That of what a configuration
// loosens is not its own to say, and what is a note since BASE has it too is raised by none.
func configured(gate []finding.Finding, c *config.Config) (kept []finding.Finding) {
	for _, f := range gate {
		if severity, ok := severityOf(&f, c); ok && f.Rule != finding.GateLoosened.ID {
			if severity == config.Off {
				continue
			}
			if f.Rule == finding.BaselineEntryStale.ID || f.Severity != finding.Note {
				f.Severity = severity
			}
		}
		kept = append(kept, f)
	}
	return kept
}

// describe names an exception as the configuration writes it.
func describe(e *config.Exception) string {
	var keys []string
	if e.Path != "" {
		keys = append(keys, "path "+e.Path)
	}
	if e.Subject != "" {
		keys = append(keys, fmt.Sprintf("subject %q", e.Subject))
	}
	return fmt.Sprintf("exception for %s (%s)", e.Rule, strings.Join(keys, ", "))
}

// covers reports whether an exception accepts a finding. Its path is held against the place
// at HEAD, and of what is there no more against that at BASE.
func covers(e *config.Exception, f *finding.Finding) bool {
	if e.Rule != f.Rule || e.Subject != "" && e.Subject != f.Subject {
		return false
	}
	return e.Path == "" || standsAt(f, e.Path)
}

// standsAt reports whether a finding's place, at HEAD where it has one there, fits a glob.
func standsAt(f *finding.Finding, glob string) bool {
	at := f.Head
	if at == nil {
		at = f.Base
	}
	return at != nil && config.MatchPath(glob, at.Path)
}

// severityOf is the severity that a configuration gives a finding, if any.
func severityOf(f *finding.Finding, c *config.Config) (finding.Severity, bool) {
	severity, ok := c.Rules[f.Rule]
	for _, s := range c.Severities {
		if s.Rule == f.Rule && standsAt(f, s.Path) {
			severity, ok = s.Severity, true
		}
	}
	return severity, ok
}
