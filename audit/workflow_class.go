package audit

import (
	"path"
	"regexp"
	"strings"
)

// Class says what a step, a job or a command is for, as far as its content and its name tell.
type Class string

// The classes, the dangerous ones first: what fails in a test or a build must be seen.
const (
	ClassTest         Class = "test"
	ClassBuild        Class = "build"
	ClassOther        Class = "other"
	ClassPublish      Class = "publish"
	ClassSetUp        Class = "set-up"
	ClassGate         Class = "gate" // looks at the results of other jobs and fails by them
	ClassCleanUp      Class = "clean-up"
	ClassUpload       Class = "upload"
	ClassTelemetry    Class = "telemetry"
	ClassCache        Class = "cache"
	ClassNotification Class = "notification"
	ClassProbe        Class = "probe" // asks something: that the answer is no is no failure
	ClassUnstable     Class = "unstable"
)

// Dangerous says that a failure of this class must not pass in silence.
func (c Class) Dangerous() bool { return c == ClassTest || c == ClassBuild }

// Harmless says that a failure of this class says nothing of the change that is tested.
func (c Class) Harmless() bool {
	switch c {
	case ClassTest, ClassBuild, ClassOther, ClassPublish, ClassSetUp:
		return false
	}
	return true
}

// named is a class by a pattern.
type named struct {
	class   Class
	pattern *regexp.Regexp
}

// commandClasses know a command by its words. The first that fits holds.
var commandClasses = []named{
	{ClassCleanUp, regexp.MustCompile(`^(rm|rmdir|kill|killall|pkill|umount|chown|docker (container |image |system |volume |network |builder )?(stop|rm|rmi|kill|prune|logout)|docker-compose down|git clean|git stash|conda clean|pip3? cache|xargs (-\S+ )*rm|launchctl (stop|unload)|find .*-(delete|exec rm)|unset|trap|(bash |sh |\./|\S*/)?\S*(tear-?down|clean_?-?up|chown)\S*)\b`)},
	{ClassSetUp, regexp.MustCompile(`^(pip3?|python\S* -m pip|uv( pip)?|conda|mamba|apt|apt-get|yum|dnf|brew|choco|npm|yarn|go|cargo) (-\S+ )*(install|add|update|upgrade|ci|download)(\s|$)`)},
	{ClassProbe, regexp.MustCompile(`^(grep|egrep|fgrep|rg|git (grep|diff|log|rev-parse|status|ls-\S+|merge-base|show|describe|config|remote)|which|type|command|test|\[\[?|diff|cmp|find|ls|stat|cat|head|tail|wc|cut|sort|uniq|sed|awk|jq|tr|read|expr|let|modinfo|lsmod|lspci|pgrep|ps|id|df|du|file|docker (ps|images|inspect|info)|pip3? (show|list|freeze)|nvidia-smi|rocminfo|rocm-smi|uname|hostname|lscpu|free|env|printenv|set|true|false|:|echo|printf|pwd|date)(\s|$)`)},
	{ClassTest, regexp.MustCompile(`(^|\s|/)(pytest|py\.test|ctest|tox|nox|unittest|nosetests|lintrunner|mypy|flake8|pylint|pyright|actionlint|shellcheck|clang-tidy|clang-format|codespell|lit|valgrind|run_test\.py|lcov|gtest\S*)(\s|$)`)},
	{ClassTest, regexp.MustCompile(`^(go test|go vet|cargo (test|clippy)|(npm|yarn|pnpm) (run )?(test|lint)\S*|ruff (check|format)|black .*--check|pre-commit run|bazel(isk)? test|(\./)?gradlew? \S*([tT]est|check)|make .*\b(test|check|lint|doctest)\S*|xcodebuild .*\btest\b|coverage run|codeql database analyze|hadolint|yamllint|pip-audit|trivy|(adb .*)?instrument)`)},
	{ClassTest, regexp.MustCompile(`^(python\S*|bash|sh|source|\.|\S*/)?\s*(-\S+ )*\S*((^|/)tests?/\S+\.(py|sh)|([/_-]|\b)(run_)?tests?\.(py|sh|bat|ps1)|(/|\b)test_\w+\.py|(^|[/_-]|\b)(lint|check)(_\w+|-\w+)*\.(py|sh))`)},
	{ClassBuild, regexp.MustCompile(`^(make|ninja|cmake|gcc|g\+\+|clang|nvcc|meson|cargo build|go build|bazel(isk)? build|buck2? build|xcodebuild|(\./)?gradlew?|docker (buildx )?build|pip3? wheel|conda[- ]build|python\S* (-m build|-m pip wheel|\S*setup\.py)|(npm|yarn|pnpm) (run )?build\S*|sphinx-build|terraform|tsc)(\s|$)`)},
	{ClassBuild, regexp.MustCompile(`^(python\S*|bash|sh|source|\.)?\s*(-\S+ )*\S*(^|[/_-]|\s)(build|compile)(_\w+|-\w+)*\.(py|sh|bat|ps1)`)},
	{ClassPublish, regexp.MustCompile(`^(git push|git tag|git commit|git add|gh release|twine upload|docker push|npm publish|anaconda upload)(\s|$)`)},
	{ClassNotification, regexp.MustCompile(`^(gh (pr|issue) (comment|create|edit)|sendmail|mail)\b`)},
	{ClassUpload, regexp.MustCompile(`^(aws s3 (cp|sync)|gsutil|codecov|rclone|az storage)\b|upload`)},
	{ClassSetUp, regexp.MustCompile(`^(pip3?|python\S* -m pip|uv|conda|mamba|apt|apt-get|yum|dnf|brew|choco|npm|yarn|curl|wget|git (clone|fetch|checkout|submodule)|aws|modprobe|nvidia-\S+)(\s|$)`)},
}

