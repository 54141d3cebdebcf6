package audit

import (
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// monthly is the longest time, in days, that may lie between two runs of a monthly schedule.
const monthly = 31

// longestGap is the longest time between two runs of a schedule within two years, in days; false
// for a schedule that is none or never comes.
func longestGap(spec string) (float64, bool) {
	fields := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	if strings.Contains(spec, "TZ=") || strings.HasPrefix(spec, "@") {
		return 0, false // GitHub knows neither
	}
	schedule, err := fields.Parse(spec)
	if err != nil {
		return 0, false
	}
	at := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	end := at.AddDate(2, 0, 0)
	gap := 0.0
	for n := 0; at.Before(end); n++ {
		next := schedule.Next(at)
		if next.IsZero() {
			return 0, false
		}
		if n > 0 {
			gap = max(gap, next.Sub(at).Hours()/24)
		}
		if at = next; n > 2000 && gap < 1 {
			break // several times a day
		}
	}
	return gap, true
}

// schedules lists the schedules that start a workflow, those of its callers included.
func (c *ci) schedules(w *workflow) []scalar {
	var out []scalar
	for _, t := range w.Triggers {
		out = append(out, t.Crons...)
	}
	for _, caller := range c.callers[w.Path] {
		for _, t := range caller.Triggers {
			out = append(out, t.Crons...)
		}
	}
	return out
}

// checkThirdPartyCron: a workflow with a schedule that comes at least once a month runs the
// script of the tree that audits third-party versions.
func checkThirdPartyCron(f *facts, _ *Row) verdict {
	const needs = "a workflow with a cron schedule, at least monthly (0 6 1 * *), that runs the third-party audit script of the tree"
	c := f.ci()
	if v, stop := nothingRuns(c, needs); stop {
		return v
	}
	var scripts []string
	for _, s := range f.auditScripts() {
		scripts = append(scripts, s.path)
	}
	if len(scripts) == 0 {
		return missing("a script that audits third-party versions, and "+needs, Evidence{Text: "no script that audits third-party versions", Against: true})
	}
	runs := f.runsWhere(func(text string, _ *step) bool {
		return slices.ContainsFunc(scripts, func(p string) bool { return namesFile(text, p) })
	})
	var evidence []Evidence
	state := NotDone
	for _, r := range runs {
		e := r.evidence(true)
		at, gap := Evidence{}, 0.0
		for _, s := range c.schedules(r.w) {
			days, ok := longestGap(s.Text)
			if ok && (at.Line == 0 || days < gap) {
				at, gap = Evidence{Path: r.w.Path, Line: s.Line, Text: "schedule " + s.Text}, days
			}
		}
		switch {
		case at.Line == 0 || !r.scheduled:
			e.Text += "; no schedule that is valid starts it"
		case gap > monthly:
			e.Text += "; its schedule comes less than monthly"
		case r.soft != "":
			state = worse(state, Partial)
			if state == NotDone && len(evidence) == 0 {
				state = Partial
			}
		default:
			e.Against = false
			return done(e, at)
		}
		evidence = append(evidence, e)
	}
	if len(runs) > 0 {
		return partly(needs, evidence...)
	}
	return missing(needs, evidence...)
}
