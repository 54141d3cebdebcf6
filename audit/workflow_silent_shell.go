package audit

import (
	"regexp"
	"slices"
	"strings"
)

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
		case onlyPrints(c):
			first := chainBefore(commands, i)
			if first < 0 || !classOfChain(commands[first:i], at).Dangerous() {
				continue // whatever else is printed in place of a failure is a message
			}
			f.Kind, f.Class = SilentEcho, classOfChain(commands[first:i], at)
			f.Text = s.textAt(commands[i-1].Line, commands[i-1].Text+" || "+c.Text)
			f.Line = commands[i-1].Line
		case c.asks && !c.loops && classOfCommand(c.Text).Dangerous() && !lookedAt(commands[i+1:]):
			f.Kind, f.Class = SilentCondition, classOfCommand(c.Text)
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

var (
	printsOnly = regexp.MustCompile(`^(echo|printf)(\s|$)`)
	toFile     = regexp.MustCompile(`>\s*[^&\s]|::set-output`)
	// lookedAtBy are commands that fail, or keep how a test went for one that does.
	lookedAtBy = regexp.MustCompile(`^(exit|return)(\s+("?\$|[1-9])|$)|^(false|break|continue|kill|throw)(\s|$)|^\(*\s*\w+(\+|\[[^\]]*\])?=|^(declare|local|export|let)\s|^\(\(|\$\?|::set-output|>>?\s*"?\$|\|\s*tee|^touch\s`)
)

// onlyPrints says whether a command stands in for a failure and does nothing but say so. What it
// writes to a file may be looked at later.
func onlyPrints(c command) bool {
	return printsOnly.MatchString(c.Text) && !c.group && c.Op != "&&" && !toFile.MatchString(outsideQuotes(shown.ReplaceAllString(c.Text, "")))
}

// shown is where a text goes to be read.
var shown = regexp.MustCompile(`>>?\s*"?(\$\{?GITHUB_STEP_SUMMARY\}?|/dev/(null|stderr|stdout))"?`)

var quotedText = regexp.MustCompile(`"[^"]*"|'[^']*'`)

func outsideQuotes(text string) string { return quotedText.ReplaceAllString(text, "''") }

// lookedAt says whether one of the commands fails, or keeps a result.
func lookedAt(commands []command) bool {
	return slices.ContainsFunc(commands, func(c command) bool { return lookedAtBy.MatchString(c.Text) })
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