// nameClasses know a step or a job by its name, its id or the action that it uses: those that end
// a job before those that are its purpose ("Upload test artifacts" is no test).
var nameClasses = []named{
	{ClassSetUp, regexp.MustCompile(`^(install|set[ _-]?up|download|check ?out|pull|configure|prepare|initiali[sz]e)\b`)},
	{ClassProbe, regexp.MustCompile(`\brunner health`)}, // of the machine, not of the change
	{ClassCleanUp, regexp.MustCompile(`clean(ing|s)?[ _-]?up|\bclean\b|tear[ _-]?down|\bstop\b|\bkill\b|\bchown\b|prune|\bremove\b|hold runner|\bdelete\b|\bdrained\b|purge|unlock|release runner|shut[ _-]?down`)},
	{ClassUpload, regexp.MustCompile(`upload|archive|codecov|artifact|store|stash|save|sarif|publish.*(result|report)`)},
	{ClassCache, regexp.MustCompile(`cach(e|ing)|sccache|ccache`)},
	{ClassNotification, regexp.MustCompile(`notif|slack|comment|\bmail\b|discord|webhook|\bpost\b.*(result|message)|pagerduty`)},
	{ClassTelemetry, regexp.MustCompile(`monitor|metric|statistic|\bstats?\b|telemetry|usage|\breport|\blogs?\b|summar|print|dump|\bdisplay\b|\bshow\b|diagnos|annotation|\bdebug|job[ _-]id|trace|timing|\binfo\b|\bsurface\b`)},
	{ClassTest, regexp.MustCompile(`\btest(s|ing|ed)?\b|[_-]tests?\b|\btest_|\blint|\bchecks?\b|\bchecker\b|verif|validat|doctest|\bensure\b|\bscan(s|ner)?\b|codeql|mypy|\bvet\b|coverage|smoke|audit`)},
	{ClassBuild, regexp.MustCompile(`\bbuild|compil|[_-]build\b|\bpackage\b|\bwheel`)},
	{ClassPublish, regexp.MustCompile(`deploy|publish|\brelease\b|\bpush\b`)},
	{ClassSetUp, regexp.MustCompile(`set[ _-]?up|install|checkout|check out|\bpull\b|download|configure|prepare|\bauth`)},
}

