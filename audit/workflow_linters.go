package audit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
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
