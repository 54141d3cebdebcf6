package audit

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/robfig/cron/v3"
	"go.yaml.in/yaml/v3"
)

var (
	actionlintRun  = regexp.MustCompile(`^"?(\S*/)?actionlint(\.exe)?"?(\s|$)|^"?\$\{\{ *steps\.\w*actionlint\w*\.outputs\.|^go run github\.com/rhysd/actionlint|^docker run .*rhysd/actionlint|^(pre-commit|prek) run .*\bactionlint\b|^python\S* -m actionlint|^(npx|uvx|pipx run|uv run|bundle exec) (\S+ )*actionlint|^(xargs|find) (\S+ )*(\S*/)?actionlint(\s|$)`)
	actionlintUses = regexp.MustCompile(`^uses (docker://)?(\S*/)?(\S*actionlint\S*)(@|:|$)|^uses (docker://)?\S*super-linter`)
	lintrunnerRun  = regexp.MustCompile(`(^|\s|/)lintrunner(\s+(-|lint)|\s*$)`)
	preCommitRun   = regexp.MustCompile(`^(pre-commit|prek) (run|ci)|^python\S* -m pre_commit run|^uses pre-commit/action`)
	mypyRun        = regexp.MustCompile(`^(python\S* -m )?(dmypy|mypy|pyright)(\s|$)`)
	lintRun        = regexp.MustCompile(`^(python\S* -m )?(flake8|ruff( check)?|pylint)(\s|$)|^uses \S*ruff-action`)
)

// lintrunnerOnly are words of lintrunner that run no linter.
var lintrunnerOnly = regexp.MustCompile(`lintrunner\S*\s+(init|--help|--version|rage|list)|install`)

// lintrunnerRuns lists where workflows run lintrunner with the linter of a code, as the
// configuration in the tree has it.
func (f *facts) lintrunnerRuns(code string) []ciRun {
	if !slices.Contains(f.lintrunnerCodes(), code) {
		return nil
	}
	return f.runsWhere(func(text string, _ *step) bool {
		if !lintrunnerRun.MatchString(text) || lintrunnerOnly.MatchString(text) {
			return false
		}
		take, skip := flagValue(text, "--take"), flagValue(text, "--skip")
		return (take == "" || strings.Contains(take, code)) && !slices.Contains(strings.Split(skip, ","), code)
	})
}

func flagValue(text, flag string) string {
	m := regexp.MustCompile(regexp.QuoteMeta(flag) + `[ =]["']?([^\s"']+)`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1]
}

func (f *facts) lintrunnerCodes() []string {
	var out []string
	for _, p := range f.find(".lintrunner.toml") {
		var file struct {
			Linter []struct {
				Code string `toml:"code"`
			} `toml:"linter"`
		}
		if err := toml.Unmarshal(f.read(p), &file); err != nil {
			f.problem(p, 0, "is no valid TOML: "+err.Error())
			continue
		}
		for _, l := range file.Linter {
			out = append(out, l.Code)
		}
	}
	return out
}

// preCommitRuns lists where workflows run all hooks of pre-commit, if the configuration has a
// hook of which the id matches.
func (f *facts) preCommitRuns(hook *regexp.Regexp) []ciRun {
	found := false
	for _, p := range f.find(".pre-commit-config.yaml", ".pre-commit-config.yml") {
		var file struct {
			Repos []struct {
				Hooks []struct {
					ID    string `yaml:"id"`
					Entry string `yaml:"entry"`
				} `yaml:"hooks"`
			} `yaml:"repos"`
		}
		if err := yaml.Unmarshal(f.read(p), &file); err != nil {
			f.problem(p, 0, "is no valid YAML: "+err.Error())
			continue
		}
		for _, r := range file.Repos {
			for _, h := range r.Hooks {
				found = found || hook.MatchString(h.ID) || hook.MatchString(h.Entry)
			}
		}
	}
	if !found {
		return nil
	}
	return f.workflowsThatRun(preCommitRun)
}

