package plumbline

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v3"
)

// TestContinuousIntegration holds the action, the hook and the examples of docs/ci against what
// can be known of them here: actionlint on workflow and action, and every shell step on a
// repository whose last commit breaks a caller.
func TestContinuousIntegration(t *testing.T) {
	lintWorkflow(t, "docs/ci/github.yml", nil)
	lintAction(t)
	bin := filepath.Join(t.TempDir(), "plumbline")
	run(t, ".", nil, 0, "go", "build", "-o", bin, "./cmd/plumbline")
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name, script string
		depth        string
		env          []string
		report       string
	}{
		{"action", actionScript(t), "1", []string{"GITHUB_ACTION_PATH=" + root, "INPUT_BINARY=" + bin, "INPUT_BASE=", "EVENT_BASE=origin/main"}, "plumbline.sarif"},
		{"gitlab", gitlabScript(t), "0", []string{"CI_MERGE_REQUEST_DIFF_BASE_SHA=origin/main"}, "junit.xml"},
		{"jenkins", jenkinsScript(t), "0", []string{"CHANGE_TARGET=main"}, "junit.xml"},
		{"shell", "exec '" + root + "/docs/ci/check.sh'", "0", nil, "junit.xml"},
	} {
		t.Run(step.name, func(t *testing.T) {
			work := changedRepository(t, step.depth)
			outputs := filepath.Join(t.TempDir(), "outputs")
			env := append([]string{"PLUMBLINE=" + bin, "GITHUB_OUTPUT=" + outputs}, step.env...)
			out := run(t, work, env, 1, "bash", "-e", "-c", step.script)
			if !strings.Contains(out, "API003") && !strings.Contains(out, "parameter-removed") {
				t.Errorf("the break is not told:\n%s", out)
			}
			for _, file := range []string{step.report, reportOf[step.report]} {
				if info, err := os.Stat(filepath.Join(work, "plumbline-report", file)); err != nil || info.Size() == 0 {
					t.Errorf("no report %s: %v", file, err)
				}
			}
		})
	}
	t.Run("hook", func(t *testing.T) { testHook(t, bin) })
}

// reportOf is the second report that a step writes beside the first.
var reportOf = map[string]string{"plumbline.sarif": "comment.md", "junit.xml": "comment.md"}

// changedRepository is a clone, whole or of the last commits alone, of a repository whose branch
// takes a parameter away that main has.
func changedRepository(t *testing.T, depth string) string {
	t.Helper()
	dir := t.TempDir()
	script := `git init -q -b main up; cd up
printf 'def f(a, b=1):\n    return a\n' > m.py; git add -A; git commit -qm base
git checkout -q -b change; printf 'def f(a):\n    return a\n' > m.py; git commit -qam change
git checkout -q main; printf '# later\n' >> other.py; git add -A; git commit -qm later; git checkout -q change; cd ..
if [ "$DEPTH" = 0 ]; then git clone -q up work; else git clone -q --depth "$DEPTH" --no-single-branch "file://$PWD/up" work; fi`
	run(t, dir, []string{"DEPTH=" + depth}, 0, "bash", "-e", "-c", script)
	return filepath.Join(dir, "work")
}

// run runs a command in a folder, with variables added to a plain environment, and holds its
// exit code.
func run(t *testing.T, dir string, env []string, code int, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
		"GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GITHUB_ACTIONS=")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("%s %s: exit code %d, want %d\n%s", name, strings.Join(args, " "), got, code, out)
	}
	return string(out)
}

// lintWorkflow lints a workflow; project is the repository that it belongs to, nil for none.
func lintWorkflow(t *testing.T, path string, project *actionlint.Project) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	problems, err := linter.Lint(path, data, project)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s:%d:%d: %s", path, p.Line, p.Column, p.Message)
	}
}

// lintAction lints the action by a workflow of its own repository that gives it all its inputs
// and reads all its outputs.
func lintAction(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile("action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var action struct{ Inputs, Outputs map[string]any }
	if err := yaml.Unmarshal(data, &action); err != nil {
		t.Fatal(err)
	}
	var workflow bytes.Buffer
	workflow.WriteString("on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - id: p\n        uses: ./\n        with:\n")
	for name := range action.Inputs {
		workflow.WriteString("          " + name + ": x\n")
	}
	workflow.WriteString("      - env:\n")
	for name := range action.Outputs {
		workflow.WriteString("          " + strings.ToUpper(name) + ": ${{ steps.p.outputs." + name + " }}\n")
	}
	workflow.WriteString("        run: env\n")
	root := t.TempDir()
	path := filepath.Join(root, ".github", "workflows", "w.yml")
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	for file, content := range map[string][]byte{path: workflow.Bytes(), filepath.Join(root, "action.yml"): data} {
		if err := os.WriteFile(file, content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	project, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	lintWorkflow(t, path, project)
}

// actionScript is the shell of the action's check.
func actionScript(t *testing.T) string {
	t.Helper()
	var action struct {
		Runs struct {
			Steps []struct{ ID, Run string }
		}
	}
	readYAML(t, "action.yml", &action)
	for _, s := range action.Runs.Steps {
		if s.ID == "check" {
			return s.Run
		}
	}
	t.Fatal("action.yml has no step check")
	return ""
}

func gitlabScript(t *testing.T) string {
	t.Helper()
	var file struct {
		Plumbline struct{ Script []string }
	}
	readYAML(t, "docs/ci/gitlab.yml", &file)
	return strings.Join(file.Plumbline.Script, "\n")
}

// jenkinsScript is the text of the one sh step.
func jenkinsScript(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("docs/ci/Jenkinsfile")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(data), "'''")
	if len(parts) != 3 {
		t.Fatal("Jenkinsfile has not one sh step")
	}
	return strings.ReplaceAll(parts[1], `\\`, `\`)
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = yaml.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// testHook runs the entry of the pre-commit hook as git runs a hook, with a break and without.
func testHook(t *testing.T, bin string) {
	var hooks []struct{ ID, Entry, Language string }
	readYAML(t, ".pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 1 || !strings.HasPrefix(hooks[0].Entry, "plumbline ") {
		t.Fatalf("hooks: %+v", hooks)
	}
	work := changedRepository(t, "0")
	hook := "#!/bin/sh\nexec '" + bin + "'" + strings.TrimPrefix(hooks[0].Entry, "plumbline") + "\n"
	if err := os.WriteFile(filepath.Join(work, ".git", "hooks", "pre-commit"), []byte(hook), 0o777); err != nil {
		t.Fatal(err)
	}
	run(t, work, nil, 0, "bash", "-e", "-c", "echo '# a comment' >> m.py; git commit -qam comment")
	out := run(t, work, nil, 1, "bash", "-e", "-c", "echo 'def g(a): return a' > m.py; git commit -qam breaks")
	if !strings.Contains(out, "object-removed") {
		t.Errorf("the break is not told:\n%s", out)
	}
}
