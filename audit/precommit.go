package audit

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// hook is one hook of a configuration of pre-commit.
type hook struct {
	id, command string // what runs, arguments included; "" where the hook's repository says it
	repo        string
	line        int
	manual      bool // it runs only when it is asked for by name
}

// preCommit is the configuration of pre-commit (pre-commit.com, "Adding pre-commit plugins to
// your project"), and what is wrong with it.
type preCommit struct {
	path   string
	hooks  []hook
	faults []Evidence
}

const needsPreCommit = "a .pre-commit-config.yaml with repos, each with its rev and hooks"

func (f *facts) preCommit() *preCommit {
	return once(f, "pre-commit", func() *preCommit {
		files := f.artefact("pre-commit")
		if len(files) == 0 {
			return &preCommit{}
		}
		c := &preCommit{path: files[0]}
		var file struct {
			Repos []struct {
				Repo  yaml.Node `yaml:"repo"`
				Rev   string    `yaml:"rev"`
				Hooks []struct {
					ID     yaml.Node `yaml:"id"`
					Entry  string    `yaml:"entry"`
					Args   []string  `yaml:"args"`
					Stages []string  `yaml:"stages"`
				} `yaml:"hooks"`
			} `yaml:"repos"`
		}
		if err := yaml.Unmarshal(f.read(c.path), &file); err != nil {
			f.problem(c.path, 0, "is no valid YAML: "+err.Error())
			c.fault(0, "is no configuration of pre-commit: "+err.Error())
			return c
		}
		if len(file.Repos) == 0 {
			c.fault(0, "has no repos")
		}
		for _, r := range file.Repos {
			own := r.Repo.Value == "local" || r.Repo.Value == "meta"
			switch {
			case r.Repo.Value == "":
				c.fault(r.Repo.Line, "an entry of repos lacks repo")
			case r.Rev == "" && !own:
				c.fault(r.Repo.Line, r.Repo.Value+" lacks rev")
			case len(r.Hooks) == 0:
				c.fault(r.Repo.Line, r.Repo.Value+" has no hooks")
			}
			for _, h := range r.Hooks {
				if h.ID.Value == "" || r.Repo.Value == "local" && h.Entry == "" {
					c.fault(max(h.ID.Line, r.Repo.Line), "a hook lacks id, or a local one its entry")
					continue
				}
				manual := len(h.Stages) > 0 && !slices.ContainsFunc(h.Stages, func(s string) bool { return s != "manual" })
				c.hooks = append(c.hooks, hook{id: h.ID.Value, command: strings.TrimSpace(h.Entry + " " + strings.Join(h.Args, " ")), repo: r.Repo.Value, line: h.ID.Line, manual: manual})
			}
		}
		return c
	})
}

func (c *preCommit) fault(line int, text string) {
	c.faults = append(c.faults, Evidence{Path: c.path, Line: line, Text: text, Against: true})
}

// checkPreCommitConfig: pre-commit would take the configuration, and it has hooks.
func checkPreCommitConfig(f *facts, _ *Row) verdict {
	switch c := f.preCommit(); {
	case c.path == "":
		return missing(needsPreCommit)
	case len(c.faults) > 0:
		return missing(needsPreCommit, c.faults...)
	default:
		return done(Evidence{Path: c.path, Line: c.hooks[0].line, Text: fmt.Sprintf("%d hooks, the first: %s", len(c.hooks), c.hooks[0].id)})
	}
}

