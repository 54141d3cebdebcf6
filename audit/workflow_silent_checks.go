package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// evidence says in one line what a silent failure is.
func (s SilentFailure) evidence(against bool) Evidence {
	where := strings.TrimSpace(s.Job + " / " + s.Step)
	if s.Step == "" {
		where = s.Job
	}
	text := fmt.Sprintf("%s at a %s of class %s (%s)", s.Kind, s.Level, s.Class, where)
	if s.Kind == SilentSwallow || s.Kind == SilentEcho || s.Kind == SilentCondition || s.Kind == SilentPipe || s.Kind == SilentNever || s.Sometimes {
		text += ": " + s.Text
	}
	switch {
	case s.Handled:
		text += "; the script looks at the result"
	case s.Justified() && s.Loose:
		text += "; justified above the " + s.Level + ": " + shorten(s.Reason)
	case s.Justified():
		text += "; justified: " + shorten(s.Reason)
	case s.Class.Harmless():
		text += "; harmless by what it is for"
	default:
		text += "; no comment says why"
	}
	if s.Critical != "" {
		text += "; part of " + s.Critical
	}
	if s.Generated {
		text += "; the file is generated: mend its template"
	}
	return Evidence{Path: s.Path, Line: s.Line, Text: text, Against: against}
}

func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if r := []rune(text); len(r) > 120 {
		return string(r[:117]) + "..."
	}
	return text
}

// noWorkflows is the verdict where there is nothing to judge, or not all of it can be read. The
// second result is false where the check may go on.
func noWorkflows(c *ci, needs string) (verdict, bool) {
	if b := c.broken(); len(b) > 0 {
		return missing("workflows that can be read: mend those named; then "+needs, b...), true
	}
	if !c.real() {
		return missing(needs+" (the tree has no workflow under .github/workflows)", Evidence{Text: "no workflow under .github/workflows", Against: true}), true
	}
	return verdict{}, false
}

// nothingRuns is the verdict of a check that looks for one workflow among all where there is none
// to look in. What can't be read is named; the one that is looked for may stand in another.
func nothingRuns(c *ci, needs string) (verdict, bool) {
	if c.real() {
		return verdict{}, false
	}
	return noWorkflows(c, needs)
}

// checkCriticalWorkflows: every workflow that guards the main branch is there, can be read, and
// passes over no failure without saying why; with what it calls.
func checkCriticalWorkflows(f *facts, _ *Row) verdict {
	const needs = "in each critical workflow, and in what it calls, a comment that says why at every failure that is passed over, or its removal"
	c := f.ci()
	if v, stop := noWorkflows(c, needs); stop {
		return v
	}
	var absent, unstarted []string
	var evidence []Evidence
	for _, glob := range f.in.Settings.Critical {
		i := slices.IndexFunc(c.workflows, func(w *workflow) bool { return doublestar.MatchUnvalidated(glob, w.Path) })
		if i < 0 {
			absent = append(absent, glob)
			evidence = append(evidence, Evidence{Text: "no workflow matches " + glob, Against: true})
			continue
		}
		if e := c.events(c.workflows[i]); !e["push"] && !c.onChange(c.workflows[i]) {
			unstarted = append(unstarted, c.workflows[i].Path)
			evidence = append(evidence, Evidence{Path: c.workflows[i].Path, Line: c.workflows[i].Triggers[0].Line, Text: "no change starts it: it guards nothing", Against: true})
		}
		n := 0
		for _, s := range c.silent {
			n += boolToInt(s.Critical == c.workflows[i].Path)
		}
		evidence = append(evidence, Evidence{Path: c.workflows[i].Path, Text: fmt.Sprintf("read, with what it calls: %d places that pass over a failure or may", n)})
	}
	if len(absent) == len(f.in.Settings.Critical) {
		return missing("the critical workflows "+strings.Join(absent, ", ")+", or their globs in audit.critical of plumbline.yaml", evidence...)
	}
	open := 0
	for _, s := range c.silent {
		if s.Critical != "" && (s.Kind.Masks() || s.Kind == SilentRetry && s.Class.Dangerous()) && !s.Accepted() {
			evidence = append(evidence, s.evidence(true))
			open++
		}
	}
	switch {
	case open > 0:
		return missing(needs, evidence...)
	case len(absent) > 0:
		return partly("a workflow for "+strings.Join(absent, ", ")+", or its glob in audit.critical of plumbline.yaml", evidence...)
	case len(unstarted) > 0:
		return partly("push or pull_request among what starts "+strings.Join(unstarted, ", "), evidence...)
	}
	return done(evidence...)
}