// checkActionlintWorkflow: a workflow runs actionlint on each proposed change, and its failure
// counts: itself, through lintrunner or pre-commit, or by an action that is told to fail.
func checkActionlintWorkflow(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that runs actionlint (or lintrunner with ACTIONLINT) and fails with it: no continue-on-error, no || true, and fail_level for reviewdog"
	c := f.ci()
	if v, stop := nothingRuns(c, needs); stop {
		return v
	}
	runs := f.runsWhere(func(text string, _ *step) bool {
		return actionlintRun.MatchString(text) && !strings.Contains(text, "-version") && !strings.Contains(text, "-help")
	})
	for _, r := range f.runsWhere(func(text string, _ *step) bool { return actionlintUses.MatchString(text) }) {
		if strings.Contains(r.text, "reviewdog/") && r.soft == "" && !fails(r.step) {
			r.soft = "reviewdog reports and does not fail without fail_level (or fail_on_error)"
		}
		if strings.Contains(r.text, "super-linter") && (strings.EqualFold(r.step.Env["VALIDATE_GITHUB_ACTIONS"].Text, "false") || strings.EqualFold(r.step.Env["DISABLE_ERRORS"].Text, "true")) {
			r.soft = "super-linter is told to pass over it"
		}
		runs = append(runs, r)
	}
	runs = append(runs, f.lintrunnerRuns("ACTIONLINT")...)
	runs = append(runs, f.preCommitRuns(regexp.MustCompile(`actionlint`))...)
	for i := range runs {
		if r := &runs[i]; r.soft == "" && r.onChange && !c.onChangeOf(r.w, f.find(workflowGlobs...)) {
			r.soft = "its paths leave every workflow out, so no change of one starts it"
		}
	}
	return ruled(runs, needs)
}

func fails(s *step) bool {
	level := s.With["fail_level"].Text
	return level != "" && level != "none" || s.With["fail_on_error"].Text == "true"
}

// checkLintEnforced: a linter and a type checker run on each proposed change, and their failure counts.
func checkLintEnforced(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that runs lintrunner (or ruff, flake8) and mypy and fails with them"
	c := f.ci()
	if v, stop := nothingRuns(c, needs); stop {
		return v
	}
	lint := append(f.workflowsThatRun(lintRun), f.runsWhere(func(text string, _ *step) bool {
		return lintrunnerRun.MatchString(text) && !lintrunnerOnly.MatchString(text)
	})...)
	lint = append(lint, f.preCommitRuns(regexp.MustCompile(`ruff|flake8|lintrunner`))...)
	types := append(f.workflowsThatRun(mypyRun), f.lintrunnerRuns("MYPY")...)
	types = append(types, f.preCommitRuns(regexp.MustCompile(`mypy|pyright`))...)
	return both(ruled(lint, needs), ruled(types, needs), needs)
}

// both is the verdict on two things that have to hold: one of them alone makes the row partial.
func both(a, b verdict, needs string) verdict {
	evidence := append(slices.Clone(a.evidence), b.evidence...)
	switch {
	case a.state == Done && b.state == Done:
		return done(evidence...)
	case a.state == NotDone && b.state == NotDone:
		return missing(needs, evidence...)
	}
	return partly(needs, evidence...)
}

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

// readsFiles are commands that look at the files they name, and run none of them.
var readsFiles = regexp.MustCompile(`^(python\S* -m )?(py_compile|compileall|black|ruff|flake8|mypy|pylint|pyflakes|isort|pycodestyle|codespell|shellcheck|head|tail|wc|diff|cmp|stat|tar|zip|sha256sum)(\s|$)`)

// namesFile says whether a command runs a file: by its path, from its folder, or as a module.
func namesFile(command, file string) bool {
	if readsFiles.MatchString(command) {
		return false
	}
	module := strings.ReplaceAll(strings.TrimSuffix(file, path.Ext(file)), "/", ".")
	for _, word := range strings.Fields(command) {
		word = strings.Trim(word, `"';`)
		for _, prefix := range []string{"${GITHUB_WORKSPACE}/", "$GITHUB_WORKSPACE/", "${{ github.workspace }}/", "./"} {
			word = strings.TrimPrefix(word, prefix)
		}
		if word == file || word == module || path.Base(word) == path.Base(file) && strings.HasSuffix(file, "/"+word) {
			return true
		}
	}
	return false
}

