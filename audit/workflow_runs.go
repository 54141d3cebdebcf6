package audit

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ciRun is a place where a workflow runs a command or an action that a check asks for.
type ciRun struct {
	w         *workflow
	job       *job
	step      *step
	line      int
	path      string // of the file that has the command: the workflow, or a script that it runs
	text      string
	onChange  bool // a proposed change starts it
	scheduled bool
	soft      string // why its failure does not count, "" if it does
}

// enforces says whether a proposed change that fails here is stopped by it.
func (r ciRun) enforces() bool { return r.onChange && r.soft == "" }

func (r ciRun) evidence(against bool) Evidence {
	text := fmt.Sprintf("runs %s (%s)", shorten(r.text), r.job.title())
	if r.path != r.w.Path {
		text += ", called by " + r.w.Path
	}
	switch {
	case r.soft != "":
		text += "; present, not enforcing: " + r.soft
	case !r.onChange && r.scheduled:
		text += "; on a schedule only"
	case !r.onChange:
		text += "; not on pull requests"
	}
	return Evidence{Path: r.path, Line: r.line, Text: text, Against: against}
}

// workflowsThatRun lists where workflows and composite actions run a command or use an action
// that matches. Commands are words of a script, never its comments, its quoted texts or what it
// prints; scripts of the tree and targets of make that a workflow runs are
// followed one step.
func (f *facts) workflowsThatRun(pattern *regexp.Regexp) []ciRun {
	return f.runsWhere(func(text string, _ *step) bool { return pattern.MatchString(text) })
}

// prints are commands that only name what they speak of.
var prints = regexp.MustCompile(`^(echo|printf|cat|grep|egrep|sed|awk|ls|which|type|git|test|\[\[?|export|rm|mkdir|cp|mv|chmod|touch|command)(\s|$)|^(pip3?|python\S* -m pip|uv( pip)?|conda|mamba|apt|apt-get|yum|dnf|brew|npm|yarn|go) (-\S+ )*(install|add|download)\b|^(curl|wget)\b`)

func (f *facts) runsWhere(match func(text string, s *step) bool) []ciRun {
	c := f.ci()
	var out []ciRun
	for _, w := range c.workflows {
		events := c.events(w)
		for _, j := range w.Jobs {
			for _, s := range j.Steps {
				base := ciRun{w: w, job: j, step: s, path: w.Path, onChange: c.onChange(w), scheduled: events["schedule"]}
				if s.Uses.set() && match("uses "+s.Uses.Text, s) {
					r := base
					r.line, r.text, r.soft = s.Uses.Line, "uses "+s.Uses.Text, softness(w, j, s, "")
					out = append(out, r)
				}
				out = append(out, f.commandsOf(base, match)...)
			}
			if j.Uses.set() && match("uses "+j.Uses.Text, &step{}) {
				out = append(out, ciRun{w: w, job: j, step: &step{}, path: w.Path, line: j.Uses.Line, text: "uses " + j.Uses.Text,
					onChange: c.onChange(w), scheduled: events["schedule"], soft: softness(w, j, &step{}, "")})
			}
		}
	}
	for i := range out {
		out[i].conditions()
	}
	return out
}

// conditions takes back that a change or a schedule starts what its condition rules out then.
func (r *ciRun) conditions() {
	for _, text := range []string{r.job.If.Text, r.step.If.Text} {
		if text == "" {
			continue
		}
		pull, _ := condition(text, "pull_request")
		target, _ := condition(text, "pull_request_target")
		group, _ := condition(text, "merge_group")
		if pull == no && target == no && group == no {
			r.onChange = false
		}
		if t, _ := condition(text, "schedule"); t == no {
			r.scheduled = false
		}
	}
}

func (f *facts) commandsOf(base ciRun, match func(string, *step) bool) []ciRun {
	var out []ciRun
	commands := base.step.commands
	for i, c := range commands {
		r := base
		r.line, r.text = c.Line, c.Text
		if !prints.MatchString(c.Text) && match(c.Text, base.step) {
			script := swallowed(commands, i)
			if script == "" && c.Op == "|" && c.Depth == 0 && !base.step.pipefail(base.job) {
				script = "its result is lost in a pipe without pipefail"
			}
			r.soft = softness(base.w, base.job, base.step, script)
			out = append(out, r)
			continue
		}
		for _, by := range f.calledBy(c.Text) {
			for k, inner := range by.commands {
				if !prints.MatchString(inner.Text) && match(inner.Text, base.step) {
					r.path, r.line, r.text = by.path, inner.Line, inner.Text
					r.soft = softness(base.w, base.job, base.step, firstOf(swallowed(commands, i), swallowed(by.commands, k)))
					out = append(out, r)
				}
			}
		}
	}
	return out
}