func classByPattern(text string, table []named) Class {
	for _, n := range table {
		if n.pattern.MatchString(text) {
			return n.class
		}
	}
	return ClassOther
}

func classOfCommand(text string) Class { return classByPattern(text, commandClasses) }

var unstableName = regexp.MustCompile(`(?i)(^|[^a-z])unstable([^a-z]|$)`)

// needsResult is how a job that gathers others asks how they went.
var needsResult = regexp.MustCompile(`needs\.[\w*-]+\.result|toJSON\(needs\)|needs\.\*\.result`)

// class is what a step is for. What it runs tells more than its name, if that is a test or a
// build; else its name does, and the action that it uses.
func (s *step) class() Class {
	if gate(s) {
		return ClassGate
	}
	var byCommand []Class
	for _, c := range s.commands {
		k := classOfCommand(c.Text)
		if k.Dangerous() {
			return k
		}
		byCommand = append(byCommand, k)
	}
	action, _, _ := strings.Cut(s.Uses.Text, "@")
	action = path.Base(action)
	for _, name := range []string{s.Name, action, s.ID} {
		if k := classByPattern(strings.ToLower(name), nameClasses); name != "" && k != ClassOther {
			if k.Dangerous() && s.Run.set() && len(byCommand) > 0 && allHarmless(byCommand) && strings.Contains(strings.ToLower(name), "check") {
				return ClassProbe // "Check disk space": it asks, and tests nothing
			}
			return k
		}
	}
	return gathered(byCommand)
}

func allHarmless(classes []Class) bool {
	for _, c := range classes {
		if !c.Harmless() {
			return false
		}
	}
	return true
}

// gathered is the class of several commands: the first that is not harmless, else the first that
// is more than a question.
func gathered(classes []Class) Class {
	out := ClassOther
	for _, c := range classes {
		switch {
		case !c.Harmless():
			return c
		case out == ClassOther || out == ClassProbe:
			out = c
		}
	}
	return out
}

// gate says whether a step fails by the results of other jobs.
func gate(s *step) bool {
	asks := needsResult.MatchString(s.Run.Text) || strings.Contains(s.Uses.Text, "alls-green")
	for _, m := range []map[string]scalar{s.Env, s.With} {
		for _, v := range m {
			asks = asks || needsResult.MatchString(v.Text)
		}
	}
	asks = asks || needsResult.MatchString(s.If.Text)
	return asks && (strings.Contains(s.Run.Text, "exit ") || s.Run.set() && strings.Contains(s.Run.Text, "false") || s.Uses.set())
}

// class is what a job is for: the most dangerous of its steps, or what the workflow that it calls
// is named after.
func (j *job) class(w *workflow) Class {
	if j.unstable(w) {
		return ClassUnstable
	}
	if j.Uses.set() {
		for _, name := range []string{path.Base(j.Uses.Text), j.ID, j.Name} {
			if k := classByPattern(strings.ToLower(name), nameClasses); k != ClassOther {
				return k
			}
		}
		return ClassOther
	}
	var classes []Class
	for _, s := range j.Steps {
		k := s.class()
		if k == ClassTest || k == ClassGate {
			return k
		}
		if k != ClassSetUp {
			classes = append(classes, k)
		}
	}
	for _, k := range classes {
		if k == ClassBuild {
			return k
		}
	}
	for _, name := range []string{j.Name, j.ID} {
		if k := classByPattern(strings.ToLower(name), nameClasses); name != "" && k.Harmless() {
			return k
		}
	}
	return gathered(classes)
}

// unstable says whether a job, or the workflow that it is in, is called unstable.
func (j *job) unstable(w *workflow) bool {
	for _, name := range []string{w.Name, path.Base(w.Path), j.ID, j.Name} {
		if unstableName.MatchString(name) {
			return true
		}
	}
	return false
}
