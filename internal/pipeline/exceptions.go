package pipeline

import (
	"fmt"
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

// applyConfig shifts severities and marks what exceptions cover. Exceptions that have
// expired cover nothing; they, and those that fit no finding, are told in notes.
func applyConfig(findings []finding.Finding, c *config.Config, today time.Time) (kept []finding.Finding, notes []string) {
	used := make([]bool, len(c.Exceptions))
	for _, f := range findings {
		if severity, ok := c.Rules[f.Rule]; ok {
			if severity == config.Off {
				continue
			}
			f.Severity = severity
		}
		for i := range c.Exceptions {
			e := &c.Exceptions[i]
			if !covers(e, &f) {
				continue
			}
			used[i] = true
			if e.Expires.IsZero() || today.Before(e.Expires) {
				f.Suppressed = &e.Reason
				break
			}
		}
		kept = append(kept, f)
	}
	for i, e := range c.Exceptions {
		what := fmt.Sprintf("exception for %s (%s%s)", e.Rule, e.Path, e.Subject)
		switch {
		case !used[i]:
			notes = append(notes, what+" fits no finding: remove it from the configuration")
		case !e.Expires.IsZero() && !today.Before(e.Expires):
			notes = append(notes, what+" expired on "+e.Expires.Format(time.DateOnly)+" and covers nothing any more")
		}
	}
	return kept, notes
}

func covers(e *config.Exception, f *finding.Finding) bool {
	if e.Rule != f.Rule || e.Subject != "" && e.Subject != f.Subject {
		return false
	}
	return e.Path == "" || f.Head != nil && config.MatchPath(e.Path, f.Head.Path)
}