// checkImportSmokeInCI: a workflow runs the import smoke test on each proposed change, by its path
// or by that of a folder that holds it.
func checkImportSmokeInCI(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that runs the import smoke test and fails with it"
	c := f.ci()
	if v, stop := nothingRuns(c, needs); stop {
		return v
	}
	var tests []string
	for _, s := range f.smokeTests() {
		if !s.compiled { // what needs the build is no check before it
			tests = append(tests, s.file.path)
		}
	}
	if len(tests) == 0 {
		return missing("an import smoke test that needs no build, and "+needs, Evidence{Text: "no import smoke test that runs without a build", Against: true})
	}
	return ruled(f.runsWhere(func(text string, _ *step) bool {
		return slices.ContainsFunc(tests, func(p string) bool { return namesFile(text, p) || runsTestOf(text, p) })
	}), needs)
}

// namesModule says whether a dotted name is, or ends in, a module, classes and tests of it aside.
func namesModule(dotted, module string) bool {
	return slices.Contains(strings.Split(strings.Trim(dotted, `"'`), "."), module)
}

// discovers says whether `unittest discover` finds a file: by folder and pattern.
func discovers(args []string, file string) bool {
	dir, pattern := ".", "test*.py"
	for i, a := range args[:len(args)-1] {
		switch next := strings.Trim(args[i+1], `"'`); a {
		case "-s", "--start-directory":
			dir = path.Clean(next)
		case "-p", "--pattern":
			pattern = next
		}
	}
	ok, err := path.Match(pattern, path.Base(file))
	return ok && err == nil && (dir == "." || strings.HasPrefix(file, dir+"/"))
}

var unittestRun = regexp.MustCompile(`^python\S* (-\S+ )*-m unittest\s`)

var pytestRun = regexp.MustCompile(`^((uv|poetry|pdm|hatch|pipenv|pixi) run (-\S+ )*)?(python\S* -m )?pytest(\s|$)`)

// runsTestOf says whether a command runs a test file under another name: pytest on it or on a
// folder of it, PyTorch's run_test.py with its stem.
func runsTestOf(command, file string) bool {
	stem := strings.TrimSuffix(path.Base(file), path.Ext(file))
	args := strings.Fields(command)
	switch {
	case strings.Contains(command, "run_test.py"):
		return slices.Contains(args, stem) || slices.Contains(args, strings.TrimSuffix(strings.TrimPrefix(file, "test/"), path.Ext(file)))
	case unittestRun.MatchString(command) && slices.Contains(args, "discover"):
		return discovers(args, file)
	case unittestRun.MatchString(command):
		return slices.ContainsFunc(args, func(a string) bool { return namesModule(a, stem) })
	case !pytestRun.MatchString(command):
		return false
	}
	for _, a := range args {
		a = strings.TrimSuffix(strings.TrimPrefix(a, "./"), "/")
		if a, _, _ = strings.Cut(a, "::"); a == file || strings.HasPrefix(file, a+"/") && !strings.HasPrefix(a, "-") && a != "" {
			return true
		}
	}
	return false
}

var (
	abiRun         = regexp.MustCompile(`^(\S*/)?plumbline (check|abi)\b|^(go run \S*plumbline\S*) (check|abi)\b|^(\S*/)?(abi-compliance-checker|abidiff|abipkgdiff|abi-dumper)\b|^(python\S*|bash|sh)?\s*\S*(^|[/_-]|\s)(check_)?c?p?p?_?abi([_-]\w+)*\.(py|sh)`)
	deprecationRun = regexp.MustCompile(`^(\S*/)?plumbline (check|api|deprecation)\b|^(go run \S*plumbline\S*) (check|api|deprecation)\b|^(python\S*|bash|sh)?\s*(-m )?\S*(check|lint|verify|audit)[\w-]*deprecat\w*|^(python\S*|bash|sh)?\s*(-m )?\S*deprecat[\w-]*(check|lint|verify|policy|audit)\w*`)
	// abiTool and deprecationWord are what a script of another name speaks of.
	abiTool         = regexp.MustCompile(`\b(abidiff|abi-compliance-checker|abi-dumper|abipkgdiff)\b`)
	deprecationWord = regexp.MustCompile(`(?i)deprecat\w*[ _-](cycle|policy|period|window|marker)|without (a |any )?deprecat|deprecat\w* (first|before)|not deprecated|removed? in|FutureWarning`)
	plumblineUses   = regexp.MustCompile(`^uses \S*plumbline\S*`)
)

