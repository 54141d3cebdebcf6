package pipeline

import (
	"fmt"
	"strings"
	"time"

	"plumbline/coupling"
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

// applyConfig shifts severities and marks what exceptions cover. Exceptions that have
// expired cover nothing; they, and those that fit no finding, are told in notes.
func applyConfig(violations []coupling.Violation, c *config.Config, today time.Time) (kept []coupling.Violation, notes []string) {
	used := make([]bool, len(c.Exceptions))
	for _, v := range violations {
		f := &v.Finding
		if severity, ok := c.Rules[f.Rule]; ok {
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
	for i, e := range c.Exceptions {
		what := describe(&e)
		switch {
		case !used[i]:
			notes = append(notes, what+" fits no finding: remove it from the configuration")
		case !e.Expires.IsZero() && !today.Before(e.Expires):
			notes = append(notes, what+" expired on "+e.Expires.Format(time.DateOnly)+" and covers nothing any more")
		}
	}
	return kept, notes
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

func covers(e *config.Exception, f *finding.Finding) bool {
	if e.Rule != f.Rule || e.Subject != "" && e.Subject != f.Subject {
		return false
	}
	return e.Path == "" || f.Head != nil && config.MatchPath(e.Path, f.Head.Path)
}