var scriptName = regexp.MustCompile(`[\w./-]+\.(sh|bash)\b`)

// scriptsIn are the shell scripts of the tree that a command names.
func (f *facts) scriptsIn(command string) []string {
	if prints.MatchString(command) {
		return nil
	}
	var out []string
	for _, p := range scriptName.FindAllString(command, -1) {
		p = strings.TrimPrefix(p, "./")
		if _, ok := slices.BinarySearch(f.in.Tree.Paths, p); ok {
			out = append(out, p)
		}
	}
	return out
}

// script are the commands of a script of the tree, read once.
func (f *facts) script(p string) []command {
	c := f.ci()
	if _, ok := c.scripts[p]; !ok {
		c.scripts[p] = shellCommands(linesOf(f.read(p)))
	}
	return c.scripts[p]
}

func linesOf(data []byte) []shellLine {
	var out []shellLine
	for i, l := range strings.Split(strings.TrimRight(string(data), "\n"), "\n") {
		out = append(out, shellLine{Line: i + 1, Text: l})
	}
	return out
}

// swallowed says how the failure of a command is thrown away in its script, "" if it is not.
func swallowed(commands []command, i int) string {
	depth := commands[i].Depth
	for k := i; k < len(commands); k++ {
		if commands[k].Depth < depth {
			depth = commands[k].Depth // the ( ) or $( ) that holds it ends
		}
		if commands[k].Depth > depth {
			continue
		}
		if k > i && swallows.MatchString(commands[k].Text) && chainBefore(commands, k) <= i && chainBefore(commands, k) >= 0 {
			return "|| " + commands[k].Text
		}
		if op := commands[k].Op; op != "||" && op != "&&" && op != "|" && depth == 0 {
			break
		}
	}
	for k := i - 1; k >= 0; k-- {
		if errexitOn.MatchString(commands[k].Text) {
			break
		}
		if errexitOff.MatchString(commands[k].Text) {
			if _, handled := errexitRegion(commands[k+1:], SilentFailure{Class: ClassTest}); !handled {
				return "set +e"
			}
			break
		}
	}
	return ""
}

// softness says why the failure of a step does not count, "" if it does.
func softness(w *workflow, j *job, s *step, script string) string {
	for _, v := range []scalar{j.ContinueOnError, s.ContinueOnError} {
		if t, _ := condition(v.Text, ""); v.set() && t != no {
			return fmt.Sprintf("continue-on-error: %s on line %d", v.Text, v.Key)
		}
	}
	for _, v := range []scalar{j.If, s.If} {
		if t, _ := condition(v.Text, ""); v.set() && t == no {
			return fmt.Sprintf("if: %s on line %d", v.Text, v.Key)
		}
	}
	return script
}

// testRuns are the places where tests run, scripts followed.
func (f *facts) testRuns() []ciRun {
	return f.runsWhere(func(text string, s *step) bool {
		if rest, ok := strings.CutPrefix(text, "uses "); ok {
			return classByPattern(rest, commandClasses) == ClassTest
		}
		return classOfCommand(text) == ClassTest
	})
}

// ruled is the verdict on a thing that has to run on every proposed change.
func ruled(runs []ciRun, needs string) verdict {
	var evidence []Evidence
	for _, r := range runs {
		if r.enforces() {
			return done(r.evidence(false))
		}
		evidence = append(evidence, r.evidence(true))
	}
	if len(runs) > 0 {
		return partly(needs, evidence...)
	}
	return missing(needs)
}

// ruledOrScheduled is the same where a schedule will do.
func ruledOrScheduled(runs []ciRun, needs string) verdict {
	for _, r := range runs {
		if r.soft == "" && (r.onChange || r.scheduled) {
			e := r.evidence(false)
			return done(e)
		}
	}
	return ruled(runs, needs)
}
