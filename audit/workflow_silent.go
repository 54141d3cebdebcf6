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

var (
	swallows     = regexp.MustCompile(`^(/bin/)?(true|:|(exit|return)( /b)? 0)(\s|$)`)
	errexitOff   = regexp.MustCompile(`^set (\S+ )*(\+\w*e\w*|\+o errexit)(\s|$)`)
	errexitOn    = regexp.MustCompile(`^set (\S+ )*(-\w*e\w*|-o errexit)(\s|$)`)
	looksAtStart = regexp.MustCompile(`^(exit|return)\s+("?\$|[1-9])|^(exit|return)$`)
	looksAt      = regexp.MustCompile(`\$\?|PIPESTATUS`)
	retries      = regexp.MustCompile(`^(\S*/)?(retry|with_retry|with_retries|retry_\w+)\s+\S|\s--reruns[ =]`)
)

// script finds what a shell script throws away.
func (s *silentFinder) script(st *step, at SilentFailure) {
	commands := st.commands
	for i, c := range commands {
		f := at
		f.Level, f.Line, f.Text = "command", c.Line, s.textAt(c.Line, c.Text)
		switch {
		case swallows.MatchString(c.Text):
			first := chainBefore(commands, i)
			if first < 0 {
				continue
			}
			f.Kind, f.Class = SilentSwallow, classOfChain(commands[first:i], at)
			f.Text = s.textAt(commands[i-1].Line, commands[i-1].Text+" || "+c.Text)
			f.Line = commands[i-1].Line
		case errexitOff.MatchString(c.Text):
			f.Kind = SilentErrexit
			f.Class, f.Handled = errexitRegion(commands[i+1:], at)
		case retries.MatchString(c.Text) && !strings.Contains(c.Text, "retry ()"):
			f.Kind, f.Class = SilentRetry, classOfCommand(strings.TrimSpace(afterFirstWord(c.Text)))
		default:
			continue
		}
		if at.Class == ClassUnstable {
			f.Class = at.Class
		}
		s.add(f, st.Line)
	}
}

var pipefail = regexp.MustCompile(`^set .*pipefail|PIPESTATUS`)

// pipes finds tests and builds whose output goes into another command. A script without a `shell`
// runs as `bash -e`, where the last command of a pipe alone decides; `shell: bash` sets pipefail
// (docs.github.com, "Workflow syntax", jobs.<job_id>.steps[*].shell).
func (s *silentFinder) pipes(j *job, st *step, at SilentFailure) {
	if st.pipefail(j) {
		return
	}
	for _, c := range st.commands {
		if k := classOfCommand(c.Text); c.Op == "|" && c.Depth == 0 && k.Dangerous() && !c.asks {
			f := at
			f.Kind, f.Level, f.Line, f.Text = SilentPipe, "command", c.Line, s.textAt(c.Line, c.Text)
			if f.Class != ClassUnstable {
				f.Class = k
			}
			s.add(f, st.Line)
		}
	}
}

// shell is what runs a step, "" for the default of Linux and macOS.
func (s *step) shell(j *job) string {
	shell := firstOf(s.Shell, j.Shell)
	if shell == "" && strings.Contains(j.RunsOn, "windows") {
		return "pwsh"
	}
	return shell
}

// pipefail says whether a failure inside a pipe counts, or the script looks after it.
func (s *step) pipefail(j *job) bool {
	return s.shell(j) != "" && s.shell(j) != "sh" || !s.Run.set() || slices.ContainsFunc(s.commands, func(c command) bool { return pipefail.MatchString(c.Text) })
}

func afterFirstWord(text string) string {
	_, rest, _ := strings.Cut(text, " ")
	return rest
}

// textAt is a line of the file without its indentation, or what is given where the file has none.
func (s *silentFinder) textAt(line int, instead string) string {
	if line < 1 || line > len(s.w.lines) {
		return instead
	}
	return strings.TrimSpace(s.w.lines[line-1])
}

// chainBefore is the index of the first command of the chain whose failure command i swallows:
// `a && b | c || true` throws away that of all three. Negative where it swallows nothing.
func chainBefore(commands []command, i int) int {
	depth := commands[i].Depth
	first := -1
	for k := commands[i].from - 1; k >= 0 && commands[k].Depth == depth; k = commands[k].from - 1 {
		op := commands[k].Op
		if first < 0 && op != "||" || first >= 0 && op != "&&" && op != "|" && op != "||" {
			break
		}
		first = commands[k].from
	}
	return first
}

// classOfChain is the class of what is thrown away. Commands that the table does not know take that of the step.
func classOfChain(commands []command, at SilentFailure) Class {
	var classes []Class
	for _, c := range commands {
		k := classOfCommand(c.Text)
		if k.Dangerous() {
			return k
		}
		if k != ClassOther || c.Text != "()" {
			classes = append(classes, k)
		}
	}
	if k := gathered(classes); k != ClassOther {
		return k
	}
	if at.Class.Dangerous() {
		return ClassOther // a test step may do more than test
	}
	return at.Class
}

// errexitRegion judges what stands below a `set +e`, down to where it is restored: what runs
// there, and whether the script looks at how it went.
func errexitRegion(rest []command, at SilentFailure) (Class, bool) {
	var classes []Class
	restored, handled := false, false
	for i, c := range rest {
		if errexitOff.MatchString(c.Text) {
			break // it is judged on its own
		}
		if errexitOn.MatchString(c.Text) && c.Depth == 0 {
			restored = true
		}
		if looksAt.MatchString(c.Text) || looksAtStart.MatchString(c.Text) || c.asks && i > 0 {
			handled = true
		}
		if !restored {
			classes = append(classes, classOfCommand(c.Text))
		}
	}
	for _, k := range classes {
		if k.Dangerous() {
			return k, handled
		}
	}
	if k := gathered(classes); k != ClassOther {
		return k, handled || restored && k.Harmless()
	}
	return at.Class, handled
}

var powershellQuiet = regexp.MustCompile(`(?i)-ErrorAction\s+["']?(SilentlyContinue|Ignore|Continue)|\$ErrorActionPreference\s*=\s*["']?(SilentlyContinue|Ignore|Continue)|-EA\s+(0|SilentlyContinue)`)

func (s *silentFinder) powershell(st *step, at SilentFailure) {
	for _, l := range st.Script {
		text, _, _ := strings.Cut(l.Text, " #")
		if strings.HasPrefix(strings.TrimSpace(text), "#") || !powershellQuiet.MatchString(text) {
			continue
		}
		f := at
		f.Kind, f.Level, f.Line, f.Text = SilentPowerShell, "command", l.Line, strings.TrimSpace(l.Text)
		s.add(f, st.Line)
	}
}