// checkContinueOnError: every continue-on-error is gone, justified by a comment, or at something
// that says nothing of the change: a clean-up, an upload. In a critical workflow only a comment counts.
func checkContinueOnError(f *facts, _ *Row) verdict {
	const needs = "a comment at each continue-on-error that says why the failure may pass, or its removal"
	return f.silentOf(SilentContinue, needs, func(s *SilentFailure) (State, string) {
		switch {
		case !s.Accepted():
			return NotDone, ""
		case s.Critical != "" && !s.Justified() && s.Class != ClassUnstable:
			return Partial, "; in a critical workflow a comment has to say so"
		}
		return Done, ""
	})
}

// checkAlways: every always() is at something that has to run after a failure (clean-up, upload,
// telemetry), or a comment says why. A test that runs after a failed set-up reports what is no news.
func checkAlways(f *facts, _ *Row) verdict {
	const needs = "a comment at each if: always() of a test or a build that says why it runs after a failure and a cancellation, or !cancelled() in its place"
	return f.silentOf(SilentAlways, needs, func(s *SilentFailure) (State, string) {
		switch {
		case s.Accepted():
			return Done, ""
		case s.Class.Dangerous():
			return NotDone, ""
		}
		return Partial, ""
	})
}

// silentOf is the verdict on all places of one kind: the worst that judge says of one. What it says
// besides stands behind the evidence.
func (f *facts) silentOf(kind SilentKind, needs string, judge func(*SilentFailure) (State, string)) verdict {
	c := f.ci()
	if v, stop := noWorkflows(c, needs); stop {
		return v
	}
	var evidence []Evidence
	state := Done
	for i := range c.silent {
		s := &c.silent[i]
		if s.Kind != kind {
			continue
		}
		one, more := judge(s)
		state = worse(state, one)
		e := s.evidence(one != Done)
		e.Text += more
		evidence = append(evidence, e)
	}
	if len(evidence) == 0 {
		evidence = []Evidence{{Text: fmt.Sprintf("no %s in %d workflows and actions", kind, len(c.workflows))}}
	}
	return verdictOf(state, needs, evidence)
}

func verdictOf(state State, needs string, evidence []Evidence) verdict {
	if state == Done {
		needs = ""
	}
	slices.SortStableFunc(evidence, func(a, b Evidence) int { return boolToInt(b.Against) - boolToInt(a.Against) })
	return verdict{state: state, evidence: evidence, needs: needs}
}

// checkFailsLoudly: a workflow tests each proposed change, and no test or build passes over its own
// failure. A comment that says why makes it known, not loud.
func checkFailsLoudly(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that runs tests, and no test or build whose failure is passed over"
	c := f.ci()
	if v, stop := noWorkflows(c, needs); stop {
		return v
	}
	var evidence []Evidence
	state := NotDone
	for _, r := range f.testRuns() {
		if r.soft == "" && r.onChange {
			state = Done
			evidence = append(evidence, r.evidence(false))
			break
		}
	}
	if state == NotDone {
		evidence = append(evidence, Evidence{Text: "no workflow on pull requests runs tests", Against: true})
	}
	for _, s := range c.silent {
		if !s.Kind.Masks() || !s.Class.Dangerous() || s.Handled {
			continue
		}
		if s.Justified() {
			state = worse(state, Partial)
		} else {
			state = NotDone
		}
		e := s.evidence(true)
		if s.Justified() {
			e.Text += "; present, not enforcing"
		}
		evidence = append(evidence, e)
	}
	return verdictOf(state, needs, evidence)
}