// commandWords splits what a hook runs at shell operators; the words of each command follow.
func commandWords(command string) [][]string {
	var out [][]string
	for _, part := range regexp.MustCompile(`&&|\|\||[;|\n]`).Split(command, -1) {
		words := strings.Fields(strings.NewReplacer(`"`, " ", "'", " ").Replace(part))
		for len(words) > 0 && (strings.Contains(words[0], "=") || slices.Contains([]string{"bash", "sh", "-c", "env", "uv", "uvx", "run", "pipx", "exec"}, path.Base(words[0]))) {
			words = words[1:]
		}
		if len(words) > 2 && strings.HasPrefix(path.Base(words[0]), "python") && words[1] == "-m" {
			words = words[2:]
		}
		if len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

// runs says whether a hook's command runs a program, with these words after it.
func (h *hook) runs(program string, then ...string) bool {
	for _, words := range commandWords(h.command) {
		if path.Base(words[0]) != program {
			continue
		}
		if !slices.ContainsFunc(then, func(w string) bool { return !slices.Contains(words, w) }) {
			return true
		}
	}
	return false
}

// isLintrunner: the hook runs lintrunner.
func (h *hook) isLintrunner() bool {
	return h.runs("lintrunner") || h.repo != "local" && h.id == "lintrunner"
}

// isRuffFormat: the hook fails where ruff would format otherwise: ruff format --check, or ruff's
// own hook, which formats and fails.
func (h *hook) isRuffFormat() bool {
	if h.runs("ruff", "format", "--check") || h.runs("ruff", "format", "--diff") {
		return true
	}
	return h.id == "ruff-format" && strings.Contains(h.repo, "ruff")
}

// checkPreCommitHooks: among the hooks that run on a commit are lintrunner and ruff's format.
func checkPreCommitHooks(f *facts, _ *Row) verdict {
	const needs = "hooks in .pre-commit-config.yaml that run lintrunner and ruff format --check"
	c := f.preCommit()
	if c.path == "" || len(c.faults) > 0 {
		return missing(needs, c.faults...)
	}
	var evidence []Evidence
	var open []string
	for _, want := range []struct {
		name string
		is   func(*hook) bool
	}{{"lintrunner", (*hook).isLintrunner}, {"ruff format --check", (*hook).isRuffFormat}} {
		found := false
		for i := range c.hooks {
			switch h := &c.hooks[i]; {
			case !want.is(h):
			case h.manual:
				evidence = append(evidence, Evidence{Path: c.path, Line: h.line, Text: h.id + " runs only when it is asked for (stages: manual)", Against: true})
			case !found:
				found = true
				evidence = append(evidence, Evidence{Path: c.path, Line: h.line, Text: h.id + " runs " + want.name})
			}
		}
		if !found {
			open = append(open, want.name)
			evidence = append(evidence, Evidence{Path: c.path, Text: "no hook runs " + want.name, Against: true})
		}
	}
	switch len(open) {
	case 0:
		return done(evidence...)
	case 1:
		return partly("a hook that runs "+open[0], evidence...)
	}
	return missing(needs, evidence...)
}

// preCommitCommand is how one uses pre-commit. A "pre-commit hook" alone may be any script in
// .git/hooks.
var preCommitCommand = regexp.MustCompile(`(?i)(^|[^\w/-])(pre-commit|pre_commit|prek)\s+(install|run)\b`)

// checkPreCommitDocumented: CONTRIBUTING.md says how to install or run pre-commit.
func checkPreCommitDocumented(f *facts, _ *Row) verdict {
	const needs = "a passage in CONTRIBUTING.md on `pre-commit install` and `pre-commit run`"
	var against []Evidence
	for _, d := range f.documents("contributing") {
		for i, line := range strings.Split(d.text, "\n") {
			switch {
			case preCommitCommand.MatchString(line):
				at := Evidence{Path: d.path, Line: i + 1, Text: strings.TrimSpace(line)}
				if f.preCommit().path == "" {
					return partly("the .pre-commit-config.yaml that it speaks of", at)
				}
				return done(at)
			case len(against) == 0 && strings.Contains(strings.ToLower(line), "pre-commit"):
				against = append(against, Evidence{Path: d.path, Line: i + 1, Text: "names a pre-commit hook, and not how to install or run pre-commit: " + strings.TrimSpace(line), Against: true})
			}
		}
	}
	return missing(needs, append(against, f.emptyOf("contributing")...)...)
}
