package audit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// SilentKind is a way in which a workflow passes over a failure, or may.
type SilentKind string

// The ways that are looked for.
const (
	SilentContinue   SilentKind = "continue-on-error"
	SilentAlways     SilentKind = "always()"           // runs whatever failed before; its own failure counts
	SilentNever      SilentKind = "if: false"          // never runs, and looks as if it had been skipped today
	SilentSwallow    SilentKind = "|| true"            // a command whose failure is thrown away
	SilentEcho       SilentKind = "|| echo"            // a failure is printed, and passes
	SilentCondition  SilentKind = "if without exit"    // a test is a condition, and no branch fails
	SilentErrexit    SilentKind = "set +e"             // commands below it may fail
	SilentPipe       SilentKind = "| without pipefail" // the last command of a pipe decides alone
	SilentFailFast   SilentKind = "fail-fast: false"   // the other jobs of a matrix go on; the failure counts
	SilentRetry      SilentKind = "retry"              // a failure is tried away
	SilentPowerShell SilentKind = "SilentlyContinue"   // PowerShell's continue-on-error
)

// Masks says whether a failure of this kind does not make the run fail. The others are listed to
// be read, they hide nothing by themselves.
func (k SilentKind) Masks() bool {
	return k != SilentAlways && k != SilentFailFast && k != SilentRetry
}

// SilentFailure is one place where a workflow or a composite action passes over a failure.
type SilentFailure struct {
	Path      string
	Line      int
	Kind      SilentKind
	Level     string // "job", "step" or "command"
	Job, Step string // their names, else their ids; "" where there is none
	Text      string // as it stands in the file
	Class     Class
	Reason    string // the comment that justifies it, "" for none
	Loose     bool   // the comment stands above the step or job, and may speak of something else
	Handled   bool   // the script looks at the result itself, so nothing is lost
	Sometimes bool   // an expression decides it when the workflow runs
	Critical  string // the critical workflow that it is part of, "" for none
	Generated bool   // the file is made from a template: mend that
}

// Justified says whether somebody said why. A comment above a whole step or job counts for a test or
// a build only if it speaks of failing.
func (s SilentFailure) Justified() bool {
	return s.Reason != "" && (!s.Loose || !s.Class.Dangerous() || speaksOfFailing.MatchString(s.Reason))
}

var speaksOfFailing = regexp.MustCompile(`(?i)fail|error|ignor|non-?blocking|not block|best[ -]effort|optional|allow|flak|unstable|tolera|informational|continue|soft|block|always|cancel|skip|disabl|expected`)

// Accepted says whether nothing has to be done about it: it is justified, harmless by what it is
// for, handled, or of a workflow that is called unstable.
func (s SilentFailure) Accepted() bool { return s.Handled || s.Justified() || s.Class.Harmless() }

// silentFinder collects the silent failures of one workflow.
type silentFinder struct {
	w        *workflow
	critical string
	out      []SilentFailure
}

// silentFailures lists what the workflows and composite actions pass over, by path and line.
func silentFailures(c *ci, settings Settings) []SilentFailure {
	critical := c.critical(settings)
	var out []SilentFailure
	for _, w := range c.workflows {
		s := silentFinder{w: w, critical: critical[w.Path]}
		for _, j := range w.Jobs {
			s.job(j)
			for _, st := range j.Steps {
				s.step(j, st)
			}
		}
		slices.SortStableFunc(s.out, func(a, b SilentFailure) int { return a.Line - b.Line })
		out = append(out, s.out...)
	}
	return out
}

// critical gives, by path, the critical workflow that a workflow or action is part of: itself, or
// one that calls it.
func (c *ci) critical(settings Settings) map[string]string {
	out := map[string]string{}
	var mark func(w *workflow, root string)
	mark = func(w *workflow, root string) {
		if out[w.Path] != "" {
			return
		}
		out[w.Path] = root
		for _, u := range w.uses() {
			if target := c.local(u.Text); target != nil {
				mark(target, root)
			}
		}
	}
	for _, glob := range settings.Critical {
		for _, w := range c.workflows {
			if doublestar.MatchUnvalidated(glob, w.Path) {
				mark(w, w.Path)
			}
		}
	}
	return out
}

func (s *silentFinder) add(f SilentFailure, owner int) {
	f.Path, f.Critical, f.Generated = s.w.Path, s.critical, s.w.Generated
	if f.Reason == "" {
		f.Reason, f.Loose = s.w.justification(f.Line, owner)
	}
	s.out = append(s.out, f)
}

func (j *job) title() string { return firstOf(j.Name, j.ID) }

func (s *step) title() string { return firstOf(s.Name, s.ID, s.Uses.Text) }

func firstOf(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

func (s *silentFinder) job(j *job) {
	at := SilentFailure{Level: "job", Job: j.title(), Class: j.class(s.w)}
	s.soft(j.ContinueOnError, at, j.Line)
	s.conditional(j.If, at, j.Line)
	if t, _ := condition(j.FailFast.Text, ""); j.FailFast.set() && t == no {
		f := at
		f.Kind, f.Line, f.Text = SilentFailFast, j.FailFast.Key, "fail-fast: "+j.FailFast.Text
		s.add(f, j.Line)
	}
}

func (s *silentFinder) step(j *job, st *step) {
	at := SilentFailure{Level: "step", Job: j.title(), Step: st.title(), Class: st.class()}
	if j.unstable(s.w) {
		at.Class = ClassUnstable
	}
	s.soft(st.ContinueOnError, at, st.Line)
	s.conditional(st.If, at, st.Line)
	if strings.Contains(st.Uses.Text, "retry") {
		f := at
		f.Kind, f.Line, f.Text = SilentRetry, st.Uses.Key, "uses: "+st.Uses.Text
		s.add(f, st.Line)
	}
	shell := st.shell(j)
	s.pipes(j, st, at)
	switch {
	case strings.HasPrefix(shell, "pwsh"), strings.HasPrefix(shell, "powershell"):
		s.powershell(st, at)
	case shell == "", strings.Contains(shell, "sh"), strings.HasPrefix(shell, "cmd"):
		s.script(st, at)
	}
}

// soft notes a continue-on-error, unless its expression can't be true.
func (s *silentFinder) soft(v scalar, at SilentFailure, owner int) {
	if !v.set() {
		return
	}
	t, _ := condition(v.Text, "")
	if t == no {
		return
	}
	at.Kind, at.Line, at.Text, at.Sometimes = SilentContinue, v.Key, "continue-on-error: "+v.Text, t == unsure
	s.add(at, owner)
}

func (s *silentFinder) conditional(v scalar, at SilentFailure, owner int) {
	if !v.set() {
		return
	}
	t, always := condition(v.Text, "")
	at.Line, at.Text = v.Key, "if: "+strings.Join(strings.Fields(v.Text), " ")
	switch {
	case t == no:
		at.Kind = SilentNever
	case always:
		at.Kind = SilentAlways
	default:
		return
	}
	s.add(at, owner)
}