// plumblineRuns lists the uses of plumbline's own action that run one of its passes; it runs all
// of them where its input `only` names none.
func (f *facts) plumblineRuns(passes ...string) []ciRun {
	runs := f.runsWhere(func(text string, s *step) bool {
		only := s.With["only"].Text
		return plumblineUses.MatchString(text) &&
			(only == "" || slices.ContainsFunc(strings.Split(only, ","), func(p string) bool { return slices.Contains(passes, strings.TrimSpace(p)) }))
	})
	for i := range runs {
		if runs[i].step.With["fail-on"].Text == "never" {
			runs[i].soft = firstOf(runs[i].soft, "fail-on: never")
		}
	}
	return runs
}

// checkABIInCI: a workflow compares the C++ surface of each proposed change with its base.
func checkABIInCI(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that compares the C++ surface with the base (plumbline abi, abi-compliance-checker, abidiff) and fails with it"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs, absent := f.withScripts(f.workflowsThatRun(abiRun))
	runs = append(runs, f.runsScriptAbout(abiTool, "abi")...)
	return ruled(append(runs, f.plumblineRuns("abi")...), needs).but(absent)
}

// checkDeprecationInCI: a workflow holds each proposed change against the deprecation policy.
func checkDeprecationInCI(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests that checks the deprecation cycle (plumbline deprecation, or a script of the tree) and fails with it"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs, absent := f.withScripts(f.workflowsThatRun(deprecationRun))
	runs = append(runs, f.runsScriptAbout(deprecationWord, "eprecat", "FutureWarning")...)
	return ruled(append(runs, f.plumblineRuns("api", "deprecation")...), needs).but(absent)
}

var (
	benchmarkGate  = regexp.MustCompile(`--benchmark-compare-fail|^asv continuous|^(python\S*|bash|sh)?\s*\S*((perf|benchmark|performance)\w*[_-](regression|compare|check|gate|test)|(check|compare|test|gate)_?\w*(perf|benchmark|performance)\w*)\S*\.(py|sh)|(bench|perf)\S*\.py\s.*--(max-regression|fail-on-regression|regression-threshold|fail-threshold)\b|^uses benchmark-action/github-action-benchmark`)
	benchmarkRun   = regexp.MustCompile(`--benchmark-(only|enable|json)|^asv run|^(python\S*|bash|sh)?\s*(-m )?\S*(benchmarks/(\S+/)?(run|bench)\w*|(^|/|\s)(run_)?bench(mark)?s?(_\w+)?|\w*_(bench|perf)(mark)?)\.(py|sh)`)
	flakyRun       = regexp.MustCompile(`\S*(flak(y|iness|es\b)|rerun_disabled|rerun-disabled|disabled[_-]?tests?|quarantin)\S*`)
	coverageRun    = regexp.MustCompile(`--cov(=|\s|-|$)|^(python\S* -m )?coverage (run|report|xml)|^uses codecov/codecov-action|^codecov\b|tools/code_coverage`)
	coverageFailAt = regexp.MustCompile(`(--cov-fail-under|--fail-under)[ =]"?([0-9.]+)`)
)

// checkPerformanceGate: a workflow compares benchmarks with their past and fails when they are slower.
func checkPerformanceGate(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests or a schedule that compares benchmarks with a baseline and fails when they are slower"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	gates, absent := f.withScripts(f.workflowsThatRun(benchmarkGate))
	for i := range gates {
		if strings.Contains(gates[i].text, "github-action-benchmark") && gates[i].step.With["fail-on-alert"].Text != "true" {
			gates[i].soft = firstOf(gates[i].soft, "fail-on-alert is not true")
		}
	}
	if len(gates) == 0 {
		gates, _ = f.withScripts(f.workflowsThatRun(benchmarkRun))
		for i := range gates {
			gates[i].soft = firstOf(gates[i].soft, "it measures and compares with nothing")
		}
	}
	return ruledOrScheduled(gates, needs).but(absent)
}

// checkFlakesTracked: a workflow tracks tests that fail now and then (it finds, reports or reruns
// those that were disabled). How many there are no tree tells.
func checkFlakesTracked(f *facts, _ *Row) verdict {
	const needs = "a workflow on pull requests or a schedule that tracks flaky tests (finds, reports or quarantines them, or runs disabled ones again), or a flake rate below 1%, with a link"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs, absent := f.withScripts(f.workflowsThatRun(flakyRun))
	return ruledOrScheduled(runs, needs).but(absent)
}

// coverageTarget is what the program asks for, in percent.
const coverageTarget = 75

// checkCoverage: a threshold of 75% or more is configured, and a workflow that enforces it measures
// coverage on each proposed change. Where it is only measured, a report has to tell.
func checkCoverage(f *facts, row *Row) verdict {
	const needs = "a coverage threshold of 75 or more (fail_under, --cov-fail-under, codecov's target) that a workflow on pull requests enforces"
	if v, stop := nothingRuns(f.ci(), needs); stop {
		return v
	}
	runs := f.workflowsThatRun(coverageRun)
	at, threshold := f.coverageThreshold(runs)
	switch {
	case len(runs) == 0 && at.Path == "":
		return missing(needs)
	case len(runs) == 0:
		at.Against = true
		return partly(needs, at)
	case at.Path == "":
		return unknown(firstOf(row.Needs, needs), runs[0].evidence(true))
	}
	v := ruled(runs, needs)
	if threshold < coverageTarget {
		at.Against = true
		at.Text += ", below 75"
		return partly(needs, append(v.evidence, at)...)
	}
	v.evidence = append(v.evidence, at)
	return v
}

var coverageFiles = []struct {
	glob    string
	pattern *regexp.Regexp
}{
	{".coveragerc", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)`)},
	{"setup.cfg", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)`)},
	{"tox.ini", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)`)},
	{"pyproject.toml", regexp.MustCompile(`(?m)^\s*fail_under\s*=\s*([0-9.]+)|^[^#\n]*--cov-fail-under[ =]([0-9.]+)`)},
	{"pytest.ini", regexp.MustCompile(`(?m)^[^#;\n]*--cov-fail-under[ =]([0-9.]+)`)},
}

func (f *facts) coverageThreshold(runs []ciRun) (Evidence, float64) {
	for _, r := range runs {
		if m := coverageFailAt.FindStringSubmatch(r.text); m != nil {
			n, _ := strconv.ParseFloat(m[2], 64)
			return Evidence{Path: r.path, Line: r.line, Text: "fails under " + m[2]}, n
		}
	}
	for _, c := range coverageFiles {
		for _, p := range f.find(c.glob) {
			data := f.read(p)
			m := c.pattern.FindSubmatchIndex(data)
			if m == nil {
				continue
			}
			value := string(data[m[2]:m[3]])
			n, _ := strconv.ParseFloat(value, 64)
			return Evidence{Path: p, Line: 1 + strings.Count(string(data[:m[2]]), "\n"), Text: "fails under " + value}, n
		}
	}
	if slices.ContainsFunc(runs, func(r ciRun) bool { return strings.Contains(r.text, "codecov") }) {
		return f.codecovThreshold()
	}
	return Evidence{}, 0
}

// codecovThreshold is what Codecov wants of the whole project; a status that is informational wants nothing.
func (f *facts) codecovThreshold() (Evidence, float64) {
	type status struct {
		Target        yaml.Node `yaml:"target"`
		Informational bool      `yaml:"informational"`
	}
	for _, p := range f.find("{.github/,dev/,}{.,}codecov.y{,a}ml") {
		var file struct {
			Coverage struct {
				Status struct {
					Project yaml.Node `yaml:"project"`
				} `yaml:"status"`
			} `yaml:"coverage"`
		}
		if err := yaml.Unmarshal(f.read(p), &file); err != nil {
			f.problem(p, 0, "is no valid YAML: "+err.Error())
			continue
		}
		var projects map[string]status
		if file.Coverage.Status.Project.Decode(&projects) != nil {
			continue // yes, no: Codecov's own default, which is no number
		}
		for _, name := range slices.Sorted(maps.Keys(projects)) {
			s := projects[name]
			n, err := strconv.ParseFloat(strings.TrimSuffix(s.Target.Value, "%"), 64)
			if err == nil && !s.Informational {
				return Evidence{Path: p, Line: s.Target.Line, Text: "fails under " + s.Target.Value}, n
			}
		}
	}
	return Evidence{}, 0
}

// plumblineCommand finds the commands that run one of plumbline's passes.
func plumblineCommand(passes ...string) *regexp.Regexp {
	any := "(" + strings.Join(passes, "|") + `)\b`
	return regexp.MustCompile(`^(\S*/)?plumbline (-\S+ )*` + any + `|^go run \S*plumbline\S* ` + any)
}
